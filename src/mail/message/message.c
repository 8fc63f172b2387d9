#include "mail/message/message.h"

#include "base/memory.h"
#include "base/visible.h"
#include "mail/message/message_internal.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

static const char sender_name[] = "Security Center alerts";

const char message_test_notice[] =
    "This is a test. Nothing has happened: someone has tried whether alerts reach you.";

/* Cuts visible text at `limit` characters. */
static char *cut(char *visible, size_t limit)
{
    size_t at = 0, length = strlen(visible);
    bool safe;
    for (size_t count = 0; at < length && count < limit; count++)
        at += visible_next(visible + at, length - at, &safe);
    if (at == length)
        return visible;
    char *shorter = memory_format("%.*s ...", (int)at, visible);
    free(visible);
    return shorter;
}

char *message_line(const char *text, size_t limit)
{
    /* So much more than is shown that the end of a huge text need not be looked at. */
    size_t length = strnlen(text, limit * 8);
    char *copy = memory_text_n(text, length);
    for (char *at = copy; *at; at++) {
        if (*at == '\n' || *at == '\r' || *at == '\t')
            *at = ' ';
    }
    char *visible = visible_text(copy);
    free(copy);
    return cut(visible, limit);
}

char *message_lines(const char *text, size_t limit)
{
    char *lines = NULL;
    size_t size = 0, left = limit;
    FILE *out = open_memstream(&lines, &size);
    if (!out)
        return memory_text("");
    for (size_t count = 0; *text && left > 0 && count < CUT_LINES; count++) {
        size_t length = strcspn(text, "\r\n");
        char *one = memory_text_n(text, length);
        char *visible = message_line(one, left);
        size_t used = strlen(visible) + 1;
        fprintf(out, "%s\n", visible);
        left -= used < left ? used : left;
        text += length;
        if (text[0] == '\r' && text[1] == '\n')
            text++;
        if (*text)
            text++;
        free(visible);
        free(one);
    }
    if (*text)
        fputs("...\n", out);
    fclose(out);
    return lines;
}

bool message_link_is_good(const char *link)
{
    static const char scheme[] = "https://";
    if (strncmp(link, scheme, sizeof scheme - 1) != 0 || strlen(link) > CUT_LINK)
        return false;
    for (const char *at = link; *at; at++) {
        if (*at <= 0x20 || *at >= 0x7F || strchr("\"'<>`\\", *at))
            return false;
    }
    return true;
}

void message_time(DayZone *zone, int64_t time, char *text, size_t size)
{
    struct tm local;
    char clock[32], offset[8];
    day_local_time(zone, time, &local);
    strftime(clock, sizeof clock, "%Y-%m-%d %H:%M", &local);
    strftime(offset, sizeof offset, "%z", &local);
    if (strcmp(day_zone_name(zone), "UTC") == 0)
        snprintf(text, size, "%s UTC", clock);
    else
        snprintf(text, size, "%s %s (UTC%.3s:%s)", clock, day_zone_name(zone), offset, offset + 3);
}

static void put_when(const MessageParts *parts, MessageRow row, FILE *out)
{
    char text[128];
    Error error;
    if (!parts->alert->has_time) {
        row(out, "When", "not told", CUT_NAME);
        return;
    }
    DayZone *utc = day_zone_new("UTC", &error);
    message_time(utc, parts->alert->time, text, sizeof text);
    row(out, "When", text, CUT_NAME);
    day_zone_free(utc);
    if (strcmp(day_zone_name(parts->zone), "UTC") != 0) {
        message_time(parts->zone, parts->alert->time, text, sizeof text);
        row(out, "Local time", text, CUT_NAME);
    }
}

void message_rows(const MessageParts *parts, MessageRow row, FILE *out)
{
    const Alert *alert = parts->alert;
    put_when(parts, row, out);
    row(out, "Attacked", alert->entity, CUT_NAME);
    row(out, "Subscription", parts->subscription, CUT_NAME);
    row(out, parts->subscription[0] ? "" : "Subscription", alert->subscription, CUT_NAME);
    row(out, "Resource group", alert->resource_group, CUT_NAME);
    row(out, "Resource", alert->resource, CUT_RESOURCE);
}

