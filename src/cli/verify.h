/* verify.h: the hash chain of the ledger or of the history, verified for a person who waits. */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "history/history.h"
#include "ledger/ledger.h"

#include <jansson.h>

/* One of the two; the other is NULL. */
typedef struct VerifyWhat {
    Ledger *ledger;
    History *history;
} VerifyWhat;

/* Verifies it; on a terminal standard error says how far that is. False and the error, which names
 * the record, where it is broken. */
bool verify_chain(const VerifyWhat *what, const char *head, ChainVerified *verified, Error *error);

/* Whether `text` is 64 hexadecimal digits, which become small letters; else the error of a wrong
 * --head. */
bool verify_take_head(char *text, Error *error);

/* Says on standard output what there is: a sentence or two, or an object of verified, records,
 * events, head and at. */
void verify_print(const VerifyWhat *what, const ChainVerified *verified, bool json);

#endif
