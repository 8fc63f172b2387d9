/* input_frame.c: the grammar of escape sequences. */
#include "tui/input/input_frame.h"

#include <string.h>

#define ESCAPE '\033'
#define BEL    '\a'

FrameKind frame_kind(char introducer)
{
    switch (introducer) {
    case '[':
        return FRAME_CSI;
    case 'O':
        return FRAME_SS3;
    case ']': /* OSC */
    case 'P': /* DCS */
    case '_': /* APC */
    case '^': /* PM */
    case 'X': /* SOS */
        return FRAME_STRING;
    default:
        return FRAME_NONE;
    }
}

static bool is_control(char byte)
{
    return (byte >= 0 && byte < ' ') || byte == 0x7F;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte);
}

/* Parameters and intermediate bytes. */
static bool is_inner(char byte)
{
    return byte >= ' ' && byte <= '?';
}

static bool is_final(char byte)
{
    return byte >= '@' && byte <= '~';
}

/* A place of the mouse in its oldest form: three bytes behind "ESC [ M". */
static FrameEnd end_of_mouse(const char *bytes, size_t length, size_t from, size_t *at)
{
    for (size_t i = from; i < from + 3; i++) {
        if (i >= length)
            return FRAME_OPEN;
        if (is_control(bytes[i])) {
            *at = i;
            return FRAME_BROKEN;
        }
    }
    *at = from + 3;
    return FRAME_WHOLE;
}

static FrameEnd end_of_csi(const char *bytes, size_t length, size_t head, size_t *at)
{
    size_t i = *at > head ? *at : head;
    /* The Linux console's F1 to F5 are "ESC [ [" and a letter. */
    if (i == head && i < length && bytes[i] == '[') {
        if (i + 1 == length)
            return FRAME_OPEN;
        *at = i + 1 + is_final(bytes[i + 1]);
        return is_final(bytes[i + 1]) ? FRAME_WHOLE : FRAME_BROKEN;
    }
    if (i == head && i < length && bytes[i] == 'M')
        return end_of_mouse(bytes, length, i + 1, at);
    while (i < length && is_inner(bytes[i]))
        i++;
    *at = i;
    if (i == length)
        return FRAME_OPEN;
    *at = i + is_final(bytes[i]);
    return is_final(bytes[i]) ? FRAME_WHOLE : FRAME_BROKEN;
}

static FrameEnd end_of_ss3(const char *bytes, size_t length, size_t head, size_t *at)
{
    size_t i = *at > head ? *at : head;
    while (i < length && (is_digit(bytes[i]) || bytes[i] == ';'))
        i++;
    *at = i;
    if (i == length)
        return FRAME_OPEN;
    *at = i + is_final(bytes[i]);
    return is_final(bytes[i]) ? FRAME_WHOLE : FRAME_BROKEN;
}

/* ST is "ESC \", or in one character 0x9C, which is part of others in UTF-8. */
static FrameEnd end_of_string(const char *bytes, size_t length, size_t head, bool utf8, size_t *at)
{
    size_t i = *at > head ? *at : head;
    for (; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool two = byte == ESCAPE || (utf8 && byte == 0xC2);
        *at = i;
        if (two && i + 1 == length)
            return FRAME_OPEN;
        unsigned char next = two ? (unsigned char)bytes[i + 1] : 0;
        bool st = byte == ESCAPE ? next == '\\' : byte == 0xC2 ? next == 0x9C : false;
        if (st || byte == BEL || (!utf8 && head == 1 && byte == 0x9C)) {
            *at = i + 1 + two;
            return FRAME_WHOLE;
        }
        if (is_control((char)byte))
            return FRAME_BROKEN;
    }
    *at = i;
    return FRAME_OPEN;
}

FrameEnd frame_end(FrameKind kind, const char *bytes, size_t length, size_t head, bool utf8,
                   size_t *at)
{
    switch (kind) {
    case FRAME_CSI:
        return end_of_csi(bytes, length, head, at);
    case FRAME_SS3:
        return end_of_ss3(bytes, length, head, at);
    default:
        return end_of_string(bytes, length, head, utf8, at);
    }
}

/* OSC: a number, or the title and icon of a window (l, L, I). DCS: XTVERSION ">|", DA3 "!|",
 * XTGETTCAP "1+r", DECRQSS "1$r", "@kitty-cmd". APC: kitty's graphics. */
bool frame_is_answer(char introducer, const char *text, size_t length)
{
    const char *first = introducer == ']'   ? "0123456789lLI"
                        : introducer == 'P' ? "0123456789<=>?!$+@"
                        : introducer == '_' ? "G"
                                            : "";
    return length > 0 && is_one_of(text[0], first);
}

/* Nobody types "[" and more within one read. */
static bool is_rest_of_csi(const char *bytes, size_t length)
{
    static const char paste[] = "[200~";
    size_t at = 1;
    if (bytes[1] >= '<' && bytes[1] <= '?')
        return true;
    while (at < length && is_inner(bytes[at]) && bytes[at] != ' ')
        at++;
    return at == length || (at == length - 1 && bytes[at] >= 'A') ||
           (length >= sizeof paste - 1 && memcmp(bytes, paste, sizeof paste - 1) == 0);
}

bool frame_is_rest(const char *bytes, size_t length)
{
    if (length < 2)
        return false;
    if (bytes[0] == '[')
        return is_rest_of_csi(bytes, length);
    if (bytes[0] == ']') {
        size_t at = 1;
        while (at < length && is_digit(bytes[at]))
            at++;
        return at > 1 && at < length && bytes[at] == ';';
    }
    if (bytes[0] == '_')
        return bytes[1] == 'G' && length > 2 && is_one_of(bytes[2], "aiIpsq");
    /* ">|", "!|", "1+r", "0$r" */
    return bytes[0] == 'P' &&
           (((bytes[1] == '>' || bytes[1] == '!') && length > 2 && bytes[2] == '|') ||
            (is_digit(bytes[1]) && length > 3 && is_one_of(bytes[2], "+$") && bytes[3] == 'r'));
}
