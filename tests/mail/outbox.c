#include "base/memory.h"
#include "mail/transport.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char bytes[] = "Subject: x\r\n\r\nbody\r\n";

static const Outgoing message = {.tag = 7,
                                 .name = "20261123T091500Z-1",
                                 .from = "a@b.example",
                                 .to = "c@d.example",
                                 .bytes = bytes,
                                 .length = sizeof bytes - 1};

static Transport *open_in(const char *state, mode_t mode)
{
    static const MailConfig config = {.transport = MAIL_OUTBOX};
    Error error = {0};
    TransportOptions options = {.config = &config, .state = state, .file_mode = mode};
    Transport *outbox = transport_open(&options, &error);
    cr_assert_not_null(outbox, "%s", error.text);
    return outbox;
}

static unsigned mode_of(const char *state, const char *name)
{
    struct stat status = {0};
    char *path = temporary_path(state, name);
    cr_expect_eq(stat(path, &status), 0, "%s", path);
    free(path);
    return status.st_mode & 07777U;
}

Test(outbox, a_message_is_a_file_in_new_whatever_the_umask)
{
    Error error = {0};
    SendResult result;
    char *state = temporary_new();
    umask(077);
    Transport *outbox = open_in(state, 0660);
    cr_expect_not(transport_collect(outbox, &result, true));
    cr_assert(transport_submit(outbox, &message, &error), "%s", error.text);
    cr_assert(transport_collect(outbox, &result, false));
    char *where =
        memory_format("written to a file, not mailed: %s/outbox/new/20261123T091500Z-1.eml", state);
    cr_expect_eq(result.tag, 7);
    cr_expect_eq(result.outcome, OUTCOME_WRITTEN);
    cr_expect_str_eq(result.text, where);
    size_t length;
    char *found = temporary_read(state, "outbox/new/20261123T091500Z-1.eml", &length);
    cr_expect_eq(length, message.length);
    cr_expect_eq(memcmp(found, bytes, length), 0);
    cr_expect_eq(mode_of(state, "outbox/new/20261123T091500Z-1.eml"), 0660);
    cr_expect_eq(mode_of(state, "outbox/new"), 0770);
    cr_expect_eq(mode_of(state, "outbox"), 0770);
    cr_expect_eq(mode_of(state, "outbox/cur"), 0770);
    char *rest = temporary_read(state, "outbox/tmp/20261123T091500Z-1.eml", NULL);
    cr_expect_null(rest);
    transport_close(outbox);
    free(found);
    free(where);
    temporary_remove(state);
}

Test(outbox, nothing_there_is_written_over)
{
    Error error = {0};
    SendResult result;
    char *state = temporary_new();
    Transport *outbox = open_in(state, 0600);
    temporary_write(state, "outbox/new/20261123T091500Z-1.eml", "another");
    cr_assert(transport_submit(outbox, &message, &error));
    cr_assert(transport_collect(outbox, &result, true));
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_not_null(strstr(result.text, "can't be moved to "), "%s", result.text);
    cr_expect_not_null(strstr(result.text, ": File exists"), "%s", result.text);
    char *found = temporary_read(state, "outbox/new/20261123T091500Z-1.eml", NULL);
    cr_expect_str_eq(found, "another");
    free(found);
    transport_close(outbox);
    temporary_remove(state);
}

Test(outbox, what_can_not_be_written_is_a_failure)
{
    Error error = {0};
    SendResult result;
    char *state = temporary_new();
    Transport *outbox = open_in(state, 0600);
    temporary_write(state, "outbox/tmp/20261123T091500Z-1.eml", "");
    cr_assert(transport_submit(outbox, &message, &error));
    cr_assert(transport_collect(outbox, &result, true));
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect(result.server_wide);
    char *found = temporary_read(state, "outbox/new/20261123T091500Z-1.eml", NULL);
    cr_expect_null(found);
    transport_close(outbox);
    temporary_remove(state);
}
