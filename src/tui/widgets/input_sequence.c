/* input_sequence.c: what begins with Esc, of keys and the mouse, taken apart by libtermkey. */
#include "core/memory.h"
#include "tui/widgets/input_decoder_parts.h"
#include "tui/widgets/input_keys.h"

#include <string.h>
#include <sysexits.h>

enum {
    LONGEST_SEQUENCE = 32,
    LARGEST_PLACE = 10000,
    MOST_PARAMETERS = 8, /* libtermkey 0.22 writes past its array at the 17th */
};

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
    while (at < length && at < LONGEST_SEQUENCE &&
           (bytes[at] == ';' || decoder_is_digit(bytes[at]))) {
        if (bytes[at] == ';')
            number++;
        else if (number < 3 && numbers[number] < LARGEST_PLACE)
            numbers[number] = numbers[number] * 10 + (bytes[at] - '0');
        at++;
    }
    if (at == length && !decoder_waited(decoder, WAIT_SEQUENCE, now, end))
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

Step decoder_escape_step(Decoder *decoder, int64_t now, bool end, Key *key)
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
    if (same == length &&
        !decoder_waited(decoder, length == 1 ? WAIT_ESCAPE : WAIT_SEQUENCE, now, end))
        return STEP_WAIT;
    if (length == 1 || escape_stands_alone(bytes, length)) {
        if (length == 2 && !decoder_waited(decoder, WAIT_ESCAPE, now, end))
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
        *key = input_key_normal((Key){(uint32_t)bytes[1], KEY_ALT});
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

Step decoder_sequence_step(Decoder *decoder, int64_t now, bool end, Key *key)
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
        if (!decoder_waited(decoder, quick ? WAIT_ESCAPE : WAIT_SEQUENCE, now, end))
            return STEP_WAIT;
        force = true;
    }
    return held_key(decoder, force, key);
}
