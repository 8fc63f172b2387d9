/* spool_waits.h: the files of a spool that are not to be taken now (spool.h says why), and until
 * when. */
#ifndef MAIL_SPOOL_WAITS_H
#define MAIL_SPOOL_WAITS_H

#include "mail/spool_folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a file waits. */
typedef enum SpoolReason {
    WAITS_ALONE,       /* for something of its own: its recipients, its permissions */
    WAITS_FOR_SERVER,  /* for the mail server, which would take nobody's message */
    WAITS_FOR_MESSAGE, /* for the end of another program's message, which is soon */
    WAITS_FOR_EVER,    /* it is a directory, and has been reported */
} SpoolReason;

typedef struct SpoolWait {
    char *name;
    ino_t inode;
    SpoolReason reason;
    int64_t next; /* when, in milliseconds of the monotonic clock */
    int pause;    /* seconds before that: of the last try and, so far, the longest */
    bool listed;  /* it was there when the directory was last looked at */
} SpoolWait;

/* Sorted by name and inode: zeros are none. */
typedef struct SpoolWaits {
    SpoolWait *items;
    size_t count, capacity;
} SpoolWaits;

/* The one of this file; NULL: it does not wait. Good until the next spool_waits_add(). */
SpoolWait *spool_waits_find(const SpoolWaits *waits, const SpoolFile *file);

/* From now on it waits, or waits again: for a minute, then for twice as long each time, up to an
 * hour; for a message, for a second, and up to a minute. Good until the next call. */
SpoolWait *spool_waits_add(SpoolWaits *waits, const SpoolFile *file, SpoolReason reason);

/* The server has taken a message: what waits for it is due, and its pauses begin anew. */
void spool_waits_wake(SpoolWaits *waits);

/* In how many milliseconds the file is to be taken; 0: now; -1: never. `now_ms` as in
 * spool_file_settles(). */
int spool_waits_due_in(const SpoolWaits *waits, const SpoolFile *file, int64_t now_ms);

/* Sorts files by whose turn it is: those that were not tried before, in the order in which they
 * are; then the others, the longest due first. So none that fails keeps another one from its turn.
 */
void spool_waits_sort(const SpoolWaits *waits, SpoolFile *files, size_t count);

/* Notes which of them are there, and forgets the others. */
void spool_waits_keep(SpoolWaits *waits, const SpoolFile *files, size_t count);

/* How many wait for another try. */
size_t spool_waits_count(const SpoolWaits *waits);

void spool_waits_clear(SpoolWaits *waits);

#endif
