#include "store/settings_scan.h"

#include "core/language.h"
#include "core/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_TEXT,    /* "..." */
    TOKEN_COMMENT, /* to the end of the line, or between slash-star and star-slash */
    TOKEN_WORD,    /* a name or a number */
    TOKEN_MARK,    /* any other single byte */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t start, end;
    int line;
    bool open; /* a text or comment that does not end */
    bool zero; /* a text with \x00 in it */
} Token;

typedef struct Walk {
    const char *text;
    size_t length, at;
    int line;
} Walk;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_word(char byte)
{
    return is_letter(byte) || is_digit(byte) || (byte != '\0' && strchr("_*+-.", byte));
}

/* The byte `ahead` of the next one; NUL where the text ends. */
static char peek(const Walk *walk, size_t ahead)
{
    if (walk->length - walk->at <= ahead)
        return '\0';
    return walk->text[walk->at + ahead];
}

static void skip(Walk *walk)
{
    if (walk->text[walk->at++] == '\n')
        walk->line++;
}

static void walk_text(Walk *walk, Token *token)
{
    walk->at++;
    while (walk->at < walk->length) {
        char byte = walk->text[walk->at];
        if (byte == '"') {
            walk->at++;
            return;
        }
        if (byte == '\\') {
            char next = peek(walk, 1);
            if ((next == 'x' || next == 'X') && peek(walk, 2) == '0' && peek(walk, 3) == '0')
                token->zero = true;
            if (next == '"' || next == '\\')
                walk->at++;
        }
        skip(walk);
    }
    token->open = true;
}

static void walk_block_comment(Walk *walk, Token *token)
{
    walk->at += 2;
    while (walk->at < walk->length) {
        if (walk->text[walk->at] == '*' && peek(walk, 1) == '/') {
            walk->at += 2;
            return;
        }
        skip(walk);
    }
    token->open = true;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f';
}

static Token next_token(Walk *walk)
{
    while (walk->at < walk->length && is_space(walk->text[walk->at]))
        skip(walk);
    Token token = {.kind = TOKEN_END, .start = walk->at, .line = walk->line};
    char first = peek(walk, 0);
    if (walk->at >= walk->length) {
        token.kind = TOKEN_END;
    } else if (first == '"') {
        token.kind = TOKEN_TEXT;
        walk_text(walk, &token);
    } else if (first == '/' && peek(walk, 1) == '*') {
        token.kind = TOKEN_COMMENT;
        walk_block_comment(walk, &token);
    } else if (first == '#' || (first == '/' && peek(walk, 1) == '/')) {
        token.kind = TOKEN_COMMENT;
        while (walk->at < walk->length && walk->text[walk->at] != '\n')
            walk->at++;
    } else if (is_word(first)) {
        token.kind = TOKEN_WORD;
        while (walk->at < walk->length && is_word(walk->text[walk->at]))
            walk->at++;
    } else {
        token.kind = TOKEN_MARK;
        skip(walk);
    }
    token.end = walk->at;
    return token;
}

/* True for a whole number that libconfig would cut: over 32 bits, or over 64 with an L behind. */
static bool is_cut_number(const char *text, size_t length)
{
    size_t at = length > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    if (at >= length || !is_digit(text[at]))
        return false;
    size_t end = length;
    while (end > at && text[end - 1] == 'L')
        end--;
    if (end - at > 2 && text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'X')) {
        at += 2;
        while (at < end && text[at] == '0')
            at++;
        return end - at > (end < length ? 16U : 8U);
    }
    for (size_t i = at; i < end; i++) {
        if (!is_digit(text[i]))
            return false;
    }
    char *number = memory_text_n(text, end);
    errno = 0;
    long long value = strtoll(number, NULL, 10);
    bool cut = errno == ERANGE || (end == length && (value < INT_MIN || value > INT_MAX));
    free(number);
    return cut;
}

static const char *token_problem(const Walk *walk, const Token *token, bool joined)
{
    const char *text = walk->text + token->start;
    switch (token->kind) {
    case TOKEN_TEXT:
        if (token->open)
            return N_("a quoted text begins here and does not end: expected a closing \"");
        if (token->zero)
            return N_("\\x00 cannot be part of a text");
        if (joined)
            return N_("two texts stand side by side in an array: expected a comma between them");
        return NULL;
    case TOKEN_COMMENT:
        return token->open ? N_("a comment begins here and does not end: expected a closing */")
                           : NULL;
    case TOKEN_WORD:
        return is_cut_number(text, token->end - token->start)
                   ? N_("this number is too large: expected 32 bits, or 64 with an L behind it; a "
                        "phone number is a quoted text such as \"+14255550100\"")
                   : NULL;
    case TOKEN_MARK:
        return *text == '@'
                   ? N_("@include is not allowed: a settings file must not read other files")
                   : NULL;
    case TOKEN_END:
        break;
    }
    return NULL;
}

