/* input_frame.h: where an escape sequence of a terminal begins and ends (ECMA-48); for the decoder.
 *
 * What a sequence means does not matter here: a key, an answer of the terminal, one that nobody
 * knows all end by the same rules.
 */
#ifndef TUI_INPUT_INPUT_FRAME_H
#define TUI_INPUT_INPUT_FRAME_H

#include <stdbool.h>
#include <stddef.h>

typedef enum FrameKind {
    FRAME_NONE,
    FRAME_CSI,   /* a control sequence: "ESC [", parameters, intermediate bytes, a final byte */
    FRAME_SS3,   /* "ESC O" and a byte; some terminals put a modifier between them */
    FRAME_STRING /* OSC, DCS, APC, PM or SOS: a text up to ST ("ESC \") or BEL */
} FrameKind;

typedef enum FrameEnd {
    FRAME_OPEN,   /* it goes on beyond what is there */
    FRAME_WHOLE,  /* it ends before `*at` */
    FRAME_BROKEN, /* at `*at` stands what can't be in it: an Esc, a control character */
} FrameEnd;

/* What the letter `introducer` begins behind an Esc: '[' a control sequence. Its 8-bit form is the
 * C1 control character 0x40 above the letter. */
FrameKind frame_kind(char introducer);

/* Looks for the end of the `kind` at `bytes`, whose introducer is `head` bytes long. `*at` is 0 at
 * first; where the answer is FRAME_OPEN it is how far there is no need to look again. `utf8`: C1
 * control characters are two bytes long. */
FrameEnd frame_end(FrameKind kind, const char *bytes, size_t length, size_t head, bool utf8,
                   size_t *at);

/* Whether the text behind the introducer (a letter as for frame_kind()) begins as those of
 * terminals do. What doesn't was probably typed: Alt and the letter, then other keys. */
bool frame_is_answer(char introducer, const char *text, size_t length);

/* Whether a read of `bytes` can only be the rest of a sequence whose Esc came in another one. */
bool frame_is_rest(const char *bytes, size_t length);

#endif
