/* Each fault at each stage of a session: a definite outcome, and nothing sent that is not known. */
#include "mail/fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

/* A letter a stage: Failed, Refused, Unknown, Sent. */
static const char *const expected[SERVER_FAULTS] = {
    /* greeting, EHLO, STARTTLS, handshake, EHLO again, AUTH, MAIL, RCPT, DATA, dot, QUIT */
    [NO_FAULT] = "SSSSSSSSSSS",    [CLOSES] = "FFFFFFFFFUS",      [RESETS] = "FFFFFFFFFUS",
    [BREAKS_OFF] = "FFFFFFFFFUS",  [IS_SILENT] = "FFFFFFFFFUS",   [DRIPS] = "FFFFFFFFFUS",
    [ANSWERS_4XX] = "FFFFFFRRRRS", [ANSWERS_5XX] = "FFFFFFRRRRS", [IS_GARBAGE] = "FFFFFFFFFUS",
    [IS_BINARY] = "FFFFFFFFFUS",   [IS_HUGE] = "FSFFSFFFFUS",     [IS_LONG] = "FFFFFFFFUUS",
    [CONTRADICTS] = "FFFFFFFFFUS", [SAYS_MORE] = "FFFFFFFFFSS",   [SHUTS_DOWN] = "FFFFFFRRRRS",
};

static SendOutcome outcome_of(char letter)
{
    return letter == 'S'   ? OUTCOME_SENT
           : letter == 'R' ? OUTCOME_REFUSED
           : letter == 'F' ? OUTCOME_FAILED
                           : OUTCOME_UNKNOWN;
}

/* Holds the result of a fault at `stage` against what the server has seen. */
static void judge(const Fixture *fixture, const SendResult *result, ServerFault fault,
                  ServerStage stage)
{
    SendOutcome right = outcome_of(expected[fault][stage]);
    const ServerSeen *seen = fixture->server.seen;
    cr_expect_eq(result->outcome, right, "fault %d at stage %d: %s, not %s (%s)\n%.2000s",
                 (int)fault, (int)stage, fixture_outcome(result->outcome), fixture_outcome(right),
                 result->text, fixture->lines);
    cr_expect_neq(result->text[0], '\0', "fault %d at stage %d", (int)fault, (int)stage);
    cr_expect_leq(seen->content, 1, "fault %d at stage %d", (int)fault, (int)stage);
    if (result->outcome == OUTCOME_SENT) {
        cr_expect_eq(seen->taken, 1);
        cr_expect_eq(seen->length, strlen(FIXTURE_MESSAGE));
        cr_expect_eq(memcmp(seen->message, FIXTURE_MESSAGE, seen->length), 0);
    }
    if (result->outcome == OUTCOME_FAILED || result->outcome == OUTCOME_REFUSED)
        cr_expect_eq(seen->taken, 0, "fault %d at stage %d", (int)fault, (int)stage);
    if (result->outcome == OUTCOME_FAILED)
        cr_expect_eq(seen->content, 0, "fault %d at stage %d", (int)fault, (int)stage);
    if (result->outcome == OUTCOME_FAILED && stage < AT_MAIL)
        cr_expect(result->server_wide, "fault %d at stage %d", (int)fault, (int)stage);
    cr_expect_eq(seen->clear_auth, 0);
}

/* All stages at once: what waits, waits together. */
static void try_fault(ServerFault fault)
{
    Fixture fixtures[SERVER_STAGES];
    for (int stage = 0; stage < SERVER_STAGES; stage++) {
        Fixture *fixture = &fixtures[stage];
        fixture_init(fixture);
        if (fault == IS_SILENT || fault == DRIPS)
            fixture_give_up_soon(fixture);
        if (stage >= AT_STARTTLS && stage <= AT_AUTH)
            fixture_use_tls(fixture);
        fixture->script.stage = (ServerStage)stage;
        fixture->script.fault = fault;
        fixture_start(fixture);
    }
    for (int stage = 0; stage < SERVER_STAGES; stage++)
        fixture_submit(&fixtures[stage], 1);
    for (int stage = 0; stage < SERVER_STAGES; stage++) {
        SendResult result = fixture_collect(&fixtures[stage]);
        judge(&fixtures[stage], &result, fault, (ServerStage)stage);
    }
    for (int stage = 0; stage < SERVER_STAGES; stage++)
        fixture_clear(&fixtures[stage]);
}

Test(faults, without_a_fault)
{
    try_fault(NO_FAULT);
}

Test(faults, closes)
{
    try_fault(CLOSES);
}

Test(faults, resets)
{
    try_fault(RESETS);
}

Test(faults, breaks_off_in_a_reply)
{
    try_fault(BREAKS_OFF);
}

Test(faults, is_silent)
{
    try_fault(IS_SILENT);
}

Test(faults, drips)
{
    try_fault(DRIPS);
}

Test(faults, answers_4xx)
{
    try_fault(ANSWERS_4XX);
}

Test(faults, answers_5xx)
{
    try_fault(ANSWERS_5XX);
}

Test(faults, answers_421_and_closes)
{
    try_fault(SHUTS_DOWN);
}

Test(faults, answers_with_garbage)
{
    try_fault(IS_GARBAGE);
}

Test(faults, answers_with_binary)
{
    try_fault(IS_BINARY);
}

Test(faults, answers_with_a_megabyte_of_lines)
{
    try_fault(IS_HUGE);
}

Test(faults, answers_with_a_line_of_a_megabyte)
{
    try_fault(IS_LONG);
}

Test(faults, contradicts_itself)
{
    try_fault(CONTRADICTS);
}

Test(faults, says_more_than_was_asked)
{
    try_fault(SAYS_MORE);
}
