/* alert_time.h: the times that Azure writes. */
#ifndef AZURE_ALERT_TIME_H
#define AZURE_ALERT_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Reads "2020-02-22T00:00:00.0000000Z", "2019-01-06 02:02:00", either with or without fractions and
 * with Z, an offset such as +01:00, or nothing, which is UTC. Seconds since 1970. */
bool alert_time_parse(const char *text, int64_t *time);

#endif
