/* change.c: what `set` was told to change: reads and checks it. */
#include "cli/change.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/open.h"
#include "command/output.h"
#include "core/address/address_table.h"
#include "core/contact_field.h"
#include "core/phone.h"
#include "form/form.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FINDINGS_SHOWN = 10, TEXT_LARGEST = 256 << 20 };

void change_clear(Change *change)
{
    contact_change_clear(&change->what);
    free(change->met);
    *change = (Change){0};
}

/* The whole of the file `name`, "-" being standard input; NULL and the error where it can't be
 * read, or goes on and on as /dev/zero does. The caller frees it. */
static char *read_text(const char *name, size_t *length, Error *error)
{
    errno = 0;
    bool standard = strcmp(name, "-") == 0;
    FILE *in = standard ? stdin : fopen(name, "re");
    char *text = NULL;
    size_t capacity = 0, got = 1;
    *length = 0;
    while (in && got > 0 && *length <= TEXT_LARGEST) {
        text = memory_reserve(text, &capacity, *length + 4096, 1);
        got = fread(text + *length, 1, capacity - *length, in);
        *length += got;
    }
    if (*length > TEXT_LARGEST) {
        error_set_at(error, ERROR_DATA, open_input_name(name), 0,
                     "is too large: expected 256 MiB at most");
        free(text);
        text = NULL;
    } else if (!in || ferror(in)) {
        error_set_at(error, ERROR_NO_INPUT, open_input_name(name), 0, "can't be read: %s",
                     strerror(errno));
        free(text);
        text = NULL;
    }
    if (in && !standard)
        fclose(in);
    return text;
}

/* Tells what was wrong in a list, each finding in its own line, at most FINDINGS_SHOWN. */
static void tell(const char *option, const AddressFindings *findings, const char *text,
                 size_t length, const AddressList *list)
{
    size_t shown = findings->count < FINDINGS_SHOWN ? findings->count : FINDINGS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        char *words = address_finding_text(&findings->items[i], text, length, list);
        output_note("%s: %s", option, words);
        free(words);
    }
    if (findings->count > shown)
        output_note("%s: and %zu more", option, findings->count - shown);
}

static bool parse(AddressList **list, const char *option, const char *text, size_t length,
                  Error *error)
{
    if (!*list)
        *list = address_list_new();
    AddressFindings findings = {0};
    AddressTable table;
    char *taken;
    address_table_parse(*list, text, length, &taken, &table, &findings);
    if (taken) {
        char *words = address_table_words(&table);
        output_note("%s: %s", option, words);
        free(words);
        text = taken;
        length = strlen(taken);
    }
    tell(option, &findings, text, length, *list);
    bool good = findings.invalid == 0;
    if (!good)
        error_set(error, ERROR_DATA,
                  n_("%s: %zu address is not valid; nothing is saved",
                     "%s: %zu addresses are not valid; nothing is saved", findings.invalid),
                  option, findings.invalid);
    address_findings_clear(&findings);
    free(taken);
    return good;
}

/* Adds the addresses that `text` means to `*list`, which is made where it is NULL. */
static bool take_addresses(const Change *change, AddressList **list, const char *option,
                           const char *text, Error *error)
{
    if (*text != '@' && strcmp(text, "-") != 0)
        return parse(list, option, text, strlen(text), error);
    size_t length;
    const char *name = *text == '@' ? text + 1 : text;
    if (strcmp(name, "-") == 0 && feof(stdin))
        return error_set(error, ERROR_USAGE, "%s: standard input is given twice", option);
    char *whole = read_text(name, &length, error);
    bool good = whole && parse(list, option, whole, length, error);
    /* What was to print the addresses may have failed. */
    if (good && list == &change->what.emails && address_list_count(*list) == 0)
        good = error_set(error, ERROR_DATA,
                         "%s: %s has no address; nothing is saved (%s \"\" removes all)", option,
                         open_input_name(name), option);
    free(whole);
    return good;
}

