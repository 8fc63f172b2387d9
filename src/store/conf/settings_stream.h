/* settings_stream.h: reading a settings file that is about to be saved, without its long array.
 *
 * A save replaces the array, and needs of the old one only whether it is the same: so it is held
 * against the new one while it is read, and never is in memory.
 */
#ifndef STORE_CONF_SETTINGS_STREAM_H
#define STORE_CONF_SETTINGS_STREAM_H

#include "store/conf/settings_read.h"

/* As settings_read(). Where the file is long, and the array that settings->apart names a plain one
 * of more than SETTINGS_MANY texts, they are left out: settings->left_out tells of them, and
 * whether they are those of `like`. The tree then has an empty array. */
bool settings_read_like(Settings *settings, int directory, const char *name,
                        const SettingsSource *like, Error *error);

#endif
