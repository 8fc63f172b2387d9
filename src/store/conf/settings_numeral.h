/* settings_numeral.h: numbers as they are written in a settings file.
 *
 * The versions of libconfig differ: 017 is 17 to 1.5 and 1.8 but 15 to 1.7, 0b1 and 0o17 are
 * numbers to 1.8 alone, and a hexadecimal one may be cut or refused. Here all are what the manual
 * of 1.8 says.
 */
#ifndef STORE_CONF_SETTINGS_NUMERAL_H
#define STORE_CONF_SETTINGS_NUMERAL_H

#include <stdbool.h>
#include <stddef.h>

typedef enum SettingsNumeralKind {
    NUMERAL_NONE,      /* no number */
    NUMERAL_INT,       /* 32 bits */
    NUMERAL_INT64,     /* 64 bits, with an L or two behind it */
    NUMERAL_FLOAT,     /* with a point or an exponent, however large */
    NUMERAL_TOO_LARGE, /* a whole number of more bits than that */
} SettingsNumeralKind;

typedef struct SettingsNumeral {
    SettingsNumeralKind kind;
    long long value; /* of NUMERAL_INT and NUMERAL_INT64 */
    bool varied;     /* not every version of libconfig reads it so */
} SettingsNumeral;

/* The number that the `length` bytes of `text` are. Decimal with or without zeros in front, and,
 * without a sign, hexadecimal (0x), octal (0o, 0q) and binary (0b), where all 32 bits of a number
 * may be given: 0xFFFFFFFF is -1. */
SettingsNumeral settings_numeral(const char *text, size_t length);

#endif
