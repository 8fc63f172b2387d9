/* opening.h: what is read for a page before it is opened. Where that takes a while, another page
 * says how far the reading is; what is typed there comes to the page that is opened.
 */
#ifndef TUI_APP_OPENING_H
#define TUI_APP_OPENING_H

#include "base/progress.h"
#include "tui/app/page.h"

/* What is read, in the background. */
typedef struct Opening {
    void (*run)(void *data, Progress *progress);
    /* All is read, and the page that told of it has gone: takes `data`. */
    void (*done)(void *data);
    /* That page was left before: frees `data`, some time later. */
    void (*forget)(void *data);
    const void *queue; /* as of job.h */
    bool addresses;    /* it is many addresses that are read: the page says so, and how far */
    void *data;
} Opening;

/* Reads it; `crumb`, which is taken, is the part of the breadcrumb of the page that tells of it. */
void opening_page_open(Session *session, char *crumb, const Opening *opening);

#endif
