/* output.h: what the commands print. */
#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Prints `text` on standard output, made visible. */
void output_visible(const char *text);

/* Prints `json` on standard output with a newline behind it, and frees it. Characters that a
 * terminal must not get (see visible.h) are escaped, so that the values stay exact. */
void output_json(json_t *json);

/* Likewise, on one line and with all that is not ASCII escaped: for a reader of lines. */
void output_json_line(json_t *json);

/* Prints "seccontacts: TEXT" on standard error. The format is translated (base/language.h),
 * and the text made visible. */
void output_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says on standard error how many of `all` are done, a few times a second and until they all are;
 * only where that is a terminal and standard output, which tells of each, is not. */
void output_progress(size_t done, size_t all);

/* Likewise, where nothing else is printed until all is done: standard output may be a terminal. */
void output_progress_alone(size_t done, size_t all);

/* Writes out what has been printed. */
void output_flush(void);

/* False once writing to standard output has failed: there is no use in going on. */
bool output_works(void);

/* Likewise, with the error. A reader that went away (`| head`) needs no words: the error's text is
 * empty then. */
bool output_check(Error *error);

/* Writes out what is left and closes standard output: false and the error, as output_check(), where
 * that, or anything before, could not be written. */
bool output_finish(Error *error);

#endif
