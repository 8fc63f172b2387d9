/* The table of a contact's fields: whatever goes through it does so for each row. */
#include "core/contact_field.h"

#include "base/memory.h"
#include "core/contact_change.h"
#include "core/merge.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* A value that a field may have, of three that are not the same; a toggle has but two. */
static const char *value_of(size_t field, size_t number)
{
    static const char *const numbers[] = {"+14255550100", "+14255550101", "+14255550102"};
    static const char *const texts[] = {"one", "two", "three"};
    static const char *const toggles[] = {"on", "off", "off"};
    ContactFieldType type = contact_fields[field].type;
    return type == CONTACT_TOGGLE   ? toggles[number]
           : type == CONTACT_NUMBER ? numbers[number]
                                    : texts[number];
}

static Contact contact_with(size_t field, const char *value)
{
    Contact contact;
    contact_init(&contact);
    contact_set_value(&contact, field, value);
    return contact;
}

Test(contact_field, each_row_has_what_is_asked_of_it)
{
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        const ContactField *field = &contact_fields[i];
        cr_expect(contact_field_find(field->name) == field, "%s", field->name);
        cr_expect_not_null(field->label, "%s", field->name);
        cr_expect(field->type == CONTACT_TOGGLE || field->expected, "%s", field->name);
        if (i < CONTACT_VALUES)
            continue;
        cr_expect(field->change && field->added && field->removed, "%s", field->name);
        bool told = field->what && field->changed;
        cr_expect(told || field->type == CONTACT_TOGGLE, "%s", field->name);
    }
    cr_expect_null(contact_field_find("other"));
}

Test(contact_field, a_value_is_set_copied_compared_and_told)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        Contact one = contact_with(i, value_of(i, 0)), copy, none;
        const char *expected;
        contact_init(&none);
        contact_copy(&copy, &one);
        cr_expect_str_eq(contact_value(&copy, i), value_of(i, 0));
        cr_expect(contact_equal(&one, &copy));
        cr_expect_not(contact_equal(&one, &none), "%s", contact_fields[i].name);
        cr_expect(contact_value_is_valid(i, value_of(i, 0), &expected));
        char *words = contact_difference(&none, &one), *lines = contact_changes(&none, &one);
        cr_expect_str_eq(words, contact_fields[i].added);
        cr_expect(strncmp(lines, contact_fields[i].change, strlen(contact_fields[i].change)) == 0,
                  "%s", lines);
        free(lines);
        free(words);
        contact_set_value(&copy, i, contact_value(&copy, i)); /* its own */
        cr_expect(contact_equal(&one, &copy));
        contact_set_value(&copy, i, NULL);
        cr_expect(contact_equal(&none, &copy));
        contact_clear(&none);
        contact_clear(&copy);
        contact_clear(&one);
    }
}

Test(contact_field, a_change_of_one_field_leaves_the_others)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        ContactChange change = {0};
        Contact contact;
        contact_init(&contact);
        cr_expect(contact_change_is_empty(&change));
        change.values[i] = memory_text(value_of(i, 0));
        cr_expect_not(contact_change_is_empty(&change));
        contact_change_apply(&change, &contact);
        for (size_t j = CONTACT_VALUES; j < CONTACT_FIELD_COUNT; j++) {
            bool none = strcmp(contact_value(&contact, j), "") == 0 ||
                        strcmp(contact_value(&contact, j), "off") == 0;
            cr_expect_eq(none, i != j, "%s", contact_fields[j].name);
        }
        contact_clear(&contact);
        contact_change_clear(&change);
    }
}

Test(contact_field, two_changes_of_a_text_collide_and_ours_is_kept)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        Contact base = contact_with(i, value_of(i, 0)), merged;
        Contact theirs = contact_with(i, value_of(i, 1)), ours = contact_with(i, value_of(i, 2));
        unsigned collisions = contact_merge(&base, &theirs, &ours, &merged, NULL);
        unsigned expected = contact_field_is_text(i) ? (unsigned)MERGE_VALUE << i : MERGE_CLEAN;
        cr_expect_eq(collisions, expected, "%s", contact_fields[i].name);
        cr_expect_str_eq(contact_value(&merged, i), value_of(i, 2));
        contact_clear(&merged);
        cr_expect_eq(contact_merge(&base, &theirs, &base, &merged, NULL), MERGE_CLEAN);
        cr_expect_str_eq(contact_value(&merged, i), value_of(i, 1));
        contact_clear(&merged);
        contact_clear(&ours);
        contact_clear(&theirs);
        contact_clear(&base);
    }
}
