/* draft_words.h: drafts in words: how old one is, and how many there are. */
#ifndef TUI_APP_DRAFTS_DRAFT_WORDS_H
#define TUI_APP_DRAFTS_DRAFT_WORDS_H

#include "store/drafts/drafts.h"
#include "tui/app/session.h"

#include <stdint.h>

/* "5 minutes ago" for a time, both in seconds since 1970. The caller frees it. */
char *draft_age(long long then, int64_t now);

/* "1 draft: NAME, 5 minutes ago" of these drafts; NULL where there is none of this site. In `*of`
 * the subscription, or the form, of the latest. The caller frees both. */
char *draft_summary(const Session *session, const DraftFound *found, size_t count, char **of);

/* Likewise of the draft that was discarded last and can be had back; NULL: there is none. */
char *draft_discarded_summary(const Session *session, const DraftFound *found, char **of);

#endif
