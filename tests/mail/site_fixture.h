/* site_fixture.h: a site, and the commands of the mail program run on it as a user runs them. */
#ifndef TESTS_MAIL_SITE_FIXTURE_H
#define TESTS_MAIL_SITE_FIXTURE_H

#include "support/program.h"

#include <stddef.h>

#define SUB "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

/* A directory with `site` in it, which has one subscription, whose contact has three addresses, and
 * `state`. `config` is what else seccontacts.conf says. temporary_remove() it. */
char *site_new(const char *config);

/* Runs the program with the arguments, NULL behind the last, and `input` as its standard input. */
ProgramRun run_with(const char *site, const char *input, ...);

/* Checks how it ended and what it printed, `out` NULL being anything, and frees it. */
void expect_run(ProgramRun run, int status, const char *out, const char *err);

/* How many files the outbox has; the last one's name goes to `name`. */
size_t outbox_count(const char *site, char name[300]);

/* An alert in the shape of the REST API, on a line. The caller frees it. */
char *alert_line(const char *id, const char *type, const char *subscription, const char *severity);

#endif
