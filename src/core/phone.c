#include "core/phone.h"

#include "base/install.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/phone_module.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

enum {
    E164_LEAST = 7, /* digits */
    E164_MOST = 15,
    /* More than any number with the prefixes that libphonenumber takes off. */
    DIGITS_MOST = 24,
    VANITY_DIGITS = 3, /* that stand before the first letter, at least */
    VANITY_LETTERS = 3,
};

/* A number as it is read: "+" and its digits. */
typedef struct Reading {
    char digits[DIGITS_MOST + 2];
    size_t count;        /* digits, those that had no room too */
    size_t letters;      /* of them */
    size_t first_letter; /* its byte */
    bool plus;
} Reading;

typedef struct Module { /* its functions; NULL: it could not be loaded */
    PhoneModuleCheck *check;
    PhoneModuleAbroad *abroad;
    PhoneModuleSpoof *spoof;
} Module;

static Module module;

/* Loaded once, when the first number is checked, by whichever thread, and never closed:
 * libphonenumber keeps pointers into itself. */
static void load_module(void)
{
    char *path = install_path(PHONE_MODULE_FILE);
    void *file = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (file) {
        *(void **)&module.check = dlsym(file, PHONE_MODULE_CHECK);
        *(void **)&module.abroad = dlsym(file, PHONE_MODULE_ABROAD);
        *(void **)&module.spoof = dlsym(file, PHONE_MODULE_SPOOF);
        PhoneModuleLanguage *speak = NULL;
        *(void **)&speak = dlsym(file, PHONE_MODULE_LANGUAGE);
        if (speak)
            speak(language_name());
    }
    free(path);
}

static const Module *module_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_module);
    return &module;
}

/* The length of a space or invisible mark at `text`, as copied from web pages; 0 for none. */
static size_t space_length(const char *text)
{
    if (strchr(" \t\n\r\v\f", text[0]))
        return text[0] ? 1 : 0;
    if ((unsigned char)text[0] < 0x80)
        return 0;
    ucs4_t character;
    int used = u8_mbtouc(&character, (const uint8_t *)text, strlen(text));
    bool unseen = visible_is_unseen(character) && character != 0xFFFD;
    return unseen || uc_is_property_white_space(character) ? (size_t)used : 0;
}

static size_t punctuation_length(const char *text)
{
    static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013",
                                         "\u2014", "\u2015", "\u2212"};
    if (text[0] && strchr("-./()", text[0]))
        return 1;
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        if (strncmp(text, dashes[i], 3) == 0)
            return 3;
    }
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does an extension begin at `text`? */
static bool is_extension(const char *text)
{
    static const char *const words[] = {"extension", "extn",  "ext", "durchwahl",
                                        "dw",        "poste", "int", "x"};
    if (text[0] == ';' && text[1 + strspn(text + 1, " ")] == '+')
        return false; /* another number */
    if (text[0] == '#' || text[0] == ';' || text[0] == '~')
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(text, words[i], length) != 0)
            continue;
        text += length;
        while (*text && strchr(" .:=", *text))
            text++;
        return is_digit(*text) || *text == '\0';
    }
    return false;
}

static void add_digit(Reading *reading, char digit)
{
    if (reading->count < DIGITS_MOST)
        reading->digits[1 + reading->count] = digit;
    reading->count++;
}

/* The digit of a letter on a telephone's keys (ITU-T E.161). */
static char key_of(char letter)
{
    static const char keys[] = "22233344455566677778889999";
    return keys[(letter | 0x20) - 'a'];
}

/* Whether a digit that is not one of ASCII stands at `text`. */
static bool is_other_digit(const char *text)
{
    ucs4_t character;
    u8_mbtouc(&character, (const uint8_t *)text, strlen(text));
    return character >= 0x80 && uc_decimal_value(character) >= 0;
}

/* Reads the character at `at`, which is no space nor punctuation. */
static PhoneVerdict read_sign(const char *text, size_t at, Reading *reading)
{
    char c = text[at];
    if (c == '+') {
        if (reading->count > 0 || (reading->plus && text[at - 1] != '+'))
            return PHONE_PLUS;
        reading->plus = true;
        return PHONE_OK;
    }
    if (is_digit(c)) {
        add_digit(reading, c);
        return PHONE_OK;
    }
    bool in_word = at > 0 && is_letter(text[at - 1]);
    if (!in_word && is_extension(text + at))
        return reading->count > 0 ? PHONE_EXTENSION : PHONE_CHARACTER;
    if (!is_letter(c))
        return is_other_digit(text + at) ? PHONE_DIGIT : PHONE_CHARACTER;
    if (reading->count < VANITY_DIGITS)
        return PHONE_LETTER;
    if (reading->letters++ == 0)
        reading->first_letter = at;
    add_digit(reading, key_of(c));
    return PHONE_OK;
}

