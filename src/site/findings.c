#include "site/findings.h"

#include "core/memory.h"
#include "core/phone.h"
#include "core/visible.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    NAMED_MAX = 3, /* addresses that a text names */
    PHONES = 4096, /* places for phone numbers that are known */
};

static const struct {
    const char *name, *field;
} kinds[FINDING_KINDS] = {
    [FINDING_SETTINGS] = {"settings", ""},
    [FINDING_STRAY] = {"stray-file", ""},
    [FINDING_ORPHAN] = {"orphan-contact", ""},
    [FINDING_NO_CONTACT] = {"no-contact", "emails"},
    [FINDING_ONE_RECIPIENT] = {"one-recipient", "emails"},
    [FINDING_NO_PHONE] = {"no-phone", "phone"},
    [FINDING_PHONE] = {"phone-plan", "phone"},
    [FINDING_ALERTS_OFF] = {"alerts-off", "alerts"},
    [FINDING_UNPROVEN] = {"unproven", "emails"},
    [FINDING_SAME_RECIPIENT] = {"same-recipient", "emails"},
};

const char *finding_name(FindingKind kind)
{
    return kinds[kind].name;
}

const char *finding_field(FindingKind kind)
{
    return kinds[kind].field;
}

void findings_clear(Findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->items[i].text);
        free(findings->items[i].mend);
    }
    free(findings->items);
    free(findings->sole);
    for (size_t i = 0; findings->phones && i < PHONES; i++) {
        free(findings->phones[i].phone);
        free(findings->phones[i].wrong);
    }
    free(findings->phones);
    *findings = (Findings){0};
}

void findings_add(Findings *findings, FindingKind kind, size_t index, char *text, char *mend)
{
    findings->items = memory_reserve(findings->items, &findings->capacity, findings->count + 1,
                                     sizeof *findings->items);
    findings->items[findings->count++] =
        (Finding){.kind = kind, .subscription = index, .text = text, .mend = mend};
}

bool findings_concern(const Subscription *subscription)
{
    return strcasecmp(subscription->state, "Disabled") != 0 &&
           strcasecmp(subscription->state, "Deleted") != 0;
}

static void take_emails(Findings *findings, size_t index, const char *id, const AddressList *emails)
{
    size_t count = address_list_count(emails);
    if (count == 0) {
        findings_add(findings, FINDING_NO_CONTACT, index,
                     memory_text("no security contact: nobody is told of an attack"),
                     memory_format("seccontacts set %s --add ADDRESS", id));
        return;
    }
    findings->configured++;
    if (count > 1)
        return;
    const char *only = address_list_get(emails, 0);
    char *key = address_key(only, strlen(only));
    char *shown = visible_text(only);
    findings_add(findings, FINDING_ONE_RECIPIENT, index,
                 memory_format("only one recipient, %s: a single point of failure", shown),
                 memory_format("seccontacts set %s --add ADDRESS", id));
    free(shown);
    if (!findings->sole)
        findings->sole = memory_text(key);
    findings->sole_count += strcmp(findings->sole, key) == 0;
    free(key);
}

/* What is wrong with the number, made visible; NULL: nothing. The caller frees it. */
static char *check_phone(Findings *findings, const char *phone)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse(phone, &number, NULL);
    if (verdict == PHONE_UNCHECKED)
        findings->phones_unchecked = true;
    if (verdict == PHONE_OK || verdict == PHONE_UNCHECKED)
        return NULL;
    char *words = phone_verdict_text(verdict, &number);
    char *shown = visible_text(phone);
    char *wrong = memory_format("%s: %s", shown, words);
    free(shown);
    free(words);
    return wrong;
}

/* The same, from memory where it is known; it belongs to the findings. */
static const char *look_up_phone(Findings *findings, const char *phone)
{
    size_t hash = 0;
    for (const char *c = phone; *c; c++)
        hash = hash * 31 + (unsigned char)*c;
    if (!findings->phones)
        findings->phones = memory_array(PHONES, sizeof *findings->phones);
    FindingsPhone *known = &findings->phones[hash % PHONES];
    if (!known->phone || strcmp(known->phone, phone) != 0) {
        free(known->phone);
        free(known->wrong);
        known->phone = memory_text(phone);
        known->wrong = check_phone(findings, phone);
    }
    return known->wrong;
}

static void take_phone(Findings *findings, size_t index, const char *id, const char *phone)
{
    if (!phone) {
        findings_add(findings, FINDING_NO_PHONE, index, memory_text("no phone number"),
                     memory_format("seccontacts set %s --phone NUMBER", id));
        return;
    }
    const char *wrong = look_up_phone(findings, phone);
    if (wrong)
        findings_add(findings, FINDING_PHONE, index, memory_text(wrong),
                     memory_format("seccontacts set %s --phone NUMBER", id));
}

static void take_proofs(Findings *findings, size_t index, const char *id, const AddressList *emails)
{
    size_t count = address_list_count(emails), unproven = 0;
    char *names = memory_text("");
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(emails, i);
        if (findings->proven(address, findings->proven_data) || unproven++ >= NAMED_MAX)
            continue;
        char *shown = visible_text(address);
        char *longer = memory_format("%s%s%s", names, *names ? ", " : "", shown);
        free(shown);
        free(names);
        names = longer;
    }
    if (unproven > 0) {
        char *more = unproven > NAMED_MAX ? memory_format(" and %zu more", unproven - NAMED_MAX)
                                          : memory_text("");
        findings_add(findings, FINDING_UNPROVEN, index,
                     memory_format("no message was ever accepted for %zu of %zu address%s: %s%s",
                                   unproven, count, count == 1 ? "" : "es", names, more),
                     memory_format("seccontacts test %s", id));
        free(more);
    }
    free(names);
}

void findings_take(Findings *findings, size_t index, const Subscription *subscription,
                   const Contact *contact)
{
    if (!findings_concern(subscription)) {
        findings->left_out++;
        return;
    }
    size_t before = findings->count;
    take_emails(findings, index, subscription->id, contact->emails);
    take_phone(findings, index, subscription->id, contact->phone);
    if (!contact->alerts)
        findings_add(findings, FINDING_ALERTS_OFF, index,
                     memory_text("e-mails about alerts are off: nobody is told of an attack"),
                     memory_format("seccontacts set %s --alerts on", subscription->id));
    if (findings->proven)
        take_proofs(findings, index, subscription->id, contact->emails);
    findings->checked++;
    findings->healthy += findings->count == before;
}

void findings_take_problem(Findings *findings, size_t index, const Error *problem)
{
    findings->problems++;
    findings_add(findings, FINDING_SETTINGS, index, error_message(problem),
                 memory_text(problem->kind == ERROR_CONFIG ? "correct the file with a text editor"
                                                           : "see that the file can be read"));
}

void findings_take_unreadable(Findings *findings, const Subscription *subscription)
{
    if (findings_concern(subscription))
        findings->checked++;
    else
        findings->left_out++;
}

void findings_finish(Findings *findings)
{
    if (findings->sole_count < 2 || findings->sole_count < findings->configured)
        return;
    char *shown = visible_text(findings->sole);
    findings_add(findings, FINDING_SAME_RECIPIENT, FINDING_SITE,
                 memory_format("%s is the only recipient everywhere, in %zu subscriptions", shown,
                               findings->sole_count),
                 memory_text("seccontacts set --all --add ADDRESS"));
    free(shown);
}
