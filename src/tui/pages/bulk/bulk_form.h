/* bulk_form.h: what the pages have in common that change many subscriptions: whom they are for, and
 * the way to the preview. */
#ifndef TUI_PAGES_BULK_BULK_FORM_H
#define TUI_PAGES_BULK_BULK_FORM_H

#include "tui/app/drafts/form_draft.h"
#include "tui/app/form_page.h"
#include "tui/pages/bulk/bulk_plan_page.h"

typedef struct BulkForm BulkForm;

/* The names of the form's words for so many: that are chosen, or all there are. */
typedef struct BulkFormWords {
    const char *marked, *all;
} BulkFormWords;

/* The first member of such a page: a form of its own, and the subscriptions. */
struct BulkForm {
    FormPage form;
    SubscriptionList chosen; /* id and name of each */
    char *scope;             /* the same for a draft: bulk_form_scope.c */
    char *intro;
    BulkFormWords intros;
    FormDraft *draft;
    /* Others are chosen now; NULL: nothing is to be done then. */
    void (*rechosen)(BulkForm *many);
    bool taken;  /* a draft */
    bool saved;  /* all that was previewed is saved */
    bool strict; /* a preview was tried: say also what is just not entered yet */
};

/* For the marked subscriptions, or with `all` for every one. */
void bulk_form_init(BulkForm *many, const PageClass *class, Session *session, bool all,
                    const BulkFormWords *intros, void (*preview)(void *page));
void bulk_form_clear(BulkForm *many);

/* Opens the page, which was made for the marked subscriptions, and offers its draft. Where there
 * are neither it is closed again. */
void bulk_form_open(BulkForm *many);

/* bulk_form_scope.c: the subscriptions as a draft names them: "ID NAME", one a line; "" for all.
 * The caller frees it. */
char *bulk_form_scope_write(const SubscriptionList *chosen);

/* Those of them that the site still has, in the order of the draft. `*gone`: what the others were
 * called, one a line, and `*gone_count`, how many; the caller frees it. */
void bulk_form_scope_read(const Session *session, const char *scope, SubscriptionList *chosen,
                          char **gone, size_t *gone_count);

/* Says what it is about. */
void bulk_form_scope_describe(const Session *session, const char *scope, Lines *lines);

/* Opens the preview of `change`, which is moved into it. */
void bulk_form_preview(BulkForm *many, ContactChange *change);

/* Says that there are problems, `count`, and goes to the first one, which is with `item`. */
void bulk_form_refuse(BulkForm *many, size_t count, size_t item);

/* Shows one problem with an item; NULL: none. */
void bulk_form_set_problem(BulkForm *many, size_t item, const char *text);

/* For leave(): asks, where something was `entered` and is not saved. */
bool bulk_form_leave(BulkForm *many, bool entered);

/* For the PageClass. */
int bulk_form_background(Page *page);
void bulk_form_keep(Page *page);
void bulk_form_draw(Page *page, Area area, bool all);
void bulk_form_shown(Page *page);

#endif
