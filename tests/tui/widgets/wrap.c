#include "tui/widgets/wrap.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The lines, with "|" between them. */
static void expect(const char *text, int width, const char *lines)
{
    char found[512] = "";
    size_t at = 0, start, used, length = strlen(text), count = 0;
    while (wrap_line(text, length, width, &at, &start, &used)) {
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s", count++ ? "|" : "",
                 (int)used, text + start);
    }
    cr_expect_str_eq(found, lines, "\"%s\" at %d gave \"%s\"", text, width, found);
    cr_expect_eq(wrap_count(text, length, width), count);
}

Test(wrap, lines_break_at_spaces)
{
    expect("one two three", 20, "one two three");
    expect("one two three", 13, "one two three");
    expect("one two three", 12, "one two|three");
    expect("one two three", 7, "one two|three");
    expect("one two three", 6, "one|two|three");
    expect("one  two", 4, "one|two");
    expect("", 5, "");
}

Test(wrap, a_long_word_is_cut_between_characters)
{
    expect("abcdefgh", 3, "abc|def|gh");
    expect("ab cdefgh", 4, "ab|cdef|gh");
    expect("上海生产", 5, "上海|生产");
    expect("上海", 1, "上|海"); /* wider than the line: one a line, and an end */
    expect("e\xCC\x81"
           "e\xCC\x81",
           1, "e\xCC\x81|e\xCC\x81");
}

Test(wrap, a_newline_ends_a_line)
{
    expect("a\nb", 9, "a|b");
    expect("a\n\nb", 9, "a||b");
    expect("a\n", 9, "a");
}
