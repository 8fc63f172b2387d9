/* Built twice: with chunks of the usual size, and with a few bytes each (test_text_tiny). */
#include "tui/text/text.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Text *text_of(const char *bytes)
{
    Text *text = text_new();
    text_set(text, bytes, strlen(bytes));
    return text;
}

static void reads(const Text *text, const char *expected)
{
    size_t length;
    char *copy = text_copy(text, &length);
    cr_expect_str_eq(copy, expected);
    cr_expect_eq(length, strlen(expected));
    cr_expect_eq(text_length(text), strlen(expected));
    free(copy);
}

static void type(Text *text, size_t at, const char *typed)
{
    for (size_t i = 0; typed[i]; i++)
        text_replace(text, at + i, 0, typed + i, 1);
}

Test(text, starts_empty)
{
    Text *text = text_new();
    reads(text, "");
    cr_expect_eq(text_lines(text), 1);
    cr_expect_eq(text_line_start(text, 0), 0);
    cr_expect_eq(text_line_of(text, 0), 0);
    cr_expect_eq(text_next(text, 0), 0);
    cr_expect_eq(text_previous(text, 0), 0);
    size_t at;
    cr_expect(!text_undo(text, &at));
    cr_expect(!text_redo(text, &at));
    text_free(text);
    text_free(NULL);
}

Test(text, typing_is_undone_word_by_word)
{
    Text *text = text_new();
    type(text, 0, "ann@x.org, bob@y.org");
    size_t at = 99;
    cr_assert(text_undo(text, &at));
    reads(text, "ann@x.org, ");
    cr_expect_eq(at, 11);
    cr_assert(text_undo(text, &at));
    reads(text, "");
    cr_expect_eq(at, 0);
    cr_expect(!text_undo(text, &at));
    cr_assert(text_redo(text, &at));
    cr_assert(text_redo(text, &at));
    reads(text, "ann@x.org, bob@y.org");
    cr_expect_eq(at, 20);
    cr_expect(!text_redo(text, &at));
    text_free(text);
}

Test(text, erasing_is_one_group_in_both_directions)
{
    Text *text = text_of("abcdef");
    text_replace(text, 3, 1, NULL, 0);
    text_replace(text, 2, 1, NULL, 0);
    text_replace(text, 2, 1, NULL, 0);
    reads(text, "abf");
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "abcdef");
    cr_expect(!text_undo(text, &at));
    cr_assert(text_redo(text, &at));
    reads(text, "abf");
    text_free(text);
}

Test(text, a_paste_is_a_group_of_its_own)
{
    static const char paste[] =
        "one@example.com, two@example.com, three@example.com, four@example.com, five@example.com";
    Text *text = text_new();
    type(text, 0, "a");
    text_replace(text, 1, 0, paste, sizeof paste - 1);
    type(text, sizeof paste, "b");
    size_t at;
    cr_assert(text_undo(text, &at));
    cr_assert(text_undo(text, &at));
    reads(text, "a");
    cr_expect_eq(at, 1);
    text_free(text);
}

Test(text, edits_between_begin_and_end_are_one_group)
{
    Text *text = text_of("abc");
    text_group_begin(text);
    text_replace(text, 0, 1, "xyz", 3);
    text_group_begin(text);
    text_replace(text, 4, 1, NULL, 0);
    text_group_end(text);
    type(text, 0, "one, two, three");
    text_group_end(text);
    type(text, 0, "q");
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "one, two, threexyzb");
    cr_assert(text_undo(text, &at));
    reads(text, "abc");
    cr_expect(!text_undo(text, &at));
    cr_assert(text_redo(text, &at));
    reads(text, "one, two, threexyzb");
    text_free(text);
}

