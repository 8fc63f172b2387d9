/* How each style looks: attributes first, to which colour only adds. */
#include "tui/widgets/screen_internal.h"

#include <curses.h>
#include <stdlib.h>
#include <term.h>

enum { PAIR_ACCENT = 1, PAIR_PROBLEM, PAIR_GOOD };

typedef struct Look {
    attr_t attributes;
    short pair; /* counts only where there is colour */
} Look;

static const Look usual[STYLE_COUNT] = {
    [STYLE_TITLE] = {A_BOLD, PAIR_ACCENT},
    [STYLE_FOCUS] = {A_REVERSE, 0},
    [STYLE_HINT] = {A_DIM, 0},
    [STYLE_PROBLEM] = {A_BOLD | A_UNDERLINE, PAIR_PROBLEM},
    [STYLE_GOOD] = {A_BOLD, PAIR_GOOD},
    [STYLE_KEY] = {A_BOLD, 0},
    [STYLE_FRAME] = {A_DIM, 0},
};

/* Nothing is dim. */
static const Look strong[STYLE_COUNT] = {
    [STYLE_TITLE] = {A_BOLD, PAIR_ACCENT},
    [STYLE_FOCUS] = {A_REVERSE, 0},
    [STYLE_PROBLEM] = {A_BOLD | A_UNDERLINE, PAIR_PROBLEM},
    [STYLE_GOOD] = {A_BOLD, PAIR_GOOD},
    [STYLE_KEY] = {A_BOLD, PAIR_ACCENT},
};

static const Look none[STYLE_COUNT];

/* The colours of terminals with 8, 16 and 256: of the accent, of what is wrong, of what is good;
 * at last text and background, where the theme has its own (-1: the terminal's). */
enum { DEPTHS = 3 };
typedef struct Palette {
    short accent, problem, good, text, background;
} Palette;

static const Palette palettes[THEME_COUNT][DEPTHS] = {
    [THEME_NEUTRAL] = {{6, 1, 2, -1, -1}, {6, 1, 2, -1, -1}, {31, 160, 28, -1, -1}},
    [THEME_DARK] = {{6, 1, 2, -1, -1}, {14, 9, 10, -1, -1}, {75, 203, 114, -1, -1}},
    [THEME_LIGHT] = {{4, 1, 2, -1, -1}, {4, 1, 2, -1, -1}, {25, 124, 22, -1, -1}},
    [THEME_CONTRAST] = {{6, 3, 2, 7, 0}, {14, 11, 10, 15, 0}, {51, 226, 46, 231, 16}},
};

static const Look *looks = usual;
static bool colour, background;

static int discard(int byte)
{
    return byte;
}

/* ncurses 6.4 clears the screen for the first time with the terminal's own colours, unless it
 * believes that others are in force. */
static void have_the_first_clear_coloured(void)
{
    vid_puts(A_NORMAL, PAIR_ACCENT, NULL, discard);
}

/* Where the terminal can't erase with a background each blank of it would be sent. */
static void open_colour(Theme theme)
{
    const char *no_colour = getenv("NO_COLOR");
    if (theme >= THEME_MONO || (no_colour && no_colour[0]) || !has_colors())
        return;
    bool own = palettes[theme][0].background >= 0;
    if ((own && !screen_terminal_erases_coloured()) || start_color() == ERR)
        return;
    const Palette *palette = &palettes[theme][COLORS >= 256 ? 2 : COLORS >= 16 ? 1 : 0];
    if (assume_default_colors(palette->text, palette->background) == ERR)
        return;
    colour = true;
    background = own;
    init_extended_pair(PAIR_ACCENT, palette->accent, palette->background);
    init_extended_pair(PAIR_PROBLEM, palette->problem, palette->background);
    init_extended_pair(PAIR_GOOD, palette->good, palette->background);
    if (own)
        have_the_first_clear_coloured();
}

void screen_theme_open(Theme theme)
{
    looks = theme == THEME_PLAIN ? none : theme == THEME_CONTRAST ? strong : usual;
    colour = background = false;
    open_colour(theme);
}

bool screen_theme_has_background(void)
{
    return background;
}

attr_t screen_attributes(Style style)
{
    return looks[style].attributes;
}

short screen_pair(Style style)
{
    if (!colour)
        return 0;
    return looks[style].pair;
}
