/* address.h: one e-mail address, checked as RFC 5321 `Mailbox`.
 *
 * Mailbox = Local-part "@" ( Domain / address-literal )      (RFC 5321, 4.1.2)
 * The local part is a dot-atom or a quoted string of at most 64 octets (4.5.3.1.1); the domain has
 * LDH labels of at most 63 octets and 255 in all (4.5.3.1.2), or is an internationalised name that
 * libidn2 turns into one (IDNA 2008, non-transitional, STD3 rules); the whole is at most 254 octets
 * (256 of a path, less the brackets: 4.5.3.1.3, RFC 3696 erratum 1690). An address literal is
 * `[192.0.2.1]` or `[IPv6:2001:db8::1]` (4.1.3).
 * A local part that is not ASCII needs SMTPUTF8 (RFC 6531) and is refused for that reason.
 * Control, format and separator characters, characters that are not seen (Unicode's default
 * ignorable ones), and bytes that are no UTF-8, are refused everywhere.
 */
#ifndef CORE_ADDRESS_ADDRESS_H
#define CORE_ADDRESS_ADDRESS_H

#include <stddef.h>

/* What is wrong with an address. Each has words of its own: address_problem_text(). */
typedef enum AddressProblem {
    ADDRESS_OK = 0,
    ADDRESS_EMPTY,
    ADDRESS_NOT_UTF8,
    ADDRESS_CONTROL, /* a character that is not seen: visible_is_unseen() */
    ADDRESS_MAILTO,  /* "mailto:" in front */
    ADDRESS_NO_AT,
    ADDRESS_WIDE_AT,   /* U+FF20 or U+FE6B in place of the @ */
    ADDRESS_NO_LOCAL,  /* nothing before the @ */
    ADDRESS_NO_DOMAIN, /* nothing after it */
    ADDRESS_SPACE,     /* outside quotes, of whatever script */
    ADDRESS_TAB,       /* anywhere */
    ADDRESS_TWO,       /* a space with an @ on both its sides: two addresses */
    ADDRESS_COMMENT,   /* "(" or ")": comments are not for SMTP */
    ADDRESS_LOCAL_DOT, /* dot first, last or twice in a row, before the @ */
    ADDRESS_LOCAL_CHARACTER,
    ADDRESS_LOCAL_LONG,   /* over 64 octets */
    ADDRESS_LOCAL_UTF8,   /* needs SMTPUTF8, which the mail transport does not have */
    ADDRESS_QUOTE_OPEN,   /* a quoted local part that does not end */
    ADDRESS_QUOTE_AROUND, /* quotes around a part only of what is before the @ */
    ADDRESS_QUOTE_EMPTY,
    ADDRESS_SECOND_AT,
    ADDRESS_DOMAIN_DOT, /* dot first, last or twice in a row, after the @ */
    ADDRESS_DOMAIN_HYPHEN,
    ADDRESS_DOMAIN_CHARACTER,
    ADDRESS_DOMAIN_COMMA, /* a comma in the domain: user@contoso,com */
    ADDRESS_LABEL_LONG,   /* over 63 octets, as A-label */
    ADDRESS_DOMAIN_LONG,  /* over 255 octets, as A-labels */
    ADDRESS_DOMAIN_IDN,   /* libidn2 refuses it */
    ADDRESS_LITERAL,      /* [...] that is no address literal */
    ADDRESS_LITERAL_OPEN, /* "[" without "]" */
    ADDRESS_LITERAL_TEXT, /* text behind the "]" */
    ADDRESS_BRACKET,      /* "<" or ">" without its other half */
    ADDRESS_BRACKET_TEXT, /* text behind the ">" */
    ADDRESS_LONG,         /* over 254 octets in all, domain as A-labels */
} AddressProblem;

/* Checks the `length` bytes at `text`, which are one address and nothing else (no name, no space
 * around). `*offset`, where not NULL, is the byte at which the problem stands. Linear in the
 * length, and without allocation for an ASCII address. */
AddressProblem address_check(const char *text, size_t length, size_t *offset);

/* The problem in words that say how to mend it, without the address: "two dots in a row before the
 * @". A constant string. */
const char *address_problem_text(AddressProblem problem);

/* Likewise, with the character that was found where that helps: "a domain has only letters, digits,
 * hyphens and dots, not "_"". `text`, `length` and `offset` are those of address_check(). Made
 * visible. The caller frees it. */
char *address_problem_words(AddressProblem problem, const char *text, size_t length, size_t offset);

/* Room for the key of any valid address, with a NUL. */
#define ADDRESS_SIZE 384

/* The address as it goes into SMTP commands and headers: local part as it is, domain in lower case
 * as A-labels, IP addresses as inet_ntop(3) writes them. For a checked address only. The caller
 * frees it. */
char *address_normal(const char *text, size_t length);

/* The mailbox that an address names, for comparing: two addresses with equal keys are one
 * recipient. Local part without needless quotes and case-folded, domain as address_normal()'s.
 * (RFC 5321, 2.4 lets a host tell letter cases apart; none does, and being told twice is worse.)
 * A key is an address itself, and its own key. For a checked address only. The caller frees it. */
char *address_key(const char *text, size_t length);

/* The same, written to `key` with a NUL; its length. */
size_t address_write_key(const char *text, size_t length, char key[ADDRESS_SIZE]);

/* The column of byte `offset` of `text`, counted in characters from 1. */
size_t address_column(const char *text, size_t offset);

#endif
