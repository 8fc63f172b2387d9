/* spool_status.h: what waits in the spools that `notify` has served (heartbeat.h), and what it has
 * set aside. */
#ifndef SITE_DELIVERY_SPOOL_STATUS_H
#define SITE_DELIVERY_SPOOL_STATUS_H

#include "site/delivery/heartbeat.h"

typedef struct SpoolStatus {
    Heartbeat heartbeat; /* its texts belong to the Heartbeats that it is of */
    bool gone;           /* there is no such directory */
    bool unread;         /* it can't be looked at by this user */
    size_t waiting;      /* files */
    int64_t oldest;      /* when the oldest of them was put there; 0: none */
    size_t aside;        /* files that were set aside, without the notes about them */
} SpoolStatus;

/* From so many seconds on a file that waits, and a service that was not at work, is late; and
 * likewise `notify --once`. */
enum { SPOOL_LATE = 900, SPOOL_LATE_ONCE = 86400 };

/* Looks at the spool of a heartbeat. */
SpoolStatus spool_status_read(const Heartbeat *heartbeat);

/* Whether nothing takes its files any more, at `now`. */
bool spool_status_is_left(const SpoolStatus *status, int64_t now);

#endif
