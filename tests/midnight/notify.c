/* A message counts on the day on which it goes out, whatever the day was when it was decided. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/site_fixture.h"
#include "support/program.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The clock of what run() runs stands still at `time` from now on. `clock` is a file of
 * libfaketime. */
static void set_clock(const char *clock, const char *time)
{
    char *beside = memory_format("%s.new", clock);
    FILE *file = fopen(beside, "w");
    if (!file || fprintf(file, "%s\n", time) < 0 || fclose(file) != 0 || rename(beside, clock) != 0)
        abort(); /* the process may be that of the server */
    free(beside);
}

static ProgramRun run(const char *site, const char *clock, const char *input, const char *command,
                      const char *more, const char *last)
{
    char *file = memory_format("FAKETIME_TIMESTAMP_FILE=%s", clock);
    char *directory = temporary_path(site, "site");
    const char *line[] = {"/usr/bin/env",
                          "LD_PRELOAD=" FAKETIME_LIBRARY,
                          "TZ=UTC",
                          "FAKETIME_DONT_FAKE_MONOTONIC=1",
                          file,
                          "FAKETIME_NO_CACHE=1",
                          PROGRAM,
                          command,
                          more,
                          last,
                          NULL};
    const ProgramInput in = {.text = input, .site = directory};
    ProgramRun result = program_run(line, &in);
    free(directory);
    free(file);
    return result;
}

/* How many messages of that day a recipient has by the ledger. */
static size_t count_on(const char *site, const char *clock, const char *day, const char *recipient)
{
    char *option = memory_format("--day=%s", day);
    ProgramRun sent = run(site, clock, NULL, "sent", "--json", option);
    json_t *list = json_loads(sent.out, 0, NULL);
    cr_assert(list != NULL, "%s%s", sent.out, sent.err);
    size_t index, count = 0;
    const json_t *send;
    json_array_foreach(list, index, send)
    {
        const char *to = json_string_value(json_object_get(send, "recipient"));
        const char *state = json_string_value(json_object_get(send, "state"));
        count += strcmp(to, recipient) == 0 && strcmp(state, "sent") == 0;
    }
    json_decref(list);
    program_run_clear(&sent);
    free(option);
    return count;
}

/* The day ends while the server thinks about the second message. */
static void end_the_day(unsigned message, void *clock)
{
    if (message == 2)
        set_clock(clock, "2026-11-24 00:00:00");
}

Test(midnight, what_is_left_over_from_yesterday_takes_a_place_of_today)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *clock = temporary_path(fixture.directory, "clock");
    fixture.script.think = end_the_day;
    fixture.script.think_data = clock;
    fixture_start(&fixture);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                                 "\"none\"; timeout = 600; deadline = 600; };\n",
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
    /* The first message goes out before midnight, all others after. */
    set_clock(clock, "2026-11-23 23:59:59");
    ProgramRun notified = run(site, clock, alerts, "notify", "-", NULL);
    cr_expect_eq(notified.status, 0, "%s", notified.err);
    cr_expect_eq(fixture.server.seen->taken, 5, "%s", notified.out);
    size_t before = count_on(site, clock, "2026-11-23", "a@contoso.example");
    cr_expect_eq(before, 1, "%s", notified.out);
    cr_expect_eq(count_on(site, clock, "2026-11-24", "a@contoso.example"), 3, "%s", notified.out);
    cr_expect_eq(count_on(site, clock, "2026-11-24", "b@contoso.example"), 1, "%s", notified.out);
    cr_expect_null(strstr(notified.out, "failed"), "%s", notified.out);
    program_run_clear(&notified);
    free(alerts);
    free(config);
    free(clock);
    temporary_remove(site);
    fixture_clear(&fixture);
}
