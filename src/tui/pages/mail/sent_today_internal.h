/* sent_today_internal.h: what sent_today.c and its tables share. */
#ifndef TUI_PAGES_MAIL_SENT_TODAY_INTERNAL_H
#define TUI_PAGES_MAIL_SENT_TODAY_INTERNAL_H

#include "ledger/report.h"
#include "tui/app/page.h"
#include "tui/app/session.h"
#include "tui/widgets/list_view.h"

enum { VIEW_SENT, VIEW_HELD, VIEWS };

typedef struct SentPage {
    Page page;
    ListView *views[VIEWS];
    Bindings list_keys[VIEWS], filter_keys[VIEWS];
    int view;
    bool dirty;
    Day day, today; /* DAY_NONE: the ledger could not be read */
    DayZone *zone;
    ReportSends sends;
    ReportHolds holds;
    char text[1024]; /* of the cell that was asked for last */
} SentPage;

/* The name of the subscription with this id; the id where the site does not have it. */
const char *sent_subscription_name(const SentPage *page, const char *id);

/* The table of a view. list_view_free() it. */
ListView *sent_table_new(SentPage *page, int view);

#endif
