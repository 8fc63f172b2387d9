/* mail_line.h: what the mail program (seccontacts-mail) writes for the editor: lines of JSON. */
#ifndef TUI_PAGES_MAIL_MAIL_LINE_H
#define TUI_PAGES_MAIL_MAIL_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* An object of its output, and what is in it. */
typedef struct MailLine MailLine;

/* The text of a member ("hold.reason": of a member's member); "" where it is not there, or null. */
const char *mail_line_text(const MailLine *line, const char *name);
long mail_line_number(const MailLine *line, const char *name); /* 0 likewise */
bool mail_line_true(const MailLine *line, const char *name);   /* false likewise */
bool mail_line_has(const MailLine *line, const char *name);    /* it is there, and not null */

typedef void (*MailLineEach)(const MailLine *line, void *data);

/* Its output as it comes in. Initialise with {0}; free `bytes` in the end. */
typedef struct MailLines {
    char *bytes; /* the beginning of a line that has not come whole */
    size_t length, capacity;
    bool garbled; /* something was no line of JSON with an object */
} MailLines;

/* Takes `length` bytes, and calls `each` for each line that is whole; others make it garbled. False
 * where a line goes on for 64 MiB: nothing more is worth reading then. */
bool mail_lines_take(MailLines *lines, const char *bytes, size_t length, MailLineEach each,
                     void *data);

#endif
