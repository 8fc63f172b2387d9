#include "mail/smtp/smtp_monitor.h"

#include "base/language.h"
#include "base/send_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void smtp_monitor_start(SmtpMonitor *monitor)
{
    monitor->stop = DIALOGUE_GO_ON;
    monitor->encrypted = monitor->authenticated = false;
    monitor->authenticating = monitor->leaving = false;
    monitor->awaited[0] = STAGE_GREETING;
    monitor->awaited_count = 1;
    monitor->answered = STAGE_CONNECT;
    monitor->code = 0;
    monitor->text[0] = '\0';
    monitor->length = monitor->reading_length = 0;
    monitor->lines = 0;
}

void smtp_monitor_encrypted(SmtpMonitor *monitor)
{
    monitor->encrypted = true;
    monitor->awaited_count = 0;
}

static void await(SmtpMonitor *monitor, SmtpStage stage)
{
    if (monitor->awaited_count < DIALOGUE_AWAITED)
        monitor->awaited[monitor->awaited_count++] = stage;
}

void smtp_monitor_message(SmtpMonitor *monitor)
{
    await(monitor, STAGE_MESSAGE);
}

SmtpStage smtp_monitor_stage(const SmtpMonitor *monitor)
{
    return monitor->awaited_count > 0 ? monitor->awaited[0] : monitor->answered;
}

bool smtp_monitor_answered(const SmtpMonitor *monitor)
{
    return monitor->awaited_count == 0 && monitor->answered != STAGE_CONNECT;
}

const char *smtp_stage_name(SmtpStage stage)
{
    static const char *const names[] = {
        [STAGE_CONNECT] = SEND_STAGE_CONNECT,
        [STAGE_GREETING] = SEND_STAGE_GREETING,
        [STAGE_EHLO] = "EHLO",
        [STAGE_STARTTLS] = "STARTTLS",
        [STAGE_TLS] = SEND_STAGE_TLS,
        [STAGE_AUTH] = "AUTH",
        [STAGE_MAIL] = "MAIL FROM",
        [STAGE_RCPT] = "RCPT TO",
        [STAGE_DATA] = "DATA",
        [STAGE_MESSAGE] = SEND_STAGE_MESSAGE,
        [STAGE_RSET] = "RSET",
        [STAGE_QUIT] = "QUIT",
    };
    return names[stage];
}

static SmtpMonitorStop stop(SmtpMonitor *monitor, SmtpMonitorStop reason)
{
    if (monitor->stop == DIALOGUE_GO_ON)
        monitor->stop = reason;
    return monitor->stop;
}

static bool starts(const char *line, size_t length, const char *verb)
{
    size_t size = strlen(verb);
    return length >= size && strncasecmp(line, verb, size) == 0;
}

static SmtpStage command_stage(const char *line, size_t length)
{
    static const struct {
        const char *verb;
        SmtpStage stage;
    } verbs[] = {
        {"EHLO", STAGE_EHLO}, {"HELO", STAGE_EHLO}, {"STARTTLS", STAGE_STARTTLS},
        {"AUTH", STAGE_AUTH}, {"MAIL", STAGE_MAIL}, {"RCPT", STAGE_RCPT},
        {"DATA", STAGE_DATA}, {"QUIT", STAGE_QUIT},
    };
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (starts(line, length, verbs[i].verb))
            return verbs[i].stage;
    return STAGE_RSET;
}

static void show_written(SmtpMonitor *monitor, const char *line, size_t length)
{
    static const char secret[] = "***";
    char shown[64];
    if (!monitor->line)
        return;
    if (!monitor->authenticating) {
        monitor->line(false, line, length, monitor->data);
        return;
    }
    /* "AUTH PLAIN" may be seen; what follows is the password. */
    size_t keep = 0;
    if (starts(line, length, "AUTH ")) {
        keep = strlen("AUTH ");
        while (keep < length && keep < 32 && line[keep] != ' ')
            keep++;
        memcpy(shown, line, keep);
        if (keep == length) {
            monitor->line(false, shown, keep, monitor->data);
            return;
        }
        shown[keep++] = ' ';
    }
    memcpy(shown + keep, secret, sizeof secret);
    monitor->line(false, shown, keep + strlen(secret), monitor->data);
}

SmtpMonitorStop smtp_monitor_write(SmtpMonitor *monitor, const char *bytes, size_t length)
{
    while (length > 0 && monitor->stop == DIALOGUE_GO_ON) {
        const char *end = memchr(bytes, '\n', length);
        size_t whole = end ? (size_t)(end - bytes) + 1 : length;
        size_t line = whole;
        while (line > 0 && (bytes[line - 1] == '\n' || bytes[line - 1] == '\r'))
            line--;
        SmtpStage stage = command_stage(bytes, line);
        if (stage == STAGE_QUIT)
            monitor->leaving = true;
        if (monitor->authenticating && stage != STAGE_QUIT)
            stage = STAGE_AUTH;
        if (stage == STAGE_MAIL) {
            if (monitor->need_tls && !monitor->encrypted)
                return stop(monitor, DIALOGUE_NOT_ENCRYPTED);
            if (monitor->need_auth && !monitor->authenticated)
                return stop(monitor, DIALOGUE_AUTH_MISSING);
        }
        if (monitor->check_before != STAGE_CONNECT && stage == monitor->check_before)
            return stop(monitor, DIALOGUE_CHECKED);
        if (stage == STAGE_AUTH) {
            monitor->authenticating = true;
            if (monitor->need_tls && !monitor->encrypted)
                return stop(monitor, DIALOGUE_NOT_ENCRYPTED);
        }
        show_written(monitor, bytes, line);
        if (!monitor->leaving)
            await(monitor, stage);
        bytes += whole;
        length -= whole;
    }
    return monitor->stop;
}

