/* judge.h: holds what the server got against the rules, and against the ledger. */
#ifndef RACE_JUDGE_H
#define RACE_JUDGE_H

#include "core/limits.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Verdict {
    size_t served, recorded, counting, holds;
    unsigned breaches; /* each is said on standard error */
} Verdict;

/* Judges the ledger in `state` and the server's file: no rule broken by what the server got; all of
 * it on record, and counting; and at `tomorrow` nothing of it in the way. */
Verdict judge(const char *state, const char *server, FanOut fan_out, int64_t tomorrow);

#endif
