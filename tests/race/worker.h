/* worker.h: one of the processes that race for one ledger. */
#ifndef RACE_WORKER_H
#define RACE_WORKER_H

#include "core/limits.h"

#include <stdint.h>

enum {
    RACE_WORKERS = 8,
    RACE_ROUNDS_A_DAY = 2,
    RACE_FIRST_DAY = 20780, /* 2026-11-23 */
};

typedef struct WorkerSetup {
    const char *state;  /* directory of the ledger */
    const char *server; /* the file that stands for the mail server: a line for what it got */
    FanOut fan_out;
    unsigned number;
    uint64_t seed;
} WorkerSetup;

/* An instant on the day of a round. */
int64_t race_time(uint32_t round);

/* Plays the rounds whose numbers come from `orders` (uint32_t), and writes a byte to `reports`
 * behind each; ends with its orders. Delivers alerts that all workers have, some of them again and
 * again over the days, and some of its own. Exits with 1, and says why, where the ledger fails. */
_Noreturn void worker_run(const WorkerSetup *setup, int orders, int reports);

/* A generator of random numbers: xorshift64*. */
uint64_t race_random(uint64_t *state);

#endif
