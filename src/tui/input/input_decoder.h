/* input_decoder.h: from a terminal's bytes to keys and pastes; for input.c and the tests.
 *
 * Knows no descriptor and no clock: the caller gives bytes and times (milliseconds, of a clock that
 * is never set back). Bytes that may be the beginning of something longer are held: a lone Esc for
 * 50 ms, a sequence or a paste's marker that the network cut in two for 500 ms, a paste without its
 * end until 5 s of silence.
 */
#ifndef TUI_INPUT_INPUT_DECODER_H
#define TUI_INPUT_INPUT_DECODER_H

#include "tui/input/input_burst.h"
#include "tui/input/key.h"
#include "tui/input/mouse.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Decoder Decoder;

typedef enum Decoded { DECODED_NOTHING, DECODED_KEY, DECODED_MOUSE, DECODED_PASTE } Decoded;

/* For keys of terminal type `term`, in characters of `codeset` as of nl_langinfo(3). A terminal in
 * the C locale is taken to send UTF-8. */
Decoder *decoder_new(const char *term, const char *codeset);
void decoder_free(Decoder *decoder);

/* Gives bytes that were read at `now`. */
void decoder_put(Decoder *decoder, const char *bytes, size_t length, int64_t now);

/* The next key, paste or move of the mouse; with `end` nothing more will come, and nothing is held.
 * A paste is good until the next call. Keys may be all but unknown sequences, which are dropped. */
Decoded decoder_next(Decoder *decoder, int64_t now, bool end, Key *key);

/* The bytes of the paste, in UTF-8 where they can be converted, with a NUL behind them. */
const char *decoder_paste(const Decoder *decoder, size_t *length);

/* Marks where the input is now; and whether what decoder_next() has just given came before that. */
void decoder_mark(Decoder *decoder);
bool decoder_is_early(const Decoder *decoder);

/* True where a character came with what decoder_next() has just given, behind it. */
bool decoder_has_text(const Decoder *decoder);

/* What the mouse did. */
Mouse decoder_mouse(const Decoder *decoder);

/* How sure it is that it was pasted. */
PasteKind decoder_paste_kind(const Decoder *decoder);

/* True where that paste was not bracketed: what comes next may belong to it. */
bool decoder_paste_is_part(const Decoder *decoder);

/* True where decoder_next() has something to give, as far as can be told without decoding. */
bool decoder_ready(const Decoder *decoder);

/* When to call decoder_next() again though no byte has come; -1: no need. */
int64_t decoder_deadline(const Decoder *decoder);

#endif
