#include "tui/input/input_decoder.h"

#include "base/memory.h"

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

/* In either mode of the cursor keys, whatever terminfo names the arrows beside. */
Test(decoder, arrows_of_every_terminal)
{
    static const char *const terms[] = {
        "xterm-256color", "tmux-256color", "screen",       "linux",       "vt100",     "vt220",
        "putty",          "xterm-16color", "rxvt-unicode", "st-256color", "alacritty", "konsole"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        decodes_as(terms[i], "\033[A\033[B\033[C\033[D", "Up Down Right Left ");
        decodes_as(terms[i], "\033OA\033OB\033OC\033OD", "Up Down Right Left ");
    }
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
    decoder_put(decoder, bytes, 255, 4000);
    words = drain(decoder, 4000, false);
    cr_expect_eq(strlen(words), 255 * 2);
    free(words);
    /* A character that is not all there is not cut. */
    memcpy(bytes + 298, "\xE4\xB8", 2);
    memset(bytes, 'x', 298);
    decoder_put(decoder, bytes, 300, 8000);
    words = drain(decoder, 8000, false);
    cr_expect_eq(strlen(words), 298 + strlen("paste() "));
    free(words);
    gives(decoder, "\x8A", 8001, "上 ");
    free(expected);
    decoder_free(decoder);
}

/* Of a spreadsheet, in a terminal that does not bracket a paste: cells, empty ones, rows. */
Test(decoder, rows_that_come_at_once_are_a_paste)
{
    static const char *const rows[] = {
        ",ops@example.net\t\t\t\t\r",
        "ops@example.net\t\t\t\t\r\n",
        "a@x.ch\tb@x.ch\r\n\t\tc@x.ch\t\r\n",
        "\t\tops@example.net\t\r",
        "Ann\tops@example.net\t+14255550100\r",
        "a@x.ch\n",
        "a@x.ch\rb@x.ch\rc@x.ch",
        "Bob\t\t\t\r",
        "+14255550100\t\t\r",
        "Contoso\tEnabled\t",
        "b\u00FCro@example.net\t\t\r",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *expected = memory_format("paste(%s) ", rows[i]);
        decodes(rows[i], expected);
        free(expected);
    }
}

Test(decoder, keys_that_come_at_once_are_typed)
{
    decodes("\r\r\r", "Enter Enter Enter ");
    decodes("\t\t \r", "Tab Tab Space Enter ");
    decodes("m\t", "m Tab ");
    decodes(".com\t", ". c o m Tab ");
    decodes("\r\r\rops@example.net", "Enter Enter Enter o p s @ e x a m p l e . n e t ");
    decodes("ab@c.de\t\t \x13", "a b @ c . d e Tab Tab Space Ctrl-S ");
    decodes("ab@c.de\t\033[A", "a b @ c . d e Tab Up ");
    decodes("\033[F,ab@c.de\t\r", "End paste(,ab@c.de\t\r) ");
    decodes("ab@c.de\t\177", "a b @ c . d e Tab Backspace ");
}

Test(decoder, rows_in_pieces_are_a_paste)
{
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, ",ops@ex", 1000, ", o p s @ e x ");
    gives(decoder, "ample.net\t\t\t\t\r", 1100, "paste(ample.net\t\t\t\t\r) ");
    gives(decoder, ",ops@x.ch", 3000, ", o p s @ x . c h ");
    gives(decoder, "\t\t\t\t\r", 3900, "paste(\t\t\t\t\r) ");
    gives(decoder, ",ops@x.ch\t\t", 7000, "paste(,ops@x.ch\t\t) ");
    gives(decoder, "\t\t\r", 9900, "paste(\t\t\r) ");
    gives(decoder, "b@x.ch\t\t\r", 11000, "paste(b@x.ch\t\t\r) ");
    /* What comes later is typed, and one key always is. */
    gives(decoder, "\t\t\r", 14000, "Tab Tab Enter ");
    gives(decoder, ",ops@x.ch\t\t", 18000, "paste(,ops@x.ch\t\t) ");
    gives(decoder, "\t", 18001, "Tab ");
    gives(decoder, "ops@example.net", 22000, "o p s @ e x a m p l e . n e t ");
    gives(decoder, "\t\t ", 22001, "Tab Tab Space ");
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
    gives(decoder, "", 500, "");
    gives(decoder, "x", 1000, "x ");
    decoder_free(decoder);
}

/* What a terminal says by itself or when it was asked, by this program or one before it: nothing of
 * it is a key. With `x` behind it, which is one. */