Test(text, a_group_may_go_on)
{
    Text *text = text_of("abc");
    text_group_continue(text);
    type(text, 0, "x");
    text_group_end(text);
    text_group_continue(text);
    type(text, 1, ", y, ");
    text_group_end(text);
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "abc");
    text_group_continue(text);
    type(text, 0, "z");
    text_group_end(text);
    cr_assert(text_undo(text, &at));
    reads(text, "abc");
    cr_expect(!text_undo(text, &at));
    text_free(text);
}

Test(text, an_edit_ends_redo_and_a_boundary_ends_the_group)
{
    Text *text = text_new();
    type(text, 0, "ab");
    text_undo_boundary(text);
    type(text, 2, "c");
    size_t at;
    cr_assert(text_undo(text, &at));
    reads(text, "ab");
    type(text, 2, "d");
    cr_expect(!text_redo(text, &at));
    reads(text, "abd");
    cr_assert(text_undo(text, &at));
    reads(text, "ab");
    text_free(text);
}

Test(text, the_state_tells_whether_a_text_is_what_it_was)
{
    Text *text = text_of("x");
    unsigned long loaded = text_state(text);
    type(text, 1, "y");
    unsigned long typed = text_state(text);
    cr_expect_neq(typed, loaded);
    text_undo_boundary(text);
    type(text, 2, "z");
    size_t at;
    text_undo(text, &at);
    cr_expect_eq(text_state(text), typed);
    text_undo(text, &at);
    cr_expect_eq(text_state(text), loaded);
    text_redo(text, &at);
    cr_expect_eq(text_state(text), typed);
    text_undo(text, &at);
    type(text, 1, "y");
    cr_expect_neq(text_state(text), typed);
    cr_expect_neq(text_state(text), loaded);
    text_free(text);
}

/* The places between characters, from both sides. */
static void has_characters(const char *bytes, const size_t *ends, size_t count)
{
    Text *text = text_of(bytes);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t next = text_next(text, at);
        cr_expect_eq(next, ends[i], "\"%s\": character %zu ends at %zu", bytes, i, next);
        cr_expect_eq(text_previous(text, ends[i]), at, "\"%s\": before %zu", bytes, ends[i]);
        at = ends[i];
    }
    cr_expect_eq(at, strlen(bytes));
    text_free(text);
}

#define CHARACTERS(bytes, ...)                                                                     \
    has_characters(bytes, (const size_t[]){__VA_ARGS__},                                           \
                   sizeof(const size_t[]){__VA_ARGS__} / sizeof(size_t))

Test(text, characters_are_what_a_reader_takes_for_one)
{
    CHARACTERS("abc", 1, 2, 3);
    CHARACTERS("a\u0301b", 3, 4);
    CHARACTERS("上海", 3, 6);
    CHARACTERS("👩\u200D👧x", 11, 12);
    CHARACTERS("🇩🇪🇫🇷", 8, 16);
    CHARACTERS("a\r\nb", 1, 3, 4);
    CHARACTERS("\xFF\xC3z", 1, 2, 3);
    CHARACTERS("\xF0\x9F\x98", 1, 2, 3);
    CHARACTERS("x\u1100\u1161\u11A8y", 1, 10, 11);
}

Test(text, a_flag_in_a_long_row_of_flags_is_found_from_both_sides)
{
    char bytes[8 * 100 + 2] = "x";
    for (int i = 0; i < 100; i++)
        strcat(bytes, "🇩🇪");
    Text *text = text_of(bytes);
    for (size_t at = 1; at < sizeof bytes - 1; at += 8) {
        cr_expect_eq(text_next(text, at), at + 8);
        cr_expect_eq(text_previous(text, at + 8), at);
    }
    text_free(text);
}

