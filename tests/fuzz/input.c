/* What must hold of any bytes that a terminal sends, in any pieces. */
#include "tui/input/input_decoder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two for all runs, each of which leaves nothing in them: to make one reads the terminfo database.
 * Their time goes on. */
static Decoder *utf8, *latin1;
static int64_t now;

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Takes all that can be had; returns how many keys. Each is one that a keyboard has. */
static size_t drain(Decoder *decoder, bool end)
{
    Key key;
    size_t keys = 0;
    Decoded decoded;
    while ((decoded = decoder_next(decoder, now, end, &key)) != DECODED_NOTHING) {
        keys++;
        if (decoded == DECODED_PASTE) {
            size_t length;
            const char *paste = decoder_paste(decoder, &length);
            must(paste[length] == '\0');
        } else if (decoded == DECODED_MOUSE) {
            Mouse mouse = decoder_mouse(decoder);
            must(mouse.row >= 0 && mouse.column >= 0);
        } else {
            must(key.code <= PRESS_F12 && key.code != PRESS_NONE);
            must(key.code >= 0x20 && (key.code < 0x7F || key.code >= 0xA0));
            must(key.modifiers <= (KEY_SHIFT | KEY_ALT | KEY_CONTROL));
            must(input_key_equal(key, input_key_normal(key)));
        }
    }
    must(!decoder_ready(decoder));
    must(end || decoder_deadline(decoder) < 0 || decoder_deadline(decoder) > now);
    return keys;
}

/* The first byte says how the rest is cut, and how much time passes between the pieces. */
static void try_pieces(Decoder *decoder, const uint8_t *data, size_t size)
{
    size_t piece = size > 0 ? data[0] % 16 + 1 : 1;
    int64_t pause = size > 0 ? data[0] / 16 * 40 : 0;
    now += 10000;
    for (size_t at = 1; at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        decoder_put(decoder, (const char *)data + at, length, now);
        drain(decoder, false);
        now += pause;
    }
    drain(decoder, true);
}

/* An answer in good form is nothing, whatever is in it. */
static void try_answer(const char *before, const char *after, const uint8_t *data, size_t size,
                       uint8_t least, uint8_t most)
{
    size_t length = strlen(before), end = strlen(after);
    char *bytes = malloc(length + size + end);
    memcpy(bytes, before, length);
    for (size_t i = 0; i < size; i++)
        bytes[length + i] = (char)(least + data[i] % (most - least + 1));
    memcpy(bytes + length + size, after, end);
    size_t cut = size > 0 ? data[0] % (length + size + end) : 0;
    now += 10000;
    decoder_put(utf8, bytes, cut, now);
    must(drain(utf8, false) == 0);
    now += 40;
    decoder_put(utf8, bytes + cut, length + size + end - cut, now);
    must(drain(utf8, false) == 0);
    now += 2000;
    decoder_put(utf8, "x", 1, now);
    must(drain(utf8, false) == 1);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!utf8) {
        utf8 = decoder_new("xterm-256color", "UTF-8");
        latin1 = decoder_new("xterm-256color", "ISO-8859-1");
    }
    try_pieces(utf8, data, size);
    try_pieces(latin1, data, size);
    try_answer("\033]1", "\033\\", data, size, ' ', '~');
    try_answer("\033]1", "\a", data, size, ' ', '~');
    try_answer("\033P>|", "\033\\", data, size, ' ', '~');
    try_answer("\033_G", "\033\\", data, size, ' ', '~');
    try_answer("\033[?", "c", data, size, '0', ';');
    try_answer("\033[?", "$y", data, size, '0', ';');
    try_answer("\033[1 ", "A", data, size, ' ', '?');
    return 0;
}
