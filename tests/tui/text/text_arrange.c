/* A text in another order behaves as if it had been typed so. Built twice, as text.c is. */
#include "tui/text/text_arrange.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void reads(const Text *text, const char *expected)
{
    size_t length;
    char *copy = text_copy(text, &length);
    cr_expect_str_eq(copy, expected);
    cr_expect_eq(text_length(text), strlen(expected));
    free(copy);
}

static void snapshot_reads(TextSnapshot *snapshot, const char *expected)
{
    char *copy = memory_new(strlen(expected) + 1);
    const char *piece;
    size_t length, at = 0;
    for (size_t i = 0; (piece = text_snapshot_piece(snapshot, i, &length)); i++) {
        cr_assert_leq(at + length, strlen(expected));
        memcpy(copy + at, piece, length);
        at += length;
    }
    cr_expect_str_eq(copy, expected);
    memset(copy, 0, strlen(expected));
    cr_expect_eq(text_snapshot_read(snapshot, 0, copy, strlen(expected)), strlen(expected));
    cr_expect_str_eq(copy, expected);
    free(copy);
}

static Text *text_of(const char *bytes)
{
    Text *text = text_new();
    text_set(text, bytes, strlen(bytes));
    return text;
}

/* Where item `index` of a text is whose items have `gap` between them. */
static void find_item(const char *bytes, size_t index, const char *gap, size_t *start,
                      size_t *length)
{
    const char *at = bytes;
    for (; index > 0; index--)
        at = strstr(at, gap) + strlen(gap);
    const char *end = strstr(at, gap);
    *start = (size_t)(at - bytes);
    *length = end ? (size_t)(end - at) : strlen(at);
}

/* Puts the items of `text`, which have `gap` between them, in the order of `indexes`. */
static void arrange(Text *text, const char *gap, const size_t *indexes, size_t count)
{
    size_t length, start;
    char *bytes = text_copy(text, &length);
    TextArranging *arranging = text_arranging_new(text);
    cr_expect_eq(text_arranging_length(arranging), length);
    text_arranging_gap(arranging, gap);
    for (size_t i = 0; i < count; i++) {
        find_item(bytes, indexes[i], gap, &start, &length);
        text_arranging_add(arranging, start, length);
    }
    text_arrange(text, arranging);
    free(bytes);
}

#define ARRANGE(text, gap, ...)                                                                    \
    arrange(text, gap, (const size_t[]){__VA_ARGS__},                                              \
            sizeof(const size_t[]){__VA_ARGS__} / sizeof(size_t))

Test(text_arrange, undo_and_redo_bring_the_orders_back)
{
    Text *text = text_of("cc,\na,\nbbb");
    unsigned long state = text_state(text);
    ARRANGE(text, ",\n", 1, 2, 0);
    reads(text, "a,\nbbb,\ncc");
    cr_expect_eq(text_lines(text), 3);
    cr_expect_eq(text_line_start(text, 2), 8);
    cr_expect_eq(text_line_of(text, 4), 1);
    cr_expect_neq(text_state(text), state);
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "cc,\na,\nbbb");
    cr_expect_eq(text_state(text), state);
    cr_expect_not(text_undo(text, &at));
    cr_assert(text_redo(text, &at));
    reads(text, "a,\nbbb,\ncc");
    cr_expect_not(text_redo(text, &at));
    text_free(text);
}

Test(text_arrange, what_is_edited_then_stays_and_is_undone_before_it)
{
    Text *text = text_of("cc, a, bbb");
    ARRANGE(text, ", ", 1, 2, 0);
    text_replace(text, 3, 1, "xyz", 3);
    text_replace(text, 0, 0, "q", 1);
    reads(text, "qa, xyzbb, cc");
    ARRANGE(text, ", ", 2, 1, 0);
    reads(text, "cc, xyzbb, qa");
    text_replace(text, 2, 2, NULL, 0);
    reads(text, "ccxyzbb, qa");
    ARRANGE(text, ", ", 1, 0);
    reads(text, "qa, ccxyzbb");
    static const char *const before[] = {"ccxyzbb, qa",  "cc, xyzbb, qa", "qa, xyzbb, cc",
                                         "a, xyzbb, cc", "a, bbb, cc",    "cc, a, bbb"};
    size_t at;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        cr_assert(text_undo(text, &at));
        reads(text, before[i]);
    }
    for (size_t i = 5; i-- > 0;) {
        cr_assert(text_redo(text, &at));
        reads(text, before[i]);
    }
    text_free(text);
}

Test(text_arrange, a_snapshot_has_its_order)
{
    Text *text = text_of("cc, a, bbb");
    TextSnapshot *first = text_snapshot(text);
    ARRANGE(text, ", ", 1, 2, 0);
    TextSnapshot *second = text_snapshot(text);
    text_replace(text, 0, 1, NULL, 0);
    TextSnapshot *third = text_snapshot(text);
    text_set(text, "new", 3);
    text_free(text);
    snapshot_reads(first, "cc, a, bbb");
    snapshot_reads(second, "a, bbb, cc");
    snapshot_reads(third, ", bbb, cc");
    text_snapshot_free(first);
    text_snapshot_free(second);
    text_snapshot_free(third);
}

