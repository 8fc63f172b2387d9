/* address_doubt.c: domains that are probably mistyped. */
#include "core/address/address_doubt.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address_domain.h"
#include "core/address/address_edit.h"
#include "core/phone.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    OFTEN_MOST = 32,   /* domains with which others are compared */
    OFTEN_LEAST = 3,   /* uses of such a one */
    OFTEN_LENGTH = 8,  /* of such a one: many short names are one edit apart, and right */
    KEPT_MOST = 65536, /* domains that are counted: a list of more has no usual one */
    DOMAIN_LONGEST = 255
};

typedef struct Domain {
    char *text; /* in lower case (ASCII) */
    size_t length, count;
    bool judged;
    AddressDoubt doubt;
    const char *meant; /* the domain that was meant; NULL: it is not known. Of a list below, or of
                          another domain of the table; `own` is it where it is neither */
    char *own;
} Domain;

struct AddressDomains {
    Domain **slots; /* open addressing; `capacity` is a power of two */
    size_t capacity, count;
    Domain *last;
    Domain *often[OFTEN_MOST];
    size_t often_count;
    bool often_known;
};

AddressDomains *address_domains_new(void)
{
    AddressDomains *domains = memory_new(sizeof *domains);
    domains->capacity = 64;
    domains->slots = memory_array(domains->capacity, sizeof *domains->slots);
    return domains;
}

void address_domains_free(AddressDomains *domains)
{
    if (!domains)
        return;
    for (size_t i = 0; i < domains->capacity; i++) {
        if (domains->slots[i]) {
            free(domains->slots[i]->text);
            free(domains->slots[i]->own);
            free(domains->slots[i]);
        }
    }
    free(domains->slots);
    free(domains);
}

static size_t place_of(const AddressDomains *domains, const char *text, size_t length)
{
    size_t at = XXH3_64bits(text, length) & (domains->capacity - 1);
    while (domains->slots[at] && (domains->slots[at]->length != length ||
                                  memcmp(domains->slots[at]->text, text, length) != 0))
        at = (at + 1) & (domains->capacity - 1);
    return at;
}

static void grow(AddressDomains *domains)
{
    Domain **old = domains->slots;
    size_t capacity = domains->capacity;
    domains->capacity *= 2;
    domains->slots = memory_array(domains->capacity, sizeof *domains->slots);
    for (size_t i = 0; i < capacity; i++) {
        if (old[i])
            domains->slots[place_of(domains, old[i]->text, old[i]->length)] = old[i];
    }
    free(old);
}

/* The domain of a checked address: its place in the table, where it is made; NULL where the table
 * has too many. */
static Domain *domain_of(AddressDomains *domains, const char *address)
{
    const char *sign = strrchr(address, '@');
    const char *text = sign ? sign + 1 : "";
    Domain *last = domains->last;
    if (last && strncasecmp(last->text, text, last->length) == 0 && text[last->length] == '\0')
        return last;
    char lower[DOMAIN_LONGEST * 4 + 1];
    size_t length = 0;
    for (; text[length] && length < sizeof lower - 1; length++)
        lower[length] =
            (char)(text[length] >= 'A' && text[length] <= 'Z' ? text[length] | 0x20 : text[length]);
    lower[length] = '\0';
    size_t at = place_of(domains, lower, length);
    if (!domains->slots[at]) {
        if (domains->count >= KEPT_MOST)
            return NULL;
        if (2 * ++domains->count > domains->capacity) {
            grow(domains);
            at = place_of(domains, lower, length);
        }
        Domain *made = memory_new(sizeof *made);
        made->text = memory_text_n(lower, length);
        made->length = length;
        domains->slots[at] = made;
    }
    domains->last = domains->slots[at];
    return domains->last;
}

void address_domains_count(AddressDomains *domains, const AddressList *list)
{
    size_t count = address_list_count(list);
    for (size_t i = 0; i < count; i++) {
        Domain *domain = domain_of(domains, address_list_get(list, i));
        if (domain)
            domain->count++;
    }
    domains->often_known = false;
}

static int compare_count(const void *a, const void *b)
{
    const Domain *one = *(Domain *const *)a, *two = *(Domain *const *)b;
    return one->count != two->count ? (one->count < two->count ? 1 : -1)
                                    : strcmp(one->text, two->text);
}

static void find_often(AddressDomains *domains)
{
    Domain **all = memory_array(domains->count, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < domains->capacity; i++) {
        if (domains->slots[i] && domains->slots[i]->count >= OFTEN_LEAST &&
            domains->slots[i]->length >= OFTEN_LENGTH)
            all[count++] = domains->slots[i];
    }
    if (count > 0)
        qsort(all, count, sizeof *all, compare_count);
    domains->often_count = count < OFTEN_MOST ? count : OFTEN_MOST;
    memcpy(domains->often, all, domains->often_count * sizeof *all);
    free(all);
    domains->often_known = true;
}

