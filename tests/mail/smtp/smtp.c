#include "base/memory.h"
#include "mail/fixture.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

Test(smtp, starts_tls_signs_in_and_shows_no_password)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    free(fixture.config.hello);
    fixture.config.hello = memory_text("ops.example");
    SendResult result = fixture_send(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_SENT);
    cr_expect_eq(result.code, 250);
    cr_expect_str_eq(result.text, "2.0.0 queued as 1");
    cr_expect_eq(fixture.server.seen->good_auth, 1);
    cr_expect_eq(fixture.server.seen->clear_auth, 0);
    cr_expect_str_eq(fixture.server.seen->recipient, "to@contoso.example");
    cr_expect_str_eq(fixture.lines, "S: 220 test ESMTP\n"
                                    "C: EHLO ops.example\n"
                                    "S: 250-test\n"
                                    "S: 250-STARTTLS\n"
                                    "S: 250 ENHANCEDSTATUSCODES\n"
                                    "C: STARTTLS\n"
                                    "S: 220 2.0.0 go\n"
                                    "C: EHLO ops.example\n"
                                    "S: 250-test\n"
                                    "S: 250-AUTH PLAIN\n"
                                    "S: 250 ENHANCEDSTATUSCODES\n"
                                    "C: AUTH PLAIN ***\n"
                                    "S: 235 2.7.0 welcome\n"
                                    "C: MAIL FROM:<from@ops.example>\n"
                                    "S: 250 2.1.0 ok\n"
                                    "C: RCPT TO:<to@contoso.example>\n"
                                    "S: 250 2.1.5 ok\n"
                                    "C: DATA\n"
                                    "S: 354 go on\n"
                                    "S: 250 2.0.0 queued as 1\n");
    fixture_clear(&fixture);
}

/* What it is asked of the message's delivery: by a server that offers reports, and by another. */
static void expect_envelope(const char *offer, const char *expected)
{
    Fixture fixture;
    Error error = {0};
    fixture_init(&fixture);
    fixture.script.more = offer;
    fixture_start(&fixture);
    Outgoing out = {.tag = 1,
                    .name = "one",
                    .from = "bounces@ops.example",
                    .to = "to@contoso.example",
                    .envelope_id = "0f3c5a9e7b2d4816a1c3e5f708192a3b",
                    .bytes = FIXTURE_MESSAGE,
                    .length = strlen(FIXTURE_MESSAGE)};
    cr_assert(transport_submit(fixture.transport, &out, &error), "%s", error.text);
    cr_expect_eq(fixture_collect(&fixture).outcome, OUTCOME_SENT);
    cr_expect_str_eq(fixture.server.seen->envelopes, expected);
    fixture_clear(&fixture);
}

Test(smtp, asks_for_reports_on_delivery_where_the_server_offers_them)
{
    expect_envelope("DSN", "MAIL FROM:<bounces@ops.example> RET=HDRS "
                           "ENVID=0f3c5a9e7b2d4816a1c3e5f708192a3b\r\n"
                           "RCPT TO:<to@contoso.example> NOTIFY=SUCCESS,FAILURE,DELAY\r\n");
    expect_envelope(NULL, "MAIL FROM:<bounces@ops.example>\r\nRCPT TO:<to@contoso.example>\r\n");
}

Test(smtp, a_sender_without_a_full_domain_is_refused_before_anything_is_sent)
{
    Fixture fixture;
    Error error = {0};
    fixture_init(&fixture);
    free(fixture.config.host);
    free(fixture.config.from);
    fixture.config.host = memory_text("mail.example.com");
    fixture.config.from = memory_text("seccontacts@ops1");
    TransportOptions options = {.config = &fixture.config, .state = fixture.directory};
    cr_expect(smtp_open(&options, &error) == NULL);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    cr_expect_str_eq(error.text,
                     "mail.from: \"seccontacts@ops1\" has no full host name behind the @: nothing "
                     "is sent from it to mail.example.com, since no reply and no bounce can come "
                     "back to it; set mail.from to an address such as "
                     "\"security-alerts@example.com\"");
    free(fixture.lines);
    mail_config_clear(&fixture.config);
    temporary_remove(fixture.directory);
}

Test(smtp, a_wrong_password_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    fixture.script.password = "another";
    SendResult result = fixture_send(&fixture);
    fixture_expect_text(&fixture, &result, OUTCOME_FAILED,
                        "127.0.0.1:PORT refused to sign in \"operator\": 535 5.7.8 wrong password");
    cr_expect_eq(fixture.server.seen->bad_auth, 1);
    cr_expect_eq(fixture.server.seen->mails, 0);
    cr_expect_eq(fixture.server.seen->quits, 1);
    fixture_clear(&fixture);
}

