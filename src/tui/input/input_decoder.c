/* input_decoder.c: bytes come in, characters and pastes are found in them. */
#include "tui/input/input_decoder.h"

#include "base/memory.h"
#include "tui/input/input_decoder_internal.h"
#include "tui/input/input_frame.h"

#include <stdlib.h>
#include <string.h>
#include <uniconv.h>
#include <unistr.h>
#include <wchar.h>

enum { PASTED = 256 }; /* so many bytes of text at once nobody types */

Decoder *decoder_new(const char *term, const char *codeset)
{
    Decoder *decoder = memory_new(sizeof *decoder);
    decoder->term = memory_text(term);
    decoder->deadline = decoder->escaped = decoder->burst_last = decoder->fast_last = -1;
    if (strcmp(codeset, "UTF-8") != 0 && strcmp(codeset, "ANSI_X3.4-1968") != 0)
        decoder->codeset = memory_text(codeset);
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (!decoder)
        return;
    terminal_keys_free(decoder->keys, decoder->key_count);
    free(decoder->term);
    free(decoder->codeset);
    free(decoder->bytes);
    free(decoder->paste);
    free(decoder);
}

void decoder_put(Decoder *decoder, const char *bytes, size_t length, int64_t now)
{
    if (decoder->start == decoder->end) {
        decoder->start = decoder->end = 0;
    } else if (decoder->start > 0) {
        memmove(decoder->bytes, decoder->bytes + decoder->start, decoder->end - decoder->start);
        decoder->end -= decoder->start;
        decoder->start = 0;
    }
    /* Of a sequence whose Esc came so much earlier that it was taken for a lone one. */
    bool late = decoder->end == 0 && !decoder->pasting && decoder->escaped >= 0 &&
                now - decoder->escaped < WAIT_SEQUENCE && frame_is_rest(bytes, length);
    decoder->escaped = -1;
    decoder->text_head = decoder->text_head || decoder->end == 0;
    decoder->bytes =
        memory_reserve(decoder->bytes, &decoder->capacity, decoder->end + length + 1, 1);
    if (late)
        decoder->bytes[decoder->end++] = ESCAPE;
    memcpy(decoder->bytes + decoder->end, bytes, length);
    decoder->end += length;
    decoder->put += length;
    decoder->arrived = now;
    decoder->waiting = false;
}

bool decoder_waited(Decoder *decoder, int wait, int64_t now, bool end)
{
    if (end || now - decoder->arrived >= wait)
        return true;
    decoder->deadline = decoder->arrived + wait;
    return false;
}

static void convert_paste(Decoder *decoder)
{
    if (!decoder->codeset || decoder->paste_length == 0)
        return;
    size_t length = 0;
    uint8_t *converted =
        u8_conv_from_encoding(decoder->codeset, iconveh_question_mark, decoder->paste,
                              decoder->paste_length, NULL, NULL, &length);
    if (!converted)
        return;
    free(decoder->paste);
    decoder->paste = memory_text_n((const char *)converted, length);
    decoder->paste_length = length;
    decoder->paste_capacity = length + 1;
    free(converted);
}

static Decoded next_paste(Decoder *decoder, int64_t now, bool end)
{
    size_t added = decoder->end - decoder->start;
    size_t from = decoder->paste_length < MARKER ? 0 : decoder->paste_length - MARKER;
    decoder->paste = memory_reserve(decoder->paste, &decoder->paste_capacity,
                                    decoder->paste_length + added + 1, 1);
    if (added > 0)
        memcpy(decoder->paste + decoder->paste_length, decoder->bytes + decoder->start, added);
    size_t length = decoder->paste_length + added;
    const char *marker = memmem(decoder->paste + from, length - from, PASTE_END, MARKER);
    if (marker) {
        size_t body = (size_t)(marker - decoder->paste);
        decoder->start += body + MARKER - decoder->paste_length;
        decoder->paste_length = body;
    } else {
        decoder->start = decoder->end;
        decoder->paste_length = length;
        if (!decoder_waited(decoder, WAIT_PASTE, now, end))
            return DECODED_NOTHING;
    }
    decoder->paste[decoder->paste_length] = '\0';
    convert_paste(decoder);
    decoder->pasting = false;
    decoder->paste_out = true;
    decoder->part = false;
    decoder->kind = PASTE_SURE;
    return DECODED_PASTE;
}

