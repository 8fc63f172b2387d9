/* spool_fixture.h: a spool directory beside a site, and `notify --spool` on it. */
#ifndef TESTS_MAIL_SPOOL_FIXTURE_H
#define TESTS_MAIL_SPOOL_FIXTURE_H

#include "mail/site_fixture.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct Spool {
    char *site; /* and above it, the spool */
    char *path;
} Spool;

/* A site (site_new) and an empty spool. */
Spool spool_new(const char *config);
void spool_free(Spool *spool);

/* Puts a file there as one should: whole, by a rename. It is an hour old, as one that was moved. */
void spool_put(const Spool *spool, const char *name, const char *text);

/* Likewise, a high alert. */
void spool_put_alert(const Spool *spool, const char *name, const char *id, const char *type,
                     const char *subscription);

/* Whether the file is there, and whether it is not. */
bool spool_has(const Spool *spool, const char *name);
bool spool_gone(const Spool *spool, const char *name);

/* Waits until the file is there, or gone. */
void spool_await(const Spool *spool, const char *name, bool there);

/* Checks what the file holds. */
void spool_expect_file(const Spool *spool, const char *name, const char *expected);

/* Runs it once. */
ProgramRun spool_run_once(const Spool *spool);

/* Starts it: by the clock of libfaketime where `clock` is not NULL (only where FAKETIME_LIBRARY is
 * defined), with the option `once` where that is not NULL. The caller waits for it. */
pid_t spool_start_with(const Spool *spool, const char *clock, const char *once);

/* Starts it as a service. */
pid_t spool_start(const Spool *spool);

/* How often the ones that were started have reported this, and waiting until they have. */
size_t spool_count_log(const Spool *spool, const char *text);
void spool_await_log(const Spool *spool, const char *text);

#endif
