/* The start page. Its first frame waits for nothing: subscriptions and contacts are read after it.
 */
#include "base/memory.h"
#include "site/delivery/delivery.h"
#include "site/findings/findings_words.h"
#include "tui/app/drafts/draft_words.h"
#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

/* The rows from ROW_UNHEARD on are there only where there is something. */
enum {
    ROW_SETTINGS,
    ROW_RECOMMENDATIONS,
    ROW_SENT,
    ROW_HISTORY,
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

static size_t row_count(void *data)
{
    const SecurityCenter *page = data;
    size_t count = ROW_UNHEARD;
    for (size_t row = ROW_UNHEARD; row < ROW_COUNT; row++)
        count += page->notes[row] != NULL;
    return count;
}

/* Which row it is that is shown there. */
static size_t row_at(const SecurityCenter *page, size_t shown)
{
    size_t row = shown < ROW_UNHEARD ? shown : ROW_UNHEARD;
    for (size_t left = shown - row; row < ROW_COUNT - 1; row++)
        if (row < ROW_UNHEARD || (page->notes[row] && left-- == 0))
            break;
    return row;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    SecurityCenter *page = data;
    const Form *form = form_get("security-center");
    static const char *const names[ROW_COUNT] = {"settings", "recommendations", "sent",
                                                 "history",  "delivery",        "unheard",
                                                 "drafts",   "discarded"};
    row = row_at(page, row);
    if (column == 0)
        return form_text(form, names[row]);
    bool problem = page->notes[row] && page->notes[row][0] == '!';
    *style = problem ? STYLE_PROBLEM : STYLE_HINT;
    return page->notes[row] ? page->notes[row] : form_text(form, "reading");
}

/* What is known of the contacts, in words. */
static char *missing_note(const SecurityCenter *page)
{
    const Session *session = page->list.page.session;
    const Form *form = page->list.page.form;
    size_t count = session->subscriptions.count;
    if (session->scanned < count) {
        char *scanned = words_number(session->scanned), *all = words_number(count);
        char *note = words(form, "counting", scanned, all);
        free(scanned);
        free(all);
        return note;
    }
    if (count == 0)
        return memory_text(form_text(form, "nothing_yet"));
    char *note = words_count(form, "missing", session->missing, true);
    if (session->unreadable == 0)
        return note;
    char *unreadable = words_number(session->unreadable);
    char *whole = words(form, "unreadable", note, unreadable);
    free(unreadable);
    free(note);
    return whole;
}

/* Returns whether that is news. */
static bool set_note(SecurityCenter *page, size_t row, char *note)
{
    const char *before = page->notes[row];
    bool changed = before && note ? strcmp(before, note) != 0 : before || note;
    if (changed)
        list_view_touch(page->list.view);
    free(page->notes[row]);
    page->notes[row] = note;
    return changed;
}

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

static void begin_finding(SecurityCenter *page)
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

static bool update_notes(SecurityCenter *page)
{
    const Session *session = page->list.page.session;
    char *count =
        words_count(page->list.page.form, "subscriptions", session->subscriptions.count, false);
    bool changed = set_note(page, ROW_SETTINGS, count);
    return set_note(page, ROW_RECOMMENDATIONS, missing_note(page)) || changed;
}

/* What became of alerts, and what is wrong with their delivery. */
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
        *(send_state_counts(state) && state != SEND_UNKNOWN ? &counting->sent
                                                            : &counting->failed) +=
            status.messages[state];
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
    set_note(page, ROW_SENT,
             counting->good ? messages_text(form, counting)
                            : memory_text(form_text(form, "sent_unreadable")));
    set_note(page, ROW_DELIVERY,
             counting->found ? counting->found : delivery_note(&page->list.page));
    counting->found = NULL;
    set_note(page, ROW_UNHEARD,
             counting->unheard > 0 ? words_count(form, "unheard_note", counting->unheard, false)
                                   : NULL);
    if (had != (counting->unheard > 0))
        list_view_reload(page->list.view);
    free_counting(data);
}

static void begin_counting(SecurityCenter *page)
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

/* They are to be looked for again. */
static void forget_drafts(SecurityCenter *page)
{
    page->drafts_known = false;
    page->drafts_asked++;
}

/* What was sent may be more now. */
static void shown(Page *page)
{
    set_note((SecurityCenter *)page, ROW_SENT, NULL);
    forget_drafts((SecurityCenter *)page);
}

static void draw(Page *page, Area area, bool all)
{
    SecurityCenter *center = (SecurityCenter *)page;
    if (page->session->demo && all && area.rows >= 10)
        screen_text(area.row + area.rows - 1, area.column, area.columns, STYLE_HINT,
                    form_text(page->form, "demo"));
    if (page->session->demo && area.rows >= 10)
        area.rows--;
    list_draw(page, area, all);
    center->frame_drawn = true;
}