static const char *const answers[] = {
    "\033]10;rgb:d3d3/d7d7/cfcf\033\\", /* the colours */
    "\033]11;rgb:1414/1919/1f1f\033\\",
    "\033]11;rgb:1414/1919/1f1f\a",
    "\033]4;7;rgb:ffff/ffff/ffff\033\\",
    "\033]52;c;c2VjcmV0\033\\",    /* the clipboard */
    "\033]lquit; \xC3\x9Cs\033\\", /* the title: "quit; Üs" */
    "\033[?62;1;6;9;15;22;29c",    /* DA1 */
    "\033[?65;1;2;3;4;6;8;15;18;21;22;28;29c",
    "\033[>41;370;0c",               /* DA2 */
    "\033P!|00000000\033\\",         /* DA3 */
    "\033P>|XTerm(370)\033\\",       /* XTVERSION */
    "\033P1+r544e=787465726d\033\\", /* XTGETTCAP */
    "\033P1$r0m\033\\",              /* DECRQSS */
    "\033[?2026;2$y",                /* DECRPM */
    "\033[20;1$y",
    "\033[24;80R", /* CPR */
    "\033[1;2R",
    "\033[?1;1R",
    "\033[?1R",
    "\033[0n",       /* DSR */
    "\033[?997;1n",  /* the colour scheme */
    "\033[8;24;80t", /* sizes */
    "\033[48;24;80;480;800t",
    "\033[I", /* the focus */
    "\033[O",
    "\033[?1u", /* kitty's flags */
    "\033[>4;2m",
    "\033_Gi=1;OK\033\\", /* kitty's graphics */
    "\033^private\033\\",
    "\033Xanything; s q\033\\",
    "\033[ A", /* what nobody sends */
    "\033[#H",
    "\033[!P",
    "\033[1;2 A",
    "\033[?25h",
    "\xC2\x9B?62c", /* C1 */
    ("\xC2\x9D"
     "11;rgb:1/2/3\xC2\x9C"),
};
enum { ANSWERS = sizeof answers / sizeof *answers };

Test(decoder, answers_of_a_terminal_are_no_keys)
{
    for (size_t i = 0; i < ANSWERS; i++) {
        char *bytes = memory_format("a%sx", answers[i]);
        decodes(bytes, "a x ");
        free(bytes);
        bytes = memory_format("\033%s\033[A", answers[i]); /* an Esc, and then it comes */
        decodes(bytes, "Esc Up ");
        free(bytes);
    }
}

/* Wherever the network cuts them. */
Test(decoder, answers_cut_in_two_are_no_keys)
{
    for (size_t i = 0; i < ANSWERS; i++) {
        size_t length = strlen(answers[i]);
        for (size_t cut = 1; cut < length; cut++) {
            Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
            decoder_put(decoder, answers[i], cut, 1000);
            bool escape = cut == 1 && answers[i][0] == '\033';
            gives(decoder, "", 1000, "");
            gives(decoder, "", 1040, "");
            gives(decoder, "", escape ? 1040 : 1490, "");
            gives(decoder, answers[i] + cut, escape ? 1049 : 1499, "");
            gives(decoder, "x", 3000, "x ");
            decoder_free(decoder);
        }
    }
}

/* The Esc was given out in time. */
Test(decoder, an_answer_cut_behind_its_escape_is_no_text)
{
    static const char *const common[] = {"\033]11;rgb:1414/1919/1f1f\033\\", "\033[?62;1;6c",
                                         "\033P>|XTerm(370)\033\\", "\033[?2026;2$y",
                                         "\033_Gi=1;OK\033\\"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
        gives(decoder, "\033", 1000, "");
        gives(decoder, "", 1050, "Esc ");
        gives(decoder, common[i] + 1, 1200, "");
        gives(decoder, "x", 2000, "x ");
        decoder_free(decoder);
    }
}

Test(decoder, a_sequence_ends_where_it_ends_however_long_it_is)
{
    enum { LENGTH = 100000 };
    char *bytes = memory_array(LENGTH + 8, 1);
    memset(bytes, '1', LENGTH);
    memcpy(bytes, "\033[?", 3);
    memcpy(bytes + LENGTH, "cx", 3);
    decodes(bytes, "x ");
    memset(bytes, ';', LENGTH);
    memcpy(bytes, "\033[1", 3);
    memcpy(bytes + LENGTH, "Ax", 3);
    decodes(bytes, "x ");
    memset(bytes, 'q', LENGTH);
    memcpy(bytes, "\033]52;", 5);
    memcpy(bytes + LENGTH, "\ax", 3);
    decodes(bytes, "x ");
    free(bytes);
}

/* Alt and a letter begin what a terminal's answer begins with: the keys behind them come through.
 */
Test(decoder, alt_and_a_letter_swallow_no_keys)
{
    static const char *const letters[] = {"\033]", "\033P", "\033_", "\033^", "\033X", "\033["};
    static const char *const names[] = {"Alt-] ", "Alt-P ", "Alt-_ ", "Alt-^ ", "Alt-X ", "Alt-[ "};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
        gives(decoder, letters[i], 1000, "");
        gives(decoder, "", 1500, names[i]);
        gives(decoder, "ok", 1600, "o k ");
        gives(decoder, letters[i], 2000, "");
        char *expected = memory_format("%sEnter ", names[i]);
        gives(decoder, "\r", 2100, expected);
        free(expected);
        decoder_free(decoder);
    }
    Decoder *decoder = decoder_new("xterm-256color", "UTF-8");
    gives(decoder, "\033P", 1000, "");
    gives(decoder, "mq", 1010, "");
    gives(decoder, "", 1510, "Alt-P m q ");
    /* The beginning of an answer is given up after half a second of silence, or after 5 s. */
    gives(decoder, "\033]11;rgb", 2000, "");
    cr_expect_eq(decoder_deadline(decoder), 2500);
    cr_expect_not(decoder_ready(decoder));
    gives(decoder, "", 2500, "");
    gives(decoder, "ok", 2600, "o k ");
    gives(decoder, "\033]1", 10000, "");
    for (int64_t now = 10400; now < 15000; now += 400)
        gives(decoder, "1", now, "");
    gives(decoder, "1", 15000, "");
    gives(decoder, "ok", 15001, "o k ");
    /* A key ends it at once. */
    gives(decoder, "\033]11;rgb\033[A", 20000, "Up ");
    gives(decoder, "\033[1;\rx", 21000, "Enter x ");
    decoder_free(decoder);
}

