/* settings_write.h: the tree of a settings file as text.
 *
 * What was not edited stands there byte for byte as in the file that was read: a number keeps its
 * style, a text its escapes, and a group that is not known its comments and its layout. The rest
 * has the layout that libconfig 1.5 gives it, whichever version is there.
 */
#ifndef STORE_CONF_SETTINGS_WRITE_H
#define STORE_CONF_SETTINGS_WRITE_H

#include "store/conf/settings_read.h"

#include <stdio.h>

/* Writes all but the texts of settings->source, for which there are empty brackets: they belong at
 * `*place` bytes from the beginning. False and errno where it could not be written. */
bool settings_write(const Settings *settings, FILE *out, size_t *place);

#endif
