/* picker.h: chooses a text for a field out of a table, filtered while one types; what is typed may
 * be taken as it is, too. */
#ifndef TUI_APP_PICKER_H
#define TUI_APP_PICKER_H

#include "tui/app/page.h"
#include "tui/widgets/list_view.h"

typedef struct PickerTable {
    const char *const *cells; /* `count` rows of `columns` texts; the first one is what is picked */
    size_t count;
    const ListColumn *columns;
    size_t column_count;
} PickerTable;

/* The page of forms/FORM.conf, with its texts "typed" (which takes what was typed) and "other".
 * What `table` points to, and `data`, must live as long as it. `picked` is called with the choice
 * when the page has gone. */
Page *picker_new(Session *session, const char *form, const PickerTable *table,
                 void (*picked)(const char *text, void *data), void *data);

#endif
