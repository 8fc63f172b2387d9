/* Test alert: what the mail program says that it would do. */
#include "base/memory.h"
#include "core/limits.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/alert_preview_internal.h"
#include "tui/pages/mail/alert_types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REST   150   /* milliseconds of typing no more */
#define SILENT 15000 /* milliseconds without a word, after which it is given up */

void test_preview_clear(TestPreview *preview)
{
    for (size_t i = 0; i < preview->count; i++)
        free(preview->rows[i].address);
    for (size_t i = 0; i < preview->reason_count; i++)
        free(preview->reasons[i]);
    free(preview->rows);
    free(preview->reasons);
    free(preview->reason);
    free(preview->to);
    free(preview->text);
    free(preview->raw);
    *preview = (TestPreview){0};
}

bool test_preview_is_ready(const AlertPreviewPage *page)
{
    return page->preview.told && !page->stale && !page->previewing && !page->problem;
}

static void take_head(TestPreview *preview, const MailLine *line)
{
    preview->told = true;
    preview->sends = (size_t)mail_line_number(line, "sends");
    preview->reason = limit_reason_translate(mail_line_text(line, "hold.reason"));
    preview->to = memory_text(mail_line_text(line, "to"));
    preview->text = memory_text(mail_line_text(line, "text"));
    preview->raw = memory_text(mail_line_text(line, "message"));
}

/* Of a long list nearly all have the same one. */
static const char *keep_reason(TestPreview *preview, const char *reason)
{
    if (preview->reason_count > 0 &&
        strcmp(preview->reasons[preview->reason_count - 1], reason) == 0)
        return preview->reasons[preview->reason_count - 1];
    preview->reasons = memory_reserve(preview->reasons, &preview->reason_capacity,
                                      preview->reason_count + 1, sizeof *preview->reasons);
    return preview->reasons[preview->reason_count++] = memory_text(reason);
}

static void take_line(const MailLine *line, void *data)
{
    AlertPreviewPage *page = data;
    TestPreview *preview = &page->next;
    page->silent_since = page_now();
    if (mail_line_has(line, "sends")) {
        take_head(preview, line);
    } else if (mail_line_has(line, "recipient")) {
        preview->rows = memory_reserve(preview->rows, &preview->capacity, preview->count + 1,
                                       sizeof *preview->rows);
        TestRecipient *row = &preview->rows[preview->count++];
        *row = (TestRecipient){.address = memory_text(mail_line_text(line, "recipient")),
                               .reason = keep_reason(preview, mail_line_text(line, "reason")),
                               .send = strcmp(mail_line_text(line, "outcome"), "send") == 0,
                               .left = (unsigned char)mail_line_number(line, "left")};
    } else if (mail_line_has(line, "problem") && !page->warned) {
        page->warned = true; /* once, and not at each key */
        page_say(&page->form.page, STYLE_PROBLEM, memory_text(mail_line_text(line, "problem")));
    }
}

/* The text of a field without the space around it; NULL where there is none. */
static char *trimmed(const AlertPreviewPage *page, size_t item)
{
    char *text = form_page_value(&page->form, item);
    if (*text)
        return text;
    free(text);
    return NULL;
}

void test_arguments(const AlertPreviewPage *page, const char *command, const char **arguments,
                    char **kept)
{
    const FormField *severity = form_field(page->form.page.form, "severity");
    size_t count = 0;
    kept[0] = trimmed(page, page->type);
    kept[1] = trimmed(page, page->group);
    kept[2] = trimmed(page, page->entity);
    kept[3] = NULL;
    const char *id = kept[0] ? alert_type_id(kept[0]) : NULL;
    arguments[count++] = command;
    arguments[count++] = page->email->subscription.id;
    arguments[count++] = "--severity";
    arguments[count++] = severity->choices[form_view_choice(page->form.view, page->severity)];
    if (kept[0]) {
        arguments[count++] = "--alert-type";
        arguments[count++] = id ? id : kept[0];
    }
    if (id) {
        arguments[count++] = "--alert-name";
        arguments[count++] = kept[0];
    }
    if (kept[1]) {
        arguments[count++] = "--resource-group";
        arguments[count++] = kept[1];
    }
    if (kept[2]) {
        arguments[count++] = "--entity";
        arguments[count++] = kept[2];
    }
    arguments[count] = NULL;
}

