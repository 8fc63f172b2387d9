/* Test alert: what stands where, and in the pane of the message. */
#include "base/memory.h"
#include "base/visible.h"
#include "core/limits.h"
#include "tui/pages/mail/alert_preview_internal.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

#define FULL_ROWS     15 /* with fewer, only the pane that has the focus is shown */
#define AIRY_ROWS     19 /* with so many there is a gap below the form, too */
#define SUMMARY_GAP   3
#define LEAST_MESSAGE 5
#define REASON_INDENT 3
#define TITLED_ROWS   4 /* of a list; with fewer it has no titles */

static const Form *form_of(const AlertPreviewPage *page)
{
    return page->form.page.form;
}

/* Lines as they came; the ends of lines of a message are CR LF. */
static void add_lines(Lines *lines, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        size_t used = length > 0 && text[length - 1] == '\r' ? length - 1 : length;
        char *line = memory_text_n(text, used);
        lines_add(lines, STYLE_NORMAL, 2, line);
        free(line);
        text += length + (text[length] != '\0');
    }
}

void test_show(AlertPreviewPage *page, TestView view)
{
    const Form *form = page->form.page.form;
    const char *texts[] = {page->preview.text, page->preview.raw, page->result, page->dialogue};
    const char *text = texts[view] ? texts[view] : "";
    page->view = view;
    page->dirty = true;
    lines_clear(page->lines);
    if (*text)
        add_lines(page->lines, text);
    else if (view <= VIEW_RAW)
        lines_add(page->lines, STYLE_HINT, 2,
                  form_text(form, page->problem        ? "no_preview"
                                  : page->preview.told ? "no_message"
                                                       : "summary_wait"));
    else
        lines_add(page->lines, STYLE_HINT, 2,
                  form_text(form, page->sending           ? "summary_sending"
                                  : view == VIEW_DIALOGUE ? "no_dialogue"
                                                          : "no_result"));
    if (page->sending)
        lines_to_end(page->lines);
}

/* What would happen, in a few words. The caller frees it. */
static char *summary(const AlertPreviewPage *page, Style *style)
{
    const Form *form = form_of(page);
    const TestPreview *preview = &page->preview;
    *style = STYLE_HINT;
    if (page->sending)
        return memory_text(form_text(form, page->stopped ? "summary_stopping" : "summary_sending"));
    if (page->problem) {
        *style = STYLE_PROBLEM;
        return words(form, "summary_problem", page->problem);
    }
    if (!preview->told)
        return memory_text(form_text(form, "summary_wait"));
    if (preview->sends > 0)
        return words_count(form, "summary_sends", preview->sends, false);
    *style = STYLE_PROBLEM;
    return *preview->reason ? words(form, "summary_held", preview->reason)
                            : memory_text(form_text(form, "summary_nobody"));
}

/* A heading, and what there is to say of it. */
static void draw_heading(const AlertPreviewPage *page, Area area, int row, const char *name,
                         TestPane pane, Style style, const char *text)
{
    screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    int at = screen_text(row, area.column, area.columns,
                         page->pane == pane ? STYLE_TITLE : STYLE_LABEL, name);
    int room = area.columns - at - SUMMARY_GAP;
    if (room > 8)
        screen_text(row, area.column + at + SUMMARY_GAP, room, style, text);
}

static void draw_recipients_heading(const AlertPreviewPage *page, Area area, int row)
{
    Style style;
    char *text = summary(page, &style);
    draw_heading(page, area, row, form_text(form_of(page), "recipients"), PANE_RECIPIENTS, style,
                 text);
    free(text);
}

static void draw_message_heading(const AlertPreviewPage *page, Area area, int row)
{
    static const char *const names[] = {"message", "raw", "result", "dialogue"};
    const Form *form = form_of(page);
    const char *note = page->view <= VIEW_RAW ? page->preview.to : "";
    char *text = note && *note ? words(form, "to", note) : memory_text("");
    draw_heading(page, area, row, form_text(form, names[page->view]), PANE_MESSAGE, STYLE_HINT,
                 text);
    free(text);
}

/* What has the focus is drawn last: it sets the cursor. */
static void draw_panes(AlertPreviewPage *page, Area form, Area list, Area lines, bool all)
{
    bool rest = all || page->dirty;
    page->areas[PANE_FORM] = form;
    page->areas[PANE_RECIPIENTS] = list;
    page->areas[PANE_MESSAGE] = lines;
    form_view_set_active(page->form.view, page->pane == PANE_FORM);
    if (page->pane != PANE_FORM && form.rows > 0)
        form_view_draw(page->form.view, form, rest);
    if (list.rows > 0 && rest && page->pane != PANE_RECIPIENTS)
        list_view_draw(page->list, list, true);
    if (lines.rows > 0 && rest && page->pane != PANE_MESSAGE)
        lines_draw(page->lines, lines, true);
    if (page->pane == PANE_FORM)
        form_view_draw(page->form.view, form, rest);
    else if (page->pane == PANE_RECIPIENTS)
        list_view_draw(page->list, list, rest);
    else
        lines_draw(page->lines, lines, rest);
}

