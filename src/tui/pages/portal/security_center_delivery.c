/* The start page: what became of alerts, and what is wrong with their delivery. */
#include "base/memory.h"
#include "site/delivery/delivery.h"
#include "site/findings/findings_words.h"
#include "tui/pages/portal/security_center_internal.h"

#include <stdlib.h>

/* What is counted in the background. */
typedef struct Counting {
    SecurityCenter *page;
    const Site *site;
    int64_t now;
    bool good; /* the ledger could be read */
    size_t sent, failed, unheard;
    char *found; /* what to do about it, and how many more there are; NULL: nothing */
} Counting;

static void find_delivery(Counting *counting, const DeliveryStatus *status)
{
    const Form *form = form_get("security-center");
    Findings findings = {0};
    const char *first = NULL;
    size_t count = 0;
    delivery_add_findings(status, false, &findings); /* of the outbox the row says it anyway */
    if (status->ahead)
        first = form_text(form, "ahead");
    count += status->ahead;
    for (size_t i = 0; i < findings.count; i++) {
        FindingKind kind = findings.items[i].kind;
        if (kind != FINDING_UNHEARD && count++ == 0) /* which has a row of its own */
            first = finding_text(kind, "_title");
    }
    char *more = words_number(count > 0 ? count - 1 : 0);
    if (count > 0)
        counting->found =
            count == 1 ? words(form, "found", first) : words(form, "found_more", first, more);
    free(more);
    findings_clear(&findings);
}

static void count_sent(void *data, Progress *progress)
{
    Counting *counting = data;
    DeliveryStatus status;
    Error ignored; /* Sent today says why */
    (void)progress;
    counting->good = delivery_read(&status, counting->site, counting->now, &ignored);
    for (SendState state = 0; state < SEND_STATES; state++)
        *(send_state_failed(state) ? &counting->failed : &counting->sent) += status.messages[state];
    counting->unheard = status.unheard;
    find_delivery(counting, &status);
    delivery_clear(&status);
}

/* "9 messages, 18 not sent". The caller frees it. */
static char *messages_text(const Form *form, const Counting *counting)
{
    char *sent = words_count(form, "messages", counting->sent, true);
    if (counting->failed == 0)
        return sent;
    char *failed = words_number(counting->failed);
    char *text = words(form, "and_failed", sent, failed);
    free(failed);
    free(sent);
    return text;
}

/* Who is told of an alert, and whose day it is that counts. */
static char *rules_note(const Page *page)
{
    const SiteConfig *config = &page->session->site->config;
    return words(page->form, config->fan_out_each ? "rules_each" : "rules_one", config->day_zone);
}

/* Where mail goes, in words. */
static char *delivery_note(const Page *page)
{
    const MailConfig *mail = &page->session->site->config.mail;
    return mail->transport == MAIL_SMTP ? words(page->form, "smtp", mail->host)
                                        : memory_text(form_text(page->form, "outbox"));
}

static void free_counting(void *data)
{
    free(((Counting *)data)->found);
    free(data);
}

static void counted_sent(void *data, bool complete)
{
    Counting *counting = data;
    SecurityCenter *page = counting->page;
    const Form *form = page->list.page.form;
    (void)complete; /* it is not cancelled */
    page->counting = NULL;
    bool had = page->notes[ROW_UNHEARD] != NULL;
    security_center_note(page, ROW_SENT,
                         counting->good ? messages_text(form, counting)
                                        : memory_text(form_text(form, "sent_unreadable")));
    security_center_note(page, ROW_RULES, rules_note(&page->list.page));
    security_center_note(page, ROW_DELIVERY,
                         counting->found ? counting->found : delivery_note(&page->list.page));
    counting->found = NULL;
    security_center_note(
        page, ROW_UNHEARD,
        counting->unheard > 0 ? words_count(form, "unheard_note", counting->unheard, false) : NULL);
    if (had != (counting->unheard > 0))
        list_view_reload(page->list.view);
    free_counting(data);
}

void security_center_count(SecurityCenter *page)
{
    const Session *session = page->list.page.session;
    Counting *counting = memory_new(sizeof *counting);
    *counting = (Counting){.page = page, .site = session->site, .now = session_now(session)};
    const JobWork work = {.run = count_sent,
                          .done = counted_sent,
                          .free = free_counting,
                          .external = true,
                          .prompt = true};
    page->counting = job_start(&page->list.page, &work, counting);
}
