/* error.h: what went wrong, as a value.
 *
 * A function that can fail takes an `Error *` as its last parameter (never NULL), returns false or
 * NULL, and fills the Error. It prints nothing: only main.c, the commands and the pages do.
 * An Error owns no memory: it needs no clearing and may be copied.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

typedef enum ErrorKind {
    ERROR_NONE = 0,
    ERROR_USAGE,       /* the command line is wrong */
    ERROR_DATA,        /* what the user gave (an address, a JSON file) is wrong */
    ERROR_NO_INPUT,    /* a file to read does not exist or can't be read */
    ERROR_UNAVAILABLE, /* a program or service that is needed is not there */
    ERROR_SOFTWARE,    /* a defect of ours */
    ERROR_SYSTEM,      /* the system refused (fork, memory) */
    ERROR_CANT_CREATE, /* a file can't be created */
    ERROR_IO,          /* reading or writing failed */
    ERROR_RETRY,       /* somebody else was faster or holds a lock: try again */
    ERROR_PERMISSION,  /* not allowed to */
    ERROR_CONFIG,      /* a settings file is wrong */
    ERROR_UNHEARD,     /* nobody was told of a High alert */
    ERROR_CANCELLED,   /* the user cancelled */
} ErrorKind;

typedef struct Error {
    ErrorKind kind;
    int line;        /* of `file`, from 1; 0: no line */
    char file[512];  /* the file that is wrong; "": none */
    char text[1024]; /* one sentence for a person, UTF-8, made visible (see visible.h), no full stop
                      */
} Error;

/* Fills `error` and returns false, so that a caller can `return error_set(...)`. The formatted text
 * is cut at the end of a character where it is too long, and hostile text in it is made visible.
 * The format is translated (language.h). */
bool error_set(Error *error, ErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Likewise, for a place in a settings file or an input: `line` 0 where there is none. */
bool error_set_at(Error *error, ErrorKind kind, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Likewise, with ": " and the words of the errno value `number` behind the text. */
bool error_set_errno(Error *error, ErrorKind kind, int number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes it ERROR_NONE again. */
void error_clear(Error *error);

/* The exit status of sysexits(3) for an error; 0 for ERROR_NONE; EX_NOUSER, which nothing else has,
 * for ERROR_UNHEARD; 130 for ERROR_CANCELLED. */
int error_exit_status(const Error *error);

/* "FILE:LINE: TEXT", "FILE: TEXT" or "TEXT". The caller frees it. */
char *error_message(const Error *error);

#endif
