/* seccontacts history and restore, on a site on which others worked too. */
#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONF(ID) "site/contacts/" ID ".conf"

static char *directory;

static void set(const char *option, const char *value)
{
    helper_expect(helper_run(directory, NULL, "set", ONE, option, value, NULL), 0, NULL, "");
}

/* The history as JSON, of ONE or of the site. */
static json_t *history(bool site)
{
    ProgramRun run = helper_run(directory, NULL, "history", "--json", site ? NULL : ONE, NULL);
    json_error_t error;
    cr_assert_eq(run.status, 0, "%s", run.err);
    json_t *json = json_loads(run.out, 0, &error);
    cr_assert(json != NULL, "%s: %s", error.text, run.out);
    program_run_clear(&run);
    return json;
}

static const char *text_at(const json_t *array, size_t index, const char *name)
{
    const char *text = json_string_value(json_object_get(json_array_get(array, index), name));
    return text ? text : "null";
}

/* The addresses of one side of a change, with a space between two. */
static char *emails_at(const json_t *array, size_t index, const char *side)
{
    const json_t *contact = json_object_get(json_array_get(array, index), side);
    char *text = memory_text(json_is_null(contact) ? "null" : "");
    size_t i;
    const json_t *email;
    json_array_foreach(json_object_get(contact, "emails"), i, email)
    {
        char *longer = memory_format("%s%s%s", text, i > 0 ? " " : "", json_string_value(email));
        free(text);
        text = longer;
    }
    return text;
}

static void expect_change(const json_t *array, size_t index, const char *kind, const char *with,
                          const char *before, const char *after)
{
    char *was = emails_at(array, index, "before"), *is = emails_at(array, index, "after");
    cr_expect_str_eq(text_at(array, index, "kind"), kind, "change %zu", index);
    cr_expect_str_eq(text_at(array, index, "with"), with, "change %zu", index);
    cr_expect_str_eq(was, before, "change %zu", index);
    cr_expect_str_eq(is, after, "change %zu", index);
    free(was);
    free(is);
}

Test(cli_history, every_command_that_saves_is_recorded_with_before_and_after)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    helper_expect(helper_run(directory, NULL, "replace", "a@example.com", "b@example.com", NULL), 0,
                  NULL, "");
    temporary_write(
        directory, "cloud.json",
        "{\"id\": \"/subscriptions/" ONE
        "/providers/Microsoft.Security/securityContacts/default\", \"properties\": "
        "{\"emails\": \"c@example.com\", \"alertNotifications\": {\"state\": \"On\"}}}");
    helper_expect(helper_run(directory, NULL, "import", "cloud.json", NULL), 0, NULL, NULL);
    helper_expect(helper_run(directory, NULL, "restore", ONE, "2", NULL), 0,
                  "Saved Contoso Production: 1 address added, 1 removed, alerts off\n", "");
    json_t *array = history(false);
    cr_assert_eq(json_array_size(array), 4);
    expect_change(array, 3, "save", "set", "null", "a@example.com");
    expect_change(array, 2, "save", "replace", "a@example.com", "b@example.com");
    expect_change(array, 1, "save", "import", "b@example.com", "c@example.com");
    expect_change(array, 0, "save", "restore", "c@example.com", "a@example.com");
    cr_expect_str_eq(text_at(array, 3, "subscription_name"), "Contoso Production");
    cr_expect_str_eq(text_at(array, 3, "what"), "1 address added");
    json_decref(array);
    array = history(true);
    cr_assert_eq(json_array_size(array), 5);
    cr_expect_str_eq(text_at(array, 4, "file"), "subscriptions.conf");
    cr_expect_str_eq(text_at(array, 4, "what"), "5 subscriptions added");
    cr_expect_str_eq(text_at(array, 4, "with"), "import");
    json_decref(array);
    temporary_remove(directory);
}

Test(cli_history, a_dry_run_and_a_save_of_nothing_new_record_nothing)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "--add", "b@example.com", "--dry-run", NULL), 0,
        NULL, "");
    helper_expect(helper_run(directory, NULL, "restore", ONE, "2", "--dry-run", NULL), 0,
                  "Contoso Production: no changes\n", "");
    set("--emails", "a@example.com");
    json_t *array = history(false);
    cr_expect_eq(json_array_size(array), 1);
    json_decref(array);
    temporary_remove(directory);
}

/* Runs `set` with more in its environment. */
static void set_as(const char *environment, const char *address)
{
    char *script = memory_format("%s exec \"$0\" set " ONE " --add %s", environment, address);
    const char *argv[] = {"/bin/sh", "-c", script, PROGRAM, NULL};
    helper_expect(program_run(argv, &(ProgramInput){.home = directory, .site = "site"}), 0, NULL,
                  "");
    free(script);
}

