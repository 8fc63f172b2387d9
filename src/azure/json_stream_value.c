/* json_stream_value.c: a value that has begun. */
#include "azure/json_stream_internal.h"

#include <string.h>
#include <strings.h>

void json_stream_open_value(JsonStream *stream)
{
    stream->open = true;
    stream->start = stream->at;
    stream->start_line = stream->line;
    stream->start_column = json_stream_column(stream);
    stream->quoted = stream->escaped = false;
    stream->last = 'v';
    stream->depth = 0;
    stream->name_length = 0;
    stream->link_next = false;
    if (stream->place != PLACE_TOP)
        stream->item++;
    else
        stream->link_line = 0;
}

static bool is_name(const JsonStream *stream, const char *name)
{
    return stream->name_length == strlen(name) &&
           strncasecmp(stream->name, name, stream->name_length) == 0;
}

void json_stream_open_text(JsonStream *stream)
{
    stream->quoted = true;
    if (stream->depth == 1)
        stream->name_length = 0;
}

/* A text has ended. */
static void close_text(JsonStream *stream)
{
    bool is_value = stream->last == ':';
    stream->quoted = false;
    stream->last = 'v';
    if (stream->depth != 1 || (stream->place != PLACE_TOP && stream->place != PLACE_TAIL))
        return;
    if (is_value && stream->link_next && stream->name_length > 0)
        stream->link_line = stream->line;
    stream->link_next = !is_value && is_name(stream, "nextLink");
}

void json_stream_take_text(JsonStream *stream, char c)
{
    if (!stream->escaped && c == '"') {
        close_text(stream);
        return;
    }
    stream->escaped = !stream->escaped && c == '\\';
    if (stream->depth != 1)
        return;
    if (stream->name_length < NAME)
        stream->name[stream->name_length] = c;
    stream->name_length++;
}

/* True where the "{" at `at` can't belong to the open value, and begins a line as that did. */
static bool begins_another(const JsonStream *stream)
{
    if (stream->text[stream->at] != '{' || stream->at == stream->start ||
        json_stream_column(stream) != stream->start_column || stream->line == stream->start_line ||
        !json_stream_first_on_line(stream))
        return false;
    if (stream->quoted)
        return true;
    if (stream->depth == 0)
        return false;
    return stream->inside[stream->depth - 1] == '{' ? stream->last != ':'
                                                    : stream->last != '[' && stream->last != ',';
}

static void open_bracket(JsonStream *stream, char c)
{
    if (stream->depth < DEEPEST)
        stream->inside[stream->depth] = c;
    stream->depth++;
    stream->last = c;
}

/* What a byte of an open value does. */
typedef enum Effect { EFFECT_NONE, EFFECT_COMPLETE, EFFECT_COMPLETE_BEFORE, EFFECT_LIST } Effect;

static Effect value_byte(JsonStream *stream, char c)
{
    switch (c) {
    case '"':
        json_stream_open_text(stream);
        return EFFECT_NONE;
    case '{':
        open_bracket(stream, c);
        return EFFECT_NONE;
    case '[':
        if (stream->place == PLACE_TOP && stream->depth == 1 && stream->last == ':' &&
            (is_name(stream, "value") || is_name(stream, "records") || is_name(stream, "data")))
            return EFFECT_LIST;
        open_bracket(stream, c);
        return EFFECT_NONE;
    case '}':
    case ']':
        if (stream->depth == 0)
            return EFFECT_COMPLETE_BEFORE;
        stream->last = 'v';
        return --stream->depth == 0 ? EFFECT_COMPLETE : EFFECT_NONE;
    case ',':
        if (stream->depth == 0)
            return EFFECT_COMPLETE_BEFORE;
        stream->last = c;
        return EFFECT_NONE;
    case ':':
        stream->last = c;
        return EFFECT_NONE;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        return stream->depth == 0 ? EFFECT_COMPLETE_BEFORE : EFFECT_NONE;
    default:
        stream->last = 'v';
        return EFFECT_NONE;
    }
}

/* The open value won't end, or the stream has. Its lines may hold others: the next one that begins
 * as it did. */
JsonPieceKind json_stream_give_up(JsonStream *stream, JsonPiece *piece)
{
    size_t at = stream->start;
    int line = stream->start_line;
    char *end;
    while ((end = memchr(stream->text + at, '\n', stream->length - at)) != NULL) {
        size_t i = at = (size_t)(end - stream->text) + 1;
        line++;
        while (i < stream->length && (stream->text[i] == ' ' || stream->text[i] == '\t'))
            i++;
        if (i < stream->length && stream->text[i] == '{' && i - at == stream->start_column) {
            stream->at = i;
            stream->line = line;
            stream->bol = at;
            return json_stream_cut(stream, JSON_PIECE_CUT, at, piece);
        }
    }
    JsonPieceKind kind = JSON_PIECE_CUT;
    if (stream->ended && stream->depth == 0 && !stream->quoted)
        kind = JSON_PIECE_VALUE; /* a number, or a name such as null, ends with the stream */
    else if (stream->at - stream->start >= JSON_STREAM_LARGEST)
        kind = JSON_PIECE_LARGE;
    json_stream_cut(stream, kind, stream->at, piece);
    if (kind != JSON_PIECE_VALUE && !stream->ended) {
        stream->skipped = stream->place;
        stream->place = PLACE_SKIP;
    }
    return kind;
}

JsonPieceKind json_stream_read_value(JsonStream *stream, JsonPiece *piece)
{
    while (stream->at < stream->length) {
        if (stream->depth > DEEPEST || begins_another(stream) ||
            stream->at - stream->start >= JSON_STREAM_LARGEST)
            return json_stream_give_up(stream, piece);
        char c = stream->text[stream->at];
        if (stream->quoted) {
            json_stream_take_text(stream, c);
            json_stream_step(stream);
            if (!stream->quoted && stream->depth == 0)
                return json_stream_cut(stream, JSON_PIECE_VALUE, stream->at, piece);
            continue;
        }
        switch (value_byte(stream, c)) {
        case EFFECT_NONE:
            json_stream_step(stream);
            break;
        case EFFECT_COMPLETE:
            json_stream_step(stream);
            return json_stream_cut(stream, JSON_PIECE_VALUE, stream->at, piece);
        case EFFECT_COMPLETE_BEFORE:
            return json_stream_cut(stream, JSON_PIECE_VALUE, stream->at, piece);
        case EFFECT_LIST:
            json_stream_step(stream);
            stream->open = false;
            stream->place = PLACE_LIST;
            stream->item = 0;
            return JSON_PIECE_NONE;
        }
    }
    return JSON_PIECE_NONE;
}
