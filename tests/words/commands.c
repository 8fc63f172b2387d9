/* The commands in German: what is for a person; and what is for programs stays as it is. */
#include "base/memory.h"
#include "cli/helper.h"
#include "words/german.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* Runs the program in `directory` with these three settings of the environment. */
static ProgramRun run_in(const char *directory, const char *const settings[3],
                         const char *const *words)
{
    const char *argv[24] = {"/usr/bin/env", settings[0], settings[1], settings[2], PROGRAM};
    for (size_t i = 5; i < 23 && *words; i++)
        argv[i] = *words++;
    return program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static ProgramRun german(const char *directory, const char *const *words)
{
    return run_in(directory, (const char *const[]){GERMAN_LOCALE, GERMAN_PATH, "LANGUAGE="}, words);
}

static ProgramRun english(const char *directory, const char *const *words)
{
    return run_in(directory, (const char *const[]){"LC_ALL=C.UTF-8", "LOCPATH=", "LANGUAGE="},
                  words);
}

static void expect_unknown_command(const char *const settings[3], const char *error)
{
    helper_expect(run_in(NULL, settings, WORDS("xyzzy")), 64, "", error);
}

Test(german_commands, the_environment_chooses_the_language)
{
    static const char in_german[] =
        "seccontacts: unbekannter Befehl \"xyzzy\"; seccontacts --help nennt alle\n";
    static const char in_english[] =
        "seccontacts: unknown command \"xyzzy\"; seccontacts --help lists them all\n";
    expect_unknown_command((const char *const[]){GERMAN_LOCALE, GERMAN_PATH, "LANGUAGE="},
                           in_german);
    /* Without a German locale, LANGUAGE is enough; and the first one that there is, is taken. */
    expect_unknown_command((const char *const[]){"LC_ALL=C.UTF-8", "LOCPATH=", "LANGUAGE=de"},
                           in_german);
    expect_unknown_command((const char *const[]){"LC_ALL=C.UTF-8", "LOCPATH=", "LANGUAGE=fr:de"},
                           in_german);
    expect_unknown_command((const char *const[]){GERMAN_LOCALE, GERMAN_PATH, "LANGUAGE=en:de"},
                           in_english);
    expect_unknown_command((const char *const[]){"LC_ALL=C.UTF-8", "LOCPATH=", "LANGUAGE=fr"},
                           in_english);
    expect_unknown_command((const char *const[]){"LC_ALL=C", "LOCPATH=", "LANGUAGE=de"},
                           in_english);
}

Test(german_commands, counts_have_their_forms)
{
    char *site = helper_site();
    helper_expect(german(site, WORDS("set", ONE, "--emails", "a@example.com")), 0,
                  "Gespeichert: Contoso Production: 1 Adresse hinzugefügt\n", "");
    helper_expect(german(site, WORDS("set", ONE, "--add", "b@example.com, c@example.com")), 0,
                  "Gespeichert: Contoso Production: 2 Adressen hinzugefügt\n", "");
    helper_expect(german(site, WORDS("set", ONE, "--add", "nobody")), 65, "",
                  "seccontacts: --add: Spalte 7: \"nobody\": kein @: schreiben Sie "
                  "name@example.com\n"
                  "seccontacts: --add: 1 Adresse ist ungültig; nichts wird gespeichert\n");
    helper_expect(english(site, WORDS("set", ONE, "--emails", "a@example.com")), 0,
                  "Saved Contoso Production: 2 addresses removed\n", "");
    helper_expect(english(site, WORDS("set", TWO, "--emails", "a@example.com")), 0,
                  "Saved CONTOSO-COM-01: 1 address added\n", "");
    temporary_remove(site);
}

Test(german_commands, tables_are_aligned)
{
    char *site = helper_site();
    ProgramRun run = german(site, WORDS("subscriptions"));
    cr_expect_eq(run.status, 0);
    const char *head = strstr(run.out, "STATUS"), *row = strstr(run.out, "\nContoso Production");
    cr_assert(head && row, "%s", run.out);
    cr_expect(strstr(run.out, "  KONTAKTE  WARNUNGEN\n") != NULL, "%s", run.out);
    row += 1 + (head - run.out); /* the same column of that row */
    cr_expect_eq(strncmp(row, "Enabled ", 8), 0, "%s", run.out);
    program_run_clear(&run);
    temporary_remove(site);
}

/* The same bytes in both languages. */
static void expect_same(const char *site, const char *const *words)
{
    ProgramRun here = german(site, words), there = english(site, words);
    cr_expect_eq(here.status, there.status, "%s", words[0]);
    cr_expect_str_eq(here.out, there.out, "%s", words[0]);
    cr_expect(here.out_length > 2, "%s", words[0]);
    program_run_clear(&here);
    program_run_clear(&there);
}

Test(german_commands, what_is_for_programs_is_the_same_in_every_language)
{
    char *site = helper_site();
    helper_expect(german(site, WORDS("set", ONE, "--emails", "a@example.com, b@example.com",
                                     "--phone", "+14255550100", "--alerts", "on")),
                  0, NULL, "");
    helper_expect(german(site, WORDS("test", ONE)), 0, NULL, "");
    helper_expect(german(site, WORDS("test", ONE, "--json")), 75, NULL, NULL);
    expect_same(site, WORDS("check", "--json"));
    expect_same(site, WORDS("check", "--junit"));
    expect_same(site, WORDS("check", "--as", "prowler", "--json"));
    expect_same(site, WORDS("subscriptions", "--json"));
    expect_same(site, WORDS("show", ONE, "--json"));
    expect_same(site, WORDS("sent", "--json"));
    expect_same(site, WORDS("sent", "--held", "--json"));
    expect_same(site, WORDS("export", "--format", "csv"));
    expect_same(site, WORDS("export", "--format", "bicep", ONE));
    expect_same(site, WORDS("preview", ONE, "--at", "2026-11-23T12:00Z", "--raw"));
    temporary_remove(site);
}

/* Written by a German, read by others; and the other way about. */
Test(german_commands, the_ledger_is_in_english_and_is_shown_in_both)
{
    char *site = helper_site();
    helper_expect(german(site, WORDS("set", ONE, "--emails", "a@example.com", "--alerts", "on")), 0,
                  NULL, "");
    helper_expect(german(site, WORDS("test", ONE, "--severity", "Low")), 75, NULL, NULL);
    ProgramRun run = english(site, WORDS("sent", "--held"));
    cr_expect(strstr(run.out, "severity is Low: only High is sent") != NULL, "%s", run.out);
    program_run_clear(&run);
    run = german(site, WORDS("sent", "--held"));
    cr_expect(strstr(run.out, "Schweregrad ist Low: nur High (Hoch) wird gesendet") != NULL, "%s",
              run.out);
    cr_expect(strstr(run.out, "Zurückgehalten am ") != NULL, "%s", run.out);
    program_run_clear(&run);
    temporary_remove(site);
}

Test(german_commands, the_mail_to_recipients_is_in_english)
{
    char *site = helper_site();
    helper_expect(german(site, WORDS("set", ONE, "--emails", "a@example.com", "--alerts", "on")), 0,
                  NULL, "");
    ProgramRun run = german(site, WORDS("preview", ONE, "--raw"));
    cr_expect_eq(run.status, 0);
    cr_expect(strstr(run.out, "You are a security contact of the subscription") != NULL, "%s",
              run.out);
    program_run_clear(&run);
    temporary_remove(site);
}
