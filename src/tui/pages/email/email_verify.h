/* email_verify.h: checking the addresses of a long text, away from it. */
#ifndef TUI_PAGES_EMAIL_EMAIL_VERIFY_H
#define TUI_PAGES_EMAIL_EMAIL_VERIFY_H

#include "base/progress.h"
#include "core/address/address_list.h"
#include "tui/text/text.h"

/* So many stand in one paragraph; more have a line each. */
#define EMAIL_FEW 8

/* What stands between two addresses of `count` in the field. */
const char *email_separator(size_t count);

/* Addresses that are valid and probably mistyped. */
enum { EMAIL_DOUBTS = 3 };
typedef struct EmailDoubts {
    size_t count, fresh;       /* all of them; those that were not there before */
    char *words[EMAIL_DOUBTS]; /* of the first ones: "ops@gmial.com": did you mean ...; NULL */
    char *first_fresh;         /* of the first one that was not there; NULL: none */
} EmailDoubts;

void email_doubts_clear(EmailDoubts *doubts);

typedef struct EmailVerify {
    TextSnapshot *text;
    AddressList *like; /* until it is run */
    AddressList *list;
    AddressFindings findings;
    EmailDoubts doubts;
    bool plain;    /* the text is just what address_list_print() makes of the list */
    bool complete; /* false: cancelled, and the rest is of no use */
} EmailVerify;

/* `text`, which is likely to have the addresses of `like`, is looked at only here: whoever works
 * calls email_verify_run(), then all is over. */
EmailVerify *email_verify_new(const Text *text, const AddressList *like);
void email_verify_run(void *data, Progress *progress);
void email_verify_free(EmailVerify *verify); /* what is in it, too; NULL is nothing to do */

#endif
