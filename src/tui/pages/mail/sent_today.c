/* Sent today: who was sent what, and what is left of their day; what was held back, and why; of
 * what nobody was told; and the last thirty days. */
#include "base/memory.h"
#include "base/send_text.h"
#include "base/visible.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/sent_today_internal.h"
#include "tui/pages/pages.h"
#include "tui/widgets/lines.h"
#include "tui/widgets/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DETAIL_ROWS 2
#define MORE_ROWS   2  /* of details, where there is room */
#define LEAST_LIST  6  /* rows; with fewer there are no details */
#define ROOMY       15 /* rows of a window that has room */

/* "9 messages, 18 not sent": of those that failed the first word does not speak. The caller frees
 * it.
 */
static char *messages_text(const SentPage *page)
{
    const Form *form = page->page.form;
    size_t failed = 0, count = page->records.sends.count;
    for (size_t i = 0; i < count; i++)
        failed += send_state_failed(page->records.sends.items[i].send.state);
    char *sent = words_count(form, "messages", count - failed, true);
    if (failed == 0)
        return sent;
    char *number = words_number(failed);
    char *text = words(form, "and_failed", sent, number);
    free(number);
    free(sent);
    return text;
}

static char *count_text(const SentPage *page)
{
    const Form *form = page->page.form;
    switch (page->view) {
    case VIEW_SENT:
        return messages_text(page);
    case VIEW_HELD:
        return words_count(form, "holds", page->records.holds.count, true);
    default:
        return words_count(form, "unheard", page->records.unheard.count, true);
    }
}

/* "2026-11-23 (UTC), today: 3 messages" */
static char *heading(const SentPage *page)
{
    const Form *form = page->page.form;
    const SentRecords *records = &page->records;
    char day[64] = "";
    if (!page->read)
        return memory_text(form_text(form, "reading"));
    if (!records->zone)
        return memory_text(form_text(form, "unreadable"));
    if (page->view == VIEW_DAYS)
        return words(form, "heading_days", day_zone_name(records->zone));
    sent_day_text(records->day, day, sizeof day);
    char *count = count_text(page);
    char *text = words(form, records->day == records->today ? "heading_today" : "heading", day,
                       day_zone_name(records->zone), count);
    free(count);
    return text;
}

/* What there is to say of the chosen message beyond its cells: two texts. */
static void sent_details(const SentPage *page, const LedgerSend *send, char *texts[2])
{
    const Form *form = page->page.form;
    char *code = send->code > 0 ? memory_format("%d ", send->code) : memory_text("");
    texts[0] = words(form, send->test ? "sent_detail_test" : "sent_detail",
                     sent_subscription_name(page, send->subscription), send->address);
    char *said = send->code > 0 ? memory_text(send->text) : send_text_translate(send->text);
    texts[1] = memory_format("%s%s", code, *said ? said : send->message_id);
    free(said);
    free(code);
}

/* Likewise of the chosen row, whatever it is. */
static void details(const SentPage *page, char *texts[2])
{
    const Form *form = page->page.form;
    const SentRecords *records = &page->records;
    size_t row = list_view_selected(page->views[page->view]);
    texts[0] = texts[1] = NULL;
    if (row == LIST_NONE)
        return;
    if (page->view == VIEW_SENT) {
        sent_details(page, &records->sends.items[row].send, texts);
    } else if (page->view == VIEW_HELD) {
        const LedgerHold *hold = &records->holds.items[row];
        texts[0] = words(form, "held_detail", sent_subscription_name(page, hold->subscription),
                         language_name_of(LANGUAGE_VALUE, hold->severity));
        texts[1] = limit_reason_translate(hold->reason);
    } else if (page->view == VIEW_UNHEARD) {
        const LedgerUnheard *unheard = &records->unheard.items[row];
        texts[0] = words(form, "unheard_detail", unheard->title,
                         sent_subscription_name(page, unheard->subscription));
        texts[1] = unheard_reason_translate(unheard->why, unheard->reason);
    } else {
        texts[0] = memory_text(form_text(form, screen_ascii() ? "bars_ascii" : "bars"));
    }
}

/* Both in one, to be wrapped. The caller frees it. */
static char *details_text(const SentPage *page)
{
    char *texts[2];
    details(page, texts);
    char *first = visible_text(texts[0] ? texts[0] : ""),
         *second = visible_text(texts[1] ? texts[1] : "");
    char *visible = memory_format("%s%s%s", first, *second ? "\n" : "", second);
    free(second);
    free(first);
    free(texts[0]);
    free(texts[1]);
    return visible;
}

/* They have more rows where they need them: a reason is not cut while there is room for the list.
 */
static int details_rows(const char *text, Area area)
{
    int least = DETAIL_ROWS + (area.rows >= ROOMY ? MORE_ROWS : 0);
    int wanted = wrap_rows(text, area.columns, area.rows - LEAST_LIST - 1);
    return wanted > least ? wanted : least;
}

