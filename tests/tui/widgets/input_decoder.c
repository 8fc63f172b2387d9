#include "tui/widgets/input_decoder.h"

#include "core/memory.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What comes out until nothing does, as words: keys by name, a paste as "paste(...)". */
static char *drain(Decoder *decoder, int64_t now, bool end)
{
    char *words = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&words, &size);
    Key key;
    Decoded decoded;
    while ((decoded = decoder_next(decoder, now, end, &key)) != DECODED_NOTHING) {
        if (decoded == DECODED_PASTE) {
            size_t length;
            const char *paste = decoder_paste(decoder, &length);
            cr_expect_eq(paste[length], '\0');
            fprintf(out, "paste(%s) ", paste);
        } else if (decoded == DECODED_MOUSE) {
            static const char *const kinds[] = {"press", "wheel-up", "wheel-down"};
            Mouse mouse = decoder_mouse(decoder);
            fprintf(out, "%s(%d,%d) ", kinds[mouse.kind], mouse.row, mouse.column);
        } else {
            char *name = input_key_name(key);
            fprintf(out, "%s ", name);
            free(name);
        }
    }
    fclose(out);
    return words;
}

static void gives(Decoder *decoder, const char *bytes, int64_t now, const char *expected)
{
    if (bytes[0])
        decoder_put(decoder, bytes, strlen(bytes), now);
    char *words = drain(decoder, now, false);
    cr_expect_str_eq(words, expected);
    free(words);
}

static void decodes_as(const char *term, const char *bytes, const char *expected)
{
    Decoder *decoder = decoder_new(term, "UTF-8");
    gives(decoder, bytes, 1000, expected);
    decoder_free(decoder);
}

static void decodes(const char *bytes, const char *expected)
{
    decodes_as("xterm-256color", bytes, expected);
}

Test(decoder, characters)
{
    decodes("aZ~", "a Z ~ ");
    decodes("ü上😆", "ü 上 😆 ");
    decodes("e\u0301", "e \u0301 ");
    decodes(" ", "Space ");
}

Test(decoder, control_characters)
{
    decodes("\x01\x13\x1a", "Ctrl-A Ctrl-S Ctrl-Z ");
    decodes("\t\r\n", "Tab Enter Enter ");
    decodes("\x08\x7f", "Backspace Backspace ");
    decodes("\x1c\x1d\x1e\x1f", "Ctrl-\\ Ctrl-] Ctrl-^ Ctrl-_ ");
    Decoder *decoder = decoder_new("xterm", "UTF-8");
    decoder_put(decoder, "\0", 1, 0);
    gives(decoder, "", 0, "Ctrl-Space ");
    decoder_free(decoder);
}

Test(decoder, keys_of_terminals)
{
    decodes("\033[A\033OB\033[C\033[D", "Up Down Right Left ");
    decodes("\033[H\033[F\033[1~\033[4~", "Home End Home End ");
    decodes("\033[5~\033[6~\033[2~\033[3~", "PageUp PageDown Insert Delete ");
    decodes("\033[Z", "Shift-Tab ");
    decodes("\033OP\033[15~\033[24~", "F1 F5 F12 ");
    decodes("\033[1;5C\033[1;3D\033[1;5H", "Ctrl-Right Alt-Left Ctrl-Home ");
    decodes_as("linux", "\033[[A\033[17~", "F1 F6 ");
    decodes_as("vt220", "\033[1~\033[4~\033[5~", "Home End PageUp ");
    decodes_as("rxvt-unicode", "\033[7~\033[8~", "Home End ");
    decodes_as("no-such-terminal", "\033[A", "Up ");
}

Test(decoder, the_mouse)
{
    decodes("\033[<0;1;1M\033[<0;1;1m", "press(0,0) ");
    decodes("\033[<0;300;42Mx", "press(41,299) x ");
    decodes("\033[<64;7;3M\033[<65;7;3M", "wheel-up(2,6) wheel-down(2,6) ");
    /* Other buttons, and a move with one held, mean nothing. */
    decodes("\033[<2;1;1M\033[<32;1;1M\033[<35;1;1Mx", "x ");
    /* What terminals send that don't know the mode 1006. */
    decodes("\033[M !!\033[M#!!\033[Ma!!", "press(0,0) wheel-down(0,0) ");
    decodes("\033[<0;1M\033[<M\033[<;;Mx", "x ");
}

Test(decoder, alt_and_escape)
{
    decodes("\033f\033B", "Alt-F Alt-B ");
    decodes("\033P\033]x", "Alt-P Alt-] x ");
    decodes("\033\033[A", "Alt-Up ");
    decodes("\033\033x", "Esc Alt-X ");
    decodes("\033[115;5u", "Ctrl-S ");
}

