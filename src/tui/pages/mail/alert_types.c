#include "tui/pages/mail/alert_types.h"

#include "base/language.h"
#include "base/memory.h"

#include <string.h>

enum { FIELD_ID, FIELD_NAME, FIELD_SEVERITY, FIELD_AREA, FIELDS };

static struct {
    char *text;
    const char **cells, **ids;
    size_t count, cell_capacity, id_capacity;
} table;

static void add_row(char *line)
{
    char *fields[FIELDS] = {0};
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = strsep(&line, "\t");
        if (!fields[i])
            return;
    }
    size_t needed = (table.count + 1) * ALERT_TYPE_COLUMNS;
    table.cells = memory_reserve(table.cells, &table.cell_capacity, needed, sizeof *table.cells);
    table.ids = memory_reserve(table.ids, &table.id_capacity, table.count + 1, sizeof *table.ids);
    const char **row = &table.cells[table.count * ALERT_TYPE_COLUMNS];
    row[ALERT_TYPE_NAME] = fields[FIELD_NAME];
    row[ALERT_TYPE_SEVERITY] = language_name_of(LANGUAGE_VALUE, fields[FIELD_SEVERITY]);
    row[ALERT_TYPE_AREA] = fields[FIELD_AREA];
    table.ids[table.count++] = fields[FIELD_ID];
}

static void load(void)
{
    const AlertTypesFile *file = &alert_types_files[0];
    table.text = memory_text_n((const char *)file->bytes, file->length);
    char *rest = table.text, *line;
    while ((line = strsep(&rest, "\n"))) {
        if (*line != '#')
            add_row(line);
    }
}

const char *const *alert_types(size_t *count)
{
    if (!table.text)
        load();
    *count = table.count;
    return table.cells;
}

const char *alert_type_id(const char *name)
{
    size_t count;
    alert_types(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table.cells[i * ALERT_TYPE_COLUMNS + ALERT_TYPE_NAME], name) == 0)
            return *table.ids[i] ? table.ids[i] : NULL;
    }
    return NULL;
}