Test(text, a_character_without_end_is_cut_somewhere)
{
    char *bytes = memory_array(20001, 1);
    bytes[0] = 'a';
    for (size_t i = 1; i < 20000; i += 2)
        memcpy(bytes + i, "\u0301", 2);
    bytes[19999] = '\0';
    Text *text = text_of(bytes);
    size_t steps = 0;
    for (size_t at = 0; at < text_length(text); steps++) {
        size_t next = text_next(text, at);
        cr_assert_gt(next, at);
        at = next;
    }
    cr_expect_lt(steps, 10);
    for (size_t at = text_length(text); at > 0;) {
        size_t previous = text_previous(text, at);
        cr_assert_lt(previous, at);
        at = previous;
    }
    text_free(text);
    free(bytes);
}

Test(text, words_and_items)
{
    static const char bytes[] = "Ann Lee <ann.lee@example.com>,\nbob@y.org";
    Text *text = text_of(bytes);
    static const size_t words[] = {4, 9, 13, 17, 25, 31, 35, 37, 40};
    size_t at = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        at = text_next_word(text, at);
        cr_expect_eq(at, words[i], "word %zu: %zu", i, at);
    }
    cr_expect_eq(text_previous_word(text, 40), 37);
    cr_expect_eq(text_previous_word(text, 37), 35);
    cr_expect_eq(text_previous_word(text, 31), 25);
    cr_expect_eq(text_previous_word(text, 2), 0);
    cr_expect_eq(text_previous_item(text, 40), 31);
    cr_expect_eq(text_previous_item(text, 31), 8);
    text_free(text);
}

static void add(void *context, size_t at, size_t removed, size_t inserted)
{
    size_t *sum = context;
    sum[0] += at;
    sum[1] += removed;
    sum[2] += inserted;
    sum[3]++;
}

Test(text, watchers_are_told_of_each_change)
{
    size_t sums[4] = {0};
    Text *text = text_of("abc");
    text_watch(text, add, sums);
    text_replace(text, 1, 2, "wxyz", 4);
    size_t at;
    text_undo(text, &at);
    cr_expect_eq(sums[0], 2);
    cr_expect_eq(sums[1], 2 + 4);
    cr_expect_eq(sums[2], 4 + 2);
    text_set(text, "q", 1);
    cr_expect_eq(sums[3], 3);
    text_unwatch(text, add, sums);
    text_set(text, "", 0);
    cr_expect_eq(sums[3], 3);
    text_free(text);
}

/* Against a plain string, at random. */
enum { MOST = 4000, ROUNDS = 6000, HISTORY = 400 };

static unsigned seed = 7;

static size_t random_below(size_t limit)
{
    seed = seed * 1103515245U + 12345U;
    return limit ? (seed >> 8) % limit : 0;
}

