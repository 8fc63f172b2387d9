#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Subscription make(const char *id, const char *name)
{
    return (Subscription){.id = memory_text(id),
                          .name = memory_text(name),
                          .tenant = memory_text(""),
                          .state = memory_text("Enabled")};
}

static void load(Fixture *fixture, SubscriptionList *list, StoreVersionTag *seen)
{
    Error error = {0};
    cr_assert(store_subscriptions_load(fixture->store, list, seen, &error), "%s", error.text);
}

static void save(Fixture *fixture, const SubscriptionList *list, StoreVersionTag *seen)
{
    Error error = {0};
    cr_assert_eq(store_subscriptions_save(fixture->store, list, seen, &error), STORE_SAVED, "%s",
                 error.text);
}

static void file_is(const Fixture *fixture, const char *text)
{
    char *found = temporary_read(fixture->directory, "subscriptions.conf", NULL);
    cr_assert(found != NULL);
    cr_expect_str_eq(found, text, "\n   found: %s\nexpected: %s", found, text);
    free(found);
}

Test(files_subscriptions, no_file_is_an_empty_list)
{
    Fixture fixture;
    fixture_open(&fixture);
    SubscriptionList list;
    StoreVersionTag seen;
    load(&fixture, &list, &seen);
    cr_expect_eq(list.count, 0);
    cr_expect_not(seen.version.exists);
    subscription_list_clear(&list);
    fixture_close(&fixture);
}

Test(files_subscriptions, what_is_saved_is_loaded)
{
    Fixture fixture;
    fixture_open(&fixture);
    SubscriptionList list;
    StoreVersionTag seen;
    load(&fixture, &list, &seen);
    Subscription one = make(ONE, "上海 \033[2J \"quoted\" \\ tab\t");
    subscription_add_resource_group(&one, "web-rg");
    subscription_add_resource_group(&one, "db-rg");
    subscription_list_add(&list, &one);
    Subscription other = make(OTHER, "");
    subscription_list_add(&list, &other);
    save(&fixture, &list, &seen);
    file_is(&fixture, "subscriptions = ( {\n"
                      "    id = \"" ONE "\";\n"
                      "    name = \"上海 \\x1B[2J \\\"quoted\\\" \\\\ tab\\t\";\n"
                      "    state = \"Enabled\";\n"
                      "    resource_groups = [ \"web-rg\", \"db-rg\" ];\n  }, {\n"
                      "    id = \"" OTHER "\";\n    name = \"\";\n"
                      "    state = \"Enabled\";\n  } );\n");
    SubscriptionList again;
    StoreVersionTag seen_again;
    load(&fixture, &again, &seen_again);
    cr_assert_eq(again.count, 2);
    cr_expect(subscription_equal(&list.items[0], &again.items[0]));
    cr_expect(subscription_equal(&list.items[1], &again.items[1]));
    cr_expect(store_version_equal(&seen.version, &seen_again.version));
    subscription_list_clear(&again);
    subscription_list_clear(&list);
    fixture_close(&fixture);
}

Test(files_subscriptions, wrong_files_are_refused_with_their_place)
{
    fixture_subscriptions_refused(
        "version = 1;\n",
        "subscriptions.conf:1: subscriptions: missing: expected subscriptions = ( ... );");
    fixture_subscriptions_refused(
        "subscriptions = [ ];\n",
        "subscriptions.conf:1: subscriptions: found an array [ ], expected a list ( ) of groups "
        "{ }");
    fixture_subscriptions_refused(
        "subscriptions = (\n  { id = \"" ONE "\"; },\n  \"x\" );\n",
        "subscriptions.conf:3: subscriptions: entry 2: found \"x\", expected a group { }");
    fixture_subscriptions_refused(
        "subscriptions = (\n  { name = \"x\"; } );\n",
        "subscriptions.conf:2: subscriptions: entry 1: id: missing: add id = \"...\";");
    fixture_subscriptions_refused(
        "subscriptions = (\n  { id = \"12\"; } );\n",
        "subscriptions.conf:2: subscriptions: entry 1: id: found \"12\", expected a quoted text "
        "such as \"11111111-2222-3333-4444-555555555555\"");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\";\n tenant = \"contoso\"; } );\n",
        "subscriptions.conf:2: subscriptions: entry 1: tenant: found \"contoso\", expected a "
        "quoted text such as \"11111111-2222-3333-4444-555555555555\"");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\";\n name = 7; } );\n",
        "subscriptions.conf:2: subscriptions: entry 1: name: found the number 7, expected a quoted "
        "text");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\";\n resource_groups = ( ); } );\n",
        "subscriptions.conf:2: subscriptions: entry 1: resource_groups: found a list ( ), expected "
        "an array such as [ \"web\", \"db\" ]");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\";\n resource_groups = [ \"a\",\n \"A\" ]; } );\n",
        "subscriptions.conf:3: subscriptions: entry 1: resource_groups: entry 2: \"A\" stands here "
        "for the second time: remove one");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\";\n resource_groups = [ \"a\",\n \"\" ]; } );\n",
        "subscriptions.conf:3: subscriptions: entry 1: resource_groups: entry 2: found \"\", "
        "expected the name of a resource group");
    fixture_subscriptions_refused(
        "subscriptions = ( { id = \"" ONE "\"; name = \"\\xFF\"; } );\n",
        "subscriptions.conf:1: subscriptions: entry 1: name: found \"<FF>\", expected UTF-8");
}