Test(cli_history, who_and_from_where_are_checked_before_they_are_believed)
{
    directory = helper_site();
    set_as("SUDO_USER=maria SSH_CONNECTION='192.0.2.7 50000 198.51.100.1 22'", "a@example.com");
    set_as("DOAS_USER=james SSH_CLIENT='2001:db8::7 50000 22'", "b@example.com");
    set_as("SUDO_USER=\"$(printf 'x\\033[2J\\n')\" SSH_CONNECTION='not an address'",
           "c@example.com");
    set_as("SSH_CONNECTION='192.0.2.7;rm 1 2 3'", "d@example.com");
    json_t *array = history(false);
    cr_expect_str_eq(text_at(array, 3, "sudo"), "maria");
    cr_expect_str_eq(text_at(array, 3, "from"), "192.0.2.7");
    cr_expect_str_eq(text_at(array, 2, "sudo"), "james");
    cr_expect_str_eq(text_at(array, 2, "from"), "2001:db8::7");
    cr_expect_str_eq(text_at(array, 1, "sudo"), "x^[[2J");
    cr_expect_str_eq(text_at(array, 1, "from"), "null");
    cr_expect_str_eq(text_at(array, 0, "sudo"), "null");
    cr_expect_str_eq(text_at(array, 0, "from"), "null");
    for (size_t i = 0; i < 4; i++) /* whatever is claimed, it was us */
        cr_expect_eq(json_integer_value(json_object_get(json_array_get(array, i), "uid")),
                     (json_int_t)getuid());
    json_decref(array);
    temporary_remove(directory);
}

Test(cli_history, a_file_edited_by_hand_is_recorded_at_the_next_read)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    temporary_write(directory, CONF(ONE), "emails = [ \"b@example.com\" ];\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "show", ONE, NULL), 0, NULL, NULL);
    temporary_write(directory, CONF(ONE), "emails = [ nonsense\n");
    helper_expect(helper_run(directory, NULL, "show", ONE, NULL), 78, NULL, NULL);
    char *path = temporary_path(directory, CONF(ONE));
    cr_assert_eq(remove(path), 0);
    json_t *array = history(false);
    cr_assert_eq(json_array_size(array), 4);
    expect_change(array, 2, "outside", "show", "a@example.com", "b@example.com");
    expect_change(array, 1, "outside", "show", "b@example.com", "null");
    expect_change(array, 0, "outside", "history", "null", "null");
    cr_expect_str_eq(text_at(array, 1, "what"), "1 line added, 2 removed");
    cr_expect_str_eq(text_at(array, 0, "what"), "the file was removed");
    cr_expect_str_neq(text_at(array, 2, "modified"), "null");
    json_decref(array);
    free(path);
    temporary_remove(directory);
}

Test(cli_history, of_a_very_long_list_the_counts_are_told_and_what_else_changed)
{
    enum { COUNT = 20010 };
    directory = helper_site();
    char *text = memory_new(COUNT * 32 + 100), *end = stpcpy(text, "emails = [ ");
    for (int i = 0; i < COUNT; i++)
        end += sprintf(end, "%s\"somebody%d@contoso.com\"", i > 0 ? ", " : "", i);
    strcpy(end, " ];\nalerts = false;\n");
    temporary_write(directory, CONF(ONE), text);
    free(text);
    set("--alerts", "on");
    set("--remove", "somebody7@contoso.com");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--add", "somebody7@contoso.com",
                             "--alerts", "off", NULL),
                  0, NULL, "");
    json_t *changes = history(false);
    cr_expect_str_eq(text_at(changes, 0, "what"), "20010 addresses, before it 20009, alerts off");
    cr_expect_str_eq(text_at(changes, 1, "what"), "20009 addresses, before it 20010");
    cr_expect_str_eq(text_at(changes, 2, "what"), "alerts on");
    json_decref(changes);
    temporary_remove(directory);
}

/* By the next command, whether it reads other settings or none. */
Test(cli_history, the_configuration_edited_by_hand_is_recorded)
{
    static const char *const commands[] = {"subscriptions", "sent"};
    directory = helper_site();
    set("--emails", "a@example.com");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *text = memory_format("syslog = false; # %zu\n", i);
        temporary_write(directory, "site/seccontacts.conf", text);
        free(text);
        helper_expect(helper_run(directory, NULL, commands[i], NULL), 0, NULL, NULL);
        json_t *all = history(true);
        cr_expect_str_eq(text_at(all, 0, "file"), "seccontacts.conf", "after %s", commands[i]);
        cr_expect_str_eq(text_at(all, 0, "kind"), i > 0 ? "outside" : "found", "after %s",
                         commands[i]);
        cr_expect_str_eq(text_at(all, 0, "with"), commands[i]);
        json_decref(all);
    }
    temporary_remove(directory);
}

