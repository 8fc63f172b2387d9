/* A save of a long list reads the old one without having it: what it makes of the file is what it
 * would make of a short one. */
#include "store/conf/settings_stream.h"
#include "base/memory.h"
#include "store/fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT 40000 /* addresses: over a megabyte of them */

static const char before[] = "note = \"emails = [\";\nemails = [\n  ";
static const char after[] = "\n];\nalerts = true;\nfloor = 3;\n";

/* A file of `count` addresses between `head` and `tail`, one of them quoted. */
static char *file_with(const char *head, int count, const char *tail)
{
    char *text = memory_new((size_t)count * 48 + 200), *end = stpcpy(text, head);
    for (int i = 0; i < count; i++)
        end += sprintf(end,
                       i == 7 ? "%s\"\\\"a \\\\\\\\ %d\\\"@contoso.example\""
                              : "%s\"somebody.%d@b\u00fcro.example\"",
                       i > 0 ? ",\n  " : "", i);
    strcpy(end, tail);
    return text;
}

static void save_gives(Fixture *fixture, Contact *contact, StoreVersionTag *seen,
                       StoreSave expected)
{
    Error error = {0};
    cr_assert_eq(store_contact_save(fixture->store, ONE, contact, seen, &error), expected, "%s",
                 error.text);
}

/* Opens a site with such a file. */
static void open_long(Fixture *fixture, Contact *contact, StoreVersionTag *seen, const char *tail)
{
    fixture_open(fixture);
    char *text = file_with(before, COUNT, tail);
    temporary_write(fixture->directory, ONE_FILE, text);
    free(text);
    fixture_load(fixture, contact, seen);
    cr_assert_eq(address_list_count(contact->emails), (size_t)COUNT);
}

Test(settings_stream, what_is_the_same_is_not_written)
{
    Fixture fixture;
    Contact contact;
    StoreVersionTag seen;
    open_long(&fixture, &contact, &seen, after);
    char *text = temporary_read(fixture.directory, ONE_FILE, NULL);
    save_gives(&fixture, &contact, &seen, STORE_UNCHANGED);
    fixture_file_is(&fixture, text);
    free(text);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(settings_stream, all_else_in_the_file_stays)
{
    Fixture fixture;
    Contact contact;
    StoreVersionTag seen;
    open_long(&fixture, &contact, &seen, after);
    contact.alerts = false;
    save_gives(&fixture, &contact, &seen, STORE_SAVED);
    address_list_remove(contact.emails, COUNT - 1);
    save_gives(&fixture, &contact, &seen, STORE_SAVED);
    address_list_remove(contact.emails, 0);
    fixture_add(&contact, "last@contoso.example");
    save_gives(&fixture, &contact, &seen, STORE_SAVED);
    save_gives(&fixture, &contact, &seen, STORE_UNCHANGED);

    Contact again;
    fixture_load(&fixture, &again, &seen);
    cr_expect(contact_equal(&again, &contact));
    char *text = temporary_read(fixture.directory, ONE_FILE, NULL);
    cr_expect_eq(strncmp(text, before, strlen("note = \"emails = [\";\nemails = [")), 0);
    cr_expect_not_null(strstr(text, "];\nalerts = false;\nfloor = 3;\n"));
    free(text);
    contact_clear(&again);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(settings_stream, another_save_in_between_is_a_conflict)
{
    Fixture fixture;
    Contact contact;
    StoreVersionTag seen;
    open_long(&fixture, &contact, &seen, after);
    char *theirs = file_with(before, COUNT - 1, after);
    temporary_write(fixture.directory, ONE_FILE, theirs);
    contact.alerts = false;
    save_gives(&fixture, &contact, &seen, STORE_CONFLICT);
    fixture_file_is(&fixture, theirs);
    free(theirs);
    contact_clear(&contact);
    fixture_close(&fixture);
}

static const char *nothing(const void *data, size_t index)
{
    (void)data;
    (void)index;
    return "";
}

/* Reads and parses it, with the texts or, where they can be, without them. */
static bool parse(const char *directory, Settings *settings, bool without, Error *error)
{
    const SettingsSource like = {1, nothing, NULL};
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    settings_init(settings, "x.conf");
    settings->apart = "emails";
    bool read = without ? settings_read_like(settings, folder, "x.conf", &like, error)
                        : settings_read(settings, folder, "x.conf", error);
    close(folder);
    cr_assert(read, "%s", error->text);
    return settings_parse(settings, error);
}

typedef struct Row {
    const char *head, *tail;
    bool left_out, good;
} Row;

Test(settings_stream, problems_behind_it_have_their_line_and_what_is_not_plain_is_read)
{
    static const Row rows[] = {
        {before, after, true, true},
        {"emails=[", "]", true, true},
        {before, "\n];\nalerts = maybe;\n", true, false},
        {before, "\n];\nemails = [ \"b@c.example\" ];\n", true, false},
        {before, "\n", false, false},
        {before, ",\n];\n", false, false},
        {before, "\n  \"two@in.one\"\n];\n", false, false},
        {before, " # the last\n];\n", false, true},
        {before, ", \"\\x41@contoso.example\" ];\n", false, true},
        {"other = { emails = [ ", " ]; };\nalerts = true;\n", false, true},
    };
    char *directory = temporary_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = file_with(rows[i].head, COUNT, rows[i].tail);
        temporary_write(directory, "x.conf", text);
        Settings whole, without;
        Error error = {0}, same = {0};
        cr_expect_eq(parse(directory, &whole, false, &error), rows[i].good, "row %zu: %s", i,
                     error.text);
        cr_expect_eq(parse(directory, &without, true, &same), rows[i].good, "row %zu: %s", i,
                     same.text);
        cr_expect_eq(without.left_out.count, rows[i].left_out ? COUNT : 0, "row %zu", i);
        cr_expect_not(without.left_out.same);
        cr_expect(store_version_equal(&whole.version, &without.version));
        cr_expect_str_eq(same.text, error.text, "row %zu", i);
        cr_expect_eq(same.line, error.line, "row %zu: %d, not %d", i, same.line, error.line);
        settings_clear(&whole);
        settings_clear(&without);
        free(text);
    }
    temporary_remove(directory);
}