Test(decoder, eight_bit_controls_where_the_character_set_has_them)
{
    Decoder *decoder = decoder_new("xterm", "ISO-8859-1");
    gives(decoder,
          "\x9B"
          "A\x8FP\x9D"
          "11;rgb:1/2/3\x9C\x90>|x\x9C\x9B"
          "115;5u",
          0, "Up F1 Ctrl-S ");
    decoder_free(decoder);
    /* Elsewhere the same byte is no control character. */
    decodes("\x9B"
            "A",
            "\uFFFD A ");
}

/* The keyboard protocol of kitty, as another program has left it on. */
Test(decoder, keys_of_kitty)
{
    decodes("\033[97u\033[97;1u\033[97;1:1u\033[97;1:2u", "a a a a ");
    decodes("\033[115;1:3u\033[115;5:3u\033[113;5:3u\033[27;1:3u\033[13;1:3ux", "x ");
    decodes("\033[97:65;2u\033[97;2u\033[97:65;2;65u\033[97;;97u", "A A A a ");
    decodes("\033[49:33;2u\033[49;2;33u", "! ! ");
    decodes("\033[57441;2u\033[57441;2:3u\033[57442;5u\033[57358u\033[57376u\033[57428ux", "x ");
    decodes("\033[115;5u\033[115;69u\033[115;133u\033[115;197u", "Ctrl-S Ctrl-S Ctrl-S Ctrl-S ");
    decodes("\033[1099::115;5u\033[1099::115;3u\033[1099u", "Ctrl-S Alt-S ы ");
    decodes("\033[97;65u\033[97;129u\033[102;3u", "a a Alt-F ");
    decodes("\033[115;9u\033[115;17u\033[115;33u\033[113;13ux", "x "); /* Super, Hyper, Meta */
    decodes("\033[13u\033[9u\033[9;2u\033[27u\033[127u\033[32u",
            "Enter Tab Shift-Tab Esc Backspace Space ");
    decodes("\033[57399u\033[57408;129u\033[57409;1;46u\033[57414u", "0 9 . Enter ");
    decodes("\033[57417u\033[57418u\033[57419u\033[57420u\033[57421u\033[57424;5u\033[57426u",
            "Left Right Up Down PageUp Ctrl-End Delete ");
    decodes("\033[1;1:3A\033[1;1:2A\033[1;1:1B\033[3;1:3~\033[3;1:2~\033[1;129C",
            "Up Down Delete Right ");
    decodes("\033[0;;229u\033[97;;97:769u\033[97;;27ux", "å a \u0301 x ");
    decodes("\033[55296u\033[1114112u\033[99999999999u\033[1u\033[155u\033[97;300u\033[;5ux", "x ");
    decodes("\033[P\033[1;2P\033[Q\033[S\033[R\033[E\033[1;2Ex", "F1 Shift-F1 F2 F4 F3 x ");
}

Test(decoder, keys_of_modify_other_keys)
{
    decodes("\033[27;5;115~\033[27;2;65~\033[27;2;33~\033[27;2;13~\033[27;5;13~",
            "Ctrl-S A ! Shift-Enter Ctrl-Enter ");
    decodes("\033[27;3;102~\033[27;2;97~\033[27;2;32~\033[27;5;9~", "Alt-F A Space Ctrl-Tab ");
    decodes("\033[27;5;115;1~\033[27;5~x", "x ");
}

Test(decoder, keys_of_rxvt_and_others_by_their_terminfo)
{
    decodes_as("rxvt-unicode", "\033[3$\033[7$\033[3^\033[a\033Oax",
               "Shift-Delete Shift-Home Ctrl-Delete Shift-Up Ctrl-Up x ");
    decodes_as("xterm-256color", "\033[3$x\033[A", "Up ");
    decodes_as("scoansi", "\033[M\033[I\033[Lx", "F1 PageUp Insert x ");
    decodes("\033[M !!x", "press(0,0) x ");
    decodes("\033O2P\033O1;5A\033Oj\033Oy\033OMx", "Shift-F1 Ctrl-Up * 9 Enter x ");
    decodes("\033[32;10;20M\033[96;10;20Mx", "press(19,9) wheel-up(19,9) x ");
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
