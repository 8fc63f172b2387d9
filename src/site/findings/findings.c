#include "site/findings/findings.h"

#include "base/memory.h"
#include "core/phone.h"
#include "site/findings/findings_words.h"

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
    [FINDING_DOUBTFUL] = {"doubtful-address", "emails"},
    [FINDING_ALERTS_OFF] = {"alerts-off", "alerts"},
    [FINDING_UNPROVEN] = {"unproven", "emails"},
    [FINDING_NO_MAIL_SERVER] = {"no-mail-server", "emails"},
    [FINDING_NULL_MX] = {"null-mx", "emails"},
    [FINDING_SAME_RECIPIENT] = {"same-recipient", "emails"},
    [FINDING_LEDGER] = {"ledger", ""},
    [FINDING_LEDGER_DAY] = {"ledger-day", ""},
    [FINDING_HISTORY] = {"history", ""},
    [FINDING_OUTBOX] = {"outbox", ""},
    [FINDING_MAIL] = {"mail", ""},
    [FINDING_REFUSED] = {"refused", "emails"},
    [FINDING_BOUNCED] = {"bounced", "emails"},
    [FINDING_SECOND] = {"second-recipient", "emails"},
    [FINDING_UNHEARD] = {"unheard", ""},
    [FINDING_UNKNOWN] = {"unknown-outcome", ""},
    [FINDING_NOTIFY] = {"notify", ""},
    [FINDING_SPOOL_WAITS] = {"spool-waits", ""},
    [FINDING_SPOOL_ASIDE] = {"spool-aside", ""},
    [FINDING_STATE] = {"state", ""},
};

const char *finding_name(FindingKind kind)
{
    return kinds[kind].name;
}

