/* settings_read.h: reading a libconfig file that nobody vouches for.
 *
 * Two steps, since a save has to know whether a file is the one that was loaded before it cares
 * what is in it: settings_read() takes the bytes, settings_parse() makes the tree.
 */
#ifndef STORE_CONF_SETTINGS_READ_H
#define STORE_CONF_SETTINGS_READ_H

#include "base/error.h"
#include "base/progress.h"
#include "store/conf/settings_scan.h"
#include "store/store.h"

#include <libconfig.h>
#include <sys/stat.h>

/* Larger files are refused. 1,000,000 addresses are about 25 MB. */
#define SETTINGS_MAX ((size_t)256 << 20)

/* So many texts of an array are not put into words any more. */
#define SETTINGS_MANY 20000

/* What `get(data, 0...)` returns as texts, of which there are `count`. */
typedef struct SettingsSource {
    size_t count;
    const char *(*get)(const void *data, size_t index);
    const void *data;
} SettingsSource;

/* The texts of the array that is kept apart, where they were not taken: settings_stream.h. */
typedef struct SettingsLeftOut {
    size_t count;  /* 0: they were */
    bool same;     /* as those that they were held against */
    size_t length; /* bytes of the file */
} SettingsLeftOut;

typedef struct Settings {
    char *path;           /* for messages, and where the file is */
    char *text;           /* its bytes; NULL where there is no file, or they are forgotten */
    char *rest;           /* of them, where they are forgotten: what is not in the long array */
    size_t length;        /* of them */
    StoreVersion version; /* of them; exists is false where there is no file */
    struct stat status;   /* of the file, where there is one */
    SettingsScan scan;    /* after settings_parse() */
    config_t config;      /* after settings_parse(); an empty tree where there is no file */
    const char *apart;    /* the array that may be long: see settings_texts.h; NULL: none */
    SettingsLeftOut left_out;
    SettingsSource source; /* of what is in it when it is printed; no data: what is in the tree */
    const char *instead;   /* to be written as it is instead of the tree; NULL: the tree is */
    size_t instead_length; /* of it */
    Progress *progress;    /* of the whole load or save; may be NULL */
    const char *temporary; /* beside it, for a save; NULL: SETTINGS_TEMPORARY (settings_save.h) */
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

/* Likewise, but only the version and the length: the bytes are not kept. */
bool settings_read_version(Settings *settings, int directory, const char *name, Error *error);

/* Opens the file as settings_read() does, and has `take` read it: for the files of this module. */
typedef bool SettingsTake(Settings *settings, int file, const void *data, Error *error);
bool settings_take_file(Settings *settings, int directory, const char *name, SettingsTake *take,
                        const void *data, Error *error);

/* A SettingsTake that reads all; and the error of one that could not, `number` being its errno:
 * returns false. */
bool settings_read_file(Settings *settings, int file, const void *data, Error *error);
bool settings_unreadable(const Settings *settings, int number, Error *error);

/* Takes a copy of `length` bytes as if they had been read. */
void settings_take(Settings *settings, const char *text, size_t length);

/* How far a save is when this is done, of SETTINGS_WHOLE. */
enum {
    SETTINGS_CHANGED = 20,
    SETTINGS_PRINTED = 25,
    SETTINGS_WRITTEN = 70,
    SETTINGS_CHECKED = 95,
    SETTINGS_WHOLE = 100
};

/* Tells settings->progress. False, ERROR_CANCELLED, where it is not wanted any more. */
bool settings_goes_on(const Settings *settings, size_t done, Error *error);

/* Gives up the bytes, where they are many and a save is all that is still to come; their number
 * stays, and what settings_raw() needs. */
void settings_forget_text(Settings *settings);

/* Makes the tree. Refused, ERROR_CONFIG with file and line: an empty file, NUL, what is not UTF-8,
 * and what settings_scan() finds, in the same words whatever the version of libconfig. */
bool settings_parse(Settings *settings, Error *error);

/* The value of `setting` as it is written in the file, without a NUL behind it: good until
 * `settings` is cleared. False where it has been edited (settings_edit.h), or is new. */
bool settings_raw(const Settings *settings, const config_setting_t *setting, const char **text,
                  size_t *length);

/* Warns, through `warn`, of a file whose mode allows more than `widest`. True where it did. */
bool settings_warn_mode(const Settings *settings, mode_t widest, StoreWarn warn, void *warn_data);

#endif
