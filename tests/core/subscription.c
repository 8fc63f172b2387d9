#include "core/subscription.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static const char id_a[] = "0a1b2c3d-0000-4000-8000-000000000001";
static const char id_b[] = "0a1bffff-0000-4000-8000-000000000002";
static const char id_c[] = "ffffffff-0000-4000-8000-000000000003";

static Subscription subscription_of(const char *id, const char *name)
{
    return (Subscription){
        .id = strdup(id), .name = strdup(name), .tenant = strdup(""), .state = strdup("Enabled")};
}

Test(subscription, ids)
{
    static const char *const wrong[] = {"",
                                        "0a1b2c3d",
                                        "0a1b2c3d-0000-4000-8000-00000000000",
                                        "0a1b2c3d-0000-4000-8000-0000000000011",
                                        "0a1b2c3d-0000-4000-8000-00000000000g",
                                        "0a1b2c3d00000-4000-8000-000000000001",
                                        "0a1b2c3d-0000-4000-8000-00000000000-",
                                        "../../etc/passwd-8000-000000000000001",
                                        " 0a1b2c3d-0000-4000-8000-00000000001"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_not(subscription_id_is_valid(wrong[i]), "%s", wrong[i]);
        cr_expect(subscription_id_normal(wrong[i]) == NULL, "%s", wrong[i]);
    }
    char *normal = subscription_id_normal("0A1B2C3D-0000-4000-8000-00000000000F");
    cr_expect_str_eq(normal, "0a1b2c3d-0000-4000-8000-00000000000f");
    free(normal);
}

Test(subscription, resource_groups_are_compared_without_case)
{
    Subscription subscription = subscription_of(id_a, "A");
    cr_expect(subscription_add_resource_group(&subscription, "rg-Web"));
    cr_expect(subscription_add_resource_group(&subscription, "rg-db"));
    cr_expect_not(subscription_add_resource_group(&subscription, "RG-WEB"));
    cr_expect(subscription_add_resource_group(&subscription, "größe"));
    cr_expect_not(subscription_add_resource_group(&subscription, "GRÖßE"));
    cr_expect_eq(subscription.resource_group_count, 3);
    cr_expect_str_eq(subscription.resource_groups[0], "rg-Web");
    subscription_clear(&subscription);
}

static void differ(const Subscription *before, const Subscription *after, const char *expected)
{
    char *text = subscription_difference(before, after);
    cr_expect_str_eq(text, expected, "%s", text);
    cr_expect_eq(subscription_equal(before, after), strcmp(expected, "no changes") == 0);
    free(text);
}

Test(subscription, difference_in_words)
{
    Subscription before = subscription_of(id_a, "A"), after;
    subscription_add_resource_group(&before, "one");
    subscription_copy(&after, &before);
    differ(&before, &after, "no changes");
    free(after.name);
    after.name = strdup("B\033[2J");
    subscription_add_resource_group(&after, "two");
    subscription_add_resource_group(&after, "three");
    differ(&before, &after, "name \"A\" -> \"B^[[2J\", 2 resource groups added");
    differ(&after, &before, "name \"B^[[2J\" -> \"A\", 2 resource groups removed");
    free(after.name);
    after.name = strdup("A");
    free(after.state);
    after.state = strdup("Disabled");
    free(before.resource_groups[0]);
    before.resource_groups[0] = strdup("zero");
    differ(&before, &after,
           "state \"Enabled\" -> \"Disabled\", 3 resource groups added, 1 removed");
    subscription_clear(&after);
    subscription_copy(&after, &before);
    after.resource_groups[0][0] = 'Z';
    differ(&before, &after, "names or order of the resource groups changed");
    subscription_clear(&after);
    subscription_clear(&before);
}

static SubscriptionList three(void)
{
    SubscriptionList list = {0};
    Subscription a = subscription_of(id_a, "Production");
    Subscription b = subscription_of(id_b, "production");
    Subscription c = subscription_of(id_c, "Études 上海");
    subscription_list_add(&list, &a);
    subscription_list_add(&list, &b);
    subscription_list_add(&list, &c);
    cr_expect(c.id == NULL, "moved into the list");
    return list;
}

static void finds(const char *text, SubscriptionMatch match, size_t expected)
{
    SubscriptionList list = three();
    size_t index = 99, other = 99;
    cr_expect_eq(subscription_list_find(&list, text, &index, &other), match, "%s", text);
    if (match == SUBSCRIPTION_FOUND)
        cr_expect_eq(index, expected, "%s: %zu", text, index);
    if (match == SUBSCRIPTION_AMBIGUOUS)
        cr_expect(index == expected && other > index && other < 3, "%s", text);
    subscription_list_clear(&list);
}

