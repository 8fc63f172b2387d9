/* The start page. Its first frame waits for nothing: subscriptions and contacts are read after it.
 */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/pages/portal/security_center_internal.h"

#include <stdlib.h>
#include <string.h>

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
                                                 "history",  "rules",           "delivery",
                                                 "unheard",  "drafts",          "discarded"};
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

bool security_center_note(SecurityCenter *page, size_t row, char *note)
{
    const char *before = page->notes[row];
    bool changed = before && note ? strcmp(before, note) != 0 : before || note;
    if (changed)
        list_view_touch(page->list.view);
    free(page->notes[row]);
    page->notes[row] = note;
    return changed;
}

static bool update_notes(SecurityCenter *page)
{
    const Session *session = page->list.page.session;
    char *count =
        words_count(page->list.page.form, "subscriptions", session->subscriptions.count, false);
    bool changed = security_center_note(page, ROW_SETTINGS, count);
    return security_center_note(page, ROW_RECOMMENDATIONS, missing_note(page)) || changed;
}

/* What was sent may be more now. */
static void shown(Page *page)
{
    security_center_note((SecurityCenter *)page, ROW_SENT, NULL);
    security_center_forget_drafts((SecurityCenter *)page);
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
        return security_center_note(center, ROW_SETTINGS, session_progress(session)) ? 0 : -1;
    if (session->subscriptions.count == 0 && !center->welcomed) {
        center->welcomed = true;
        stack_push_unasked(session->stack, first_run_new(session));
        return 0;
    }
    if (!center->drafts_known && !center->finding) {
        security_center_find_drafts(center);
        return 0;
    }
    if (!center->notes[ROW_SENT] && !center->counting) {
        security_center_count(center);
        security_center_note(center, ROW_HISTORY,
                             memory_text(form_text(page->form, "history_note")));
        return 0;
    }
    bool tell, more = session_scan(session, &tell);
    bool news = tell && update_notes(center);
    return news ? 0 : more ? SESSION_SCAN_WAIT : -1;
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
    else if (row == ROW_RULES)
        rules_open(session);
    else if (row == ROW_DELIVERY)
        mail_delivery_open(session);
    else if (row == ROW_HISTORY)
        history_page_open(session, NULL);
    else if (row == ROW_DRAFTS)
        security_center_open_draft(data);
    else if (row == ROW_DISCARDED)
        security_center_bring_back(data);
}

static void command_draft(void *data)
{
    SecurityCenter *page = data;
    if (page->draft)
        security_center_open_draft(page);
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
    static const char *const names[] = {
        "settings", "recommendations", "sent",      "drafts",  "delivery",
        "history",  "rules",           "discarded", "unheard", NULL};
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
