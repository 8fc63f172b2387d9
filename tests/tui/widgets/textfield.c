#include "tui/widgets/textfield.h"

#include "base/memory.h"
#include "support/clock.h"
#include "tui/widgets/textfield_internal.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void use_utf8(void)
{
    cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
}

TestSuite(textfield, .init = use_utf8);

static TextField *field_of(bool many_lines, int width, int height, const char *bytes)
{
    TextField *field = textfield_new(many_lines);
    textfield_place(field, 0, 0, width + 3, height);
    text_set(textfield_text(field), bytes, strlen(bytes));
    return field;
}

/* Presses keys by name, separated by spaces; what begins with ' is typed. */
static TextFieldDid press(TextField *field, const char *names)
{
    TextFieldDid did = TEXTFIELD_IGNORED;
    char *copy = memory_text(names);
    for (char *name = strtok(copy, " "); name; name = strtok(NULL, " ")) {
        Key key;
        if (name[0] == '\'') {
            for (const char *typed = name + 1; *typed; typed++)
                did = textfield_key(field, (Key){(unsigned char)*typed, 0}, false);
        } else {
            cr_assert(input_key_parse(name, &key), "%s", name);
            did = textfield_key(field, key, false);
        }
    }
    free(copy);
    return did;
}

/* The text, with "|" where the cursor is. */
static void reads(TextField *field, const char *expected)
{
    size_t length;
    char *bytes = text_copy(textfield_text(field), &length);
    size_t at = textfield_cursor(field);
    cr_assert_leq(at, length);
    char *shown = memory_format("%.*s|%s", (int)at, bytes, bytes + at);
    cr_expect_str_eq(shown, expected, "%s", shown);
    free(shown);
    free(bytes);
}

static void edits(const char *from, const char *keys, const char *expected)
{
    TextField *field = field_of(true, 40, 5, from);
    press(field, keys);
    reads(field, expected);
    textfield_free(field);
}

Test(textfield, typing_and_erasing)
{
    edits("", "'ab Left 'c", "ac|b");
    edits("abc", "Backspace Backspace", "a|");
    edits("abc", "Home Delete Ctrl-D", "|c");
    edits("e\u0301", "Backspace", "|");
    edits("上海", "Left Backspace", "|海");
    edits("ab", "Home Backspace", "|ab");
    edits("ab", "Delete", "ab|");
    edits("ab", "Left Enter", "a\n|b");
}

Test(textfield, words)
{
    edits("ann@x.org, bob@y.org", "Ctrl-Left", "ann@x.org, bob@y.|org");
    edits("ann@x.org, bob@y.org", "Home Alt-F Alt-F Alt-F", "ann@x.org, |bob@y.org");
    edits("ann@x.org, bob@y.org", "Ctrl-W", "ann@x.org, |");
    edits("ann@x.org, bob@y.org", "Ctrl-W Ctrl-W", "|");
    edits("ann@x.org", "Alt-Backspace", "ann@x.|");
    edits("ann@x.org", "Home Alt-D", "|x.org");
}

Test(textfield, kill_and_yank)
{
    edits("one\ntwo", "Ctrl-U", "one\n|");
    edits("one\ntwo", "Ctrl-Home Ctrl-K", "|\ntwo");
    edits("one\ntwo", "Ctrl-Home Ctrl-K Ctrl-K Ctrl-Y Ctrl-Y", "one\none\n|two");
    edits("a, b, c", "Ctrl-W Ctrl-W Ctrl-Y", "a, b, c|");
    edits("a, b, c", "Ctrl-W Left Ctrl-W Ctrl-Y", "a, b,| ");
}

Test(textfield, killed_text_goes_to_other_fields)
{
    TextField *from = field_of(true, 40, 5, "one\ntwo");
    TextField *to = field_of(false, 40, 1, "");
    press(from, "Ctrl-Home Ctrl-K Ctrl-K Ctrl-K");
    press(to, "Ctrl-Y");
    reads(to, "one two|");
    textfield_free(from);
    textfield_free(to);
}

