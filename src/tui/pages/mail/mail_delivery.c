/* Mail delivery: how alert e-mail leaves this host: the group `mail`. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/settings_page.h"
#include "tui/pages/pages.h"

/* What is tried is what is on disk. */
static void command_try(void *data)
{
    SettingsPage *page = data;
    Session *session = page->form.page.session;
    if (settings_page_has_changes(page))
        page_say(&page->form.page, STYLE_PROBLEM,
                 memory_text(form_text(page->form.page.form, "save_first")));
    else
        stack_push(session->stack, mail_connection_new(session));
}

static const BindingCommand commands[] = {{"save", settings_page_command_save, 0},
                                          {"next-problem", settings_page_command_next_problem, 0},
                                          {"try", command_try, 0},
                                          {NULL, NULL, 0}};

static const PageClass delivery_class = {
    .form = "mail-delivery", .commands = commands, SETTINGS_PAGE_CALLS};

void mail_delivery_open(Session *session)
{
    settings_page_open(session, &delivery_class);
}
