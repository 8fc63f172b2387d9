/* day.h: calendar days in a time zone: what "today" means to the limits.
 *
 * The zones are those of the system's tz database, read by GLib, which (unlike libc, that knows one
 * zone at a time, in TZ) leaves the environment alone: so any thread may ask, also of one zone that
 * another asks. Past the last transition of the database's file, in 2037, GLib 2.74 misreads the
 * rule of Dublin, whose summer time is the standard one. An instant is in seconds since 1970-01-01
 * 00:00:00 UTC, as time(2) counts.
 */
#ifndef CORE_DAY_H
#define CORE_DAY_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* A calendar day: days since 1970-01-01. No zone: two days compare as numbers. */
typedef int32_t Day;

#define DAY_NONE      INT32_MIN
#define DAY_TEXT_SIZE 40 /* of "2026-11-23" with its NUL, and of whatever else a Day can be */

typedef struct DayZone DayZone; /* opaque: day_zone_new(), day_zone_free() */

/* The zone of this IANA name ("Europe/Berlin"). "UTC" is always there; any other name must be one
 * of the tz database, or the error says so. */
DayZone *day_zone_new(const char *name, Error *error);
void day_zone_free(DayZone *zone); /* NULL is nothing to do */
const char *day_zone_name(const DayZone *zone);

/* The calendar day on which `time` falls in `zone`. */
Day day_of(const DayZone *zone, int64_t time);

/* `time` as a clock on the wall of `zone` shows it; tm_gmtoff and tm_isdst are set, tm_zone is
 * NULL. */
void day_local_time(const DayZone *zone, int64_t time, struct tm *local);

/* "09:14" */
void day_clock_text(const DayZone *zone, int64_t time, char text[6]);

/* The day that counts as today: that of the clock, and never earlier than the last one noted
 * (`last`, or DAY_NONE), so that a clock set back reopens no day. */
Day day_today(Day clock, Day last);

/* The first second that is not of `day` any more, in `zone`. */
int64_t day_end(const DayZone *zone, Day day);

/* "2026-11-23" (ISO 8601). */
void day_text(Day day, char text[DAY_TEXT_SIZE]);

/* Reads "2026-11-23", and nothing else. */
bool day_parse(const char *text, Day *day);

#endif
