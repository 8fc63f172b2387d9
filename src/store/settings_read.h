/* settings_read.h: reading a libconfig file that nobody vouches for.
 *
 * Two steps, since a save has to know whether a file is the one that was loaded before it cares
 * what is in it: settings_read() takes the bytes, settings_parse() makes the tree.
 */
#ifndef STORE_SETTINGS_READ_H
#define STORE_SETTINGS_READ_H

#include "core/error.h"
#include "store/settings_scan.h"
#include "store/store.h"

#include <libconfig.h>
#include <sys/stat.h>

/* Larger files are refused. 1,000,000 addresses are about 25 MB. */
#define SETTINGS_MAX ((size_t)256 << 20)

typedef struct Settings {
    char *path;           /* for messages, and where the file is */
    char *text;           /* its bytes; NULL where there is no file */
    size_t length;        /* of them */
    StoreVersion version; /* of them; exists is false where there is no file */
    struct stat status;   /* of the file, where there is one */
    SettingsScan scan;    /* after settings_parse() */
    config_t config;      /* after settings_parse(); an empty tree where there is no file */
} Settings;

/* The version of a file that has these bytes. */
StoreVersion settings_version(const char *text, size_t length);

void settings_init(Settings *settings, const char *path);
void settings_clear(Settings *settings);

/* Takes the bytes of the file `name` in `directory`. No file is no error: version.exists is false.
 * Refused, ERROR_CONFIG: a symbolic link, what is not a regular file, more than SETTINGS_MAX;
 * ERROR_PERMISSION and ERROR_NO_INPUT: what the system does not let us read. Opens without
 * waiting, whatever lies there. */
bool settings_read(Settings *settings, int directory, const char *name, Error *error);

/* Takes a copy of `length` bytes as if they had been read. */
void settings_take(Settings *settings, const char *text, size_t length);

/* Makes the tree. Refused, ERROR_CONFIG with file and line: an empty file, NUL, what is not UTF-8,
 * @include, what settings_scan() finds, and what libconfig can't parse. */
bool settings_parse(Settings *settings, Error *error);

/* Warns, through `warn`, of a file whose mode allows more than `widest`. True where it did. */
bool settings_warn_mode(const Settings *settings, mode_t widest, StoreWarn warn, void *warn_data);

#endif
