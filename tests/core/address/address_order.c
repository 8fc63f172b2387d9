#include "core/address/address_order.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t read_text(const void *text, size_t at, char *to, size_t size)
{
    size_t length = strlen(text);
    size = at >= length ? 0 : size < length - at ? size : length - at;
    memcpy(to, (const char *)text + at, size);
    return size;
}

/* Of `text`, which must live as long. */
static AddressOrder *order_of(const char *text)
{
    AddressOrder *order = address_order_new(read_text, text, strlen(text));
    Progress progress = {0};
    cr_assert(address_order_run(order, &progress));
    return order;
}

typedef struct Sorted {
    const char *text, *gap;
    char *bytes;
    size_t length;
} Sorted;

static void take(void *to, size_t start, size_t length)
{
    Sorted *sorted = to;
    char *more = memory_format("%s%s%.*s", sorted->bytes, *sorted->bytes ? sorted->gap : "",
                               (int)length, sorted->text + start);
    free(sorted->bytes);
    sorted->bytes = more;
}

/* The items of `text` in order, and between them what is to stand there. The caller frees it. */
static char *sorted_text(const char *text)
{
    AddressOrder *order = order_of(text);
    Sorted sorted = {.text = text, .gap = address_order_gap(order), .bytes = memory_text("")};
    cr_expect(address_order_each(order, take, &sorted, NULL));
    address_order_free(order);
    return sorted.bytes;
}

static void expect(const char *text, const char *expected)
{
    char *sorted = sorted_text(text);
    cr_expect_str_eq(sorted, expected);
    free(sorted);
}

Test(address_order, what_is_not_valid_comes_first_then_by_address)
{
    expect("b@x.org; C <A@x.org>, no at,c@x.org", "no at, C <A@x.org>, b@x.org, c@x.org");
    expect("b@x.org\na@x.org\n", "a@x.org,\nb@x.org");
    expect("person.ten@x.org, person.two@x.org, PERSON.nine@x.org",
           "PERSON.nine@x.org, person.ten@x.org, person.two@x.org");
    expect("no at, a@x.org, bad@@x.org, B, no at all, bad@", "B, bad@, bad@@x.org, no at, "
                                                             "no at all, a@x.org");
    expect("a@x.org", "a@x.org");
    expect(" ,", "");
}

Test(address_order, equal_ones_keep_their_order)
{
    expect("x@y.z, A <a@b.c>, a@b.c, A@B.C", "A <a@b.c>, a@b.c, A@B.C, x@y.z");
}

Test(address_order, a_quote_that_is_not_closed_stays_alone)
{
    expect("b@x.org, \"a", "\"a,\nb@x.org");
}

Test(address_order, knows_what_is_in_order_already)
{
    AddressOrder *order = order_of("a@x.org, b@x.org, b@x.org");
    cr_expect(address_order_is_sorted(order));
    cr_expect_eq(address_order_count(order), 3);
    address_order_free(order);
    order = order_of("b@x.org, a@x.org");
    cr_expect_not(address_order_is_sorted(order));
    address_order_free(order);
}

Test(address_order, a_thousand_come_out_in_order)
{
    enum { COUNT = 1000 };
    char *text = memory_array(COUNT * 16 + 1, 1), *end = text;
    for (unsigned i = 0; i < COUNT; i++)
        end += sprintf(end, "p%03u@x.org, ", i * 7 % COUNT);
    char *sorted = sorted_text(text), *at = sorted;
    for (unsigned i = 0; i < COUNT; i++) {
        char expected[16];
        snprintf(expected, sizeof expected, "p%03u@x.org", i);
        cr_assert_eq(strncmp(at, expected, 10), 0, "%u: %.10s", i, at);
        at += 12;
    }
    free(sorted);
    free(text);
}

Test(address_order, long_beginnings_in_common_and_equal_ones_are_told_apart)
{
    expect("first.last.10@mail.example.com, first.last.1@mail.example.com, "
           "first.last.10@mail.example.co, b <FIRST.last.10@mail.example.com>, "
           "first.last.1@mail.example.com, first.last@mail.example.com",
           "first.last.10@mail.example.co, first.last.10@mail.example.com, "
           "b <FIRST.last.10@mail.example.com>, first.last.1@mail.example.com, "
           "first.last.1@mail.example.com, first.last@mail.example.com");
    enum { COUNT = 100 };
    char text[COUNT * 32] = "z@x.org", *end = text + strlen(text);
    for (unsigned i = 0; i < COUNT; i++)
        end += sprintf(end, ", n%u <same@mailbox.example>", i);
    char *sorted = sorted_text(text), *at = sorted;
    for (unsigned i = 0; i < COUNT; i++) {
        char expected[32];
        int length = snprintf(expected, sizeof expected, "n%u <same@mailbox.example>, ", i);
        cr_assert_eq(strncmp(at, expected, (size_t)length), 0, "%u: %.30s", i, at);
        at += length;
    }
    cr_expect_str_eq(at, "z@x.org");
    free(sorted);
}

Test(address_order, items_longer_than_a_window_stay_whole)
{
    enum { LONG = 200000 };
    char *text = memory_new(LONG + 64), *end = stpcpy(text, "b@x.org, \"");
    end = (char *)memset(end, 'q', LONG) + LONG;
    stpcpy(end, "\" <a@x.org>, c@x.org");
    char *sorted = sorted_text(text);
    cr_expect_eq(strlen(sorted), strlen(text)); /* ",\n" for ", " */
    cr_expect_eq(strncmp(sorted, "\"qqq", 4), 0);
    cr_expect_str_eq(sorted + strlen(sorted) - 18, ",\nb@x.org,\nc@x.org");
    free(sorted);
    free(text);
}

Test(address_order, can_be_given_up)
{
    AddressOrder *order = address_order_new(read_text, "b@x.org, a@x.org", 16);
    Progress progress = {0};
    cr_assert(progress_cancel(&progress));
    cr_expect_not(address_order_run(order, &progress));
    address_order_free(order);
}