Test(smtp, without_an_offer_to_sign_in_nothing_is_sent)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    fixture.script.user = NULL;
    fixture_expect_nothing(
        &fixture, "127.0.0.1:PORT offers no way to sign in that works here (PLAIN or LOGIN)");
}

Test(smtp, a_mechanism_that_it_does_not_know_is_no_offer)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    fixture.script.user = NULL;
    fixture.script.more = "AUTH SCRAM-SHA-256 XOAUTH2";
    fixture_expect_nothing(
        &fixture, "127.0.0.1:PORT offers no way to sign in that works here (PLAIN or LOGIN)");
}

Test(smtp, without_starttls_nothing_is_sent_in_clear_text)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.config.tls = true;
    fixture_expect_nothing(&fixture,
                           "127.0.0.1:PORT does not offer STARTTLS, and mail.tls is \"required\"");
}

Test(smtp, a_server_that_is_down_is_told_at_once_the_second_time)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_start(&fixture);
    smtp_server_stop(&fixture.server);
    fixture.server.pid = 0;
    for (uint64_t tag = 1; tag <= 100; tag++) {
        fixture_submit(&fixture, tag);
        SendResult result = fixture_collect(&fixture);
        cr_expect_eq(result.tag, tag);
        cr_expect(result.server_wide);
        fixture_expect_text(&fixture, &result, OUTCOME_FAILED,
                            "127.0.0.1:PORT can't be reached: Connection refused");
    }
    fixture_clear(&fixture);
}

Test(smtp, a_name_that_does_not_exist_can_not_be_reached)
{
    Fixture fixture;
    fixture_init(&fixture);
    free(fixture.config.host);
    fixture.config.host = memory_text("mail.invalid");
    SendResult result = fixture_send(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_eq(strncmp(result.text, "mail.invalid:", strlen("mail.invalid:")), 0, "%s",
                 result.text);
    cr_expect_not_null(strstr(result.text, "can't be reached: "), "%s", result.text);
    fixture_clear(&fixture);
}

Test(smtp, silence_is_told_with_its_stage)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_give_up_soon(&fixture);
    fixture.script.stage = AT_EHLO;
    fixture.script.fault = IS_SILENT;
    fixture_expect_nothing(&fixture, "127.0.0.1:PORT did not answer EHLO within 10 s");
}

Test(smtp, the_deadline_is_told_with_its_stage)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_give_up_soon(&fixture);
    fixture.script.stage = AT_DOT;
    fixture.script.fault = IS_SILENT;
    SendResult result = fixture_send(&fixture);
    fixture_expect_text(&fixture, &result, OUTCOME_UNKNOWN,
                        "127.0.0.1:PORT brought no end to it within 15 s: it hung at the message");
    fixture_clear(&fixture);
}

static void submit_until(Fixture *fixture, uint64_t tag, int64_t until)
{
    Error error = {0};
    Outgoing out = {.tag = tag,
                    .name = "one",
                    .from = "from@ops.example",
                    .to = "to@contoso.example",
                    .bytes = FIXTURE_MESSAGE,
                    .length = strlen(FIXTURE_MESSAGE),
                    .until = until};
    cr_assert(transport_submit(fixture->transport, &out, &error), "%s", error.text);
}

static void expect_late(Fixture *fixture, uint64_t tag)
{
    SendResult result = fixture_collect(fixture);
    cr_expect_eq(result.tag, tag);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect(result.expired);
    cr_expect_not(result.server_wide);
}

/* Thinks about the first recipient until that time is over. */
static void wait_until(unsigned message, void *time_of)
{
    const int64_t *until = time_of;
    while (message == 1 && (int64_t)time(NULL) < *until)
        sleep(1);
}

/* Three messages, of which the time of two is over in `seconds`, before the server has answered the
 * RCPT of the first. False where it was over already when the first was to go out. */
