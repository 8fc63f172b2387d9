/* The main pages, as they look: each is held against NAME.txt and NAME.svg beside this file, and
 * one of them against README. ./dev screenshots writes them anew. */
#include "screenshots/picture.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/program.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUIET = 300, MOST_STEPS = 16 };

typedef struct Shot {
    const char *name, *title;
    const char *theme;             /* NULL: dark */
    int columns, rows;             /* 0: 80x24 */
    const char *steps[MOST_STEPS]; /* a text to wait for, keys, a text to wait for, ... */
} Shot;

#define FORM                                                                                       \
    "6 subscriptions", "<Enter>", "Fabrikam", "<Enter>", "Tenant id", "<Enter>", "United States"

static const Shot shots[] = {
    {.name = "security-center", .title = "Security Center", .steps = {"6 subscriptions"}},
    {.name = "subscriptions",
     .title = "Pricing & settings",
     .steps = {"6 subscriptions", "<Enter>", "Fabrikam"}},
    {.name = "marked",
     .title = "Two subscriptions marked",
     .steps = {"6 subscriptions", "<Enter>", "Fabrikam", "<Space><Down><Space>", "2 marked"}},
    {.name = "recommendations",
     .title = "Recommendations",
     .steps = {"6 subscriptions", "<Down><Enter>", "Unhealthy"}},
    {.name = "subscription",
     .title = "A subscription",
     .steps = {"6 subscriptions", "<Enter>", "Fabrikam", "<Enter>", "Tenant id"}},
    {.name = "email-notifications", .title = "Email notifications", .steps = {FORM}},
    {.name = "list", .title = "The addresses as a list", .steps = {FORM, "<Ctrl-F>", "State"}},
    {.name = "problem",
     .title = "Email notifications with a problem",
     .steps = {FORM, ", ops@@example.com", "1 problem", "<Ctrl-S>", "Not saved"}},
    {.name = "problem-light",
     .title = "Email notifications with a problem, theme light",
     .theme = "light",
     .steps = {FORM, ", ops@@example.com", "1 problem", "<Ctrl-S>", "Not saved"}},
    {.name = "problem-plain",
     .title = "Email notifications with a problem, theme plain",
     .theme = "plain",
     .steps = {FORM, ", ops@@example.com", "1 problem", "<Ctrl-S>", "Not saved"}},
    {.name = "small",
     .title = "Email notifications in 40x12",
     .columns = 40,
     .rows = 12,
     .steps = {"6 subscript", "<Enter>", "Fabrikam", "<Enter>", "Email", "<Enter>", "3 addresses"}},
    {.name = "changes",
     .title = "Changes",
     .steps = {FORM, ", ops@example.com", "4 addresses", "<Tab><Tab><Space>", "unsaved changes",
               "<Ctrl-X>", "Saving would change"}},
    {.name = "test-alert", .title = "Test alert", .steps = {FORM, "<Ctrl-T>", "would be sent now"}},
    {.name = "help", .title = "Help", .steps = {FORM, "<F1>", "Keys everywhere"}},
};
enum { SHOTS = sizeof shots / sizeof *shots };

/* The picture that README shows. */
#define README_SHOT   "email-notifications"
#define README_BEFORE "scripts use its commands.\n\n"
#define README_AFTER  "\n\n\nStart\n"

/* A copy of the demo's site, whose configuration is the same on every machine. */
static void make_site(const char *home)
{
    char *line = memory_format("cp -r '" DEMO "' '%s/demo' && chmod -R go= '%s/demo'", home, home);
    const char *copy[] = {"/bin/sh", "-c", line, NULL};
    ProgramRun run = program_run(copy, NULL);
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(line);
    char *config =
        memory_format("state = \"%s/state\";\nmail = { from = \"security-alerts@example.com\"; "
                      "hello = \"host.example.com\"; };\n",
                      home);
    temporary_write(home, "demo/seccontacts.conf", config);
    free(config);
}

/* xterm's terminfo with strike-through in the place of dim, which libvterm does not have. */
static void make_terminfo(const char *home)
{
    char *line = memory_format("infocmp -x xterm-256color | sed 's/\\<dim=[^,]*/dim=\\\\E[9m/; "
                               "s/\\<sgr=[^,]*, *//' >'%s/terminfo.src' && tic -x -o '%s/terminfo' "
                               "'%s/terminfo.src'",
                               home, home, home);
    const char *command[] = {"/bin/sh", "-c", line, NULL};
    ProgramRun run = program_run(command, NULL);
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(line);
}

static Terminal *start(const Shot *shot, const char *home)
{
    char *variables[] = {
        memory_format("HOME=%s", home),
        memory_format("SECCONTACTS_SITE=%s/demo", home),
        memory_format("TERMINFO=%s/terminfo", home),
        memory_format("SECCONTACTS_THEME=%s", shot->theme ? shot->theme : "dark"),
    };
    const char *environment[] = {variables[0],
                                 variables[1],
                                 variables[2],
                                 variables[3],
                                 "TZ=UTC",
                                 "LD_PRELOAD=" FAKETIME_LIBRARY,
                                 "FAKETIME=2026-11-23 09:14:00", /* it stands still */
                                 "FAKETIME_DONT_FAKE_MONOTONIC=1",
                                 NULL};
    const char *command[] = {PROGRAM, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.columns = shot->columns,
                                                        .rows = shot->rows,
                                                        .environment = environment,
                                                        .command = command});
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        free(variables[i]);
    return terminal;
}