/* The domains of big providers of mail, and others that are one edit away from one and right. */
static const char *const providers[] = {
    "gmail.com",   "googlemail.com", "outlook.com",    "hotmail.com",    "yahoo.com",
    "icloud.com",  "protonmail.com", "fastmail.com",   "comcast.net",    "verizon.net",
    "t-online.de", "freenet.de",     "outlook.de",     "hotmail.de",     "yahoo.de",
    "outlook.fr",  "hotmail.fr",     "yahoo.fr",       "orange.fr",      "wanadoo.fr",
    "laposte.net", "yahoo.co.uk",    "hotmail.co.uk",  "btinternet.com", "libero.it",
    "foxmail.com", "yahoo.co.jp",    "rediffmail.com", "bluewin.ch",     "onmicrosoft.com",
};
static const char *const right[] = {
    "mail.com",    "ymail.com",  "email.com", "gmail.co",  "outlook.it", "outlook.es",
    "hotmail.it",  "hotmail.es", "yahoo.it",  "yahoo.es",  "yahoo.ca",   "yahoo.in",
    "yahoo.co.in", "yahoo.co",   "fmail.com", "cmail.com", "libero.at",  "orange.fi"};

static bool is_one_of(const char *text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, names[i]) == 0)
            return true;
    }
    return false;
}

#define IS_ONE_OF(text, names) is_one_of(text, names, sizeof(names) / sizeof *(names))

/* A domain that is used so much more often than `domain` that this one is probably a mistake. */
static const char *often_meant(AddressDomains *domains, const Domain *domain)
{
    enum { FEW = 2, TIMES = 3, MANY_TIMES = 1000 };
    for (size_t i = 0; i < domains->often_count; i++) {
        const Domain *often = domains->often[i];
        bool few = domain->count <= FEW && often->count >= TIMES * domain->count;
        if (often != domain && (few || often->count / MANY_TIMES >= domain->count) &&
            address_is_one_edit(domain->text, domain->length, often->text, often->length))
            return often->text;
    }
    return NULL;
}

static const char *provider_meant(const Domain *domain)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        if (address_is_one_edit(domain->text, domain->length, providers[i], strlen(providers[i])))
            return providers[i];
    }
    return NULL;
}

/* The whole name of a domain without a dot, where one is used often. */
static const char *whole_meant(const AddressDomains *domains, const Domain *domain)
{
    for (size_t i = 0; i < domains->often_count; i++) {
        const char *often = domains->often[i]->text;
        if (often && strncmp(often, domain->text, domain->length) == 0 &&
            often[domain->length] == '.')
            return often;
    }
    return NULL;
}

static const psl_ctx_t *suffixes;

static void load_suffixes(void)
{
    suffixes = psl_latest(NULL);
}

/* Whether the domain ends in a top-level domain that exists, or in a name that is reserved for
 * networks of one's own or for examples (RFC 2606, RFC 6761, RFC 6762 appendix G). */
