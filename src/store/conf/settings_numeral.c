#include "store/conf/settings_numeral.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

/* The value of a digit in any base up to 16; 16 where it is none. */
static unsigned digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return (unsigned)(byte - '0');
    if (byte >= 'a' && byte <= 'f')
        return (unsigned)(byte - 'a') + 10;
    if (byte >= 'A' && byte <= 'F')
        return (unsigned)(byte - 'A') + 10;
    return 16;
}

/* How many digits of `base` the text begins with. */
static size_t digits_in(const char *text, size_t length, unsigned base)
{
    size_t count = 0;
    while (count < length && digit_of(text[count]) < base)
        count++;
    return count;
}

static size_t sign_of(const char *text, size_t length)
{
    return length > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
}

static bool is_float(const char *text, size_t length)
{
    size_t at = sign_of(text, length);
    size_t whole = digits_in(text + at, length - at, 10);
    at += whole;
    bool point = at < length && text[at] == '.';
    if (point) {
        at++;
        at += digits_in(text + at, length - at, 10);
    } else if (whole == 0) {
        return false;
    }
    if (at == length)
        return point;
    if (text[at] != 'e' && text[at] != 'E')
        return false;
    at++;
    at += sign_of(text + at, length - at);
    size_t exponent = digits_in(text + at, length - at, 10);
    return exponent > 0 && at + exponent == length;
}

/* The base that a prefix such as "0x" names; 10 where there is none. */
static unsigned base_of(const char *text, size_t length)
{
    if (length < 3 || text[0] != '0')
        return 10;
    if (strchr("xX", text[1]))
        return 16;
    if (strchr("oOqQ", text[1]))
        return 8;
    return strchr("bB", text[1]) ? 2 : 10;
}

/* False where the digits are more than 64 bits. */
static bool value_of(const char *digits, size_t count, unsigned base, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = digit_of(digits[i]);
        if (*value > (UINT64_MAX - digit) / base)
            return false;
        *value = *value * base + digit;
    }
    return true;
}

SettingsNumeral settings_numeral(const char *text, size_t length)
{
    SettingsNumeral numeral = {.kind = NUMERAL_NONE};
    unsigned base = base_of(text, length);
    size_t start = base == 10 ? sign_of(text, length) : 2;
    size_t count = digits_in(text + start, length - start, base);
    size_t longs = length - start - count; /* "L" or "LL" */
    bool whole = count > 0 && longs <= 2 && memcmp(text + start + count, "LL", longs) == 0;
    if (!whole) {
        numeral.kind = is_float(text, length) ? NUMERAL_FLOAT : NUMERAL_NONE;
        return numeral;
    }
    bool negative = start == 1 && text[0] == '-';
    uint64_t value, most = longs > 0 ? INT64_MAX : INT_MAX;
    if (base != 10)
        most = longs > 0 ? UINT64_MAX : UINT32_MAX;
    if (!value_of(text + start, count, base, &value) || value > most + (negative ? 1 : 0)) {
        numeral.kind = NUMERAL_TOO_LARGE;
        return numeral;
    }
    numeral.kind = longs > 0 ? NUMERAL_INT64 : NUMERAL_INT;
    if (negative)
        numeral.value = (int64_t)(UINT64_MAX - value + 1);
    else
        numeral.value = longs > 0 ? (int64_t)value : (int32_t)value;
    numeral.varied = base != 10 || (count > 1 && text[start] == '0');
    return numeral;
}
