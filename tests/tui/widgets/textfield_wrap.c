#include "tui/widgets/textfield_wrap.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void use_utf8(void)
{
    cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
}

TestSuite(wrap, .init = use_utf8);

static Text *text_of(const char *bytes)
{
    Text *text = text_new();
    text_set(text, bytes, strlen(bytes));
    return text;
}

/* The rows, with "|" between them. */
static void wraps(const char *bytes, int width, const char *expected)
{
    Text *text = text_of(bytes);
    char *rows = memory_text("");
    size_t at = 0;
    for (;;) {
        TextRow row = textwrap_row(text, at, width);
        char part[256] = "";
        text_read(text, row.start, part, row.end - row.start);
        char *more = memory_format("%s%s%s", rows, part, row.last ? "" : "|");
        free(rows);
        rows = more;
        for (size_t inside = row.start; inside < row.end; inside++) {
            TextRow found = textwrap_row_of(text, inside, width);
            cr_expect_eq(found.start, row.start, "row of %zu in \"%s\"", inside, bytes);
        }
        if (at > 0) {
            size_t count = 1;
            size_t back = textwrap_back(text, at, width, &count);
            cr_expect_eq(count, 1);
            cr_expect_eq(textwrap_row(text, back, width).next, at);
        }
        at = row.next;
        if (row.last)
            break;
    }
    cr_expect_str_eq(rows, expected, "\"%s\" in %d columns: %s", bytes, width, rows);
    free(rows);
    text_free(text);
}

Test(wrap, behind_separators)
{
    wraps("", 10, "");
    wraps("abc", 10, "abc");
    wraps("ann@x.org, bob@y.org", 12, "ann@x.org, |bob@y.org");
    wraps("ann@x.org,bob@y.org", 12, "ann@x.org,|bob@y.org");
    wraps("ann@x.org;bob@y.org; cat@z.org", 12, "ann@x.org;|bob@y.org; |cat@z.org");
    wraps("one\ntwo\n", 10, "one|two|");
    wraps("\n\n", 10, "||");
}

Test(wrap, a_space_hangs_behind_the_last_column)
{
    wraps("abcde fgh", 5, "abcde |fgh");
    wraps("abcd, fgh", 5, "abcd, |fgh");
    wraps("abcde \nfgh", 5, "abcde |fgh");
    wraps("abcde ", 5, "abcde ");
}

Test(wrap, at_the_edge_where_there_is_no_separator)
{
    wraps("abcdefghij", 4, "abcd|efgh|ij");
    wraps("abcdefgh", 4, "abcd|efgh");
    wraps("ab, cdefghijk", 4, "ab, |cdef|ghij|k");
}

Test(wrap, wide_and_combining_characters_stay_whole)
{
    wraps("上海生产", 5, "上海|生产");
    wraps("上海生产", 1, "上|海|生|产");
    wraps("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301");
    wraps("a\x01z", 3, "a\x01|z"); /* shown as ^A */
}

Test(wrap, columns)
{
    Text *text = text_of("上a\u0301b");
    TextRow row = textwrap_row(text, 0, 20);
    cr_expect_eq(textwrap_columns(text, 0, row.end), 4);
    cr_expect_eq(textwrap_at_column(text, &row, 0), 0);
    cr_expect_eq(textwrap_at_column(text, &row, 1), 0);
    cr_expect_eq(textwrap_at_column(text, &row, 2), 3);
    cr_expect_eq(textwrap_at_column(text, &row, 3), 6);
    cr_expect_eq(textwrap_at_column(text, &row, 99), 7);
    text_free(text);
}

Test(wrap, a_line_of_megabytes_is_entered_in_its_middle)
{
    enum { SIZE = 4 * 1024 * 1024 };
    char *bytes = memory_array(SIZE + 1, 1);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = "operations@example.com, "[i % 24];
    Text *text = text_of(bytes);
    size_t at = SIZE / 2 + 7;
    TextRow row = textwrap_row_of(text, at, 78);
    cr_expect(row.start <= at && at < row.next);
    cr_expect_eq(row.start % 24, 0);
    cr_expect_eq(row.next - row.start, 72);
    size_t count = 1000;
    size_t back = textwrap_back(text, row.start, 78, &count);
    cr_expect_eq(count, 1000);
    cr_expect(back < row.start && back > row.start - 1000 * 79);
    memset(bytes, 'x', SIZE);
    text_set(text, bytes, SIZE);
    row = textwrap_row_of(text, at, 78);
    cr_expect_eq(row.next - row.start, 78);
    text_free(text);
    free(bytes);
}
