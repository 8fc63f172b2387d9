#include "support/clock.h"
#include "support/environment.h"
#include "support/terminal_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

void terminal_give_up(const char *what)
{
    perror(what);
    abort();
}

void terminal_make_room(char **block, size_t *capacity, size_t length, size_t more)
{
    if (length + more + 1 <= *capacity)
        return;
    *capacity = (length + more + 1) * 2;
    *block = realloc(*block, *capacity);
    if (!*block)
        terminal_give_up("realloc");
}

static void append(char **block, size_t *length, size_t *capacity, const char *bytes, size_t more)
{
    terminal_make_room(block, capacity, *length, more);
    memcpy(*block + *length, bytes, more);
    *length += more;
    (*block)[*length] = '\0';
}

void terminal_put(const char *bytes, size_t length, void *user)
{
    Terminal *terminal = user;
    append(&terminal->unsent, &terminal->unsent_length, &terminal->unsent_capacity, bytes, length);
}

static int property(VTermProp which, VTermValue *value, void *user)
{
    Terminal *terminal = user;
    if (which == VTERM_PROP_CURSORVISIBLE)
        terminal->cursor_visible = value->boolean;
    else if (which == VTERM_PROP_ALTSCREEN)
        terminal->alternate = value->boolean;
    else if (which == VTERM_PROP_MOUSE)
        terminal->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property};

__attribute__((noreturn)) static void become(const TerminalSetup *setup, const char *term)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close_range(3, ~0U, 0);

    environment_reset();
    setenv("TERM", term, 1);
    for (const char *const *pair = setup->environment; pair && *pair; pair++)
        putenv(strdup(*pair));
    if (setup->directory && chdir(setup->directory) != 0)
        terminal_give_up(setup->directory);
    execvp(setup->command[0], (char **)setup->command);
    terminal_give_up(setup->command[0]);
    abort();
}

Terminal *terminal_open(const TerminalSetup *setup)
{
    Terminal *terminal = calloc(1, sizeof *terminal);
    struct winsize size = {
        .ws_row = (unsigned short)(setup->rows ? setup->rows : 24),
        .ws_col = (unsigned short)(setup->columns ? setup->columns : 80),
    };
    if (!terminal)
        terminal_give_up("calloc");
    terminal->cursor_visible = true;
    terminal->vterm = vterm_new(size.ws_row, size.ws_col);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, terminal_put, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_reset(terminal->screen, 1);

    terminal->pid = forkpty(&terminal->line, NULL, NULL, &size);
    if (terminal->pid < 0)
        terminal_give_up("forkpty");
    if (terminal->pid == 0)
        become(setup, setup->term ? setup->term : "xterm-256color");
    terminal->process = pidfd_open(terminal->pid, 0);
    if (terminal->process < 0 && errno != ENOSYS) /* valgrind has none: it is asked for then */
        terminal_give_up("pidfd_open");
    fcntl(terminal->line, F_SETFL, O_NONBLOCK);
    fcntl(terminal->line, F_SETFD, FD_CLOEXEC);
    return terminal;
}

pid_t terminal_pid(const Terminal *terminal)
{
    return terminal->pid;
}

pid_t terminal_foreground(const Terminal *terminal)
{
    return tcgetpgrp(terminal->line);
}

