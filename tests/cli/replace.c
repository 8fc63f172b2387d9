#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define CONF(id) "site/contacts/" id ".conf"

static void file_is(const char *directory, const char *name, const char *expected)
{
    char *text = temporary_read(directory, name, NULL);
    cr_assert(text != NULL, "no %s", name);
    cr_expect_str_eq(text, expected);
    free(text);
}

/* Contacts of three; FOUR and FIVE have none. */
static char *site(void)
{
    char *directory = helper_site();
    temporary_write(directory, CONF(ONE),
                    "note = \"ours\";\nemails = [ \"a@x.com\", \"Maria@X.com\", \"z@x.com\" ];\n"
                    "alerts = true;\n");
    temporary_write(directory, CONF(TWO), "emails = [ \"a@x.com\" ];\nalerts = true;\n");
    temporary_write(directory, CONF(THREE),
                    "emails = [ \"maria@x.com\", \"james@x.com\" ];\nalerts = false;\n");
    return directory;
}

Test(cli_replace, everywhere_in_the_same_place)
{
    char *directory = site();
    helper_expect(
        helper_run(directory, NULL, "replace", "maria@x.com", "James <james@x.com>", NULL), 0,
        "Saved Contoso Production: 1 address added, 1 removed\n"
        "Saved Zürich – Geschäftskunden (Test): 1 address removed\n"
        "2 of 2 subscriptions changed\n",
        "seccontacts: Zürich – Geschäftskunden (Test): \"james@x.com\" is there already: "
        "\"maria@x.com\" is only removed\n");
    file_is(directory, CONF(ONE),
            "note = \"ours\";\nemails = [ \"a@x.com\", \"james@x.com\", \"z@x.com\" ];\n"
            "alerts = true;\n");
    file_is(directory, CONF(TWO), "emails = [ \"a@x.com\" ];\nalerts = true;\n");
    file_is(directory, CONF(THREE), "emails = [ \"james@x.com\" ];\nalerts = false;\n");
    /* Done is done: there is nothing left of it. */
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "james@x.com", NULL), 65,
                  "",
                  "seccontacts: \"maria@x.com\" is no contact of any subscription; nothing is "
                  "saved\n");
    temporary_remove(directory);
}

Test(cli_replace, a_dry_run_says_what_would_change)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "replace", "--dry-run", "--all", "maria@x.com",
                             "new@x.com", NULL),
                  0,
                  "Would save Contoso Production: 1 address added, 1 removed\n"
                  "  + new@x.com\n"
                  "  - Maria@X.com\n"
                  "Would save Zürich – Geschäftskunden (Test): 1 address added, 1 removed\n"
                  "  + new@x.com\n"
                  "  - maria@x.com\n"
                  "2 of 2 subscriptions would change: nothing is saved\n",
                  "");
    file_is(directory, CONF(THREE),
            "emails = [ \"maria@x.com\", \"james@x.com\" ];\nalerts = false;\n");
    temporary_remove(directory);
}

Test(cli_replace, in_some_subscriptions_only)
{
    char *directory = site();
    helper_expect(
        helper_run(directory, NULL, "replace", "maria@x.com", "n@x.com", "contoso*", TWO, NULL), 0,
        "Saved Contoso Production: 1 address added, 1 removed\n1 of 1 subscription changed\n", "");
    file_is(directory, CONF(THREE),
            "emails = [ \"maria@x.com\", \"james@x.com\" ];\nalerts = false;\n");
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "n@x.com", TWO, NULL), 65,
                  "",
                  "seccontacts: \"maria@x.com\" is no contact of these subscriptions; nothing is "
                  "saved\n");
    temporary_remove(directory);
}

Test(cli_replace, a_new_spelling_of_the_same_mailbox)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "maria@x.com", NULL), 0,
                  "Saved Contoso Production: 1 address respelled\n1 of 2 subscriptions changed\n",
                  "");
    file_is(directory, CONF(ONE),
            "note = \"ours\";\nemails = [ \"a@x.com\", \"maria@x.com\", \"z@x.com\" ];\n"
            "alerts = true;\n");
    temporary_remove(directory);
}

Test(cli_replace, wants_two_addresses)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", NULL), 64, "",
                  "seccontacts: replace: no OLD and NEW given; see seccontacts replace --help\n");
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "new@@x.com", NULL), 65, "",
                  "seccontacts: replace: \"new@@x.com\": a second @: put a comma between two "
                  "addresses, or delete one @\n");
    helper_expect(
        helper_run(directory, NULL, "replace", "maria@x.com", "n@x.com, m@x.com", NULL), 64, "",
        "seccontacts: replace: \"n@x.com, m@x.com\": expected one address, found several; "
        "replace them one by one\n");
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "", NULL), 64, "",
                  "seccontacts: replace: \"\": expected an address\n");
    helper_expect(helper_run(directory, NULL, "replace", "a@x.com", "b@x.com", TWO, "--all", NULL),
                  64, "",
                  "seccontacts: replace: --all means every subscription: no SUB goes with it\n");
    temporary_remove(directory);
}

Test(cli_replace, comments_are_lost_only_by_force)
{
    char *directory = site();
    temporary_write(directory, CONF(TWO),
                    "# ask Ann\nemails = [ \"maria@x.com\" ];\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "replace", "maria@x.com", "n@x.com", NULL), 65, "",
                  "seccontacts: site/contacts/" TWO ".conf: has comments, which saving removes; "
                  "nothing is saved (--force saves all the same)\n");
    ProgramRun run =
        helper_run(directory, NULL, "replace", "maria@x.com", "n@x.com", "--force", NULL);
    cr_expect_eq(run.status, 0);
    program_run_clear(&run);
    file_is(directory, CONF(TWO), "emails = [ \"n@x.com\" ];\nalerts = true;\n");
    temporary_remove(directory);
}
