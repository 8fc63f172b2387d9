#include "tui/widgets/input_decoder.h"

#include "core/memory.h"
#include "tui/widgets/input_keys.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termkey.h>
#include <uniconv.h>
#include <unistr.h>
#include <wchar.h>

enum {
    WAIT_ESCAPE = 50,
    WAIT_SEQUENCE = 500,
    WAIT_PASTE = 5000,
    LONGEST_SEQUENCE = 32,
    PASTED = 256, /* so many bytes of text at once nobody types */
    LARGEST_PLACE = 10000,
    MOST_PARAMETERS = 8, /* libtermkey 0.22 writes past its array at the 17th */
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

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The rest of a key's sequence whose Esc came so much earlier that it was taken for a lone one.
 * Nobody types "[" and more within one read. */
static bool is_late_rest(const char *bytes, size_t length)
{
    if (length < 2 || bytes[0] != '[')
        return false;
    size_t at = 1;
    while (at < length && (bytes[at] == ';' || is_digit(bytes[at])))
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

/* False until `wait` ms after the last byte: the deadline is set then. */
static bool waited(Decoder *decoder, int wait, int64_t now, bool end)
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
        if (!waited(decoder, WAIT_PASTE, now, end))
            return DECODED_NOTHING;
    }
    decoder->paste[decoder->paste_length] = '\0';
    convert_paste(decoder);
    decoder->pasting = false;
    decoder->paste_out = true;
    decoder->part = false;
    return DECODED_PASTE;
}

typedef enum Step { STEP_KEY, STEP_MOUSE, STEP_AGAIN, STEP_WAIT } Step;

/* Asks termkey for a key out of the bytes that it holds. */
static Step held_key(Decoder *decoder, bool force, Key *key)
{
    TermKey *termkey = decoder->termkey;
    TermKeyKey pressed;
    TermKeyResult result =
        force ? termkey_getkey_force(termkey, &pressed) : termkey_getkey(termkey, &pressed);
    bool found = result == TERMKEY_RES_KEY;
    bool mouse = found && input_mouse_of_termkey(&pressed, &decoder->mouse);
    found = found && !mouse && input_key_of_termkey(&pressed, key);
    /* It keeps the bytes of an unknown sequence until it is asked again. */
    if (result == TERMKEY_RES_KEY && pressed.type == TERMKEY_TYPE_UNKNOWN_CSI)
        termkey_getkey(termkey, &pressed);
    decoder->held = termkey_get_buffer_size(termkey) - termkey_get_buffer_remaining(termkey);
    decoder->rest = result == TERMKEY_RES_KEY && decoder->held > 0;
    return mouse ? STEP_MOUSE : found ? STEP_KEY : STEP_AGAIN;
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
        if (!waited(decoder, WAIT_SEQUENCE, now, end))
            return STEP_WAIT;
        code = 0xFFFD;
        used = 1;
    }
    decoder->start += used;
    *key = (Key){code, 0};
    return code >= 0x20 && (code < 0x7F || code >= 0xA0) ? STEP_KEY : STEP_AGAIN;
}

/* Esc Esc is the key twice, but before a key's own sequence (as of rxvt) it is Alt. A paste may
 * follow an Esc at once. */
static bool escape_stands_alone(const char *bytes, size_t length)
{
    if (length < 2)
        return false;
    /* No character begins so, but termkey would take 0x9B for "ESC [". */
    if (((unsigned char)bytes[1] & 0xC0) == 0x80)
        return true;
    if (bytes[1] != ESCAPE)
        return false;
    if (length == 2 || (bytes[2] != '[' && bytes[2] != 'O'))
        return true;
    return length > MARKER && memcmp(bytes + 1, PASTE_BEGIN, MARKER) == 0;
}

/* A move of the mouse in xterm's mode 1006, "ESC [ <" BUTTON ; COLUMN ; ROW "M" (pressed) or "m"
 * (let go): libtermkey 0.22 takes what xterm's terminfo says of it for another form. */
static Step mouse_step(Decoder *decoder, int64_t now, bool end)
{
    const char *bytes = decoder->bytes + decoder->start;
    size_t length = decoder->end - decoder->start;
    size_t at = 3, number = 0;
    int numbers[3] = {0};
    while (at < length && at < LONGEST_SEQUENCE && (bytes[at] == ';' || is_digit(bytes[at]))) {
        if (bytes[at] == ';')
            number++;
        else if (number < 3 && numbers[number] < LARGEST_PLACE)
            numbers[number] = numbers[number] * 10 + (bytes[at] - '0');
        at++;
    }
    if (at == length && !waited(decoder, WAIT_SEQUENCE, now, end))
        return STEP_WAIT;
    bool pressed = at < length && bytes[at] == 'M', last = at < length && bytes[at] >= '@';
    decoder->start += at + last;
    bool ours = pressed && number == 2 && numbers[1] > 0 && numbers[2] > 0 &&
                input_mouse(numbers[0], numbers[2] - 1, numbers[1] - 1, &decoder->mouse);
    return ours ? STEP_MOUSE : STEP_AGAIN;
}

