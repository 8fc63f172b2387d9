/* form_page.h: what pages have in common that are a form: its fields made from forms/NAME.conf. */
#ifndef TUI_APP_FORM_PAGE_H
#define TUI_APP_FORM_PAGE_H

#include "tui/app/form_history.h"
#include "tui/app/page.h"
#include "tui/widgets/form_view.h"

/* The first member of such a page. */
typedef struct FormPage {
    Page page;
    FormView *view; /* its items: the fields of the form in their order, then the button */
    FormHistory *history;
    Bindings form_keys, edit_keys, toggle_keys, choice_keys, button_keys;
    char **disabled; /* states of the toggles that are greyed out */
    char *locked;    /* why nothing can be changed here, said where it is tried; NULL: it can be */
    long last_edit;  /* page_now() of the last key or paste */
} FormPage;

/* `button` is its label, which lives as long as the page; it runs `save` with the page;
 * NULL: there is none. */
void form_page_init(FormPage *form, const PageClass *class, Session *session, const char *button,
                    void (*save)(void *page));
void form_page_clear(FormPage *form);

/* The item of the field called `name`, which is one of the form's. */
size_t form_page_item(const FormPage *form, const char *name);

/* The text of an item; `length` may be NULL. The caller frees it. */
char *form_page_text(const FormPage *form, size_t item, size_t *length);

/* Sets the text of an item: anew, or as an edit that can be undone. */
void form_page_set_text(FormPage *form, size_t item, const char *text, bool undoable);

/* Undoes or redoes one step of the form: `*item` is the one that it changed. False: there is none.
 */
bool form_page_undo(FormPage *form, size_t *item);
bool form_page_redo(FormPage *form, size_t *item);

/* The value of the field as text, without the space around it: the choice, "on" or "off" of a
 * toggle. The caller frees it. */
char *form_page_value(const FormPage *form, size_t item);

/* Shows such a value; "" is the default of a toggle or a choice. */
void form_page_set_value(FormPage *form, size_t item, const char *value, bool undoable);

/* A number that tells whether the text of an item is what it was. */
unsigned long form_page_state(const FormPage *form, size_t item);

/* For the PageClass. */
void form_page_draw(Page *page, Area area, bool all);
void form_page_focus(Page *page, BindingChain *chain);
void form_page_key(Page *page, Key key);
Click form_page_click(Page *page, int row, int column);
void form_page_paste(Page *page, const char *text, size_t length);

#endif
