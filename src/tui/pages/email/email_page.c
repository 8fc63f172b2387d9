/* Email notifications: the form of a subscription's security contact. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/app/stack.h"
#include "tui/pages/email/changes.h"
#include "tui/pages/email/draft.h"
#include "tui/pages/email/email_rows.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

bool email_is_touched(const EmailPage *page)
{
    size_t same = 0;
    while (same < CONTACT_FIELD_COUNT && email_state(page, same) == page->loaded_states.of[same])
        same++;
    return same < CONTACT_FIELD_COUNT;
}

bool email_has_changes(EmailPage *page)
{
    if (!email_is_touched(page))
        return false;
    if (!email_is_checked(page))
        return true;
    email_check(page, true);
    if (email_problems(page) > 0)
        return true;
    Contact contact;
    email_contact(page, &contact);
    bool changed = !contact_equal(&contact, &page->loaded);
    contact_clear(&contact);
    return changed;
}

static void draw(Page *page, Area area, bool all)
{
    EmailPage *email = (EmailPage *)page;
    form_page_draw(page, email_presence_draw(email, area, all), all);
    if (!email->frame_drawn)
        email_bounced_ask(email);
    email->frame_drawn = true;
}

/* The first frame waits for no check, since that may load the module for phone numbers. */
static int tick(Page *page)
{
    EmailPage *email = (EmailPage *)page;
    if (!email->frame_drawn)
        return 0;
    int check = email_check(email, false), rows = email_rows_tick(email);
    return check < 0 || (rows >= 0 && rows < check) ? rows : check;
}

static int background(Page *page)
{
    EmailPage *email = (EmailPage *)page;
    if (!email->frame_drawn)
        return -1;
    int draft = email_draft_tick(email), others = email_presence_tick(email);
    return draft >= 0 && draft < others ? draft : others;
}

static void keep(Page *page)
{
    email_draft_keep((EmailPage *)page);
}

static char *crumb(const Page *page)
{
    const EmailPage *email = (const EmailPage *)page;
    return email->named ? words(page->form, "crumb", email->subscription.name)
                        : memory_text(page->form->title);
}

static const char *mark(const Page *page)
{
    return email_is_touched((const EmailPage *)page) ? form_text(page->form, "unsaved") : NULL;
}

static void command_changes(void *data)
{
    email_when_checked(data, changes_page_open);
}

static void answer_leave(const char *command, void *data)
{
    EmailPage *page = data;
    bool leave = strcmp(command, "discard") == 0;
    if (strcmp(command, "save") == 0)
        email_save(page, true);
    if (strcmp(command, "changes") == 0)
        command_changes(page);
    if (leave)
        email_draft_discard(page);
    if (leave)
        stack_leave_go_on(page->form.page.session->stack);
}

static bool leave(Page *page)
{
    EmailPage *email = (EmailPage *)page;
    if (email_is_saving(email)) {
        email->leave = true; /* once it has ended */
        return false;
    }
    if (!email_has_changes(email))
        return true;
    const Form *ask = form_get("ask-leave");
    stack_ask(page->session->stack, "ask-leave",
              words_fill(ask->intro, (const char *[]){email->subscription.name, NULL}),
              answer_leave, email);
    return false;
}

void email_leave(EmailPage *page)
{
    if (leave(&page->form.page))
        stack_leave_go_on(page->form.page.session->stack);
}

/* A test may have been sent meanwhile. */
static void shown(Page *page)
{
    email_bounced_ask((EmailPage *)page);
}

/* Unsaved changes stay: a save will find out what has happened on disk. */
static void reread(Page *page)
{
    EmailPage *email = (EmailPage *)page;
    email_bounced_ask(email);
    if (!email_is_touched(email))
        email_presence_look(email);
}

static void command_save(void *data)
{
    email_save(data, false);
}

static void next_problem(EmailPage *page)
{
    if (!email_next_problem(page))
        page_say(&page->form.page, STYLE_GOOD,
                 memory_text(form_text(page->form.page.form, "no_problem")));
}

static void command_next_problem(void *data)
{
    email_when_checked(data, next_problem);
}

static void command_test(void *data)
{
    email_when_checked(data, alert_preview_open);
}

static void command_revert(void *data)
{
    email_revert(data);
}

static void command_list(void *data)
{
    EmailPage *page = data;
    stack_push(page->form.page.session->stack, email_list_new(page));
}

static void paste(Page *page, const char *text, size_t length)
{
    EmailPage *email = (EmailPage *)page;
    if (form_view_focus(email->form.view) != email->emails) {
        form_page_paste(page, text, length);
        return;
    }
    form_history_note(email->form.history);
    email_rows_paste(email, text, length, false);
    form_history_note(email->form.history);
}

static bool waits(Page *page, const Binding *binding)
{
    const EmailPage *email = (EmailPage *)page;
    const FormView *view = email->form.view;
    if (!binding)
        return email_must_wait(email, 0);
    bool button =
        strcmp(binding->command, "press") == 0 && form_view_focus_kind(view) == FORM_ITEM_BUTTON;
    return email_must_wait(email, button ? NEEDS_IDLE : binding->needs);
}

static void close_page(Page *page)
{
    EmailPage *email = (EmailPage *)page;
    job_drop(email->bounced_job);
    bounced_clear(&email->bounced);
    email_rows_free(email->rows);
    email_draft_free(email->draft);
    email_presence_free(email->others);
    email_checked_clear(email);
    contact_clear(&email->loaded);
    subscription_clear(&email->subscription);
    form_page_clear(&email->form);
    free(email);
}

static const BindingCommand commands[] = {{"save", command_save, NEEDS_IDLE},
                                          {"next-problem", command_next_problem, NEEDS_IDLE},
                                          {"test", command_test, NEEDS_IDLE},
                                          {"changes", command_changes, NEEDS_IDLE},
                                          {"revert", command_revert, NEEDS_IDLE},
                                          {"list", command_list, 0},
                                          {NULL, NULL, 0}};

static const PageClass email_class = {
    .form = "email-notifications",
    .commands = commands,
    .draw = draw,
    .focus = form_page_focus,
    .waits = waits,
    .key = form_page_key,
    .click = form_page_click,
    .paste = paste,
    .tick = tick,
    .watch = email_presence_watch,
    .background = background,
    .keep = keep,
    .crumb = crumb,
    .mark = mark,
    .leave = leave,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

Page *email_page_make(Session *session, EmailPresence *others, const Subscription *subscription,
                      bool named, const EmailLoaded *loaded)
{
    EmailPage *page = memory_new(sizeof *page);
    form_page_init(&page->form, &email_class, session,
                   form_text(form_get(email_class.form), "save"), command_save);
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        page->items[i] = form_page_item(&page->form, contact_fields[i].name);
    page->emails = page->items[CONTACT_EMAILS];
    page->named = named;
    page->others = others;
    subscription_copy(&page->subscription, subscription);
    if (loaded->text) {
        text_take(textfield_text(form_view_field(page->form.view, page->emails)), loaded->text);
        email_checked_set(page, loaded->contact.emails);
    }
    email_show(page, &loaded->contact, &loaded->seen, false, NULL);
    page->draft = email_draft_new(session, subscription->id);
    return &page->form.page;
}
