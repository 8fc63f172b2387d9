/* input_decoder_parts.h: what input_decoder.c and input_sequence.c share. */
#ifndef TUI_WIDGETS_INPUT_DECODER_PARTS_H
#define TUI_WIDGETS_INPUT_DECODER_PARTS_H

#include "tui/widgets/input_decoder.h"

#include <termkey.h>

/* Milliseconds. */
enum {
    WAIT_ESCAPE = 50,
    WAIT_SEQUENCE = 500,
    WAIT_PASTE = 5000,
};

#define ESCAPE      '\033'
#define PASTE_BEGIN "\033[200~"
#define PASTE_END   "\033[201~"
enum { MARKER = sizeof PASTE_BEGIN - 1 };

struct Decoder {
    char *term;
    TermKey *termkey; /* parses one escape sequence at a time, given byte by byte; NULL: none yet */
    size_t held;      /* bytes of a sequence in it */
    char last_held;
    bool in_control; /* it began with "ESC [" or "ESC O" */
    int parameters;
    bool rest;     /* what it holds may be keys of their own */
    char *codeset; /* NULL: UTF-8 */
    char *bytes;   /* not decoded yet: from `start` to `end` */
    size_t start, end, capacity;
    int64_t arrived;  /* when the last bytes came */
    int64_t deadline; /* -1: none */
    int64_t escaped;  /* when a lone Esc was given out; -1: not lately */
    Mouse mouse;      /* the last */
    bool pasting;
    bool paste_out; /* the paste was given out: forget it at the next call */
    bool part;      /* it was not bracketed */
    char *paste;
    size_t paste_length, paste_capacity;
};

/* Whether an ASCII digit. */
static inline bool decoder_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* False until `wait` ms after the last byte: the deadline is set then. */
bool decoder_waited(Decoder *decoder, int wait, int64_t now, bool end);

typedef enum Step { STEP_KEY, STEP_MOUSE, STEP_AGAIN, STEP_WAIT } Step;

/* Begins with what Esc is the head of: a key, a paste, the mouse, or a sequence that termkey gets.
 */
Step decoder_escape_step(Decoder *decoder, int64_t now, bool end, Key *key);

/* Goes on with a sequence that termkey holds the beginning of. */
Step decoder_sequence_step(Decoder *decoder, int64_t now, bool end, Key *key);

#endif
