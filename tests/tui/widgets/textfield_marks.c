#include "tui/widgets/textfield_marks.h"

#include <criterion/criterion.h>
#include <string.h>

static void has(const TextMarks *marks, const TextRange *expected, size_t count)
{
    cr_assert_eq(textmarks_count(marks), count);
    for (size_t i = 0; i < count; i++) {
        TextRange range = textmarks_get(marks, i);
        cr_expect(range.start == expected[i].start && range.end == expected[i].end,
                  "range %zu is %zu to %zu", i, range.start, range.end);
    }
}

#define HAS(marks, ...)                                                                            \
    has(marks, (const TextRange[]){__VA_ARGS__},                                                   \
        sizeof(const TextRange[]){__VA_ARGS__} / sizeof(TextRange))

Test(marks, move_with_the_text)
{
    TextMarks marks = {0};
    textmarks_set(&marks, (TextRange[]){{2, 4}, {10, 15}, {20, 30}}, 3, 100);
    HAS(&marks, {2, 4}, {10, 15}, {20, 30});
    textmarks_edit(&marks, 0, 0, 5);
    HAS(&marks, {7, 9}, {15, 20}, {25, 35});
    textmarks_edit(&marks, 21, 2, 0);
    HAS(&marks, {7, 9}, {15, 20}, {23, 33});
    textmarks_edit(&marks, 9, 0, 1);
    HAS(&marks, {7, 9}, {16, 21}, {24, 34});
    textmarks_edit(&marks, 50, 10, 3);
    HAS(&marks, {7, 9}, {16, 21}, {24, 34});
    textmarks_clear(&marks);
    cr_expect_eq(textmarks_count(&marks), 0);
}

Test(marks, one_that_is_edited_goes)
{
    TextMarks marks = {0};
    textmarks_set(&marks, (TextRange[]){{2, 4}, {10, 15}, {20, 30}}, 3, 100);
    textmarks_edit(&marks, 12, 0, 1);
    HAS(&marks, {2, 4}, {21, 31});
    textmarks_edit(&marks, 3, 40, 0);
    cr_expect_eq(textmarks_count(&marks), 0);
    textmarks_clear(&marks);
}

Test(marks, are_found_by_their_place)
{
    TextMarks marks = {0};
    textmarks_set(&marks, (TextRange[]){{2, 4}, {10, 15}, {20, 30}}, 3, 100);
    textmarks_edit(&marks, 16, 0, 0);
    cr_expect_eq(textmarks_find(&marks, 0), 0);
    cr_expect_eq(textmarks_find(&marks, 3), 0);
    cr_expect_eq(textmarks_find(&marks, 4), 1);
    cr_expect_eq(textmarks_find(&marks, 15), 2);
    cr_expect_eq(textmarks_find(&marks, 30), 3);
    textmarks_clear(&marks);
}

/* Against ranges that are moved one by one. */
Test(marks, behave_as_plain_ranges_do)
{
    enum { COUNT = 200 };
    TextRange model[COUNT];
    size_t count = COUNT;
    size_t length = COUNT * 10;
    for (size_t i = 0; i < COUNT; i++)
        model[i] = (TextRange){i * 10 + 2, i * 10 + 6};
    TextMarks marks = {0};
    textmarks_set(&marks, model, COUNT, length);
    unsigned seed = 3;
    for (int round = 0; round < 2000 && count > 0; round++) {
        seed = seed * 1103515245U + 12345U;
        size_t at = (seed >> 8) % (length + 1);
        size_t removed = (seed >> 4) % 3;
        if (removed > length - at)
            removed = length - at;
        size_t inserted = (seed >> 20) % 5;
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            TextRange range = model[i];
            if (range.end <= at)
                model[kept++] = range;
            else if (range.start >= at + removed)
                model[kept++] =
                    (TextRange){range.start + inserted - removed, range.end + inserted - removed};
        }
        count = kept;
        length += inserted - removed;
        textmarks_edit(&marks, at, removed, inserted);
        has(&marks, model, count);
    }
    textmarks_clear(&marks);
}
