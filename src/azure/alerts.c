#include "azure/alerts.h"

#include "azure/alert_shape.h"
#include "azure/json.h"
#include "azure/json_repair.h"
#include "azure/json_stream.h"
#include "base/language.h"
#include "base/memory.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT = 40 };

struct AlertReader {
    char *name;
    JsonStream *stream;
    JsonPiece piece; /* the one that `list` is of: its place */
    json_t *list;    /* the alerts of an example file's bodies; NULL: none */
    size_t next;     /* index in `list` */
    int colour;      /* bytes of an escape sequence that sets a colour, so far */
    size_t colours;  /* such sequences */
};

AlertReader *alert_reader_new(const char *name)
{
    AlertReader *reader = memory_new(sizeof *reader);
    reader->name = memory_text(name);
    reader->stream = json_stream_new();
    return reader;
}

void alert_reader_free(AlertReader *reader)
{
    if (reader == NULL)
        return;
    free(reader->name);
    json_stream_free(reader->stream);
    json_decref(reader->list);
    free(reader);
}

/* Counts the sequences that set a colour: ESC [ 9 4 m. Their brackets make a text of az end in
 * nothing that is whole. */
static void count_colours(AlertReader *reader, const char *bytes, size_t length)
{
    if (length == 0 || (reader->colour == 0 && !memchr(bytes, '\033', length)))
        return;
    for (size_t at = 0; at < length; at++) {
        bool parameter = (bytes[at] >= '0' && bytes[at] <= '9') || bytes[at] == ';';
        if (bytes[at] == '\033') {
            reader->colour = 1;
        } else if (reader->colour == 1 && bytes[at] == '[') {
            reader->colour = 2;
        } else if (reader->colour < 2 || !parameter) {
            reader->colours += reader->colour == 2 && bytes[at] == 'm';
            reader->colour = 0;
        }
    }
}

void alert_reader_feed(AlertReader *reader, const char *bytes, size_t length)
{
    count_colours(reader, bytes, length);
    json_stream_feed(reader->stream, bytes, length);
}

void alert_reader_end(AlertReader *reader)
{
    json_stream_end(reader->stream);
}

