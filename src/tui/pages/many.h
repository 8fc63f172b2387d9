/* many.h: what the pages have in common that change many subscriptions: whom they are for, and the
 * way to the preview. */
#ifndef TUI_PAGES_MANY_H
#define TUI_PAGES_MANY_H

#include "tui/pages/batch_page.h"
#include "tui/pages/form_page.h"

/* The first member of such a page: a form of its own, and the subscriptions. */
typedef struct ManyForm {
    FormPage form;
    SubscriptionList chosen; /* id and name of each */
    char *intro;
    bool saved;  /* all that was previewed is saved */
    bool strict; /* a preview was tried: say also what is just not entered yet */
} ManyForm;

/* For the marked subscriptions, or with `all` for every one. `intro` is the name of the form's
 * words for so many. */
void many_init(ManyForm *many, const PageClass *class, Session *session, bool all,
               const char *intro, void (*preview)(void *page));
void many_clear(ManyForm *many);

/* Opens the preview of `change`, which is moved into it. */
void many_preview(ManyForm *many, ContactChange *change);

/* Says that there are problems, `count`, and goes to the first one, which is with `item`. */
void many_refuse(ManyForm *many, size_t count, size_t item);

/* Shows one problem with an item; NULL: none. */
void many_set_problem(ManyForm *many, size_t item, const char *text);

/* For leave(): asks, where something was `entered` and is not saved. */
bool many_leave(ManyForm *many, bool entered);

/* For the PageClass. */
void many_draw(Page *page, Area area, bool all);
void many_shown(Page *page);

#endif
