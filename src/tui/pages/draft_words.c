/* Drafts in words: how old one is, how many there are, what one holds. */
#include "core/memory.h"
#include "tui/pages/draft.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 << 10) /* bytes that are taken apart at once, to the end of a line */

char *draft_age(long long then, int64_t now)
{
    const Form *form = form_get("draft");
    long long seconds = (long long)now - then;
    if (seconds < 60)
        return memory_text(form_text(form, "moment"));
    if (seconds < 3600)
        return words_count(form, "minutes", (size_t)(seconds / 60), false);
    if (seconds < 86400)
        return words_count(form, "hours", (size_t)(seconds / 3600), false);
    return words_count(form, "days", (size_t)(seconds / 86400), false);
}

/* How what a draft is of is called; NULL where it is not of this site any more. */
static const char *name_of(const Session *session, const char *of)
{
    static const char *const forms[] = {"mail-delivery", "add-subscription", "many", "replace"};
    size_t index;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(of, forms[i]) == 0)
            return form_get(forms[i])->title;
    }
    return session_find(session, of, &index) ? session->subscriptions.items[index].name : NULL;
}

char *draft_summary(Session *session, char **of)
{
    DraftFound *found;
    *of = NULL;
    int64_t now = session_now(session);
    size_t count = drafts_find(session_drafts(session), NULL, now, &found), known = 0, first = 0;
    for (size_t i = count; i > 0; i--) {
        if (name_of(session, found[i - 1].subscription)) {
            known++;
            first = i - 1;
        }
    }
    char *text = NULL;
    if (known > 0) {
        const char *name = name_of(session, found[first].subscription);
        char *age = draft_age(found[first].time, now), *number = words_number(known);
        text = words_plural(form_get("draft"), "left", known, name, age, number);
        *of = memory_text(found[first].subscription);
        free(number);
        free(age);
    }
    drafts_found_free(found, count);
    return text;
}

char *draft_discarded_summary(Session *session, char **of)
{
    DraftFound *found;
    *of = NULL;
    if (!drafts_find_discarded(session_drafts(session), &found))
        return NULL;
    const char *name = name_of(session, found->subscription);
    char *age = draft_age(found->time, session_now(session));
    char *text = name ? words(form_get("draft"), "discarded_left", name, age) : NULL;
    if (name)
        *of = memory_text(found->subscription);
    free(age);
    drafts_found_free(found, 1);
    return text;
}

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
        base->emails = address_list_copy_apart(loaded->emails);
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
