/* The fields of a report on delivery (RFC 3464, 2), and of the headers that it returns. */
#include "base/visible.h"
#include "mail/message/delivery_report_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool piece_line(Piece *text, Piece *line)
{
    if (text->length == 0)
        return false;
    const char *end = memchr(text->at, '\n', text->length);
    size_t length = end ? (size_t)(end - text->at) : text->length;
    *line = (Piece){text->at, length};
    if (length > 0 && text->at[length - 1] == '\r')
        line->length--;
    length += end != NULL;
    text->at += length;
    text->length -= length;
    return true;
}

static bool begins_with_space(Piece text)
{
    return text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t');
}

bool piece_field(Piece *text, Piece *field)
{
    Piece line;
    if (!piece_line(text, field) || field->length == 0)
        return false;
    while (begins_with_space(*text) && piece_line(text, &line))
        field->length = (size_t)(line.at - field->at) + line.length;
    return true;
}

static Piece trim(Piece text)
{
    while (text.length > 0 && isspace((unsigned char)text.at[0])) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && isspace((unsigned char)text.at[text.length - 1]))
        text.length--;
    return text;
}

bool piece_value(Piece field, const char *name, Piece *value)
{
    size_t length = strlen(name);
    if (field.length <= length || strncasecmp(field.at, name, length) != 0)
        return false;
    const char *colon = memchr(field.at + length, ':', field.length - length);
    if (!colon || trim((Piece){field.at + length, (size_t)(colon - field.at) - length}).length > 0)
        return false;
    *value = trim((Piece){colon + 1, (size_t)(field.at + field.length - colon) - 1});
    return true;
}

void delivery_copy_text(char *to, size_t size, Piece from)
{
    enum { LONGEST = 2048 }; /* more than is ever kept */
    char line[LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < from.length && length < sizeof line; i++) {
        bool space = isspace((unsigned char)from.at[i]) != 0;
        if (!space)
            line[length++] = from.at[i];
        else if (length > 0 && line[length - 1] != ' ')
            line[length++] = ' ';
    }
    while (length > 0 && line[length - 1] == ' ')
        length--;
    char *visible = visible_text_n(line, length);
    size_t kept = strlen(visible);
    if (kept >= size)
        for (kept = size - 1; kept > 0 && ((unsigned char)visible[kept] & 0xC0) == 0x80;)
            kept--;
    memcpy(to, visible, kept);
    to[kept] = '\0';
    free(visible);
}

/* True where all is printable ASCII, without spaces. */
static bool is_token(Piece text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] <= ' ' || text.at[i] >= 0x7F)
            return false;
    return text.length > 0;
}

static void copy_token(char *to, size_t size, Piece from)
{
    if (!is_token(from) || from.length >= size || to[0] != '\0')
        return;
    memcpy(to, from.at, from.length);
    to[from.length] = '\0';
}

void delivery_copy_message_id(char *to, size_t size, Piece from)
{
    const char *start = from.length > 0 ? memchr(from.at, '<', from.length) : NULL;
    size_t left = start ? from.length - (size_t)(start - from.at) : 0;
    const char *end = start ? memchr(start, '>', left) : NULL;
    size_t length = end ? (size_t)(end - start) + 1 : 0;
    if (length > 0 && memchr(start, '@', length))
        copy_token(to, size, (Piece){start, length});
}

void delivery_take(DeliveryReport *report, const DeliveryReport *recipient)
{
    if (recipient->action <= report->action)
        return;
    DeliveryReport whole = *recipient;
    memcpy(whole.envelope_id, report->envelope_id, sizeof whole.envelope_id);
    memcpy(whole.message_id, report->message_id, sizeof whole.message_id);
    *report = whole;
}

/* ---- codes ---- */

/* The number of digits at `at`, 1 to 3; 0: none, or more. */
static size_t digits(Piece text, size_t at)
{
    size_t count = 0;
    while (at + count < text.length && count < 4 && isdigit((unsigned char)text.at[at + count]))
        count++;
    return count < 4 ? count : 0;
}

/* The length of "5.1.1" (RFC 3463, 2) at the beginning of `text`; 0 where there is none, or a word
 * or an IP address goes on behind it. */
static size_t status_length(Piece text)
{
    size_t at = 1;
    if (text.length < 5 || (text.at[0] != '2' && text.at[0] != '4' && text.at[0] != '5'))
        return 0;
    for (unsigned part = 0; part < 2; part++) {
        size_t count = at < text.length && text.at[at] == '.' ? digits(text, at + 1) : 0;
        if (count == 0)
            return 0;
        at += 1 + count;
    }
    size_t next = at < text.length && text.at[at] == '.' ? at + 1 : at;
    return next < text.length && isalnum((unsigned char)text.at[next]) ? 0 : at;
}

