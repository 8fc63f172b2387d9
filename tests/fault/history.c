/* A save is killed before each call that changes something on the disk, and each of them fails, in
 * turn: whatever happens, a save that was made is on record, and what is on record was made. */
#include "base/memory.h"
#include "support/program.h"
#include "support/skip.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID   "11111111-2222-3333-4444-555555555555"
#define CONF "site/contacts/" ID ".conf"

static char *directory, *model, *trace;

/* The calls that leave something on the disk; a fault in any other one is as good as one in the
 * next of these. */
static const char *const changing[] = {"write",    "pwrite64",  "fsync",  "fdatasync",
                                       "renameat", "unlinkat",  "unlink", "ftruncate",
                                       "fchmod",   "fallocate", "mkdir",  "mkdirat"};

static ProgramRun run_words(const char *const *words)
{
    return program_run(words, &(ProgramInput){.home = directory, .site = "site"});
}

/* Adds an address, under strace with this fault; NULL: without one. */
static ProgramRun add(const char *address, const char *fault)
{
    char *inject = fault ? memory_format("--inject=%s", fault) : memory_text("--quiet=all");
    const char *const words[] = {"/usr/bin/strace", "-o",  trace, "-s",    "200",   inject,
                                 PROGRAM,           "set", ID,    "--add", address, NULL};
    ProgramRun run = run_words(words);
    free(inject);
    return run;
}

static void shell(const char *command)
{
    const char *const words[] = {"/bin/sh", "-c", command, model, directory, NULL};
    ProgramRun run = program_run(words, NULL);
    cr_assert_eq(run.status, 0, "%s: %s", command, run.err);
    program_run_clear(&run);
}

/* The directory is as the model again. */
static void prepare(void)
{
    shell("rm -rf \"$1\" && cp -a \"$0\" \"$1\"");
}

static size_t count(const char *text, const char *word)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
        found++;
    return found;
}

/* How many saves are on record; none of them is open or unclear, and no edit outside is. */
static size_t saves(const char *fault)
{
    const char *const words[] = {PROGRAM, "history", ID, "--json", NULL};
    ProgramRun run = run_words(words);
    cr_expect_eq(run.status, 0, "%s: %s", fault, run.err);
    cr_expect_eq(count(run.out, "\"open\": true"), 0, "%s: %s", fault, run.out);
    cr_expect_eq(count(run.out, "\"unclear\": true"), 0, "%s: %s", fault, run.out);
    cr_expect_eq(count(run.out, "\"kind\": \"outside\""), 0, "%s: %s", fault, run.out);
    size_t found = count(run.out, "\"kind\": \"save\"");
    program_run_clear(&run);
    return found;
}

static bool has(const char *address)
{
    char *text = temporary_read(directory, CONF, NULL);
    bool found = text && strstr(text, address);
    free(text);
    return found;
}

static void survives(const char *fault, size_t saves_before)
{
    prepare();
    ProgramRun run = add("new@contoso.com", fault);
    bool made = has("new@contoso.com");
    cr_expect(has("old@contoso.com"), "%s: the old address is gone", fault);
    if (run.status == 0)
        cr_expect(made, "%s: said to be saved, but is not", fault);
    else if (run.status < 128) /* an error was told */
        cr_expect_not(made && !strstr(run.err, "saved, but") && !strstr(run.err, "standard output"),
                      "%s: saved, but said: %s", fault, run.err);
    program_run_clear(&run);
    cr_expect_eq(saves(fault), saves_before + made, "%s: %s, and %zu saves were on record", fault,
                 made ? "saved" : "not saved", saves_before);
    const char *const again[] = {PROGRAM, "set", ID, "--add", "again@contoso.com", NULL};
    run = run_words(again);
    cr_expect_eq(run.status, 0, "%s: then %s", fault, run.err);
    program_run_clear(&run);
    cr_expect_eq(saves(fault), saves_before + made + 1, "%s: the next save", fault);
}

/* How often the trace has the call. */
static unsigned calls(const char *text, const char *name)
{
    char *line = memory_format("\n%s(", name);
    unsigned found = (unsigned)count(text, line) + (strstr(text, line + 1) == text);
    free(line);
    return found;
}

static void every_change(size_t saves_before, bool fail)
{
    prepare();
    ProgramRun clean = add("new@contoso.com", NULL);
    cr_assert_eq(clean.status, 0, "%s", clean.err);
    program_run_clear(&clean);
    char *text = temporary_read("/", trace + 1, NULL);
    cr_assert(text != NULL);
    cr_expect_eq(calls(text, "renameat"), 1);
    cr_expect_gt(calls(text, "pwrite64"), 2); /* the record */
    for (size_t i = 0; i < sizeof changing / sizeof *changing; i++) {
        unsigned total = calls(text, changing[i]);
        for (unsigned n = 1; n <= total; n++) {
            char *fault = memory_format("%s:signal=KILL:when=%u", changing[i], n);
            survives(fault, saves_before);
            free(fault);
            fault = memory_format("%s:error=ENOSPC:when=%u", changing[i], n);
            if (fail)
                survives(fault, saves_before);
            free(fault);
        }
    }
    free(text);
}

static void set_up(void)
{
    need_strace();
    model = temporary_new();
    directory = temporary_new();
    char *traces = temporary_new();
    trace = temporary_path(traces, "trace");
    free(traces);
    temporary_write(model, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" ID "\"; name = \"One\"; } );\n");
    temporary_write(model, CONF, "emails = [ \"old@contoso.com\" ];\nalerts = false;\n");
    shell("chmod -R go= \"$0\"");
}

static void tear_down(void)
{
    *strrchr(trace, '/') = '\0';
    temporary_remove(trace);
    temporary_remove(directory);
    temporary_remove(model);
}

Test(history, the_first_save_of_all_and_its_record_are_made_both_or_neither)
{
    set_up();
    every_change(0, false);
    tear_down();
}

Test(history, a_save_and_its_record_are_made_both_or_neither)
{
    set_up();
    prepare();
    ProgramRun run = add("first@contoso.com", NULL);
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    shell("rm -rf \"$0\" && cp -a \"$1\" \"$0\"");
    every_change(1, true);
    tear_down();
}