static PhoneVerdict read_text(const char *text, Reading *reading, size_t *offset)
{
    static const char scheme[] = "tel:"; /* RFC 3966 */
    *reading = (Reading){.digits = "+"};
    size_t at = 0, used;
    while ((used = space_length(text + at)) > 0)
        at += used;
    if (strncasecmp(text + at, scheme, sizeof scheme - 1) == 0)
        at += sizeof scheme - 1;
    while (text[at]) {
        used = space_length(text + at);
        if (used == 0)
            used = punctuation_length(text + at);
        if (used > 0) {
            at += used;
            continue;
        }
        PhoneVerdict verdict = read_sign(text, at, reading);
        if (verdict != PHONE_OK) {
            *offset = at;
            return verdict;
        }
        at++;
    }
    if (reading->letters > 0 && reading->letters < VANITY_LETTERS) {
        *offset = reading->first_letter;
        return PHONE_LETTER;
    }
    if (reading->count == 0)
        return reading->plus ? PHONE_SHORT : PHONE_EMPTY;
    if (!reading->plus)
        return strncmp(reading->digits, "+00", 3) == 0 ? PHONE_ZEROS : PHONE_NATIONAL;
    return reading->count > DIGITS_MOST ? PHONE_LONG : PHONE_OK;
}

PhoneVerdict phone_form_check(const char *digits, PhoneNumber *number)
{
    size_t count = strlen(digits) - 1;
    *number = (PhoneNumber){0};
    if (digits[1] == '0')
        return PHONE_COUNTRY;
    if (count < E164_LEAST)
        return PHONE_SHORT;
    if (count > E164_MOST)
        return PHONE_LONG;
    memcpy(number->e164, digits, count + 2);
    memcpy(number->international, digits, count + 2);
    return PHONE_UNCHECKED;
}

/* Fills `digits`, which are a national number's behind the +, with those that are dialled from
 * abroad. */
static PhoneVerdict to_abroad(char digits[PHONE_ABROAD_SIZE], const char *region)
{
    PhoneModuleAbroad *abroad = module_load()->abroad;
    char national[PHONE_ABROAD_SIZE] = "";
    memcpy(national, digits + 1, PHONE_ABROAD_SIZE - 1);
    return abroad ? abroad(national, region, digits) : PHONE_UNCHECKED;
}

/* What a verdict of the numbering plan is, where E.164 itself has nothing against the digits: a
 * warning, and they are the number. */
static PhoneVerdict without_plan(PhoneVerdict verdict, const char *digits, PhoneNumber *number)
{
    static const PhoneVerdict warnings[] = {
        [PHONE_COUNTRY] = PHONE_PLAN_COUNTRY,
        [PHONE_SHORT] = PHONE_PLAN_SHORT,
        [PHONE_LONG] = PHONE_PLAN_LONG,
        [PHONE_LENGTH] = PHONE_LENGTH,
    };
    PhoneNumber form;
    if (verdict < PHONE_COUNTRY || phone_form_check(digits, &form) != PHONE_UNCHECKED)
        return verdict;
    memcpy(number->e164, form.e164, sizeof form.e164);
    memcpy(number->international, form.international, sizeof form.international);
    return warnings[verdict];
}

/* What else the text of such a number says about it. */
static PhoneVerdict look_again(PhoneVerdict verdict, const char *text, const Reading *reading,
                               size_t *offset)
{
    const char *trunk = strstr(text, "(0)");
    if (verdict == PHONE_OK || verdict == PHONE_PREMIUM)
        return verdict;
    if (trunk && reading->plus) {
        *offset = (size_t)(trunk - text);
        return PHONE_TRUNK;
    }
    if (reading->letters > 0 && verdict != PHONE_INVALID_IN_REGION && verdict != PHONE_UNCHECKED) {
        *offset = reading->first_letter; /* a word beside the number, not a part of it */
        return PHONE_LETTER;
    }
    return verdict;
}

PhoneVerdict phone_parse_in(const char *text, const char *region, PhoneNumber *number,
                            size_t *offset)
{
    size_t unused;
    if (!offset)
        offset = &unused;
    *offset = 0;
    *number = (PhoneNumber){0};
    Reading reading;
    PhoneVerdict verdict = read_text(text, &reading, offset);
    char digits[PHONE_ABROAD_SIZE] = "";
    memcpy(digits, reading.digits, sizeof reading.digits);
    if (region && (verdict == PHONE_NATIONAL || verdict == PHONE_ZEROS)) {
        PhoneVerdict turned = reading.count > DIGITS_MOST ? PHONE_LONG : to_abroad(digits, region);
        if (turned != PHONE_UNCHECKED)
            verdict = turned;
    }
    if (verdict != PHONE_OK)
        return verdict;
    PhoneModuleCheck *check = module_load()->check;
    verdict = check ? check(digits, number) : PHONE_UNCHECKED;
    if (verdict == PHONE_UNCHECKED)
        verdict = phone_form_check(digits, number);
    verdict = look_again(without_plan(verdict, digits, number), text, &reading, offset);
    if (verdict != PHONE_OK && !phone_is_warning(verdict))
        number->e164[0] = number->international[0] = '\0';
    return verdict;
}