/* Gives bytes of a sequence to termkey, which is made with the first one: not every run has one,
 * and the first frame none. It knows some sequences of every terminal, so it fails for want of
 * memory alone. */
static void push(Decoder *decoder, const char *bytes, size_t length)
{
    if (!decoder->termkey)
        decoder->termkey =
            termkey_new_abstract(decoder->term, TERMKEY_FLAG_UTF8 | TERMKEY_FLAG_NOTERMIOS);
    if (!decoder->termkey)
        memory_give_up("seccontacts: out of memory\n", EX_OSERR);
    termkey_push_bytes(decoder->termkey, bytes, length);
}

static Step escape_step(Decoder *decoder, int64_t now, bool end, Key *key)
{
    const char *bytes = decoder->bytes + decoder->start;
    size_t length = decoder->end - decoder->start;
    size_t same = 0;
    while (same < length && same < MARKER && bytes[same] == PASTE_BEGIN[same])
        same++;
    if (same == MARKER) {
        decoder->start += MARKER;
        decoder->pasting = true;
        decoder->paste_length = 0;
        return STEP_AGAIN;
    }
    if (same == length && !waited(decoder, length == 1 ? WAIT_ESCAPE : WAIT_SEQUENCE, now, end))
        return STEP_WAIT;
    if (length == 1 || escape_stands_alone(bytes, length)) {
        if (length == 2 && !waited(decoder, WAIT_ESCAPE, now, end))
            return STEP_WAIT;
        decoder->start++;
        decoder->escaped = now;
        *key = (Key){PRESS_ESCAPE, 0};
        return STEP_KEY;
    }
    /* To termkey these begin a control string, which it would wait for for ever; we ask the
     * terminal nothing, so no answer comes: they are keys. */
    if (strchr("P]^_X", bytes[1])) {
        decoder->start += 2;
        *key = key_normal((Key){(uint32_t)bytes[1], KEY_ALT});
        return STEP_KEY;
    }
    if (length > 2 && bytes[1] == '[' && bytes[2] == '<')
        return mouse_step(decoder, now, end);
    size_t used = bytes[1] == ESCAPE ? 2 : 1;
    push(decoder, bytes, used);
    decoder->start += used;
    decoder->held = used;
    decoder->parameters = 0;
    decoder->in_control = false;
    decoder->last_held = ESCAPE;
    return STEP_AGAIN;
}

/* Whether a sequence goes on with `byte`. To termkey 0x9B in a control sequence begins another. */
static bool goes_on(const Decoder *decoder, char byte)
{
    return byte != ESCAPE && !(decoder->in_control && (unsigned char)byte >= 0x80);
}

/* Whether a control sequence that goes on with `byte` has no parameter where libtermkey 0.22 reads
 * one all the same: 0 is then its default (ECMA-48, 5.4.2). */
static bool lacks_parameter(char byte)
{
    bool parameter = byte >= '0' && byte <= '?';
    bool last = byte >= '@' && byte <= '~';
    return !parameter && (!last || byte == '~' || byte == 'u');
}

/* Goes on with a sequence that termkey holds the beginning of. */
static Step sequence_step(Decoder *decoder, int64_t now, bool end, Key *key)
{
    bool force = decoder->held >= LONGEST_SEQUENCE || decoder->parameters >= MOST_PARAMETERS;
    if (force) {
        decoder->parameters = 0;
    } else if (decoder->rest) {
        decoder->rest = false;
    } else if (decoder->start < decoder->end && goes_on(decoder, decoder->bytes[decoder->start])) {
        char before = decoder->last_held;
        decoder->last_held = decoder->bytes[decoder->start++];
        if (before == ESCAPE)
            decoder->in_control = decoder->last_held == '[' || decoder->last_held == 'O';
        else if (decoder->in_control && (before == '[' || (before >= '<' && before <= '?')) &&
                 lacks_parameter(decoder->last_held))
            push(decoder, "0", 1);
        push(decoder, &decoder->last_held, 1);
        decoder->held++;
        decoder->parameters += decoder->last_held == ';';
        /* "ESC [ [" would be a sequence, but the Linux console's F1 to F5 go on after it. */
        bool more = decoder->held == 3 && before == '[' && decoder->last_held == '[';
        if (decoder->parameters >= MOST_PARAMETERS || more)
            return STEP_AGAIN;
    } else if (decoder->start < decoder->end) {
        force = true;
    } else {
        bool quick = decoder->last_held == ESCAPE || decoder->last_held == 'O';
        if (!waited(decoder, quick ? WAIT_ESCAPE : WAIT_SEQUENCE, now, end))
            return STEP_WAIT;
        force = true;
    }
    return held_key(decoder, force, key);
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
            step = sequence_step(decoder, now, end, key);
        else if (decoder->start == decoder->end)
            return DECODED_NOTHING;
        else if (decoder->bytes[decoder->start] == ESCAPE)
            step = escape_step(decoder, now, end, key);
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
