// phone_module.cc: libphonenumber behind one C function. The only C++ of the program.
#include "core/phone_module.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include <cstring>
#include <list>
#include <string>

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumberUtil;
using Parsed = i18n::phonenumbers::PhoneNumber;

extern "C" __attribute__((visibility("default"))) PhoneModuleCheck seccontacts_phone_check;
extern "C" __attribute__((visibility("default"))) PhoneModuleAbroad seccontacts_phone_abroad;
extern "C" __attribute__((visibility("default"))) PhoneModuleLanguage seccontacts_phone_language;
extern "C" __attribute__((visibility("default"))) PhoneModuleSpoof seccontacts_phone_spoof;

namespace
{

char language[16] = "en";

// False where `text` does not fit: nothing is cut.
template <size_t size> bool copy(char (&to)[size], const std::string &text)
{
    if (text.size() >= size)
        return false;
    memcpy(to, text.c_str(), text.size() + 1);
    return true;
}

const PhoneNumberUtil &util()
{
    static PhoneNumberUtil *instance = nullptr;
    if (!instance) {
        instance = PhoneNumberUtil::GetInstance();
        // Its own logger writes to standard output. The instance owns the new one.
        instance->SetLogger(new NullLogger);
    }
    return *instance;
}

bool is_known(const std::string &region)
{
    return !region.empty() && region != "ZZ";
}

std::string country_name(const std::string &region)
{
    if (region == "001")
        return "International";
    icu::UnicodeString name;
    icu::Locale("", region.c_str()).getDisplayCountry(icu::Locale(language), name);
    std::string text;
    return name.toUTF8String(text);
}

// The country code with which the digits behind the + begin; 0 where there is none.
int country_code_of(const char *digits)
{
    int code = 0;
    for (int i = 1; i <= 3 && digits[i] >= '0' && digits[i] <= '9'; i++) {
        std::string region;
        code = code * 10 + (digits[i] - '0');
        util().GetRegionCodeForCountryCode(code, &region);
        if (is_known(region))
            return code;
    }
    return 0;
}

// Region and country of a number; where several countries share a code, and the number does not
// tell which, the code.
void fill_country(const Parsed *parsed, const char *digits, PhoneNumber *number)
{
    std::string region;
    if (parsed)
        util().GetRegionCodeForNumber(*parsed, &region);
    if (is_known(region)) {
        copy(number->region, region);
        copy(number->country, country_name(region));
        return;
    }
    int code = country_code_of(digits);
    std::list<std::string> regions;
    util().GetRegionCodesForCountryCallingCode(code, &regions);
    if (regions.size() == 1)
        copy(number->country, country_name(regions.front()));
    else if (code != 0)
        copy(number->country, "+" + std::to_string(code));
}

PhoneVerdict verdict_of_error(PhoneNumberUtil::ErrorType error)
{
    switch (error) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return PHONE_COUNTRY;
    case PhoneNumberUtil::TOO_LONG_NSN:
        return PHONE_LONG;
    default:
        return PHONE_SHORT;
    }
}

PhoneVerdict verdict_of_length(const Parsed &parsed)
{
    switch (util().IsPossibleNumberWithReason(parsed)) {
    case PhoneNumberUtil::IS_POSSIBLE:
        return PHONE_INVALID_IN_REGION;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return PHONE_COUNTRY;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: // without its area code
    case PhoneNumberUtil::TOO_SHORT:
        return PHONE_SHORT;
    case PhoneNumberUtil::TOO_LONG:
        return PHONE_LONG;
    case PhoneNumberUtil::INVALID_LENGTH:
        break;
    }
    return PHONE_LENGTH;
}

