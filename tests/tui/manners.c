/* How the editor treats its terminal: any size, any kind, and given back on every way out. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/program.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static bool has_output(Editor *editor, const char *bytes)
{
    size_t length;
    const char *output = terminal_output(editor->terminal, &length);
    return memmem(output, length, bytes, strlen(bytes)) != NULL;
}

Test(manners, every_size_from_20x5_up_keeps_what_was_typed)
{
    static const int sizes[][2] = {{40, 10}, {20, 5}, {200, 60}, {33, 7}, {80, 24}};
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "1 address");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(editor.terminal, sizes[i][0], sizes[i][1]);
        stands_at(&editor, "ops@contoso.com");
    }
    sees(&editor, "Security contact phone number");
    editor_free(&editor);
}

Test(manners, a_window_too_small_says_so_and_recovers)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    terminal_resize(editor.terminal, 30, 4);
    sees(&editor, "Make the window larger");
    terminal_resize(editor.terminal, 14, 3);
    sees(&editor, "Make the");
    terminal_resize(editor.terminal, 1, 1);
    types(&editor, ", b@contoso.com");
    terminal_resize(editor.terminal, 80, 24);
    sees(&editor, "ops@contoso.com");
    sees(&editor, "Security contact phone number");
    editor_free(&editor);
}

Test(manners, starts_in_20x5)
{
    Editor editor = editor_new();
    EditorStart small = {.columns = 20, .rows = 5};
    editor_start(&editor, &small);
    stands_at(&editor, "Pricing");
    types(&editor, "<Enter>");
    stands_at(&editor, "Contoso");
    types(&editor, "<Enter>");
    stands_at(&editor, "Email");
    types(&editor, "<Enter>");
    types(&editor, "a@b.example");
    stands_at(&editor, "a@b.example");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved");
    contact_is(&editor, PRODUCTION, "emails = [ \"a@b.example\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(manners, a_vt100_is_enough)
{
    Editor editor = editor_new();
    EditorStart start = {.term = "vt100"};
    editor_start(&editor, &start);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    types(&editor, "<Esc>");
    sees(&editor, "2 resource groups");
    types(&editor, "<Down><Enter>");
    sees(&editor, "inherited from Contoso");
    int status;
    types(&editor, "<Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    editor_free(&editor);
}

Test(manners, no_color_means_none)
{
    Editor editor = editor_new();
    EditorStart start = {.environment = "NO_COLOR=1"};
    editor_start(&editor, &start);
    editor_open_form(&editor);
    types(&editor, "ops@@contoso.com<Ctrl-S>");
    sees(&editor, "Not saved");
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++)
            cr_assert_not(terminal_cell(editor.terminal, row, column).coloured,
                          "a colour in row %d: %s", row, terminal_row(editor.terminal, row));
    }
    editor_free(&editor);
}

Test(manners, a_locale_without_utf8_gets_ascii_alone)
{
    Editor editor = editor_new();
    EditorStart start = {.environment = "LC_ALL=C"};
    editor_start(&editor, &start);
    editor_open_form(&editor);
    types(&editor, "<Esc>");
    sees(&editor, "2 resource groups");
    types(&editor, "<Esc>");
    sees(&editor, "Z?rich");
    size_t length;
    const char *output = terminal_output(editor.terminal, &length);
    for (size_t i = 0; i < length; i++)
        cr_assert_lt((unsigned char)output[i], 0x80, "byte %zu: %02x", i, (unsigned char)output[i]);
    editor_leave(&editor);
    editor_free(&editor);
}

/* As ssh from macOS hands it on; and locales that are not installed here. */
Test(manners, an_encoding_without_a_locale_and_a_missing_locale_are_utf8)
{
    static const char *const locales[] = {"LC_CTYPE=UTF-8", "LC_CTYPE=xx_XX.UTF-8",
                                          "LC_CTYPE=xx_XX.utf8", "LC_CTYPE=xx_XX"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        Editor editor = editor_new();
        EditorStart start = {.environment = locales[i], .locale = {"LC_ALL=", "LANG=C"}};
        editor_start(&editor, &start);
        types(&editor, "<Enter>");
        sees(&editor, "Security Center › Pricing & settings");
        sees(&editor, "Zürich");
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(manners, a_missing_locale_of_another_encoding_gets_ascii_alone)
{
    Editor editor = editor_new();
    EditorStart start = {.environment = "LC_CTYPE=xx_XX.ISO-8859-1",
                         .locale = {"LC_ALL=", "LANG=C"}};
    editor_start(&editor, &start);
    types(&editor, "<Enter>");
    sees(&editor, "Z?rich");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(manners, a_terminal_that_can_not_move_its_cursor_is_refused)
{
    static const char *const terms[] = {"dumb", "no-such-terminal"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        Editor editor = editor_new();
        EditorStart start = {.term = terms[i]};
        int status;
        editor_start(&editor, &start);
        cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
        cr_expect_eq(status, 64);
        cr_expect_geq(terminal_find(editor.terminal, terms[i], NULL), 0);
        cr_expect_not(has_output(&editor, "\033"));
        editor_free(&editor);
    }
}

Test(manners, without_a_terminal_it_names_the_commands_to_use)
{
    Editor editor = editor_new();
    const char *argv[] = {PROGRAM, "--site", editor.home, NULL};
    ProgramRun run = program_run(argv, NULL);
    cr_expect_eq(run.status, 64);
    cr_expect_str_eq(run.out, "");
    cr_expect(strncmp(run.err, "seccontacts: ", 13) == 0, "%s", run.err);
    cr_expect(strstr(run.err, "terminal") != NULL, "%s", run.err);
    cr_expect(strstr(run.err, "seccontacts show") != NULL || strstr(run.err, "set") != NULL, "%s",
              run.err);
    cr_expect_eq(strchr(run.err, '\n') - run.err, (long)strlen(run.err) - 1, "%s", run.err);
    program_run_clear(&run);
    editor_free(&editor);
}

Test(manners, hostile_names_never_reach_the_terminal)
{
    static const char hostile[] =
        "subscriptions = ( { id = \"" PRODUCTION "\";\n"
        "    name = \"Evil\\x1b]0;owned\\x07\\x1b[2J\\x1b[31m\u202Edne\\x0d\\x0aover\";\n"
        "    resource_groups = [ \"rg\\x1b[5m\u2066\" ]; } );\n";
    Editor editor = editor_new();
    editor_write_subscriptions(&editor, hostile);
    EditorStart wide = {.columns = 120};
    editor_start(&editor, &wide);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Evil^[]0;owned^G^[[2J");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    types(&editor, "<Down><Enter>");
    sees(&editor, "rg^[[5m<U+2066>");
    types(&editor, "<Esc>");
    sees(&editor, "1 resource group");
    types(&editor, "<Up><Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "a@contoso.com<Ctrl-S>");
    sees(&editor, "Saved Evil^[]0;owned");
    types(&editor, "b<Esc>");
    sees(&editor, "Save the changes to Evil^[]0;owned");
    cr_expect_not(has_output(&editor, "\033]0;owned"));
    cr_expect_not(has_output(&editor, "\033[31m\u202E"));
    cr_expect_not(has_output(&editor, "\u202E"));
    cr_expect_not(has_output(&editor, "\u2066"));
    cr_expect_not(has_output(&editor, "\033[5m"));
    cr_expect_not(has_output(&editor, "owned\a"));
    editor_free(&editor);
}

Test(manners, a_typed_character_costs_few_bytes)
{
    enum { TYPED = 20 };
    char text[TYPED + 1] = "";
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "a@b.example, ");
    sees(&editor, "1 address");
    stands_at(&editor, "a@b.example,");
    terminal_forget(editor.terminal);
    for (int i = 0; i < TYPED; i++) {
        text[i] = (char)('a' + i);
        char key[] = {text[i], '\0'};
        types(&editor, key);
        sees(&editor, text);
    }
    size_t bytes;
    terminal_output(editor.terminal, &bytes);
    cr_expect_lt(bytes, 10 * TYPED, "%zu bytes for %d characters", bytes, TYPED);
    editor_free(&editor);
}

/* Each costs ten system calls, and together they are more than a megabyte. */
Test(manners, the_first_frame_waits_for_no_library_that_it_does_not_need)
{
    static const char *const late[] = {"libsqlite3", "libzstd",  "libjansson",     "libidn2",
                                       "libxxhash",  "libesmtp", "libphonenumber", "libprotobuf",
                                       "libicuuc",   "libgmime"};
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    char *path = memory_format("/proc/%d/maps", (int)terminal_pid(editor.terminal));
    char line[4096];
    FILE *maps = fopen(path, "r");
    cr_assert(maps != NULL);
    while (fgets(line, sizeof line, maps)) {
        for (size_t i = 0; i < sizeof late / sizeof *late; i++)
            cr_expect(strstr(line, late[i]) == NULL, "%s", line);
    }
    fclose(maps);
    free(path);
    editor_free(&editor);
}

/* No key follows it: it is not held for one that might be typed with Alt. */
Test(manners, esc_answers_by_itself)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    for (int i = 0; i < 5; i++) {
        types(&editor, "<Esc>");
        sees_gone(&editor, "Security contact email addresses");
        types(&editor, "<Enter>");
        sees(&editor, "Security contact email addresses");
    }
    editor_free(&editor);
}

/* ---- Given back on every way out ---- */

/* Starts the editor in a shell that remembers how the terminal was set. */
static void start_in_shell(Editor *editor)
{
    editor_start_shell(editor);
    types(editor, "stty -g > before; $program; echo 'en''ded' $?<Enter>");
    sees(editor, "Pricing & settings");
    cr_expect(terminal_alternate(editor->terminal));
    cr_expect_eq(terminal_modes(editor->terminal).c_iflag & IXON, 0u, "Ctrl-S would freeze it");
}

/* The shell is back: the terminal is as it was. `mark` is another one each time. */
static void is_given_back(Editor *editor, const char *mark)
{
    char *ask =
        memory_format("stty -g > after; cmp before after && echo 'as ''before: %s'<Enter>", mark);
    char *answer = memory_format("as before: %s", mark);
    types(editor, ask);
    sees(editor, answer);
    free(ask);
    free(answer);
    int row, column;
    bool visible;
    terminal_cursor(editor->terminal, &row, &column, &visible);
    cr_expect(visible);
    cr_expect_not(terminal_alternate(editor->terminal));
    cr_expect_neq(terminal_modes(editor->terminal).c_iflag & IXON, 0u);
    cr_expect_not(terminal_paste(editor->terminal, "", 0), "bracketed paste is still on");
}

Test(manners, quitting_gives_the_terminal_back)
{
    Editor editor = editor_new();
    start_in_shell(&editor);
    types(&editor, "<Ctrl-Q>");
    sees(&editor, "ended 0");
    is_given_back(&editor, "once");
    editor_free(&editor);
}

static void leaves_on(int number, const char *words)
{
    Editor editor = editor_new();
    start_in_shell(&editor);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "1 address");
    kill(-terminal_foreground(editor.terminal), number);
    sees(&editor, words);
    contact_is_missing(&editor, PRODUCTION);
    is_given_back(&editor, "once");
    editor_free(&editor);
}

Test(manners, sigterm_gives_the_terminal_back)
{
    leaves_on(SIGTERM, "ended 143");
}

Test(manners, sighup_gives_the_terminal_back)
{
    leaves_on(SIGHUP, "ended 129");
}

Test(manners, suspending_gives_it_back_and_takes_it_again)
{
    Editor editor = editor_new();
    start_in_shell(&editor);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Ctrl-Z>");
    sees(&editor, "Stopped");
    is_given_back(&editor, "once");
    types(&editor, "fg; echo 'en''ded' $?<Enter>");
    stands_at(&editor, "ops@contoso.com");
    sees(&editor, "Security contact phone number");
    cr_expect(terminal_alternate(editor.terminal));
    cr_expect_eq(terminal_modes(editor.terminal).c_iflag & IXON, 0u);
    types(&editor, ", b@contoso.com<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 2 addresses added");
    types(&editor, "<Ctrl-Q>");
    sees(&editor, "ended 0");
    is_given_back(&editor, "twice");
    editor_free(&editor);
}

Test(manners, a_stop_from_outside_is_a_suspension_too)
{
    Editor editor = editor_new();
    start_in_shell(&editor);
    kill(-terminal_foreground(editor.terminal), SIGTSTP);
    sees(&editor, "Stopped");
    is_given_back(&editor, "once");
    types(&editor, "fg; echo 'en''ded' $?<Enter>");
    sees(&editor, "Pricing & settings");
    types(&editor, "<Ctrl-Q>");
    sees(&editor, "ended 0");
    is_given_back(&editor, "twice");
    editor_free(&editor);
}

Test(manners, a_lost_line_ends_it_without_a_spin)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "1 address");
    struct rusage before, after;
    getrusage(RUSAGE_CHILDREN, &before);
    int status;
    terminal_hang_up(editor.terminal);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    getrusage(RUSAGE_CHILDREN, &after);
    cr_expect_lt(after.ru_utime.tv_sec - before.ru_utime.tv_sec, 2);
    cr_expect_eq(status, 128 + SIGHUP, "%d", status);
    editor_free(&editor);
}

Test(manners, the_demo_opens_and_leaves_nothing_behind)
{
    Editor editor = editor_new();
    EditorStart start = {.option = "--demo"};
    editor_start(&editor, &start);
    sees(&editor, "6 subscriptions");
    sees(&editor, "A demo: a throw-away copy, gone when you leave.");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(manners, a_second_hang_up_does_not_cut_the_tidying_short)
{
    Editor editor = editor_new();
    char *temporary = memory_format("TMPDIR=%s", editor.home);
    editor_start(&editor, &(EditorStart){.option = "--demo", .environment = temporary});
    sees(&editor, "6 subscriptions");
    int status = -1;
    double since = clock_seconds();
    while (!terminal_wait_exit(editor.terminal, 1, &status) && hang_limit_wait(since))
        kill(terminal_pid(editor.terminal), SIGHUP);
    cr_expect_eq(status, 128 + SIGHUP, "%d", status);
    char *pattern = memory_format("%s/seccontacts-demo-*", editor.home);
    glob_t found;
    cr_expect_eq(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
    globfree(&found);
    free(pattern);
    free(temporary);
    editor_free(&editor);
}