static void draw(Page *page, Area area, bool all)
{
    SentPage *own = (SentPage *)page;
    all = all || own->dirty;
    if (area.rows >= 3) {
        char *text = heading(own);
        if (all) {
            screen_fill(area.row, area.column, area.columns, STYLE_NORMAL);
            screen_text(area.row, area.column, area.columns, STYLE_LABEL, text);
        }
        free(text);
        area.row++;
        area.rows--;
    }
    if (area.rows >= LEAST_LIST + 1 + DETAIL_ROWS) {
        Area below = area;
        char *text = details_text(own);
        below.rows = details_rows(text, area);
        below.row = area.row + area.rows - below.rows;
        all = all || below.rows != own->details_rows;
        own->details_rows = below.rows;
        lines_draw_text(below, STYLE_HINT, text);
        free(text);
        screen_fill(area.row, area.column, area.columns, STYLE_NORMAL);
        screen_fill(below.row - 1, area.column, area.columns, STYLE_NORMAL);
        area.row++;
        area.rows -= below.rows + 2;
    }
    list_view_draw(own->views[own->view], area, all);
    own->dirty = false;
}

static void focus(Page *page, BindingChain *chain)
{
    SentPage *own = (SentPage *)page;
    const ListView *view = own->views[own->view];
    chain->typing = list_view_typing(view);
    if (list_view_filtered(view))
        binding_chain_add(chain, &own->filter_keys[own->view]);
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &own->list_keys[own->view]);
}

static void show(SentPage *page, int view)
{
    page->view = view;
    page->dirty = true;
    stack_redraw(page->page.session->stack); /* the breadcrumb, too */
}

/* Opens the chosen day of those that are listed. */
static void open_day(SentPage *page)
{
    size_t row = list_view_selected(page->views[VIEW_DAYS]);
    if (page->view != VIEW_DAYS || row == LIST_NONE || !page->records.zone)
        return;
    show(page, VIEW_SENT);
    sent_read(page, page->records.today - (Day)row);
}

static void key(Page *page, Key key)
{
    ListView *view = ((SentPage *)page)->views[((SentPage *)page)->view];
    if (list_view_type(view, key) || !input_key_equal(key, (Key){PRESS_ENTER, 0}))
        return;
    if (list_view_typing(view))
        list_view_typing_end(view);
    else
        open_day((SentPage *)page);
}

static void paste(Page *page, const char *text, size_t length)
{
    list_view_paste(((SentPage *)page)->views[((SentPage *)page)->view], text, length);
}

static void command_toggle(void *data)
{
    SentPage *page = data;
    show(page, page->view == VIEW_SENT ? VIEW_HELD : VIEW_SENT);
}

static void command_unheard(void *data)
{
    SentPage *page = data;
    show(page, page->view == VIEW_UNHEARD ? VIEW_SENT : VIEW_UNHEARD);
}

static void command_days(void *data)
{
    SentPage *page = data;
    show(page, page->view == VIEW_DAYS ? VIEW_SENT : VIEW_DAYS);
}

static void command_earlier(void *data)
{
    SentPage *page = data;
    if (page->records.zone)
        sent_read(page, page->records.day - 1);
}

static void command_later(void *data)
{
    SentPage *page = data;
    if (page->records.day == page->records.today)
        page_say(&page->page, STYLE_NORMAL, memory_text(form_text(page->page.form, "last_day")));
    else
        sent_read(page, page->records.day + 1);
}

static void reread(Page *page)
{
    SentPage *own = (SentPage *)page;
    const SentRecords *records = &own->records;
    sent_read(own, records->day == records->today ? DAY_NONE : records->day);
}

static char *crumb(const Page *page)
{
    const SentPage *own = (const SentPage *)page;
    static const char *const names[VIEWS] = {"sent_crumb", "held_crumb", "unheard_crumb",
                                             "days_crumb"};
    return memory_text(form_text(page->form, names[own->view]));
}

static void close_page(Page *page)
{
    SentPage *own = (SentPage *)page;
    sent_records_clear(&own->records);
    for (int i = 0; i < VIEWS; i++) {
        bindings_clear(&own->list_keys[i]);
        bindings_clear(&own->filter_keys[i]);
        list_view_free(own->views[i]);
    }
    page_clear(page);
    free(own);
}

static Click click(Page *page, int row, int column)
{
    const SentPage *own = (const SentPage *)page;
    return list_view_click(own->views[own->view], row, column);
}

static const BindingCommand commands[] = {
    {"toggle", command_toggle, 0},   {"unheard", command_unheard, 0}, {"days", command_days, 0},
    {"earlier", command_earlier, 0}, {"later", command_later, 0},     {NULL, NULL, 0}};

static const PageClass sent_today_class = {
    .form = "sent-today",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .key = key,
    .paste = paste,
    .click = click,
    .crumb = crumb,
    .reread = reread,
    .close = close_page,
};

static void init_view(SentPage *page, int number)
{
    const Form *list = form_get("list");
    page->views[number] = sent_table_new(page, number);
    page_bind(&page->list_keys[number], list, list_view_commands, page->views[number],
              page->page.session, NULL);
    page_bind(&page->filter_keys[number], form_get("filter"), list_view_filter_commands,
              page->views[number], page->page.session, NULL);
}

Page *sent_today_new(Session *session)
{
    SentPage *page = memory_new(sizeof *page);
    page_init(&page->page, &sent_today_class, session);
    page->records.day = page->records.today = DAY_NONE;
    for (int i = 0; i < VIEWS; i++)
        init_view(page, i);
    sent_read(page, DAY_NONE);
    return &page->page;
}

Page *sent_days_page_new(Session *session)
{
    Page *page = sent_today_new(session);
    ((SentPage *)page)->view = VIEW_DAYS;
    return page;
}
