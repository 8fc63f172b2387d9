/* The HTML part of an alert's message. */
#include "base/markup.h"
#include "base/memory.h"
#include "mail/message/message_internal.h"

#include <stdlib.h>
#include <string.h>

/* Styles stand on their elements: mail readers drop style sheets. Nothing is fetched from anywhere,
 * and colours hold on light and dark screens. */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>Security alert</title>\n"
    "</head>\n"
    "<body style=\"margin:0;padding:16px;font:16px/1.5 sans-serif\">\n"
    "<div style=\"max-width:600px;margin:0 auto\">\n";

static const char tail[] = "</div>\n</body>\n</html>\n";

#define HEADING "<h2 style=\"font-size:16px;margin:24px 0 4px\">%s</h2>\n"
#define CELL    "padding:4px 12px 4px 0;vertical-align:top"

static void put_escaped(FILE *out, const char *text)
{
    char *markup = markup_text(text);
    fputs(markup, out);
    free(markup);
}

static void put_line(FILE *out, const char *text, size_t limit)
{
    char *line = message_line(text, limit);
    put_escaped(out, line);
    free(line);
}

static void put_row(FILE *out, const char *label, const char *value, size_t limit)
{
    if (value[0] == '\0')
        return;
    fprintf(out,
            "<tr><td style=\"" CELL ";white-space:nowrap;opacity:0.7\">%s</td>"
            "<td style=\"" CELL ";word-break:break-word\">",
            label);
    put_line(out, value, limit);
    fputs("</td></tr>\n", out);
}

static void put_paragraphs(FILE *out, const char *text, size_t limit)
{
    char *lines = message_lines(text, limit);
    for (char *at = lines, *end; *at; at = end + 1) {
        end = strchr(at, '\n');
        *end = '\0';
        fputs("<p style=\"margin:0 0 8px;word-break:break-word\">", out);
        put_escaped(out, at);
        fputs("</p>\n", out);
    }
    free(lines);
}

static void put_steps(FILE *out, const Alert *alert)
{
    if (alert->step_count == 0)
        return;
    fprintf(out, HEADING "<ol style=\"margin:0;padding-left:24px\">\n", "What to do");
    for (size_t i = 0; i < alert->step_count && i < CUT_STEPS; i++) {
        fputs("<li style=\"margin:0 0 8px;word-break:break-word\">", out);
        put_line(out, alert->steps[i], CUT_STEP);
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
    if (alert->step_count > CUT_STEPS)
        fputs("<p style=\"margin:0\">...</p>\n", out);
}

static void put_link(FILE *out, const char *link)
{
    if (link[0] == '\0')
        return;
    if (message_link_is_good(link)) {
        fputs("<p style=\"margin:24px 0\"><a href=\"", out);
        put_escaped(out, link);
        fputs("\" style=\"display:inline-block;padding:12px 20px;background:#0b5cad;"
              "color:#ffffff;text-decoration:none;border-radius:4px\">"
              "Open it in Security Center</a></p>\n",
              out);
    } else {
        fprintf(out, HEADING "<p style=\"margin:0;word-break:break-all\">",
                "The alert in Security Center");
        put_line(out, link, CUT_LINK);
        fputs("</p>\n", out);
    }
}

char *message_html(const MessageParts *parts)
{
    const Alert *alert = parts->alert;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("");
    fputs(head, out);
    if (alert->test) {
        fputs("<p style=\"margin:0 0 16px;padding:12px;border:2px dashed #c77700\">"
              "<strong>TEST</strong><br>",
              out);
        put_escaped(out, message_test_notice);
        fputs("</p>\n", out);
    }
    fputs("<h1 style=\"font-size:20px;line-height:1.3;margin:0 0 8px;padding-left:12px;"
          "border-left:6px solid #c4262e;word-break:break-word\">",
          out);
    put_line(out, alert_title(alert), CUT_NAME);
    fprintf(out, "</h1>\n<p style=\"margin:0\"><strong>%s severity</strong></p>\n",
            severity_name(alert->severity));
    if (alert->description[0]) {
        fprintf(out, HEADING, "What happened");
        put_paragraphs(out, alert->description, CUT_DESCRIPTION);
    }
    fprintf(out, HEADING "<table role=\"presentation\" style=\"border-collapse:collapse\">\n",
            "When and where");
    message_rows(parts, put_row, out);
    fputs("</table>\n", out);
    put_steps(out, alert);
    put_link(out, alert->link);
    char *why = message_why(parts);
    fprintf(out, HEADING "<p style=\"margin:0;font-size:14px\">", "Why you get this");
    put_escaped(out, why);
    fputs("</p>\n", out);
    fputs(tail, out);
    fclose(out);
    free(why);
    return text;
}
