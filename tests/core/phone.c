#include "core/phone.h"

#include "core/corpus.h"
#include "core/phone_module.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static size_t changed; /* rows that the numbering plans known here judge otherwise */

/* A verdict that countries give, and change: by the metadata of libphonenumber. */
static bool is_of_plan(PhoneVerdict verdict)
{
    return verdict == PHONE_INVALID_IN_REGION || verdict == PHONE_SHORT || verdict == PHONE_LONG ||
           verdict == PHONE_LENGTH || verdict == PHONE_PLAN_SHORT || verdict == PHONE_PLAN_LONG ||
           verdict == PHONE_PLAN_COUNTRY;
}

/* What E.164 asks for, with the punctuation that people write: what plans can make valid. */
static bool is_e164(const char *text)
{
    size_t digits = 0;
    for (const char *at = text; *at; at++)
        digits += *at >= '0' && *at <= '9';
    return text[strspn(text, "+0123456789 -./()")] == '\0' && digits >= 7 && digits <= 15;
}

static void check_row(const CorpusRow *row)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse(row->text, &number, NULL);
    if (strcmp(row->expected, "valid") == 0 && is_of_plan(verdict)) {
        changed++;
    } else if (strcmp(row->expected, "valid") == 0) {
        cr_expect(verdict == PHONE_OK || verdict == PHONE_PREMIUM, "row %zu: \"%s\": verdict %d",
                  row->line, row->text, verdict);
        cr_expect_str_eq(number.region, row->origin, "row %zu: \"%s\"", row->line, row->text);
    } else if (verdict == PHONE_OK) {
        cr_expect(is_e164(row->text), "row %zu: \"%s\" is accepted", row->line, row->text);
        changed++;
    }
}

Test(phone, corpus)
{
    cr_assert_eq(corpus_each("phone.tsv", check_row), 1356);
    cr_expect_leq(changed, CORPUS_PLANS_CHANGED);
}

static void stores(const char *text, const char *e164, const char *shown)
{
    PhoneNumber number;
    size_t offset = 99;
    PhoneVerdict verdict = phone_parse(text, &number, &offset);
    cr_expect_eq(verdict, PHONE_OK, "\"%s\": verdict %d", text, verdict);
    cr_expect_eq(offset, 0);
    cr_expect_str_eq(number.e164, e164);
    char *display = phone_display(&number);
    cr_expect_str_eq(display, shown, "\"%s\": \"%s\"", text, display);
    free(display);
}

static void says(const char *text, PhoneVerdict expected, size_t at, const char *words)
{
    PhoneNumber number;
    size_t offset = 99;
    PhoneVerdict verdict = phone_parse(text, &number, &offset);
    char *said = phone_verdict_text(verdict, &number);
    cr_expect_eq(verdict, expected, "\"%s\": verdict %d", text, verdict);
    cr_expect_eq(offset, at, "\"%s\": offset %zu", text, offset);
    cr_expect_str_eq(said, words, "\"%s\": \"%s\"", text, said);
    cr_expect_eq(number.e164[0] != '\0', phone_is_warning(verdict));
    free(said);
}

Test(phone, numbers_as_people_write_them)
{
    stores("+1 425-555-0100", "+14255550100", "+1 425-555-0100 · United States");
    stores(" +1 (425) 555.0100\r\n", "+14255550100", "+1 425-555-0100 · United States");
    stores("(+1)425/5550100", "+14255550100", "+1 425-555-0100 · United States");
    stores("\u202d+1\u00a0425\u2011555\u20130100\u202c", "+14255550100",
           "+1 425-555-0100 · United States");
    stores("+44 (0)20 7946 0958", "+442079460958", "+44 20 7946 0958 · United Kingdom");
    stores("+39 06 6982", "+39066982", "+39 06 6982 · Vatican City");
    stores("+39 (0)6 1234 5678", "+390612345678", "+39 06 1234 5678 · Italy");
    stores("+225 01 23 45 67 89", "+2250123456789", "+225 01 23 45 6789 · Côte d’Ivoire");
    stores("tel:+1-425-555-0100", "+14255550100", "+1 425-555-0100 · United States");
    stores(" TEL:+14255550100", "+14255550100", "+1 425-555-0100 · United States");
    stores("+1\ufe0d-425-555-0100", "+14255550100", "+1 425-555-0100 · United States");
    stores("+1\u2060-425\u00ad-555-0100\u3164", "+14255550100", "+1 425-555-0100 · United States");
    stores("+800 1234 5678", "+80012345678", "+800 1234 5678 · International");
}

