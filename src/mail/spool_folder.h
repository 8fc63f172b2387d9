/* spool_folder.h: a directory into which others put files, to be taken one by one (spool.h says
 * what for).
 *
 * A file is put there by a rename, or it is left alone until it has not been changed for a second.
 * Names that begin with "." are not looked at. What can't be dealt with goes to the directory
 * `aside` in it, with a file beside it that says why. */
#ifndef MAIL_SPOOL_FOLDER_H
#define MAIL_SPOOL_FOLDER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* Octets of a file: more could not be alerts, or not in a time that other files can wait. */
enum { SPOOL_FILE_LIMIT = 16 << 20 };

typedef struct SpoolFolder {
    char *path;
    int directory, lock; /* -1: none */
} SpoolFolder;

/* What has become of a directory that is open. */
typedef enum SpoolPlace {
    SPOOL_SAME,
    SPOOL_GONE,     /* its path is no directory's any more */
    SPOOL_REPLACED, /* it is another directory's */
} SpoolPlace;

typedef struct SpoolFile {
    char *name;
    struct stat status; /* when it was listed */
} SpoolFile;

/* Opens the directory `path` and locks it against a second program. False and the error where it is
 * none, may not be written, or is locked (ERROR_RETRY). spool_folder_close() in either case. */
bool spool_folder_open(SpoolFolder *folder, const char *path, Error *error);
void spool_folder_close(SpoolFolder *folder);

/* What has become of the open directory. */
SpoolPlace spool_folder_place(const SpoolFolder *folder);

/* The files and directories that are there, the oldest first, without `aside`. False and the error
 * where they can't be listed. spool_files_free() frees them. */
bool spool_folder_list(const SpoolFolder *folder, SpoolFile **files, size_t *count, Error *error);
void spool_files_free(SpoolFile *files, size_t count);

/* How many milliseconds from `now_ms` (clock_now_ms()) on a file must be left alone, since it may
 * be being written; 0: it is whole. */
int spool_file_settles(const SpoolFile *file, int64_t now_ms);

/* Opens it for reading: a regular file of at most SPOOL_FILE_LIMIT, and no symbolic link. The
 * caller closes it. -1 where it is none or can't be opened: `*why` is then what to tell, good until
 * the next call, or NULL where the file is gone; and `*for_good` is false where that may pass. */
int spool_folder_read(const SpoolFolder *folder, const SpoolFile *file, const char **why,
                      bool *for_good);

/* True where the open file is still as it was listed, and the one that has its name. */
bool spool_folder_same(const SpoolFolder *folder, const SpoolFile *file, int fd);

/* Writes why a file waits, or is left alone, as NAME.why into `aside`: as well as can be. */
void spool_folder_note(const SpoolFolder *folder, const SpoolFile *file, const char *text);

/* Removes it, and its note. False and the error where that can't be done. */
bool spool_folder_remove(const SpoolFolder *folder, const SpoolFile *file, Error *error);

/* Moves it to `aside`, under its name or one with a number behind it, and writes `why` beside it.
 * `*where` is then the new path; the caller frees it. False and the error where it can't be moved.
 */
bool spool_folder_set_aside(const SpoolFolder *folder, const SpoolFile *file, const char *why,
                            char **where, Error *error);

#endif