static bool outlives_a_session(int seconds)
{
    Fixture fixture;
    fixture_init(&fixture);
    int64_t until = (int64_t)time(NULL) + seconds;
    fixture.script.think = wait_until;
    fixture.script.think_data = &until;
    fixture_start(&fixture);
    submit_until(&fixture, 1, 1);
    expect_late(&fixture, 1);
    cr_expect_eq(fixture.server.seen->connections, 0);

    submit_until(&fixture, 2, until);
    submit_until(&fixture, 3, until);
    submit_until(&fixture, 4, until + 86400);
    expect_late(&fixture, 2);
    expect_late(&fixture, 3);
    SendResult result = fixture_collect(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_SENT, "%s", result.text);
    cr_expect_eq(fixture.server.seen->content, 1);
    unsigned mails = fixture.server.seen->mails; /* of 4, and of 2 where that was in time */
    cr_expect(mails == 1 || mails == 2);
    fixture_clear(&fixture);
    return mails == 2;
}

Test(smtp, no_content_goes_out_after_its_time)
{
    int seconds = 2; /* more on a machine that takes longer to get as far as MAIL */
    while (!outlives_a_session(seconds)) {
        seconds *= 2;
        cr_assert(seconds < hang_limit_seconds());
    }
}

Test(smtp, a_result_that_is_fetched_late_is_no_less_true)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.config.deadline = 5;
    fixture.script.stage = AT_EHLO;
    fixture.script.fault = IS_HUGE; /* more dialogue than is read at once, before the result */
    fixture_start(&fixture);
    fixture_submit(&fixture, 1);
    double since = clock_seconds();
    while (fixture.server.seen->taken == 0)
        cr_assert(hang_limit_wait(since));
    sleep((unsigned)fixture.config.deadline + 1); /* the deadline has passed; nobody was asked */
    cr_expect_eq(fixture_collect(&fixture).outcome, OUTCOME_SENT);
    fixture_clear(&fixture);
}

Test(smtp, many_messages_go_over_one_session)
{
    enum { MESSAGES = 450 };
    Fixture fixture;
    fixture_init(&fixture);
    fixture_start(&fixture);
    for (uint64_t tag = 1; tag <= MESSAGES; tag++)
        fixture_submit(&fixture, tag);
    for (uint64_t tag = 1; tag <= MESSAGES; tag++) {
        SendResult result = fixture_collect(&fixture);
        cr_assert_eq(result.tag, tag);
        cr_assert_eq(result.outcome, OUTCOME_SENT, "%s", result.text);
    }
    transport_finish(fixture.transport);
    transport_close(fixture.transport);
    fixture.transport = NULL;
    cr_expect_eq(fixture.server.seen->taken, MESSAGES);
    cr_expect_eq(fixture.server.seen->connections, 3); /* 200 each: libESMTP frees nothing before */
    cr_expect_eq(fixture.server.seen->quits, 3);
    fixture_clear(&fixture);
}

/* A server that takes two messages a connection. */
static void takes_two_a_connection(ServerFault fault)
{
    enum { MESSAGES = 7 };
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = AT_MAIL;
    fixture.script.fault = fault;
    fixture.script.from_message = 2;
    fixture_start(&fixture);
    for (uint64_t tag = 1; tag <= MESSAGES; tag++)
        fixture_submit(&fixture, tag);
    for (uint64_t tag = 1; tag <= MESSAGES; tag++) {
        SendResult result = fixture_collect(&fixture);
        cr_expect_eq(result.tag, tag);
        cr_expect_eq(result.outcome, OUTCOME_SENT, "%d: %s", (int)tag, result.text);
    }
    cr_expect_eq(fixture.server.seen->taken, MESSAGES);
    cr_expect_eq(fixture.server.seen->connections, 4);
    fixture_clear(&fixture);
}

Test(smtp, what_one_connection_does_not_take_goes_over_the_next)
{
    takes_two_a_connection(ANSWERS_4XX);
    takes_two_a_connection(CLOSES);
    takes_two_a_connection(RESETS);
}

Test(smtp, a_refusal_does_not_end_the_session)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.refused = "to@contoso.example";
    fixture_start(&fixture);
    fixture_submit(&fixture, 1);
    fixture_submit(&fixture, 2);
    for (uint64_t tag = 1; tag <= 2; tag++) {
        SendResult result = fixture_collect(&fixture);
        cr_expect_eq(result.outcome, OUTCOME_REFUSED);
        cr_expect_eq(result.code, 550);
        cr_expect_str_eq(result.text, "5.1.1 no such user");
        cr_expect_not(result.server_wide);
    }
    cr_expect_eq(fixture.server.seen->connections, 1);
    cr_expect_eq(fixture.server.seen->content, 0);
    fixture_clear(&fixture);
}

