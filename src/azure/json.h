/* json.h: one JSON text of the outside world, read item by item.
 *
 * The items are those of the array that the text is, or the one value that it is. Only one of them
 * is in memory as a tree at a time, and each knows its line: Jansson alone needs ten times the
 * file's size for the whole, and can't say afterwards where a value stood.
 * Names that occur twice in an object, NUL in strings, bytes that are no UTF-8 and nesting of over
 * 2,048 levels are refused.
 */
#ifndef AZURE_JSON_H
#define AZURE_JSON_H

#include "base/error.h"
#include "base/language.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct JsonItems {
    const char *name; /* of the text, in errors; the caller's */
    bool array;       /* the text is an array; else one value */
    size_t number;    /* of the item that was read last, from 1; 0 in a text that is one value */
    int line;         /* where it begins, from 1 */
    json_t *item;     /* it; belongs to this, until the next one is read */

    char *text; /* the rest is json.c's */
    size_t length, at;
    int at_line;
    bool ended;
} JsonItems;

/* Reads `in` (called `name` in errors) to its end. `expected` says in words what the text should
 * hold, for the error that a text which is empty or no JSON gives. json_items_clear() afterwards,
 * in either case. */
bool json_items_open(JsonItems *items, FILE *in, const char *name, const char *expected,
                     Error *error);

/* Reads the next item. False at the end, and with `error` filled where the text is wrong. */
bool json_items_next(JsonItems *items, Error *error);

void json_items_clear(JsonItems *items);

/* Fills `error` (ERROR_DATA) for the item that was read last: "FILE:LINE: item 3: TEXT". Returns
 * false. */
bool json_items_error(const JsonItems *items, Error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What a list of the REST API is that has a "nextLink". */
#define JSON_PAGE                                                                                  \
    N_("there is more: this is one page of a longer list, which goes on at its \"nextLink\"")

/* Whether a text of this beginning is UTF-16, with its mark or without one. */
bool json_is_utf_16(const char *text, size_t length);

/* What is wrong with the text, for a person: "found ']', expected a value". The caller frees it. */
char *json_words(const json_error_t *wrong);

/* Whether a text is one that ConvertTo-Json of PowerShell writes in the place of what lies deeper
 * than its -Depth: "@{state=On}", "System.Object[]". */
bool json_is_cut(const char *text);

/* Whether a member of the object, or of its "properties", is such a text. */
bool json_has_cut(const json_t *object);

/* What is to be done about that: a part of a sentence. */
#define JSON_CUT                                                                                   \
    N_("PowerShell has cut off what lies deeper: ConvertTo-Json -Depth 10 writes all of it")

/* Whether a text is coloured by escape sequences, as -o jsonc does it. */
bool json_is_coloured(const char *text, size_t length);
#define JSON_COLOURED                                                                              \
    N_("is coloured by escape sequences, as az writes it with -o jsonc; expected -o json")

/* A JSON string of `text`, in which bytes that are no UTF-8 are made visible; null of NULL. */
json_t *json_text(const char *text);

/* "a string", "an object", "null", ... */
const char *json_kind(const json_t *value);

#endif
