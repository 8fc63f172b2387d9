#include "core/address/address_list.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(AddressList *list, const char *text)
{
    cr_assert_eq(address_check(text, strlen(text), NULL), ADDRESS_OK, "%s", text);
    cr_expect(address_list_add(list, text, strlen(text)), "%s", text);
}

static void prints(const AddressList *list, const char *expected)
{
    char *text = address_list_print(list, ", ");
    cr_expect_str_eq(text, expected, "%s", text);
    free(text);
}

static AddressList *list_of(const char *text)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, text, strlen(text), &findings);
    cr_expect_eq(findings.count, 0, "%s", text);
    address_findings_clear(&findings);
    return list;
}

Test(address_list, keeps_order_and_spelling)
{
    AddressList *list = address_list_new();
    prints(list, "");
    add(list, "b@x.com");
    add(list, "A@X.com");
    add(list, "\"c,d\"@x.com");
    cr_expect_eq(address_list_count(list), 3);
    cr_expect_str_eq(address_list_get(list, 1), "A@X.com");
    prints(list, "b@x.com, A@X.com, \"c,d\"@x.com");
    address_list_free(list);
    address_list_free(NULL);
}

Test(address_list, has_each_mailbox_once)
{
    AddressList *list = list_of("a@bücher.example, ops@contoso.com");
    cr_expect_not(address_list_add(list, "A@XN--BCHER-KVA.example", 23));
    cr_expect_not(address_list_add(list, "\"o\\ps\"@CONTOSO.com", 18));
    cr_expect_eq(address_list_find(list, "\"OPS\"@contoso.com", 17), 1);
    cr_expect_eq(address_list_find(list, "op@contoso.com", 14), ADDRESS_LIST_NONE);
    prints(list, "a@bücher.example, ops@contoso.com");
    address_list_free(list);
}

Test(address_list, removes_and_finds_what_is_left)
{
    AddressList *list = list_of("a@x.com, b@x.com, c@x.com, d@x.com");
    cr_expect_eq(address_list_find(list, "c@x.com", 7), 2);
    address_list_remove(list, 1);
    prints(list, "a@x.com, c@x.com, d@x.com");
    cr_expect_eq(address_list_find(list, "c@x.com", 7), 1);
    cr_expect_eq(address_list_find(list, "b@x.com", 7), ADDRESS_LIST_NONE);
    address_list_remove(list, 2);
    address_list_remove(list, 0);
    prints(list, "c@x.com");
    add(list, "b@x.com");
    prints(list, "c@x.com, b@x.com");
    address_list_remove(list, 0);
    address_list_remove(list, 0);
    prints(list, "");
    cr_expect_eq(address_list_find(list, "b@x.com", 7), ADDRESS_LIST_NONE);
    address_list_free(list);
}

Test(address_list, subtracts_by_mailbox)
{
    AddressList *list = list_of("a@x.com, b@x.com, c@x.com, d@x.com");
    AddressList *others = list_of("D@x.com, z@x.com, B@X.COM");
    cr_expect_eq(address_list_subtract(list, others), 2);
    prints(list, "a@x.com, c@x.com");
    cr_expect_eq(address_list_find(list, "c@x.com", 7), 1);
    cr_expect_eq(address_list_subtract(list, list), 2);
    prints(list, "");
    address_list_free(others);
    address_list_free(list);
}

Test(address_list, a_copy_is_equal_and_its_own)
{
    AddressList *list = list_of("a@x.com, b@x.com");
    AddressList *copy = address_list_copy(list);
    cr_expect(address_list_equal(list, copy));
    add(copy, "c@x.com");
    cr_expect_not(address_list_equal(list, copy));
    cr_expect_eq(address_list_count(list), 2);
    AddressList *swapped = list_of("b@x.com, a@x.com");
    AddressList *respelled = list_of("A@x.com, b@x.com");
    AddressList *empty = address_list_new();
    AddressList *empty_copy = address_list_copy(empty);
    cr_expect_not(address_list_equal(list, swapped));
    cr_expect_not(address_list_equal(list, respelled));
    cr_expect_not(address_list_equal(list, empty));
    cr_expect(address_list_equal(empty, empty_copy));
    address_list_free(empty_copy);
    address_list_free(empty);
    address_list_free(respelled);
    address_list_free(swapped);
    address_list_free(copy);
    address_list_free(list);
}