size_t decoder_character(const Decoder *decoder, const char *bytes, size_t length, uint32_t *code)
{
    if (decoder->codeset) {
        wchar_t wide;
        mbstate_t state = {0};
        size_t used = mbrtowc(&wide, bytes, length, &state);
        if (used == (size_t)-2)
            return 0;
        bool good = used != (size_t)-1 && used > 0;
        *code = good ? (uint32_t)wide : 0xFFFD;
        return good ? used : 1;
    }
    ucs4_t read;
    int used = u8_mbtoucr(&read, (const uint8_t *)bytes, length);
    if (used == -2)
        return 0;
    *code = used > 0 ? read : 0xFFFD;
    return used > 0 ? (size_t)used : 1;
}

/* The length of the text at the head, tabs and lines included, whole characters only. In `*whole`,
 * whether it is all that is there. */
static size_t text_run(const Decoder *decoder, bool *whole)
{
    const char *bytes = decoder->bytes + decoder->start;
    size_t length = decoder->end - decoder->start;
    size_t run = 0;
    while (run < length && (bytes[run] < 0 || (bytes[run] >= 0x20 && bytes[run] != 0x7F) ||
                            bytes[run] == '\t' || bytes[run] == '\r' || bytes[run] == '\n'))
        run++;
    *whole = run == length;
    size_t last = 0;
    while (last < 3 && last < run && ((unsigned char)bytes[run - 1 - last] & 0xC0) == 0x80)
        last++;
    if (last < run && run == length && !decoder->codeset &&
        u8_mblen((const uint8_t *)bytes + run - 1 - last, last + 1) < 0)
        run -= last + 1;
    return run;
}

/* A key that is in no paste. */
static bool is_control_key(char byte)
{
    return (byte >= 0 && byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n') ||
           byte == 0x7F;
}

static bool has_text(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && bytes[at] >= 0 && bytes[at] <= ' ')
        at++;
    return at < length;
}

static bool is_soon(int64_t last, int64_t now, int soon)
{
    return last >= 0 && now - last < soon;
}

/* Whether the text at the head, up to the end of a read, is a paste; what comes soon behind one is
 * its rest.
 */
static bool is_burst(Decoder *decoder, const char *bytes, size_t run, int64_t now)
{
    bool sooner = is_soon(decoder->burst_last, now, WAIT_SEQUENCE);
    bool soon = is_soon(decoder->burst_last, now, WAIT_ROWS) && burst_has_break(bytes, run);
    if ((sooner || soon) && burst_goes_on(bytes, run))
        return true; /* of the same kind */
    sooner = is_soon(decoder->fast_last, now, WAIT_SEQUENCE) && burst_ends_row(bytes, run, 1);
    soon = is_soon(decoder->fast_last, now, WAIT_ROWS) && burst_ends_row(bytes, run, 2);
    if (sooner || soon) {
        decoder->kind = PASTE_ROWS;
        return true;
    }
    decoder->fast_last = burst_is_fast(bytes, run) ? now : -1;
    return burst_is_paste(bytes, run, &decoder->kind);
}

/* A paste into a terminal that does not bracket it. An escape sequence or a control key behind it
 * is a sign that it was typed, where it is not long. */
static bool take_run(Decoder *decoder, int64_t now)
{
    size_t length = decoder->end - decoder->start;
    const char *bytes = decoder->bytes + decoder->start;
    bool whole;
    if (length < PASTED && !decoder->text_head)
        return false;
    size_t run = text_run(decoder, &whole);
    bool sure = run >= PASTED && has_text(bytes, run);
    if (sure)
        decoder->kind = PASTE_SURE;
    else if (run == 0 || !decoder->text_head || !whole || !is_burst(decoder, bytes, run, now))
        return false;
    decoder->burst_last = now;
    decoder->paste = memory_text_n(bytes, run);
    decoder->paste_length = run;
    decoder->paste_capacity = run + 1;
    decoder->start += run;
    convert_paste(decoder);
    decoder->paste_out = true;
    decoder->part = true;
    return true;
}

