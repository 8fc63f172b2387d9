/* The rows of a text of addresses, as it is edited: always those of a text read at once. */
#include "core/address/address_index.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Buffer {
    char *bytes;
    size_t length;
} Buffer;

static size_t read_buffer(const void *text, size_t at, char *to, size_t size)
{
    const Buffer *buffer = text;
    if (at >= buffer->length)
        return 0;
    size = size < buffer->length - at ? size : buffer->length - at;
    memcpy(to, buffer->bytes + at, size);
    return size;
}

static void replace(Buffer *buffer, AddressIndex *rows, size_t at, size_t removed, const char *text)
{
    size_t inserted = strlen(text);
    char *bytes = memory_array(buffer->length - removed + inserted + 1, 1);
    memcpy(bytes, buffer->bytes, at);
    memcpy(bytes + at, text, inserted);
    memcpy(bytes + at + inserted, buffer->bytes + at + removed, buffer->length - at - removed);
    free(buffer->bytes);
    buffer->bytes = bytes;
    buffer->length += inserted - removed;
    if (rows)
        address_index_edit(rows, at, removed, inserted);
}

static Buffer buffer_of(const char *text)
{
    Buffer buffer = {memory_array(1, 1), 0};
    replace(&buffer, NULL, 0, 0, text);
    return buffer;
}

static AddressIndex *rows_of(const Buffer *buffer)
{
    AddressIndex *rows = address_index_new(read_buffer, buffer, buffer->length);
    while (!address_index_scan(rows, 1))
        continue;
    return rows;
}

static void expect_counts(const AddressIndex *rows, size_t count, size_t invalid, size_t mailboxes)
{
    AddressCounts counts = address_index_counts(rows);
    cr_expect_eq(counts.rows, count, "%zu rows", counts.rows);
    cr_expect_eq(counts.invalid, invalid, "%zu invalid", counts.invalid);
    cr_expect_eq(counts.mailboxes, mailboxes, "%zu mailboxes", counts.mailboxes);
}

/* What the parser says of the whole text is what the rows say. */
static void expect_parsed(const AddressIndex *rows, const Buffer *buffer)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, buffer->bytes, buffer->length, &findings);
    AddressCounts counts = address_index_counts(rows);
    cr_assert_eq(counts.mailboxes, address_list_count(list));
    cr_assert_eq(counts.invalid, findings.invalid);
    cr_assert_eq(counts.rows - counts.invalid - counts.mailboxes, findings.duplicates);
    AddressItem item;
    size_t position = 0, row = 0;
    for (; address_next(buffer->bytes, buffer->length, &position, &item); row++) {
        AddressRow shown = address_index_get(rows, row);
        cr_assert_eq(shown.start, item.start, "row %zu", row);
        cr_assert_eq(shown.valid, item.problem == ADDRESS_OK, "row %zu", row);
    }
    cr_assert_eq(row, counts.rows);
    address_findings_clear(&findings);
    address_list_free(list);
}

Test(address_index, an_empty_text_has_no_row)
{
    Buffer buffer = buffer_of(" \n, ;");
    AddressIndex *rows = rows_of(&buffer);
    expect_counts(rows, 0, 0, 0);
    cr_expect_eq(address_index_next_invalid(rows, ADDRESS_LIST_NONE), ADDRESS_LIST_NONE);
    cr_expect_eq(address_index_at(rows, 3), 0);
    address_index_free(rows);
    free(buffer.bytes);
}

Test(address_index, a_row_tells_its_item_and_its_like)
{
    Buffer buffer = buffer_of("a@x.org, Bea <b@x.org>;\nno at; A@X.org, \"c, d\" <c@x.org>, nor");
    AddressIndex *rows = rows_of(&buffer);
    expect_counts(rows, 6, 2, 3);
    AddressItem item;
    char *text = address_index_read(rows, 1, &item);
    cr_expect_str_eq(text + item.start, "Bea <b@x.org>");
    cr_expect_eq(strncmp(text + item.address, "b@x.org", item.address_length), 0);
    free(text);
    text = address_index_read(rows, 4, &item);
    cr_expect_str_eq(text + item.start, "\"c, d\" <c@x.org>");
    free(text);
    cr_expect_eq(address_index_get(rows, 0).times, 2);
    cr_expect_eq(address_index_get(rows, 3).times, 2);
    cr_expect_eq(address_index_get(rows, 1).times, 1);
    cr_expect_not(address_index_get(rows, 2).valid);
    const size_t asked[] = {0, 1, 2, 3, 5};
    size_t firsts[5];
    address_index_firsts(rows, asked, 5, firsts);
    const size_t expected[] = {0, 1, 2, 0, 5};
    cr_expect_arr_eq(firsts, expected, sizeof expected);
    cr_expect_eq(address_index_next_invalid(rows, ADDRESS_LIST_NONE), 2);
    cr_expect_eq(address_index_next_invalid(rows, 2), 5);
    cr_expect_eq(address_index_next_invalid(rows, 5), 2);
    cr_expect_eq(address_index_at(rows, 0), 0);
    cr_expect_eq(address_index_at(rows, 8), 0);
    cr_expect_eq(address_index_at(rows, 9), 1);
    cr_expect_eq(address_index_at(rows, 1000), 5);
    address_index_free(rows);
    free(buffer.bytes);
}