bool finding_is_of_site(FindingKind kind)
{
    const FindingSet of_site = FINDING_BIT(FINDING_STRAY) | FINDING_BIT(FINDING_ORPHAN) |
                               FINDING_BIT(FINDING_LEDGER) | FINDING_BIT(FINDING_LEDGER_DAY) |
                               FINDING_BIT(FINDING_HISTORY) | FINDING_BIT(FINDING_OUTBOX) |
                               FINDING_BIT(FINDING_MAIL) | FINDING_BIT(FINDING_UNHEARD) |
                               FINDING_BIT(FINDING_UNKNOWN) | FINDING_BIT(FINDING_NOTIFY) |
                               FINDING_BIT(FINDING_SPOOL_WAITS) | FINDING_BIT(FINDING_SPOOL_ASIDE) |
                               FINDING_BIT(FINDING_STATE);
    return (of_site & FINDING_BIT(kind)) != 0;
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
    address_domains_free(findings->domains);
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

/* What is wrong with the number, made visible; NULL: nothing. The caller frees it. */
static char *check_phone(Findings *findings, const char *phone)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse(phone, &number, NULL);
    if (verdict == PHONE_UNCHECKED)
        findings->phones_unchecked = true;
    if (verdict == PHONE_OK || verdict == PHONE_UNCHECKED)
        return NULL;
    char *verdict_words = phone_verdict_text(verdict, &number);
    char *wrong = finding_words(FINDING_PHONE, "", phone, verdict_words);
    free(verdict_words);
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

/* Whether only the first of several addresses was ever told anything. */
static bool has_unused_second(const Findings *findings, const AddressList *emails)
{
    size_t count = address_list_count(emails);
    if (!findings->only_first || findings->proven || count < 2 || /* which says more */
        !findings->mailed(address_list_get(emails, 0), findings->mailed_data).accepted)
        return false;
    bool used = false;
    for (size_t i = 1; i < count && !used; i++)
        used = findings->mailed(address_list_get(emails, i), findings->mailed_data).accepted;
    return !used;
}

/* What the messages to a contact's addresses show. */
static FindingSet look_at_mail(const Findings *findings, const Contact *contact)
{
    FindingSet set = 0;
    size_t count = address_list_count(contact->emails);
    if (!findings->mailed)
        return 0;
    for (size_t i = 0; i < count; i++) {
        FindingsMail mail =
            findings->mailed(address_list_get(contact->emails, i), findings->mailed_data);
        set |= mail.refused ? FINDING_BIT(FINDING_REFUSED) : 0;
        set |= mail.bounced ? FINDING_BIT(FINDING_BOUNCED) : 0;
    }
    return has_unused_second(findings, contact->emails) ? set | FINDING_BIT(FINDING_SECOND) : set;
}

/* Whether an address is probably mistyped, by the domains of this contact and of those before it.
 */
static bool is_doubtful(Findings *findings, const AddressList *emails)
{
    if (!findings->domains)
        findings->domains = address_domains_new();
    address_domains_count(findings->domains, emails);
    AddressDoubts doubts = address_doubts_find(findings->domains, emails, NULL);
    bool any = doubts.count > 0;
    address_doubts_clear(&doubts);
    return any;
}

FindingSet findings_look(Findings *findings, const Contact *contact)
{
    size_t count = address_list_count(contact->emails);
    FindingSet set = count == 0   ? FINDING_BIT(FINDING_NO_CONTACT)
                     : count == 1 ? FINDING_BIT(FINDING_ONE_RECIPIENT)
                                  : 0;
    if (!contact->phone)
        set |= FINDING_BIT(FINDING_NO_PHONE);
    else if (look_up_phone(findings, contact->phone))
        set |= FINDING_BIT(FINDING_PHONE);
    if (is_doubtful(findings, contact->emails))
        set |= FINDING_BIT(FINDING_DOUBTFUL);
    set |= look_at_mail(findings, contact);
    return contact->alerts ? set : set | FINDING_BIT(FINDING_ALERTS_OFF);
}

/* The first address that was refused, or bounced, with the server's words, and how many there are.
 */
static char *server_text(const Findings *findings, FindingKind kind, const AddressList *emails)
{
    size_t count = 0;
    const char *first = "", *answer = "";
    for (size_t i = 0; findings->mailed && i < address_list_count(emails); i++) {
        const char *address = address_list_get(emails, i);
        FindingsMail mail = findings->mailed(address, findings->mailed_data);
        const char *said = kind == FINDING_BOUNCED ? mail.bounced : mail.refused;
        if (said && count++ == 0) {
            first = address;
            answer = said;
        }
    }
    char *number = memory_format("%zu", count);
    char *text = finding_words_plural(kind, count, first, answer, number);
    free(number);
    return text;
}

/* The first doubtful address, what is doubtful, and how many there are. */
static char *doubtful_text(Findings *findings, const AddressList *emails)
{
    if (!findings->domains)
        findings->domains = address_domains_new();
    AddressDoubts doubts = address_doubts_find(findings->domains, emails, NULL);
    const char *first = doubts.count > 0 ? address_list_get(emails, doubts.items[0]) : "";
    char *words = address_doubt_text(findings->domains, first);
    char *number = memory_format("%zu", doubts.count);
    char *text = finding_words_plural(FINDING_DOUBTFUL, doubts.count, first, words, number);
    free(number);
    free(words);
    address_doubts_clear(&doubts);
    return text;
}

char *findings_text(Findings *findings, FindingKind kind, const Contact *contact)
{
    if (kind == FINDING_PHONE) {
        const char *wrong = contact->phone ? look_up_phone(findings, contact->phone) : NULL;
        return memory_text(wrong ? wrong : "");
    }
    if (kind == FINDING_DOUBTFUL)
        return doubtful_text(findings, contact->emails);
    if (kind == FINDING_REFUSED || kind == FINDING_BOUNCED)
        return server_text(findings, kind, contact->emails);
    const char *only =
        address_list_count(contact->emails) > 0 ? address_list_get(contact->emails, 0) : "";
    return finding_words(kind, "", only); /* which few kinds name */
}

char *findings_mend(FindingKind kind, const char *id)
{
    return finding_words(kind, "_mend", id);
}

/* Remembers who is told alone. */
static void take_sole(Findings *findings, const AddressList *emails)
{
    size_t count = address_list_count(emails);
    findings->configured += count > 0;
    if (count != 1)
        return;
    const char *only = address_list_get(emails, 0);
    char *key = address_key(only, strlen(only));
    if (!findings->sole)
        findings->sole = memory_text(key);
    findings->sole_count += strcmp(findings->sole, key) == 0;
    free(key);
}

/* Some addresses of a contact. */
typedef struct Some {
    size_t count;
    char *names; /* of the first ones */
} Some;

static void some_add(Some *some, const char *address)
{
    if (some->count++ >= NAMED_MAX)
        return;
    char *longer =
        some->names ? memory_format("%s, %s", some->names, address) : memory_text(address);
    free(some->names);
    some->names = longer;
}

/* Adds the finding that they are, out of `count`, and clears them. */
static void some_finish(Some *some, Findings *findings, FindingKind kind, size_t index,
                        const char *id, size_t count)
{
    if (some->count > NAMED_MAX) {
        char *more = memory_format("%zu", some->count - NAMED_MAX);
        char *longer = words(form_get("findings"), "more", some->names, more);
        free(more);
        free(some->names);
        some->names = longer;
    }
    char *number = memory_format("%zu", some->count), *all = memory_format("%zu", count);
    if (some->count > 0)
        findings_add(findings, kind, index,
                     finding_words_plural(kind, count, number, some->names, all),
                     findings_mend(kind, id));
    free(all);
    free(number);
    free(some->names);
}

/* What asking elsewhere about the addresses brings: the ledger, the names of domains. */
static void take_addresses(Findings *findings, size_t index, const char *id,
                           const AddressList *emails)
{
    size_t count = address_list_count(emails);
    Some unproven = {0}, nowhere = {0}, refused = {0};
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(emails, i);
        if (findings->addresses)
            address_list_add(findings->addresses, address, strlen(address));
        if (findings->proven && !findings->proven(address, findings->proven_data))
            some_add(&unproven, address);
        FindingKind domain =
            findings->domain ? findings->domain(address, findings->domain_data) : FINDING_KINDS;
        if (domain != FINDING_KINDS)
            some_add(domain == FINDING_NULL_MX ? &refused : &nowhere, address);
    }
    some_finish(&unproven, findings, FINDING_UNPROVEN, index, id, count);
    some_finish(&nowhere, findings, FINDING_NO_MAIL_SERVER, index, id, count);
    some_finish(&refused, findings, FINDING_NULL_MX, index, id, count);
}