Test(decoder, a_lone_escape_is_held_for_50_ms)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033", 1000, "");
    cr_expect_eq(decoder_deadline(decoder), 1050);
    gives(decoder, "", 1049, "");
    gives(decoder, "", 1050, "Esc ");
    cr_expect_eq(decoder_deadline(decoder), -1);
    gives(decoder, "\033\033", 2000, "");
    gives(decoder, "", 2050, "Esc Esc ");
    gives(decoder, "\033O", 3000, "");
    gives(decoder, "", 3050, "Alt-O ");
    decoder_free(decoder);
}

Test(decoder, escape_followed_by_keys)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033", 1000, "");
    gives(decoder, "", 1051, "Esc ");
    gives(decoder, "q", 1060, "q ");
    gives(decoder, "\033", 2000, "");
    gives(decoder, "", 2051, "Esc ");
    gives(decoder, "[", 2060, "[ ");
    gives(decoder, "A", 2070, "A ");
    decoder_free(decoder);
}

Test(decoder, a_sequence_cut_in_two_by_the_network_is_one_key)
{
    static const char whole[] = "\033[1;5C";
    for (size_t cut = 1; cut < sizeof whole - 1; cut++) {
        Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
        decoder_put(decoder, whole, cut, 1000);
        gives(decoder, "", 1000, "");
        if (cut > 1) {
            gives(decoder, "", 1400, "");
            gives(decoder, whole + cut, 1400, "Ctrl-Right ");
        } else {
            gives(decoder, whole + cut, 1040, "Ctrl-Right ");
        }
        decoder_free(decoder);
    }
}

/* The Esc was given out in time; what follows is no text. */
Test(decoder, a_sequence_cut_behind_its_escape_is_no_text)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033", 1000, "");
    gives(decoder, "", 1050, "Esc ");
    gives(decoder, "[A", 1100, "Up ");
    gives(decoder, "\033", 2000, "");
    gives(decoder, "", 2050, "Esc ");
    gives(decoder, "[200~one, two\033[201~x", 2100, "paste(one, two) x ");
    decoder_free(decoder);
}

Test(decoder, a_paste_is_taken_raw)
{
    decodes("\033[200~a\rb\tc\033[201~", "paste(a\rb\tc) ");
    decodes("x\033[200~\033[201~y", "x paste() y ");
    decodes("\033[200~\033[A \x01 \033[200~\033[201~", "paste(\033[A \x01 \033[200~) ");
    decodes("\033\033[200~a\033[201~", "Esc paste(a) ");
    decodes("\033[200~a\033[201~\033[200~b\033[201~", "paste(a) paste(b) ");
    decodes("\033[201~x", "x ");
}

Test(decoder, much_text_at_once_is_a_paste)
{
    char bytes[600];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes + 100, "\r\n, ü", 6);
    memcpy(bytes + 300, "\033[A\tz", 6);
    char *expected = memory_format("paste(%.300s) Up Tab z ", bytes);
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    decoder_put(decoder, bytes, 305, 0);
    char *words = drain(decoder, 0, false);
    cr_expect_str_eq(words, expected);
    free(words);
    /* One byte less is typed. */
    memset(bytes, 'x', 255);
    decoder_put(decoder, bytes, 255, 0);
    words = drain(decoder, 0, false);
    cr_expect_eq(strlen(words), 255 * 2);
    free(words);
    /* A character that is not all there is not cut. */
    memcpy(bytes + 298, "\xE4\xB8", 2);
    memset(bytes, 'x', 298);
    decoder_put(decoder, bytes, 300, 0);
    words = drain(decoder, 0, false);
    cr_expect_eq(strlen(words), 298 + strlen("paste() "));
    free(words);
    gives(decoder, "\x8A", 1, "上 ");
    free(expected);
    decoder_free(decoder);
}

Test(decoder, markers_cut_anywhere_are_kept_whole)
{
    static const char whole[] = "q\033[200~one\r\ntwo\033[201~z";
    for (size_t first = 1; first < sizeof whole - 1; first++) {
        for (size_t second = first; second < sizeof whole - 1; second++) {
            Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
            char *parts[3];
            decoder_put(decoder, whole, first, 1000);
            parts[0] = drain(decoder, 1000, false);
            if (second > first)
                decoder_put(decoder, whole + first, second - first, 1040);
            parts[1] = drain(decoder, 1040, false);
            decoder_put(decoder, whole + second, sizeof whole - 1 - second, 1089);
            parts[2] = drain(decoder, 1089, false);
            char *all = memory_format("%s%s%s", parts[0], parts[1], parts[2]);

            cr_expect_str_eq(all, "q paste(one\r\ntwo) z ");
            free(all);
            for (size_t i = 0; i < 3; i++)
                free(parts[i]);
            decoder_free(decoder);
        }
    }
}

