/* temporary.h: directories and files that a test makes and throws away. */
#ifndef SUPPORT_TEMPORARY_H
#define SUPPORT_TEMPORARY_H

#include <stddef.h>

/* A new, empty directory (mode 0700) of a random name. temporary_remove() removes it with all that
 * is in it and frees the path. */
char *temporary_new(void);
void temporary_remove(char *directory);

/* "DIRECTORY/NAME". The caller frees it. */
char *temporary_path(const char *directory, const char *name);

/* Writes `text` to DIRECTORY/NAME, mode 0600, making the folders of NAME that are missing. */
void temporary_write(const char *directory, const char *name, const char *text);

/* Takes the lock (flock(2)) of DIRECTORY/NAME, which is made where it is missing, once it is free.
 * Returns the descriptor, whose close() gives the lock back. */
int temporary_lock(const char *directory, const char *name);

/* The bytes of DIRECTORY/NAME with a NUL behind them; NULL where there is no such file. `length`
 * may be NULL. The caller frees it. */
char *temporary_read(const char *directory, const char *name, size_t *length);

#endif
