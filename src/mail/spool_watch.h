/* spool_watch.h: waits for what happens to a spool directory: to its files, and to itself. */
#ifndef MAIL_SPOOL_WATCH_H
#define MAIL_SPOOL_WATCH_H

typedef struct SpoolWatch {
    int fd;     /* inotify; -1: none, and all is only found later */
    int inside; /* the watch of the directory's files; -1: none */
    char *name; /* the directory's, in the one above it */
} SpoolWatch;

/* Watches the directory `path`, as well as can be. spool_watch_close() frees it. */
void spool_watch_open(SpoolWatch *watch, const char *path);
void spool_watch_close(SpoolWatch *watch);

/* Waits until a file has come into the directory or been written there, the directory has been
 * renamed, removed or put into the place of another one, a signal comes (signals_catch) or has come
 * before, or `milliseconds` have passed. */
void spool_watch_wait(const SpoolWatch *watch, int milliseconds);

#endif
