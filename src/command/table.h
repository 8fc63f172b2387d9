/* table.h: rows of a list, as a terminal shows them: the columns aligned. */
#ifndef COMMAND_TABLE_H
#define COMMAND_TABLE_H

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

#endif
