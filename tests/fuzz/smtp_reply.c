/* Any bytes as what an SMTP server says: read at once or byte by byte it is the same, and what
 * libESMTP gets is no longer than what came. A line "> n" of the input is a command of ours. */
#include "base/memory.h"
#include "mail/refusal.h"
#include "mail/smtp/smtp_monitor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void show(bool from_server, const char *line, size_t length, void *data)
{
    size_t *shown = data;
    must(length < SIZE_MAX / 2 && (length == 0 || line != NULL));
    *shown = *shown * 31 + length + from_server;
}

static SmtpMonitorStop say(SmtpMonitor *monitor, char which)
{
    static const char *const commands[] = {"EHLO host\r\n",
                                           "STARTTLS\r\n",
                                           "AUTH PLAIN AGEAYg==\r\n",
                                           "MAIL FROM:<a@b.c>\r\n",
                                           "RCPT TO:<d@e.f>\r\n",
                                           "DATA\r\n",
                                           "RSET\r\n",
                                           "QUIT\r\n"};
    const char *command = commands[(unsigned char)which % 8];
    if (which == 't')
        smtp_monitor_encrypted(monitor);
    if (which == 'm')
        smtp_monitor_message(monitor);
    return which == 't' || which == 'm' ? DIALOGUE_GO_ON
                                        : smtp_monitor_write(monitor, command, strlen(command));
}

/* Takes all of it, `step` bytes at a time, up to where the session must not go on. */
static void take(SmtpMonitor *monitor, char *bytes, size_t size, size_t step)
{
    SmtpMonitorStop stop = DIALOGUE_GO_ON;
    smtp_monitor_start(monitor);
    for (size_t at = 0; at < size && stop == DIALOGUE_GO_ON;) {
        if (size - at >= 4 && bytes[at] == '>' && bytes[at + 1] == ' ') {
            stop = say(monitor, bytes[at + 2]);
            at += 4;
            continue;
        }
        const char *next = memmem(bytes + at + 1, size - at - 1, "> ", 2);
        size_t end = next ? (size_t)(next - bytes) : size;
        for (; at < end && stop == DIALOGUE_GO_ON; at += step < end - at ? step : end - at)
            stop = smtp_monitor_read(monitor, bytes + at, step < end - at ? step : end - at);
    }
    must(memchr(monitor->text, '\0', sizeof monitor->text) != NULL);
    must(monitor->code >= 0 && monitor->code <= 999);
    must(smtp_stage_name(smtp_monitor_stage(monitor))[0] != '\0');
    refusal_is_ours(monitor->code, monitor->text);
}

static bool has_bare_cr(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t shown[2] = {0};
    SmtpMonitor at_once = {
        .line = show, .data = &shown[0], .need_tls = data[0] & 1, .need_auth = data[0] & 2};
    SmtpMonitor in_parts = at_once;
    in_parts.data = &shown[1];
    char *first = memory_text_n((const char *)data + 1, size - 1);
    char *second = memory_text_n((const char *)data + 1, size - 1);
    take(&at_once, first, size - 1, size);
    take(&in_parts, second, size - 1, 1);
    must(at_once.stop == in_parts.stop);
    must(shown[0] == shown[1]);
    /* Whether a CR without LF ends a code can't be known before the next byte is there. */
    if (at_once.stop == DIALOGUE_GO_ON && !has_bare_cr(data + 1, size - 1)) {
        must(at_once.code == in_parts.code && strcmp(at_once.text, in_parts.text) == 0);
        must(memcmp(first, second, size - 1) == 0);
    }
    free(first);
    free(second);
    return 0;
}
