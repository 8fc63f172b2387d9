#include "support/program.h"

#include "base/memory.h"
#include "support/environment.h"
#include "support/hang_limit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static char *slurp(int fd, size_t *length)
{
    off_t end = lseek(fd, 0, SEEK_END);
    char *text = memory_new(end > 0 ? (size_t)end + 1 : 1);
    *length = 0;
    while (end > 0 && *length < (size_t)end) {
        ssize_t got = pread(fd, text + *length, (size_t)end - *length, (off_t)*length);
        if (got <= 0)
            abort();
        *length += (size_t)got;
    }
    text[*length] = '\0';
    return text;
}

static int input_file(const ProgramInput *input)
{
    int fd = memfd_create("stdin", MFD_CLOEXEC);
    size_t length = input->length || !input->text ? input->length : strlen(input->text);
    for (size_t done = 0; done < length;) {
        ssize_t put = write(fd, input->text + done, length - done);
        if (put <= 0)
            abort();
        done += (size_t)put;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static _Noreturn void become(const char *const *argv, const ProgramInput *input, int in, int out,
                             int err)
{
    environment_reset();
    if (input->home)
        setenv("HOME", input->home, 1);
    if (input->site)
        setenv("SECCONTACTS_SITE", input->site, 1);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    alarm((unsigned)hang_limit_seconds()); /* outlives exec */
    if (chdir(input->home ? input->home : "/") != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(err, 2) < 0)
        _exit(126);
    execv(argv[0], (char *const *)argv);
    _exit(127);
}

ProgramRun program_run(const char *const *argv, const ProgramInput *input)
{
    static const ProgramInput nothing;
    if (!input)
        input = &nothing;
    ProgramRun run = {0};
    int in = input_file(input);
    int out =
        input->out ? open(input->out, O_WRONLY | O_CLOEXEC) : memfd_create("stdout", MFD_CLOEXEC);
    int err = memfd_create("stderr", MFD_CLOEXEC);
    pid_t child = fork();
    if (child == 0)
        become(argv, input, in, out, err);
    int status = 0;
    if (in < 0 || out < 0 || err < 0 || child < 0 || waitpid(child, &status, 0) != child)
        abort();
    run.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    run.out = input->out ? memory_text("") : slurp(out, &run.out_length);
    run.err = slurp(err, &run.err_length);
    close(in);
    close(out);
    close(err);
    return run;
}

void program_run_clear(ProgramRun *run)
{
    free(run->out);
    free(run->err);
    *run = (ProgramRun){0};
}