Test(textfield, undo_and_redo)
{
    edits("", "'one,two Ctrl-_", "one,|");
    edits("", "'one,two Ctrl-_ Ctrl-^", "one,two|");
    edits("abc", "Ctrl-U Alt-U", "abc|");
    TextField *field = field_of(true, 40, 5, "");
    press(field, "'x");
    cr_expect_eq(textfield_command(field, "undo"), TEXTFIELD_CHANGED);
    cr_expect_eq(textfield_command(field, "undo"), TEXTFIELD_HANDLED);
    cr_expect_eq(textfield_command(field, "redo"), TEXTFIELD_CHANGED);
    cr_expect_eq(textfield_command(field, "no such command"), TEXTFIELD_IGNORED);
    reads(field, "x|");
    textfield_free(field);
}

Test(textfield, what_is_typed_faster_than_by_hand_is_undone_at_once)
{
    TextField *field = field_of(true, 40, 5, "");
    press(field, "'a,");
    const char *rush = "ann@x.org, bob@y.org, ";
    for (size_t i = 0; rush[i]; i++)
        textfield_key(field, (Key){(unsigned char)rush[i], 0}, rush[i + 1] != '\0');
    struct timespec pause = {.tv_nsec = 80000000};
    nanosleep(&pause, NULL); /* what is tested is this time */
    press(field, "'z");
    reads(field, "a,ann@x.org, bob@y.org, z|");
    press(field, "Ctrl-_");
    reads(field, "a,ann@x.org, bob@y.org, |");
    press(field, "Ctrl-_");
    reads(field, "a,|");
    textfield_free(field);
}

Test(textfield, a_key_that_was_there_already_came_at_once_however_busy_the_program_was)
{
    TextField *field = field_of(true, 40, 5, "");
    struct timespec pause = {.tv_nsec = 80000000};
    textfield_key(field, (Key){'a', 0}, true);
    nanosleep(&pause, NULL); /* as a frame might take */
    textfield_key(field, (Key){'b', 0}, false);
    reads(field, "ab|");
    press(field, "Ctrl-_");
    reads(field, "|");
    textfield_free(field);
}

Test(textfield, up_and_down_keep_the_column)
{
    edits("long line\nab\nlong line", "Up", "long line\nab|\nlong line");
    edits("long line\nab\nlong line", "Up Up", "long line|\nab\nlong line");
    edits("long line\nab\nlong line", "Left Up Left Up", "l|ong line\nab\nlong line");
    edits("上海\nabcd", "Left Up", "上|海\nabcd");
}

