/* program.h: runs a program for a test, as a script would: no terminal, an environment of its own,
 * and an end where it hangs. */
#ifndef SUPPORT_PROGRAM_H
#define SUPPORT_PROGRAM_H

#include <stddef.h>

typedef struct ProgramRun {
    int status;      /* exit status; 128 + signal where one ended it */
    char *out, *err; /* what it printed, with a NUL behind it */
    size_t out_length, err_length;
} ProgramRun;

typedef struct ProgramInput {
    const char *text; /* its standard input; NULL: empty */
    size_t length;    /* of `text`; 0: up to its NUL */
    const char *home; /* HOME and current directory; NULL: one that does not exist, and "/" */
    const char *site; /* SECCONTACTS_SITE; NULL: unset */
    const char *out;  /* a file to open as its standard output ("/dev/full"); NULL: caught */
} ProgramInput;

/* Runs `argv` (ended by NULL; argv[0] is the program's path) to its end. A program that hangs is
 * killed (hang_limit.h). `input` may be NULL. program_run_clear() frees the result. */
ProgramRun program_run(const char *const *argv, const ProgramInput *input);
void program_run_clear(ProgramRun *run);

#endif
