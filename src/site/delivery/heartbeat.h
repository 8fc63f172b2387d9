/* heartbeat.h: when `notify --spool` was last at work on each spool: a file in STATE/spools for
 * each directory. Whoever watches the delivery (delivery.h) sees by it that a service is not
 * running, and which spools there are. */
#ifndef SITE_DELIVERY_HEARTBEAT_H
#define SITE_DELIVERY_HEARTBEAT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct Heartbeat {
    char *spool;  /* the path of the directory */
    char *file;   /* the path of the heartbeat itself */
    int64_t time; /* seconds since 1970 */
    bool once;    /* that was `notify --once`, which something else starts again and again */
} Heartbeat;

typedef struct Heartbeats {
    Heartbeat *items; /* by spool */
    size_t count, capacity;
} Heartbeats; /* initialise with {0} */

/* Notes that `spool` is being served at `now`, in the state directory `state`, in a file of the
 * mode `mode`. False and the error where that can't be written: a help is lost, no more. */
bool heartbeat_beat(const char *state, mode_t mode, const char *spool, bool once, int64_t now,
                    Error *error);

/* Reads all of them. A state directory without any, or that can't be read, has none; a file that is
 * no heartbeat is left out. heartbeats_clear(). */
void heartbeats_read(Heartbeats *heartbeats, const char *state);
void heartbeats_clear(Heartbeats *heartbeats);

#endif
