#include "base/visible.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static void shows(const char *from, const char *expected)
{
    char *visible = visible_text(from);
    cr_expect_str_eq(visible, expected);
    cr_expect(visible_is_plain(visible, strlen(visible)));
    free(visible);
}

Test(visible, controls_become_caret_notation)
{
    shows("a\033[2Jb", "a^[[2Jb");
    shows("line\r\nnext\t.", "line^M^Jnext^I.");
    shows("\x7f", "^?");
}

Test(visible, what_hides_or_reorders_is_named)
{
    shows("pay\u202Ecod.exe", "pay<U+202E>cod.exe");
    shows("a\u200Bb\u2066c\uFEFFd", "a<U+200B>b<U+2066>c<U+FEFF>d");
    shows("a\u2028b\xC2\x85\x63", "a<U+2028>b<U+0085>c");
    shows("\uE000", "<U+E000>");
}

Test(visible, bytes_that_are_no_utf8_are_named_one_by_one)
{
    shows("a\xFF", "a<FF>");
    shows("\xC3(", "<C3>(");
    shows("\xED\xA0\x80", "<ED><A0><80>");
    shows("\xF0\x9F\x98", "<F0><9F><98>");
}

Test(visible, every_script_stays_as_it_is)
{
    shows("Zürich – 上海生产环境 – العربية – עברית – e\u0301 😆 \uFFFD",
          "Zürich – 上海生产环境 – العربية – עברית – e\u0301 😆 \uFFFD");
    shows("", "");
    shows(NULL, "");
}

Test(visible, width_counts_columns)
{
    cr_expect_eq(visible_width("上海", strlen("上海")), 4);
    cr_expect_eq(visible_width("e\u0301", strlen("e\u0301")), 1);
    cr_expect_eq(visible_width("abc", 3), 3);
}

static void starts(const char *text, size_t most, const char *expected)
{
    cr_expect_str_eq(visible_start(text, most), expected);
}

Test(visible, the_beginning_of_a_text_ends_between_two_characters)
{
    starts("", 4, "");
    starts("abcd", 4, "abcd");
    starts("abcde", 4, "abcd…");
    starts("abcé", 4, "abc…");
    starts("abcé", 5, "abcé");
    starts("ab上海", 4, "ab…");
    starts("ab上海", 5, "ab上…");
    starts("😀😀", 7, "😀…");
    starts("a\x80\x80\x80\x80\x80\x80", 5, "a\x80\x80\x80\x80…"); /* no UTF-8: as it is */
    char text[400];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_expect_eq(strlen(visible_start(text, 1000)), 254 + strlen("…"));
    const char *one = visible_start("one two", 3), *two = visible_start("two three", 3);
    cr_expect_str_eq(one, "one…");
    cr_expect_str_eq(two, "two…");
}
