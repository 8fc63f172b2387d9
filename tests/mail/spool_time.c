/* notify --spool in the course of time, and killed. */
#include "base/memory.h"
#include "mail/spool_fixture.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef FAKETIME_LIBRARY /* which the sanitizers don't go with */

static void send_by(const Spool *spool, const char *mail)
{
    char *config = memory_format("state = \"%s/state\";\n%s", spool->site, mail);
    temporary_write(spool->site, "site/seccontacts.conf", config);
    free(config);
}

static const char no_server[] =
    "mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; tls = \"none\"; };\n";

Test(mail_spool, what_waits_is_tried_again_after_a_minute)
{
    char name[300];
    int status;
    Spool spool = spool_new(no_server);
    pid_t pid = spool_start_with(&spool, "+0 x60", NULL); /* a minute goes by in a second */
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    spool_await(&spool, "../state/ledger.db", true); /* it has been tried, or will be */
    ProgramRun run = {0};
    double since = clock_seconds();
    do {
        cr_assert(hang_limit_wait(since), "never tried: %s", run.out);
        program_run_clear(&run);
        run = run_with(spool.site, NULL, "sent", "--json", NULL);
    } while (!strstr(run.out, "\"released\""));
    cr_expect(spool_has(&spool, "1.json"));
    send_by(&spool, "");
    spool_await(&spool, "1.json", false);
    cr_expect_eq(outbox_count(spool.site, name), 1);
    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
    program_run_clear(&run);
    spool_free(&spool);
}

Test(mail_spool, what_has_waited_for_five_days_is_set_aside)
{
    int status;
    Spool spool = spool_new(no_server);
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    pid_t pid = spool_start_with(&spool, "+4d", "--once");
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 69 << 8);
    cr_expect(spool_has(&spool, "1.json"));
    pid = spool_start_with(&spool, "+6d", "--once");
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 67 << 8); /* nobody was told */
    spool_expect_file(
        &spool, "aside/1.json.why",
        "1 alert was not delivered: 127.0.0.1:1 can't be reached: Connection refused\n"
        "a@contoso.example: \"T1\": 127.0.0.1:1 can't be reached: Connection "
        "refused\n");
    spool_free(&spool);
}

#endif

/* Subscription `number` of many. */
static char *id_of(int number)
{
    return memory_format("%08x-0000-4000-8000-000000000000", (unsigned)number);
}

/* Killed at any moment and started again, it delivers no alert twice and loses none: each one is in
 * the outbox, or the ledger says that nobody knows. */
Test(mail_spool, killed_at_random_moments_it_repeats_nothing_and_forgets_nothing)
{
    enum { ALERTS = 60 };
    char name[300];
    char *list = memory_text("subscriptions = (");
    Spool spool = spool_new("");
    for (int i = 0; i < ALERTS; i++) {
        char *id = id_of(i), *before = list;
        list = memory_format("%s%s { id = \"%s\"; name = \"S%d\"; }", before, i ? "," : "", id, i);
        char *file = memory_format("site/contacts/%s.conf", id);
        char *contact = memory_format("emails = [ \"r%d@contoso.example\" ];\nalerts = true;\n", i);
        temporary_write(spool.site, file, contact);
        char *alert = memory_format("a%d", i), *as = memory_format("%d.json", i);
        spool_put_alert(&spool, as, alert, "T", id);
        free(as);
        free(alert);
        free(contact);
        free(file);
        free(before);
        free(id);
    }
    char *text = memory_format("%s );\n", list);
    temporary_write(spool.site, "site/subscriptions.conf", text);

    srand(1);
    size_t left = ALERTS;
    long longest = 20; /* milliseconds that it lives: more where that was too short for any file */
    while (left > 0) {
        pid_t pid = spool_start(&spool);
        long pause = 5 + rand() % longest;
        size_t before = left;
        nanosleep(&(struct timespec){pause / 1000, pause % 1000 * 1000000}, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        left = 0;
        for (int i = 0; i < ALERTS; i++) {
            char *as = memory_format("%d.json", i);
            left += spool_has(&spool, as);
            free(as);
        }
        if (left == before)
            longest += longest / 4;
    }
    ProgramRun run = run_with(spool.site, NULL, "sent", "--json", NULL);
    size_t sent = 0, unknown = 0;
    for (const char *at = run.out; (at = strstr(at, "\"state\"")); at++) {
        sent += strncmp(at, "\"state\": \"written\"", 18) == 0;
        unknown += strncmp(at, "\"state\": \"unknown\"", 18) == 0;
    }
    cr_expect_eq(sent + unknown, ALERTS, "%zu written, %zu unknown:\n%s", sent, unknown, run.out);
    size_t messages = outbox_count(spool.site, name);
    cr_expect(messages >= sent && messages <= ALERTS, "%zu messages, %zu sent", messages, sent);
    program_run_clear(&run);
    free(text);
    free(list);
    spool_free(&spool);
}
