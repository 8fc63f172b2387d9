/* draft_words.h: drafts in words: how old one is, and how many there are. */
#ifndef TUI_APP_DRAFTS_DRAFT_WORDS_H
#define TUI_APP_DRAFTS_DRAFT_WORDS_H

#include "tui/app/session.h"

#include <stdint.h>

/* "5 minutes ago" for a time, both in seconds since 1970. The caller frees it. */
char *draft_age(long long then, int64_t now);

/* "1 draft: NAME, 5 minutes ago" of the drafts that are left; NULL where there is none. In `*of`
 * the subscription, or the form, of the latest. The caller frees both. */
char *draft_summary(Session *session, char **of);

/* Likewise of the draft that was discarded last and can be had back. */
char *draft_discarded_summary(Session *session, char **of);

#endif
