/* line_changes.h: what turns one text into another, line by line. */
#ifndef BASE_LINE_CHANGES_H
#define BASE_LINE_CHANGES_H

#include <stddef.h>

typedef struct LineChanges {
    size_t added, removed; /* lines */
} LineChanges;

/* The lines that only one of the texts has, in their order: "- LINE" for those of `before`, "+
 * LINE" for those of `after`, each made visible and ended by a newline; where both have a line, but
 * one more often, so many of it. The order of lines, and empty ones, do not count. NULL is "". The
 * caller frees it; `counts` may be NULL. */
char *line_changes(const char *before, const char *after, LineChanges *counts);

#endif
