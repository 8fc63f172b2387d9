/* output.h: what the commands print. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "core/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Rows whose columns are aligned by the columns that a terminal needs (visible_width()). */
typedef struct Table Table; /* opaque: table_new(), table_free() */

/* A table of `columns` columns. `header` is its first row, which is translated; NULL: it has
 * none. */
Table *table_new(size_t columns, const char *const *header);
void table_free(Table *table); /* NULL is nothing to do */

/* Adds a row of `columns` cells, which are copied and made visible. */
void table_add(Table *table, const char *const *cells);

/* Prints it on standard output, two spaces between columns. */
void table_print(const Table *table);

/* Prints `text` on standard output, made visible. */
void output_visible(const char *text);

/* Prints `json` on standard output with a newline behind it, and frees it. Characters that a
 * terminal must not get (see visible.h) are escaped, so that the values stay exact. */
void output_json(json_t *json);

/* Prints "seccontacts: TEXT" on standard error. The format is translated (core/language.h),
 * and the text made visible. */
void output_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says on standard error how many of `all` are done, a few times a second and until they all are;
 * only where that is a terminal and standard output, which tells of each, is not. */
void output_progress(size_t done, size_t all);

/* Likewise, where nothing else is printed until all is done: standard output may be a terminal. */
void output_progress_alone(size_t done, size_t all);

/* False once writing to standard output has failed: there is no use in going on. */
bool output_works(void);

/* Writes out what is left and closes standard output: false and the error where that, or anything
 * before, could not be written. A reader that went away (`| head`) needs no words: the error's text
 * is empty then. */
bool output_finish(Error *error);

#endif
