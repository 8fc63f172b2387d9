/* The plain array of texts in the text of a settings file: see settings_scan.h. */
#include "store/conf/settings_scan.h"
#include "store/conf/settings_token.h"

#include <string.h>

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

SettingsArray settings_walk_array(SettingsWalk *walk)
{
    SettingsArray array = {.start = walk->at};
    SettingsWalk ahead = *walk;
    for (bool comma = false;; comma = !comma) {
        char byte = settings_walk_peek(&ahead, 0);
        while (byte == ' ' || byte == '\t' || byte == '\n') {
            settings_walk_skip(&ahead);
            byte = settings_walk_peek(&ahead, 0);
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

static Met meet(Met met, const SettingsWalk *walk, const SettingsToken *token, const char *array,
                size_t depth)
{
    const char *text = walk->text + token->start;
    if (depth > 0)
        return MET_NOTHING;
    if (token->kind == TOKEN_WORD && token->end - token->start == strlen(array) &&
        memcmp(text, array, strlen(array)) == 0)
        return MET_NAME;
    return met == MET_NAME &&
                   (settings_token_is(walk, token, '=') || settings_token_is(walk, token, ':'))
               ? MET_EQUALS
               : MET_NOTHING;
}

/* How deep in brackets of all kinds the text is behind `token`. */
static size_t depth_behind(const SettingsWalk *walk, const SettingsToken *token, size_t depth)
{
    if (token->kind != TOKEN_MARK)
        return depth;
    char byte = walk->text[token->start];
    if (strchr("[({", byte))
        return depth + 1;
    return depth > 0 && strchr("])}", byte) ? depth - 1 : depth;
}

bool settings_scan_array(const char *text, size_t length, const char *array, size_t *start)
{
    Met met = MET_NOTHING;
    size_t depth = 0;
    SettingsWalk walk = {.text = text, .length = length, .line = 1};
    for (;;) {
        SettingsToken token = settings_token_next(&walk);
        *start = token.end;
        if (token.kind == TOKEN_END || token.end == length ||
            (token.kind != TOKEN_COMMENT && settings_token_problem(&walk, &token, false)))
            return false;
        if (token.kind == TOKEN_COMMENT)
            continue;
        if (met == MET_EQUALS && settings_token_is(&walk, &token, '['))
            return true;
        met = meet(met, &walk, &token, array, depth);
        depth = depth_behind(&walk, &token, depth);
    }
}
