/* list.h: what pages have in common that are a list: table, filter, intro. */
#ifndef TUI_APP_LIST_H
#define TUI_APP_LIST_H

#include "tui/app/page.h"
#include "tui/widgets/list_view.h"

/* The first member of such a page. */
typedef struct ListPage {
    Page page;
    ListView *view;
    Bindings list_keys, filter_keys;
} ListPage;

/* `empty` is shown where there is no row; it must live as long as the page. */
void list_init(ListPage *list, const PageClass *class, Session *session, const ListColumn *columns,
               size_t column_count, const ListSource *source, const char *empty);
void list_clear(ListPage *list);

/* The chosen row, to be opened: ends the typing of a filter. LIST_NONE where there is none. */
size_t list_choose(ListPage *list);

/* Does what the key of a command of the list does: "filter", "last". */
void list_run(ListPage *list, const char *name);

/* For waits(): whether a key has to wait for rows. `more`: some are still to come. */
bool list_waits(const ListPage *list, const Binding *binding, bool more);

/* For the PageClass. */
void list_draw(Page *page, Area area, bool all);
void list_focus(Page *page, BindingChain *chain);
void list_key(Page *page, Key key);
Click list_click(Page *page, int row, int column);
void list_paste(Page *page, const char *text, size_t length);

/* Texts of cells are made in a buffer that lives until the next call. */
const char *list_number(size_t number);

/* The width of the widest of the texts called `names` (NULL behind the last), and `least` at least:
 * for a column that holds them. */
int list_words_width(const Form *form, const char *const *names, int least);

#endif
