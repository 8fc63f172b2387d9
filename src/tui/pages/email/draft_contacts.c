/* What a draft of the page Email notifications holds, as settings. */
#include "base/memory.h"
#include "tui/pages/email/draft.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 << 10) /* bytes that are taken apart at once, to the end of a line */

static bool is_on(const DraftField *field)
{
    return strcmp(field->bytes, "on") == 0;
}

static const DraftField *required(const Draft *draft, const char *name, Error *error)
{
    const DraftField *field = draft_get(draft, name);
    if (!field)
        error_set(error, ERROR_DATA, "this draft is damaged: it has no field \"%s\"", name);
    return field;
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

static bool take_base(const Draft *draft, const Contact *loaded, Contact *base, Progress *progress,
                      Error *error)
{
    const DraftField *emails = required(draft, DRAFT_BASE_EMAILS, error);
    const DraftField *phone = required(draft, DRAFT_BASE_PHONE, error);
    const DraftField *alerts = required(draft, DRAFT_BASE_ALERTS, error);
    if (!emails || !phone || !alerts)
        return false;
    contact_init(base);
    if (!take_base_emails(emails, loaded, base, progress))
        return error_set(error, ERROR_CANCELLED, "cancelled");
    base->phone = phone->length > 0 ? memory_text(phone->bytes) : NULL;
    base->alerts = is_on(alerts);
    return true;
}

/* The number of the draft; the old one, and a problem, where it is none. */
static void take_phone(const char *text, DraftContacts *contacts)
{
    PhoneNumber number;
    const char *base = contacts->base.phone;
    if (text[strspn(text, " ")] == '\0')
        return;
    PhoneVerdict verdict = PHONE_OK;
    bool same = base && strcmp(base, text) == 0;
    if (!same)
        verdict = phone_parse(text, &number, NULL);
    bool good = verdict == PHONE_OK || phone_is_warning(verdict);
    contacts->ours.phone = memory_text(same || !good ? base : number.e164);
    contacts->problems += !good;
}

bool draft_contacts(const Draft *draft, const Contact *loaded, DraftContacts *contacts,
                    Progress *progress, Error *error)
{
    *contacts = (DraftContacts){0};
    const DraftField *emails = required(draft, DRAFT_EMAILS, error);
    const DraftField *base = required(draft, DRAFT_BASE_EMAILS, error);
    const DraftField *phone = required(draft, DRAFT_PHONE, error);
    const DraftField *alerts = required(draft, DRAFT_ALERTS, error);
    if (!emails || !base || !phone || !alerts)
        return false;
    progress_begin(progress, base->length + emails->length);
    if (!take_base(draft, loaded, &contacts->base, progress, error))
        return false;
    AddressFindings findings = {0};
    contact_init(&contacts->ours);
    bool wanted = parse(emails, contacts->ours.emails, &findings, base->length, progress);
    contacts->problems = findings.invalid;
    address_findings_clear(&findings);
    take_phone(phone->bytes, contacts);
    contacts->ours.alerts = is_on(alerts);
    return wanted || error_set(error, ERROR_CANCELLED, "cancelled");
}

void draft_contacts_clear(DraftContacts *contacts)
{
    contact_clear(&contacts->base);
    contact_clear(&contacts->ours);
}
