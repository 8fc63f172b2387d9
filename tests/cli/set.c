#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONF_ONE "site/contacts/" ONE ".conf"

static void file_is(const char *directory, const char *name, const char *expected)
{
    char *text = temporary_read(directory, name, NULL);
    cr_assert(text != NULL, "no %s", name);
    cr_expect_str_eq(text, expected);
    free(text);
}

static void no_file(const char *directory, const char *name)
{
    char *text = temporary_read(directory, name, NULL);
    cr_expect(text == NULL, "%s", text);
    free(text);
}

Test(cli_set, saves_and_says_what_changed)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails",
                             "a@example.com; B <b@example.com>", "--phone", "+1 (425) 555-0100",
                             "--alerts", "on", NULL),
                  0, "Saved Contoso Production: 2 addresses added, phone added, alerts on\n", "");
    file_is(directory, CONF_ONE,
            "emails = [ \"a@example.com\", \"b@example.com\" ];\n"
            "phone = \"+14255550100\";\n"
            "alerts = true;\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--add", "c@example.com,d@example.com",
                             "--remove", "A@Example.com", "--phone", "none", NULL),
                  0, "Saved Contoso Production: 2 addresses added, 1 removed, phone removed\n", "");
    file_is(directory, CONF_ONE,
            "emails = [ \"b@example.com\", \"c@example.com\", \"d@example.com\" ];\n"
            "alerts = true;\n");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--alerts", "on", "--add", "c@example.com", NULL),
        0, "Contoso Production: no changes\n", "");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "", NULL), 0,
                  "Saved Contoso Production: 3 addresses removed\n",
                  "seccontacts: warning: Contoso Production: alerts are on, but there is no "
                  "address to send them to\n");
    file_is(directory, CONF_ONE, "emails = [ ];\nalerts = true;\n");
    temporary_remove(directory);
}

Test(cli_set, addresses_as_people_have_them)
{
    char *directory = helper_site();
    temporary_write(
        directory, "outlook.txt",
        "Doe, Jane <jane.doe@example.com>; Smith, John (IT) <john.smith@example.com>\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "@outlook.txt", NULL), 0,
                  "Saved Contoso Production: 2 addresses added\n", "");
    helper_expect(helper_run(directory, "1. mailto:ops@example.com\nAnna Bo\tanna@example.com\n",
                             "set", ONE, "--add", "-", NULL),
                  0, "Saved Contoso Production: 2 addresses added\n", "");
    file_is(directory, CONF_ONE,
            "emails = [ \"jane.doe@example.com\", \"john.smith@example.com\", "
            "\"ops@example.com\", \"anna@example.com\" ];\n"
            "alerts = false;\n");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--add", "a@contoso,com", NULL), 65, "",
        "seccontacts: --add: column 10: \"a@contoso,com\": a comma where the domain has a "
        "dot: did you mean a@contoso.com?\n"
        "seccontacts: --add: 1 address is not valid; nothing is saved\n");
    temporary_remove(directory);
}

Test(cli_set, a_number_that_a_plan_does_not_have_yet)
{
    char *directory = helper_site();
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--phone", "+229 01 97 00 00 00 00", NULL), 65, "",
        "seccontacts: --phone \"+229 01 97 00 00 00 00\": too long for a number of Benin; "
        "--force takes it all the same\n");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--phone", "+229 01 97 00 00 00 00", "--force",
                   NULL),
        0, "Saved Contoso Production: phone added\n",
        "seccontacts: warning: --phone \"+229 01 97 00 00 00 00\": too long for a number of "
        "Benin\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--add", "a@x.com", NULL), 0, NULL, "");
    temporary_remove(directory);
}

Test(cli_set, the_addresses_of_a_table)
{
    char *directory = helper_site();
    temporary_write(directory, "people.csv",
                    "Name,E-mail\n\"Doe, Jane\",jane@example.com\nJohn,john@example.com\n");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--emails", "@people.csv", NULL), 0,
        "Saved Contoso Production: 2 addresses added\n",
        "seccontacts: --emails: a table: the addresses are those of column 2 of 2; 2 other "
        "cells are left out, and the headings\n");
    temporary_remove(directory);
}

Test(cli_set, an_address_that_is_perhaps_mistyped)
{
    char *directory = helper_site();
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--add", "soc@gmial.com", NULL), 65, "",
        "seccontacts: --add \"soc@gmial.com\": did you mean soc@gmail.com?\n"
        "seccontacts: --add: 1 address is perhaps mistyped; nothing is saved; --force takes "
        "it all the same\n");
    no_file(directory, CONF_ONE);
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--add", "soc@gmial.com", "--force", NULL), 0,
        "Saved Contoso Production: 1 address added\n",
        "seccontacts: warning: --add \"soc@gmial.com\": did you mean soc@gmail.com?\n");
    /* What is there already was meant. */
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--emails", "b@x.com, soc@gmial.com", NULL), 0,
        NULL, "");
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails",
                             "a@contoso.com, b@contoso.com, c@contoso.com", NULL),
                  0, NULL, "");
    helper_expect(
        helper_run(directory, NULL, "set", THREE, "--emails", "soc@contosso.com", NULL), 65, "",
        "seccontacts: --emails \"soc@contosso.com\": did you mean soc@contoso.com?\n"
        "seccontacts: --emails: 1 address is perhaps mistyped; nothing is saved; --force takes "
        "it all the same\n");
    temporary_remove(directory);
}