static void walk(Terminal *terminal, const Shot *shot)
{
    for (size_t i = 0; i < MOST_STEPS && shot->steps[i]; i++) {
        if (i % 2 == 1)
            terminal_type(terminal, shot->steps[i]);
        else
            cr_assert(terminal_wait_text(terminal, shot->steps[i], TERMINAL_PATIENCE), "%s",
                      shot->name);
    }
}

static char *file_name(const char *name, const char *ending)
{
    return memory_format("%s.%s", name, ending);
}

/* Prints how what is seen differs from what was written. */
static void print_difference(const char *home, const char *name, const char *text)
{
    char *file = file_name(name, "txt");
    temporary_write(home, file, text);
    char *was = temporary_path(PICTURES, file), *is = temporary_path(home, file);
    const char *command[] = {"/usr/bin/diff", "-u", "--label", file, "--label",
                             "now",           was,  is,        NULL};
    ProgramRun run = program_run(command, NULL);
    fputs(run.out, stderr);
    fputs(run.err, stderr);
    program_run_clear(&run);
    free(was);
    free(is);
    free(file);
}

static char *take(Terminal *terminal, const Shot *shot)
{
    return picture_text(terminal, shot->columns ? shot->columns : 80, shot->rows ? shot->rows : 24);
}

static char *draw(Terminal *terminal, const Shot *shot)
{
    bool light = shot->theme && strcmp(shot->theme, "light") == 0;
    return picture_svg(terminal, shot->columns ? shot->columns : 80, shot->rows ? shot->rows : 24,
                       shot->title, light);
}

static void write_shot(Terminal *terminal, const Shot *shot)
{
    terminal_settle(terminal, QUIET, 2 * QUIET);
    char *text = take(terminal, shot), *svg = draw(terminal, shot);
    char *text_name = file_name(shot->name, "txt"), *svg_name = file_name(shot->name, "svg");
    temporary_write(PICTURES, text_name, text);
    temporary_write(PICTURES, svg_name, svg);
    free(text);
    free(svg);
    free(text_name);
    free(svg_name);
}

/* What follows the last step may take a moment to come: the picture is to become right. */
static void check_shot(Terminal *terminal, const Shot *shot, const char *home)
{
    char *text_name = file_name(shot->name, "txt"), *svg_name = file_name(shot->name, "svg");
    char *expected = temporary_read(PICTURES, text_name, NULL);
    char *drawn = temporary_read(PICTURES, svg_name, NULL);
    cr_assert(expected && drawn, "there is no picture of %s: ./dev screenshots", shot->name);
    char *text = take(terminal, shot);
    double since = clock_seconds();
    while (strcmp(text, expected) != 0 && hang_limit_wait(since)) {
        terminal_settle(terminal, 20, 100);
        free(text);
        text = take(terminal, shot);
    }
    if (strcmp(text, expected) != 0) {
        print_difference(home, shot->name, text);
        cr_expect(false, "%s does not look as it did; where it should: ./dev screenshots",
                  shot->title);
    } else {
        char *svg = draw(terminal, shot);
        cr_expect(strcmp(svg, drawn) == 0, "%s.svg is not of %s.txt: ./dev screenshots", shot->name,
                  shot->name);
        free(svg);
    }
    free(text);
    free(drawn);
    free(expected);
    free(svg_name);
    free(text_name);
}

Test(screenshots, pages_look_as_they_did)
{
    bool writing = getenv("WRITE_SCREENSHOTS") != NULL;
    for (size_t i = 0; i < SHOTS; i++) {
        char *home = temporary_new();
        make_site(home);
        make_terminfo(home);
        Terminal *terminal = start(&shots[i], home);
        walk(terminal, &shots[i]);
        if (writing)
            write_shot(terminal, &shots[i]);
        else
            check_shot(terminal, &shots[i], home);
        terminal_close(terminal);
        temporary_remove(home);
    }
}

/* The rows of a picture as README has them: indented, and no blank ones at the end. */
static char *quoted_rows(const char *picture)
{
    char *text = NULL;
    size_t size = 0, blank = 0;
    FILE *out = open_memstream(&text, &size);
    const char *end = strstr(picture, "\n\n---- attributes");
    for (const char *at = picture; at < end;) {
        size_t length = strcspn(at, "\n");
        if (length == 0) {
            blank++;
        } else {
            for (; blank > 0; blank--)
                fputc('\n', out);
            fprintf(out, "%s    %.*s", at == picture ? "" : "\n", (int)length, at);
        }
        at += length + 1;
    }
    fclose(out);
    return text;
}

Test(screenshots, readme_shows_one_as_it_is)
{
    char *picture = temporary_read(PICTURES, README_SHOT ".txt", NULL);
    char *readme = temporary_read(SOURCE, "README", NULL);
    cr_assert(picture && readme);
    char *rows = quoted_rows(picture);
    char *begin = strstr(readme, README_BEFORE);
    cr_assert(begin != NULL);
    begin += strlen(README_BEFORE);
    char *end = strstr(begin, README_AFTER);
    cr_assert(end != NULL);
    if (getenv("WRITE_SCREENSHOTS")) {
        char *changed = memory_format("%.*s%s%s", (int)(begin - readme), readme, rows, end);
        temporary_write(SOURCE, "README", changed);
        free(changed);
    } else {
        cr_expect(strlen(rows) == (size_t)(end - begin) &&
                      memcmp(rows, begin, (size_t)(end - begin)) == 0,
                  "README shows:\n%.*s\nbut it looks so (./dev screenshots):\n%s",
                  (int)(end - begin), begin, rows);
    }
    free(rows);
    free(readme);
    free(picture);
}
