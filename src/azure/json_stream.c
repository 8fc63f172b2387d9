#include "azure/json_stream.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 512 };

/* Where the values of the moment stand. */
typedef enum Place {
    PLACE_TOP,   /* behind one another */
    PLACE_ARRAY, /* in a top-level array */
    PLACE_LIST,  /* in the list of a top-level object */
    PLACE_TAIL,  /* behind that list, in the object still */
    PLACE_SKIP,  /* behind a value that is too large: until a line that begins one */
    PLACE_OVER,  /* nothing more is of use */
} Place;

struct JsonStream {
    char *text; /* what has come and is not used up */
    size_t length, capacity;
    size_t at;  /* how far it has been looked at */
    int line;   /* of `at` */
    size_t bol; /* where that line begins; below `at` */
    bool ended, begun;
    Place place, skipped; /* `skipped`: the place before PLACE_SKIP */
    size_t item;

    bool open; /* a value has begun, at `start` */
    size_t start, start_column;
    int start_line;
    bool quoted, escaped;
    char last; /* byte of syntax: brackets, colon, comma; 'v' for anything else */
    size_t depth;
    char inside[DEEPEST];   /* '{' or '[' of each level */
    size_t key, key_length; /* the last text at depth 1, which may be a name */
};

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
    stream->key -= used;
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

/* Steps over the byte at `at`. */
static void step(JsonStream *stream)
{
    if (stream->text[stream->at++] == '\n') {
        stream->line++;
        stream->bol = stream->at;
    }
}

static size_t column(const JsonStream *stream)
{
    return stream->at - stream->bol;
}

static bool first_on_line(const JsonStream *stream)
{
    for (size_t i = stream->at; i != stream->bol; i--)
        if (i == 0 || (stream->text[i - 1] != ' ' && stream->text[i - 1] != '\t'))
            return false;
    return true;
}

static JsonPieceKind cut(JsonStream *stream, JsonPieceKind kind, size_t end, JsonPiece *piece)
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

static void open_value(JsonStream *stream)
{
    stream->open = true;
    stream->start = stream->at;
    stream->start_line = stream->line;
    stream->start_column = column(stream);
    stream->quoted = stream->escaped = false;
    stream->last = 'v';
    stream->depth = 0;
    stream->key_length = 0;
    if (stream->place != PLACE_TOP)
        stream->item++;
}

static bool is_list_name(const char *name, size_t length)
{
    return (length == 5 && strncasecmp(name, "value", 5) == 0) ||
           (length == 7 && strncasecmp(name, "records", 7) == 0);
}

/* True where the "{" at `at` can't belong to the open value, and begins a line as that did. */
static bool begins_another(const JsonStream *stream)
{
    if (stream->text[stream->at] != '{' || stream->at == stream->start ||
        column(stream) != stream->start_column || stream->line == stream->start_line ||
        !first_on_line(stream))
        return false;
    if (stream->quoted)
        return true;
    if (stream->depth == 0)
        return false;
    return stream->inside[stream->depth - 1] == '{' ? stream->last != ':'
                                                    : stream->last != '[' && stream->last != ',';
}

static void quoted_byte(JsonStream *stream, char c)
{
    if (stream->escaped) {
        stream->escaped = false;
    } else if (c == '\\') {
        stream->escaped = true;
    } else if (c == '"') {
        stream->quoted = false;
        stream->last = 'v';
        if (stream->depth == 1)
            stream->key_length = stream->at - stream->key;
    }
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
        stream->quoted = true;
        stream->key = stream->at + 1;
        return EFFECT_NONE;
    case '{':
        open_bracket(stream, c);
        return EFFECT_NONE;
    case '[':
        if (stream->place == PLACE_TOP && stream->depth == 1 && stream->last == ':' &&
            is_list_name(stream->text + stream->key, stream->key_length))
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
static JsonPieceKind give_up(JsonStream *stream, JsonPiece *piece)
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
            return cut(stream, JSON_PIECE_CUT, at, piece);
        }
    }
    JsonPieceKind kind = JSON_PIECE_CUT;
    if (stream->ended && stream->depth == 0 && !stream->quoted)
        kind = JSON_PIECE_VALUE; /* a number, or a name such as null, ends with the stream */
    else if (stream->at - stream->start >= JSON_STREAM_LARGEST)
        kind = JSON_PIECE_LARGE;
    cut(stream, kind, stream->at, piece);
    if (kind != JSON_PIECE_VALUE && !stream->ended) {
        stream->skipped = stream->place;
        stream->place = PLACE_SKIP;
    }
    return kind;
}

