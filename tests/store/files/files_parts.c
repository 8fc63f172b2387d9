#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was taken so far. */
typedef struct Taken {
    SubscriptionList list;
    size_t parts, total;
    size_t stop_after; /* so many parts; 0: never */
} Taken;

static bool take(SubscriptionList *part, size_t first, size_t total, void *data)
{
    Taken *taken = data;
    if (first == 0)
        subscription_list_clear(&taken->list);
    cr_assert_eq(taken->list.count, first);
    taken->total = total;
    for (size_t i = 0; i < part->count; i++)
        subscription_list_add(&taken->list, &part->items[i]);
    part->count = 0;
    return ++taken->parts != taken->stop_after;
}

/* The same as a load: the list, the version, and whether there are comments. */
static void reads_like_a_load(const char *text, Taken *taken)
{
    Fixture fixture;
    fixture_open(&fixture);
    if (text)
        temporary_write(fixture.directory, "subscriptions.conf", text);
    SubscriptionList list;
    StoreVersionTag loaded, read;
    Error error = {0};
    *taken = (Taken){0};
    cr_assert(store_subscriptions_load(fixture.store, &list, &loaded, &error), "%s", error.text);
    cr_assert(store_subscriptions_read(fixture.store, take, taken, &read, &error), "%s",
              error.text);
    cr_expect_eq(taken->list.count, list.count);
    cr_expect_eq(taken->total, list.count);
    for (size_t i = 0; i < list.count && i < taken->list.count; i++)
        cr_expect(subscription_equal(&taken->list.items[i], &list.items[i]), "%s",
                  list.items[i].name);
    cr_expect(store_version_equal(&loaded.version, &read.version));
    cr_expect_eq(loaded.has_comments, read.has_comments, "comments: %d", read.has_comments);
    subscription_list_clear(&taken->list);
    subscription_list_clear(&list);
    fixture_close(&fixture);
}

/* `count` groups, with `behind` behind the number `at` of them. */
static char *many(size_t count, size_t at, const char *behind)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("mine = { subscriptions = ( 1, \"(\" ); };\nsubscriptions = (\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out,
                "  { id = \"20FF7FC3-e762-44dd-bd96-%012zx\"; name = \"No. %zu \\\" } ) // \"; "
                "resource_groups = [ \"a\", \"b\" ]; }%s%s\n",
                i, i, i == at ? behind : "", i + 1 < count ? "," : "");
    fputs(");\nyours = [ 1, 2 ];\n", out);
    fclose(out);
    return text;
}

Test(files_parts, many_come_in_parts_of_which_the_first_is_small)
{
    Taken taken;
    char *text = many(2000, 0, "");
    reads_like_a_load(text, &taken);
    cr_expect_eq(taken.parts, 5); /* 64, and 512 each */
    free(text);
}

Test(files_parts, comments_are_seen_wherever_they_stand)
{
    static const char *const comments[] = {" # } {", " // )", " /* , { */ "};
    for (size_t i = 0; i < sizeof comments / sizeof *comments; i++) {
        Taken taken;
        char *behind = memory_format("%s%s", comments[i], i < 2 ? "\n" : "");
        char *text = many(700, 63, behind);
        reads_like_a_load(text, &taken);
        cr_expect_gt(taken.parts, 1);
        free(text);
        free(behind);
    }
}

Test(files_parts, small_and_odd_files_are_read_too)
{
    static const char *const texts[] = {
        NULL,
        "subscriptions = ( );\n",
        "subscriptions : ({id=\"20ff7fc3-e762-44dd-bd96-b71116dcdc23\";})",
        "subscriptions = ( { id = \"20ff7fc3-e762-44dd-bd96-b71116dcdc23\"\n"
        "name = \"two \" \"texts\" } )\n# the end",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Taken taken;
        reads_like_a_load(texts[i], &taken);
        cr_expect_eq(taken.parts, 1);
    }
}

Test(files_parts, what_is_wrong_behind_the_first_part_is_told_as_by_a_load)
{
    static const char *const wrong[] = {"; { }",
                                        ", { id = 5; }",
                                        " }",
                                        ", { id = \"20ff7fc3-e762-"
                                        "44dd-bd96-000000000001\"; "
                                        "}",
                                        " \"",
                                        " /*",
                                        ", @include \"x\"\n{ }"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Fixture fixture;
        Taken taken = {0};
        SubscriptionList list;
        StoreVersionTag seen;
        Error loaded = {0}, read = {0};
        char *text = many(1000, 900, wrong[i]);
        fixture_open(&fixture);
        temporary_write(fixture.directory, "subscriptions.conf", text);
        cr_assert_not(store_subscriptions_load(fixture.store, &list, &seen, &loaded));
        cr_assert_not(store_subscriptions_read(fixture.store, take, &taken, &seen, &read), "%s",
                      wrong[i]);
        cr_expect_str_eq(read.text, loaded.text);
        cr_expect_eq(read.line, loaded.line);
        subscription_list_clear(&taken.list);
        free(text);
        fixture_close(&fixture);
    }
}

Test(files_parts, reading_can_be_given_up)
{
    Fixture fixture;
    Taken taken = {.stop_after = 2};
    StoreVersionTag seen;
    Error error = {0};
    char *text = many(5000, 0, "");
    fixture_open(&fixture);
    temporary_write(fixture.directory, "subscriptions.conf", text);
    cr_assert_not(store_subscriptions_read(fixture.store, take, &taken, &seen, &error));
    cr_expect_eq(error.kind, ERROR_CANCELLED);
    cr_expect_eq(taken.parts, 2);
    cr_expect_eq(taken.total, 5000);
    subscription_list_clear(&taken.list);
    free(text);
    fixture_close(&fixture);
}