/* Whether "550", with a space, a hyphen or nothing behind it, is at `text`. */
static bool is_code(Piece text)
{
    return text.length >= 3 && strchr("245", text.at[0]) && text.at[1] >= '0' &&
           text.at[1] <= '5' && isdigit((unsigned char)text.at[2]) &&
           (text.length == 3 || strchr(" -\t\r\n", text.at[3]));
}

void delivery_find_codes(DeliveryReport *report, Piece text)
{
    for (size_t i = 0; i < text.length && (report->code == 0 || !report->status[0]); i++) {
        Piece rest = {text.at + i, text.length - i};
        if (text.at[i] == '\0' || (i > 0 && !strchr(" \t\r\n(:;-#", text.at[i - 1])))
            continue;
        size_t status = status_length(rest);
        if (status > 0)
            copy_token(report->status, sizeof report->status, (Piece){rest.at, status});
        else if (report->code == 0 && is_code(rest))
            report->code = (rest.at[0] - '0') * 100 + (rest.at[1] - '0') * 10 + (rest.at[2] - '0');
    }
}

/* ---- message/delivery-status ---- */

/* What is behind "rfc822;" or "smtp;", or all of it. */
static Piece behind_type(Piece value)
{
    const char *end = value.length > 0 ? memchr(value.at, ';', value.length) : NULL;
    if (!end || !is_token((Piece){value.at, (size_t)(end - value.at)}))
        return value;
    return trim((Piece){end + 1, (size_t)(value.at + value.length - end) - 1});
}

/* A word, whatever comment is behind it. */
static bool is_word(Piece value, const char *word)
{
    size_t length = strlen(word);
    return value.length >= length && strncasecmp(value.at, word, length) == 0 &&
           (value.length == length || !isalnum((unsigned char)value.at[length]));
}

static DeliveryAction action_of(Piece value)
{
    static const struct {
        const char *word;
        DeliveryAction action;
    } words[] = {
        {"failed", DELIVERY_FAILED},       {"delayed", DELIVERY_DELAYED},
        {"delivered", DELIVERY_DELIVERED}, {"relayed", DELIVERY_RELAYED},
        {"expanded", DELIVERY_RELAYED}, /* on to others, of whom nothing more is reported */
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(value, words[i].word))
            return words[i].action;
    return DELIVERY_NONE;
}

static void take_field(Piece field, DeliveryReport *report, DeliveryReport *recipient)
{
    Piece value;
    if (piece_value(field, "Original-Envelope-Id", &value))
        copy_token(report->envelope_id, sizeof report->envelope_id, value);
    else if (piece_value(field, "X-Original-Message-ID", &value)) /* Gmail's */
        delivery_copy_message_id(report->message_id, sizeof report->message_id, value);
    else if (piece_value(field, "Action", &value) && recipient->action == DELIVERY_NONE)
        recipient->action = action_of(value);
    else if (piece_value(field, "Status", &value))
        copy_token(recipient->status, sizeof recipient->status,
                   (Piece){value.at, status_length(value)});
    else if (piece_value(field, "Original-Recipient", &value) ||
             (!recipient->recipient[0] && piece_value(field, "Final-Recipient", &value)))
        delivery_copy_text(recipient->recipient, sizeof recipient->recipient, behind_type(value));
    else if (piece_value(field, "Diagnostic-Code", &value) && !recipient->text[0]) {
        value = behind_type(value);
        delivery_copy_text(recipient->text, sizeof recipient->text, value);
        delivery_find_codes(recipient, value);
    }
}

/* A server that says no action says it by the class of the status. */
static void end_recipient(DeliveryReport *report, DeliveryReport *recipient)
{
    if (recipient->action == DELIVERY_NONE && recipient->status[0])
        recipient->action = recipient->status[0] == '5'   ? DELIVERY_FAILED
                            : recipient->status[0] == '4' ? DELIVERY_DELAYED
                                                          : DELIVERY_DELIVERED;
    delivery_take(report, recipient);
    *recipient = (DeliveryReport){0};
}

bool delivery_read_status(Piece content, DeliveryReport *report)
{
    DeliveryReport recipient = {0};
    while (content.length > 0) {
        Piece field;
        if (piece_field(&content, &field))
            take_field(field, report, &recipient);
        else
            end_recipient(report, &recipient);
    }
    end_recipient(report, &recipient);
    return report->action != DELIVERY_NONE;
}

void delivery_read_headers(Piece headers, DeliveryReport *report)
{
    Piece field, value;
    while (piece_field(&headers, &field))
        if (piece_value(field, "Message-ID", &value))
            delivery_copy_message_id(report->message_id, sizeof report->message_id, value);
}