size_t settings_scan_plain(const char *text, size_t length, size_t *escapes)
{
    *escapes = 0;
    for (size_t at = 1; at < length; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte == '"')
            return at + 1;
        if (byte < ' ')
            return 0;
        if (byte == '\\') {
            at++;
            ++*escapes;
            if (at < length && text[at] != '"' && text[at] != '\\')
                return 0;
        }
    }
    return 0;
}

/* The plain array whose inside begins at the place of `walk`, which goes to its end; else it stays,
 * and `count` is 0. */
static SettingsArray walk_array(Walk *walk)
{
    SettingsArray array = {.start = walk->at};
    Walk ahead = *walk;
    for (bool comma = false;; comma = !comma) {
        char byte = peek(&ahead, 0);
        while (byte == ' ' || byte == '\t' || byte == '\n') {
            skip(&ahead);
            byte = peek(&ahead, 0);
        }
        if (comma && byte == ']')
            break;
        size_t escapes, size = 1;
        if (!comma) {
            size = byte == '"' ? settings_scan_plain(ahead.text + ahead.at, ahead.length - ahead.at,
                                                     &escapes)
                               : 0;
            array.bytes += size > 0 ? size - 2 - escapes : 0;
            array.count++;
        }
        if (size == 0 || (comma && byte != ','))
            return (SettingsArray){0};
        ahead.at += size;
    }
    array.end = ahead.at;
    array.newlines = ahead.line - walk->line;
    *walk = ahead;
    return array;
}

/* What of `NAME = [` has been met, at the top of a file. */
typedef enum Met { MET_NOTHING, MET_NAME, MET_EQUALS } Met;

static Met meet(Met met, const Walk *walk, const Token *token, const char *array, size_t depth)
{
    const char *text = walk->text + token->start;
    if (depth > 0 || !array)
        return MET_NOTHING;
    if (token->kind == TOKEN_WORD && token->end - token->start == strlen(array) &&
        memcmp(text, array, strlen(array)) == 0)
        return MET_NAME;
    return met == MET_NAME && token->kind == TOKEN_MARK && (*text == '=' || *text == ':')
               ? MET_EQUALS
               : MET_NOTHING;
}

/* How deep in brackets of all kinds the text is behind `token`. */
static size_t depth_behind(const Walk *walk, const Token *token, size_t depth)
{
    if (token->kind != TOKEN_MARK)
        return depth;
    char byte = walk->text[token->start];
    if (strchr("[({", byte))
        return depth + 1;
    return depth > 0 && strchr("])}", byte) ? depth - 1 : depth;
}

bool settings_scan(const char *text, size_t length, const char *array, SettingsScan *scan)
{
    *scan = (SettingsScan){0};
    Met met = MET_NOTHING;
    size_t depth = 0;
    Walk walk = {.text = text, .length = length, .line = 1};
    bool in_array = false;
    bool behind_text = false;
    for (;;) {
        Token token = next_token(&walk);
        if (token.kind == TOKEN_END)
            break;
        const char *problem = token_problem(&walk, &token, in_array && behind_text);
        if (problem) {
            scan->problem = problem;
            scan->problem_line = token.line;
            scan->word = token.start;
            scan->word_length = token.kind == TOKEN_WORD ? token.end - token.start : 0;
            return false;
        }
        if (token.kind == TOKEN_COMMENT) {
            scan->has_comments = true;
            continue;
        }
        behind_text = token.kind == TOKEN_TEXT;
        if (met == MET_EQUALS && text[token.start] == '[' && scan->array.count == 0)
            scan->array = walk_array(&walk);
        met = meet(met, &walk, &token, array, depth);
        depth = depth_behind(&walk, &token, depth);
        if (token.kind == TOKEN_MARK && text[token.start] == '[')
            in_array = true;
        else if (token.kind == TOKEN_MARK && text[token.start] == ']')
            in_array = false;
    }
    scan->lines = length > 0 && text[length - 1] == '\n' ? walk.line - 1 : walk.line;
    return true;
}

bool settings_scan_array(const char *text, size_t length, const char *array, size_t *start)
{
    Met met = MET_NOTHING;
    size_t depth = 0;
    Walk walk = {.text = text, .length = length, .line = 1};
    for (;;) {
        Token token = next_token(&walk);
        *start = token.end;
        if (token.kind == TOKEN_END || token.end == length ||
            (token.kind != TOKEN_COMMENT && token_problem(&walk, &token, false)))
            return false;
        if (token.kind == TOKEN_COMMENT)
            continue;
        if (met == MET_EQUALS && text[token.start] == '[')
            return true;
        met = meet(met, &walk, &token, array, depth);
        depth = depth_behind(&walk, &token, depth);
    }
}

int settings_scan_text_line(const char *text, size_t length, size_t index)
{
    Walk walk = {.text = text, .length = length, .line = 1};
    bool behind_text = false;
    for (;;) {
        Token token = next_token(&walk);
        if (token.kind == TOKEN_END)
            return 0;
        if (token.kind == TOKEN_COMMENT)
            continue;
        if (token.kind == TOKEN_TEXT && !behind_text && index-- == 0)
            return token.line;
        behind_text = token.kind == TOKEN_TEXT;
    }
}
