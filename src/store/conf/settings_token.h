/* settings_token.h: the tokens of the text of a settings file, for the files of this module alone.
 *
 * They are those of libconfig 1.5, but for words: what begins with a letter, a digit or one of
 * "_*+-." goes up to the next byte that is none of them, and is a name, a number or a Boolean as a
 * whole, or wrong.
 */
#ifndef STORE_CONF_SETTINGS_TOKEN_H
#define STORE_CONF_SETTINGS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

typedef enum SettingsTokenKind {
    TOKEN_END,
    TOKEN_TEXT,    /* "..." */
    TOKEN_COMMENT, /* to the end of the line, or between slash-star and star-slash */
    TOKEN_WORD,    /* a name, a number or a Boolean */
    TOKEN_MARK,    /* any other single byte */
} SettingsTokenKind;

typedef struct SettingsToken {
    SettingsTokenKind kind;
    size_t start, end;
    int line;
    bool open;   /* a text or comment that does not end */
    bool zero;   /* a text with \x00 in it */
    bool varied; /* a text with an escape that the versions of libconfig read differently */
} SettingsToken;

/* Where in the text the next token is looked for. */
typedef struct SettingsWalk {
    const char *text;
    size_t length, at;
    int line; /* from 1 */
} SettingsWalk;

/* The byte `ahead` of the next one; NUL where the text ends. */
char settings_walk_peek(const SettingsWalk *walk, size_t ahead);

/* Takes the next byte, which there must be. */
void settings_walk_skip(SettingsWalk *walk);

/* Takes the next token. */
SettingsToken settings_token_next(SettingsWalk *walk);

/* Takes the plain array (settings_scan.h) whose inside is next, up to its bracket; where it is none
 * nothing is taken, and its `count` is 0. */
struct SettingsArray settings_walk_array(SettingsWalk *walk);

/* What is wrong with a token by itself: a constant string, NULL where nothing is. `joined`: it is
 * in an array, and directly behind a text. */
const char *settings_token_problem(const SettingsWalk *walk, const SettingsToken *token,
                                   bool joined);

/* True for the mark `byte`. */
bool settings_token_is(const SettingsWalk *walk, const SettingsToken *token, char byte);

#endif
