/* input_decoder.c: bytes come in, characters and pastes are found in them. */
#include "tui/widgets/input_decoder.h"

#include "core/memory.h"
#include "tui/widgets/input_decoder_parts.h"
#include "tui/widgets/input_keys.h"

#include <stdlib.h>
#include <string.h>
#include <termkey.h>
#include <uniconv.h>
#include <unistr.h>
#include <wchar.h>

enum { PASTED = 256 }; /* so many bytes of text at once nobody types */

Decoder *decoder_new(const char *term, const char *codeset)
{
    Decoder *decoder = memory_new(sizeof *decoder);
    decoder->term = memory_text(term);
    decoder->deadline = decoder->escaped = -1;
    if (strcmp(codeset, "UTF-8") != 0 && strcmp(codeset, "ANSI_X3.4-1968") != 0)
        decoder->codeset = memory_text(codeset);
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->termkey)
        termkey_destroy(decoder->termkey);
    free(decoder->term);
    free(decoder->codeset);
    free(decoder->bytes);
    free(decoder->paste);
    free(decoder);
}

/* The rest of a key's sequence whose Esc came so much earlier that it was taken for a lone one.
 * Nobody types "[" and more within one read. */
static bool is_late_rest(const char *bytes, size_t length)
{
    if (length < 2 || bytes[0] != '[')
        return false;
    size_t at = 1;
    while (at < length && (bytes[at] == ';' || decoder_is_digit(bytes[at])))
        at++;
    return at == length || (at == length - 1 && bytes[at] >= 'A') ||
           (length >= MARKER - 1 && memcmp(bytes, &PASTE_BEGIN[1], MARKER - 1) == 0);
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
    bool late = decoder->end == 0 && decoder->held == 0 && !decoder->pasting &&
                decoder->escaped >= 0 && now - decoder->escaped < WAIT_SEQUENCE &&
                is_late_rest(bytes, length);
    decoder->escaped = -1;
    decoder->bytes =
        memory_reserve(decoder->bytes, &decoder->capacity, decoder->end + length + 1, 1);
    if (late)
        decoder->bytes[decoder->end++] = ESCAPE;
    memcpy(decoder->bytes + decoder->end, bytes, length);
    decoder->end += length;
    decoder->arrived = now;
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
    return DECODED_PASTE;
}

/* The character at the head; 0 bytes where it is not all there. Bad bytes are U+FFFD. */
static size_t character(const Decoder *decoder, const char *bytes, size_t length, uint32_t *code)
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

/* The length of the text at the head, lines included, whole characters only. */
static size_t text_run(const Decoder *decoder)
{
    const char *bytes = decoder->bytes + decoder->start;
    size_t length = decoder->end - decoder->start;
    size_t run = 0;
    while (run < length && (bytes[run] < 0 || (bytes[run] >= 0x20 && bytes[run] != 0x7F) ||
                            bytes[run] == '\r' || bytes[run] == '\n'))
        run++;
    size_t last = 0;
    while (last < 3 && last < run && ((unsigned char)bytes[run - 1 - last] & 0xC0) == 0x80)
        last++;
    if (last < run && run == length && !decoder->codeset &&
        u8_mblen((const uint8_t *)bytes + run - 1 - last, last + 1) < 0)
        run -= last + 1;
    return run;
}

/* A paste into a terminal that does not bracket it. */
static bool take_run(Decoder *decoder)
{
    if (decoder->end - decoder->start < PASTED)
        return false;
    size_t run = text_run(decoder);
    if (run < PASTED)
        return false;
    decoder->paste = memory_text_n(decoder->bytes + decoder->start, run);
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
    size_t used = character(decoder, bytes, decoder->end - decoder->start, &code);
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

Decoded decoder_next(Decoder *decoder, int64_t now, bool end, Key *key)
{
    decoder->deadline = -1;
    if (decoder->paste_out) {
        free(decoder->paste);
        decoder->paste = NULL;
        decoder->paste_length = decoder->paste_capacity = 0;
        decoder->paste_out = false;
    }
    for (;;) {
        Step step;
        if (decoder->pasting)
            return next_paste(decoder, now, end);
        if (decoder->held > 0)
            step = decoder_sequence_step(decoder, now, end, key);
        else if (decoder->start == decoder->end)
            return DECODED_NOTHING;
        else if (decoder->bytes[decoder->start] == ESCAPE)
            step = decoder_escape_step(decoder, now, end, key);
        else if (take_run(decoder))
            return DECODED_PASTE;
        else
            step = text_step(decoder, now, end, key);
        if (step == STEP_KEY)
            return DECODED_KEY;
        if (step == STEP_MOUSE)
            return DECODED_MOUSE;
        if (step == STEP_WAIT)
            return DECODED_NOTHING;
    }
}

const char *decoder_paste(const Decoder *decoder, size_t *length)
{
    *length = decoder->paste_length;
    return decoder->paste ? decoder->paste : "";
}

Mouse decoder_mouse(const Decoder *decoder)
{
    return decoder->mouse;
}

bool decoder_paste_is_part(const Decoder *decoder)
{
    return decoder->part;
}

bool decoder_ready(const Decoder *decoder)
{
    size_t length = decoder->end - decoder->start;
    if (decoder->pasting || length == 0)
        return decoder->rest;
    return decoder->bytes[decoder->start] != ESCAPE || length > 2;
}

int64_t decoder_deadline(const Decoder *decoder)
{
    return decoder->deadline;
}
