#include "store/conf/settings_token.h"

#include "base/language.h"
#include "store/conf/settings_numeral.h"

#include <string.h>

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("_*+-.", byte));
}

char settings_walk_peek(const SettingsWalk *walk, size_t ahead)
{
    if (walk->length - walk->at <= ahead)
        return '\0';
    return walk->text[walk->at + ahead];
}

void settings_walk_skip(SettingsWalk *walk)
{
    if (walk->text[walk->at++] == '\n')
        walk->line++;
}

/* A backslash, which is the next byte. */
static void note_escape(const SettingsWalk *walk, SettingsToken *token)
{
    char next = settings_walk_peek(walk, 1);
    if ((next == 'x' || next == 'X') && settings_walk_peek(walk, 2) == '0' &&
        settings_walk_peek(walk, 3) == '0')
        token->zero = true;
    if (next == 'a' || next == 'b' || next == 'v')
        token->varied = true;
}

static void walk_text(SettingsWalk *walk, SettingsToken *token)
{
    walk->at++;
    while (walk->at < walk->length) {
        char byte = walk->text[walk->at];
        if (byte == '"') {
            walk->at++;
            return;
        }
        if (byte == '\\') {
            char next = settings_walk_peek(walk, 1);
            note_escape(walk, token);
            if (next == '"' || next == '\\')
                walk->at++;
        }
        settings_walk_skip(walk);
    }
    token->open = true;
}

static void walk_block_comment(SettingsWalk *walk, SettingsToken *token)
{
    walk->at += 2;
    while (walk->at < walk->length) {
        if (walk->text[walk->at] == '*' && settings_walk_peek(walk, 1) == '/') {
            walk->at += 2;
            return;
        }
        settings_walk_skip(walk);
    }
    token->open = true;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f';
}

SettingsToken settings_token_next(SettingsWalk *walk)
{
    while (walk->at < walk->length && is_space(walk->text[walk->at]))
        settings_walk_skip(walk);
    SettingsToken token = {.kind = TOKEN_END, .start = walk->at, .line = walk->line};
    char first = settings_walk_peek(walk, 0);
    if (walk->at >= walk->length) {
        token.kind = TOKEN_END;
    } else if (first == '"') {
        token.kind = TOKEN_TEXT;
        walk_text(walk, &token);
    } else if (first == '/' && settings_walk_peek(walk, 1) == '*') {
        token.kind = TOKEN_COMMENT;
        walk_block_comment(walk, &token);
    } else if (first == '#' || (first == '/' && settings_walk_peek(walk, 1) == '/')) {
        token.kind = TOKEN_COMMENT;
        while (walk->at < walk->length && walk->text[walk->at] != '\n')
            walk->at++;
    } else if (is_word(first)) {
        token.kind = TOKEN_WORD;
        while (walk->at < walk->length && is_word(walk->text[walk->at]))
            walk->at++;
    } else {
        token.kind = TOKEN_MARK;
        settings_walk_skip(walk);
    }
    token.end = walk->at;
    return token;
}

const char *settings_token_problem(const SettingsWalk *walk, const SettingsToken *token,
                                   bool joined)
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
        return settings_numeral(text, token->end - token->start).kind == NUMERAL_TOO_LARGE
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

bool settings_token_is(const SettingsWalk *walk, const SettingsToken *token, char byte)
{
    return token->kind == TOKEN_MARK && walk->text[token->start] == byte;
}