Test(address_index, what_is_saved_is_known_in_any_spelling)
{
    Buffer buffer = buffer_of("A@X.org, b@x.org, bad");
    AddressIndex *rows = rows_of(&buffer);
    address_index_save(rows, "a@x.org", 7);
    cr_expect(address_index_get(rows, 0).saved);
    cr_expect_not(address_index_get(rows, 1).saved);
    cr_expect_not(address_index_get(rows, 2).saved);
    replace(&buffer, rows, 0, 9, "");
    replace(&buffer, rows, 0, 0, "a@x.org, ");
    cr_expect(address_index_get(rows, 0).saved);
    expect_counts(rows, 3, 1, 2);
    address_index_forget_saved(rows);
    cr_expect_not(address_index_get(rows, 0).saved);
    address_index_free(rows);
    free(buffer.bytes);
}

Test(address_index, a_quote_that_is_closed_far_behind_joins_what_is_between)
{
    Buffer buffer = buffer_of("\"a <a@x.org>, b@x.org, c@x.org\nd@x.org");
    AddressIndex *rows = rows_of(&buffer);
    expect_counts(rows, 4, 0, 4);
    replace(&buffer, rows, 22, 0, " \"z");
    expect_parsed(rows, &buffer);
    replace(&buffer, rows, 22, 3, "");
    expect_parsed(rows, &buffer);
    expect_counts(rows, 4, 0, 4);
    address_index_free(rows);
    free(buffer.bytes);
}

/* Writes a piece, with a random digit for each #. */
static size_t write_piece(char *to, const char *piece)
{
    size_t length = strlen(piece);
    for (size_t i = 0; i <= length; i++)
        to[i] = piece[i] == '#' ? (char)('0' + rand() % 10) : piece[i];
    return length;
}

/* A text that is larger than a window, and edits of all sizes at all places. */
Test(address_index, after_any_edit_the_rows_are_those_of_the_text)
{
    static const char *const pieces[] = {"a@x.org",
                                         ", ",
                                         "\n",
                                         "b####@x.org",
                                         "; ",
                                         "Name <n####@x.org>",
                                         "\"",
                                         "bad",
                                         "\"Q, R\" <q@x>",
                                         ",\n",
                                         "\t",
                                         "\\",
                                         "é",
                                         "<",
                                         " ",
                                         "@",
                                         ",",
                                         "x##.",
                                         "\r\n",
                                         ",",
                                         ",\n",
                                         "c####@x.org",
                                         ", ",
                                         "，",
                                         "Doe, Jo <d####@x.org>",
                                         "(",
                                         ")",
                                         "Roe",
                                         "- ",
                                         "u@x,de",
                                         "\u201c",
                                         "\u201d",
                                         "'",
                                         "mailto:"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    Buffer buffer = buffer_of("");
    char *large = memory_array(400000, 1);
    size_t length = 0;
    srand(11);
    while (length < 90000) {
        const char *piece = pieces[(size_t)rand() % PIECES];
        if (*piece == '"' && rand() % 50 != 0)
            piece = ",";
        length += write_piece(large + length, piece);
    }
    AddressIndex *rows = rows_of(&buffer);
    replace(&buffer, rows, 0, 0, large);
    cr_expect(address_index_unread(rows) > 0, "a long text is not read at once");
    for (int i = 0; i < 60; i++) {
        size_t at = (size_t)rand() % (buffer.length + 1);
        size_t most = i % 10 == 0 ? 40000 : 30;
        size_t removed = (size_t)rand() % most;
        removed = removed < buffer.length - at ? removed : buffer.length - at;
        char text[80];
        write_piece(text, pieces[(size_t)rand() % PIECES]);
        replace(&buffer, rows, at, removed, i % 10 == 5 ? large + 45000 : text);
        if (i % 3 == 0) /* an edit while the one before is not read yet, too */
            continue;
        while (!address_index_scan(rows, 1))
            continue;
        expect_parsed(rows, &buffer);
    }
    address_index_free(rows);
    free(buffer.bytes);
    free(large);
}

/* So that a key in a million addresses waits for nothing. */
Test(address_index, an_edit_of_a_large_text_is_read_at_once)
{
    enum { COUNT = 20000 };
    char *text = memory_array(COUNT * 24 + 1, 1), *end = text;
    for (unsigned i = 0; i < COUNT; i++)
        end += sprintf(end, "person%u@x.org,\n", i);
    Buffer buffer = buffer_of(text);
    AddressIndex *rows = rows_of(&buffer);
    size_t middle = address_index_get(rows, COUNT / 2).start;
    replace(&buffer, rows, middle, 0, "new@x.org, person1@x.org, ");
    cr_expect(address_index_complete(rows));
    expect_counts(rows, COUNT + 2, 0, COUNT + 1);
    replace(&buffer, rows, 0, 0, "x");
    cr_expect(address_index_complete(rows));
    expect_parsed(rows, &buffer);
    replace(&buffer, rows, 0, buffer.length, "");
    cr_expect(address_index_complete(rows));
    expect_counts(rows, 0, 0, 0);
    address_index_free(rows);
    free(buffer.bytes);
    free(text);
}
