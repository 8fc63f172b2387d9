/* High alerts of which nobody is told: what notify says, and how it ends. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/site_fixture.h"
#include "mail/spool_fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTACT "site/contacts/" SUB ".conf"
#define LAST    "seccontacts: nobody was told of 1 High alert: seccontacts sent --unheard lists it\n"

static ProgramRun notify(const char *site, const char *input)
{
    return run_with(site, input, "notify", "-", NULL);
}

/* Delivers one High alert, of which nobody is told, for this reason. */
static void expect_unheard(const char *site, const char *reason)
{
    char *line = alert_line("a1", "T1", SUB, "High");
    char *said = memory_format("unheard  (nobody)  High \"T1\", Contoso Production: %s\n", reason);
    ProgramRun run = notify(site, line);
    cr_expect_eq(run.status, 67, "%d: %s%s", run.status, run.out, run.err);
    cr_expect_not_null(strstr(run.out, said), "%s", run.out);
    cr_expect_str_eq(run.err, LAST);
    program_run_clear(&run);
    free(said);
    free(line);
}

Test(mail_unheard, alerts_that_are_off_and_lists_that_are_empty_are_told)
{
    char *site = site_new("");
    temporary_write(site, CONTACT, "emails = [ \"a@contoso.example\" ];\nalerts = false;\n");
    expect_unheard(site, "alerts are off for this subscription");
    temporary_write(site, CONTACT, "emails = [ ];\nalerts = true;\n");
    expect_unheard(site, "no security contact");
    char *low = alert_line("a2", "T2", SUB, "Low");
    ProgramRun run = notify(site, low); /* which nobody would be told of in any case */
    cr_expect_eq(run.status, 0, "%d: %s", run.status, run.err);
    cr_expect_null(strstr(run.out, "unheard"), "%s", run.out);
    program_run_clear(&run);
    free(low);
    temporary_remove(site);
}

static char *smtp_config(const Fixture *fixture)
{
    return memory_format(
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = \"none\"; "
        "timeout = 600; deadline = 600; hello = \"ops.example\"; "
        "from = \"alerts@ops.example\"; };\n",
        fixture->server.port);
}

static char *smtp_site(Fixture *fixture)
{
    fixture_start(fixture);
    char *config = smtp_config(fixture);
    char *site = site_new(config);
    temporary_write(site, CONTACT, "emails = [ \"a@contoso.example\" ];\nalerts = true;\n");
    free(config);
    return site;
}

Test(mail_unheard, the_limit_of_everybody_s_day_is_told_but_not_a_type_that_was_accepted)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *site = smtp_site(&fixture);
    char *input = memory_text("");
    for (int i = 1; i <= 4; i++) {
        char id[8], type[8];
        snprintf(id, sizeof id, "b%d", i);
        snprintf(type, sizeof type, "U%d", i);
        char *line = alert_line(id, type, SUB, "High");
        char *longer = memory_format("%s%s", input, line);
        free(line);
        free(input);
        input = longer;
    }
    char *same = alert_line("b5", "U1", SUB, "High");
    char *all = memory_format("%s%s", input, same);
    ProgramRun run = notify(site, all);
    cr_expect_eq(run.status, 67, "%d: %s%s", run.status, run.out, run.err);
    cr_expect_not_null(strstr(run.out, "unheard  (nobody)  High \"U4\", Contoso Production: "
                                       "3 of 3 messages today\n"),
                       "%s", run.out);
    cr_expect_null(strstr(run.out, "(nobody)  High \"U1\""), "%s", run.out);
    cr_expect_str_eq(run.err, LAST);
    program_run_clear(&run);
    run = notify(site, same);
    cr_expect_eq(run.status, 0, "%d: %s%s", run.status, run.out, run.err);
    program_run_clear(&run);
    free(all);
    free(same);
    free(input);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_unheard, a_refusal_a_server_that_is_down_and_an_unknown_outcome_are_told)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.refused = "a@contoso.example";
    char *site = smtp_site(&fixture);
    expect_unheard(site, "550 5.1.1 no such user");
    temporary_remove(site);
    fixture_clear(&fixture);

    fixture_init(&fixture);
    fixture.script.stage = AT_DOT;
    fixture.script.fault = CLOSES;
    site = smtp_site(&fixture);
    char *reason = memory_format(
        "127.0.0.1:%d closed the connection without an answer to the message", fixture.server.port);
    expect_unheard(site, reason);
    char *again = alert_line("a9", "T1", SUB, "High"); /* held back for what is unknown */
    ProgramRun run = notify(site, again);
    cr_expect_eq(run.status, 67, "%d: %s%s", run.status, run.out, run.err);
    program_run_clear(&run);
    free(again);
    free(reason);
    temporary_remove(site);
    fixture_clear(&fixture);

    fixture_init(&fixture);
    site = smtp_site(&fixture);
    reason =
        memory_format("127.0.0.1:%d can't be reached: Connection refused", fixture.server.port);
    smtp_server_stop(&fixture.server);
    fixture.server.pid = 0;
    expect_unheard(site, reason);
    free(reason);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_unheard, json_has_the_event_and_the_count)
{
    char *site = site_new("");
    temporary_write(site, CONTACT, "emails = [ ];\nalerts = true;\n");
    char *line = alert_line("a1", "T1", SUB, "High");
    ProgramRun run = run_with(site, line, "notify", "-", "--json", NULL);
    cr_expect_eq(run.status, 67, "%d", run.status);
    cr_expect_not_null(strstr(run.out, "\"outcome\":\"unheard\""), "%s", run.out);
    cr_expect_not_null(strstr(run.out, "\"why\":\"no-contact\""), "%s", run.out);
    cr_expect_not_null(strstr(run.out, "{\"unheard\":1}\n"), "%s", run.out);
    program_run_clear(&run);
    free(line);
    temporary_remove(site);
}

Test(mail_unheard, a_spool_ends_so_but_not_for_what_waits)
{
    Spool spool = spool_new("");
    temporary_write(spool.site, CONTACT, "emails = [ ];\nalerts = true;\n");
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 67, "%d: %s", run.status, run.err);
    cr_expect_str_eq(run.err, LAST);
    program_run_clear(&run);
    cr_expect(spool_gone(&spool, "1.json"));
    spool_free(&spool);
}
