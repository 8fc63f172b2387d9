/* The list of addresses: how many of today's messages a recipient has had. */
#include "base/memory.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>

static void open_books(EmailList *list)
{
    EmailLimits *limits = &list->limits;
    Error error;
    Day clock;
    limits->tried = true;
    if (site_ledger_open(list->list.page.session->site, true, &limits->site_ledger, &error) &&
        ledger_today(limits->site_ledger.ledger, session_now(list->list.page.session),
                     &limits->today, &clock, &error))
        return;
    site_ledger_close(&limits->site_ledger);
    limits->site_ledger = (SiteLedger){0};
    char *reason = error_message(&error);
    page_say(&list->list.page, STYLE_PROBLEM, words(list->list.page.form, "no_limits", reason));
    free(reason);
}

unsigned email_list_messages(EmailList *list, uint64_t mailbox, const char *address, size_t length)
{
    EmailLimits *limits = &list->limits;
    size_t place = mailbox % LIMIT_PLACES;
    Error error;
    if (!limits->tried)
        open_books(list);
    if (!limits->site_ledger.ledger)
        return 0;
    if (limits->places[place].mailbox != mailbox) {
        unsigned count;
        char *copy = memory_text_n(address, length);
        if (!ledger_count(limits->site_ledger.ledger, copy, limits->today, &count, &error))
            count = 0;
        free(copy);
        limits->places[place].mailbox = mailbox;
        limits->places[place].count = count;
    }
    return limits->places[place].count;
}

void email_list_limits_forget(EmailList *list)
{
    if (list->limits.tried)
        site_ledger_close(&list->limits.site_ledger);
    memset(&list->limits, 0, sizeof list->limits);
}
