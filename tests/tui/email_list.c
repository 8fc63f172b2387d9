/* The addresses as a list, on a terminal: what an operator sees of it, in windows of any size. */
#include "base/memory.h"
#include "support/clock.h"
#include "support/temporary.h"
#include "tui/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREE "emails = [ \"a@x.org\", \"b@x.org\", \"c@x.org\" ];\nalerts = false;\n"

static void open_list(Editor *editor, const EditorStart *start)
{
    editor_write_contact(editor, PRODUCTION, THREE);
    editor_start(editor, start);
    sees(editor, "Pricing");
    types(editor, "<Enter>");
    sees(editor, "Contoso Prod");
    types(editor, "<Enter>");
    sees(editor, "Email");
    types(editor, "<Enter>");
    stands_at(editor, "c@x.org");
    types(editor, "<Ctrl-F>");
    sees(editor, "List");
    stands_at(editor, "c@x.org");
}

Test(email_list, is_the_same_value_as_the_text)
{
    Editor editor = editor_new();
    open_list(&editor, NULL);
    sees(&editor, "3  c@x.org");
    sees(&editor, "3 addresses");
    types(&editor, "ud<Home>xa");
    types(&editor, "New <<new@@x.org>");
    sees(&editor, "! a second @: put a comma between two addresses, or delete one @");
    types(&editor, "<Left><Left><Left><Left><Left><Left><Backspace><Enter>");
    sees(&editor, "2  New <new@x.org>");
    types(&editor, "t");
    sees(&editor, "1  New <new@x.org>");
    stands_at(&editor, "1  New <new@x.org>");
    types(&editor, "<Ctrl-F>");
    stands_at(&editor, "New <new@x.org>, b@x.org, c@x.org");
    types(&editor, "<Ctrl-G>");
    sees(&editor, "b@x.org, New <new@x.org>, c@x.org");
    types(&editor, "<Ctrl-F>");
    sees(&editor, "2  New <new@x.org>");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"b@x.org\", \"new@x.org\", \"c@x.org\" ];\nalerts = false;\n");
    sees(&editor, "2  new@x.org");
    editor_leave(&editor);
    editor_free(&editor);
}

/* From the smallest window to a large one, and as a terminal of old. */
Test(email_list, is_at_home_in_every_window)
{
    static const EditorStart starts[] = {{.columns = 20, .rows = 5, .term = "vt100"},
                                         {.columns = 40, .rows = 12, .term = "linux"},
                                         {.columns = 500, .rows = 200},
                                         {.columns = 80, .rows = 24, .term = "screen"},
                                         {.columns = 60, .rows = 10, .option = "--ascii"}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        Editor editor = editor_new();
        open_list(&editor, &starts[i]);
        sees(&editor, "ok");
        types(&editor, "a");
        sees_gone(&editor, "? Help");
        types(&editor, "@<Enter>");
        stands_at(&editor, "@");
        sees(&editor, "! nothing");
        types(&editor, "<Ctrl-N>x");
        sees(&editor, "Removed: @");
        terminal_resize(editor.terminal, 30, 7);
        sees(&editor, "c@x.org");
        terminal_resize(editor.terminal, 100, 30);
        sees(&editor, "3  c@x.org");
        types(&editor, "<F1>");
        sees(&editor, "Enter ");
        types(&editor, "<Esc>");
        sees(&editor, "3  c@x.org");
        editor_free(&editor);
    }
}

/* A number of four to six digits as a page writes it, between words. */
static char *figure(const char *before, size_t number, const char *after)
{
    return memory_format("%s%zu,%03zu%s", before, number / 1000, number % 1000, after);
}

static char *many(size_t count, size_t *length)
{
    char *text = memory_array(count * 32 + 1, 1), *end = text;
    static const char *const gaps[] = {", ", "\r", ";", ",\r"};
    for (unsigned i = 0; i < count; i++)
        end += sprintf(end, i % 3 ? "p%u@y.org%s" : "Name <p%u@y.org>%s", i % 1000 == 7 ? i - 1 : i,
                       gaps[i % 4]);
    end += sprintf(end, "a@x.org, no at, bad@@x.org\r");
    *length = (size_t)(end - text);
    return text;
}

/* A paste of `count` addresses into the list or into the text, bracketed or not: the same list, and
 * the same words on it. False where it came with a pause that no paste has. */