PhoneVerdict phone_parse(const char *text, PhoneNumber *number, size_t *offset)
{
    return phone_parse_in(text, NULL, number, offset);
}

bool phone_region(const char *text, char region[PHONE_REGION_SIZE])
{
    if (strlen(text) != PHONE_REGION_SIZE - 1 || !is_letter(text[0]) || !is_letter(text[1]))
        return false;
    for (size_t i = 0; i < PHONE_REGION_SIZE - 1; i++)
        region[i] = (char)(text[i] & ~0x20);
    region[PHONE_REGION_SIZE - 1] = '\0';
    PhoneModuleAbroad *abroad = module_load()->abroad;
    char unused[PHONE_ABROAD_SIZE];
    return !abroad || abroad("", region, unused) != PHONE_COUNTRY;
}

bool phone_module_is_spoof(const char *name, char *meant, size_t size)
{
    PhoneModuleSpoof *spoof = module_load()->spoof;
    meant[0] = '\0';
    return spoof && spoof(name, meant, size);
}

bool phone_is_warning(PhoneVerdict verdict)
{
    return (verdict > PHONE_OK && verdict < PHONE_EMPTY) || verdict == PHONE_LENGTH;
}

/* "a number of Germany", "a number of the Cook Islands", "a number with country code +1", "a phone
 * number". */
static char *number_of(const PhoneNumber *number)
{
    static const char *const endings[] = {"Islands",     "Republic", "Kingdom",     "States",
                                          "Emirates",    "Bahamas",  "Netherlands", "Philippines",
                                          "Territories", "Maldives", "Comoros",     "Gambia"};
    const char *country = number ? number->country : "";
    if (country[0] == '\0')
        return memory_text(_("a phone number"));
    if (strcmp(number->region, "001") == 0)
        return memory_text(_("an international service"));
    if (country[0] == '+')
        return memory_format(_("a number with country code %s"), country);
    size_t length = strlen(country);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (length >= size && strcmp(country + length - size, endings[i]) == 0)
            return memory_format(_("a number of the %s"), country);
    }
    return memory_format(_("a number of %s"), country);
}

char *phone_verdict_text(PhoneVerdict verdict, const PhoneNumber *number)
{
    char *what = number_of(number);
    char *text = NULL;
    switch (verdict) {
    case PHONE_OK:
        text = memory_text(_("nothing is wrong"));
        break;
    case PHONE_INVALID_IN_REGION:
        text = memory_format(
            _("not %s, as far as the numbering plan is known here: check the digits"), what);
        break;
    case PHONE_UNCHECKED:
        text = memory_text(_("not fully checked: the numbering plans could not be loaded"));
        break;
    case PHONE_EMPTY:
        text = memory_text(_("no number: start with + and the country code"));
        break;
    case PHONE_NATIONAL:
        text = memory_text(_("start with + and the country code"));
        break;
    case PHONE_ZEROS:
        text = memory_text(_("start with + and the country code: write + for 00"));
        break;
    case PHONE_PLUS:
        text = memory_text(_("a + behind digits: write one number, with + at its start alone"));
        break;
    case PHONE_LETTER:
        text = memory_text(_("a letter: write the number in digits"));
        break;
    case PHONE_EXTENSION:
        text = memory_text(_("leave out the extension: only the number itself can be kept"));
        break;
    case PHONE_DIGIT:
        text =
            memory_text(_("a digit of another script: write the digits 0 to 9 as ASCII has them"));
        break;
    case PHONE_TRUNK:
        text = memory_text(_("leave out \"(0)\": it is dialled only within the country"));
        break;
    case PHONE_PREMIUM:
        text = memory_format(_("%s at premium rate: whoever calls it pays for that"), what);
        break;
    case PHONE_CHARACTER:
        text = memory_text(_("write one number with + and digits 0 to 9; spaces and - . / ( ) may "
                             "stand between"));
        break;
    case PHONE_COUNTRY:
    case PHONE_PLAN_COUNTRY:
        text = memory_text(_("no country has this code: check the digits after the +"));
        break;
    case PHONE_SHORT:
    case PHONE_PLAN_SHORT:
        text = memory_format(_("too short for %s"), what);
        break;
    case PHONE_LONG:
    case PHONE_PLAN_LONG:
        text = memory_format(_("too long for %s"), what);
        break;
    case PHONE_LENGTH:
        text = memory_format(_("wrong count of digits for %s"), what);
        break;
    }
    free(what);
    return text ? text : memory_text(_("not a phone number"));
}

char *phone_display(const PhoneNumber *number)
{
    if (number->country[0] == '\0')
        return memory_text(number->international);
    if (number->country[0] != '+')
        return memory_format("%s · %s", number->international, number->country);
    char *code = memory_format(_("country code %s"), number->country);
    char *text = memory_format("%s · %s", number->international, code);
    free(code);
    return text;
}
