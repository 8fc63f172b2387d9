#include "core/merge.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Contact contact_of(const char *emails, const char *phone, bool alerts)
{
    Contact contact;
    AddressFindings findings = {0};
    contact_init(&contact);
    address_list_parse(contact.emails, emails, strlen(emails), &findings);
    cr_assert_eq(findings.count, 0, "%s", emails);
    contact.phone = memory_text(phone);
    contact.alerts = alerts;
    return contact;
}

/* Merges lists of addresses and expects a list and collisions. */
static void expect_list(const char *base, const char *theirs, const char *ours, const char *merged,
                        unsigned collisions)
{
    Contact a = contact_of(base, NULL, false), b = contact_of(theirs, NULL, false);
    Contact c = contact_of(ours, NULL, false), result;
    cr_expect_eq(contact_merge(&a, &b, &c, &result, NULL), collisions, "%s | %s | %s", base, theirs,
                 ours);
    char *text = address_list_print(result.emails, " ");
    cr_expect_str_eq(text, merged, "%s | %s | %s gave %s", base, theirs, ours, text);
    free(text);
    contact_clear(&a);
    contact_clear(&b);
    contact_clear(&c);
    contact_clear(&result);
}

Test(merge, additions_and_removals_of_both_count)
{
    expect_list("a@x.y, b@x.y", "a@x.y, b@x.y", "a@x.y, b@x.y", "a@x.y b@x.y", MERGE_CLEAN);
    expect_list("a@x.y", "a@x.y, t@x.y", "a@x.y", "a@x.y t@x.y", MERGE_CLEAN);
    expect_list("a@x.y", "a@x.y", "a@x.y, o@x.y", "a@x.y o@x.y", MERGE_CLEAN);
    expect_list("a@x.y, b@x.y", "b@x.y, t@x.y", "a@x.y, b@x.y, o@x.y", "b@x.y t@x.y o@x.y",
                MERGE_CLEAN);
    expect_list("", "t@x.y", "o@x.y", "t@x.y o@x.y", MERGE_CLEAN);
    expect_list("a@x.y, b@x.y", "a@x.y", "a@x.y", "a@x.y", MERGE_CLEAN);
    expect_list("a@x.y", "a@x.y, n@x.y", "a@x.y, n@x.y", "a@x.y n@x.y", MERGE_CLEAN);
    expect_list("a@x.y, b@x.y", "b@x.y", "a@x.y, b@x.y, c@x.y", "b@x.y c@x.y", MERGE_CLEAN);
}

Test(merge, an_addition_stays_behind_the_address_that_it_followed)
{
    expect_list("a@x.y, b@x.y, c@x.y", "a@x.y, t@x.y, u@x.y, b@x.y, c@x.y", "a@x.y, b@x.y, c@x.y",
                "a@x.y t@x.y u@x.y b@x.y c@x.y", MERGE_CLEAN);
    expect_list("a@x.y, b@x.y", "t@x.y, a@x.y, b@x.y", "a@x.y, b@x.y, o@x.y",
                "t@x.y a@x.y b@x.y o@x.y", MERGE_CLEAN);
}

Test(merge, the_order_is_that_of_the_one_who_changed_it)
{
    expect_list("a@x.y, b@x.y", "b@x.y, a@x.y", "a@x.y, b@x.y, o@x.y", "b@x.y o@x.y a@x.y",
                MERGE_CLEAN);
    expect_list("a@x.y, b@x.y", "a@x.y, b@x.y, t@x.y", "b@x.y, a@x.y", "b@x.y t@x.y a@x.y",
                MERGE_CLEAN);
    expect_list("a@x.y, b@x.y, c@x.y", "c@x.y, a@x.y, b@x.y", "b@x.y, a@x.y, c@x.y",
                "b@x.y a@x.y c@x.y", MERGE_ORDER);
    expect_list("a@x.y, b@x.y", "b@x.y, a@x.y", "b@x.y, a@x.y", "b@x.y a@x.y", MERGE_CLEAN);
}

