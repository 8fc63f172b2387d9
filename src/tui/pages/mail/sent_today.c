/* Sent today: who was sent what, and what is left of their day; and what was held back, and why. */
#include "base/memory.h"
#include "base/send_text.h"
#include "site/ledger.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/sent_today_internal.h"
#include "tui/pages/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DETAIL_ROWS 2
#define LEAST_LIST  6 /* rows; with fewer there are no details */

static void forget(SentPage *page)
{
    report_sends_clear(&page->sends);
    report_holds_clear(&page->holds);
}

/* Reads the day; DAY_NONE is today. What can't be read is said, and shown as nothing. */
static void load(SentPage *page, Day day)
{
    SiteLedger site_ledger;
    Error error;
    int64_t now = session_now(page->page.session);
    Day clock;
    forget(page);
    bool good = site_ledger_open(page->page.session->site, true, &site_ledger, &error) &&
                ledger_today(site_ledger.ledger, now, &page->today, &clock, &error);
    page->day = day == DAY_NONE || day > page->today ? page->today : day;
    good = good && report_sends(&page->sends, site_ledger.ledger, page->day, NULL, now, &error) &&
           report_holds(&page->holds, site_ledger.ledger, page->day, NULL, &error);
    char *warning = good ? ledger_day_warning(page->today, clock) : error_message(&error);
    if (warning)
        page_say(&page->page, STYLE_PROBLEM, warning);
    if (!good)
        forget(page);
    day_zone_free(page->zone);
    page->zone = site_ledger.zone;
    site_ledger.zone = NULL;
    site_ledger_close(&site_ledger);
    for (int i = 0; i < VIEWS; i++)
        list_view_reload(page->views[i]);
    page->dirty = true;
}

/* "2026-11-23 (UTC), today: 3 messages" */
static char *heading(const SentPage *page)
{
    const Form *form = page->page.form;
    char day[64] = "";
    if (!page->zone || page->today == DAY_NONE)
        return memory_text(form_text(form, "unreadable"));
    time_t noon = (time_t)page->day * 86400 + 43200;
    struct tm date;
    if (gmtime_r(&noon, &date))
        language_date(&date, false, day, sizeof day);
    char *count = page->view == VIEW_SENT ? words_count(form, "messages", page->sends.count, true)
                                          : words_count(form, "holds", page->holds.count, true);
    char *text = words(form, page->day == page->today ? "heading_today" : "heading", day,
                       day_zone_name(page->zone), count);
    free(count);
    return text;
}

/* What there is to say of the chosen row beyond its cells: two lines. */
static void details(const SentPage *page, char *lines[DETAIL_ROWS])
{
    const Form *form = page->page.form;
    size_t row = list_view_selected(page->views[page->view]);
    lines[0] = lines[1] = NULL;
    if (row == LIST_NONE)
        return;
    if (page->view == VIEW_HELD) {
        const LedgerHold *hold = &page->holds.items[row];
        lines[0] = words(form, "held_detail", sent_subscription_name(page, hold->subscription),
                         language_name_of(LANGUAGE_VALUE, hold->severity));
        char *reason = limit_reason_translate(hold->reason);
        lines[1] = words(form, "why", hold->rule, reason);
        free(reason);
        return;
    }
    const LedgerSend *send = &page->sends.items[row].send;
    char *code = send->code > 0 ? memory_format("%d ", send->code) : memory_text("");
    lines[0] = words(form, send->test ? "sent_detail_test" : "sent_detail",
                     sent_subscription_name(page, send->subscription), send->address);
    char *said = send->code > 0 ? memory_text(send->text) : send_text_translate(send->text);
    lines[1] = memory_format("%s%s", code, *said ? said : send->message_id);
    free(said);
    free(code);
}

static void draw_details(const SentPage *page, Area area)
{
    char *lines[DETAIL_ROWS];
    details(page, lines);
    for (int i = 0; i < DETAIL_ROWS; i++) {
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
        if (lines[i])
            screen_text(area.row + i, area.column, area.columns, STYLE_HINT, lines[i]);
        free(lines[i]);
    }
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
        below.row = area.row + area.rows - DETAIL_ROWS;
        draw_details(own, below);
        screen_fill(area.row, area.column, area.columns, STYLE_NORMAL);
        screen_fill(below.row - 1, area.column, area.columns, STYLE_NORMAL);
        area.row++;
        area.rows -= DETAIL_ROWS + 2;
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

static void key(Page *page, Key key)
{
    ListView *view = ((SentPage *)page)->views[((SentPage *)page)->view];
    if (!list_view_type(view, key) && input_key_equal(key, (Key){PRESS_ENTER, 0}) &&
        list_view_typing(view))
        list_view_typing_end(view);
}

static void paste(Page *page, const char *text, size_t length)
{
    list_view_paste(((SentPage *)page)->views[((SentPage *)page)->view], text, length);
}

static void command_toggle(void *data)
{
    SentPage *page = data;
    page->view = (page->view + 1) % VIEWS;
    stack_redraw(page->page.session->stack); /* the breadcrumb, too */
}

static void command_earlier(void *data)
{
    SentPage *page = data;
    if (page->day != DAY_NONE)
        load(page, page->day - 1);
}

static void command_later(void *data)
{
    SentPage *page = data;
    if (page->day == page->today)
        page_say(&page->page, STYLE_NORMAL, memory_text(form_text(page->page.form, "last_day")));
    else
        load(page, page->day + 1);
}

static void reread(Page *page)
{
    SentPage *own = (SentPage *)page;
    load(own, own->day == own->today ? DAY_NONE : own->day);
}

static char *crumb(const Page *page)
{
    const SentPage *own = (const SentPage *)page;
    return memory_text(form_text(page->form, own->view == VIEW_SENT ? "sent_crumb" : "held_crumb"));
}

static void close_page(Page *page)
{
    SentPage *own = (SentPage *)page;
    forget(own);
    day_zone_free(own->zone);
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

static const BindingCommand commands[] = {{"toggle", command_toggle},
                                          {"earlier", command_earlier},
                                          {"later", command_later},
                                          {NULL, NULL}};

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
    page->day = page->today = DAY_NONE;
    for (int i = 0; i < VIEWS; i++)
        init_view(page, i);
    load(page, DAY_NONE);
    return &page->page;
}