static void lines_agree(const Text *text, const char *model, size_t length)
{
    size_t line = 0;
    size_t probe = random_below(length + 1);
    size_t start = 0;
    for (size_t i = 0; i < probe; i++) {
        if (model[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    cr_assert_eq(text_line_of(text, probe), line);
    cr_assert_eq(text_line_start(text, line), start);
}

static void agrees(const Text *text, const char *model, size_t length)
{
    cr_assert_eq(text_length(text), length);
    char part[128];
    size_t from = random_below(length + 1);
    size_t got = text_read(text, from, part, sizeof part);
    cr_assert_eq(got, length - from < sizeof part ? length - from : sizeof part);
    cr_assert(memcmp(part, model + from, got) == 0);
    lines_agree(text, model, length);
}

Test(text, behaves_as_a_plain_string_does)
{
    static char model[MOST * 2];
    static char *history[HISTORY];
    static size_t lengths[HISTORY];
    Text *text = text_new();
    size_t length = 0;
    for (int round = 0; round < ROUNDS; round++) {
        size_t at = random_below(length + 1);
        size_t removed = random_below(3) ? random_below(4) : random_below(length + 1);
        if (removed > length - at)
            removed = length - at;
        char bytes[600];
        size_t added = random_below(3) ? random_below(4) : random_below(sizeof bytes);
        if (length - removed + added > MOST)
            added = 0;
        for (size_t i = 0; i < added; i++)
            bytes[i] = "ab,\n \xC3"[random_below(6)];
        text_replace(text, at, removed, bytes, added);
        memmove(model + at + added, model + at + removed, length - at - removed);
        memcpy(model + at, bytes, added);
        length += added - removed;
        agrees(text, model, length);
        size_t copy_length;
        char *copy = text_copy(text, &copy_length);
        cr_assert(memcmp(copy, model, length) == 0);
        free(copy);
    }
    /* Undo and redo go through the same texts. */
    text_set(text, model, length);
    for (size_t i = 0; i < HISTORY; i++) {
        history[i] = text_copy(text, &lengths[i]);
        size_t at = random_below(lengths[i] + 1);
        size_t removed = random_below(lengths[i] - at + 1) % 300;
        char bytes[200];
        memset(bytes, i % 5 ? 'x' : '\n', sizeof bytes);
        text_replace(text, at, removed, bytes, 1 + random_below(sizeof bytes));
        text_undo_boundary(text);
    }
    size_t at;
    for (size_t i = HISTORY; i-- > 0;) {
        cr_assert(text_undo(text, &at));
        agrees(text, history[i], lengths[i]);
    }
    cr_expect(!text_undo(text, &at));
    for (size_t i = 1; i < HISTORY; i++) {
        cr_assert(text_redo(text, &at));
        agrees(text, history[i], lengths[i]);
    }
    for (size_t i = 0; i < HISTORY; i++)
        free(history[i]);
    text_free(text);
}

static void snapshot_reads(TextSnapshot *snapshot, const char *expected)
{
    char *copy = memory_new(text_snapshot_length(snapshot) + 1);
    const char *piece;
    size_t length, at = 0;
    for (size_t i = 0; (piece = text_snapshot_piece(snapshot, i, &length)); i++) {
        cr_expect(length > 0);
        memcpy(copy + at, piece, length);
        at += length;
    }
    cr_expect_eq(at, text_snapshot_length(snapshot));
    cr_expect_str_eq(copy, expected);
    free(copy);
}

Test(text, a_snapshot_stays_as_it_is)
{
    Text *text = text_of("ann@x.org, bob@y.org");
    TextSnapshot *first = text_snapshot(text);
    type(text, 4, "ie");
    TextSnapshot *second = text_snapshot(text);
    text_replace(text, 0, 9, NULL, 0);
    reads(text, "rg, bob@y.org");
    snapshot_reads(first, "ann@x.org, bob@y.org");
    snapshot_reads(second, "ann@iex.org, bob@y.org");
    text_snapshot_free(first);
    type(text, 2, "!");
    text_free(text);
    snapshot_reads(second, "ann@iex.org, bob@y.org");
    text_snapshot_free(second);
    text_snapshot_free(NULL);

    Text *empty = text_new();
    TextSnapshot *nothing = text_snapshot(empty);
    snapshot_reads(nothing, "");
    text_snapshot_free(nothing);
    text_free(empty);
}

static void count_change(void *context, size_t at, size_t removed, size_t inserted)
{
    size_t *changes = context;
    changes[0] = at;
    changes[1] = removed;
    changes[2] = inserted;
}

Test(text, takes_the_bytes_of_another)
{
    Text *text = text_of("a, b");
    size_t changes[3] = {9, 9, 9};
    text_watch(text, count_change, changes);
    type(text, 4, "c");
    unsigned long state = text_state(text);
    text_take(text, text_of("first\nsecond\nthird"));
    reads(text, "first\nsecond\nthird");
    cr_expect_eq(text_line_start(text, 2), 13);
    cr_expect_eq(text_line_of(text, 7), 1);
    cr_expect(changes[0] == 0 && changes[1] == 5 && changes[2] == 18);
    cr_expect(text_state(text) != state);
    size_t at;
    cr_expect_not(text_undo(text, &at));
    type(text, 5, "!");
    reads(text, "first!\nsecond\nthird");
    text_free(text);
}