Test(files_subscriptions, an_id_twice_names_both_lines)
{
    fixture_subscriptions_refused("subscriptions = (\n  { id = \"" OTHER "\"; },\n  { id = \"" ONE
                                  "\"; },\n"
                                  "  { id = \"AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE\"; } );\n",
                                  "subscriptions.conf:4: subscriptions: entry 3: id: \"" OTHER
                                  "\" is the id of entry 1 on line 2 already: remove one");
}

Test(files_subscriptions, unknown_settings_move_with_their_subscription)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, "subscriptions.conf",
                    "format = 1;\nsubscriptions = (\n"
                    "  { id = \"" ONE "\"; note = \"first\"; },\n"
                    "  { id = \"" OTHER "\"; name = \"o\"; note = \"second\"; } );\n"
                    "tail = [ 1, 2 ];\n");
    SubscriptionList list;
    StoreVersionTag seen;
    load(&fixture, &list, &seen);
    Subscription first = list.items[0];
    list.items[0] = list.items[1];
    list.items[1] = first;
    Subscription third = make("99999999-2222-3333-4444-555555555555", "new");
    subscription_list_add(&list, &third);
    save(&fixture, &list, &seen);
    file_is(&fixture, "format = 1;\nsubscriptions = ( {\n"
                      "    id = \"" OTHER "\";\n    name = \"o\";\n    note = \"second\";\n"
                      "  }, {\n"
                      "    id = \"" ONE "\";\n    note = \"first\";\n    name = \"\";\n  }, {\n"
                      "    id = \"99999999-2222-3333-4444-555555555555\";\n"
                      "    name = \"new\";\n    state = \"Enabled\";\n  } );\n"
                      "tail = [ 1, 2 ];\n");
    subscription_clear(&list.items[0]);
    list.items[0] = list.items[2];
    list.count = 1;
    subscription_clear(&list.items[1]);
    save(&fixture, &list, &seen);
    file_is(&fixture, "format = 1;\nsubscriptions = ( {\n"
                      "    id = \"99999999-2222-3333-4444-555555555555\";\n"
                      "    name = \"new\";\n    state = \"Enabled\";\n  } );\n"
                      "tail = [ 1, 2 ];\n");
    subscription_list_clear(&list);
    fixture_close(&fixture);
}

Test(files_subscriptions, a_list_that_could_not_be_read_again_is_not_saved)
{
    Fixture fixture;
    fixture_open(&fixture);
    SubscriptionList list;
    StoreVersionTag seen;
    load(&fixture, &list, &seen);
    Subscription one = make(ONE, "one");
    subscription_list_add(&list, &one);
    save(&fixture, &list, &seen);
    Subscription twin = make(ONE, "twin");
    subscription_list_add(&list, &twin);
    Error error = {0};
    cr_expect_eq(store_subscriptions_save(fixture.store, &list, &seen, &error), STORE_FAILED);
    cr_expect(strstr(error.text, "\"" ONE "\" is the id of entry 1") != NULL, "%s", error.text);
    subscription_list_clear(&list);
    load(&fixture, &list, &seen);
    cr_expect_eq(list.count, 1);
    subscription_list_clear(&list);
    fixture_close(&fixture);
}

Test(files_subscriptions, ten_thousand_are_loaded_changed_and_saved)
{
    Fixture fixture;
    fixture_open(&fixture);
    SubscriptionList list;
    StoreVersionTag seen;
    load(&fixture, &list, &seen);
    for (unsigned i = 0; i < 10000; i++) {
        char id[40];
        snprintf(id, sizeof id, "%08x-0000-4000-8000-%012x", i * 2654435761U, i);
        Subscription subscription = make(id, "a name of the usual length");
        subscription_list_add(&list, &subscription);
    }
    save(&fixture, &list, &seen);
    subscription_list_clear(&list);
    load(&fixture, &list, &seen);
    cr_assert_eq(list.count, 10000);
    free(list.items[0].name);
    list.items[0].name = memory_text("renamed");
    save(&fixture, &list, &seen);
    subscription_list_clear(&list);
    load(&fixture, &list, &seen);
    cr_expect_eq(list.count, 10000);
    cr_expect_str_eq(list.items[0].name, "renamed");
    subscription_list_clear(&list);
    fixture_close(&fixture);
}
