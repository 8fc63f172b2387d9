/* editor.h: the editor, whole: opens the terminal, runs the pages until the user leaves. */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include "base/error.h"
#include "site/site.h"

#include <stdbool.h>

typedef struct EditorOptions {
    bool ascii; /* no line drawing, no character beyond ASCII of our own */
    bool plain; /* THEME_PLAIN, whatever the site and the environment say */
    bool demo;  /* a throw-away site: the start page says so */
} EditorOptions;

/* For site_open(): keeps a warning (visible text) until editor_run() can show it, on its message
 * line: standard error is the screen then. `data` is not used. */
void editor_warn(const char *text, void *data);

/* Runs the editor on `site`. False and the error where it can't: no terminal (ERROR_USAGE, with the
 * commands to use instead), a terminal that can't do it, an unknown $SECCONTACTS_THEME. The
 * terminal is as before when it returns. `*signal` is what ended it, SIGHUP also where the terminal
 * went away; 0: the user. Signals that end the program are blocked then. */
bool editor_run(Site *site, const EditorOptions *options, int *signal, Error *error);

#endif