/* Why the chosen recipient gets nothing; "" where it does. The caller frees it. */
static char *chosen_reason(const AlertPreviewPage *page)
{
    size_t chosen = list_view_selected(page->list);
    if (chosen == LIST_NONE || chosen >= page->preview.count)
        return memory_text("");
    char *reason = limit_reason_translate(page->preview.rows[chosen].reason);
    char *visible = visible_text(reason);
    free(reason);
    return visible;
}

/* The rows that it has below the list, `most` at most. Where they are others than those that were
 * drawn, all moves. */
static Area reason_area(AlertPreviewPage *page, Area area, const char *reason, int most, bool *all)
{
    Area below = area;
    below.column += REASON_INDENT;
    below.columns -= REASON_INDENT;
    int rows = wrap_rows(reason, below.columns, most);
    *all = *all || rows != page->reason_rows;
    page->reason_rows = rows;
    below.rows = rows;
    return below;
}

static void draw_full(AlertPreviewPage *page, Area area, bool all)
{
    char *reason = chosen_reason(page);
    int form_rows = form_view_rows(page->form.view, area);
    int gap = area.rows >= AIRY_ROWS ? 1 : 0;
    int rest = area.rows - form_rows - gap - 3; /* two headings and another gap */
    int wanted = (int)(page->preview.count < 100 ? page->preview.count : 100);
    wanted = wanted == 0 ? 1 : wanted + 1 > TITLED_ROWS ? wanted + 1 : TITLED_ROWS;
    Area below = reason_area(page, area, reason, rest - LEAST_MESSAGE - 1, &all);
    rest -= below.rows > 1 ? below.rows - 1 : 0; /* the first stands in the gap */
    int most = rest / 2 < rest - LEAST_MESSAGE ? rest / 2 : rest - LEAST_MESSAGE;
    int list_rows = wanted < most ? wanted : most;
    Area form = area, list = area, lines = area;
    form.rows = form_rows;
    list.row = area.row + form_rows + gap + 1;
    list.rows = list_rows > 0 ? list_rows : 1;
    below.row = list.row + list.rows;
    lines.row = below.row + (below.rows > 1 ? below.rows : 1) + 1;
    lines.rows = area.row + area.rows - lines.row;
    if (all || page->dirty) {
        draw_recipients_heading(page, area, list.row - 1);
        draw_message_heading(page, area, lines.row - 1);
    }
    for (int row = below.row; row < lines.row - 1; row++)
        screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    lines_draw_text(below, STYLE_HINT, reason);
    draw_panes(page, form, list, lines, all);
    free(reason);
}

/* The pane that has the focus, with a heading where there is room. */
static void draw_one(AlertPreviewPage *page, Area area, bool all)
{
    const Area none = {0};
    bool heading = area.rows >= 3, rest = all || page->dirty;
    Area pane = area;
    if (heading)
        pane.rows--;
    if (heading && page->pane == PANE_FORM) {
        if (rest)
            draw_recipients_heading(page, area, area.row + area.rows - 1);
        draw_panes(page, pane, none, none, all);
        return;
    }
    if (heading)
        pane.row++;
    if (heading && page->pane == PANE_RECIPIENTS) {
        char *reason = chosen_reason(page);
        Area below = reason_area(page, pane, reason, pane.rows - 2, &all);
        rest = rest || all;
        pane.rows -= below.rows;
        below.row = pane.row + pane.rows;
        if (rest)
            draw_recipients_heading(page, area, area.row);
        for (int row = 0; row < below.rows; row++)
            screen_fill(below.row + row, area.column, area.columns, STYLE_NORMAL);
        lines_draw_text(below, STYLE_HINT, reason);
        free(reason);
    }
    if (heading && rest && page->pane == PANE_MESSAGE)
        draw_message_heading(page, area, area.row);
    draw_panes(page, page->pane == PANE_FORM ? pane : none,
               page->pane == PANE_RECIPIENTS ? pane : none,
               page->pane == PANE_MESSAGE ? pane : none, all);
}

void test_draw(Page *page, Area area, bool all)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    if (area.rows >= FULL_ROWS)
        draw_full(own, area, all);
    else
        draw_one(own, area, all);
    own->dirty = false;
}