char *message_why(const MessageParts *parts)
{
    char *name = message_line(
        parts->subscription[0] ? parts->subscription : parts->alert->subscription, CUT_NAME);
    char *text = memory_format(
        "You are a security contact of the subscription \"%s\". Only alerts of high severity are "
        "e-mailed, %s, and nobody gets more than %d messages a day: this is your message %u of "
        "today. Further alerts are not e-mailed then: look into Security Center.",
        name,
        parts->fan_out == FAN_OUT_ONE ? "each type of alert once a day and to one contact only"
                                      : "each type of alert once a day to each contact",
        LIMIT_PER_DAY, parts->number);
    free(name);
    return text;
}

char *message_subject(const MessageParts *parts)
{
    enum { NAME = 100, ENTITY = 50, SUBSCRIPTION = 60 };
    const Alert *alert = parts->alert;
    char *title = message_line(alert_title(alert), NAME);
    char *entity = message_line(alert->entity, ENTITY);
    char *subscription = message_line(
        parts->subscription[0] ? parts->subscription : alert->subscription, SUBSCRIPTION);
    char *subject = memory_format("%s[%s] %s%s%s (%s)", alert->test ? "TEST " : "",
                                  severity_name(alert->severity), title, entity[0] ? ": " : "",
                                  entity, subscription);
    /* Text that looks like an encoded word (RFC 2047) would be decoded by who reads it, and what it
     * hides was not made visible: it must not look like one. */
    for (char *at = subject; (at = strstr(at, "=?")); at++)
        *at = '-';
    free(title);
    free(entity);
    free(subscription);
    return subject;
}

static void add_body(GMimeMultipart *multipart, const char *subtype, const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(GMIME_PART(part), content);
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_multipart_add(multipart, GMIME_OBJECT(part));
    g_object_unref(content);
    g_object_unref(stream);
    g_object_unref(part);
}

static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

/* The content: both bodies, and between them a boundary that is made of the Message-ID. "=_" can't
 * occur in quoted-printable (RFC 2045, 6.7). */
static void add_content(GMimeMessage *message, const MessageParts *parts)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("alternative");
    char boundary[64];
    size_t length = (size_t)snprintf(boundary, sizeof boundary, "=_");
    for (const char *at = parts->message_id; *at && *at != '@' && length < 50; at++) {
        if (g_ascii_isalnum(*at))
            boundary[length++] = *at;
    }
    boundary[length] = '\0';
    g_mime_multipart_set_boundary(multipart, boundary);
    char *text = message_text(parts), *html = message_html(parts);
    add_body(multipart, "plain", text);
    add_body(multipart, "html", html);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));
    g_object_unref(multipart);
    free(text);
    free(html);
}

static char *print(GMimeMessage *message, size_t *length)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    *length = bytes->len;
    char *copy = memory_text_n((const char *)bytes->data, bytes->len);
    g_object_unref(stream);
    g_mime_format_options_free(format);
    return copy;
}

char *message_compose(const MessageParts *parts, size_t *length)
{
    static bool ready;
    if (!ready)
        g_mime_init();
    ready = true;
    GMimeMessage *message = g_mime_message_new(FALSE);
    char *subject = message_subject(parts);
    GDateTime *date = g_date_time_new_from_unix_utc(parts->now);
    set_header(message, "MIME-Version", "1.0");
    g_mime_message_set_date(message, date);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, sender_name, parts->from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, parts->to);
    g_mime_message_set_subject(message, subject, "utf-8");
    set_header(message, "Message-ID", parts->message_id);
    set_header(message, "Auto-Submitted", "auto-generated"); /* RFC 3834, 5 */
    set_header(message, "X-Auto-Response-Suppress", "All");  /* Exchange knows no Auto-Submitted */
    add_content(message, parts);
    char *bytes = print(message, length);
    g_date_time_unref(date);
    g_object_unref(message);
    free(subject);
    return bytes;
}
