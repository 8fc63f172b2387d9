#include "mail/refusal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What an enhanced status code is about; DOUBTFUL where it may be either. */
typedef enum About { DOUBTFUL, US, RECIPIENT } About;

static About about_status(const char *text)
{
    unsigned long numbers[3]; /* class, subject, detail (RFC 3463, 2) */
    for (size_t i = 0; i < 3; i++) {
        char *end;
        if (!isdigit((unsigned char)*text))
            return DOUBTFUL;
        numbers[i] = strtoul(text, &end, 10);
        if (i < 2 && *end++ != '.')
            return DOUBTFUL;
        text = end;
    }
    unsigned long subject = numbers[1], detail = numbers[2];
    if (subject == 1) /* addresses: 7 and 8 are the sender's */
        return detail == 7 || detail == 8 ? US : detail == 0 ? DOUBTFUL : RECIPIENT;
    if (subject == 2) /* the mailbox */
        return detail == 0 ? DOUBTFUL : RECIPIENT;
    /* Sign-in and encryption; DKIM, SPF, reverse DNS, DMARC, and too much mail. */
    if (subject == 7 && ((detail >= 8 && detail <= 14) || (detail >= 20 && detail <= 29)))
        return US;
    return DOUBTFUL;
}

/* Whether the phrase is in the text by itself, in whatever letter case. What stands in angle
 * brackets is an address or a name, and no words. */
static bool has_phrase(const char *text, const char *phrase)
{
    size_t length = strlen(phrase);
    bool in_brackets = false;
    for (const char *at = text; *at; at++) {
        in_brackets = *at == '<' || (in_brackets && *at != '>');
        if (!in_brackets && (at == text || !isalnum((unsigned char)at[-1])) &&
            strncasecmp(at, phrase, length) == 0 && !isalnum((unsigned char)at[length]))
            return true;
    }
    return false;
}

bool refusal_is_ours(int code, const char *text)
{
    static const char *const phrases[] = {
        "helo",
        "ehlo",
        "sender address",
        "sender rejected",
        "sender denied",
        "sender verify",
        "sender domain",
        "envelope sender",
        "envelope from",
        "mail from",
        "client host",
        "client address",
        "your host",
        "your hostname",
        "your ip",
        "your server",
        "reverse dns",
        "reverse lookup",
        "ptr",
        "spf",
        "blocked using",
        "dmarc",
        "not authenticated",
        "authentication required",
        "authentication is required",
        "must authenticate",
    };
    if (code == 530 || code == 534 || code == 535 || code == 538) /* RFC 4954, 6 */
        return true;
    About about = about_status(text);
    if (about != DOUBTFUL)
        return about == US;
    if (has_phrase(text, "recipient address rejected"))
        return false;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (has_phrase(text, phrases[i]))
            return true;
    return false;
}