Test(cli_set, unknown_settings_survive)
{
    char *directory = helper_site();
    temporary_write(directory, CONF_ONE,
                    "note = \"ask Maria first\";\nemails = [ \"a@example.com\" ];\n"
                    "alerts = false;\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL), 0,
                  "Saved Contoso Production: alerts on\n", "");
    file_is(directory, CONF_ONE,
            "note = \"ask Maria first\";\nemails = [ \"a@example.com\" ];\nalerts = true;\n");
    temporary_remove(directory);
}

Test(cli_set, a_dry_run_says_what_would_change)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--dry-run", "--emails", "a@example.com",
                             "--alerts", "on", NULL),
                  0,
                  "Would save Contoso Production: 1 address added, alerts on\n"
                  "  + a@example.com\n"
                  "  alerts: off -> on\n",
                  "");
    no_file(directory, CONF_ONE);
    temporary_remove(directory);
}

Test(cli_set, nothing_is_saved_unless_all_is_valid)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails",
                             "good@example.com, a@@example.com, b@example..com", NULL),
                  65, "",
                  "seccontacts: --emails: column 21: \"a@@example.com\": a second @: put a comma "
                  "between two addresses, or delete one @\n"
                  "seccontacts: --emails: column 45: \"b@example..com\": after the @, a dot must "
                  "stand between two other characters\n"
                  "seccontacts: --emails: 2 addresses are not valid; nothing is saved\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", "--phone", "425", NULL),
                  65, "", "seccontacts: --phone \"425\": start with + and the country code\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "yes", NULL), 64, "",
                  "seccontacts: --alerts \"yes\": expected on or off\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--owners", "on", NULL), 64, "",
                  "seccontacts: --owners: not available yet\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "nobody", "--alerts", "on", NULL), 65, "",
                  NULL);
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails", "b@example.com", NULL), 0,
                  NULL, "");
    helper_expect(
        helper_run(directory, NULL, "set", TWO, ONE, "--remove", "b@example.com", NULL), 65, "",
        "seccontacts: --remove: \"b@example.com\" is no contact of Contoso Production; nothing "
        "is "
        "saved (--force passes over it)\n");
    no_file(directory, CONF_ONE);
    file_is(directory, "site/contacts/" TWO ".conf",
            "emails = [ \"b@example.com\" ];\nalerts = false;\n");
    helper_expect(
        helper_run(directory, NULL, "set", TWO, ONE, "--remove", "b@example.com", "--force", NULL),
        0, "Saved CONTOSO-COM-01: 1 address removed\nContoso Production: no changes\n", "");
    temporary_remove(directory);
}

Test(cli_set, many_findings_are_cut_short)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n", "set", ONE,
                             "--emails", "-", NULL),
                  65, "", NULL);
    ProgramRun run = helper_run(directory, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n", "set", ONE,
                                "--emails", "-", NULL);
    cr_expect_not_null(strstr(run.err, "seccontacts: --emails: line 10, column 2: \"j\": "));
    cr_expect_null(strstr(run.err, "line 11"));
    cr_expect_not_null(
        strstr(run.err, "seccontacts: --emails: and 2 more\n"
                        "seccontacts: --emails: 12 addresses are not valid; nothing is saved\n"));
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_set, a_number_that_the_plan_lacks_wants_force)
{
    char *directory = helper_site();
    static const char reason[] = "--phone \"+1 999 555 0100\": not a number with country code +1, "
                                 "as far as the numbering plan is known here: check the digits";
    char *refused = memory_format("seccontacts: %s; --force takes it all the same\n", reason);
    char *warned = memory_format("seccontacts: warning: %s\n", reason);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--phone", "+1 999 555 0100", NULL), 65,
                  "", refused);
    no_file(directory, CONF_ONE);
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--phone", "+1 999 555 0100", "--force", NULL), 0,
        "Saved Contoso Production: phone added\n", warned);
    file_is(directory, CONF_ONE, "emails = [ ];\nphone = \"+19995550100\";\nalerts = false;\n");
    free(warned);
    free(refused);
    temporary_remove(directory);
}

