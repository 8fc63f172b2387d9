/* journal.h: what happened, for the system's log (syslog(3), facility authpriv): a line for each
 * save and each message sent, where `syslog = true` asks for it; and, always,
 * the heads of the hash chains of history and ledger.
 *
 * A line has who, when (syslog's own), and which record has the whole of it: no phone number, no
 * address of a contact. Everything in it is made visible, so that nobody can put a line of their
 * own into the log. A system without a log loses them: the records are in history and ledger.
 */
#ifndef SITE_JOURNAL_H
#define SITE_JOURNAL_H

#include "history/history.h"
#include "ledger/ledger.h"

/* "saved contacts/ID.conf, version 17, by root (uid 0), login maria, from 192.0.2.7, with set: 1
 * address added". `what` may be NULL. */
void journal_save(const char *file, int64_t version, const char *what, const HistoryWho *who);

/* "head of the ledger's chain: event 42, 9f86d081...": written whatever `syslog` says, since
 * whoever can change the settings can change the records too, and this is what shows it. */
void journal_head(const char *chain, const ChainHead *head);

/* "the ledger's day was set to 2026-11-23 by root (uid 0), ...: the reason", and its head. Always,
 * too. */
void journal_reset(const char *day, const char *who, const char *reason, const ChainHead *head);

/* "nobody was told of 2 High alerts, the last "RDP brute force" for subscription ID (limit):
 * seccontacts sent --unheard lists them": always, too, and with priority alert. */
void journal_unheard(size_t count, const Alert *last, UnheardWhy why);

/* "alert for subscription ID, record 4, message <...>: sent". */
void journal_send(const Alert *alert, const Reservation *reservation, SendState state);

#endif
