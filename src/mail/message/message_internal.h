/* message_internal.h: what the files that compose a message share. */
#ifndef MAIL_MESSAGE_MESSAGE_INTERNAL_H
#define MAIL_MESSAGE_MESSAGE_INTERNAL_H

#include "mail/message/message.h"

#include <stdbool.h>
#include <stdio.h>

/* Characters of a text that is shown; a longer one is cut and ends in " ...". */
enum {
    CUT_NAME = 120,
    CUT_RESOURCE = 500,
    CUT_LINK = 2000,
    CUT_DESCRIPTION = 4000,
    CUT_LINES = 100, /* of a description */
    CUT_STEP = 1000,
    CUT_STEPS = 20
};

/* The text/plain body; lines end in LF. The caller frees it. */
char *message_text(const MessageParts *parts);

/* The text/html body; lines end in LF. The caller frees it. */
char *message_html(const MessageParts *parts);

/* `text` in one line: made visible, newlines as spaces, at most `limit` characters. The caller
 * frees it. */
char *message_line(const char *text, size_t limit);

/* Likewise, but its lines (CR LF, CR or LF) stay lines, ended by LF, the last one too. */
char *message_lines(const char *text, size_t limit);

/* Whether `link` can be made one to follow: "https://" and printable ASCII without quotes. */
bool message_link_is_good(const char *link);

/* "2026-11-23 09:14 UTC", or "... Europe/Berlin (UTC+01:00)". */
void message_time(DayZone *zone, int64_t time, char *text, size_t size);

/* Writes a row of a table; nothing where `value` is empty. */
typedef void (*MessageRow)(FILE *out, const char *label, const char *value, size_t limit);

/* When it happened, and where: the rows of both bodies, each through `row`. */
void message_rows(const MessageParts *parts, MessageRow row, FILE *out);

/* The words that are the same in both bodies. The caller frees them. */
char *message_why(const MessageParts *parts);
extern const char message_test_notice[];

#endif