Test(address_list, a_hundred_thousand_addresses_stay_in_order_and_are_found)
{
    enum { COUNT = 100000 };
    AddressList *list = address_list_new();
    char text[64];
    for (int i = 0; i < COUNT; i++) {
        int length = snprintf(text, sizeof text, "user%d@d%d.example", i, i % 7);
        cr_assert(address_list_add(list, text, (size_t)length));
    }
    for (int i = 0; i < COUNT; i++) {
        int length = snprintf(text, sizeof text, "USER%d@D%d.example", i, i % 7);
        cr_assert_eq(address_list_find(list, text, (size_t)length), (size_t)i);
        cr_assert_not(address_list_add(list, text, (size_t)length));
    }
    cr_expect_eq(address_list_count(list), COUNT);
    cr_expect_str_eq(address_list_get(list, COUNT - 1), "user99999@d4.example");
    address_list_free(list);
}

Test(address_list, copies_are_of_their_own)
{
    AddressList *list = list_of("a@x.com, b@x.com, c@x.com");
    AddressList *copy = address_list_copy(list);
    cr_expect(address_list_equal(list, copy));
    add(copy, "d@x.com");
    prints(list, "a@x.com, b@x.com, c@x.com");
    prints(copy, "a@x.com, b@x.com, c@x.com, d@x.com");
    AddressList *third = address_list_copy(copy);
    address_list_remove(copy, 0);
    prints(third, "a@x.com, b@x.com, c@x.com, d@x.com");
    cr_expect_eq(address_list_find(copy, "d@x.com", 7), 2);
    address_list_free(copy);
    cr_expect_eq(address_list_find(third, "d@x.com", 7), 3);
    cr_expect_eq(address_list_subtract(third, list), 3);
    prints(third, "d@x.com");
    prints(list, "a@x.com, b@x.com, c@x.com");
    address_list_free(third);
    address_list_free(list);
}

/* Each of some hundred addresses is found and told by its number, whatever was done before. */
static void numbers_are(AddressList *list, const int *numbers, size_t count)
{
    cr_assert_eq(address_list_count(list), count);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        char text[32];
        int length = snprintf(text, sizeof text, "a%d@x.com", numbers[i]);
        cr_expect_str_eq(address_list_get(list, i), text);
        cr_expect_eq(address_list_find(list, text, (size_t)length), i);
        bytes += (size_t)length + 1;
    }
    cr_expect_eq(address_list_bytes(list), bytes);
}

Test(address_list, keeps_its_numbers)
{
    enum { MANY = 300 };
    AddressList *list = address_list_new();
    int numbers[MANY];
    for (int i = 0; i < MANY; i++) {
        char text[32];
        snprintf(text, sizeof text, "a%d@x.com", i);
        add(list, text);
        numbers[i] = i;
    }
    numbers_are(list, numbers, MANY);
    address_list_pack(list);
    numbers_are(list, numbers, MANY);
    size_t count = MANY;
    for (size_t at = 0; at < count; at += 3) {
        address_list_remove(list, at);
        memmove(numbers + at, numbers + at + 1, (--count - at) * sizeof *numbers);
    }
    numbers_are(list, numbers, count);
    address_list_free(list);
}

/* The text in two parts, cut at each of its lines, has the findings of the whole. */
static void same_in_parts(const char *text)
{
    size_t length = strlen(text);
    AddressList *whole = address_list_new();
    AddressFindings expected = {0};
    address_list_parse(whole, text, length, &expected);
    for (size_t cut = 0; cut <= length; cut++) {
        if (cut > 0 && cut < length && text[cut - 1] != '\n')
            continue;
        AddressList *list = address_list_new();
        AddressFindings findings = {0};
        AddressPart part = {0};
        address_list_parse_part(list, text, cut, &part, &findings);
        address_list_parse_part(list, text + cut, length - cut, &part, &findings);
        address_list_parse_end(&part, &findings);
        cr_expect(address_list_equal(list, whole), "%zu", cut);
        cr_assert_eq(findings.count, expected.count, "%zu", cut);
        for (size_t i = 0; i < findings.count; i++) {
            char *words = address_finding_text(&findings.items[i], text, length, list);
            char *same = address_finding_text(&expected.items[i], text, length, whole);
            cr_expect_str_eq(words, same, "%zu: %s / %s", cut, words, same);
            free(words);
            free(same);
        }
        address_findings_clear(&findings);
        address_list_free(list);
    }
    address_findings_clear(&expected);
    address_list_free(whole);
}

