/* settings_texts.h: the long array of a settings file, which is kept apart from libconfig's tree.
 *
 * libconfig makes an object of some 130 bytes of each entry. Where the array is a plain one
 * (settings_scan.h) it is read where it stands in the text, and written from where the caller has
 * it; for everything else, and for what is wrong in it, there is libconfig. What is read and
 * written is the same, byte by byte.
 */
#ifndef STORE_CONF_SETTINGS_TEXTS_H
#define STORE_CONF_SETTINGS_TEXTS_H

#include "store/conf/settings_read.h"

/* True where the array that settings->apart names was kept apart: the tree has an empty one. */
bool settings_is_apart(const Settings *settings);

/* Goes through its entries. */
typedef struct SettingsTexts {
    const Settings *settings;
    size_t at;        /* in the text */
    const char *text; /* the entry, not NUL-terminated: good until the next call */
    size_t length;
    char *buffer;
    size_t capacity;
} SettingsTexts;

SettingsTexts settings_texts_begin(const Settings *settings);
bool settings_texts_next(SettingsTexts *texts); /* false behind the last one */
void settings_texts_end(SettingsTexts *texts);

/* True where the array has just these texts. */
bool settings_texts_equal(const Settings *settings, const SettingsSource *source);

/* Makes the array `name`, in the tree or apart, the texts of `source` when it is printed: until
 * then its data must live, and nothing else be done with the array. */
void settings_put_apart(Settings *settings, const char *name, const SettingsSource *source);

/* Writes `text` in quotes where there is room for four times its length and 3. Returns the end. */
char *settings_quote(const char *text, char *to);

/* True where the `length` bytes of `quoted` are read as `text`. */
bool settings_quotes(const char *quoted, size_t length, const char *text);

#endif