Test(merge, who_is_told_first_can_be_one_only)
{
    expect_list("a@x.y", "t@x.y, a@x.y", "o@x.y, a@x.y", "t@x.y o@x.y a@x.y", MERGE_ORDER);
}

Test(merge, two_changes_of_the_same_address_collide)
{
    expect_list("ab@x.y", "aB@x.y", "Ab@x.y", "Ab@x.y", MERGE_SPELLING);
    expect_list("ab@x.y, b@x.y", "aB@x.y, b@x.y", "b@x.y", "b@x.y", MERGE_SPELLING);
    expect_list("ab@x.y, b@x.y", "b@x.y", "AB@x.y, b@x.y", "AB@x.y b@x.y", MERGE_SPELLING);
    expect_list("ab@x.y", "aB@x.y", "ab@x.y, o@x.y", "aB@x.y o@x.y", MERGE_CLEAN);
}

Test(merge, nobody_left_is_a_collision)
{
    expect_list("a@x.y, b@x.y", "a@x.y", "b@x.y", "", MERGE_EMPTY);
    expect_list("a@x.y", "", "a@x.y", "", MERGE_CLEAN);
}

static void expect_phone(const char *base, const char *theirs, const char *ours, const char *merged,
                         unsigned collisions)
{
    Contact a = contact_of("", base, false), b = contact_of("", theirs, false);
    Contact c = contact_of("", ours, false), result;
    cr_expect_eq(contact_merge(&a, &b, &c, &result, NULL), collisions);
    cr_expect_str_eq(result.phone ? result.phone : "none", merged);
    contact_clear(&a);
    contact_clear(&b);
    contact_clear(&c);
    contact_clear(&result);
}

Test(merge, the_phone_number_is_that_of_the_one_who_changed_it)
{
    expect_phone(NULL, NULL, NULL, "none", MERGE_CLEAN);
    expect_phone("+1", "+2", "+1", "+2", MERGE_CLEAN);
    expect_phone("+1", "+1", "+3", "+3", MERGE_CLEAN);
    expect_phone("+1", NULL, "+1", "none", MERGE_CLEAN);
    expect_phone("+1", "+2", "+2", "+2", MERGE_CLEAN);
    expect_phone("+1", "+2", "+3", "+3", MERGE_PHONE);
    expect_phone(NULL, "+2", "+3", "+3", MERGE_PHONE);
    expect_phone("+1", NULL, "+3", "+3", MERGE_PHONE);
}

Test(merge, the_toggle_is_that_of_the_one_who_changed_it)
{
    for (int i = 0; i < 8; i++) {
        bool base = i & 1, theirs = i & 2, ours = i & 4;
        Contact a = contact_of("", NULL, base), b = contact_of("", NULL, theirs);
        Contact c = contact_of("", NULL, ours), result;
        cr_expect_eq(contact_merge(&a, &b, &c, &result, NULL), MERGE_CLEAN);
        cr_expect_eq(result.alerts, theirs != base || ours != base ? !base : base);
        contact_clear(&a);
        contact_clear(&b);
        contact_clear(&c);
        contact_clear(&result);
    }
}

/* The rest is not looked at, however much it is. */
Test(merge, one_that_is_not_wanted_any_more_ends_at_once)
{
    Contact base = contact_of("a@x.example", NULL, false), result;
    Contact theirs = contact_of("a@x.example, t@x.example", NULL, false);
    Contact ours = contact_of("o@x.example, a@x.example", NULL, false);
    Progress progress = {0};
    cr_assert(progress_cancel(&progress));
    contact_merge(&base, &theirs, &ours, &result, &progress);
    cr_expect_lt(address_list_count(result.emails), 3);
    contact_clear(&result);
    contact_merge(&base, &theirs, &ours, &result, NULL);
    cr_expect_eq(address_list_count(result.emails), 3);
    contact_clear(&result);
    contact_clear(&ours);
    contact_clear(&theirs);
    contact_clear(&base);
}
