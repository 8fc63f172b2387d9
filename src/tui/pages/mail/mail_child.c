#include "tui/pages/mail/mail_child.h"

#include "base/install.h"
#include "base/memory.h"
#include "base/visible.h"
#include "form/form.h"
#include "tui/app/page.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM       "seccontacts-mail"
#define SLICE         65536
#define ERROR_LIMIT   4096 /* bytes of its standard error that are kept */
#define STOP_DEADLINE 10000
#define POLL_AGAIN    50 /* milliseconds, where the kernel has no pidfd */

struct MailChild {
    pid_t pid;
    int in, out, err; /* our ends; -1: closed */
    int process;      /* pidfd; -1: none */
    const char *input;
    size_t input_left;
    MailLines lines;
    char said[ERROR_LIMIT]; /* the beginning of what is on its standard error */
    size_t said_length;
    bool ended;
    int status;      /* of waitpid() */
    long kill_after; /* page_now(); 0: never */
    bool stopping;
};

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe whose end `ours` (0 reads) does not block. */
static bool make_pipe(int ends[2], int ours)
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    return fcntl(ends[ours], F_SETFL, O_NONBLOCK) == 0;
}

/* The signals as a program expects them, whatever the editor does with its own. */
static int spawn(pid_t *pid, const char *path, char **arguments, int in, int out, int err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed = posix_spawn(pid, path, &files, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

static bool start(MailChild *child, char *path, char **arguments, Error *error)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
    bool pipes = (!child->input || make_pipe(in, 1)) && make_pipe(out, 0) && make_pipe(err, 0);
    int failed = pipes ? spawn(&child->pid, path, arguments, in[0], out[1], err[1]) : errno;
    child->in = in[1];
    child->out = out[0];
    child->err = err[0];
    close_end(&in[0]);
    close_end(&out[1]);
    close_end(&err[1]);
    if (failed == 0) {
        child->process = pidfd_open(child->pid, 0);
        return true;
    }
    child->pid = 0;
    child->ended = true;
    if (failed != ENOENT)
        return error_set_errno(error, ERROR_SYSTEM, failed, "%s",
                               form_text(form_get("mail-program"), "cannot_start"));
    char *text = words(form_get("mail-program"), "missing", path);
    error_set(error, ERROR_UNAVAILABLE, "%s", text);
    free(text);
    return false;
}

MailChild *mail_child_start(const char *site, const char *const *arguments, const char *input,
                            size_t input_length, Error *error)
{
    size_t count = 0;
    while (arguments[count])
        count++;
    char *path = install_path(PROGRAM);
    char **argv = memory_array(count + 5, sizeof *argv);
    argv[0] = PROGRAM;
    argv[1] = "--for-person";
    argv[2] = "--site";
    argv[3] = (char *)site;
    memcpy(argv + 4, arguments, count * sizeof *argv);
    MailChild *child = memory_new(sizeof *child);
    *child = (MailChild){.in = -1,
                         .out = -1,
                         .err = -1,
                         .process = -1,
                         .input = input,
                         .input_left = input ? input_length : 0};
    if (!path || !start(child, path, argv, error)) {
        if (!path)
            error_set(error, ERROR_UNAVAILABLE, "%s", PROGRAM);
        mail_child_free(child);
        child = NULL;
    }
    free(argv);
    free(path);
    return child;
}

static void release(MailChild *child)
{
    close_end(&child->in);
    close_end(&child->out);
    close_end(&child->err);
    close_end(&child->process);
    free(child->lines.bytes);
    free(child);
}

/* Its children too: the one that sends is one. */
static void kill_group(MailChild *child)
{
    if (!child->ended)
        kill(-child->pid, SIGKILL);
}

void mail_child_free(MailChild *child)
{
    if (!child)
        return;
    kill_group(child);
    if (!child->ended)
        waitpid(child->pid, NULL, 0);
    release(child);
}

void mail_child_let_go(MailChild *child)
{
    if (!child)
        return;
    if (!child->ended)
        kill(child->pid, SIGTERM);
    release(child);
}

size_t mail_child_watch(const MailChild *child, struct pollfd *fds, size_t room)
{
    const struct pollfd all[] = {
        {.fd = child->in, .events = POLLOUT},
        {.fd = child->out, .events = POLLIN},
        {.fd = child->err, .events = POLLIN},
        {.fd = child->process, .events = POLLIN},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all && count < room; i++) {
        if (all[i].fd >= 0)
            fds[count++] = all[i];
    }
    return count;
}

static void write_input(MailChild *child)
{
    while (child->in >= 0) {
        ssize_t done =
            child->input_left > 0 ? write(child->in, child->input, child->input_left) : 0;
        if (done < 0 && errno == EAGAIN)
            return;
        if (done > 0) {
            child->input += done;
            child->input_left -= (size_t)done;
        }
        if (done < 0 || child->input_left == 0)
            close_end(&child->in); /* what it did not want is no error */
    }
}

/* Reads once, into SLICE bytes. Zero where nothing is there. */
static size_t read_some(int *fd, char *bytes)
{
    if (*fd < 0)
        return 0;
    ssize_t got = read(*fd, bytes, SLICE);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        close_end(fd);
    return got > 0 ? (size_t)got : 0;
}

static void reap(MailChild *child)
{
    if (child->kill_after > 0 && page_now() >= child->kill_after) {
        kill_group(child);
        child->kill_after = 0;
    }
    pid_t found = child->ended ? 0 : waitpid(child->pid, &child->status, WNOHANG);
    /* Where whoever started us ignores SIGCHLD there is no status, but an end. */
    if (found == child->pid || (found < 0 && errno == ECHILD)) {
        child->ended = true;
        close_end(&child->process);
    }
}

bool mail_child_read(MailChild *child, MailLineEach each, void *data, int *wait)
{
    bool over = child->ended;
    write_input(child);
    char *bytes = memory_resize(NULL, SLICE, 1);
    size_t got;
    while ((got = read_some(&child->err, bytes)) > 0) {
        size_t room = ERROR_LIMIT - child->said_length, kept = got < room ? got : room;
        memcpy(child->said + child->said_length, bytes, kept);
        child->said_length += kept;
    }
    got = read_some(&child->out, bytes);
    bool more = got > 0;
    if (more && !mail_lines_take(&child->lines, bytes, got, each, data))
        kill_group(child);
    free(bytes);
    reap(child);
    *wait = more || child->ended ? 0 : -1;
    if (!child->ended && child->kill_after > 0)
        *wait = more ? 0 : (int)(child->kill_after - page_now());
    if (!more && !child->ended && child->process < 0)
        *wait = POLL_AGAIN;
    if (*wait < -1)
        *wait = 0;
    /* What it had said when it ended is read to the end: its pipe holds no more than that. */
    return more || !over;
}

void mail_child_stop(MailChild *child)
{
    if (child->ended)
        return;
    if (child->stopping) {
        kill_group(child);
    } else {
        kill(child->pid, SIGTERM);
        child->stopping = true;
        child->kill_after = page_now() + STOP_DEADLINE;
    }
}

/* What it said last, without its own name in front. */
static char *last_words(const MailChild *child)
{
    static const char prefix[] = "seccontacts: ";
    size_t end = child->said_length;
    const char *bytes = child->said;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == ' '))
        end--;
    if (end == 0)
        return NULL;
    const char *newline = memrchr(bytes, '\n', end);
    size_t start = newline ? (size_t)(newline - bytes) + 1 : 0;
    if (end - start > sizeof prefix - 1 && memcmp(bytes + start, prefix, sizeof prefix - 1) == 0)
        start += sizeof prefix - 1;
    return visible_text_n(bytes + start, end - start);
}

char *mail_child_problem(const MailChild *child, const int *good)
{
    const Form *form = form_get("mail-program");
    if (WIFSIGNALED(child->status))
        return words(form, "killed", strsignal(WTERMSIG(child->status)));
    int status = WEXITSTATUS(child->status);
    for (; status != 0 && *good != 0; good++) {
        if (status == *good)
            status = 0;
    }
    if (status == 0)
        return child->lines.garbled ? memory_text(form_text(form, "garbled")) : NULL;
    char *said = last_words(child);
    if (said)
        return said;
    char *number = memory_format("%d", status);
    char *text = words(form, "failed", number);
    free(number);
    return text;
}
