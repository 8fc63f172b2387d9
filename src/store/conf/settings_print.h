/* settings_print.h: the text of a settings file as it is to be written, in pieces: the long array
 * of settings_texts.h is made on the way, and never lies in memory as text.
 */
#ifndef STORE_CONF_SETTINGS_PRINT_H
#define STORE_CONF_SETTINGS_PRINT_H

#include "store/conf/settings_read.h"

typedef struct SettingsPrinted {
    const Settings *settings;
    char *text;
    size_t length;
    size_t front, behind; /* between them stand the texts of settings->source */
} SettingsPrinted;

/* Prints the tree, parses it again and finds it to be the same; or takes settings->instead as it
 * is. False and the error where a setting can't be written so that it reads back;
 * settings_printed_clear() in either case. */
bool settings_printed_init(SettingsPrinted *printed, const Settings *settings, Error *error);
void settings_printed_clear(SettingsPrinted *printed);

/* Goes through the text. */
typedef struct SettingsPieces {
    const SettingsPrinted *printed;
    size_t next;    /* of the source */
    unsigned stage; /* of settings_print.c */
    bool failed;
    char *buffer;
    size_t capacity;
} SettingsPieces;

/* Begins at the beginning. */
SettingsPieces settings_pieces_begin(const SettingsPrinted *printed);

/* The next piece, good until the next call: false behind the last one, and, with `failed` and the
 * error, where a text of the array would not read back as it is. */
bool settings_pieces_next(SettingsPieces *pieces, const char **piece, size_t *length, Error *error);
void settings_pieces_end(SettingsPieces *pieces);

/* All of it, in memory: for what is short. NULL and the error. The caller frees it. */
char *settings_print(const Settings *settings, size_t *length, Error *error);

#endif
