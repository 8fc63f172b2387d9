/* sent_today_read.c: reads a day of the ledger, and counts the last thirty, in the background. */
#include "base/memory.h"
#include "site/ledger.h"
#include "tui/pages/mail/sent_today_internal.h"

#include <stdlib.h>

typedef struct Reading {
    SentPage *page;
    const Site *site;
    int64_t now;
    Day wanted; /* DAY_NONE: today */
    SentRecords records;
    bool good;
    char *said; /* a warning, or what is wrong; NULL: nothing */
} Reading;

void sent_records_clear(SentRecords *records)
{
    report_sends_clear(&records->sends);
    report_holds_clear(&records->holds);
    report_unheard_clear(&records->unheard);
    day_zone_free(records->zone);
    *records = (SentRecords){.day = DAY_NONE, .today = DAY_NONE};
}

static SentDayCount *count_of(SentRecords *records, Day day)
{
    static SentDayCount other; /* of days that are not shown */
    Day ago = records->today - day;
    return ago >= 0 && ago < SENT_DAYS ? &records->days[ago] : &other;
}

static bool count_send(const LedgerSend *send, void *data)
{
    SentDayCount *count = count_of(data, send->day);
    ++*(send_state_failed(send->state) ? &count->failed : &count->sent);
    return true;
}

static bool count_hold(const LedgerHold *hold, void *data)
{
    count_of(data, hold->day)->held++;
    return true;
}

static bool count_unheard(const LedgerUnheard *unheard, void *data)
{
    count_of(data, unheard->day)->unheard++;
    return true;
}

static bool count_days(SentRecords *records, Ledger *ledger, int64_t now, Error *error)
{
    const LedgerQuery query = {.from = records->today - SENT_DAYS + 1, .to = records->today};
    return ledger_sends(ledger, &query, now, count_send, records, error) &&
           ledger_holds(ledger, &query, count_hold, records, error) &&
           ledger_unheard(ledger, &query, false, count_unheard, records, error);
}

static void read_day(void *data, Progress *progress)
{
    Reading *reading = data;
    SentRecords *records = &reading->records;
    SiteLedger opened;
    Error error;
    Day clock = DAY_NONE, wanted = reading->wanted;
    int64_t now = reading->now;
    (void)progress;
    records->day = records->today = DAY_NONE;
    bool good = site_ledger_open(reading->site, true, &opened, &error) &&
                ledger_today(opened.ledger, now, &records->today, &clock, &error);
    records->day = wanted == DAY_NONE || wanted > records->today ? records->today : wanted;
    Day day = records->day;
    good = good && report_sends(&records->sends, opened.ledger, day, NULL, now, &error) &&
           report_holds(&records->holds, opened.ledger, day, NULL, &error) &&
           report_unheard(&records->unheard, opened.ledger, day, day, NULL, &error) &&
           count_days(records, opened.ledger, now, &error);
    reading->said = good ? ledger_day_warning(records->today, clock) : error_message(&error);
    if (good) {
        records->zone = opened.zone;
        opened.zone = NULL;
    } else {
        sent_records_clear(records);
    }
    site_ledger_close(&opened);
}

static void free_reading(void *data)
{
    Reading *reading = data;
    sent_records_clear(&reading->records);
    free(reading->said);
    free(reading);
}

static void was_read(void *data, bool complete)
{
    Reading *reading = data;
    SentPage *page = reading->page;
    (void)complete; /* it is not cancelled */
    page->reading = NULL;
    sent_records_clear(&page->records);
    page->records = reading->records;
    reading->records = (SentRecords){0};
    page->read = true;
    if (reading->said)
        page_say(&page->page, STYLE_PROBLEM, reading->said);
    reading->said = NULL;
    for (int i = 0; i < VIEWS; i++)
        list_view_reload(page->views[i]);
    page->dirty = true;
    free_reading(reading);
}

void sent_read(SentPage *page, Day day)
{
    Session *session = page->page.session;
    Reading *reading = memory_new(sizeof *reading);
    *reading =
        (Reading){.page = page, .site = session->site, .now = session_now(session), .wanted = day};
    const JobWork work = {
        .run = read_day, .done = was_read, .free = free_reading, .external = true, .prompt = true};
    job_drop(page->reading);
    page->reading = job_start(&page->page, &work, reading);
}