Test(phone, a_plus_typed_twice_and_a_vanity_number)
{
    stores("++14255550100", "+14255550100", "+1 425-555-0100 · United States");
    stores("+1-800-FLOWERS", "+18003569377", "+1 800-356-9377 · United States");
    stores("+1 800 fax 5555", "+18003295555", "+1 800-329-5555 · United States");
}

Test(phone, each_problem_has_its_own_words)
{
    static const char characters[] = "write one number with + and digits 0 to 9; spaces and "
                                     "- . / ( ) may stand between";
    says("", PHONE_EMPTY, 0, "no number: start with + and the country code");
    says(" -", PHONE_EMPTY, 0, "no number: start with + and the country code");
    says("030 123456", PHONE_NATIONAL, 0, "start with + and the country code");
    says("14255550100", PHONE_NATIONAL, 0, "start with + and the country code");
    says("0049 30 123456", PHONE_ZEROS, 0, "start with + and the country code: write + for 00");
    says("+1 425 555 0100 +1 425 555 0101", PHONE_PLUS, 16,
         "a + behind digits: write one number, with + at its start alone");
    says("+ +14255550100", PHONE_PLUS, 2,
         "a + behind digits: write one number, with + at its start alone");
    says("+1 425 555 0l00", PHONE_LETTER, 12, "a letter: write the number in digits");
    says("+1 425 555 0100 (office)", PHONE_LETTER, 17, "a letter: write the number in digits");
    says("+14255550100 ext. 5", PHONE_EXTENSION, 13,
         "leave out the extension: only the number itself can be kept");
    says("+14255550100x5", PHONE_EXTENSION, 12,
         "leave out the extension: only the number itself can be kept");
    says("+14255550100;ext=5", PHONE_EXTENSION, 12,
         "leave out the extension: only the number itself can be kept");
    says("+14255550100#5", PHONE_EXTENSION, 12,
         "leave out the extension: only the number itself can be kept");
    says("+14255550100, +14255550101", PHONE_CHARACTER, 12, characters);
    says("+14255550100; +14255550101", PHONE_CHARACTER, 12, characters);
    says("＋14255550100", PHONE_CHARACTER, 0, characters);
    says("+１425", PHONE_DIGIT, 1,
         "a digit of another script: write the digits 0 to 9 as ASCII has them");
    says("+\u0661\u0664", PHONE_DIGIT, 1,
         "a digit of another script: write the digits 0 to 9 as ASCII has them");
    says("tel:+14255550100;ext=5", PHONE_EXTENSION, 16,
         "leave out the extension: only the number itself can be kept");
    says("+1 (0) 425 555 01", PHONE_TRUNK, 3,
         "leave out \"(0)\": it is dialled only within the country");
    says("+49 30 1234567 Durchwahl 5", PHONE_EXTENSION, 15,
         "leave out the extension: only the number itself can be kept");
    says("+1 425 abc", PHONE_LETTER, 7, "a letter: write the number in digits");
    says("+1425*", PHONE_CHARACTER, 5, characters);
    says("+1\033[2J", PHONE_CHARACTER, 2, characters);
    says("+1\xff", PHONE_CHARACTER, 2, characters);
}

Test(phone, the_country_is_named)
{
    says("+999 123456789", PHONE_PLAN_COUNTRY, 0,
         "no country has this code: check the digits after the +");
    says("+00 49 30 123456", PHONE_COUNTRY, 0,
         "no country has this code: check the digits after the +");
    says("+", PHONE_SHORT, 0, "too short for a phone number");
    says("+49 1", PHONE_SHORT, 0, "too short for a number of Germany");
    says("+49 301", PHONE_SHORT, 0, "too short for a number of Germany");
    says("+1 425 555", PHONE_PLAN_SHORT, 0, "too short for a number with country code +1");
    says("+229 01 97 00 00 00 00", PHONE_PLAN_LONG, 0, "too long for a number of Benin");
    says("+31 123", PHONE_SHORT, 0, "too short for a number of the Netherlands");
    says("+1 425", PHONE_SHORT, 0, "too short for a number with country code +1");
    says("+883 5100", PHONE_PLAN_SHORT, 0, "too short for an international service");
    says("+49 3012345678901234", PHONE_LONG, 0, "too long for a number of Germany");
    says("+4930123456789012345678901234567890", PHONE_LONG, 0, "too long for a phone number");
    says("+683 0123", PHONE_INVALID_IN_REGION, 0,
         "not a number of Niue, as far as the numbering plan is known here: check the digits");
}

