/* verify.c: verifies a chain in a thread of its own, while this one says how far it is. */
#include "cli/verify.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "command/output.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVERY_NS = 200000000 };

typedef struct Job {
    const VerifyWhat *what;
    const char *head;
    ChainVerified *verified;
    Error *error;
    Progress progress;
    bool whole;
} Job;

static void *run(void *data)
{
    Job *job = data;
    const VerifyWhat *what = job->what;
    job->whole =
        what->ledger
            ? ledger_verify(what->ledger, job->head, job->verified, &job->progress, job->error)
            : history_verify(what->history, job->head, job->verified, &job->progress, job->error);
    return NULL;
}

static struct timespec soon(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += EVERY_NS;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

bool verify_chain(const VerifyWhat *what, const char *head, ChainVerified *verified, Error *error)
{
    Job job = {.what = what, .head = head, .verified = verified, .error = error};
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &job) != 0) {
        run(&job); /* nobody hears how far it is */
        return job.whole;
    }
    struct timespec until = soon();
    while (pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until) != 0) {
        output_progress_alone(job.progress.done, job.progress.whole);
        until = soon();
    }
    output_progress_alone(0, 0);
    return job.whole;
}

bool verify_take_head(char *text, Error *error)
{
    size_t length = 0;
    for (; isxdigit((unsigned char)text[length]); length++)
        text[length] = (char)tolower((unsigned char)text[length]);
    return (text[length] == '\0' && length == DIGEST_TEXT_SIZE - 1) ||
           error_set(error, ERROR_USAGE,
                     "--head: \"%s\" is no head of a chain: 64 hexadecimal digits are expected, as "
                     "a line of the system's log has them",
                     visible_start(text, 80));
}

void verify_print(const VerifyWhat *what, const ChainVerified *verified, bool json)
{
    if (json) {
        output_json(json_pack("{s:b, s:I, s:I, s:s, s:o}", "verified", 1, "records",
                              (json_int_t)verified->records, "events",
                              (json_int_t)verified->head.event, "head", verified->head.hash, "at",
                              verified->at > 0 ? json_integer(verified->at) : json_null()));
        return;
    }
    printf(what->ledger ? _("The ledger is as it was written (records: %lld, events: %lld)\n")
                        : _("The history is as it was written (records: %lld, events: %lld)\n"),
           (long long)verified->records, (long long)verified->head.event);
    printf(_("Head of the chain: %s\n"), verified->head.hash);
    if (verified->at > 0)
        printf(_("The head that was given is that of event %lld\n"), (long long)verified->at);
}
