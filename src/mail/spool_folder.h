/* spool_folder.h: a directory into which others put files, to be taken one by one (spool.h says
 * what for).
 *
 * A file is put there by a rename, or it is left alone until it has not been changed for a second.
 * Names that begin with "." are not looked at, nor are directories. What can't be dealt with goes
 * to the directory `aside` in it, with a file beside it that says why. */
#ifndef MAIL_SPOOL_FOLDER_H
#define MAIL_SPOOL_FOLDER_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

typedef struct SpoolFolder {
    char *path;
    int directory, lock, watch; /* -1: none */
} SpoolFolder;

typedef struct SpoolFile {
    char *name;
    struct stat status; /* when it was listed */
} SpoolFile;

/* Opens the directory `path` and locks it against a second program. False and the error where it is
 * none, may not be written, or is locked (ERROR_RETRY). spool_folder_close() in either case. */
bool spool_folder_open(SpoolFolder *folder, const char *path, Error *error);
void spool_folder_close(SpoolFolder *folder);

/* The files that are there, the oldest first. False and the error where they can't be listed.
 * spool_files_free() frees them. */
bool spool_folder_list(const SpoolFolder *folder, SpoolFile **files, size_t *count, Error *error);
void spool_files_free(SpoolFile *files, size_t count);

/* How many milliseconds from `now_ms` (clock_now_ms()) on a file must be left alone, since it may
 * be being written; 0: it is whole. */
int spool_file_settles(const SpoolFile *file, int64_t now_ms);

/* Opens it for reading: a regular file, and no symbolic link. The caller closes it. -1 where it is
 * none or can't be opened: `*why` is then what to tell, good until the next call, or NULL where the
 * file is gone; and `*for_good` is false where that may pass. */
int spool_folder_read(const SpoolFolder *folder, const SpoolFile *file, const char **why,
                      bool *for_good);

/* True where the open file is still as it was listed, and the one that has its name. */
bool spool_folder_same(const SpoolFolder *folder, const SpoolFile *file, int fd);

/* Removes it. False and the error where that can't be done. */
bool spool_folder_remove(const SpoolFolder *folder, const SpoolFile *file, Error *error);

/* Moves it to `aside`, under its name or one with a number behind it, and writes `why` beside it.
 * `*where` is then the new path; the caller frees it. False and the error where it can't be moved.
 */
bool spool_folder_set_aside(const SpoolFolder *folder, const SpoolFile *file, const char *why,
                            char **where, Error *error);

/* Waits until something changes in the directory, a signal comes (signals_catch) or has come
 * before, or `milliseconds` have passed. */
void spool_folder_wait(const SpoolFolder *folder, int milliseconds);

#endif
