#include "tui/pages/list.h"

#include <stdio.h>
#include <stdlib.h>

void list_init(ListPage *list, const PageClass *class, Session *session, const TableColumn *columns,
               size_t column_count, const TableSource *source, const char *empty)
{
    page_init(&list->page, class, session);
    const Form *words_form = form_get("list");
    const TableWords table_words = {.filter = form_text(words_form, "filter"),
                                    .no_match = form_text(words_form, "no_match"),
                                    .empty = empty,
                                    .marker = form_text(words_form, "marker")};
    list->table = table_new(columns, column_count, source, &table_words);
    page_bind(&list->list_keys, words_form, table_commands, list->table, session,
              source->match ? NULL : "filter");
    page_bind(&list->filter_keys, form_get("filter"), table_filter_commands, list->table, session,
              NULL);
}

void list_clear(ListPage *list)
{
    bindings_clear(&list->list_keys);
    bindings_clear(&list->filter_keys);
    table_free(list->table);
    page_clear(&list->page);
}

size_t list_choose(ListPage *list)
{
    if (table_typing(list->table))
        table_typing_end(list->table);
    return table_selected(list->table);
}

void list_draw(Page *page, Area area, bool all)
{
    ListPage *list = (ListPage *)page;
    table_draw(list->table, page_draw_intro(page, area, all), all);
}

void list_focus(Page *page, BindingChain *chain)
{
    ListPage *list = (ListPage *)page;
    chain->typing = table_typing(list->table);
    if (table_filtered(list->table))
        binding_chain_add(chain, &list->filter_keys);
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &list->list_keys);
}

void list_key(Page *page, Key key)
{
    table_type(((ListPage *)page)->table, key);
}

void list_paste(Page *page, const char *text, size_t length)
{
    table_paste(((ListPage *)page)->table, text, length);
}

const char *list_number(size_t number)
{
    static char text[32];
    char *parted = words_number(number);
    snprintf(text, sizeof text, "%s", parted);
    free(parted);
    return text;
}