Test(address_list, a_text_can_come_in_parts)
{
    same_in_parts("a@x.com,\nb@@x.com, c\n\nA@x.com\r\nd@x.com <e@x.com>;\n\"f\n");
    same_in_parts("a@x.com, b@@x.com\n\n");
    same_in_parts("\n\nb@@x.com");
    same_in_parts("");
}

Test(address_list, a_copy_apart_has_the_same_and_a_table_of_its_own)
{
    AddressList *list = address_list_new();
    address_list_add(list, "a@x.com", 7);
    address_list_add(list, "b@x.com", 7);
    AddressList *apart = address_list_copy_indexed(list), *again = address_list_copy_indexed(apart);
    cr_expect(address_list_equal(list, apart));
    cr_expect_eq(address_list_find(apart, "B@x.com", 7), 1);
    address_list_add(list, "c@x.com", 7); /* neither sees what the other becomes */
    address_list_remove(apart, 0);
    cr_expect_eq(address_list_count(list), 3);
    cr_expect_eq(address_list_count(apart), 1);
    address_list_free(list);
    cr_expect_str_eq(address_list_get(apart, 0), "b@x.com");
    address_list_pack(again);
    cr_expect_eq(address_list_find(again, "b@x.com", 7), 1);
    address_list_free(apart);
    address_list_free(again);
}

/* The addresses of `text`, as a list like `other`. */
static AddressList *like(const AddressList *other, const char *text)
{
    AddressList *list = address_list_new_delta(other);
    AddressFindings findings = {0};
    address_list_parse(list, text, strlen(text), &findings);
    address_findings_clear(&findings);
    return list;
}

Test(address_list, one_like_another_has_what_is_added_to_it)
{
    AddressList *first = list_of("a@x.org, b@x.org, c@x.org, d@x.org");
    AddressList *second = like(first, "new@x.org, a@x.org, B@x.org, d@x.org, A@x.org, c@x.org");
    prints(second, "new@x.org, a@x.org, B@x.org, d@x.org, c@x.org");
    cr_expect_eq(address_list_bytes(second), 5 * 8 + 2);
    cr_expect_eq(address_list_find(second, "c@X.org", 7), 4);
    address_list_pack(second);
    AddressList *third = like(second, "a@x.org, new@x.org, c@x.org, e@x.org");
    address_list_pack(third);
    AddressList *copy = address_list_copy(third), *apart = address_list_copy_indexed(third);
    address_list_free(first);
    address_list_free(second);
    prints(third, "a@x.org, new@x.org, c@x.org, e@x.org");
    cr_expect(address_list_equal(third, apart));
    cr_expect(address_list_add(copy, "f@x.org", 7));
    address_list_remove(third, 0);
    prints(copy, "a@x.org, new@x.org, c@x.org, e@x.org, f@x.org");
    prints(third, "new@x.org, c@x.org, e@x.org");
    prints(apart, "a@x.org, new@x.org, c@x.org, e@x.org");
    cr_expect_eq(address_list_find(apart, "e@x.org", 7), 3);
    cr_expect_not(address_list_equal(third, apart));
    address_list_free(third);
    address_list_free(copy);
    address_list_free(apart);
}

Test(address_list, one_like_another_may_be_in_another_order_or_quite_different)
{
    enum { MANY = 20000 };
    AddressList *base = address_list_new(), *plain = address_list_new();
    AddressList *back = address_list_new_delta(base), *other;
    address_list_free(back);
    char text[32];
    for (int i = 0; i < MANY; i++)
        address_list_add(base, text, (size_t)snprintf(text, sizeof text, "a%d@x.org", i));
    back = address_list_new_delta(base);
    other = address_list_new_delta(base);
    for (int i = MANY; i-- > 0;) {
        size_t length = (size_t)snprintf(text, sizeof text, "a%d@x.org", i);
        cr_assert(address_list_add(back, text, length));
        cr_assert(address_list_add(plain, text, length));
        cr_assert_not(address_list_add(back, text, length));
        length = (size_t)snprintf(text, sizeof text, "b%d@x.org", i);
        cr_assert(address_list_add(other, text, length));
    }
    cr_expect(address_list_equal(back, plain));
    cr_expect_eq(address_list_count(other), MANY);
    cr_expect_str_eq(address_list_get(other, 1), "b19998@x.org");
    cr_expect_eq(address_list_subtract(back, base), MANY);
    address_list_free(base);
    address_list_free(plain);
    address_list_free(back);
    address_list_free(other);
}