static bool is_told_and_taken_back(size_t count, bool bracketed, bool in_text)
{
    size_t length;
    char *text = many(count, &length);
    size_t twice = count / 1000 + 1;
    char *others = memory_format(" added, %zu already there, 2 not valid", twice);
    char *problems = memory_format(" addresses, 2 problems, %zu duplicates", twice);
    char *pasted = figure("Pasted: ", count - count / 1000, others);
    char *all = figure("", count - count / 1000 + 3, problems);
    char *shown = figure("1 of ", count + 6, " shown");
    Editor editor = editor_new();
    open_list(&editor, NULL);
    if (in_text)
        types(&editor, "<Ctrl-F><End><Enter>");
    if (bracketed)
        cr_assert(terminal_paste(editor.terminal, text, length));
    else
        terminal_send(editor.terminal, text, length);
    bool whole = bracketed || terminal_longest_pause(editor.terminal) < 0.2;
    if (whole) {
        sees(&editor, pasted);
        sees(&editor, all);
        if (in_text)
            types(&editor, "<Ctrl-F>");
        types(&editor, "<Ctrl-N>");
        stands_at(&editor, "! no @");
        types(&editor, "n");
        stands_at(&editor, "! a second @");
        types(&editor, "<Home>/P8@Y");
        sees(&editor, shown);
        types(&editor, "<Ctrl-U>p6@y");
        sees(&editor, "duplicate of row");
        types(&editor, "<Ctrl-G>");
        sees(&editor, "0 of 3 shown");
        if (in_text)
            types(&editor, "<Ctrl-G>");
        sees_gone(&editor, "unsaved changes");
    }
    editor_free(&editor);
    free(shown);
    free(all);
    free(pasted);
    free(problems);
    free(others);
    free(text);
    return whole;
}

Test(email_list, a_large_paste_is_told_and_taken_back_at_once)
{
    cr_expect(is_told_and_taken_back(100000, true, false));
    cr_expect(is_told_and_taken_back(100000, true, true));
}

Test(email_list, so_is_one_without_brackets)
{
    for (int in_text = 0; in_text < 2; in_text++) {
        double since = clock_seconds();
        while (!is_told_and_taken_back(5000, false, in_text)) /* the machine was too busy for it */
            cr_assert(hang_limit_wait(since));
    }
}

/* A key right behind the paste finds everything as it will be. */
Test(email_list, the_key_behind_a_paste_finds_it_there)
{
    Editor editor = editor_new();
    open_list(&editor, NULL);
    size_t length;
    char *text = many(2000, &length);
    types(&editor, "<Home>");
    char *bytes = memory_format("\033[200~%s\033[201~ux", text);
    terminal_send(editor.terminal, bytes, strlen(bytes));
    sees(&editor, "Removed: Name <p0@y.org>");
    sees(&editor, "2,000 addresses, 2 problems, 3 duplicates");
    free(bytes);
    free(text);
    editor_free(&editor);
}

/* What is typed into a row is part of the draft. */
Test(email_list, a_row_that_is_being_edited_survives_a_hang_up)
{
    Editor editor = editor_new();
    open_list(&editor, NULL);
    types(&editor, "a<Space>typed@x.org");
    sees(&editor, "typed@x.org");
    terminal_hang_up(editor.terminal);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, NULL));
    editor_start(&editor, NULL);
    sees(&editor, "draft");
    types(&editor, "d");
    sees(&editor, "+ typed@x.org");
    editor_free(&editor);
}

Test(email_list, sorting_shows_how_far_it_is_and_can_be_stopped)
{
    Editor editor = editor_new();
    size_t length;
    char *text = many(300000, &length);
    open_list(&editor, NULL);
    cr_assert(terminal_paste(editor.terminal, text, length));
    sees(&editor, "Pasted: ");
    types(&editor, "s<Up>");
    types(&editor, "<Esc>");
    sees(&editor, "Not sorted: all is as it was");
    types(&editor, "s");
    sees(&editor, "Sorted by address: 300,006 rows");
    sees(&editor, "1  bad@@x.org");
    types(&editor, "<Ctrl-G>");
    sees_gone(&editor, "1  bad@@x.org");
    free(text);
    editor_free(&editor);
}

/* What its column has no room for stands below, whole. */
Test(email_list, the_state_of_the_chosen_row_can_be_read_whole)
{
    Editor editor = editor_new();
    EditorStart low = {.columns = 60, .rows = 10};
    editor_start(&editor, &low);
    editor_open_form(&editor);
    types(&editor, "a@x.org, soc@contoso.com.is.a.rather.long.address");
    types(&editor, "<Ctrl-F>");
    sees(&editor, "soc@contoso.com.is.a.rather.lo");
    types(&editor, "aa@@x.org");
    sees(&editor, "a@@x.org");
    types(&editor, "<Enter>");
    sees(&editor, "! a second @: put a comma between two addresses");
    editor_free(&editor);
}

Test(email_list, only_a_wrong_address_is_a_problem_and_no_count)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "nobody");
    sees(&editor, "no @: write name@example.com");
    sees(&editor, "1 problem");
    cr_expect_lt(terminal_find(editor.terminal, "0 addresses", NULL), 0);
    editor_free(&editor);
}
