/* What a draft of the page Email notifications holds, as settings. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/pages/email/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 << 10) /* bytes that are taken apart at once, to the end of a line */

static bool missing(const char *name, Error *error)
{
    return error_set(error, ERROR_DATA, "this draft is damaged: it has no field \"%s\"", name);
}

static const DraftField *required(const Draft *draft, const char *name, Error *error)
{
    const DraftField *field = draft_get(draft, name);
    if (!field)
        missing(name, error);
    return field;
}

/* A draft of an earlier version has not what came with a later one: then the field is as it was. */
static bool may_be_missing(const ContactField *row)
{
    return row->type == CONTACT_TEXT;
}

/* Adds the addresses of a text, block by block of whole lines. False where that is cancelled. */
static bool parse(const DraftField *field, AddressList *list, AddressFindings *findings,
                  size_t before, Progress *progress)
{
    AddressPart part = {0};
    size_t at = 0;
    bool wanted = true;
    while (wanted && at < field->length) {
        const char *block = field->bytes + at;
        size_t left = field->length - at;
        const char *end = left > BLOCK ? memchr(block + BLOCK, '\n', left - BLOCK) : NULL;
        size_t length = end ? (size_t)(end - block) + 1 : left;
        address_list_parse_part(list, block, length, &part, findings);
        at += length;
        wanted = progress_at(progress, before + at);
    }
    address_list_parse_end(&part, findings);
    address_list_pack(list);
    return wanted;
}

/* Mostly they are what is saved now. */
static bool take_base_emails(const DraftField *field, const Contact *loaded, Contact *base,
                             Progress *progress)
{
    AddressFindings findings = {0};
    char *saved = address_list_print(loaded->emails, "\n");
    bool same = strlen(saved) == field->length && memcmp(saved, field->bytes, field->length) == 0;
    free(saved);
    if (same) {
        contact_clear(base);
        base->emails = address_list_copy_indexed(loaded->emails);
        return progress_at(progress, field->length);
    }
    bool wanted = parse(field, base->emails, &findings, 0, progress);
    address_findings_clear(&findings);
    return wanted;
}

static bool take_base_values(const Draft *draft, Contact *base, Error *error)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        const ContactField *row = &contact_fields[i];
        char name[DRAFT_NAME_SIZE];
        snprintf(name, sizeof name, DRAFT_BASE "%s", row->name);
        if (row->fixed)
            continue;
        const DraftField *field = draft_get(draft, name);
        if (!field && !may_be_missing(row))
            return missing(name, error);
        contact_set_value(base, i, field ? field->bytes : NULL);
    }
    return true;
}

static bool take_base(const Draft *draft, const Contact *loaded, Contact *base, Progress *progress,
                      Error *error)
{
    const DraftField *emails = required(draft, DRAFT_BASE_EMAILS, error);
    if (!emails)
        return false;
    contact_init(base);
    if (!take_base_emails(emails, loaded, base, progress))
        return error_set(error, ERROR_CANCELLED, "cancelled");
    return take_base_values(draft, base, error);
}

/* The number of the draft; the old one, and a problem, where it is none. */
static void take_number(const char *text, DraftContacts *contacts, size_t field)
{
    PhoneNumber number;
    const char *base = contact_value(&contacts->base, field);
    if (text[strspn(text, " ")] == '\0')
        return;
    PhoneVerdict verdict = PHONE_OK;
    bool same = strcmp(base, text) == 0;
    if (!same)
        verdict = phone_parse(text, &number, NULL);
    bool good = verdict == PHONE_OK || phone_is_warning(verdict);
    contact_set_value(&contacts->ours, field, same || !good ? base : number.e164);
    contacts->problems += !good;
}

/* Without the space around it, as the form has it. */
static void take_text(const char *text, DraftContacts *contacts, size_t field)
{
    const char *start = text + strspn(text, " ");
    size_t length = strlen(start);
    while (length > 0 && start[length - 1] == ' ')
        length--;
    char *value = memory_text_n(start, length);
    contact_set_value(&contacts->ours, field, value);
    free(value);
}

static bool take_values(const Draft *draft, DraftContacts *contacts, Error *error)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        const ContactField *row = &contact_fields[i];
        if (row->fixed)
            continue;
        const DraftField *field = draft_get(draft, row->name);
        if (!field && !may_be_missing(row))
            return missing(row->name, error);
        if (field && row->type == CONTACT_NUMBER)
            take_number(field->bytes, contacts, i);
        else if (field)
            take_text(field->bytes, contacts, i);
    }
    return true;
}

bool draft_contacts(const Draft *draft, const Contact *loaded, DraftContacts *contacts,
                    Progress *progress, Error *error)
{
    *contacts = (DraftContacts){0};
    const DraftField *emails = required(draft, DRAFT_EMAILS, error);
    const DraftField *base = required(draft, DRAFT_BASE_EMAILS, error);
    if (!emails || !base)
        return false;
    progress_begin(progress, base->length + emails->length);
    if (!take_base(draft, loaded, &contacts->base, progress, error))
        return false;
    AddressFindings findings = {0};
    contact_init(&contacts->ours);
    bool wanted = parse(emails, contacts->ours.emails, &findings, base->length, progress);
    contacts->problems = findings.invalid;
    address_findings_clear(&findings);
    return take_values(draft, contacts, error) &&
           (wanted || error_set(error, ERROR_CANCELLED, "cancelled"));
}

void draft_contacts_clear(DraftContacts *contacts)
{
    contact_clear(&contacts->base);
    contact_clear(&contacts->ours);
}