/* What the form describes, to be told from what it described before. */
static char *described(const AlertPreviewPage *page)
{
    const char *arguments[TEST_ARGUMENTS];
    char *kept[TEST_KEPT], *text = memory_text("");
    test_arguments(page, "", arguments, kept);
    for (size_t i = 0; arguments[i]; i++) {
        char *longer = memory_format("%s%s\n", text, arguments[i]);
        free(text);
        text = longer;
    }
    for (size_t i = 0; i < TEST_KEPT; i++)
        free(kept[i]);
    return text;
}

void test_preview_ask(AlertPreviewPage *page)
{
    mail_child_free(page->previewing);
    page->previewing = NULL;
    page->stale = true;
    page->stale_since = page_now() - (page->asked ? 0 : REST);
}

static void notice_changes(AlertPreviewPage *page)
{
    char *now = described(page);
    if (!page->asked || strcmp(now, page->asked) != 0) {
        test_preview_ask(page);
        free(page->asked);
        page->asked = now;
    } else {
        free(now);
    }
}

static void set_problem(AlertPreviewPage *page, char *problem)
{
    free(page->problem);
    page->problem = problem;
    page->dirty = true;
}

static void start(AlertPreviewPage *page)
{
    const char *arguments[TEST_ARGUMENTS];
    char *kept[TEST_KEPT];
    Error error;
    size_t count = 0;
    test_arguments(page, "preview", arguments, kept);
    while (arguments[count])
        count++;
    arguments[count++] = "--json-lines";
    if (page->unsaved) {
        arguments[count++] = "--contact";
        arguments[count++] = "-";
    }
    arguments[count] = NULL;
    test_preview_clear(&page->next);
    page->stale = false;
    page->silent_since = page_now();
    page->previewing =
        mail_child_start(page->form.page.session->site->path, arguments,
                         page->unsaved ? page->contact : NULL, page->contact_length, &error);
    if (!page->previewing) {
        set_problem(page, error_message(&error));
        test_show(page, page->view);
    }
    for (size_t i = 0; i < TEST_KEPT; i++)
        free(kept[i]);
}

/* The child has ended: what it said is shown, or why it did not. */
static void end(AlertPreviewPage *page, char *problem)
{
    mail_child_free(page->previewing);
    page->previewing = NULL;
    if (!problem && !page->next.told)
        problem = memory_text(form_text(form_get("mail-program"), "garbled"));
    test_preview_clear(&page->preview);
    page->preview = page->next;
    page->next = (TestPreview){0};
    set_problem(page, problem);
    list_view_reload(page->list);
    if (page->view == VIEW_MESSAGE || page->view == VIEW_RAW)
        test_show(page, page->view);
}

int test_preview_tick(AlertPreviewPage *page)
{
    static const int none[] = {0};
    notice_changes(page);
    if (page->sending)
        return -1;
    if (page->stale) {
        long rested = page_now() - page->stale_since;
        if (rested < REST)
            return (int)(REST - rested);
        start(page);
        if (!page->previewing)
            return 0;
    }
    if (!page->previewing)
        return -1;
    int wait;
    if (!mail_child_read(page->previewing, take_line, page, &wait)) {
        end(page, mail_child_problem(page->previewing, none));
        return 0;
    }
    long left = page->silent_since + SILENT - page_now();
    if (left <= 0) {
        end(page, memory_text(form_text(form_get("mail-program"), "silent")));
        return 0;
    }
    return wait >= 0 ? wait : (int)left;
}
