/* The start page: which drafts are left, and how one is opened or brought back. */
#include "base/memory.h"
#include "tui/app/drafts/draft_words.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/pages/portal/security_center_internal.h"

#include <stdlib.h>
#include <string.h>

/* What is read of drafts. */
typedef struct DraftSearch {
    SecurityCenter *page;
    const Drafts *drafts;
    int64_t now;
    unsigned long asked;           /* `drafts_asked` when it began */
    DraftFound *found, *discarded; /* discarded NULL: there is none */
    size_t count;
} DraftSearch;

static void find_drafts(void *data, Progress *progress)
{
    DraftSearch *finding = data;
    (void)progress;
    finding->count = drafts_find(finding->drafts, NULL, finding->now, &finding->found);
    if (!drafts_find_discarded(finding->drafts, &finding->discarded))
        finding->discarded = NULL;
}

static void free_finding(void *data)
{
    DraftSearch *finding = data;
    drafts_found_free(finding->found, finding->count);
    if (finding->discarded)
        drafts_found_free(finding->discarded, 1);
    free(finding);
}

/* Which drafts were left. */
static void found_drafts(void *data, bool complete)
{
    const DraftSearch *finding = data;
    SecurityCenter *page = finding->page;
    const Session *session = page->list.page.session;
    (void)complete; /* it is not cancelled */
    page->finding = NULL;
    free(page->draft);
    free(page->notes[ROW_DRAFTS]);
    free(page->discarded);
    free(page->notes[ROW_DISCARDED]);
    page->notes[ROW_DRAFTS] = draft_summary(session, finding->found, finding->count, &page->draft);
    page->notes[ROW_DISCARDED] =
        draft_discarded_summary(session, finding->discarded, &page->discarded);
    page->drafts_known = finding->asked == page->drafts_asked;
    list_view_reload(page->list.view);
    free_finding(data);
}

void security_center_find_drafts(SecurityCenter *page)
{
    Session *session = page->list.page.session;
    DraftSearch *finding = memory_new(sizeof *finding);
    *finding = (DraftSearch){.page = page,
                             .drafts = session_drafts(session),
                             .now = session_now(session),
                             .asked = page->drafts_asked};
    const JobWork work = {.run = find_drafts,
                          .done = found_drafts,
                          .free = free_finding,
                          .external = true,
                          .prompt = true,
                          .queue = finding->drafts};
    page->finding = job_start(&page->list.page, &work, finding);
}

void security_center_forget_drafts(SecurityCenter *page)
{
    page->drafts_known = false;
    page->drafts_asked++;
}

/* Opens the form that the draft is of, which offers it. */
static void open_form_of(Session *session, const char *draft)
{
    size_t index;
    if (session_find(session, draft, &index))
        email_page_open(session, &session->subscriptions.items[index], true);
    else if (strcmp(draft, "mail-delivery") == 0)
        mail_delivery_open(session);
    else if (strcmp(draft, "rules") == 0)
        rules_open(session);
    else if (strcmp(draft, "many") == 0)
        bulk_form_page_open(session);
    else if (strcmp(draft, "replace") == 0)
        replace_page_open(session);
    else
        add_subscription_open(session);
    stack_is_asked(session->stack);
}

void security_center_open_draft(SecurityCenter *page)
{
    if (page->draft)
        open_form_of(page->list.page.session, page->draft);
}

/* A discarded draft that becomes one again. */
typedef struct Return {
    SecurityCenter *page;
    const Drafts *drafts;
    bool good;
    Error error;
} Return;

static void run_return(void *data, Progress *progress)
{
    Return *back = data;
    (void)progress;
    back->good = drafts_bring_back(back->drafts, &back->error);
}

/* It is offered. */
static void returned(void *data, bool complete)
{
    const Return *back = data;
    SecurityCenter *page = back->page;
    (void)complete; /* it is not cancelled */
    security_center_forget_drafts(page);
    if (back->good && page->discarded)
        open_form_of(page->list.page.session, page->discarded);
    else if (!back->good)
        page_say(&page->list.page, STYLE_PROBLEM, error_message(&back->error));
    free(data);
}

void security_center_bring_back(SecurityCenter *page)
{
    Return *back = memory_new(sizeof *back);
    *back = (Return){.page = page, .drafts = session_drafts(page->list.page.session)};
    const JobWork work = {.run = run_return,
                          .done = returned,
                          .free = free,
                          .external = true,
                          .prompt = true,
                          .modal = true,
                          .queue = back->drafts};
    job_start(&page->list.page, &work, back);
}
