#include "mail/message/message_read.h"

#include "base/memory.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

/* The plain text of a message, decoded; NULL where it has none. g_free() it. */
static char *plain_text(GMimeMessage *message)
{
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (GMIME_IS_MULTIPART(body) && g_mime_multipart_get_count(GMIME_MULTIPART(body)) > 0)
        body = g_mime_multipart_get_part(GMIME_MULTIPART(body), 0);
    return GMIME_IS_TEXT_PART(body) ? g_mime_text_part_get_text(GMIME_TEXT_PART(body)) : NULL;
}

/* The decoded value of a header, which is on one line. */
static char *header(GMimeMessage *message, const char *name)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    GMimeHeader *found = g_mime_header_list_get_header(headers, name);
    return memory_text(found ? g_mime_header_get_value(found) : "");
}

static char *print(GMimeMessage *message)
{
    static const char *const names[] = {"From", "To", "Subject", "Date"};
    char *body = plain_text(message);
    if (!body)
        return NULL;
    char *text = memory_text("");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *value = header(message, names[i]);
        char *longer = memory_format("%s%s: %s\n", text, names[i], value);
        free(value);
        free(text);
        text = longer;
    }
    char *whole = memory_format("%s\n%s", text, body);
    free(text);
    g_free(body);
    size_t to = 0;
    for (size_t i = 0; whole[i]; i++) {
        if (whole[i] != '\r' || whole[i + 1] != '\n')
            whole[to++] = whole[i];
    }
    whole[to] = '\0';
    return whole;
}

char *message_read(const char *bytes, size_t length)
{
    g_mime_init();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    if (!message)
        return NULL;
    char *text = print(message);
    g_object_unref(message);
    return text;
}