Test(text_arrange, nothing_and_long_items_are_fine)
{
    Text *text = text_of("a");
    text_arrange(text, text_arranging_new(text));
    reads(text, "");
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "a");
    text_free(text);

    enum { LONG = 10000 };
    char *bytes = memory_new(LONG + 8), *expected = memory_new(LONG + 8);
    strcpy(bytes, "b, ");
    memset(bytes + 3, 'y', LONG);
    strcat(bytes, ", a");
    memset(expected, 'y', LONG);
    strcat(expected, ", a, b");
    text = text_of(bytes);
    ARRANGE(text, ", ", 1, 2, 0);
    reads(text, expected);
    ARRANGE(text, ", ", 2, 0, 1);
    cr_assert(text_undo(text, &at));
    reads(text, expected);
    text_free(text);
    free(bytes);
    free(expected);
}

Test(text_arrange, is_let_go_without_a_trace)
{
    Text *text = text_of("b, a");
    TextArranging *arranging = text_arranging_new(text);
    text_arranging_gap(arranging, ", ");
    text_arranging_add(arranging, 3, 1);
    text_replace(text, 0, 1, "c", 1);
    text_arranging_free(arranging);
    text_arranging_free(NULL);
    reads(text, "c, a");
    text_free(text);
}

/* Against plain strings, at random: items are edited, and put in another order, all over again. */
enum { ROUNDS = 400, MOST = 60, SIZE = 1 << 16 };

static unsigned seed = 11;

static size_t random_below(size_t limit)
{
    seed = seed * 1103515245U + 12345U;
    return limit ? (seed >> 8) % limit : 0;
}

/* Replaces something of both at random. */
static void edit(Text *text, char *model)
{
    size_t length = strlen(model), at = random_below(length + 1), removed = random_below(6);
    removed = removed < length - at ? removed : length - at;
    char bytes[8];
    size_t added = 1 + random_below(sizeof bytes);
    for (size_t i = 0; i < added; i++)
        bytes[i] = "ab;\n"[random_below(4)];
    text_replace(text, at, removed, bytes, added);
    memmove(model + at + added, model + at + removed, length - at - removed + 1);
    memcpy(model + at, bytes, added);
}

/* Puts the lines of both in a random order. */
static void shuffle(Text *text, char *model)
{
    size_t starts[MOST], lengths[MOST], count = 0;
    char *old = memory_text(model), *end = model;
    TextArranging *arranging = text_arranging_new(text);
    text_arranging_gap(arranging, "\n");
    for (const char *at = old; count < MOST; count++) {
        starts[count] = (size_t)(at - old);
        lengths[count] = strcspn(at, "\n");
        at += lengths[count];
        if (!*at++) {
            count++;
            break;
        }
    }
    for (size_t i = 0; i < count; i++) {
        size_t other = i + random_below(count - i);
        size_t start = starts[other], length = lengths[other];
        starts[other] = starts[i];
        lengths[other] = lengths[i];
        if (i > 0)
            *end++ = '\n';
        text_arranging_add(arranging, start, length);
        end = mempcpy(end, old + start, length);
    }
    *end = '\0';
    text_arrange(text, arranging);
    free(old);
}

static void agrees(Text *text, const char *model)
{
    reads(text, model);
    TextSnapshot *snapshot = text_snapshot(text);
    snapshot_reads(snapshot, model);
    text_snapshot_free(snapshot);
    size_t at = random_below(strlen(model) + 1), line = 0, start = 0;
    for (size_t i = 0; i < at; i++) {
        if (model[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    cr_assert_eq(text_line_of(text, at), line);
    cr_assert_eq(text_line_start(text, line), start);
}

Test(text_arrange, behaves_as_a_plain_string_does)
{
    static char model[SIZE];
    static char *history[ROUNDS];
    Text *text = text_new();
    for (size_t i = 0; i < ROUNDS; i++) {
        history[i] = memory_text(model);
        if (i % 5 == 4)
            shuffle(text, model);
        else
            edit(text, model);
        text_undo_boundary(text);
        agrees(text, model);
    }
    size_t at;
    for (size_t i = ROUNDS; i-- > 0;) {
        cr_assert(text_undo(text, &at));
        agrees(text, history[i]);
    }
    cr_expect_not(text_undo(text, &at));
    for (size_t i = 1; i < ROUNDS; i++) {
        cr_assert(text_redo(text, &at));
        agrees(text, history[i]);
    }
    cr_assert(text_redo(text, &at));
    agrees(text, model);
    for (size_t i = 0; i < ROUNDS; i++)
        free(history[i]);
    text_free(text);
}
