/* GLib's time zones, for a day_zone that is not UTC, and its SHA-256. */
#include "base/library.h"

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

LIBRARY_CALL(SECCONTACTS_GLIB, GChecksum *, g_checksum_new, (GChecksumType type), (type))
LIBRARY_CALL(SECCONTACTS_GLIB, void, g_checksum_free, (GChecksum * checksum), (checksum))
LIBRARY_CALL(SECCONTACTS_GLIB, void, g_checksum_reset, (GChecksum * checksum), (checksum))
LIBRARY_CALL(SECCONTACTS_GLIB, void, g_checksum_update,
             (GChecksum * checksum, const guchar *bytes, gssize length), (checksum, bytes, length))
LIBRARY_CALL(SECCONTACTS_GLIB, void, g_checksum_get_digest,
             (GChecksum * checksum, guint8 *digest, gsize *length), (checksum, digest, length))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
