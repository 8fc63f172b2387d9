/* The text part of an alert's message. */
#include "base/memory.h"
#include "mail/message/message_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>

enum { COLUMNS = 72, INDENT = 2, LABEL = 16 };

/* Prints one line of text wrapped at COLUMNS (UAX #14): it begins with `first`, further lines with
 * `indent` spaces. */
static void put_wrapped(FILE *out, const char *text, const char *first, int indent)
{
    size_t length = strlen(text), spaces = 0;
    char *breaks = memory_array(length + 1, 1);
    u8_width_linebreaks((const uint8_t *)text, length, COLUMNS, indent, 0, NULL, "UTF-8", breaks);
    fprintf(out, "%*s", indent, first);
    for (size_t i = 0; i < length; i++) {
        if (breaks[i] == UC_BREAK_POSSIBLE || breaks[i] == UC_BREAK_MANDATORY) {
            fprintf(out, "\n%*s", indent, "");
            spaces = 0;
        }
        if (text[i] == ' ') {
            spaces++;
            continue;
        }
        fprintf(out, "%*s%c", (int)spaces, "", text[i]);
        spaces = 0;
    }
    fputc('\n', out);
    free(breaks);
}

static void put_heading(FILE *out, const char *heading)
{
    fprintf(out, "\n%s\n", heading);
}

/* "  Resource group  rg1" */
static void put_row(FILE *out, const char *label, const char *value, size_t limit)
{
    if (value[0] == '\0')
        return;
    char first[INDENT + LABEL + 1];
    char *line = message_line(value, limit);
    snprintf(first, sizeof first, "%*s%-*s", INDENT, "", LABEL, label);
    put_wrapped(out, line, first, INDENT + LABEL);
    free(line);
}

static void put_paragraphs(FILE *out, const char *text, size_t limit)
{
    char *lines = message_lines(text, limit);
    for (char *at = lines, *end; *at; at = end + 1) {
        end = strchr(at, '\n');
        *end = '\0';
        put_wrapped(out, at, "", INDENT);
    }
    free(lines);
}

static void put_steps(FILE *out, const Alert *alert)
{
    if (alert->step_count == 0)
        return;
    put_heading(out, "What to do");
    for (size_t i = 0; i < alert->step_count && i < CUT_STEPS; i++) {
        char number[16];
        char *line = message_line(alert->steps[i], CUT_STEP);
        int width = snprintf(number, sizeof number, "%*s%zu. ", INDENT, "", i + 1);
        put_wrapped(out, line, number, width);
        free(line);
    }
    if (alert->step_count > CUT_STEPS)
        fprintf(out, "%*s...\n", INDENT, "");
}

char *message_text(const MessageParts *parts)
{
    const Alert *alert = parts->alert;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("");
    if (alert->test) {
        fputs("TEST\n\n", out);
        put_wrapped(out, message_test_notice, "", 0);
        fputc('\n', out);
    }
    char *title = message_line(alert_title(alert), CUT_NAME);
    put_wrapped(out, title, "", 0);
    free(title);
    fprintf(out, "%s severity\n", severity_name(alert->severity));
    if (alert->description[0]) {
        put_heading(out, "What happened");
        put_paragraphs(out, alert->description, CUT_DESCRIPTION);
    }
    put_heading(out, "When and where");
    message_rows(parts, put_row, out);
    put_steps(out, alert);
    if (alert->link[0]) {
        char *link = message_line(alert->link, CUT_LINK);
        put_heading(out, "The alert in Security Center");
        fprintf(out, "%*s%s\n", INDENT, "", link); /* in one piece: it is to be clicked */
        free(link);
    }
    char *why = message_why(parts);
    put_heading(out, "Why you get this");
    put_wrapped(out, why, "", INDENT);
    free(why);
    fclose(out);
    return text;
}
