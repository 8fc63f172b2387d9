#include "fixture.h"

#include "base/memory.h"
#include "support/clock.h"
#include "tui/app/job.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

void fixture_init(Fixture *fixture)
{
    Error error = {0};
    *fixture = (Fixture){.directory = temporary_new()};
    char *config = memory_format("state = \"%s/state\";\n", fixture->directory);
    temporary_write(fixture->directory, "seccontacts.conf", config);
    free(config);
    temporary_write(
        fixture->directory, "subscriptions.conf",
        "subscriptions = ( { id = \"" FIXTURE_ID "\"; name = \"Contoso\";"
        " tenant = \"\"; state = \"Enabled\";"
        " resource_groups = [ \"rg-web\", \"rg-data\" ]; },"
        " { id = \"9edc6208-d5b1-4c58-a35b-ec241d032b28\"; name = \"Fabrikam\"; } );\n");
    temporary_write(fixture->directory, FIXTURE_FILE,
                    "emails = [ \"a@x.org\", \"b@x.org\" ];\n"
                    "phone = \"+14255550100\";\n"
                    "alerts = false;\n");
    fixture->session.site = site_open(fixture->directory, false, NULL, NULL, &test_clock, &error);
    cr_assert_not_null(fixture->session.site, "%s", error.text);
    fixture->stack = stack_new(&fixture->session);
    cr_assert(session_load(&fixture->session, &error), "%s", error.text);
    stack_push(fixture->stack, security_center_new(&fixture->session));
}

void fixture_clear(Fixture *fixture)
{
    Site *site = fixture->session.site;
    stack_free(fixture->stack);
    session_clear(&fixture->session);
    site_close(site);
    temporary_remove(fixture->directory);
}

void fixture_idle(Fixture *fixture)
{
    const Session *session = &fixture->session;
    do
        stack_tick(fixture->stack);
    while (jobs_are_busy() || session->reading || session->asked > 0 || session->news != 0 ||
           (session->scanning && session->scanned < session->subscriptions.count) ||
           (session->review && review_is_running(session->review)));
    stack_tick(fixture->stack);     /* what the review has told last */
    stack_is_asked(fixture->stack); /* it would be drawn */
}

void fixture_open_email(Fixture *fixture)
{
    email_page_open(&fixture->session, &fixture->session.subscriptions.items[0], true);
    fixture_idle(fixture);
    fixture_expect_page(fixture, "email-notifications");
}

static void send(Fixture *fixture, const Input *input)
{
    static const Input enter = {.kind = INPUT_KEY, .key = {PRESS_ENTER, 0}};
    bool asked = fixture->stack->dialog;
    stack_input(fixture->stack, input);
    /* A letter waits for more of a text: Enter answers at once. */
    if (asked && fixture->stack->dialog && input->kind == INPUT_KEY &&
        input_key_is_text(input->key))
        stack_input(fixture->stack, &enter);
    fixture_idle(fixture);
    if (fixture->stack->dialog) /* as on a screen */
        dialog_seen(fixture->stack->dialog);
}

void fixture_press(Fixture *fixture, const char *key)
{
    Input input = {.kind = INPUT_KEY};
    cr_assert(input_key_parse(key, &input.key), "%s", key);
    send(fixture, &input);
}

void fixture_type(Fixture *fixture, const char *text)
{
    for (; *text; text++)
        send(fixture, &(Input){.kind = INPUT_KEY, .key = {(unsigned char)*text, 0}});
}

void fixture_paste(Fixture *fixture, const char *text)
{
    send(fixture, &(Input){.kind = INPUT_PASTE, .paste = text, .paste_length = strlen(text)});
}

void fixture_expect_file(const Fixture *fixture, const char *text)
{
    char *found = temporary_read(fixture->directory, FIXTURE_FILE, NULL);
    cr_assert_not_null(found);
    cr_expect_str_eq(found, text);
    free(found);
}

void fixture_expect_message(const Fixture *fixture, const char *text)
{
    const char *found = fixture->stack->message;
    cr_expect(text && found ? strcmp(text, found) == 0 : text == found, "the message is: %s",
              found ? found : "none");
}

void fixture_expect_page(const Fixture *fixture, const char *form)
{
    cr_assert_str_eq(stack_top(fixture->stack)->form->name, form);
}
