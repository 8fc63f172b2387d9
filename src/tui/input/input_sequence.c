/* input_sequence.c: what begins with Esc. Each sequence is taken whole before anybody asks what it
 * means, so that one of which we know nothing types nothing. */
#include "tui/input/input_decoder_internal.h"
#include "tui/input/input_frame.h"

#include <stdlib.h>
#include <string.h>
#include <uniconv.h>

enum { LONGEST_SEQUENCE = 1 << 20 };

/* What stands at the head. */
typedef struct Sequence {
    const char *bytes;
    size_t length;   /* of all that is there */
    size_t head;     /* of the introducer */
    char introducer; /* its letter; '\0': none */
} Sequence;

/* The C1 control character of one byte, in a character set that has them; 0: it is another. */
static unsigned char c1_of_byte(const Decoder *decoder, char byte)
{
    unsigned char found = 0;
    size_t length = 0;
    uint8_t *text =
        u8_conv_from_encoding(decoder->codeset, iconveh_error, &byte, 1, NULL, NULL, &length);
    if (text && length == 2 && text[0] == 0xC2 && text[1] < 0xA0)
        found = text[1];
    free(text);
    return found;
}

/* The introducer at the head, in 7 or in 8 bits. */
static Sequence sequence_at(const Decoder *decoder, size_t offset)
{
    Sequence sequence = {.bytes = decoder->bytes + decoder->start + offset,
                         .length = decoder->end - decoder->start - offset};
    const unsigned char *bytes = (const unsigned char *)sequence.bytes;
    unsigned char c1 = 0;
    if (sequence.length >= 2 && bytes[0] == ESCAPE) {
        sequence.head = 2;
        sequence.introducer = sequence.bytes[1];
    } else if (!decoder->codeset && sequence.length >= 2 && bytes[0] == 0xC2) {
        sequence.head = 2;
        c1 = bytes[1];
    } else if (decoder->codeset && sequence.length >= 1 && bytes[0] >= 0x80 && bytes[0] < 0xA0) {
        sequence.head = 1;
        c1 = c1_of_byte(decoder, sequence.bytes[0]);
    }
    if (c1 >= 0x80 && c1 < 0xA0)
        sequence.introducer = (char)(c1 - 0x40);
    if (frame_kind(sequence.introducer) == FRAME_NONE)
        sequence.introducer = '\0';
    return sequence;
}

bool decoder_at_sequence(const Decoder *decoder)
{
    return decoder->start < decoder->end &&
           (decoder->bytes[decoder->start] == ESCAPE || sequence_at(decoder, 0).introducer);
}

static Step drop(Decoder *decoder, size_t count)
{
    decoder->start += count;
    return STEP_AGAIN;
}

static Step give(Decoder *decoder, size_t count, Key *key, Key given)
{
    decoder->start += count;
    *key = given;
    return STEP_KEY;
}

/* Esc itself. */
static Step give_escape(Decoder *decoder, int64_t now, Key *key)
{
    decoder->escaped = now;
    return give(decoder, 1, key, (Key){PRESS_ESCAPE, 0});
}

/* What looked like a sequence was Alt and a letter; a C1 control character is no key. */
static Step give_alt(Decoder *decoder, const Sequence *sequence, Key *key)
{
    if (sequence->bytes[0] != ESCAPE)
        return drop(decoder, sequence->head);
    Key alt = {(unsigned char)sequence->introducer, KEY_ALT};
    return give(decoder, sequence->head, key, input_key_normal(alt));
}

/* The key that terminfo has for just these bytes, whatever others mean by them. */
static bool key_of_terminal(Decoder *decoder, const char *bytes, size_t length, Key *key)
{
    if (!decoder->keys_read) {
        decoder->keys = terminal_keys_new(decoder->term, &decoder->key_count);
        decoder->keys_read = true;
    }
    for (size_t i = 0; i < decoder->key_count; i++) {
        const char *known = decoder->keys[i].bytes;
        if (strlen(known) == length && memcmp(known, bytes, length) == 0) {
            *key = decoder->keys[i].key;
            return true;
        }
    }
    return false;
}

/* Where the sequence ends. A few keys of rxvt end with an intermediate byte, "ESC [ 3 $", and one
 * of the SCO console with the letter of the mouse. */
static FrameEnd find_end(Decoder *decoder, const Sequence *sequence, size_t *at)
{
    FrameKind kind = frame_kind(sequence->introducer);
    FrameEnd end =
        frame_end(kind, sequence->bytes, sequence->length, sequence->head, !decoder->codeset, at);
    size_t first = sequence->head;
    while (first < sequence->length && sequence->bytes[first] >= '0' &&
           sequence->bytes[first] <= '9')
        first++;
    bool special = kind == FRAME_CSI && first < sequence->length && first < sequence->head + 3 &&
                   (sequence->bytes[first] == '$' || sequence->bytes[first] == 'M');
    Key key;
    if (special && key_of_terminal(decoder, sequence->bytes, first + 1, &key)) {
        *at = first + 1;
        return FRAME_WHOLE;
    }
    return end;
}

/* What a whole sequence of `length` bytes means. */
static Meant meaning(Decoder *decoder, const Sequence *sequence, size_t length)
{
    Meant meant = {.kind = MEANT_NOTHING};
    const char *body = sequence->bytes + sequence->head;
    size_t body_length = length - sequence->head;
    if (key_of_terminal(decoder, sequence->bytes, length, &meant.key))
        meant.kind = MEANT_KEY;
    else if (sequence->introducer == '[')
        meant = input_meant_by_csi(body, body_length);
    else if (sequence->introducer == 'O')
        meant = input_meant_by_ss3(body, body_length);
    return meant;
}

