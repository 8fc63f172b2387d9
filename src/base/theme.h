/* theme.h: the looks of the editor, by their names in seccontacts.conf and $SECCONTACTS_THEME. */
#ifndef BASE_THEME_H
#define BASE_THEME_H

#include <stdbool.h>

/* In the order of the choices of forms/settings.conf. */
typedef enum Theme {
    THEME_NEUTRAL, /* colours that can be read on light and on dark backgrounds */
    THEME_DARK,    /* for dark backgrounds */
    THEME_LIGHT,   /* for light ones */
    THEME_CONTRAST,
    THEME_MONO,  /* bold, underlined and reverse, but no colour */
    THEME_PLAIN, /* no lines either, ASCII: to be read aloud from top to bottom */
    THEME_COUNT
} Theme;

/* The theme called `name`; false where there is none. */
bool theme_find(const char *name, Theme *theme);

#endif
