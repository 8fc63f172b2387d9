/* opening.h: the page before a form whose list of addresses is long: says how far the reading is.
 * What is typed there comes to the form. */
#ifndef TUI_APP_OPENING_H
#define TUI_APP_OPENING_H

#include "tui/app/page.h"
#include "tui/app/work.h"

/* What is read, by a thread of its own. */
typedef struct Opening {
    void (*run)(void *data, Progress *progress);
    /* All is read, and the page has gone. */
    void (*done)(void *data);
    /* The page was left before: frees `data`, some time later. */
    void (*forget)(void *data);
    void *data;
} Opening;

/* Opens the page; `crumb` is its part of the breadcrumb, and is taken. */
void opening_page_open(Session *session, char *crumb, const Opening *opening);

#endif