void findings_take(Findings *findings, size_t index, const Subscription *subscription,
                   const Contact *contact)
{
    if (!findings_concern(subscription)) {
        findings->left_out++;
        return;
    }
    size_t before = findings->count;
    FindingSet set = findings_look(findings, contact);
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        if (set & FINDING_BIT(kind))
            findings_add(findings, kind, index, findings_text(findings, kind, contact),
                         findings_mend(kind, subscription->id));
    take_sole(findings, contact->emails);
    take_addresses(findings, index, subscription->id, contact->emails);
    findings->checked++;
    findings->alerting += contact->alerts && address_list_count(contact->emails) > 0;
    findings->healthy += findings->count == before;
}

void findings_take_problem(Findings *findings, size_t index, const Error *problem)
{
    findings->problems++;
    const char *mend = problem->kind == ERROR_CONFIG ? "_mend" : "_mend_unread";
    findings_add(findings, FINDING_SETTINGS, index, error_message(problem),
                 memory_text(finding_text(FINDING_SETTINGS, mend)));
}

void findings_take_unread(Findings *findings, const Subscription *subscription,
                          const Error *problem)
{
    findings->unread += findings_concern(subscription);
    if (findings->unreadable)
        return;
    size_t first = 0;
    while (first < findings->count && findings->items[first].subscription == FINDING_SITE)
        first++;
    findings_take_problem(findings, FINDING_SITE, problem);
    Finding added = findings->items[findings->count - 1];
    memmove(&findings->items[first + 1], &findings->items[first],
            (findings->count - 1 - first) * sizeof added);
    findings->items[first] = added;
    findings->unreadable = true;
    findings->unreadable_at = first;
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
    char *count = memory_format("%zu", findings->sole_count);
    findings_add(findings, FINDING_SAME_RECIPIENT, FINDING_SITE,
                 finding_words(FINDING_SAME_RECIPIENT, "", findings->sole, count),
                 findings_mend(FINDING_SAME_RECIPIENT, ""));
    free(count);
}