static bool begins_paste(const Sequence *sequence, size_t length)
{
    static const char marker[] = "200~";
    return sequence->introducer == '[' && length - sequence->head == sizeof marker - 1 &&
           memcmp(sequence->bytes + sequence->head, marker, sizeof marker - 1) == 0;
}

static Step take_whole(Decoder *decoder, const Sequence *sequence, size_t length, Key *key)
{
    if (begins_paste(sequence, length)) {
        decoder->pasting = true;
        decoder->paste_length = 0;
        return drop(decoder, length);
    }
    decoder->meant = meaning(decoder, sequence, length);
    decoder->text_at = 0;
    if (decoder->meant.kind == MEANT_KEY)
        return give(decoder, length, key, decoder->meant.key);
    drop(decoder, length);
    return decoder->meant.kind == MEANT_MOUSE ? STEP_MOUSE : STEP_AGAIN;
}

/* What does not end as it should: with nothing behind its introducer, or with what no terminal
 * answers, Alt and a letter were typed. The rest of an answer is no text. */
static Step take_broken(Decoder *decoder, const Sequence *sequence, size_t at, Key *key)
{
    const char *body = sequence->bytes + sequence->head;
    size_t length = at - sequence->head;
    bool typed = length == 0 || sequence->introducer == 'O' ||
                 (frame_kind(sequence->introducer) == FRAME_STRING &&
                  !frame_is_answer(sequence->introducer, body, length));
    return typed ? give_alt(decoder, sequence, key) : drop(decoder, at);
}

static Step take_sequence(Decoder *decoder, const Sequence *sequence, int64_t now, bool end,
                          Key *key)
{
    size_t at = decoder->scanned;
    if (at == 0)
        decoder->begun = now;
    FrameEnd found = find_end(decoder, sequence, &at);
    decoder->scanned = 0;
    if (found == FRAME_WHOLE)
        return take_whole(decoder, sequence, at, key);
    if (found == FRAME_BROKEN)
        return take_broken(decoder, sequence, at, key);
    const char *body = sequence->bytes + sequence->head;
    size_t length = sequence->length - sequence->head;
    bool alone = length == 0;
    if (sequence->introducer == ']' && !alone && !frame_is_answer(']', body, length))
        return give_alt(decoder, sequence, key);
    int wait = sequence->introducer == 'O' ? WAIT_ESCAPE : WAIT_SEQUENCE;
    bool endless = now - decoder->begun >= WAIT_ANSWER || sequence->length > LONGEST_SEQUENCE;
    if (!endless && !decoder_waited(decoder, wait, now, end)) {
        decoder->scanned = at;
        return STEP_WAIT;
    }
    return take_broken(decoder, sequence, sequence->length, key);
}

/* Esc Esc is the key twice, but before a key's own sequence (as of rxvt) it is Alt. A paste, or an
 * answer, may follow an Esc at once. */
static Step take_two_escapes(Decoder *decoder, int64_t now, bool end, Key *key)
{
    Sequence inner = sequence_at(decoder, 1);
    FrameKind kind = frame_kind(inner.introducer);
    size_t at = 0;
    if (inner.length == 1)
        return decoder_waited(decoder, WAIT_ESCAPE, now, end) ? give_escape(decoder, now, key)
                                                              : STEP_WAIT;
    if (kind != FRAME_CSI && kind != FRAME_SS3)
        return give_escape(decoder, now, key);
    FrameEnd found = find_end(decoder, &inner, &at);
    if (found == FRAME_OPEN && inner.length < LONGEST_SEQUENCE &&
        !decoder_waited(decoder, inner.length == 2 ? WAIT_ESCAPE : WAIT_SEQUENCE, now, end))
        return STEP_WAIT;
    if (found != FRAME_WHOLE || begins_paste(&inner, at))
        return give_escape(decoder, now, key);
    Meant meant = meaning(decoder, &inner, at);
    if (meant.kind != MEANT_KEY)
        return give_escape(decoder, now, key);
    meant.key.modifiers |= KEY_ALT;
    return give(decoder, 1 + at, key, input_key_normal(meant.key));
}

/* Esc and a character, or a control character, is that with Alt. */
static Step take_alt(Decoder *decoder, int64_t now, bool end, Key *key)
{
    const char *bytes = decoder->bytes + decoder->start;
    size_t length = decoder->end - decoder->start;
    unsigned char next = (unsigned char)bytes[1];
    if (key_of_terminal(decoder, bytes, 2, key)) {
        decoder->start += 2;
        return STEP_KEY;
    }
    if (next < 0x20 || next == 0x7F) {
        Key alt = input_key_of_control(next);
        alt.modifiers |= KEY_ALT;
        return give(decoder, 2, key, input_key_normal(alt));
    }
    uint32_t code;
    size_t used = decoder_character(decoder, bytes + 1, length - 1, &code);
    if (used == 0 && !decoder_waited(decoder, WAIT_SEQUENCE, now, end))
        return STEP_WAIT;
    if (used == 0 || code == 0xFFFD || (code >= 0x80 && code < 0xA0))
        return give_escape(decoder, now, key);
    return give(decoder, 1 + used, key, input_key_normal((Key){code, KEY_ALT}));
}

Step decoder_sequence(Decoder *decoder, int64_t now, bool end, Key *key)
{
    Sequence sequence = sequence_at(decoder, 0);
    if (sequence.introducer)
        return take_sequence(decoder, &sequence, now, end, key);
    if (sequence.length == 1)
        return decoder_waited(decoder, WAIT_ESCAPE, now, end) ? give_escape(decoder, now, key)
                                                              : STEP_WAIT;
    if (sequence.bytes[1] == ESCAPE)
        return take_two_escapes(decoder, now, end, key);
    return take_alt(decoder, now, end, key);
}
