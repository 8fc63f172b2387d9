#include "site/bulk_plan.h"

#include "base/memory.h"
#include "site/site.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define A "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define B "9edc6208-d5b1-4c58-a35b-ec241d032b28"
#define C "558a029f-aba1-47ff-b620-1d01350e2dd5"

static char *directory;
static Site *site;
static size_t told;

static void write_contact(const char *id, const char *text)
{
    char *name = memory_format("contacts/%s.conf", id);
    temporary_write(directory, name, text);
    free(name);
}

static void contact_is(const char *id, const char *text)
{
    char *name = memory_format("contacts/%s.conf", id);
    char *found = temporary_read(directory, name, NULL);
    cr_assert(found != NULL, "%s", id);
    cr_expect_str_eq(found, text, "%s: %s", id, found);
    free(found);
    free(name);
}

static void setup(void)
{
    Error error = {0};
    directory = temporary_new();
    char *config = memory_format("state = \"%s/state\";\n", directory);
    temporary_write(directory, "seccontacts.conf", config);
    free(config);
    site = site_open(directory, false, NULL, NULL, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
}

static void teardown(void)
{
    site_close(site);
    temporary_remove(directory);
}

TestSuite(plan, .init = setup, .fini = teardown);

static void count_saved(const char *id, const Contact *contact, void *data)
{
    (void)id;
    (void)data;
    cr_expect(contact->alerts);
    told++;
}

/* Alerts on, for A, B and C; all read. */
static BulkPlan *alerts_on(void)
{
    static const char *const ids[] = {A, B, C};
    ContactChange change = {.values = {[CONTACT_ALERTS] = memory_text("on")}};
    BulkPlan *plan = bulk_plan_new(site->store, &change);
    size_t index;
    bulk_plan_on_saved(plan, count_saved, NULL);
    for (size_t i = 0; i < 3; i++)
        bulk_plan_add(plan, &(Subscription){.id = (char *)ids[i], .name = "A name"});
    for (size_t i = 0; i < 3; i++) {
        cr_assert(bulk_plan_read(plan, &index));
        cr_expect_eq(index, i);
    }
    cr_assert_not(bulk_plan_read(plan, &index));
    bulk_plan_begin(plan);
    return plan;
}

static void save_all(BulkPlan *plan)
{
    size_t index;
    while (bulk_plan_save(plan, &index)) {
    }
}

Test(plan, only_those_that_change_are_saved)
{
    write_contact(A, "emails = [ \"a@x.org\" ];\nalerts = false;\n");
    write_contact(B, "emails = [ \"b@x.org\" ];\nalerts = true;\n# mine\n");
    BulkPlan *plan = alerts_on();
    cr_expect_eq(plan->items[0].state, BULK_PLAN_CHANGE);
    cr_expect_str_eq(plan->items[0].text, "alerts on");
    cr_expect_eq(plan->items[1].state, BULK_PLAN_SAME);
    cr_expect_eq(plan->items[2].state, BULK_PLAN_CHANGE);
    cr_expect_eq(bulk_plan_comments(plan), 0);
    save_all(plan);
    cr_expect_eq(plan->counts[BULK_PLAN_SAVED], 2);
    cr_expect_eq(told, 2);
    contact_is(A, "emails = [ \"a@x.org\" ];\nalerts = true;\n");
    contact_is(B, "emails = [ \"b@x.org\" ];\nalerts = true;\n# mine\n");
    contact_is(C, "emails = [ ];\nalerts = true;\n");
    bulk_plan_free(plan);
}

Test(plan, what_somebody_else_saved_is_kept_and_shown_before_it_is_changed)
{
    write_contact(A, "emails = [ \"a@x.org\" ];\nalerts = false;\n");
    BulkPlan *plan = alerts_on();
    write_contact(A, "emails = [ \"theirs@x.org\" ];\nalerts = false;\n");
    save_all(plan);
    cr_expect_eq(plan->items[0].state, BULK_PLAN_CONFLICT);
    cr_expect_eq(plan->counts[BULK_PLAN_SAVED], 2);
    cr_expect_eq(bulk_plan_unsaved(plan), 1);
    contact_is(A, "emails = [ \"theirs@x.org\" ];\nalerts = false;\n");
    cr_expect_eq(bulk_plan_retry(plan), 1);
    size_t index;
    cr_assert(bulk_plan_read(plan, &index));
    cr_expect_eq(index, 0);
    bulk_plan_begin(plan);
    save_all(plan);
    cr_expect_eq(plan->counts[BULK_PLAN_SAVED], 3);
    contact_is(A, "emails = [ \"theirs@x.org\" ];\nalerts = true;\n");
    bulk_plan_free(plan);
}

Test(plan, one_that_can_not_be_read_has_its_reason_and_stops_no_other)
{
    write_contact(B, "emails = 5;\nalerts = true;\n");
    BulkPlan *plan = alerts_on();
    cr_expect_eq(plan->items[1].state, BULK_PLAN_UNREADABLE);
    cr_expect(strstr(plan->items[1].text, "emails: found") != NULL, "%s", plan->items[1].text);
    save_all(plan);
    cr_expect_eq(plan->counts[BULK_PLAN_SAVED], 2);
    write_contact(B, "emails = [ \"b@x.org\" ];\nalerts = false; # mine\n");
    cr_expect_eq(bulk_plan_retry(plan), 1);
    size_t index;
    cr_assert(bulk_plan_read(plan, &index));
    cr_expect_eq(bulk_plan_comments(plan), 1);
    bulk_plan_begin(plan);
    save_all(plan);
    contact_is(B, "emails = [ \"b@x.org\" ];\nalerts = true;\n");
    bulk_plan_free(plan);
}

Test(plan, one_that_breaks_after_it_was_read_is_left_as_it_is)
{
    write_contact(B, "emails = [ ];\nalerts = false;\n");
    BulkPlan *plan = alerts_on();
    write_contact(B, "emails = [ ];\n");
    save_all(plan);
    cr_expect_eq(plan->items[1].state, BULK_PLAN_FAILED);
    cr_expect(strstr(plan->items[1].text, "alerts: missing") != NULL, "%s", plan->items[1].text);
    contact_is(B, "emails = [ ];\n");
    cr_expect_eq(plan->counts[BULK_PLAN_SAVED], 2);
    bulk_plan_free(plan);
}

Test(plan, a_step_that_is_cancelled_changes_nothing)
{
    static const char text[] = "emails = [ \"a@b.de\" ];\nalerts = false;\n";
    write_contact(A, text);
    ContactChange change = {.values = {[CONTACT_ALERTS] = memory_text("on")}};
    BulkPlan *plan = bulk_plan_new(site->store, &change);
    bulk_plan_add(plan, &(Subscription){.id = A, .name = "A"});
    size_t index;
    cr_assert(bulk_plan_read(plan, &index));
    bulk_plan_begin(plan);
    Progress progress = {0};
    progress_cancel(&progress);
    BulkPlanStep *step = bulk_plan_step_begin(plan, true);
    cr_assert(step != NULL);
    bulk_plan_step_run(step, &progress);
    bulk_plan_step_end(step);
    contact_is(A, text);
    cr_expect_eq(plan->items[0].state, BULK_PLAN_CHANGE);
    cr_assert(bulk_plan_save(plan, &index));
    cr_expect_eq(plan->items[0].state, BULK_PLAN_SAVED);
    contact_is(A, "emails = [ \"a@b.de\" ];\nalerts = true;\n");
    bulk_plan_free(plan);
}