static bool take_number(Change *change, size_t field, const char *text, Error *error)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse(text, &number, NULL);
    const char *name = contact_fields[field].name;
    bool warning = phone_is_warning(verdict);
    bool good = verdict == PHONE_OK || (warning && change->force);
    char *words = phone_verdict_text(verdict, &number);
    if (!good)
        error_set(error, ERROR_DATA,
                  warning ? N_("--%s \"%s\": %s; --force takes it all the same")
                          : N_("--%s \"%s\": %s"),
                  name, visible_start(text, 80), words);
    else if (warning)
        output_note("warning: --%s \"%s\": %s", name, text, words);
    free(words);
    if (good)
        change->what.values[field] = memory_text(number.e164);
    return good;
}

/* What is typed: "" or "none" for none. */
static bool take_text(Change *change, size_t field, const char *text, Error *error)
{
    const char *expected;
    bool none = *text == '\0' || strcmp(text, "none") == 0;
    if (!none && contact_fields[field].type == CONTACT_NUMBER)
        return take_number(change, field, text, error);
    if (!contact_value_is_valid(field, none ? "" : text, &expected))
        return error_set(error, ERROR_DATA, "--%s \"%s\": expected %s", contact_fields[field].name,
                         visible_start(text, 80), _(expected));
    change->what.values[field] = memory_text(none ? "" : text);
    return true;
}

static bool take_toggle(Change *change, size_t field, const char *text, Error *error)
{
    if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
        return error_set(error, ERROR_USAGE, "--%s \"%s\": expected on or off",
                         contact_fields[field].name, visible_start(text, 80));
    change->what.values[field] = memory_text(text);
    return true;
}

bool change_field(Change *change, size_t field, const char *text, Error *error)
{
    const ContactField *row = &contact_fields[field];
    const FormField *shown = form_field(form_get("email-notifications"), row->name);
    if (row->fixed)
        return error_set(error, ERROR_USAGE, "--%s: %s", row->name, shown->disabled);
    if (row->type == CONTACT_ADDRESSES)
        return take_addresses(change, &change->what.emails, "--emails", text, error);
    free(change->what.values[field]);
    change->what.values[field] = NULL;
    return contact_field_is_text(field) ? take_text(change, field, text, error)
                                        : take_toggle(change, field, text, error);
}

bool change_add(Change *change, const char *text, Error *error)
{
    return take_addresses(change, &change->what.add, "--add", text, error);
}

bool change_remove(Change *change, const char *text, Error *error)
{
    if (!take_addresses(change, &change->what.remove, "--remove", text, error))
        return false;
    free(change->met);
    change->met = memory_array(address_list_count(change->what.remove), sizeof *change->met);
    return true;
}

const char *change_unmet(const Change *change)
{
    const AddressList *remove = change->what.remove;
    for (size_t i = 0; remove && i < address_list_count(remove); i++)
        if (!change->met[i])
            return address_list_get(remove, i);
    return NULL;
}

/* What is to be removed should be there. */
static bool check_removed(const Change *change, const AddressList *emails, const char *name,
                          Error *error)
{
    const AddressList *remove = change->what.remove;
    for (size_t i = 0; i < address_list_count(remove); i++) {
        const char *address = address_list_get(remove, i);
        bool met = address_list_find(emails, address, strlen(address)) != ADDRESS_LIST_NONE;
        change->met[i] = change->met[i] || met;
        if (!met && !change->many && !change->force)
            return error_set(error, ERROR_DATA,
                             "--remove: \"%s\" is no contact of %s; nothing is saved (--force "
                             "passes over it)",
                             address, visible_start(name, 80));
    }
    return true;
}

bool change_apply(const Change *change, Contact *contact, const char *name, Error *error)
{
    if (change->what.remove && !check_removed(change, contact->emails, name, error))
        return false;
    contact_change_apply(&change->what, contact);
    return true;
}
