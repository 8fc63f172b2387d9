#include "core/address_order.h"

#include "core/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static AddressOrder *order_of(const char *text)
{
    AddressOrder *order = address_order_new(memory_text(text), strlen(text));
    while (!address_order_step(order, 1))
        cr_assert_leq(address_order_percent(order), 100);
    cr_expect_eq(address_order_percent(order), 100);
    return order;
}

static void expect(const char *text, const char *expected)
{
    size_t length;
    AddressOrder *order = order_of(text);
    char *sorted = address_order_text(order, &length);
    cr_expect_str_eq(sorted, expected);
    cr_expect_eq(length, strlen(sorted));
    free(sorted);
    address_order_free(order);
}

Test(address_order, what_is_not_valid_comes_first_then_by_address)
{
    expect("b@x.org; C <A@x.org>, no at,c@x.org", "no at, C <A@x.org>, b@x.org, c@x.org");
    expect("b@x.org\na@x.org\n", "a@x.org,\nb@x.org");
    expect("person.ten@x.org, person.two@x.org, PERSON.nine@x.org",
           "PERSON.nine@x.org, person.ten@x.org, person.two@x.org");
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
    size_t length;
    AddressOrder *order = order_of(text);
    char *sorted = address_order_text(order, &length), *at = sorted;
    for (unsigned i = 0; i < COUNT; i++) {
        char expected[16];
        snprintf(expected, sizeof expected, "p%03u@x.org", i);
        cr_assert_eq(strncmp(at, expected, 10), 0, "%u: %.10s", i, at);
        at += 12;
    }
    free(sorted);
    free(text);
    address_order_free(order);
}