static void reap(Terminal *terminal)
{
    int status;
    if (terminal->ended || waitpid(terminal->pid, &status, WNOHANG) != terminal->pid)
        return;
    terminal->ended = true;
    terminal->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* How many bytes the line has room for by now. */
static size_t allowance(const Terminal *terminal)
{
    double allowed = (clock_seconds() - terminal->taken_at) * terminal->speed;
    return allowed < 4096 ? (size_t)allowed : 4096;
}

void terminal_slow_down(Terminal *terminal, int bytes_per_second)
{
    terminal->speed = bytes_per_second;
    terminal->taken_at = clock_seconds();
}

/* Takes what has come. */
static void receive(Terminal *terminal)
{
    char bytes[65536];
    ssize_t length;
    size_t most = sizeof bytes;
    if (terminal->speed > 0) {
        most = allowance(terminal);
        terminal->taken_at = clock_seconds();
    }
    while (!terminal->over && most > 0 && (length = read(terminal->line, bytes, most)) != 0) {
        if (length < 0) {
            terminal->over = errno != EAGAIN && errno != EINTR; /* EIO is the end */
            return;
        }
        append(&terminal->output, &terminal->output_length, &terminal->output_capacity, bytes,
               (size_t)length);
        terminal->bytes += (size_t)length;
        vterm_input_write(terminal->vterm, bytes, (size_t)length);
        vterm_screen_flush_damage(terminal->screen);
        if (terminal->speed > 0)
            break;
    }
}

static void transmit(Terminal *terminal)
{
    ssize_t length = write(terminal->line, terminal->unsent, terminal->unsent_length);
    if (length > 0) {
        terminal->unsent_length -= (size_t)length;
        memmove(terminal->unsent, terminal->unsent + length, terminal->unsent_length);
    } else if (length < 0 && errno != EAGAIN && errno != EINTR) {
        terminal->unsent_length = 0;
        terminal->over = true;
    }
}

/* Waits until something happens, at most until `end`; false when that time has come. */
static bool step(Terminal *terminal, double end)
{
    double left = end - clock_seconds();
    if (left <= 0)
        return false;
    enum { SLOW_MS = 20 };
    bool writing = terminal->unsent_length > 0;
    bool full = terminal->speed > 0 && allowance(terminal) < terminal->speed * SLOW_MS / 1000;
    struct pollfd polled[] = {
        {.fd = terminal->over ? -1 : terminal->line,
         .events = (short)((full ? 0 : POLLIN) | (writing ? POLLOUT : 0))},
        {.fd = terminal->ended ? -1 : terminal->process, .events = POLLIN},
    };
    bool soon = full || terminal->process < 0;
    int wait = soon && left > SLOW_MS / 1000.0 ? SLOW_MS : (int)(left * 1000) + 1;
    if (poll(polled, 2, wait) < 0 && errno != EINTR)
        terminal_give_up("poll");
    if (polled[0].revents & (POLLIN | POLLHUP | POLLERR))
        receive(terminal);
    if (writing && !terminal->over && (polled[0].revents & POLLOUT))
        transmit(terminal);
    if (polled[1].revents || terminal->process < 0)
        reap(terminal);
    return true;
}

/* Reads until `holds`; a program that has ended and said all changes nothing more. */
static bool wait_until(Terminal *terminal, bool (*holds)(Terminal *, const void *),
                       const void *what, int milliseconds)
{
    double end = clock_seconds() + milliseconds / 1000.0;
    while (!holds(terminal, what)) {
        if (terminal->ended) {
            receive(terminal);
            return holds(terminal, what);
        }
        if (!step(terminal, end))
            return false;
    }
    return true;
}

/* The same, with a picture where it fails. */
static bool wait_seen(Terminal *terminal, bool (*holds)(Terminal *, const void *), const void *what,
                      int milliseconds, const char *sought, const char *text)
{
    if (wait_until(terminal, holds, what, milliseconds))
        return true;
    fprintf(stderr, "\nwaited %d ms for %s \"%s\"", milliseconds, sought, text);
    if (terminal->ended)
        fprintf(stderr, "; the program has ended, status %d", terminal->status);
    fputs("; the screen:\n", stderr);
    terminal_print(terminal);
    return false;
}

void terminal_send(Terminal *terminal, const char *bytes, size_t length)
{
    double last = clock_seconds(), end = last + TERMINAL_PATIENCE / 1000.0;
    terminal_put(bytes, length, terminal);
    terminal->longest_pause = 0;
    while (terminal->unsent_length > 0 && !terminal->over && !terminal->ended) {
        size_t before = terminal->unsent_length;
        if (!step(terminal, end)) {
            fprintf(stderr, "\nthe program left %zu bytes of its input unread\n",
                    terminal->unsent_length);
            terminal_print(terminal);
            abort();
        }
        double now = clock_seconds();
        if (now - last > terminal->longest_pause)
            terminal->longest_pause = now - last;
        if (terminal->unsent_length < before)
            last = now;
    }
    if (terminal->over || terminal->ended)
        terminal->unsent_length = 0;
}

double terminal_longest_pause(const Terminal *terminal)
{
    return terminal->longest_pause;
}

static bool has_text(Terminal *terminal, const void *text)
{
    return terminal_find(terminal, text, NULL) >= 0;
}

static bool has_not_text(Terminal *terminal, const void *text)
{
    return terminal_find(terminal, text, NULL) < 0;
}

bool terminal_wait_text(Terminal *terminal, const char *text, int milliseconds)
{
    return wait_seen(terminal, has_text, text, milliseconds, "the text", text);
}

bool terminal_wait_gone(Terminal *terminal, const char *text, int milliseconds)
{
    return wait_seen(terminal, has_not_text, text, milliseconds, "the end of the text", text);
}

typedef struct RowText {
    int row;
    const char *text;
} RowText;

static bool row_has(Terminal *terminal, const void *what)
{
    const RowText *wanted = what;
    return strstr(terminal_row(terminal, wanted->row), wanted->text) != NULL;
}

bool terminal_wait_row(Terminal *terminal, int row, const char *text, int milliseconds)
{
    RowText wanted = {row, text};
    return wait_seen(terminal, row_has, &wanted, milliseconds, "its row to have", text);
}

static bool cursor_row_has(Terminal *terminal, const void *text)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &at);
    return strstr(terminal_row(terminal, at.row), text) != NULL;
}