static int tick(Page *page)
{
    SecurityCenter *center = (SecurityCenter *)page;
    Session *session = page->session;
    if (!center->frame_drawn)
        return 0;
    if (!center->begun) { /* again where a key asks for it */
        center->begun = true;
        session_begin(session);
        return 0;
    }
    if (!session->loaded)
        return set_note(center, ROW_SETTINGS, session_progress(session)) ? 0 : -1;
    if (session->subscriptions.count == 0 && !center->welcomed) {
        center->welcomed = true;
        stack_push_unasked(session->stack, first_run_new(session));
        return 0;
    }
    if (!center->drafts_known && !center->finding) {
        begin_finding(center);
        return 0;
    }
    if (!center->notes[ROW_SENT] && !center->counting) {
        begin_counting(center);
        set_note(center, ROW_HISTORY, memory_text(form_text(page->form, "history_note")));
        return 0;
    }
    bool tell, more = session_scan(session, &tell);
    bool news = tell && update_notes(center);
    return news ? 0 : more ? SESSION_SCAN_WAIT : -1;
}

/* Opens the form that the draft is of, which offers it. */
static void open_form_of(Session *session, const char *draft)
{
    size_t index;
    if (session_find(session, draft, &index))
        email_page_open(session, &session->subscriptions.items[index], true);
    else if (strcmp(draft, "mail-delivery") == 0)
        mail_delivery_open(session);
    else if (strcmp(draft, "many") == 0)
        bulk_form_page_open(session);
    else if (strcmp(draft, "replace") == 0)
        replace_page_open(session);
    else
        add_subscription_open(session);
    stack_is_asked(session->stack);
}

static void open_draft(SecurityCenter *page)
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
    forget_drafts(page);
    if (back->good && page->discarded)
        open_form_of(page->list.page.session, page->discarded);
    else if (!back->good)
        page_say(&page->list.page, STYLE_PROBLEM, error_message(&back->error));
    free(data);
}

static void bring_back(SecurityCenter *page)
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

static void command_open(void *data)
{
    Page *page = data;
    Session *session = page->session;
    size_t row = row_at(data, list_choose(data));
    session_begin(session);
    if (row == ROW_SETTINGS)
        stack_push(session->stack, subscriptions_new(session));
    else if (row == ROW_RECOMMENDATIONS && !session->loaded)
        page_say(page, STYLE_NORMAL, memory_text(form_text(page->form, "still_reading")));
    else if (row == ROW_RECOMMENDATIONS)
        stack_push(session->stack, recommendations_new(session));
    else if (row == ROW_SENT)
        stack_push(session->stack, sent_today_new(session));
    else if (row == ROW_UNHEARD)
        stack_push(session->stack, sent_days_page_new(session));
    else if (row == ROW_DELIVERY)
        mail_delivery_open(session);
    else if (row == ROW_HISTORY)
        stack_push(session->stack, history_page_new(session, NULL));
    else if (row == ROW_DRAFTS)
        open_draft(data);
    else if (row == ROW_DISCARDED)
        bring_back(data);
}

static void command_draft(void *data)
{
    SecurityCenter *page = data;
    if (page->draft)
        open_draft(page);
    else
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(page->list.page.form, "no_draft")));
}

static bool waits(Page *page, const Binding *binding)
{
    const SecurityCenter *center = (SecurityCenter *)page;
    const Session *session = page->session;
    bool reading = !center->begun || session->reading;
    if (!binding)
        return false;
    if (strcmp(binding->command, "draft") == 0)
        return !center->drafts_known && (reading || session->loaded);
    return strcmp(binding->command, "open") == 0 && !session->loaded && reading &&
           list_view_selected(center->list.view) == ROW_RECOMMENDATIONS;
}

static void close_page(Page *page)
{
    SecurityCenter *center = (SecurityCenter *)page;
    for (size_t i = 0; i < ROW_COUNT; i++)
        free(center->notes[i]);
    free(center->draft);
    free(center->discarded);
    list_clear(&center->list);
    free(center);
}

static const BindingCommand commands[] = {
    {"open", command_open, 0}, {"draft", command_draft, 0}, {NULL, NULL, 0}};

static const PageClass security_center = {
    .form = "security-center",
    .commands = commands,
    .draw = draw,
    .focus = list_focus,
    .waits = waits,
    .key = list_key,
    .click = list_click,
    .tick = tick,
    .shown = shown,
    .reread = shown,
    .close = close_page,
};

Page *security_center_new(Session *session)
{
    static const char *const names[] = {"settings",  "recommendations", "sent",
                                        "drafts",    "delivery",        "history",
                                        "discarded", "unheard",         NULL};
    int width = list_words_width(form_get("security-center"), names, 24);
    const ListColumn columns[] = {
        {.title = "", .minimum = 18, .maximum = width},
        {.title = "", .minimum = 12, .maximum = 0, .priority = 1},
    };
    SecurityCenter *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell};
    list_init(&page->list, &security_center, session, columns, 2, &source, "");
    return &page->list.page;
}