/* A refused message, one that is taken and the goodbye, with replies that have no text. */
static void takes_replies(ServerWords words, bool tls, bool login)
{
    Fixture fixture;
    fixture_init(&fixture);
    if (tls)
        fixture_use_tls(&fixture);
    fixture.script.words = words;
    fixture.script.login = login;
    fixture.script.refused = "refused@contoso.example";
    fixture_start(&fixture);
    fixture_submit_to(&fixture, 1, "refused@contoso.example");
    fixture_submit(&fixture, 2);
    SendResult result = fixture_collect(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_REFUSED, "%d: %s", (int)words, result.text);
    cr_expect_eq(result.code, 550);
    cr_expect_not(result.server_wide);
    result = fixture_collect(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_SENT, "%d: %s", (int)words, result.text);
    cr_expect_eq(result.code, 250);
    cr_expect_str_eq(result.text, words == USUAL_WORDS || words == EMPTY_LINES ? "2.0.0 queued as 1"
                                                                               : "(no text)");
    transport_finish(fixture.transport);
    transport_close(fixture.transport);
    fixture.transport = NULL;
    cr_expect_eq(fixture.server.seen->connections, 1);
    cr_expect_eq(fixture.server.seen->taken, 1);
    cr_expect_eq(fixture.server.seen->quits, 1);
    fixture_clear(&fixture);
}

Test(smtp, a_reply_needs_no_text)
{
    for (int words = USUAL_WORDS; words < SERVER_WORDS; words++) {
        takes_replies((ServerWords)words, false, false);
        takes_replies((ServerWords)words, true, false);
        takes_replies((ServerWords)words, true, true);
    }
}

Test(smtp, a_quoted_local_part_goes_out_as_it_is)
{
    static const char *const addresses[] = {QUOTED_ADDRESSES};
    enum { COUNT = sizeof addresses / sizeof addresses[0] };
    Fixture fixture;
    char *expected = memory_text("");
    fixture_init(&fixture);
    fixture_start(&fixture);
    for (size_t i = 0; i < COUNT; i++) {
        fixture_submit_to(&fixture, i + 1, addresses[i]);
        char *longer = memory_format("%sMAIL FROM:<from@ops.example>\r\nRCPT TO:<%s>\r\n", expected,
                                     addresses[i]);
        free(expected);
        expected = longer;
    }
    for (size_t i = 0; i < COUNT; i++) {
        SendResult result = fixture_collect(&fixture);
        cr_expect_eq(result.outcome, OUTCOME_SENT, "%s: %s", addresses[i], result.text);
    }
    cr_expect_str_eq(fixture.server.seen->envelopes, expected);
    free(expected);
    fixture_clear(&fixture);
}

/* A server that turns the first message down at `stage` and then leaves. */
static void goes_after_a_no(ServerStage stage, ServerFault fault, int code, const char *text)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = stage;
    fixture.script.fault = fault;
    fixture.script.once = true;
    fixture_start(&fixture);
    fixture_submit(&fixture, 1);
    SendResult result = fixture_collect(&fixture);
    fixture_expect_text(&fixture, &result, OUTCOME_REFUSED, text);
    cr_expect_eq(result.code, code);
    cr_expect_not(result.server_wide);
    fixture_submit(&fixture, 2);
    result = fixture_collect(&fixture);
    fixture_expect_text(&fixture, &result, OUTCOME_SENT, "2.0.0 queued as 1");
    cr_expect_eq(fixture.server.seen->connections, 2);
    cr_expect_eq(fixture.server.seen->taken, 1);
    fixture_clear(&fixture);
}

Test(smtp, after_a_no_with_a_goodbye_the_next_message_goes_over_a_new_connection)
{
    goes_after_a_no(AT_RCPT, SHUTS_DOWN, 421, "4.3.2 shutting down");
    goes_after_a_no(AT_DATA, SHUTS_DOWN, 421, "4.3.2 shutting down");
    goes_after_a_no(AT_DOT, SHUTS_DOWN, 421, "4.3.2 shutting down");
    goes_after_a_no(AT_DATA, ANSWERS_5XX, 554, "5.7.1 not at all");
}

Test(smtp, an_answer_that_is_no_answer_is_told_as_it_came)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = AT_DATA;
    fixture.script.fault = IS_GARBAGE;
    SendResult result = fixture_send(&fixture);
    fixture_expect_text(&fixture, &result, OUTCOME_FAILED,
                        "127.0.0.1:PORT answered DATA with \"hello there\", which is no SMTP");
    fixture_clear(&fixture);

    fixture_init(&fixture);
    fixture.script.stage = AT_DOT;
    fixture.script.fault = IS_LONG;
    result = fixture_send(&fixture);
    char start[] = "127.0.0.1:PORT answered the message with \"250 xxxxxxxxxx";
    char *text = fixture_without_port(&fixture, result.text);
    cr_expect_eq(result.outcome, OUTCOME_UNKNOWN);
    cr_expect_eq(strncmp(text, start, strlen(start)), 0, "%s", text);
    free(text);
    fixture_clear(&fixture);
}

