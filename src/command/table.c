/* table.c: rows of a list, as a terminal shows them: the columns aligned. */
#include "command/table.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDEST = 64 }; /* one longer name does not push the columns of all others away */

struct Table {
    size_t columns;
    size_t *widths;
    char **cells;
    size_t count, capacity; /* of cells */
};

Table *table_new(size_t columns, const char *const *header)
{
    Table *table = memory_new(sizeof *table);
    table->columns = columns;
    table->widths = memory_array(columns, sizeof *table->widths);
    if (header) {
        const char **translated = memory_array(columns, sizeof *translated);
        for (size_t i = 0; i < columns; i++)
            translated[i] = _(header[i]);
        table_add(table, translated);
        free(translated);
    }
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table->widths);
    free(table);
}

void table_add(Table *table, const char *const *cells)
{
    table->cells = memory_reserve(table->cells, &table->capacity, table->count + table->columns,
                                  sizeof *table->cells);
    for (size_t i = 0; i < table->columns; i++) {
        char *cell = visible_text(cells[i]);
        size_t width = visible_width(cell, strlen(cell));
        if (width > table->widths[i] && width <= WIDEST)
            table->widths[i] = width;
        table->cells[table->count++] = cell;
    }
}

void table_print(const Table *table)
{
    for (size_t at = 0; at < table->count; at += table->columns) {
        size_t owed = 0; /* spaces, printed only if something follows */
        for (size_t i = 0; i < table->columns; i++) {
            const char *cell = table->cells[at + i];
            if (*cell) {
                printf("%*s%s", (int)owed, "", cell);
                owed = 0;
            }
            size_t width = visible_width(cell, strlen(cell));
            owed += (width < table->widths[i] ? table->widths[i] - width : 0) + 2;
        }
        putchar('\n');
    }
}