/* The code of a reply's line, and whether another line follows; 0 where it is no reply. */
static int reply_code(const char *line, size_t length, bool *more)
{
    *more = length > 3 && line[3] == '-';
    if (length < 3 || !isdigit((unsigned char)line[0]) || !isdigit((unsigned char)line[1]) ||
        !isdigit((unsigned char)line[2]) || (length > 3 && line[3] != ' ' && line[3] != '-'))
        return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static void keep_text(SmtpMonitor *monitor, const char *text, size_t length)
{
    size_t room = sizeof monitor->reading - 1 - monitor->reading_length;
    if (monitor->reading_length > 0 && length > 0 && room > 0) {
        monitor->reading[monitor->reading_length++] = ' ';
        room--;
    }
    if (length > room)
        length = room;
    memcpy(monitor->reading + monitor->reading_length, text, length);
    monitor->reading_length += length;
}

static SmtpMonitorStop answered(SmtpMonitor *monitor, int code)
{
    SmtpStage stage = monitor->awaited[0];
    monitor->awaited_count--;
    memmove(monitor->awaited, monitor->awaited + 1,
            monitor->awaited_count * sizeof monitor->awaited[0]);
    monitor->answered = stage;
    monitor->code = code;
    memcpy(monitor->text, monitor->reading, monitor->reading_length);
    monitor->text[monitor->reading_length] = '\0';
    monitor->reading_length = 0;
    monitor->lines = 0;
    if (stage == STAGE_AUTH && code != 334) {
        monitor->authenticating = false;
        monitor->authenticated = code == 235;
        if (!monitor->authenticated)
            return stop(monitor, DIALOGUE_AUTH_REFUSED);
    }
    if (stage == STAGE_STARTTLS && code == 220)
        await(monitor, STAGE_TLS);
    return DIALOGUE_GO_ON;
}

/* One line has been read as far as it is kept. */
static SmtpMonitorStop take_line(SmtpMonitor *monitor)
{
    size_t length = monitor->length;
    monitor->length = 0;
    while (length > 0 &&
           (monitor->buffer[length - 1] == '\r' || monitor->buffer[length - 1] == '\n'))
        length--;
    if (monitor->line && monitor->lines++ < DIALOGUE_SHOWN)
        monitor->line(true, monitor->buffer, length, monitor->data);
    if (monitor->leaving)
        return DIALOGUE_GO_ON;
    bool more;
    int code = reply_code(monitor->buffer, length, &more);
    size_t skip = code == 0 ? 0 : length > 4 ? 4 : length;
    keep_text(monitor, monitor->buffer + skip, length - skip);
    return more && code != 0 ? DIALOGUE_GO_ON : answered(monitor, code);
}

/* Whether the line that is being read is the offer of an extension that libESMTP must not see. */
static bool is_hidden(const SmtpMonitor *monitor)
{
    static const char *const hidden[] = {"CHUNKING", "ENHANCEDSTATUSCODES"};
    if (smtp_monitor_stage(monitor) != STAGE_EHLO)
        return false;
    static const char pipelining[] = "PIPELINING"; /* else DATA would go out with RCPT */
    if (monitor->check_before != STAGE_CONNECT && monitor->length == 3 + sizeof pipelining &&
        strncasecmp(monitor->buffer + 4, pipelining, sizeof pipelining - 1) == 0)
        return true;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        size_t size = strlen(hidden[i]);
        if (monitor->length == 4 + size && strncasecmp(monitor->buffer + 4, hidden[i], size) == 0)
            return true;
    }
    return false;
}

/* Whether the byte that was just read is the CR right behind a code, and its LF is there, or yet to
 * come. */
static bool ends_code(const SmtpMonitor *monitor, const char *bytes, size_t left)
{
    bool more;
    return monitor->length == 4 && bytes[0] == '\r' && (left < 2 || bytes[1] == '\n') &&
           reply_code(monitor->buffer, 3, &more) != 0;
}

SmtpMonitorStop smtp_monitor_read(SmtpMonitor *monitor, char *bytes, size_t length)
{
    for (size_t at = 0; at < length && monitor->stop == DIALOGUE_GO_ON; at++) {
        bool unasked = monitor->awaited_count == 0 || monitor->awaited[0] == STAGE_TLS;
        if (unasked && !monitor->leaving)
            return stop(monitor, DIALOGUE_UNASKED);
        if (monitor->length < sizeof monitor->buffer)
            monitor->buffer[monitor->length++] = bytes[at];
        if (ends_code(monitor, bytes + at, length - at))
            bytes[at] = ' ';
        else if (is_hidden(monitor))
            bytes[at] = '-';
        if (bytes[at] == '\n')
            take_line(monitor);
    }
    return monitor->stop;
}
