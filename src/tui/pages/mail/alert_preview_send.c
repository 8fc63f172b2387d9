/* Test alert: sending it, and what became of it. */
#include "base/memory.h"
#include "base/send_text.h"
#include "core/limits.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/alert_preview_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const Form *form_of(const AlertPreviewPage *page)
{
    return page->form.page.form;
}

static void append(char **text, char *line)
{
    char *longer = memory_format("%s%s\n", *text ? *text : "", line);
    free(line);
    free(*text);
    *text = longer;
}

/* "250 2.0.0 Ok", ""RDP" was sent to ...": what is behind an outcome. */
static char *details(const MailLine *line)
{
    const char *reason = mail_line_text(line, "reason"), *text = mail_line_text(line, "text");
    long code = mail_line_number(line, "code");
    if (mail_line_has(line, "rule"))
        return limit_reason_translate(reason);
    if (code != 0)
        return memory_format("%ld %s", code, text);
    return send_text_translate(*text ? text : reason);
}

static void take_outcome(AlertPreviewPage *page, const MailLine *line)
{
    const Form *form = form_of(page);
    const char *outcome = mail_line_text(line, "outcome");
    const char *recipient = mail_line_text(line, "recipient");
    bool written = strcmp(outcome, "written") == 0;
    bool sent = written || strcmp(outcome, "sent") == 0;
    char *why = details(line);
    if (!*recipient)
        recipient = form_text(form, "everybody");
    append(&page->result, words(form, "outcome", _(outcome), recipient, why));
    if (sent || !page->said) {
        char *name = memory_format("said_%s", outcome);
        free(page->said);
        page->said = words(form, name, recipient, why);
        page->said_style = sent && !written ? STYLE_GOOD : STYLE_PROBLEM;
        free(name);
    }
    page->sent += sent;
    page->written = page->written || written;
    free(why);
}

/* An outcome that a newer mail program may know, and we don't, is not for form_text(). */
static bool is_outcome(const char *text)
{
    static const char *const known[] = {"sent",   "written", "held", "refused",
                                        "failed", "unknown", NULL};
    size_t i = 0;
    while (known[i] && strcmp(known[i], text) != 0)
        i++;
    return known[i] != NULL;
}

static void take_line(const MailLine *line, void *data)
{
    AlertPreviewPage *page = data;
    bool dialogue = mail_line_has(line, "dialogue");
    if (dialogue) {
        const char *who = mail_line_text(line, "dialogue");
        append(&page->dialogue,
               words(form_of(page), strcmp(who, "server") == 0 ? "server" : "client",
                     mail_line_text(line, "line")));
    } else if (is_outcome(mail_line_text(line, "outcome"))) {
        take_outcome(page, line);
    } else if (mail_line_has(line, "problem")) {
        append(&page->result, memory_text(mail_line_text(line, "problem")));
    } else {
        return;
    }
    test_show(page, page->view);
}

static void send(AlertPreviewPage *page)
{
    const char *arguments[TEST_ARGUMENTS];
    char *kept[TEST_KEPT];
    Error error;
    size_t count = 0;
    mail_child_free(page->previewing);
    page->previewing = NULL;
    test_arguments(page, "test", arguments, kept);
    while (arguments[count])
        count++;
    arguments[count++] = "--json";
    arguments[count++] = "--dialogue";
    arguments[count] = NULL;
    free(page->result);
    free(page->dialogue);
    free(page->said);
    page->result = page->dialogue = page->said = NULL;
    page->sent = 0;
    page->written = false;
    page->stopped = page->leaving = false;
    page->sending =
        mail_child_start(page->form.page.session->site->path, arguments, NULL, 0, &error);
    if (!page->sending) {
        char *reason = error_message(&error);
        page_say(&page->form.page, STYLE_PROBLEM, words(form_of(page), "not_sent", reason));
        free(reason);
    }
    for (size_t i = 0; i < TEST_KEPT; i++)
        free(kept[i]);
    if (page->sending) {
        page->pane = PANE_MESSAGE;
        test_show(page, VIEW_RESULT);
    }
}

static void answer(const char *command, void *data)
{
    if (strcmp(command, "send") == 0)
        send(data);
}

static const TestRecipient *first_recipient(const TestPreview *preview)
{
    for (size_t i = 0; i < preview->count; i++) {
        if (preview->rows[i].send)
            return &preview->rows[i];
    }
    return NULL;
}

/* Why it can't be sent now; NULL: it can. */
static char *hindrance(const AlertPreviewPage *page)
{
    const Form *form = form_of(page);
    const TestPreview *preview = &page->preview;
    if (page->sending)
        return memory_text(form_text(form, "already"));
    if (page->unsaved)
        return memory_text(form_text(form, "unsaved"));
    if (page->problem)
        return words(form, "not_sent", page->problem);
    if (!test_preview_is_ready(page))
        return memory_text(form_text(form, "not_ready"));
    if (preview->sends > 0 && first_recipient(preview))
        return NULL;
    if (*preview->reason)
        return words(form, "held", preview->reason);
    if (preview->count == 0)
        return memory_text(form_text(form, "nobody"));
    char *reason = limit_reason_translate(preview->rows[0].reason);
    char *text = words(form, "held", reason);
    free(reason);
    return text;
}

void test_send_ask(AlertPreviewPage *page)
{
    char *why = hindrance(page);
    if (why) {
        page_say(&page->form.page, STYLE_PROBLEM, why);
        return;
    }
    const TestRecipient *first = first_recipient(&page->preview);
    char *left = memory_format("%d", first->left - 1);
    char *more = memory_format("%zu", page->preview.sends - 1);
    char *question = page->preview.sends == 1
                         ? words(form_of(page), "ask", first->address, left)
                         : words_plural(form_of(page), "ask_more", page->preview.sends - 1,
                                        first->address, more);
    stack_ask(page->form.page.session->stack, "ask-send", question, answer, page);
    free(more);
    free(left);
}

void test_send_cancel(AlertPreviewPage *page)
{
    if (!page->sending)
        return;
    const char *text = page->stopped ? "killed" : "stopping";
    mail_child_stop(page->sending);
    page->stopped = true;
    page_say(&page->form.page, STYLE_PROBLEM, memory_text(form_text(form_of(page), text)));
}

static void end(AlertPreviewPage *page)
{
    static const int good[] = {EX_TEMPFAIL, EX_UNAVAILABLE, 0};
    char *problem = mail_child_problem(page->sending, page->result ? good : &good[2]);
    mail_child_free(page->sending);
    page->sending = NULL;
    if (problem) {
        append(&page->result, words(form_of(page), page->stopped ? "cut" : "broken", problem));
        page_say(&page->form.page, STYLE_PROBLEM,
                 words(form_of(page), page->stopped ? "cut" : "broken", problem));
        free(problem);
    } else if (page->sent > 1) {
        char *number = words_number(page->sent);
        page_say(&page->form.page, page->written ? STYLE_PROBLEM : STYLE_GOOD,
                 words(form_of(page), page->written ? "written_many" : "sent_many", number));
        free(number);
    } else if (page->said) {
        page_say(&page->form.page, page->said_style, memory_text(page->said));
    }
    Stack *stack = page->form.page.session->stack;
    if (page->leaving && stack_top(stack) == &page->form.page) {
        stack_leave_go_on(stack);
        return;
    }
    test_preview_ask(page);
    test_show(page, page->view);
}

int test_send_tick(AlertPreviewPage *page)
{
    int wait;
    if (!page->sending)
        return -1;
    if (mail_child_read(page->sending, take_line, page, &wait))
        return wait;
    end(page);
    return 0;
}
