#include "mail/dialogue.h"

#include "core/language.h"
#include "core/send_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void dialogue_start(Dialogue *dialogue)
{
    dialogue->stop = DIALOGUE_GO_ON;
    dialogue->encrypted = dialogue->authenticated = false;
    dialogue->authenticating = dialogue->leaving = false;
    dialogue->awaited[0] = STAGE_GREETING;
    dialogue->awaited_count = 1;
    dialogue->answered = STAGE_CONNECT;
    dialogue->code = 0;
    dialogue->text[0] = '\0';
    dialogue->length = dialogue->reading_length = 0;
    dialogue->lines = 0;
}

void dialogue_encrypted(Dialogue *dialogue)
{
    dialogue->encrypted = true;
    dialogue->awaited_count = 0;
}

static void await(Dialogue *dialogue, SmtpStage stage)
{
    if (dialogue->awaited_count < DIALOGUE_AWAITED)
        dialogue->awaited[dialogue->awaited_count++] = stage;
}

void dialogue_message(Dialogue *dialogue)
{
    await(dialogue, STAGE_MESSAGE);
}

SmtpStage dialogue_stage(const Dialogue *dialogue)
{
    return dialogue->awaited_count > 0 ? dialogue->awaited[0] : dialogue->answered;
}

bool dialogue_answered(const Dialogue *dialogue)
{
    return dialogue->awaited_count == 0 && dialogue->answered != STAGE_CONNECT;
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

static DialogueStop stop(Dialogue *dialogue, DialogueStop reason)
{
    if (dialogue->stop == DIALOGUE_GO_ON)
        dialogue->stop = reason;
    return dialogue->stop;
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

static void show_written(Dialogue *dialogue, const char *line, size_t length)
{
    static const char secret[] = "***";
    char shown[64];
    if (!dialogue->line)
        return;
    if (!dialogue->authenticating) {
        dialogue->line(false, line, length, dialogue->data);
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
            dialogue->line(false, shown, keep, dialogue->data);
            return;
        }
        shown[keep++] = ' ';
    }
    memcpy(shown + keep, secret, sizeof secret);
    dialogue->line(false, shown, keep + strlen(secret), dialogue->data);
}

DialogueStop dialogue_write(Dialogue *dialogue, const char *bytes, size_t length)
{
    while (length > 0 && dialogue->stop == DIALOGUE_GO_ON) {
        const char *end = memchr(bytes, '\n', length);
        size_t whole = end ? (size_t)(end - bytes) + 1 : length;
        size_t line = whole;
        while (line > 0 && (bytes[line - 1] == '\n' || bytes[line - 1] == '\r'))
            line--;
        SmtpStage stage = command_stage(bytes, line);
        if (stage == STAGE_QUIT)
            dialogue->leaving = true;
        if (dialogue->authenticating && stage != STAGE_QUIT)
            stage = STAGE_AUTH;
        if (stage == STAGE_MAIL) {
            if (dialogue->need_tls && !dialogue->encrypted)
                return stop(dialogue, DIALOGUE_NOT_ENCRYPTED);
            if (dialogue->need_auth && !dialogue->authenticated)
                return stop(dialogue, DIALOGUE_AUTH_MISSING);
            if (dialogue->check_only)
                return stop(dialogue, DIALOGUE_CHECKED);
        }
        if (stage == STAGE_AUTH) {
            dialogue->authenticating = true;
            if (dialogue->need_tls && !dialogue->encrypted)
                return stop(dialogue, DIALOGUE_NOT_ENCRYPTED);
        }
        show_written(dialogue, bytes, line);
        if (!dialogue->leaving)
            await(dialogue, stage);
        bytes += whole;
        length -= whole;
    }
    return dialogue->stop;
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

static void keep_text(Dialogue *dialogue, const char *text, size_t length)
{
    size_t room = sizeof dialogue->reading - 1 - dialogue->reading_length;
    if (dialogue->reading_length > 0 && length > 0 && room > 0) {
        dialogue->reading[dialogue->reading_length++] = ' ';
        room--;
    }
    if (length > room)
        length = room;
    memcpy(dialogue->reading + dialogue->reading_length, text, length);
    dialogue->reading_length += length;
}

static DialogueStop answered(Dialogue *dialogue, int code)
{
    SmtpStage stage = dialogue->awaited[0];
    dialogue->awaited_count--;
    memmove(dialogue->awaited, dialogue->awaited + 1,
            dialogue->awaited_count * sizeof dialogue->awaited[0]);
    dialogue->answered = stage;
    dialogue->code = code;
    memcpy(dialogue->text, dialogue->reading, dialogue->reading_length);
    dialogue->text[dialogue->reading_length] = '\0';
    dialogue->reading_length = 0;
    dialogue->lines = 0;
    if (stage == STAGE_AUTH && code != 334) {
        dialogue->authenticating = false;
        dialogue->authenticated = code == 235;
        if (!dialogue->authenticated)
            return stop(dialogue, DIALOGUE_AUTH_REFUSED);
    }
    if (stage == STAGE_STARTTLS && code == 220)
        await(dialogue, STAGE_TLS);
    return DIALOGUE_GO_ON;
}

/* One line has been read as far as it is kept. */
static DialogueStop take_line(Dialogue *dialogue)
{
    size_t length = dialogue->length;
    dialogue->length = 0;
    while (length > 0 &&
           (dialogue->buffer[length - 1] == '\r' || dialogue->buffer[length - 1] == '\n'))
        length--;
    if (dialogue->line && dialogue->lines++ < DIALOGUE_SHOWN)
        dialogue->line(true, dialogue->buffer, length, dialogue->data);
    if (dialogue->leaving)
        return DIALOGUE_GO_ON;
    bool more;
    int code = reply_code(dialogue->buffer, length, &more);
    size_t skip = code == 0 ? 0 : length > 4 ? 4 : length;
    keep_text(dialogue, dialogue->buffer + skip, length - skip);
    return more && code != 0 ? DIALOGUE_GO_ON : answered(dialogue, code);
}

/* Whether the line that is being read is the offer of an extension that libESMTP must not see. */
static bool is_hidden(const Dialogue *dialogue)
{
    static const char *const hidden[] = {"CHUNKING", "ENHANCEDSTATUSCODES"};
    if (dialogue_stage(dialogue) != STAGE_EHLO)
        return false;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        size_t size = strlen(hidden[i]);
        if (dialogue->length == 4 + size && strncasecmp(dialogue->buffer + 4, hidden[i], size) == 0)
            return true;
    }
    return false;
}

/* Whether the byte that was just read is the CR right behind a code, and its LF is there, or yet to
 * come. */
static bool ends_code(const Dialogue *dialogue, const char *bytes, size_t left)
{
    bool more;
    return dialogue->length == 4 && bytes[0] == '\r' && (left < 2 || bytes[1] == '\n') &&
           reply_code(dialogue->buffer, 3, &more) != 0;
}

DialogueStop dialogue_read(Dialogue *dialogue, char *bytes, size_t length)
{
    for (size_t at = 0; at < length && dialogue->stop == DIALOGUE_GO_ON; at++) {
        bool unasked = dialogue->awaited_count == 0 || dialogue->awaited[0] == STAGE_TLS;
        if (unasked && !dialogue->leaving)
            return stop(dialogue, DIALOGUE_UNASKED);
        if (dialogue->length < sizeof dialogue->buffer)
            dialogue->buffer[dialogue->length++] = bytes[at];
        if (ends_code(dialogue, bytes + at, length - at))
            bytes[at] = ' ';
        else if (is_hidden(dialogue))
            bytes[at] = '-';
        if (bytes[at] == '\n')
            take_line(dialogue);
    }
    return dialogue->stop;
}
