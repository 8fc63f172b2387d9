#include "base/line_changes.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

static void differ(const char *before, const char *after, const char *expected)
{
    LineChanges counts;
    char *text = line_changes(before, after, &counts);
    size_t added = 0, removed = 0;
    for (const char *at = expected; *at; at++) {
        added += (at == expected || at[-1] == '\n') && *at == '+';
        removed += (at == expected || at[-1] == '\n') && *at == '-';
    }
    cr_expect_str_eq(text, expected);
    cr_expect_eq(counts.added, added, "%s", expected);
    cr_expect_eq(counts.removed, removed, "%s", expected);
    free(text);
}

Test(line_changes, lines_that_only_one_text_has)
{
    differ("a\nb\nc\n", "a\nx\nc\n", "- b\n+ x\n");
    differ(NULL, "a\n", "+ a\n");
    differ("a", NULL, "- a\n");
    differ(NULL, NULL, "");
    differ("a\nb\n", "b\na", ""); /* another order */
    differ("a\n\n  b;\t\r\n", "a\nb;\n", "");
    differ("a\na\na\n", "a\n", "- a\n- a\n");
    differ("ab\n", "abc\n", "- ab\n+ abc\n");
    differ("", "\033[2J\n", "+ ^[[2J\n");
}