Test(subscription, is_found_as_a_user_means_it)
{
    finds(id_b, SUBSCRIPTION_FOUND, 1);
    finds("FFFFFFFF-0000-4000-8000-000000000003", SUBSCRIPTION_FOUND, 2);
    finds("Production", SUBSCRIPTION_FOUND, 0);
    finds("production", SUBSCRIPTION_FOUND, 1);
    finds("PRODUCTION", SUBSCRIPTION_AMBIGUOUS, 0);
    finds("éTUDES 上海", SUBSCRIPTION_FOUND, 2);
    finds("0a1b2", SUBSCRIPTION_FOUND, 0);
    finds("0A1BF", SUBSCRIPTION_FOUND, 1);
    finds("0a1b", SUBSCRIPTION_AMBIGUOUS, 0);
    finds("fff", SUBSCRIPTION_FOUND, 2);
    finds("0", SUBSCRIPTION_AMBIGUOUS, 0);
    finds("Prod", SUBSCRIPTION_UNKNOWN, 0);
    finds("", SUBSCRIPTION_UNKNOWN, 0);
    finds("0a1b2c3d-0000-4000-8000-0000000000012", SUBSCRIPTION_UNKNOWN, 0);
}

static void refuses(const SubscriptionList *list, const char *text, const char *words)
{
    size_t index;
    Error error = {0};
    cr_expect_not(subscription_list_choose(list, text, &index, &error));
    cr_expect_eq(error.kind, ERROR_DATA);
    cr_expect_str_eq(error.text, words);
}

Test(subscription, that_none_or_several_are_meant_by_says_what_was_expected)
{
    SubscriptionList list = three(), none = {0};
    size_t index = 99;
    Error error = {0};
    cr_expect(subscription_list_choose(&list, "ff", &index, &error) && index == 2);
    refuses(&list, "x\033[2J",
            "no subscription \"x^[[2J\"; expected an id, a name or the start of an id: seccontacts "
            "subscriptions lists them");
    refuses(&none, "x",
            "no subscription \"x\": the site has none yet; az account list -o json | seccontacts "
            "import - brings them");
    refuses(&list, "PRODUCTION",
            "\"PRODUCTION\" means several subscriptions: \"Production\" "
            "(0a1b2c3d-0000-4000-8000-000000000001) and \"production\" "
            "(0a1bffff-0000-4000-8000-000000000002); expected an id, a name or the start of an id "
            "that only one has");
    subscription_list_clear(&list);
}

Test(subscription, a_copy_of_a_list_is_its_own)
{
    SubscriptionList list = three(), copy, empty = {0}, none;
    subscription_list_copy(&copy, &list);
    subscription_list_clear(&list);
    cr_expect_eq(copy.count, 3);
    cr_expect_str_eq(copy.items[2].name, "Études 上海");
    Subscription more = subscription_of(id_a, "more");
    cr_expect_str_eq(subscription_list_add(&copy, &more)->name, "more");
    subscription_list_clear(&copy);
    subscription_list_copy(&none, &empty);
    cr_expect_eq(none.count, 0);
    subscription_list_clear(&none);
}

Test(subscription, difference_of_lists_in_words)
{
    SubscriptionList before = {0}, after = {0};
    Subscription a = subscription_of(id_a, "A"), b = subscription_of(id_b, "B");
    subscription_list_add(&before, &a);
    subscription_list_add(&before, &b);
    a = subscription_of(id_b, "B");
    b = subscription_of(id_a, "A");
    subscription_list_add(&after, &a);
    subscription_list_add(&after, &b);
    char *text = subscription_list_difference(&before, &after);
    cr_expect_str_eq(text, "order of the subscriptions changed");
    free(text);
    a = subscription_of(id_c, "C");
    subscription_list_add(&after, &a);
    text = subscription_list_difference(&before, &after);
    cr_expect_str_eq(text, "1 subscription added");
    free(text);
    text = subscription_list_difference(&after, &before);
    cr_expect_str_eq(text, "1 subscription removed");
    free(text);
    free(after.items[0].name);
    after.items[0].name = strdup("Bee");
    free(after.items[1].id);
    after.items[1].id = strdup("0a1b2c3d-0000-4000-8000-00000000000f");
    text = subscription_list_difference(&before, &after);
    cr_expect_str_eq(text, "2 subscriptions added, 1 removed, 1 changed");
    free(text);
    subscription_list_clear(&before);
    subscription_list_clear(&after);
}