Test(textfield, keys_that_lead_out_of_the_field_are_left_to_the_page)
{
    TextField *many = field_of(true, 40, 5, "one\ntwo");
    cr_expect_eq(press(many, "Down"), TEXTFIELD_IGNORED);
    cr_expect_eq(press(many, "Up"), TEXTFIELD_HANDLED);
    cr_expect_eq(press(many, "Up"), TEXTFIELD_IGNORED);
    static const char *const others[] = {"Tab", "Shift-Tab", "Esc", "Ctrl-S", "F1", "Alt-X"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_eq(press(many, others[i]), TEXTFIELD_IGNORED, "%s", others[i]);
    TextField *one = field_of(false, 40, 1, "one");
    static const char *const vertical[] = {"Up", "Down", "PageUp", "PageDown", "Enter"};
    for (size_t i = 0; i < sizeof vertical / sizeof vertical[0]; i++)
        cr_expect_eq(press(one, vertical[i]), TEXTFIELD_IGNORED, "%s", vertical[i]);
    reads(one, "one|");
    textfield_free(many);
    textfield_free(one);
}

Test(textfield, home_and_end_go_by_row_then_by_line)
{
    TextField *field = field_of(true, 10, 5, "ann@x.org, bob@y.org, cat@z.org");
    press(field, "Up");
    reads(field, "ann@x.org, bob@y.org|, cat@z.org");
    press(field, "Home");
    reads(field, "ann@x.org, |bob@y.org, cat@z.org");
    press(field, "End");
    reads(field, "ann@x.org, bob@y.org,| cat@z.org");
    press(field, "End");
    reads(field, "ann@x.org, bob@y.org, cat@z.org|");
    press(field, "Up Home Home");
    reads(field, "|ann@x.org, bob@y.org, cat@z.org");
    textfield_free(field);
}

static void pastes(bool many_lines, const char *pasted, size_t length, const char *expected,
                   size_t dropped)
{
    TextField *field = field_of(many_lines, 40, 5, "");
    cr_expect_eq(textfield_paste(field, pasted, length), dropped);
    reads(field, expected);
    textfield_free(field);
}

#define PASTES(many, bytes, expected, dropped)                                                     \
    pastes(many, bytes, sizeof bytes - 1, expected, dropped)

Test(textfield, paste)
{
    PASTES(true, "one\r\ntwo\rthree\nfour\tfive", "one\ntwo\nthree\nfour five|", 0);
    PASTES(false, "+1 425\r\n555\r\n", "+1 425 555|", 0);
    PASTES(true, "a\033[31mb\0c\x7f", "a[31mbc|", 3);
    PASTES(true, "a\xC2\x9Bz", "az|", 1);
    PASTES(true, "a\u202Eb\xFF", "a\u202Eb\xFF|", 0);
    PASTES(true, "", "|", 0);
}

Test(textfield, a_paste_is_undone_at_once)
{
    TextField *field;
    double since;
    struct timespec pause = {.tv_nsec = 80000000}; /* what is tested is this time */
    for (;;) {
        field = field_of(true, 40, 5, "");
        press(field, "'x");
        since = clock_seconds();
        textfield_paste(field, "a, b", 4);
        nanosleep(&pause, NULL);
        textfield_paste(field, ", c", 3);
        if (clock_seconds() - since < 0.4)
            break;
        textfield_free(field); /* the machine has kept us longer than pieces of one paste may be */
    }
    nanosleep(&pause, NULL);
    press(field, "'y");
    reads(field, "xa, b, cy|");
    press(field, "Ctrl-_");
    reads(field, "xa, b, c|");
    press(field, "Ctrl-_");
    reads(field, "x|");
    textfield_free(field);
}

/* The row of the text in which the window begins. */
static size_t first_line(TextField *field)
{
    textfield_view(field);
    return text_line_of(textfield_text(field), field->top);
}

Test(textfield, the_window_follows_the_cursor)
{
    char bytes[400] = "";
    for (int i = 0; i < 100; i++)
        strcat(bytes, "ab\n");
    TextField *field = field_of(true, 40, 10, bytes);
    cr_expect_eq(first_line(field), 91);
    press(field, "PageUp");
    cr_expect_eq(first_line(field), 82);
    cr_expect_eq(textfield_where(field).line, 92);
    for (int i = 0; i < 20; i++)
        press(field, "Up");
    cr_expect_eq(first_line(field), 71);
    press(field, "Ctrl-Home");
    cr_expect_eq(first_line(field), 0);
    for (int i = 0; i < 10; i++)
        press(field, "Down");
    cr_expect_eq(first_line(field), 1);
    press(field, "PageDown");
    cr_expect_eq(first_line(field), 10);
    textfield_go(field, 150);
    cr_expect_eq(textfield_where(field).line, 51);
    cr_expect_eq(first_line(field), 45);
    textfield_free(field);
}

Test(textfield, erasing_at_the_end_fills_the_window_from_above)
{
    TextField *field = field_of(true, 40, 3, "1\n2\n3\n4\n5");
    cr_expect_eq(first_line(field), 2);
    press(field, "Backspace Backspace Backspace Backspace");
    cr_expect_eq(first_line(field), 0);
    textfield_free(field);
}

Test(textfield, one_line_scrolls_to_the_side)
{
    TextField *field = field_of(false, 10, 1, "0123456789abcdefghij");
    textfield_view(field);
    cr_expect_eq(field->top, 14);
    press(field, "Home");
    textfield_view(field);
    cr_expect_eq(field->top, 0);
    for (int i = 0; i < 11; i++)
        press(field, "Right");
    textfield_view(field);
    cr_expect_eq(field->top, 5);
    textfield_free(field);
}

Test(textfield, where_counts_characters)
{
    TextField *field = field_of(true, 40, 3, "one\n上e\u0301x");
    cr_expect_eq(textfield_where(field).line, 2);
    cr_expect_eq(textfield_where(field).column, 4);
    textfield_free(field);
}

Test(textfield, problems_are_gone_through_in_a_circle)
{
    TextField *field = field_of(true, 40, 3, "ann, b@, cat, d@");
    cr_expect(!textfield_next_problem(field));
    textfield_set_problems(field, (TextRange[]){{5, 7}, {14, 16}}, 2);
    cr_assert(textfield_next_problem(field));
    reads(field, "ann, |b@, cat, d@");
    cr_assert(textfield_next_problem(field));
    reads(field, "ann, b@, cat, |d@");
    cr_assert(textfield_next_problem(field));
    reads(field, "ann, |b@, cat, d@");
    press(field, "Home 'x Home");
    cr_assert(textfield_next_problem(field));
    reads(field, "xann, |b@, cat, d@");
    textfield_free(field);
}

Test(textfield, changes_from_elsewhere_move_the_cursor)
{
    TextField *field = field_of(true, 40, 3, "one two");
    textfield_go(field, 4);
    text_replace(textfield_text(field), 0, 3, "three", 5);
    reads(field, "three |two");
    text_replace(textfield_text(field), 5, 4, "", 0);
    reads(field, "three|");
    textfield_free(field);
}

/* Every key in every place leaves the cursor between two characters and in the window. */
Test(textfield, random_keys)
{
    static const char *const keys[] = {
        "Left",      "Right",    "Up",       "Down",      "Ctrl-Left", "Ctrl-Right",    "Home",
        "End",       "PageUp",   "PageDown", "Backspace", "Delete",    "Ctrl-W",        "Ctrl-K",
        "Ctrl-U",    "Ctrl-Y",   "Ctrl-_",   "Ctrl-^",    "Enter",     "Alt-Backspace", "Alt-D",
        "Ctrl-Home", "Ctrl-End", "'a",       "',",        "'x@y.org",  "'longer-word",
    };
    unsigned seed = 11;
    for (int run = 0; run < 4; run++) {
        TextField *field = field_of(run < 3, 7 + run * 6, 4, "上海, e\u0301e\u0301, \xFF\xC3, z");
        for (int i = 0; i < 3000; i++) {
            seed = seed * 1103515245U + 12345U;
            unsigned which = (seed >> 16) % (sizeof keys / sizeof keys[0] + 1);
            if (which == sizeof keys / sizeof keys[0])
                textfield_paste(field, "👩\u200D👧, ü@x.org\n", strlen("👩\u200D👧, ü@x.org\n"));
            else
                press(field, keys[which]);
            textfield_view(field);
            const Text *text = textfield_text(field);
            size_t at = textfield_cursor(field);
            cr_assert_leq(at, text_length(text));
            cr_assert_geq(at, field->rows[0].start);
            const TextRow *last = &field->rows[field->shown - 1];
            cr_assert(at < last->next || last->last || at == last->end);
            if (field->many_lines && field->top > 0)
                cr_assert_eq(field->top, textwrap_row_of(text, field->top, 7 + run * 6).start);
        }
        textfield_free(field);
    }
}