bool terminal_wait_cursor(Terminal *terminal, const char *text, int milliseconds)
{
    return wait_seen(terminal, cursor_row_has, text, milliseconds, "the cursor beside", text);
}

static bool wrote(Terminal *terminal, const void *bytes)
{
    return terminal->output &&
           memmem(terminal->output, terminal->output_length, bytes, strlen(bytes)) != NULL;
}

bool terminal_wait_output(Terminal *terminal, const char *bytes, int milliseconds)
{
    return wait_seen(terminal, wrote, bytes, milliseconds, "the output", bytes);
}

bool terminal_wait_taken(Terminal *terminal, int milliseconds)
{
    double end = clock_seconds() + milliseconds / 1000.0;
    int left = 1, program_end = open(ptsname(terminal->line), O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (program_end < 0)
        terminal_give_up("ptsname");
    while (!terminal->over && !terminal->ended && clock_seconds() < end) {
        /* poll() brings on what the line has not passed on yet. */
        struct pollfd waiting = {program_end, POLLIN, 0};
        if (terminal->unsent_length == 0 && poll(&waiting, 1, 0) == 0 &&
            ioctl(program_end, FIONREAD, &left) == 0 && left == 0)
            break;
        double soon = clock_seconds() + 0.002;
        step(terminal, soon < end ? soon : end);
    }
    close(program_end);
    return left == 0;
}

double terminal_settle(Terminal *terminal, int quiet, int milliseconds)
{
    double start = clock_seconds(), end = start + milliseconds / 1000.0, last = start;
    size_t bytes = terminal->bytes;
    while (!terminal->over && !terminal->ended) {
        double until = bytes == terminal->bytes ? end : last + quiet / 1000.0;
        size_t before = terminal->bytes;
        if (!step(terminal, until < end ? until : end))
            break;
        if (terminal->bytes != before)
            last = clock_seconds();
    }
    return last - start;
}

static bool has_ended(Terminal *terminal, const void *unused)
{
    (void)unused;
    return terminal->ended;
}

bool terminal_wait_exit(Terminal *terminal, int milliseconds, int *status)
{
    if (!wait_seen(terminal, has_ended, NULL, milliseconds, "the end of", "the program"))
        return false;
    if (terminal->line >= 0)
        receive(terminal);
    if (status)
        *status = terminal->status;
    return true;
}

void terminal_hang_up(Terminal *terminal)
{
    close(terminal->line);
    terminal->line = -1;
    terminal->over = true;
}

void terminal_resize(Terminal *terminal, int columns, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    vterm_set_size(terminal->vterm, rows, columns);
    if (ioctl(terminal->line, TIOCSWINSZ, &size) != 0)
        terminal_give_up("TIOCSWINSZ");
}

const char *terminal_output(const Terminal *terminal, size_t *length)
{
    *length = terminal->output_length;
    return terminal->output ? terminal->output : "";
}

size_t terminal_bytes(const Terminal *terminal)
{
    return terminal->bytes;
}

void terminal_forget(Terminal *terminal)
{
    terminal->output_length = 0;
}

struct termios terminal_modes(const Terminal *terminal)
{
    struct termios modes;
    if (tcgetattr(terminal->line, &modes) != 0)
        terminal_give_up("tcgetattr");
    return modes;
}

void terminal_close(Terminal *terminal)
{
    if (!terminal)
        return;
    if (!terminal->ended) {
        kill(-terminal->pid, SIGKILL);
        waitpid(terminal->pid, NULL, 0);
    }
    if (terminal->line >= 0)
        close(terminal->line);
    close(terminal->process);
    vterm_free(terminal->vterm);
    free(terminal->output);
    free(terminal->unsent);
    free(terminal->row);
    free(terminal);
}
