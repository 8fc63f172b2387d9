#include "tui/pages/email/email_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Row {
    const char *before, *after;
    size_t undone_at; /* where the cursor belongs after its undo */
} Row;

static const Row rows[] = {
    {"", "", 0},
    {"", "a@b.de", 0},
    {"a@b.de", "", 6},
    {"a@b.de", "a@b.de", 0},
    {"a@b.de, c@d.de", "a@b.de, x@d.de, c@d.de", 14},
    {"a@b.de,\nc@d.de,\ne@f.de", "a@b.de,\ne@f.de", 22},
    {"a@b.de,\ne@f.de", "a@b.de,\nc@d.de,\ne@f.de", 14},
    {"a@b.de,\na@b.de", "a@b.de,\na@b.de,\na@b.de", 14},
    {"a@\u00fc.de, c@d.de", "a@\u00f6.de, c@d.de", 7}, /* one byte in common */
};

static Text *text_with(const char *bytes)
{
    Text *text = text_new();
    text_set(text, bytes, strlen(bytes));
    return text;
}

static void has(const Text *text, const char *expected)
{
    size_t length;
    char *copy = text_copy(text, &length);
    cr_expect_str_eq(copy, expected, "%s", copy);
    free(copy);
}

Test(email_text, what_differs_is_one_edit)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Row *row = &rows[i];
        Text *text = text_with(row->before);
        EmailText *made = email_text_new(text);
        email_text_make_bytes(made, row->after, strlen(row->after));
        bool changes = strcmp(row->before, row->after) != 0;
        cr_expect_eq(email_text_changes(made), changes, "row %zu", i);
        cr_assert(email_text_fits(made, text));
        email_text_put(made, text);
        has(text, row->after);
        cr_expect_eq(email_text_fits(made, text), !changes, "row %zu", i);
        size_t at = 0;
        cr_expect_eq(text_undo(text, &at), changes, "row %zu", i);
        cr_expect_eq(at, row->undone_at, "row %zu: %zu", i, at);
        has(text, row->before);
        email_text_free(made);
        text_free(text);
    }
}

Test(email_text, a_list_has_a_line_each_where_it_is_long)
{
    AddressList *list = address_list_new();
    char expected[400] = "";
    size_t length = 0;
    for (int i = 0; i < 9; i++) {
        char address[16];
        snprintf(address, sizeof address, "a%d@b.de", i);
        address_list_add(list, address, strlen(address));
        length += (size_t)snprintf(expected + length, sizeof expected - length, "%s%s",
                                   i > 0 ? ",\n" : "", address);
    }
    Text *text = text_new();
    EmailText *made = email_text_new(text);
    email_text_make(made, list);
    email_text_put(made, text);
    has(text, expected);
    Text *own = email_text_of(list);
    has(own, expected);
    text_free(own);
    email_text_free(made);
    text_free(text);
    address_list_free(list);
}
