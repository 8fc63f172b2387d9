/* GLib's time zones, for a day_zone that is not UTC. */
#include "core/library.h"

#include <glib.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

LIBRARY_CALL(SECCONTACTS_GLIB, GTimeZone *, g_time_zone_new_identifier, (const gchar *name), (name))
LIBRARY_CALL(SECCONTACTS_GLIB, void, g_time_zone_unref, (GTimeZone * zone), (zone))
LIBRARY_CALL(SECCONTACTS_GLIB, gint, g_time_zone_find_interval,
             (GTimeZone * zone, GTimeType type, gint64 time), (zone, type, time))
LIBRARY_CALL(SECCONTACTS_GLIB, gint32, g_time_zone_get_offset, (GTimeZone * zone, gint interval),
             (zone, interval))
LIBRARY_CALL(SECCONTACTS_GLIB, gboolean, g_time_zone_is_dst, (GTimeZone * zone, gint interval),
             (zone, interval))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