static Step text_step(Decoder *decoder, int64_t now, bool end, Key *key)
{
    const char *bytes = decoder->bytes + decoder->start;
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0x20 || first == 0x7F) {
        decoder->start++;
        *key = input_key_of_control(first);
        return STEP_KEY;
    }
    uint32_t code;
    size_t used = decoder_character(decoder, bytes, decoder->end - decoder->start, &code);
    if (used == 0) {
        if (!decoder_waited(decoder, WAIT_SEQUENCE, now, end))
            return STEP_WAIT;
        code = 0xFFFD;
        used = 1;
    }
    decoder->start += used;
    *key = (Key){code, 0};
    return code >= 0x20 && (code < 0x7F || code >= 0xA0) ? STEP_KEY : STEP_AGAIN;
}

/* What one key of kitty's protocol has typed, a character at a time. */
static bool take_typed(Decoder *decoder, Key *key)
{
    Meant *meant = &decoder->meant;
    if (meant->kind != MEANT_TEXT || decoder->text_at == meant->text_count)
        return false;
    *key = (Key){meant->text[decoder->text_at++], 0};
    return true;
}

static Decoded decode(Decoder *decoder, int64_t now, bool end, Key *key)
{
    for (;;) {
        Step step;
        if (decoder->pasting)
            return next_paste(decoder, now, end);
        if (take_typed(decoder, key))
            return DECODED_KEY;
        if (decoder->start == decoder->end)
            return DECODED_NOTHING;
        if (decoder_at_sequence(decoder)) {
            step = decoder_sequence(decoder, now, end, key);
            decoder->text_head = true;
        } else if (take_run(decoder, now)) {
            return DECODED_PASTE;
        } else {
            decoder->text_head = is_control_key(decoder->bytes[decoder->start]);
            step = text_step(decoder, now, end, key);
        }
        if (step == STEP_KEY && decoder->text_head) /* no paste goes on behind it */
            decoder->burst_last = decoder->fast_last = -1;
        if (step == STEP_KEY)
            return DECODED_KEY;
        if (step == STEP_MOUSE)
            return DECODED_MOUSE;
        if (step == STEP_WAIT)
            return DECODED_NOTHING;
    }
}

Decoded decoder_next(Decoder *decoder, int64_t now, bool end, Key *key)
{
    decoder->deadline = -1;
    if (decoder->paste_out) {
        free(decoder->paste);
        decoder->paste = NULL;
        decoder->paste_length = decoder->paste_capacity = 0;
        decoder->paste_out = false;
    }
    uint64_t left = decoder->end - decoder->start;
    decoder->early = left > 0 && decoder->put - left < decoder->marked;
    Decoded decoded = decode(decoder, now, end, key);
    decoder->waiting = decoded == DECODED_NOTHING;
    return decoded;
}

const char *decoder_paste(const Decoder *decoder, size_t *length)
{
    *length = decoder->paste_length;
    return decoder->paste ? decoder->paste : "";
}

void decoder_mark(Decoder *decoder)
{
    decoder->marked = decoder->put;
}

bool decoder_is_early(const Decoder *decoder)
{
    return decoder->early;
}

bool decoder_has_text(const Decoder *decoder)
{
    unsigned char next =
        (unsigned char)(decoder->start < decoder->end ? decoder->bytes[decoder->start] : '\0');
    return next >= 0x20 && next != 0x7F;
}

Mouse decoder_mouse(const Decoder *decoder)
{
    return decoder->meant.mouse;
}

PasteKind decoder_paste_kind(const Decoder *decoder)
{
    return decoder->kind;
}

bool decoder_paste_is_part(const Decoder *decoder)
{
    return decoder->part;
}

bool decoder_ready(const Decoder *decoder)
{
    size_t length = decoder->end - decoder->start;
    if (decoder->meant.kind == MEANT_TEXT && decoder->text_at < decoder->meant.text_count)
        return true;
    if (decoder->pasting || decoder->waiting || length == 0)
        return false;
    return decoder->bytes[decoder->start] != ESCAPE || length > 2;
}

int64_t decoder_deadline(const Decoder *decoder)
{
    return decoder->deadline;
}
