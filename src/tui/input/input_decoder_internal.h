/* input_decoder_internal.h: what input_decoder.c and input_sequence.c share. */
#ifndef TUI_INPUT_INPUT_DECODER_INTERNAL_H
#define TUI_INPUT_INPUT_DECODER_INTERNAL_H

#include "tui/input/input_burst.h"
#include "tui/input/input_decoder.h"
#include "tui/input/input_keys.h"
#include "tui/input/input_terminal.h"

/* Milliseconds. */
enum {
    WAIT_ESCAPE = 50,
    WAIT_SEQUENCE = 500,
    WAIT_ANSWER = 5000, /* for all of a sequence, however steadily it comes */
    WAIT_PASTE = 5000,
    WAIT_ROWS = 3000, /* for the rest of rows, where it can hardly be typed */
};

#define ESCAPE    '\033'
#define PASTE_END "\033[201~"
enum { MARKER = sizeof PASTE_END - 1 };

struct Decoder {
    char *term;
    TerminalKey *keys; /* of it; read with the first escape sequence: not every run has one */
    size_t key_count;
    bool keys_read;
    char *codeset; /* NULL: UTF-8 */
    char *bytes;   /* not decoded yet: from `start` to `end` */
    size_t start, end, capacity;
    uint64_t put;     /* bytes that came, in all */
    uint64_t marked;  /* of them, those that came before the mark */
    bool early;       /* what was given out last came before it */
    size_t scanned;   /* bytes at `start` that begin a sequence and do not end it */
    int64_t begun;    /* when that sequence was first looked at */
    int64_t arrived;  /* when the last bytes came */
    int64_t deadline; /* -1: none */
    int64_t escaped;  /* when a lone Esc was given out; -1: not lately */
    bool waiting;     /* there is nothing to give before the deadline, or more bytes */
    Meant meant;      /* of the last sequence */
    size_t text_at;   /* of its text, what was not given out yet */
    bool pasting;
    bool paste_out; /* the paste was given out: forget it at the next call */
    bool part;      /* it was not bracketed */
    PasteKind kind;
    bool text_head;     /* no text of the last read was given out, but for what is before a key */
    int64_t burst_last; /* when such a paste, or a part of it, was given out; -1: not lately */
    int64_t fast_last;  /* when text came faster than anybody types; -1: not lately */
    char *paste;
    size_t paste_length, paste_capacity;
};

/* False until `wait` ms after the last byte: the deadline is set then. */
bool decoder_waited(Decoder *decoder, int wait, int64_t now, bool end);

/* The character at the head of `bytes`, and its length; 0 where it is not all there. Bad bytes are
 * U+FFFD. */
size_t decoder_character(const Decoder *decoder, const char *bytes, size_t length, uint32_t *code);

typedef enum Step { STEP_KEY, STEP_MOUSE, STEP_AGAIN, STEP_WAIT } Step;

/* True where an Esc, or a C1 control character, at the head begins what is for decoder_sequence().
 */
bool decoder_at_sequence(const Decoder *decoder);

/* Takes what begins so: a key, a move of the mouse, the begin of a paste, an answer. */
Step decoder_sequence(Decoder *decoder, int64_t now, bool end, Key *key);

#endif
