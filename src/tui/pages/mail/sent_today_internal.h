/* sent_today_internal.h: what sent_today.c, its tables and its reading share. */
#ifndef TUI_PAGES_MAIL_SENT_TODAY_INTERNAL_H
#define TUI_PAGES_MAIL_SENT_TODAY_INTERNAL_H

#include "ledger/report.h"
#include "tui/app/job.h"
#include "tui/app/page.h"
#include "tui/app/session.h"
#include "tui/widgets/list_view.h"

enum { VIEW_SENT, VIEW_HELD, VIEW_UNHEARD, VIEW_DAYS, VIEWS };

/* Days that VIEW_DAYS has. */
enum { SENT_DAYS = 30 };

/* What happened on one day. */
typedef struct SentDayCount {
    size_t sent, held, failed, unheard;
} SentDayCount;

/* What was read of the ledger. */
typedef struct SentRecords {
    Day day, today; /* DAY_NONE: it could not be read */
    DayZone *zone;
    ReportSends sends; /* of `day`, as the others */
    ReportHolds holds;
    ReportUnheard unheard;
    SentDayCount days[SENT_DAYS]; /* up to today, which is the first */
} SentRecords;

typedef struct SentPage {
    Page page;
    ListView *views[VIEWS];
    Bindings list_keys[VIEWS], filter_keys[VIEWS];
    int view;
    bool dirty;
    int details_rows; /* as they were drawn */
    bool read;        /* `records` are what there is to know; else they are still being read */
    Job *reading;     /* NULL: nothing is being read */
    SentRecords records;
    char text[1024]; /* of the cell that was asked for last */
} SentPage;

/* The name of the subscription with this id; the id where the site does not have it. */
const char *sent_subscription_name(const SentPage *page, const char *id);

/* The table of a view. list_view_free() it. */
ListView *sent_table_new(SentPage *page, int view);

/* Likewise, of VIEW_DAYS. */
ListView *sent_days_new(SentPage *page);

/* Reads a day, in the background; DAY_NONE is today. What can't be read is said, and shown as
 * nothing. */
void sent_read(SentPage *page, Day day);

/* The day as a person reads it. */
void sent_day_text(Day day, char *text, size_t size);

void sent_records_clear(SentRecords *records);

#endif
