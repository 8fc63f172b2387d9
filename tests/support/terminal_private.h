/* terminal_private.h: what terminal.c, terminal_keys.c and terminal_screen.c share. */
#ifndef SUPPORT_TERMINAL_PRIVATE_H
#define SUPPORT_TERMINAL_PRIVATE_H

#include "support/terminal.h"

#include <vterm.h>

struct Terminal {
    VTerm *vterm;
    VTermScreen *screen;
    pid_t pid;
    int line;               /* our end; -1: hung up */
    int process;            /* pidfd */
    double speed, taken_at; /* bytes a second, 0: any number; when the last were taken */
    bool over;              /* the other end is closed */
    bool ended;
    int status;
    bool cursor_visible, alternate, mouse;
    char *output; /* since terminal_forget() */
    size_t output_length, output_capacity, bytes;
    char *row;
    size_t row_capacity;
    double longest_pause; /* of terminal_send(), between two writes, in seconds */
    char *unsent;         /* what is to be written, keys and the emulator's answers */
    size_t unsent_length, unsent_capacity;
};

/* Ends the test program with the words of errno. */
void terminal_give_up(const char *what);

/* Puts bytes behind those that are to be written; `user` is the Terminal. */
void terminal_put(const char *bytes, size_t length, void *user);

/* Room for `more` bytes and a NUL behind the `length` in `*block`. */
void terminal_make_room(char **block, size_t *capacity, size_t length, size_t more);

#endif
