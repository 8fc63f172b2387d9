/* The list of addresses: how many of today's messages a recipient has had. The ledger is asked in
 * the background about the rows that were drawn. */
#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>

/* The ledger, which only one job at a time may ask. */
typedef struct Asking {
    EmailList *list;
    const Site *site;
    int64_t now;
    SiteLedger site_ledger;
    bool opened, good;
    Day today;
    Error error;
    EmailLimit *asked;
    size_t count;
} Asking;

static void run(void *data, Progress *progress)
{
    Asking *asking = data;
    Error ignored; /* what can't be read of one is shown as nothing */
    Day clock;
    (void)progress;
    if (!asking->opened)
        asking->good = site_ledger_open(asking->site, true, &asking->site_ledger, &asking->error) &&
                       ledger_today(asking->site_ledger.ledger, asking->now, &asking->today, &clock,
                                    &asking->error);
    asking->opened = true;
    for (size_t i = 0; i < asking->count && asking->good; i++) {
        EmailLimit *limit = &asking->asked[i];
        if (!ledger_count(asking->site_ledger.ledger, limit->address, asking->today,
                          asking->site->config.mail.transport == MAIL_OUTBOX, &limit->count,
                          &ignored))
            limit->count = 0;
        ledger_bounced_text(asking->site_ledger.ledger, limit->address, &limit->bounced, &ignored);
    }
}

static void free_asked(EmailLimit *asked, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(asked[i].address);
        free(asked[i].bounced);
    }
    free(asked);
}

static void close_ledger(void *data, Progress *progress)
{
    (void)progress;
    site_ledger_close(&((Asking *)data)->site_ledger);
}

static void closed(void *data, bool complete)
{
    (void)complete;
    free(data);
}

static void drop(void *data)
{
    Asking *asking = data;
    free_asked(asking->asked, asking->count);
    if (asking->opened)
        job_start(NULL, &(JobWork){.run = close_ledger, .done = closed, .external = true}, asking);
    else
        free(asking);
}

static void done(void *data, bool complete)
{
    Asking *asking = data;
    EmailList *list = asking->list;
    EmailLimits *limits = &list->limits;
    (void)complete; /* what is given up is dropped */
    limits->job = NULL;
    bool news = false;
    for (size_t i = 0; i < asking->count && asking->good; i++) {
        EmailLimit *limit = &asking->asked[i];
        size_t place = limit->mailbox % LIMIT_PLACES;
        limits->places[place].mailbox = limit->mailbox;
        limits->places[place].count = limit->count;
        free(limits->places[place].bounced);
        limits->places[place].bounced = limit->bounced;
        limit->bounced = NULL;
        news = news || limit->count > 0 || limits->places[place].bounced;
    }
    free_asked(asking->asked, asking->count);
    asking->asked = NULL;
    asking->count = 0;
    if (news) {
        list->cell.valid = false;
        list_view_touch(list->list.view);
    }
    if (!asking->good && !limits->failed) {
        char *reason = error_message(&asking->error);
        page_say(&list->list.page, STYLE_PROBLEM, words(list->list.page.form, "no_limits", reason));
        free(reason);
    }
    limits->failed = !asking->good;
    limits->asking = asking;
}

unsigned email_list_messages(EmailList *list, uint64_t mailbox, const char *address, size_t length,
                             const char **bounced)
{
    EmailLimits *limits = &list->limits;
    size_t place = mailbox % LIMIT_PLACES;
    *bounced = NULL;
    if (limits->places[place].mailbox == mailbox || limits->failed) {
        *bounced = limits->places[place].bounced;
        return limits->places[place].count;
    }
    free(limits->places[place].bounced);
    limits->places[place].bounced = NULL;
    limits->places[place].mailbox = mailbox; /* it is not asked for twice */
    limits->places[place].count = 0;
    limits->asked = memory_reserve(limits->asked, &limits->asked_capacity, limits->asked_count + 1,
                                   sizeof *limits->asked);
    limits->asked[limits->asked_count++] =
        (EmailLimit){mailbox, memory_text_n(address, length), 0, NULL};
    return 0;
}

void email_list_limits_tick(EmailList *list)
{
    EmailLimits *limits = &list->limits;
    if (limits->job || limits->asked_count == 0)
        return;
    Asking *asking = limits->asking;
    if (!asking) {
        const Session *session = list->list.page.session;
        asking = memory_new(sizeof *asking);
        *asking = (Asking){.list = list, .site = session->site, .now = session_now(session)};
    }
    limits->asking = NULL;
    asking->asked = limits->asked;
    asking->count = limits->asked_count;
    limits->asked = NULL;
    limits->asked_count = limits->asked_capacity = 0;
    const JobWork work = {.run = run, .done = done, .free = drop, .external = true, .prompt = true};
    Job *job = job_start(&list->list.page, &work, asking);
    if (job)
        limits->job = job;
}

void email_list_limits_forget(EmailList *list)
{
    EmailLimits *limits = &list->limits;
    job_drop(limits->job);
    free_asked(limits->asked, limits->asked_count);
    if (limits->asking)
        drop(limits->asking);
    for (size_t i = 0; i < LIMIT_PLACES; i++)
        free(limits->places[i].bounced);
    memset(limits, 0, sizeof *limits);
}