static bool has_top_level(const char *ascii)
{
    static const char *const common[] = {"com", "net", "org", "de", "edu", "gov", "uk", "fr", "eu"};
    static const char *const reserved[] = {
        "example", "test", "invalid", "localhost", "local",       "internal", "intranet",
        "private", "corp", "home",    "lan",       "localdomain", "onion",    "alt"};
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *top = strrchr(ascii, '.');
    top = top ? top + 1 : ascii;
    if (IS_ONE_OF(top, common) || IS_ONE_OF(top, reserved))
        return true;
    pthread_once(&once, load_suffixes);
    return !suffixes ||
           psl_is_public_suffix2(suffixes, top, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

static AddressDoubt judge_dots(AddressDomains *domains, Domain *domain)
{
    struct in_addr address;
    char ascii[ADDRESS_DOMAIN_SIZE];
    size_t offset;
    if (inet_pton(AF_INET, domain->text, &address) == 1) {
        domain->own = memory_format("[%s]", domain->text);
        domain->meant = domain->own;
        return ADDRESS_DOUBT_IPV4;
    }
    if (address_domain_check(domain->text, domain->length, ascii, &offset) != ADDRESS_OK)
        return ADDRESS_DOUBT_NONE;
    if (!strchr(ascii, '.')) {
        domain->meant = whole_meant(domains, domain);
        return ADDRESS_DOUBT_DOT;
    }
    return has_top_level(ascii) ? ADDRESS_DOUBT_NONE : ADDRESS_DOUBT_TLD;
}

/* Letters that look like others: the program's module that has ICU knows them. */
static AddressDoubt judge_script(Domain *domain)
{
    enum { ROOM = 4 * DOMAIN_LONGEST };
    char meant[ROOM];
    bool ascii = true;
    for (size_t i = 0; i < domain->length; i++)
        ascii = ascii && (unsigned char)domain->text[i] < 0x80;
    if (ascii || !phone_module_is_spoof(domain->text, meant, sizeof meant))
        return ADDRESS_DOUBT_NONE;
    if (meant[0] != '\0') {
        domain->own = memory_text(meant);
        domain->meant = domain->own;
    }
    return ADDRESS_DOUBT_SCRIPT;
}

static void judge(AddressDomains *domains, Domain *domain)
{
    domain->judged = true;
    if (domain->text[0] == '[' || IS_ONE_OF(domain->text, providers) ||
        IS_ONE_OF(domain->text, right))
        return;
    domain->meant = provider_meant(domain);
    if (!domain->meant)
        domain->meant = often_meant(domains, domain);
    domain->doubt = domain->meant ? ADDRESS_DOUBT_TYPO : judge_script(domain);
    if (domain->doubt == ADDRESS_DOUBT_NONE)
        domain->doubt = judge_dots(domains, domain);
}

/* A mark in front which belongs to no address that people have: an apostrophe of a spreadsheet, a
 * bullet without its space. */
static bool has_mark(const char *address)
{
    return strchr("'`*", address[0]) && address[1] != '@' && address[0] != '\0';
}

AddressDoubt address_doubt(AddressDomains *domains, const char *address, const char **domain)
{
    const char *unused;
    domain = domain ? domain : &unused;
    *domain = NULL;
    if (!domains->often_known)
        find_often(domains);
    Domain *of = domain_of(domains, address);
    if (of && !of->judged)
        judge(domains, of);
    if (of && of->doubt != ADDRESS_DOUBT_NONE) {
        *domain = of->text;
        return of->doubt;
    }
    return has_mark(address) ? ADDRESS_DOUBT_MARK : ADDRESS_DOUBT_NONE;
}

/* `address` with another domain, made visible. */
static char *with_domain(const char *address, const char *domain)
{
    const char *sign = strrchr(address, '@');
    char *shown = visible_text_n(address, sign ? (size_t)(sign - address) + 1 : 0);
    char *visible = visible_text(domain);
    char *whole = memory_format("%s%s", shown, visible);
    free(visible);
    free(shown);
    return whole;
}

static char *script_words(const Domain *domain, const char *meant)
{
    char ascii[ADDRESS_DOMAIN_SIZE];
    size_t offset;
    if (address_domain_check(domain->text, domain->length, ascii, &offset) != ADDRESS_OK)
        ascii[0] = '\0';
    if (meant)
        return memory_format(_("the domain is %s, which looks like another one: did you mean %s?"),
                             ascii, meant);
    return memory_format(_("the domain is %s, with letters of several scripts"), ascii);
}

char *address_doubt_text(AddressDomains *domains, const char *address)
{
    AddressDoubt doubt = address_doubt(domains, address, NULL);
    const Domain *domain = domain_of(domains, address);
    const char *top = domain ? strrchr(domain->text, '.') : NULL;
    char *meant = domain && domain->meant ? with_domain(address, domain->meant) : NULL;
    char *shown = visible_text(top ? top + 1 : domain ? domain->text : "");
    char *words = NULL;
    switch (doubt) {
    case ADDRESS_DOUBT_NONE:
        words = memory_text(_("nothing is wrong"));
        break;
    case ADDRESS_DOUBT_TYPO:
        words = memory_format(_("did you mean %s?"), meant ? meant : "");
        break;
    case ADDRESS_DOUBT_TLD:
        words = memory_format(_("there is no top-level domain \"%s\""), shown);
        break;
    case ADDRESS_DOUBT_DOT:
        words = meant ? memory_format(_("the domain has no dot: did you mean %s?"), meant)
                      : memory_text(_("the domain has no dot"));
        break;
    case ADDRESS_DOUBT_IPV4:
        words = memory_format(_("an IP address without brackets: did you mean %s?"),
                              meant ? meant : "");
        break;
    case ADDRESS_DOUBT_SCRIPT:
        words = domain ? script_words(domain, meant) : NULL;
        break;
    case ADDRESS_DOUBT_MARK:
        free(meant);
        meant = visible_text(address + 1);
        words = memory_format(_("begins with \"%c\": did you mean %s?"), address[0], meant);
        break;
    }
    free(shown);
    free(meant);
    return words ? words : memory_text("");
}

AddressDoubts address_doubts_find(AddressDomains *domains, const AddressList *list,
                                  const AddressList *known)
{
    AddressDoubts doubts = {0};
    size_t capacity = 0, count = address_list_count(list);
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(list, i);
        if (address_doubt(domains, address, NULL) == ADDRESS_DOUBT_NONE ||
            (known && address_list_find(known, address, strlen(address)) != ADDRESS_LIST_NONE))
            continue;
        if (doubts.count < ADDRESS_DOUBTS_MOST) {
            doubts.items =
                memory_reserve(doubts.items, &capacity, doubts.count + 1, sizeof *doubts.items);
            doubts.items[doubts.count] = i;
        }
        doubts.count++;
    }
    return doubts;
}

void address_doubts_clear(AddressDoubts *doubts)
{
    free(doubts->items);
    *doubts = (AddressDoubts){0};
}
