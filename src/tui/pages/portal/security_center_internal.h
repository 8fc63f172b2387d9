/* security_center_internal.h: what the files of the start page share. */
#ifndef TUI_PAGES_PORTAL_SECURITY_CENTER_INTERNAL_H
#define TUI_PAGES_PORTAL_SECURITY_CENTER_INTERNAL_H

#include "tui/app/job.h"
#include "tui/app/list.h"

#include <stdbool.h>
#include <stddef.h>

/* The rows from ROW_UNHEARD on are there only where there is something. */
enum {
    ROW_SETTINGS,
    ROW_RECOMMENDATIONS,
    ROW_SENT,
    ROW_HISTORY,
    ROW_RULES,
    ROW_DELIVERY,
    ROW_UNHEARD,
    ROW_DRAFTS,
    ROW_DISCARDED,
    ROW_COUNT
};

typedef struct SecurityCenter {
    ListPage list;
    bool frame_drawn, begun, welcomed;
    char *notes[ROW_COUNT];  /* from ROW_UNHEARD on: NULL, there are none */
    char *draft, *discarded; /* the subscription, or the form, of the latest */
    bool drafts_known;
    unsigned long drafts_asked; /* how often they were to be looked for */
    Job *finding, *counting;    /* drafts; what was sent; NULL: not under way */
} SecurityCenter;

/* Puts what is known beside a row; takes the note. Returns whether that is news. */
bool security_center_note(SecurityCenter *page, size_t row, char *note);

/* security_center_drafts.c: looks for drafts, in the background. */
void security_center_find_drafts(SecurityCenter *page);

/* They are to be looked for again. */
void security_center_forget_drafts(SecurityCenter *page);

/* Opens the form that the latest draft is of, where there is one. */
void security_center_open_draft(SecurityCenter *page);

/* Makes the draft that was discarded last one again, which is offered then. */
void security_center_bring_back(SecurityCenter *page);

/* security_center_delivery.c: counts what was sent, and finds what is wrong, in the background. */
void security_center_count(SecurityCenter *page);

#endif
