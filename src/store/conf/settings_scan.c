/* Reads the grammar by recursive descent: a function for each of its rules. */
#include "store/conf/settings_scan.h"

#include "base/language.h"
#include "base/memory.h"
#include "store/conf/settings_numeral.h"
#include "store/conf/settings_token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How deep in brackets a value may be: libconfig's own limit is somewhere above 1,600. */
#define DEPTH_MAX 1000

typedef struct Name {
    size_t start, length;
} Name;

typedef struct Reader {
    SettingsWalk walk;
    SettingsScan *scan;
    const char *array;   /* the one that is looked for */
    SettingsToken token; /* what is to be read next */
    size_t end;          /* of what was read last */
    bool stopped;        /* at a token that is wrong by itself */
    bool in_array, behind_text;
    size_t depth;
    Name *names; /* in the groups that are open */
    size_t name_count, name_capacity;
} Reader;

static bool at_mark(const Reader *reader, char byte)
{
    return settings_token_is(&reader->walk, &reader->token, byte);
}

/* What is wrong with a token counts before what is wrong with their order. */
static void stop(Reader *reader, const char *problem)
{
    SettingsScan *scan = reader->scan;
    const SettingsToken *token = &reader->token;
    scan->problem = problem;
    scan->expected = NULL;
    scan->problem_line = token->line;
    scan->word = token->start;
    scan->word_length = token->kind == TOKEN_WORD ? token->end - token->start : 0;
    reader->stopped = true;
    reader->token.kind = TOKEN_END;
}

/* Goes on to the next token. */
static void advance(Reader *reader)
{
    if (reader->stopped)
        return;
    if (at_mark(reader, '['))
        reader->in_array = true;
    else if (at_mark(reader, ']'))
        reader->in_array = false;
    reader->behind_text = reader->token.kind == TOKEN_TEXT;
    reader->end = reader->token.end;
    const char *problem;
    do {
        reader->token = settings_token_next(&reader->walk);
        problem = settings_token_problem(&reader->walk, &reader->token,
                                         reader->in_array && reader->behind_text);
        if (reader->token.kind == TOKEN_COMMENT)
            reader->scan->has_comments = true;
    } while (reader->token.kind == TOKEN_COMMENT && !problem);
    if (problem)
        stop(reader, problem);
}

static bool fail(Reader *reader, const char *problem, const char *expected)
{
    SettingsScan *scan = reader->scan;
    if (!scan->problem) {
        scan->problem = problem;
        scan->expected = expected;
        scan->problem_line = reader->token.line;
    }
    return false;
}

static bool fail_syntax(Reader *reader)
{
    return fail(reader, N_("cannot be understood here or just before"), N_("NAME = VALUE;"));
}

static const char *text_of(const Reader *reader)
{
    return reader->walk.text + reader->token.start;
}

static size_t length_of(const Reader *reader)
{
    return reader->token.end - reader->token.start;
}

static bool is_word(const Reader *reader, const char *word)
{
    return length_of(reader) == strlen(word) &&
           strncasecmp(text_of(reader), word, strlen(word)) == 0;
}

static bool at_bool(const Reader *reader)
{
    return reader->token.kind == TOKEN_WORD &&
           (is_word(reader, "true") || is_word(reader, "false"));
}

static bool at_name(const Reader *reader)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*";
    const char *text = text_of(reader);
    return reader->token.kind == TOKEN_WORD && strchr(first, *text) &&
           !memchr(text, '+', length_of(reader)) && !memchr(text, '.', length_of(reader)) &&
           !at_bool(reader);
}

/* The place of a new span, in which the next token is the first one. */
static size_t begin_span(Reader *reader, int line)
{
    SettingsScan *scan = reader->scan;
    scan->spans = memory_reserve(scan->spans, &scan->span_capacity, scan->span_count + 1,
                                 sizeof *scan->spans);
    scan->spans[scan->span_count] = (SettingsSpan){.start = reader->token.start, .line = line};
    return scan->span_count++;
}

/* What the entries of an array must have in common. */
typedef enum Kind { KIND_NONE, KIND_BOOL, KIND_INT, KIND_INT64, KIND_FLOAT, KIND_TEXT } Kind;

static Kind number_kind(const Reader *reader, SettingsSpan *span)
{
    SettingsNumeral numeral = settings_numeral(text_of(reader), length_of(reader));
    span->varied = numeral.varied;
    switch (numeral.kind) {
    case NUMERAL_INT:
        return KIND_INT;
    case NUMERAL_INT64:
        return KIND_INT64;
    case NUMERAL_FLOAT:
        return KIND_FLOAT;
    default:
        return KIND_NONE;
    }
}

/* Its kind; KIND_NONE where the next token is none. */
static Kind read_scalar(Reader *reader, SettingsSpan *span)
{
    Kind kind = KIND_NONE;
    if (reader->token.kind == TOKEN_TEXT) {
        while (reader->token.kind == TOKEN_TEXT) {
            span->varied = span->varied || reader->token.varied;
            advance(reader);
        }
        kind = KIND_TEXT;
    } else if (reader->token.kind == TOKEN_WORD) {
        kind = at_bool(reader) ? KIND_BOOL : number_kind(reader, span);
        if (kind != KIND_NONE)
            advance(reader);
    }
    span->end = reader->end;
    return kind;
}