/* Reads on in the open value. */
static JsonPieceKind read_value(JsonStream *stream, JsonPiece *piece)
{
    while (stream->at < stream->length) {
        if (stream->depth > DEEPEST || begins_another(stream) ||
            stream->at - stream->start >= JSON_STREAM_LARGEST)
            return give_up(stream, piece);
        char c = stream->text[stream->at];
        if (stream->quoted) {
            quoted_byte(stream, c);
            step(stream);
            if (!stream->quoted && stream->depth == 0)
                return cut(stream, JSON_PIECE_VALUE, stream->at, piece);
            continue;
        }
        switch (value_byte(stream, c)) {
        case EFFECT_NONE:
            step(stream);
            break;
        case EFFECT_COMPLETE:
            step(stream);
            return cut(stream, JSON_PIECE_VALUE, stream->at, piece);
        case EFFECT_COMPLETE_BEFORE:
            return cut(stream, JSON_PIECE_VALUE, stream->at, piece);
        case EFFECT_LIST:
            step(stream);
            stream->open = false;
            stream->place = PLACE_LIST;
            stream->item = 0;
            return JSON_PIECE_NONE;
        }
    }
    return JSON_PIECE_NONE;
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
    return cut(stream, JSON_PIECE_OTHER, stream->at, piece);
}

/* Behind a list, to the end of the object that it is in. */
static void read_tail(JsonStream *stream)
{
    while (stream->at < stream->length && stream->place == PLACE_TAIL) {
        char c = stream->text[stream->at];
        if (stream->quoted)
            quoted_byte(stream, c);
        else if (c == '"')
            stream->quoted = true;
        else if (c == '{' || c == '[')
            stream->depth++;
        else if ((c == '}' || c == ']') && --stream->depth == 0)
            stream->place = PLACE_TOP;
        step(stream);
    }
}

static void read_skip(JsonStream *stream)
{
    while (stream->at < stream->length) {
        if (stream->text[stream->at] == '{' && column(stream) == stream->start_column &&
            stream->line != stream->start_line && first_on_line(stream)) {
            stream->place = stream->skipped;
            return;
        }
        step(stream);
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
        step(stream);
        return true;
    case '[':
        if (top) {
            step(stream);
            stream->place = PLACE_ARRAY;
            stream->item = 0;
        } else {
            open_value(stream);
        }
        return true;
    case ']':
        if (!top) {
            bool array = stream->place == PLACE_ARRAY;
            step(stream);
            stream->place = array ? PLACE_TOP : PLACE_TAIL;
            stream->depth = 1;
            stream->quoted = stream->escaped = false;
            return true;
        }
        break;
    case '{':
        open_value(stream);
        return true;
    case '}':
    case ':':
        break;
    default:
        if (!top) {
            open_value(stream);
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
    if (stream->length >= 2 &&
        (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
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
            kind = read_value(stream, piece);
        if (kind != JSON_PIECE_NONE)
            break;
        if (stream->place == PLACE_OVER)
            stream->at = stream->length;
        if (stream->place == PLACE_TAIL)
            read_tail(stream);
        if (stream->place == PLACE_SKIP)
            read_skip(stream);
        if (stream->at >= stream->length) {
            if (stream->open && stream->ended)
                kind = give_up(stream, piece);
            break;
        }
        if (!stream->open && !read_between(stream, &kind, piece))
            break;
    }
    return kind;
}
