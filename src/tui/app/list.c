#include "tui/app/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *count_words(size_t shown, size_t all)
{
    char *some = words_number(shown), *whole = words_number(all);
    char *text = words(form_get("list"), "count", some, whole);
    free(some);
    free(whole);
    return text;
}

void list_init(ListPage *list, const PageClass *class, Session *session, const ListColumn *columns,
               size_t column_count, const ListSource *source, const char *empty)
{
    page_init(&list->page, class, session);
    const Form *words_form = form_get("list");
    const ListWords view_words = {.filter = form_text(words_form, "filter"),
                                  .no_match = form_text(words_form, "no_match"),
                                  .empty = empty,
                                  .marker = form_text(words_form, "marker"),
                                  .mark = form_text(words_form, "mark"),
                                  .marked = form_text(words_form, "marked"),
                                  .up = form_text(words_form, "up"),
                                  .down = form_text(words_form, "down"),
                                  .count = count_words};
    list->view = list_view_new(columns, column_count, source, &view_words);
    page_bind(&list->list_keys, words_form, list_view_commands, list->view, session,
              source->match || source->filter ? NULL : "filter");
    page_bind(&list->filter_keys, form_get("filter"), list_view_filter_commands, list->view,
              session, NULL);
}

void list_clear(ListPage *list)
{
    bindings_clear(&list->list_keys);
    bindings_clear(&list->filter_keys);
    list_view_free(list->view);
    page_clear(&list->page);
}

size_t list_choose(ListPage *list)
{
    if (list_view_typing(list->view))
        list_view_typing_end(list->view);
    return list_view_selected(list->view);
}

void list_run(ListPage *list, const char *name)
{
    for (const BindingCommand *command = list_view_commands; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            command->run(list->view);
    }
}

static bool has_binding(const Bindings *bindings, const Binding *binding)
{
    size_t at = 0;
    while (at < bindings->count && &bindings->items[at] != binding)
        at++;
    return at < bindings->count;
}

bool list_waits(const ListPage *list, const Binding *binding, bool more)
{
    if (has_binding(&list->list_keys, binding))
        return list_view_must_wait(list->view, binding->command, more);
    return has_binding(&list->page.bindings, binding) && (binding->needs & NEEDS_ROW) &&
           list_view_must_wait(list->view, NULL, more);
}

void list_draw(Page *page, Area area, bool all)
{
    ListPage *list = (ListPage *)page;
    list_view_draw(list->view, page_draw_intro(page, area, all), all);
}

void list_focus(Page *page, BindingChain *chain)
{
    ListPage *list = (ListPage *)page;
    chain->typing = list_view_typing(list->view);
    if (list_view_filtered(list->view))
        binding_chain_add(chain, &list->filter_keys);
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &list->list_keys);
}

void list_key(Page *page, Key key)
{
    list_view_type(((ListPage *)page)->view, key);
}

Click list_click(Page *page, int row, int column)
{
    return list_view_click(((ListPage *)page)->view, row, column);
}

void list_paste(Page *page, const char *text, size_t length)
{
    list_view_paste(((ListPage *)page)->view, text, length);
}

const char *list_number(size_t number)
{
    static char text[32];
    char *parted = words_number(number);
    snprintf(text, sizeof text, "%s", parted);
    free(parted);
    return text;
}

int list_words_width(const Form *form, const char *const *names, int least)
{
    for (; *names; names++) {
        const char *text = form_text(form, *names);
        int width = screen_text_width(text, strlen(text));
        least = width > least ? width : least;
    }
    return least;
}
