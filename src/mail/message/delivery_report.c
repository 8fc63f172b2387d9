/* A report on delivery as a MIME message. GMime parses it; what it has is taken for text of a
 * stranger's. */
#include "mail/message/delivery_report.h"

#include "mail/message/delivery_report_internal.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

/* How deep multiparts may be in one another, and how many parts are looked at. */
enum { DEPTH = 4, PARTS = 32 };

const char *delivery_action_name(DeliveryAction action)
{
    static const char *const names[] = {
        [DELIVERY_NONE] = "none",       [DELIVERY_DELIVERED] = "delivered",
        [DELIVERY_RELAYED] = "relayed", [DELIVERY_DELAYED] = "delayed",
        [DELIVERY_FAILED] = "failed",
    };
    return names[action];
}

void delivery_envelope_id(const char *message_id, char id[DELIVERY_ENVELOPE_ID_SIZE])
{
    size_t start = message_id[0] == '<', length = strcspn(message_id + start, "@>");
    snprintf(id, DELIVERY_ENVELOPE_ID_SIZE, "%.*s", (int)length, message_id + start);
}

/* What has been found in the parts of a message. */
typedef struct Found {
    DeliveryReport *report;
    unsigned parts;
    bool status;     /* a part that reports on somebody */
    GMimePart *text; /* the first plain text, which belongs to the message; NULL: none */
} Found;

/* The decoded content of a part. g_byte_array_unref() it; NULL where it has none. */
static GByteArray *content_of(GMimePart *part)
{
    GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
    if (!wrapper)
        return NULL;
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_data_wrapper_write_to_stream(wrapper, stream);
    g_object_unref(stream);
    return bytes;
}

static Piece piece_of(const GByteArray *bytes)
{
    return (Piece){(const char *)bytes->data, bytes->len};
}

static Piece piece_of_text(const char *text)
{
    return text ? (Piece){text, strlen(text)} : (Piece){"", 0};
}

static bool is_one_of(GMimeContentType *type, const char *media, const char *first,
                      const char *second)
{
    return g_mime_content_type_is_type(type, media, first) ||
           g_mime_content_type_is_type(type, media, second);
}

static void look_at_part(GMimePart *part, Found *found)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    bool status = is_one_of(type, "message", "delivery-status", "global-delivery-status");
    bool headers = is_one_of(type, "text", "rfc822-headers", "rfc822-headers") ||
                   is_one_of(type, "message", "rfc822-headers", "global-headers");
    if (!found->text && is_one_of(type, "text", "plain", "plain"))
        found->text = part;
    GByteArray *bytes = status || headers ? content_of(part) : NULL;
    if (!bytes)
        return;
    if (status)
        found->status |= delivery_read_status(piece_of(bytes), found->report);
    else
        delivery_read_headers(piece_of(bytes), found->report);
    g_byte_array_unref(bytes);
}

/* The message that is returned: its Message-ID alone. A report that is in it is not on ours. */
static void look_at_returned(GMimeMessagePart *part, Found *found)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    const char *id = message ? g_mime_object_get_header(GMIME_OBJECT(message), "Message-ID") : NULL;
    delivery_copy_message_id(found->report->message_id, sizeof found->report->message_id,
                             piece_of_text(id));
}

/* NOLINTNEXTLINE(misc-no-recursion): at most DEPTH deep */
static void look_at(GMimeObject *object, unsigned depth, Found *found)
{
    if (!object || found->parts++ >= PARTS)
        return;
    if (GMIME_IS_MESSAGE_PART(object)) {
        look_at_returned(GMIME_MESSAGE_PART(object), found);
    } else if (GMIME_IS_PART(object)) {
        look_at_part(GMIME_PART(object), found);
    } else if (GMIME_IS_MULTIPART(object) && depth < DEPTH) {
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count && found->parts < PARTS; i++)
            look_at(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1, found);
    }
}

/* The header fields of the report itself: the message that it answers, where it returns none. */
static void look_at_references(GMimeMessage *message, DeliveryReport *report)
{
    static const char *const names[] = {"In-Reply-To", "References"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        delivery_copy_message_id(
            report->message_id, sizeof report->message_id,
            piece_of_text(g_mime_object_get_header(GMIME_OBJECT(message), names[i])));
}

static bool read_message(GMimeMessage *message, DeliveryReport *report)
{
    Found found = {.report = report};
    look_at(g_mime_message_get_mime_part(message), 0, &found);
    if (found.status) {
        look_at_references(message, report);
    } else if (found.text) {
        GByteArray *bytes = content_of(found.text);
        *report = (DeliveryReport){0};
        Piece failed =
            piece_of_text(g_mime_object_get_header(GMIME_OBJECT(message), "X-Failed-Recipients"));
        found.status = bytes && delivery_read_plain(piece_of(bytes), failed, report);
        if (bytes)
            g_byte_array_unref(bytes);
    }
    return found.status && (report->envelope_id[0] || report->message_id[0]);
}

bool delivery_report_read(const char *bytes, size_t length, DeliveryReport *report)
{
    *report = (DeliveryReport){0};
    Piece message = {bytes, length < DELIVERY_REPORT_LIMIT ? length : DELIVERY_REPORT_LIMIT};
    Piece first;
    if (message.length > 5 && memcmp(bytes, "From ", 5) == 0)
        piece_line(&message, &first);
    if (message.length == 0)
        return false;
    g_mime_init();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(message.at, message.length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *parsed = g_mime_parser_construct_message(parser, NULL);
    bool good = parsed && read_message(parsed, report);
    if (parsed)
        g_object_unref(parsed);
    g_object_unref(parser);
    g_object_unref(stream);
    if (!good)
        *report = (DeliveryReport){0};
    return good;
}
