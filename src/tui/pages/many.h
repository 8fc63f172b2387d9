/* many.h: what the pages have in common that change many subscriptions: whom they are for, and the
 * way to the preview. */
#ifndef TUI_PAGES_MANY_H
#define TUI_PAGES_MANY_H

#include "tui/pages/batch_page.h"
#include "tui/pages/form_draft.h"
#include "tui/pages/form_page.h"

typedef struct ManyForm ManyForm;

/* The names of the form's words for so many: that are chosen, or all there are. */
typedef struct ManyWords {
    const char *marked, *all;
} ManyWords;

/* The first member of such a page: a form of its own, and the subscriptions. */
struct ManyForm {
    FormPage form;
    SubscriptionList chosen; /* id and name of each */
    char *scope;             /* the same for a draft: many_scope.c */
    char *intro;
    ManyWords intros;
    FormDraft *draft;
    /* Others are chosen now; NULL: nothing is to be done then. */
    void (*rechosen)(ManyForm *many);
    bool taken;  /* a draft */
    bool saved;  /* all that was previewed is saved */
    bool strict; /* a preview was tried: say also what is just not entered yet */
};

/* For the marked subscriptions, or with `all` for every one. */
void many_init(ManyForm *many, const PageClass *class, Session *session, bool all,
               const ManyWords *intros, void (*preview)(void *page));
void many_clear(ManyForm *many);

/* Opens the page, which was made for the marked subscriptions, and offers its draft. Where there
 * are neither it is closed again. */
void many_open(ManyForm *many);

/* many_scope.c: the subscriptions as a draft names them: "ID NAME", one a line; "" for all. The
 * caller frees it. */
char *many_scope_write(const SubscriptionList *chosen);

/* Those of them that the site still has, in the order of the draft. `*gone`: what the others were
 * called, one a line, and `*gone_count`, how many; the caller frees it. */
void many_scope_read(const Session *session, const char *scope, SubscriptionList *chosen,
                     char **gone, size_t *gone_count);

/* Says what it is about. */
void many_scope_describe(const Session *session, const char *scope, Lines *lines);

/* Opens the preview of `change`, which is moved into it. */
void many_preview(ManyForm *many, ContactChange *change);

/* Says that there are problems, `count`, and goes to the first one, which is with `item`. */
void many_refuse(ManyForm *many, size_t count, size_t item);

/* Shows one problem with an item; NULL: none. */
void many_set_problem(ManyForm *many, size_t item, const char *text);

/* For leave(): asks, where something was `entered` and is not saved. */
bool many_leave(ManyForm *many, bool entered);

/* For the PageClass. */
int many_background(Page *page);
void many_keep(Page *page);
void many_draw(Page *page, Area area, bool all);
void many_shown(Page *page);

#endif