Test(phone, a_premium_rate_number_is_warned_of)
{
    says("+49 900 1 123456", PHONE_PREMIUM, 0,
         "a number of Germany at premium rate: whoever calls it pays for that");
}

Test(phone, a_length_that_no_number_of_the_country_has)
{
    says("+46 22345678901", PHONE_LENGTH, 0, "wrong count of digits for a number of Sweden");
}

Test(phone, only_what_may_be_overridden_is_a_warning)
{
    for (int verdict = PHONE_OK; verdict <= PHONE_LENGTH; verdict++)
        cr_expect_eq(phone_is_warning((PhoneVerdict)verdict),
                     verdict == PHONE_INVALID_IN_REGION || verdict == PHONE_UNCHECKED ||
                         verdict == PHONE_PLAN_COUNTRY || verdict == PHONE_PLAN_SHORT ||
                         verdict == PHONE_PLAN_LONG || verdict == PHONE_PREMIUM ||
                         verdict == PHONE_LENGTH);
}

static void stores_in(const char *text, const char *region, const char *e164)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse_in(text, region, &number, NULL);
    cr_expect_eq(verdict, PHONE_OK, "\"%s\": verdict %d", text, verdict);
    cr_expect_str_eq(number.e164, e164, "\"%s\": \"%s\"", text, number.e164);
}

Test(phone, a_number_as_it_is_dialled_within_a_country)
{
    stores_in("(214)275-4038", "US", "+12142754038");
    stores_in("2142754038", "US", "+12142754038");
    stores_in("1 214 275 4038", "US", "+12142754038");
    stores_in("011 49 30 12345678", "US", "+493012345678");
    stores_in("030 12345678", "DE", "+493012345678");
    stores_in("0049 30 12345678", "DE", "+493012345678");
    stores_in("06 1234 5678", "IT", "+390612345678");
    stores_in("+44 20 7946 0958", "US", "+442079460958");
    PhoneNumber number;
    cr_expect_eq(phone_parse_in("(214)275-4038", NULL, &number, NULL), PHONE_NATIONAL);
    cr_expect_eq(phone_parse_in("911", "US", &number, NULL), PHONE_SHORT);
    cr_expect_eq(phone_parse_in("004999999999999", "US", &number, NULL), PHONE_LONG);
    cr_expect_eq(phone_parse_in("12345678901234567890123456789012345", "US", &number, NULL),
                 PHONE_LONG);
    cr_expect_eq(phone_parse_in("214 275 4038 x5", "US", &number, NULL), PHONE_EXTENSION);
    cr_expect_str_eq(number.e164, "");
}

Test(phone, regions_are_those_of_a_numbering_plan)
{
    char region[PHONE_REGION_SIZE];
    cr_expect(phone_region("us", region));
    cr_expect_str_eq(region, "US");
    cr_expect(phone_region("DE", region));
    static const char *const wrong[] = {"", "U", "USA", "U1", "XX", "ZZ", "äö"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(phone_region(wrong[i], region), "%s", wrong[i]);
}

Test(phone, without_the_numbering_plans_the_form_is_checked)
{
    PhoneNumber number;
    cr_expect_eq(phone_form_check("+14255550100", &number), PHONE_UNCHECKED);
    cr_expect_str_eq(number.e164, "+14255550100");
    char *words = phone_verdict_text(PHONE_UNCHECKED, &number);
    cr_expect_str_eq(words, "not fully checked: the numbering plans could not be loaded");
    free(words);
    char *display = phone_display(&number);
    cr_expect_str_eq(display, "+14255550100");
    free(display);
    cr_expect_eq(phone_form_check("+1234567", &number), PHONE_UNCHECKED);
    cr_expect_eq(phone_form_check("+123456789012345", &number), PHONE_UNCHECKED);
    cr_expect_eq(phone_form_check("+123456", &number), PHONE_SHORT);
    cr_expect_eq(phone_form_check("+1234567890123456", &number), PHONE_LONG);
    cr_expect_eq(phone_form_check("+0123456789", &number), PHONE_COUNTRY);
    cr_expect_str_eq(number.e164, "");
}
