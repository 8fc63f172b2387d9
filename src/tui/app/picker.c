#include "tui/app/picker.h"

#include "base/fold.h"
#include "base/memory.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"

#include <stdlib.h>
#include <string.h>

/* The last row of the list is what was typed. */
typedef struct Picker {
    ListPage list;
    PageClass class;
    PickerTable table;
    char **folded; /* each row's texts, to filter by */
    char *typed;   /* the filter; "" none */
    char *typed_cell;
    void (*picked)(const char *text, void *data);
    void *data;
} Picker;

static size_t row_count(void *data)
{
    return ((Picker *)data)->table.count + 1;
}

/* The list asks for all rows when it is not filtered, and then nothing was typed. */
static bool is_filtered(const Picker *picker)
{
    return list_view_shown(picker->list.view) <= picker->table.count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    Picker *picker = data;
    const Form *form = picker->list.page.form;
    if (row < picker->table.count) {
        if (column > 0)
            *style = STYLE_HINT;
        return picker->table.cells[row * picker->table.column_count + column];
    }
    *style = STYLE_HINT;
    if (column > 0)
        return "";
    if (!is_filtered(picker))
        return form_text(form, "other");
    free(picker->typed_cell);
    picker->typed_cell = words(form, "typed", picker->typed);
    return picker->typed_cell;
}

static bool match(void *data, size_t row, const char *filter)
{
    Picker *picker = data;
    if (row == picker->table.count) {
        free(picker->typed);
        picker->typed = memory_text(filter);
        return true;
    }
    char *wanted = fold_text(filter);
    bool found = strstr(picker->folded[row], wanted) != NULL;
    free(wanted);
    return found;
}

static void command_pick(void *data)
{
    Picker *picker = data;
    size_t row = list_view_selected(picker->list.view);
    if (row == LIST_NONE)
        return;
    if (row == picker->table.count && !is_filtered(picker)) {
        list_run(&picker->list, "filter");
        return;
    }
    const char *text = row < picker->table.count
                           ? picker->table.cells[row * picker->table.column_count]
                           : picker->typed;
    char *copy = memory_text(text);
    stack_pop(picker->list.page.session->stack);
    picker->picked(copy, picker->data);
    free(copy);
}

/* Without a filter Esc leads back at once. */
static void focus(Page *page, BindingChain *chain)
{
    Picker *picker = (Picker *)page;
    chain->typing = list_view_typing(picker->list.view);
    if (is_filtered(picker))
        binding_chain_add(chain, &picker->list.filter_keys);
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &picker->list.list_keys);
}

static void close_page(Page *page)
{
    Picker *picker = (Picker *)page;
    for (size_t i = 0; i < picker->table.count; i++)
        free(picker->folded[i]);
    free(picker->folded);
    free(picker->typed);
    free(picker->typed_cell);
    list_clear(&picker->list);
    free(picker);
}

static const BindingCommand commands[] = {{"pick", command_pick, 0}, {NULL, NULL, 0}};

static char *folded_row(const PickerTable *table, size_t row)
{
    char *text = memory_text("");
    for (size_t i = 0; i < table->column_count; i++) {
        char *folded = fold_text(table->cells[row * table->column_count + i]);
        char *longer = memory_format("%s%s%s", text, i > 0 ? "\n" : "", folded);
        free(folded);
        free(text);
        text = longer;
    }
    return text;
}

Page *picker_new(Session *session, const char *form, const PickerTable *table,
                 void (*picked)(const char *text, void *data), void *data)
{
    Picker *picker = memory_new(sizeof *picker);
    picker->class = (PageClass){.form = form,
                                .commands = commands,
                                .draw = list_draw,
                                .focus = focus,
                                .key = list_key,
                                .click = list_click,
                                .paste = list_paste,
                                .close = close_page};
    picker->table = *table;
    picker->picked = picked;
    picker->data = data;
    picker->typed = memory_text("");
    picker->folded = memory_array(table->count, sizeof *picker->folded);
    for (size_t i = 0; i < table->count; i++)
        picker->folded[i] = folded_row(table, i);
    const ListSource source = {.data = picker, .count = row_count, .cell = cell, .match = match};
    list_init(&picker->list, &picker->class, session, table->columns, table->column_count, &source,
              "");
    list_run(&picker->list, "filter");
    return &picker->list.page;
}
