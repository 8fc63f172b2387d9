/* program.c: how both programs begin and end. */
#include "command/program.h"

#include "base/language.h"
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file opened in the place of a standard stream that is closed would get its output. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void program_begin(void)
{
    fill_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    language_open();
}

int program_end(int status, Error *error)
{
    Error unwritten = {0};
    bool written = output_finish(&unwritten);
    if (error->kind != ERROR_NONE)
        status = error_exit_status(error);
    if (!written)
        status = error_exit_status(&unwritten);
    if (!written && error->kind == ERROR_NONE)
        *error = unwritten;
    if (error->text[0]) {
        char *words = error_message(error);
        fprintf(stderr, "seccontacts: %s\n", words);
        free(words);
    }
    return status;
}
