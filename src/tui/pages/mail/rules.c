/* Rules: how many e-mails go out: fan_out and day_zone. */
#include "tui/pages/mail/settings_page.h"
#include "tui/pages/pages.h"

static const BindingCommand commands[] = {{"save", settings_page_command_save, 0},
                                          {"next-problem", settings_page_command_next_problem, 0},
                                          {NULL, NULL, 0}};

static const PageClass rules_class = {.form = "rules", .commands = commands, SETTINGS_PAGE_CALLS};

void rules_open(Session *session)
{
    settings_page_open(session, &rules_class);
}