Test(smtp, chunking_is_not_used_and_the_session_stays_in_sight)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.more = "CHUNKING";
    fixture_start(&fixture);
    fixture_submit(&fixture, 1);
    fixture_submit(&fixture, 2);
    cr_expect_eq(fixture_collect(&fixture).outcome, OUTCOME_SENT);
    cr_expect_eq(fixture_collect(&fixture).outcome, OUTCOME_SENT);
    cr_expect_null(strstr(fixture.lines, "BDAT"));
    cr_expect_not_null(strstr(fixture.lines, "S: 250-CHUNKING\n"));
    const char *first = strstr(fixture.lines, "C: DATA\n");
    cr_expect_not_null(strstr(first + 1, "C: DATA\n"));
    fixture_clear(&fixture);
}

/* Ends the process that sends, which is the only child but the server. */
static void kill_sender(const Fixture *fixture)
{
    char path[64], pids[256] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(pids, sizeof pids, file));
    fclose(file);
    for (char *at = pids; isdigit((unsigned char)*at);) {
        pid_t pid = (pid_t)strtol(at, &at, 10);
        if (pid != fixture->server.pid)
            kill(pid, SIGKILL);
        while (*at == ' ')
            at++;
    }
}

static SendResult kill_at(ServerStage stage)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = stage;
    fixture.script.fault = IS_SILENT;
    fixture_start(&fixture);
    fixture_submit(&fixture, 1);
    SendResult result;
    double since = clock_seconds();
    while ((stage == AT_DOT ? fixture.server.seen->content : fixture.server.seen->mails) == 0) {
        cr_assert_not(transport_collect(fixture.transport, &result, false));
        cr_assert(hang_limit_wait(since));
    }
    kill_sender(&fixture);
    result = fixture_collect(&fixture);
    fixture_clear(&fixture);
    return result;
}

Test(smtp, when_the_process_that_sends_dies_the_outcome_is_what_it_must_be)
{
    SendResult result = kill_at(AT_MAIL);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_str_eq(result.text, "the process that sends was ended by signal 9");
    result = kill_at(AT_DOT);
    cr_expect_eq(result.outcome, OUTCOME_UNKNOWN);
    cr_expect_str_eq(result.text, "the process that sends was ended by signal 9");
}

static void expect_checked(const char *to, unsigned mails, const char *envelopes)
{
    Fixture fixture;
    Error error = {0};
    SendResult result;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    fixture_start(&fixture);
    TransportOptions options = {
        .config = &fixture.config, .state = fixture.directory, .file_mode = 0600};
    cr_assert(smtp_check(&options, to, &result, &error), "%s", error.text);
    cr_expect_eq(result.outcome, OUTCOME_SENT);
    cr_expect_str_eq(result.text, "the connection works");
    cr_expect_eq(fixture.server.seen->good_auth, 1);
    cr_expect_eq(fixture.server.seen->mails, mails);
    cr_expect_eq(fixture.server.seen->content, 0);
    cr_expect_eq(fixture.server.seen->quits, 1);
    cr_expect_not_null(strstr(fixture.server.seen->envelopes, envelopes), "%s",
                       fixture.server.seen->envelopes);
    fixture_clear(&fixture);
}

Test(smtp, a_check_signs_in_names_sender_and_recipient_and_sends_nothing)
{
    expect_checked(NULL, 1, "MAIL FROM:<");
    expect_checked("a@contoso.example", 1, "RCPT TO:<a@contoso.example>");
}

Test(smtp, a_ca_file_that_is_none_is_told_before_anything_is_tried)
{
    Fixture fixture;
    Error error = {0};
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    temporary_write(fixture.directory, "ca.crt", "no certificate\n");
    TransportOptions options = {
        .config = &fixture.config, .state = fixture.directory, .file_mode = 0600};
    cr_expect_null(smtp_open(&options, &error));
    cr_expect_eq(error.kind, ERROR_CONFIG);
    cr_expect_str_eq(error.file, fixture.config.ca_file);
    cr_expect_str_eq(error.text, "no trusted certificates can be read from here: no certificate or "
                                 "crl found (mail.ca_file expects a PEM file)");
    fixture_clear(&fixture);
}
