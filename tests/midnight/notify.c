/* A message counts on the day on which it goes out, whatever the day was when it was decided. */
#include "core/memory.h"
#include "mail/fixture.h"
#include "mail/site_fixture.h"
#include "support/program.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Runs it with a clock that stands at `time` when it begins. */
static ProgramRun run_at(const char *site, const char *time, const char *input, const char *command,
                         const char *more, const char *last)
{
    char *clock = memory_format("FAKETIME=@%s", time);
    char *directory = temporary_path(site, "site");
    const char *line[] = {"/usr/bin/env", "LD_PRELOAD=" FAKETIME_LIBRARY,
                          "TZ=UTC",       "FAKETIME_DONT_FAKE_MONOTONIC=1",
                          clock,          PROGRAM,
                          command,        more,
                          last,           NULL};
    const ProgramInput in = {.text = input, .site = directory};
    ProgramRun run = program_run(line, &in);
    free(directory);
    free(clock);
    return run;
}

/* How many messages of that day a recipient has by the ledger. */
static size_t count_on(const char *site, const char *day, const char *recipient)
{
    char *option = memory_format("--day=%s", day);
    ProgramRun run = run_at(site, "2026-11-24 12:00:00", NULL, "sent", "--json", option);
    json_t *list = json_loads(run.out, 0, NULL);
    cr_assert(list != NULL, "%s%s", run.out, run.err);
    size_t index, count = 0;
    const json_t *send;
    json_array_foreach(list, index, send)
    {
        const char *to = json_string_value(json_object_get(send, "recipient"));
        const char *state = json_string_value(json_object_get(send, "state"));
        count += strcmp(to, recipient) == 0 && strcmp(state, "sent") == 0;
    }
    json_decref(list);
    program_run_clear(&run);
    free(option);
    return count;
}

Test(midnight, what_is_left_over_from_yesterday_takes_a_place_of_today, .timeout = 60)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.slow_ms = 1500;
    fixture_start(&fixture);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                                 "\"none\"; timeout = 20; deadline = 40; };\n",
                                 fixture.server.port);
    char *site = site_new(config), *alerts = memory_text("");
    for (int i = 1; i <= 5; i++) {
        char *id = memory_format("id-%d", i), *type = memory_format("type-%d", i);
        char *line = alert_line(id, type, SUB, "High");
        char *longer = memory_format("%s%s", alerts, line);
        free(alerts);
        free(line);
        free(type);
        free(id);
        alerts = longer;
    }
    /* The server is slow: the first message goes out before midnight, all others after. */
    ProgramRun run = run_at(site, "2026-11-23 23:59:57.5", alerts, "notify", "-", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    cr_expect_eq(fixture.server.seen->taken, 5, "%s", run.out);
    size_t before = count_on(site, "2026-11-23", "a@contoso.example");
    cr_expect_eq(before, 1, "%s", run.out);
    cr_expect_eq(count_on(site, "2026-11-24", "a@contoso.example"), 3, "%s", run.out);
    cr_expect_eq(count_on(site, "2026-11-24", "b@contoso.example"), 1, "%s", run.out);
    cr_expect_null(strstr(run.out, "failed"), "%s", run.out);
    program_run_clear(&run);
    free(alerts);
    free(config);
    temporary_remove(site);
    fixture_clear(&fixture);
}