static bool read_value(Reader *reader, int line, bool apart);

/* What is between the brackets: values, with commas between them. */
static bool read_list(Reader *reader)
{
    bool good = true, more = !at_mark(reader, ')');
    while (good && more) {
        good = read_value(reader, reader->token.line, false);
        more = good && at_mark(reader, ',');
        if (more)
            advance(reader);
    }
    return good;
}

/* Likewise, of one kind. */
static bool read_array(Reader *reader)
{
    Kind first = KIND_NONE;
    bool good = true, more = !at_mark(reader, ']');
    while (good && more) {
        SettingsToken token = reader->token;
        size_t span = begin_span(reader, token.line);
        Kind kind = read_scalar(reader, &reader->scan->spans[span]);
        if (kind == KIND_NONE)
            return fail_syntax(reader);
        if (first != KIND_NONE && kind != first) {
            good = fail(reader, N_("an array of different kinds"), N_("entries of one kind"));
            if (!reader->stopped)
                reader->scan->problem_line = token.line;
        }
        first = kind;
        more = good && at_mark(reader, ',');
        if (more)
            advance(reader);
    }
    return good;
}

static bool read_settings(Reader *reader);

/* `apart`: it may be the array that is looked for. */
static bool read_inside(Reader *reader, char open, bool apart)
{
    if (apart && open == '[')
        reader->scan->array = settings_walk_array(&reader->walk);
    advance(reader);
    if (open == '[')
        return reader->scan->array.count > 0 && apart ? true : read_array(reader);
    return open == '(' ? read_list(reader) : read_settings(reader);
}

static bool read_value(Reader *reader, int line, bool apart)
{
    static const char brackets[] = "[](){}";
    size_t span = begin_span(reader, line);
    if (!at_mark(reader, '[') && !at_mark(reader, '(') && !at_mark(reader, '{'))
        return read_scalar(reader, &reader->scan->spans[span]) != KIND_NONE || fail_syntax(reader);
    char open = *text_of(reader), close = strchr(brackets, open)[1];
    bool good =
        ++reader->depth <= DEPTH_MAX ? read_inside(reader, open, apart) : fail_syntax(reader);
    reader->depth--;
    if (!good || !at_mark(reader, close))
        return fail_syntax(reader);
    advance(reader);
    reader->scan->spans[span].end = reader->end;
    return true;
}

/* Notes the name that is next. False where it is in the group, whose names are those from `first`
 * on, already. */
static bool take_name(Reader *reader, size_t first)
{
    Name name = {reader->token.start, length_of(reader)};
    const char *text = reader->walk.text;
    for (size_t i = first; i < reader->name_count; i++) {
        const Name *other = &reader->names[i];
        if (other->length == name.length &&
            memcmp(text + other->start, text + name.start, name.length) == 0)
            return fail(reader, N_("this setting stands here for the second time"),
                        N_("each name once"));
    }
    reader->names = memory_reserve(reader->names, &reader->name_capacity, reader->name_count + 1,
                                   sizeof *reader->names);
    reader->names[reader->name_count++] = name;
    return true;
}

static bool read_setting(Reader *reader, size_t first)
{
    int line = reader->token.line;
    bool apart = reader->depth == 0 && reader->array && reader->scan->array.count == 0 &&
                 length_of(reader) == strlen(reader->array) &&
                 memcmp(text_of(reader), reader->array, length_of(reader)) == 0;
    if (!take_name(reader, first))
        return false;
    advance(reader);
    if (!at_mark(reader, '=') && !at_mark(reader, ':'))
        return fail_syntax(reader);
    advance(reader);
    if (!read_value(reader, line, apart))
        return false;
    if (at_mark(reader, ';') || at_mark(reader, ','))
        advance(reader);
    return true;
}

/* Settings, up to what is none. */
static bool read_settings(Reader *reader)
{
    size_t first = reader->name_count;
    bool good = true;
    while (good && at_name(reader))
        good = read_setting(reader, first);
    reader->name_count = first;
    return good;
}

bool settings_scan(const char *text, size_t length, const char *array, SettingsScan *scan)
{
    *scan = (SettingsScan){0};
    Reader reader = {.walk = {.text = text, .length = length, .line = 1},
                     .scan = scan,
                     .array = array,
                     .token.kind = TOKEN_COMMENT};
    advance(&reader);
    if (read_settings(&reader) && reader.token.kind != TOKEN_END)
        fail_syntax(&reader);
    while (reader.token.kind != TOKEN_END) /* whether there is a token that is wrong */
        advance(&reader);
    free(reader.names);
    int line = reader.walk.line;
    scan->lines = length > 0 && text[length - 1] == '\n' ? line - 1 : line;
    if (scan->expected && scan->problem_line > scan->lines) /* a missing bracket is found there */
        scan->problem_line = scan->lines;
    return !scan->problem;
}

void settings_scan_clear(SettingsScan *scan)
{
    free(scan->spans);
    *scan = (SettingsScan){0};
}