Test(decoder, a_marker_may_come_half_a_second_late)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033[20", 1000, "");
    gives(decoder, "", 1499, "");
    gives(decoder, "0~a\033[2", 1499, "");
    gives(decoder, "", 6000, "");
    gives(decoder, "01~", 6000, "paste(a) ");
    decoder_free(decoder);
}

Test(decoder, a_paste_without_its_end_comes_out_after_5_s_of_silence)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033[200~abc", 1000, "");
    gives(decoder, "def", 4000, "");
    cr_expect_eq(decoder_deadline(decoder), 9000);
    gives(decoder, "", 8999, "");
    gives(decoder, "", 9000, "paste(abcdef) ");
    gives(decoder, "\033[201~x", 9100, "x ");
    decoder_free(decoder);
}

Test(decoder, at_the_end_nothing_is_held)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"a\033", "a Esc "},
        {"\033[200~half", "paste(half) "},
        {"\xC3", "\uFFFD "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
        decoder_put(decoder, cases[i].bytes, strlen(cases[i].bytes), 0);
        char *words = drain(decoder, 0, true);
        cr_expect_str_eq(words, cases[i].expected);
        free(words);
        decoder_free(decoder);
    }
}

Test(decoder, a_character_cut_in_two_is_one)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\xE4\xB8", 1000, "");
    gives(decoder, "\x8A", 1100, "上 ");
    gives(decoder, "\xE4\xB8", 2000, "");
    gives(decoder, "", 2500, "\uFFFD \uFFFD ");
    gives(decoder, "\xFFg", 3000, "\uFFFD g ");
    decoder_free(decoder);
}

Test(decoder, endless_and_unknown_sequences_do_no_harm)
{
    decodes("\033[?1;2cx", "x ");
    decodes("\033[Ix", "x ");
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    char bytes[4096];
    memset(bytes, ';', sizeof bytes);
    memcpy(bytes, "\033[1", 3);
    decoder_put(decoder, bytes, sizeof bytes, 0);
    free(drain(decoder, 0, false));
    memset(bytes, '1', sizeof bytes);
    memcpy(bytes, "\033[1", 3);
    decoder_put(decoder, bytes, sizeof bytes, 0);
    free(drain(decoder, 0, false));
    gives(decoder, "x", 1000, "x ");
    decoder_free(decoder);
}

Test(decoder, random_bytes_never_hang_it)
{
    unsigned seed = 1;
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    for (int64_t round = 0; round < 2000; round++) {
        static const char likely[] = "\033\033[O;200~201~AMP]x\xC3\x90\x9b\x00\x7f";
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1103515245U + 12345U;
            bytes[i] = likely[(seed >> 16) % (sizeof likely - 1)];
        }
        decoder_put(decoder, bytes, sizeof bytes, round * 10);
        free(drain(decoder, round * 10, false));
    }
    free(drain(decoder, 1000000, false));
    gives(decoder, "ok", 1000001, "o k ");
    decoder_free(decoder);
}

Test(decoder, a_sequence_without_its_parameter_is_no_key)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033[~a\033[?~b\033[?uc", 0, "a b c ");
    decoder_free(decoder);
}

Test(decoder, other_character_sets)
{
    Decoder *decoder = decoder_new("xterm", "ANSI_X3.4-1968");
    gives(decoder, "ü", 0, "ü ");
    decoder_free(decoder);
    decoder = decoder_new("xterm", "ISO-8859-1");
    gives(decoder, "\033[200~\xFC\033[201~", 0, "paste(ü) ");
    decoder_free(decoder);
}

Test(decoder, a_paste_of_10_mb_is_whole)
{
    enum { SIZE = 10 * 1024 * 1024, PART = 4095 };
    char *bytes = memory_array(SIZE + 1, 1);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = "ops-team@example.com,\r\n"[i % 23];
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    Key key;
    decoder_put(decoder, "\033[200~", 6, 0);
    for (size_t at = 0; at < SIZE; at += PART) {
        decoder_put(decoder, bytes + at, SIZE - at < PART ? SIZE - at : PART, 0);
        cr_assert_eq(decoder_next(decoder, 0, false, &key), DECODED_NOTHING);
    }
    decoder_put(decoder, "\033[201~", 6, 0);
    cr_assert_eq(decoder_next(decoder, 0, false, &key), DECODED_PASTE);
    size_t length;
    const char *paste = decoder_paste(decoder, &length);
    cr_assert_eq(length, SIZE);
    cr_expect(memcmp(paste, bytes, SIZE) == 0);
    decoder_free(decoder);
    free(bytes);
}