Test(cli_set, comments_are_lost_only_by_force)
{
    char *directory = helper_site();
    static const char text[] = "# ours\nemails = [ \"a@example.com\" ];\nalerts = false;\n";
    temporary_write(directory, CONF_ONE, text);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL), 65, "",
                  "seccontacts: " CONF_ONE ": has comments, which saving removes; nothing is saved "
                  "(--force saves all the same)\n");
    file_is(directory, CONF_ONE, text);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "off", NULL), 0,
                  "Contoso Production: no changes\n", "");
    file_is(directory, CONF_ONE, text);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", "--force", NULL), 0,
                  "Saved Contoso Production: alerts on\n", "");
    temporary_remove(directory);
}

Test(cli_set, lists_from_files_and_standard_input)
{
    char *directory = helper_site();
    temporary_write(directory, "list.txt", "a@example.com\r\n\"b,c\"@example.com\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "@list.txt", NULL), 0,
                  "Saved Contoso Production: 2 addresses added\n", "");
    helper_expect(helper_run(directory, "d@example.com", "set", ONE, "--add", "-", NULL), 0,
                  "Saved Contoso Production: 1 address added\n", "");
    file_is(directory, CONF_ONE,
            "emails = [ \"a@example.com\", \"\\\"b,c\\\"@example.com\", \"d@example.com\" ];\n"
            "alerts = false;\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "@none.txt", NULL), 66, "",
                  "seccontacts: none.txt: can't be read: No such file or directory\n");
    temporary_remove(directory);
}

Test(cli_set, a_duplicate_is_named_and_kept_once)
{
    char *directory = helper_site();
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com, A@Example.com", NULL),
        0, "Saved Contoso Production: 1 address added\n",
        "seccontacts: --emails: column 16: \"A@Example.com\" is the same mailbox as "
        "\"a@example.com\"\n");
    temporary_remove(directory);
}

Test(cli_set, a_subscription_named_twice_is_set_once)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "20ff", "Contoso Production", "--alerts",
                             "on", "--add", "a@example.com", NULL),
                  0, "Saved Contoso Production: 1 address added, alerts on\n", "");
    temporary_remove(directory);
}

Test(cli_set, usage)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", NULL), 64, "",
                  "seccontacts: set: no SUB given; see seccontacts set --help\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, NULL), 64, "",
                  "seccontacts: set: nothing to set; see seccontacts set --help\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", NULL), 64, "",
                  "seccontacts: set: --alerts needs a value; see seccontacts set --help\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com", "--add",
                             "b@example.com", NULL),
                  64, "",
                  "seccontacts: set: --emails gives the whole list: --add and --remove don't go "
                  "with it\n");
    temporary_remove(directory);
}

/* Eight at once on one subscription: no change is lost. */
Test(cli_set, racing_sets_lose_nothing)
{
    enum { RACERS = 8, ROUNDS = 5 };
    char *directory = helper_site();
    pid_t children[RACERS];
    for (int racer = 0; racer < RACERS; racer++) {
        children[racer] = fork();
        if (children[racer] == 0) {
            int failures = 0;
            for (int round = 0; round < ROUNDS; round++) {
                char *address = memory_format("r%d.%d@example.com", racer, round);
                ProgramRun run = {.status = 75};
                while (run.status == 75) /* somebody else saves all the time: try again */
                    run = helper_run(directory, NULL, "set", ONE, "--add", address, NULL);
                failures += run.status != 0;
                free(address);
            }
            _exit(failures);
        }
    }
    for (int racer = 0; racer < RACERS; racer++) {
        int status;
        cr_assert_eq(waitpid(children[racer], &status, 0), children[racer]);
        cr_expect_eq(status, 0);
    }
    char *text = temporary_read(directory, CONF_ONE, NULL);
    for (int racer = 0; racer < RACERS; racer++) {
        for (int round = 0; round < ROUNDS; round++) {
            char *address = memory_format("\"r%d.%d@example.com\"", racer, round);
            cr_expect(strstr(text, address) != NULL, "%s is lost", address);
            free(address);
        }
    }
    free(text);
    temporary_remove(directory);
}

Test(cli_set, an_empty_input_does_not_empty_the_list)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com", NULL), 0,
                  NULL, "");
    helper_expect(helper_run(directory, "\n", "set", ONE, "--emails", "-", NULL), 65, "",
                  "seccontacts: --emails: standard input has no address; nothing is saved "
                  "(--emails \"\" removes all)\n");
    helper_expect(
        helper_run(directory, "b@example.com\n", "set", ONE, "--add", "-", "--remove", "-", NULL),
        64, "", "seccontacts: --remove: standard input is given twice\n");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "@/dev/zero", NULL), 65, "",
                  "seccontacts: /dev/zero: is too large: expected 256 MiB at most\n");
    helper_expect(helper_run(directory, "", "set", ONE, "--add", "-", NULL), 0,
                  "Contoso Production: no changes\n", "");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "", NULL), 0,
                  "Saved Contoso Production: 1 address removed\n", "");
    temporary_remove(directory);
}
