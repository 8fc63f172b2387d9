/* Reports in plain text, which return the headers of the message: those of qmail (QSBMF,
 * https://cr.yp.to/proto/qsbmf.txt) and of an Exim that writes no MIME. */
#include "mail/message/delivery_report_internal.h"

#include <ctype.h>
#include <string.h>

static bool begins_with(Piece line, const char *words)
{
    size_t length = strlen(words);
    return line.length >= length && memcmp(line.at, words, length) == 0;
}

static bool contains(Piece line, const char *words)
{
    return line.length > 0 && memmem(line.at, line.length, words, strlen(words)) != NULL;
}

/* Parts the text at the line that is in front of the returned message: "--- Below this line is a
 * copy of the message.", "------ This is a copy of the message, including all the headers. ------".
 * False where there is none. */
static bool part(Piece text, Piece *above, Piece *returned)
{
    Piece line, rest = text;
    while (piece_line(&rest, &line)) {
        if (!begins_with(line, "---") ||
            (!contains(line, "copy of the message") && !contains(line, "copy of your message")))
            continue;
        *above = (Piece){text.at, (size_t)(line.at - text.at)};
        while (rest.length > 0 && (rest.at[0] == '\n' || rest.at[0] == '\r')) {
            rest.at++;
            rest.length--;
        }
        *returned = rest;
        return true;
    }
    return false;
}

/* The paragraph that begins at `start`, up to an empty line. */
static Piece paragraph(Piece start)
{
    Piece line, rest = start, whole = {start.at, 0};
    while (piece_line(&rest, &line) && line.length > 0)
        whole.length = (size_t)(line.at - start.at) + line.length;
    return whole;
}

/* QSBMF: an introduction, and a paragraph "<ADDRESS>:" and why for each recipient. All failed:
 * qmail reports nothing else. */
static bool read_qmail(Piece above, DeliveryReport *report)
{
    Piece rest = above, line;
    if (!piece_line(&rest, &line) || !begins_with(line, "Hi. This is the"))
        return false;
    while (piece_line(&rest, &line)) {
        if (!begins_with(line, "<") || line.length < 4 ||
            memcmp(line.at + line.length - 2, ">:", 2) != 0)
            continue;
        DeliveryReport recipient = {.action = DELIVERY_FAILED};
        Piece why = paragraph(rest);
        delivery_copy_text(recipient.recipient, sizeof recipient.recipient,
                           (Piece){line.at + 1, line.length - 3});
        delivery_copy_text(recipient.text, sizeof recipient.text, why);
        delivery_find_codes(&recipient, why);
        delivery_take(report, &recipient);
    }
    return report->action != DELIVERY_NONE;
}

/* Exim: "  ADDRESS" or "  ADDRESS:", and why in lines that are indented more. */
static void read_exim_why(Piece above, DeliveryReport *recipient)
{
    Piece rest = above, line;
    size_t known = strlen(recipient->recipient);
    while (piece_line(&rest, &line)) {
        while (line.length > 0 && line.at[0] == ' ') {
            line.at++;
            line.length--;
        }
        if (known == 0 || !begins_with(line, recipient->recipient) || line.length > known + 1)
            continue;
        Piece why = paragraph(rest);
        delivery_copy_text(recipient->text, sizeof recipient->text, why);
        delivery_find_codes(recipient, why);
        return;
    }
}

static bool read_exim(Piece above, Piece failed, DeliveryReport *report)
{
    if (!contains(above, "created automatically by mail delivery software"))
        return false;
    DeliveryReport recipient = {.action = DELIVERY_FAILED};
    if (failed.length == 0) {
        if (!contains(above, "has not been delivered to all of its recipients") &&
            !contains(above, "has not yet been delivered"))
            return false;
        recipient.action = DELIVERY_DELAYED;
    }
    const char *comma = failed.length > 0 ? memchr(failed.at, ',', failed.length) : NULL;
    if (comma)
        failed.length = (size_t)(comma - failed.at);
    delivery_copy_text(recipient.recipient, sizeof recipient.recipient, failed);
    read_exim_why(above, &recipient);
    delivery_take(report, &recipient);
    return true;
}

bool delivery_read_plain(Piece text, Piece failed, DeliveryReport *report)
{
    Piece above, returned;
    if (!part(text, &above, &returned) ||
        (!read_qmail(above, report) && !read_exim(above, failed, report)))
        return false;
    delivery_read_headers(returned, report);
    return true;
}
