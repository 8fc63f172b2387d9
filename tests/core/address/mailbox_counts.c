/* Counting mailboxes by their hashes. */
#include "core/address/mailbox_counts.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

/* Hashes that differ in the lowest bits alone, in the highest alone, and in many. */
static uint64_t hash(size_t number, int kind)
{
    uint64_t n = number + 1;
    return kind == 0 ? n : kind == 1 ? n << 40 : (n * 0x9E3779B97F4A7C15U) >> 2;
}

Test(mailbox_counts, each_has_its_count_and_is_saved_or_not)
{
    enum { EACH = 3000 };
    for (int kind = 0; kind < 3; kind++) {
        MailboxCounts counts = {0};
        cr_expect_eq(mailbox_counts_get(&counts, hash(0, kind)), 0);
        for (size_t i = 0; i < EACH; i++) {
            for (size_t j = 0; j <= i % 3; j++)
                cr_assert_eq(mailbox_counts_add(&counts, hash(i, kind)), j + 1);
            if (i % 5 == 0)
                mailbox_counts_save(&counts, hash(i, kind));
        }
        for (size_t i = 0; i < EACH; i += 2)
            cr_assert_eq(mailbox_counts_remove(&counts, hash(i, kind)), i % 3);
        for (size_t i = 0; i < EACH; i++) {
            cr_assert_eq(mailbox_counts_get(&counts, hash(i, kind)), i % 3 + i % 2);
            cr_assert_eq(mailbox_counts_is_saved(&counts, hash(i, kind)), i % 5 == 0);
        }
        cr_expect_not(mailbox_counts_is_saved(&counts, hash(EACH, kind)));
        mailbox_counts_reset(&counts);
        cr_expect_eq(mailbox_counts_get(&counts, hash(1, kind)), 0);
        cr_expect(mailbox_counts_is_saved(&counts, hash(5, kind)));
        mailbox_counts_forget_saved(&counts);
        cr_expect_not(mailbox_counts_is_saved(&counts, hash(5, kind)));
        mailbox_counts_clear(&counts);
    }
}

Test(mailbox_counts, one_mailbox_can_stand_everywhere)
{
    enum { TIMES = 70000 };
    MailboxCounts counts = {0};
    for (size_t i = 1; i <= TIMES; i++) {
        cr_assert_eq(mailbox_counts_add(&counts, 7), i);
        cr_assert_eq(mailbox_counts_add(&counts, 7 + 16), i);
    }
    mailbox_counts_save(&counts, 7);
    for (size_t i = TIMES; i-- > 0;)
        cr_assert_eq(mailbox_counts_remove(&counts, 7), i);
    cr_expect(mailbox_counts_is_saved(&counts, 7));
    cr_expect_eq(mailbox_counts_get(&counts, 7 + 16), TIMES);
    mailbox_counts_reset(&counts);
    cr_expect_eq(mailbox_counts_get(&counts, 7 + 16), 0);
    cr_expect_eq(mailbox_counts_add(&counts, 7 + 16), 1);
    mailbox_counts_clear(&counts);
}