// `most` is how often it may be called anew with the number that was found.
PhoneVerdict check(const char *digits, PhoneNumber *number, int most)
{
    Parsed parsed;
    PhoneNumberUtil::ErrorType error = util().Parse(digits, "ZZ", &parsed);
    bool is_parsed = error == PhoneNumberUtil::NO_PARSING_ERROR;
    PhoneVerdict verdict = !is_parsed                     ? verdict_of_error(error)
                           : util().IsValidNumber(parsed) ? PHONE_OK
                                                          : verdict_of_length(parsed);
    if (verdict != PHONE_COUNTRY)
        fill_country(is_parsed ? &parsed : nullptr, digits, number);
    if (verdict != PHONE_OK && verdict != PHONE_INVALID_IN_REGION)
        return verdict;
    if (verdict == PHONE_OK && util().GetNumberType(parsed) == PhoneNumberUtil::PREMIUM_RATE)
        verdict = PHONE_PREMIUM;
    std::string e164, international;
    util().Format(parsed, PhoneNumberUtil::E164, &e164);
    if (e164 != digits && most > 0) {
        // A trunk prefix was taken off, but "00" has two: what is stored must be a number itself.
        *number = PhoneNumber();
        return check(e164.c_str(), number, most - 1);
    }
    util().Format(parsed, PhoneNumberUtil::INTERNATIONAL, &international);
    if (e164.size() > 16) // + and 15 digits
        return PHONE_LONG;
    if (!copy(number->e164, e164) || !copy(number->international, international))
        return PHONE_UNCHECKED;
    return verdict;
}

// The ASCII letters that the character looks like; "" where it looks like none.
std::string look_of(const USpoofChecker *checker, const std::string &character)
{
    UErrorCode status = U_ZERO_ERROR;
    char look[16];
    int32_t length = uspoof_getSkeletonUTF8(checker, 0, character.c_str(), -1, look,
                                            static_cast<int32_t>(sizeof look), &status);
    std::string text(look, U_SUCCESS(status) && length > 0 ? static_cast<size_t>(length) : 0);
    for (char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return "";
    return text;
}

// `name` with its letters that are not ASCII as they look; "" where one looks like none.
std::string looks_like(const USpoofChecker *checker, const std::string &name)
{
    std::string text;
    for (size_t at = 0; at < name.size();) {
        size_t used = 1;
        while (at + used < name.size() &&
               (static_cast<unsigned char>(name[at + used]) & 0xC0) == 0x80)
            used++;
        std::string character = name.substr(at, used);
        std::string look = used == 1 ? character : look_of(checker, character);
        if (look.empty())
            return "";
        text += look;
        at += used;
    }
    return text;
}

bool is_mixed(USpoofChecker *checker, const std::string &name)
{
    size_t start = 0;
    while (start <= name.size()) {
        size_t end = name.find('.', start);
        end = end == std::string::npos ? name.size() : end;
        std::string label = name.substr(start, end - start);
        UErrorCode status = U_ZERO_ERROR;
        if (uspoof_checkUTF8(checker, label.c_str(), -1, nullptr, &status) != 0 &&
            U_SUCCESS(status))
            return true;
        start = end + 1;
    }
    return false;
}

} // namespace

PhoneVerdict seccontacts_phone_check(const char *digits, PhoneNumber *number)
try {
    return check(digits, number, 24);
} catch (...) {
    return PHONE_UNCHECKED;
}

PhoneVerdict seccontacts_phone_abroad(const char *digits, const char *region,
                                      char abroad[PHONE_ABROAD_SIZE])
try {
    if (util().GetCountryCodeForRegion(region) == 0)
        return PHONE_COUNTRY;
    if (*digits == '\0')
        return PHONE_OK;
    Parsed parsed;
    PhoneNumberUtil::ErrorType error = util().Parse(digits, region, &parsed);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR)
        return verdict_of_error(error);
    std::string e164;
    util().Format(parsed, PhoneNumberUtil::E164, &e164);
    if (e164.size() >= PHONE_ABROAD_SIZE)
        return PHONE_LONG;
    memcpy(abroad, e164.c_str(), e164.size() + 1);
    return PHONE_OK;
} catch (...) {
    return PHONE_UNCHECKED;
}

void seccontacts_phone_language(const char *name)
{
    std::string text(name);
    if (!copy(language, text))
        copy(language, std::string("en"));
}

bool seccontacts_phone_spoof(const char *name, char *meant, size_t size)
try {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    if (U_FAILURE(status))
        return false;
    uspoof_setRestrictionLevel(checker, USPOOF_HIGHLY_RESTRICTIVE);
    uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL, &status);
    std::string text(name), look = looks_like(checker, text);
    bool spoof = U_SUCCESS(status) && (!look.empty() || is_mixed(checker, text));
    uspoof_close(checker);
    if (spoof && look.size() < size)
        memcpy(meant, look.c_str(), look.size() + 1);
    return spoof;
} catch (...) {
    return false;
}