static AlertRead found(const AlertReader *reader, Error *finding, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static AlertRead found(const AlertReader *reader, Error *finding, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *words = memory_format_v(_(format), args);
    va_end(args);
    if (reader->piece.item > 0)
        error_set_at(finding, ERROR_DATA, reader->name, line, "item %zu: %s", reader->piece.item,
                     words);
    else
        error_set_at(finding, ERROR_DATA, reader->name, line, "%s", words);
    free(words);
    return ALERT_READ_FINDING;
}

/* Parses a piece; a second time with its texts repaired, where it is no JSON as it is. */
static json_t *parse(const JsonPiece *piece, json_error_t *wrong)
{
    size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL;
    json_t *value = json_loadb(piece->text, piece->length, flags, wrong);
    if (value == NULL) {
        json_error_t ignored; /* the first error has the place as it was given */
        size_t length = piece->length;
        char *repaired = json_repair(piece->text, &length);
        value = json_loadb(repaired, length, flags, &ignored);
        free(repaired);
    }
    return value;
}

/* The alerts in the bodies of an example file: {"responses": {"200": {"body": ...}}}. */
static json_t *example_list(const json_t *responses)
{
    const char *code;
    json_t *response;
    json_t *list = json_array();
    json_object_foreach((json_t *)responses, code, response)
    {
        json_t *body = json_object_get(response, "body");
        json_t *value = json_object_get(body, "value");
        if (json_is_array(value))
            json_array_extend(list, value);
        else if (json_is_array(body))
            json_array_extend(list, body);
        else if (json_is_object(body))
            json_array_append(list, body);
    }
    return list;
}

static AlertRead read_object(const AlertReader *reader, const json_t *object, Alert *alert,
                             Error *finding)
{
    char *why = NULL;
    if (!json_is_object(object))
        return found(reader, finding, reader->piece.line, "%s; expected an alert (a JSON object)",
                     json_kind(object));
    if (alert_from_json(object, alert, &why))
        return ALERT_READ_ALERT;
    if (json_has_cut(object))
        found(reader, finding, reader->piece.line, "%s; %s", why, _(JSON_CUT));
    else
        found(reader, finding, reader->piece.line, "%s", why);
    free(why);
    return ALERT_READ_FINDING;
}

static AlertRead read_piece(AlertReader *reader, Alert *alert, Error *finding)
{
    json_error_t wrong;
    AlertRead result;
    json_t *value = parse(&reader->piece, &wrong);
    if (value == NULL && reader->colours > 1)
        return found(reader, finding, reader->piece.line, JSON_COLOURED);
    if (value == NULL) {
        char *words = json_words(&wrong);
        result = found(reader, finding, reader->piece.line + (wrong.line > 0 ? wrong.line - 1 : 0),
                       "no JSON: %s", words);
        free(words);
        return result;
    }
    json_t *responses = json_object_get(value, "responses");
    if (json_is_object(responses)) {
        reader->list = example_list(responses);
        reader->next = 0;
        if (json_array_size(reader->list) > 0) {
            result = ALERT_READ_MORE;
        } else {
            json_decref(reader->list);
            reader->list = NULL;
            result = found(reader, finding, reader->piece.line,
                           "an example file without an alert in its responses");
        }
    } else {
        result = read_object(reader, value, alert, finding);
    }
    json_decref(value);
    return result;
}

static AlertRead read_list(AlertReader *reader, Alert *alert, Error *finding)
{
    const json_t *object = json_array_get(reader->list, reader->next++);
    reader->piece.item = reader->next;
    AlertRead result = read_object(reader, object, alert, finding);
    if (reader->next >= json_array_size(reader->list)) {
        json_decref(reader->list);
        reader->list = NULL;
    }
    return result;
}

AlertRead alert_reader_next(AlertReader *reader, Alert *alert, Error *finding, int *line)
{
    AlertRead result = ALERT_READ_MORE;
    bool more = true;
    error_clear(finding);
    while (more && result == ALERT_READ_MORE) {
        if (reader->list != NULL) {
            result = read_list(reader, alert, finding);
            continue;
        }
        JsonPiece *piece = &reader->piece;
        switch (json_stream_next(reader->stream, piece)) {
        case JSON_PIECE_VALUE:
            result = read_piece(reader, alert, finding);
            break;
        case JSON_PIECE_CUT:
            result = reader->colours > 1
                         ? found(reader, finding, piece->line, JSON_COLOURED)
                         : found(reader, finding, piece->line,
                                 "a value begins here that does not end; expected a whole alert");
            break;
        case JSON_PIECE_LARGE:
            result = found(reader, finding, piece->line, "a value of over %zu MiB; not read",
                           JSON_STREAM_LARGEST >> 20);
            break;
        case JSON_PIECE_OTHER:
            result = reader->colours > 1
                         ? found(reader, finding, piece->line, JSON_COLOURED)
                         : found(reader, finding, piece->line,
                                 "\"%.*s%s\"; expected an alert (a JSON object)",
                                 (int)(piece->length < EXCERPT ? piece->length : EXCERPT),
                                 piece->text, piece->length < EXCERPT ? "" : "...");
            break;
        case JSON_PIECE_PAGE:
            result = found(reader, finding, piece->line, JSON_PAGE);
            break;
        case JSON_PIECE_UTF_16:
            result = found(reader, finding, piece->line,
                           "is UTF-16, as \">\" writes it in Windows PowerShell; expected UTF-8: "
                           "iconv -f UTF-16 -t UTF-8 turns it");
            break;
        case JSON_PIECE_NONE:
            more = false;
            break;
        }
    }
    if (line != NULL)
        *line = result == ALERT_READ_FINDING ? finding->line : reader->piece.line;
    return result;
}