Test(cli_history, a_list_and_one_version_of_it)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    set("--phone", "+14255550100");
    ProgramRun run = helper_run(directory, NULL, "history", ONE, "--limit", "1", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect(strncmp(run.out, "VERSION  TIME (UTC)", 19) == 0, "%s", run.out);
    cr_expect(strstr(run.out, "\n3        ") && strstr(run.out, "  phone added\n"), "%s", run.out);
    cr_expect(strstr(run.out, "\n2        ") == NULL, "%s", run.out);
    cr_expect_str_eq(run.err, "seccontacts: 1 earlier one is not listed: --limit 0 lists all\n");
    program_run_clear(&run);
    run = helper_run(directory, NULL, "history", "--show", "3", NULL);
    cr_expect(strncmp(run.out, "Version 3, ", 11) == 0, "%s", run.out);
    cr_expect_not_null(strstr(run.out, " UTC\nContoso Production\n"), "%s", run.out);
    cr_expect_not_null(strstr(run.out, ", with set\n\nphone: none -> +14255550100\n"), "%s",
                       run.out);
    program_run_clear(&run);
    helper_expect(helper_run(directory, NULL, "history", TWO, "--show", "3", NULL), 65, "",
                  "seccontacts: 3 is no version of this subscription or file: seccontacts "
                  "history lists them\n");
    helper_expect(helper_run(directory, NULL, "history", "--since", "2999-01-01", NULL), 0, "",
                  "seccontacts: no change is on record\n");
    helper_expect(helper_run(directory, NULL, "history", "--since", "today", NULL), 64, "",
                  "seccontacts: \"today\" is no day; expected one like 2026-11-23\n");
    helper_expect(helper_run(directory, NULL, "history", "--limit", "-1", NULL), 64, "",
                  "seccontacts: --limit: \"-1\" is no number; see seccontacts history --help\n");
    temporary_remove(directory);
}

Test(cli_history, what_can_not_be_restored_says_why)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    helper_expect(helper_run(directory, NULL, "restore", TWO, "2", NULL), 65, "",
                  "seccontacts: 2 is no version of \"CONTOSO-COM-01\": seccontacts history " TWO
                  " lists them\n");
    helper_expect(helper_run(directory, NULL, "restore", ONE, "x", NULL), 64, "",
                  "seccontacts: restore: \"x\" is no version: seccontacts history lists them\n");
    char *path = temporary_path(directory, CONF(ONE));
    cr_assert_eq(remove(path), 0);
    helper_expect(helper_run(directory, NULL, "restore", ONE, "2", "--dry-run", NULL), 0,
                  "Would save Contoso Production: 1 address added\n  + a@example.com\n", "");
    helper_expect(helper_run(directory, NULL, "restore", ONE, "3", NULL), 65, "",
                  "seccontacts: with version 3 the settings file was removed: there is nothing to "
                  "restore\n");
    free(path);
    temporary_remove(directory);
}

/* A contact with what seccontacts does not know: that stays as it is now. */
Test(cli_history, restoring_keeps_unknown_settings)
{
    directory = helper_site();
    temporary_write(directory, CONF(ONE),
                    "note = \"one\";\nemails = [ \"a@example.com\" ];\nalerts = true;\n");
    set("--add", "b@example.com");
    temporary_write(directory, CONF(ONE),
                    "note = \"two\";\nemails = [ \"c@example.com\" ];\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "restore", ONE, "2", NULL), 0,
                  "Saved Contoso Production: 1 address added, 1 removed\n", "");
    char *text = temporary_read(directory, CONF(ONE), NULL);
    cr_expect_str_eq(text, "note = \"two\";\nemails = [ \"a@example.com\" ];\nalerts = true;\n");
    free(text);
    temporary_remove(directory);
}

Test(cli_history, a_save_that_can_not_be_recorded_is_refused)
{
    directory = helper_site();
    set("--emails", "a@example.com");
    char *before = temporary_read(directory, CONF(ONE), NULL);
    char *state = temporary_path(directory, ".local/state/seccontacts");
    char *away = temporary_path(directory, "away");
    cr_assert_eq(rename(state, away), 0);
    temporary_write(directory, ".local/state/seccontacts", "a file in its place");
    ProgramRun run = helper_run(directory, NULL, "set", ONE, "--add", "b@example.com", NULL);
    cr_expect_eq(run.status, 73, "%d", run.status);
    cr_expect_str_eq(run.out, "");
    cr_expect_not_null(
        strstr(run.err, "seccontacts: not saved, since it can't be recorded who saves it: "), "%s",
        run.err);
    char *after = temporary_read(directory, CONF(ONE), NULL);
    cr_expect_str_eq(after, before);
    program_run_clear(&run);
    free(before);
    free(after);
    free(state);
    free(away);
    temporary_remove(directory);
}

Test(cli_history, reading_makes_no_history)
{
    directory = helper_site();
    char *path = temporary_path(directory, ".local/state/seccontacts/history.db");
    char *lock = temporary_path(directory, ".local/state/seccontacts/history.lock");
    cr_assert_eq(remove(path), 0);
    cr_assert_eq(remove(lock), 0);
    helper_expect(helper_run(directory, NULL, "show", ONE, NULL), 0, NULL, "");
    helper_expect(helper_run(directory, NULL, "history", NULL), 0, "",
                  "seccontacts: no change is on record\n");
    cr_expect_eq(access(path, F_OK), -1);
    free(path);
    free(lock);
    temporary_remove(directory);
}
