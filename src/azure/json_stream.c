#include "azure/json_stream_internal.h"

#include "azure/json.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

JsonStream *json_stream_new(void)
{
    JsonStream *stream = memory_new(sizeof *stream);
    stream->line = 1;
    return stream;
}

void json_stream_free(JsonStream *stream)
{
    if (stream == NULL)
        return;
    free(stream->text);
    free(stream);
}

/* Forgets the bytes that are used up. The line's beginning may lie before them: it wraps below
 * zero, and columns still come out right. */
static void forget(JsonStream *stream)
{
    size_t used = stream->open ? stream->start : stream->at;
    if (used == 0 || used < stream->length / 2)
        return;
    memmove(stream->text, stream->text + used, stream->length - used);
    stream->length -= used;
    stream->at -= used;
    stream->bol -= used;
    stream->start = 0;
}

void json_stream_feed(JsonStream *stream, const char *bytes, size_t length)
{
    forget(stream);
    stream->text = memory_reserve(stream->text, &stream->capacity, stream->length + length, 1);
    memcpy(stream->text + stream->length, bytes, length);
    stream->length += length;
}

void json_stream_end(JsonStream *stream)
{
    stream->ended = true;
}

void json_stream_step(JsonStream *stream)
{
    if (stream->text[stream->at++] == '\n') {
        stream->line++;
        stream->bol = stream->at;
    }
}

size_t json_stream_column(const JsonStream *stream)
{
    return stream->at - stream->bol;
}

bool json_stream_first_on_line(const JsonStream *stream)
{
    for (size_t i = stream->at; i != stream->bol; i--)
        if (i == 0 || (stream->text[i - 1] != ' ' && stream->text[i - 1] != '\t'))
            return false;
    return true;
}

JsonPieceKind json_stream_cut(JsonStream *stream, JsonPieceKind kind, size_t end, JsonPiece *piece)
{
    *piece = (JsonPiece){
        .text = stream->text + stream->start,
        .length = end - stream->start,
        .line = stream->start_line,
        .item = stream->place == PLACE_TOP ? 0 : stream->item,
    };
    stream->open = false;
    return kind;
}

/* Something that begins no value: to the end of its line. */
static JsonPieceKind read_other(JsonStream *stream, JsonPiece *piece)
{
    char *end = memchr(stream->text + stream->at, '\n', stream->length - stream->at);
    if (end == NULL && !stream->ended && stream->length - stream->at < JSON_STREAM_LARGEST)
        return JSON_PIECE_NONE;
    stream->start = stream->at;
    stream->start_line = stream->line;
    stream->at = end != NULL ? (size_t)(end - stream->text) : stream->length;
    return json_stream_cut(stream, JSON_PIECE_OTHER, stream->at, piece);
}

/* Behind a list, to the end of the object that it is in. */
static JsonPieceKind read_tail(JsonStream *stream, JsonPiece *piece)
{
    while (stream->at < stream->length && stream->place == PLACE_TAIL) {
        char c = stream->text[stream->at];
        if (stream->quoted)
            json_stream_take_text(stream, c);
        else if (c == '"')
            json_stream_open_text(stream);
        else if (c == '{' || c == '[')
            stream->depth++;
        else if ((c == '}' || c == ']') && --stream->depth == 0)
            stream->place = PLACE_TOP;
        else if (c == ':' || c == ',')
            stream->last = c;
        json_stream_step(stream);
    }
    if (stream->place != PLACE_TOP || stream->link_line == 0)
        return JSON_PIECE_NONE;
    *piece = (JsonPiece){.text = "", .line = stream->link_line};
    stream->link_line = 0;
    return JSON_PIECE_PAGE;
}

static void read_skip(JsonStream *stream)
{
    while (stream->at < stream->length) {
        if (stream->text[stream->at] == '{' && json_stream_column(stream) == stream->start_column &&
            stream->line != stream->start_line && json_stream_first_on_line(stream)) {
            stream->place = stream->skipped;
            return;
        }
        json_stream_step(stream);
    }
}

/* Between values. False where there is nothing more to look at. */
static bool read_between(JsonStream *stream, JsonPieceKind *kind, JsonPiece *piece)
{
    char c = stream->text[stream->at];
    bool top = stream->place == PLACE_TOP;
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ',':
    case '\x1E': /* RFC 7464 */
        json_stream_step(stream);
        return true;
    case '[':
        if (top) {
            json_stream_step(stream);
            stream->place = PLACE_ARRAY;
            stream->item = 0;
        } else {
            json_stream_open_value(stream);
        }
        return true;
    case ']':
        if (!top) {
            bool array = stream->place == PLACE_ARRAY;
            json_stream_step(stream);
            stream->place = array ? PLACE_TOP : PLACE_TAIL;
            stream->depth = 1;
            stream->last = 'v';
            stream->quoted = stream->escaped = false;
            return true;
        }
        break;
    case '{':
        json_stream_open_value(stream);
        return true;
    case '}':
    case ':':
        break;
    default:
        if (!top) {
            json_stream_open_value(stream);
            return true;
        }
    }
    *kind = read_other(stream, piece);
    return *kind != JSON_PIECE_NONE;
}

/* The marks that a text may begin with. False where more must come to tell. */
static bool read_mark(JsonStream *stream, JsonPieceKind *kind, JsonPiece *piece)
{
    const char *text = stream->text;
    if (stream->length < 3 && !stream->ended)
        return false;
    if (json_is_utf_16(text, stream->length)) {
        *kind = JSON_PIECE_UTF_16;
        *piece = (JsonPiece){.text = text, .line = 1};
        stream->place = PLACE_OVER;
    } else if (stream->length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        stream->at = stream->bol = 3;
    }
    stream->begun = true;
    return true;
}

JsonPieceKind json_stream_next(JsonStream *stream, JsonPiece *piece)
{
    JsonPieceKind kind = JSON_PIECE_NONE;
    memset(piece, 0, sizeof *piece);
    if (!stream->begun && !read_mark(stream, &kind, piece))
        return JSON_PIECE_NONE;
    while (kind == JSON_PIECE_NONE) {
        if (stream->open)
            kind = json_stream_read_value(stream, piece);
        if (kind != JSON_PIECE_NONE)
            break;
        if (stream->place == PLACE_OVER)
            stream->at = stream->length;
        if (stream->place == PLACE_TAIL)
            kind = read_tail(stream, piece);
        if (kind != JSON_PIECE_NONE)
            break;
        if (stream->place == PLACE_SKIP)
            read_skip(stream);
        if (stream->at >= stream->length) {
            if (stream->open && stream->ended)
                kind = json_stream_give_up(stream, piece);
            break;
        }
        if (!stream->open && !read_between(stream, &kind, piece))
            break;
    }
    return kind;
}
