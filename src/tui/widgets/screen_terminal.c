/* Opening and closing the terminal, and what it can do. */
#include "base/memory.h"
#include "tui/widgets/screen.h"
#include "tui/widgets/screen_internal.h"

#include <curses.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static SCREEN *terminal;
static pid_t owner; /* a child that ends must not give back what is not its own */
static struct termios as_found;
static bool brackets;
static char modes_on[64]; /* bracketed paste, the mouse */
static char modes_off[64];
static const char *insert;   /* a blank column at the cursor */
static const char *place;    /* the cursor, where it can be moved and reverse turned on and off */
static char last_words[128]; /* what a crash still sends */

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0] };

/* The signals that newterm() would take: they belong to input.c. */
static const int curses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { CURSES_SIGNALS = sizeof curses_signals / sizeof curses_signals[0] };

static const char *capability(const char *name)
{
    const char *value = tigetstr(name);
    return value && value != (const char *)-1 && value[0] ? value : NULL;
}

bool screen_terminal_check(Error *error)
{
    bool in = isatty(STDIN_FILENO);
    bool out = isatty(STDOUT_FILENO);
    if (!in && !out)
        return error_set(error, ERROR_USAGE,
                         "neither standard input nor standard output is a terminal");
    if (!in || !out)
        return error_set(error, ERROR_USAGE,
                         in ? "standard output is not a terminal"
                            : "standard input is not a terminal");
    const char *term = getenv("TERM");
    if (!term || !term[0])
        return error_set(error, ERROR_USAGE,
                         "TERM is not set, so the kind of terminal is not known; "
                         "TERM=xterm-256color is right for most");
    return true;
}

static void no_handler(int number)
{
    (void)number;
}

/* Where the signals have handlers newterm() sets none, and refresh() leaves SIGTSTP alone. One that
 * comes meanwhile waits for its own handler. */
static SCREEN *new_terminal(void)
{
    struct sigaction actions[CURSES_SIGNALS];
    sigset_t ours;
    sigset_t before;
    sigemptyset(&ours);
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaddset(&ours, curses_signals[i]);
    sigprocmask(SIG_BLOCK, &ours, &before);
    for (size_t i = 0; i < CURSES_SIGNALS; i++) {
        struct sigaction none = {.sa_handler = no_handler};
        sigaction(curses_signals[i], &none, &actions[i]);
    }
    use_tioctl(TRUE);
    SCREEN *opened = newterm(NULL, stdout, stdin);
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], &actions[i], NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return opened;
}

static bool open_curses(Error *error)
{
    const char *term = getenv("TERM");
    int found;
    terminal = NULL;
    /* Asked first, since newterm() leaks where there is no entry. */
    if (setupterm(NULL, STDOUT_FILENO, &found) == OK) {
        del_curterm(cur_term);
        terminal = new_terminal();
    }
    if (!terminal)
        return error_set(error, ERROR_USAGE,
                         "the terminal type \"%s\" (TERM) is not known on this host, or can't be "
                         "used; TERM=xterm or TERM=vt100 may do",
                         term);
    if (!capability("cup") || !capability("clear")) {
        endwin();
        delscreen(terminal);
        terminal = NULL;
        return error_set(error, ERROR_USAGE,
                         "the terminal type \"%s\" (TERM) can't move its cursor, "
                         "and the editor needs that",
                         term);
    }
    return true;
}

/* ncurses' putp() goes to the stream, which is not what its frames go to. */
void screen_terminal_send(const char *bytes)
{
    if (bytes && *bytes) {
        ssize_t written = write(STDOUT_FILENO, bytes, strlen(bytes));
        (void)written;
    }
}

/* Real old terminals print what they don't know: only those of the xterm kind, which have a mouse
 * or say so, are asked for bracketed paste, or for the mouse: presses and the wheel (1000), in a
 * form for windows of any width (1006). */
static void find_modes(bool mouse)
{
    const char *on = capability("BE"), *off = capability("BD");
    bool xterm = capability("kmous");
    brackets = on && off;
    if (!brackets) {
        on = xterm ? "\033[?2004h" : "";
        off = xterm ? "\033[?2004l" : "";
    }
    mouse = mouse && xterm;
    snprintf(modes_on, sizeof modes_on, "%s%s", on, mouse ? "\033[?1000h\033[?1006h" : "");
    snprintf(modes_off, sizeof modes_off, "%s%s", off, mouse ? "\033[?1006l\033[?1000l" : "");
}

bool screen_brackets_paste(void)
{
    return brackets;
}

/* Those that need no padding. */
static void find_insert(void)
{
    insert = capability("ich1");
    const char *many = capability("ich");
    if (many && strcmp(many, "\033[%p1%d@") == 0)
        insert = "\033[@";
    if (insert && strstr(insert, "$<"))
        insert = NULL;
}

static bool has(const char *name, const char *expected)
{
    const char *value = capability(name);
    return value && strcmp(value, expected) == 0;
}

static void find_place(void)
{
    bool simple = has("rev", SCREEN_REVERSE_ON) && has("rmso", SCREEN_REVERSE_OFF);
    place = simple ? capability("cup") : NULL;
    if (place && strstr(place, "$<"))
        place = NULL;
}

const char *screen_terminal_place(void)
{
    return place;
}

bool screen_terminal_erases_coloured(void)
{
    return tigetflag("bce") > 0;
}

const char *screen_terminal_insert(void)
{
    return insert;
}

static void prepare_last_words(void)
{
    const char *parts[] = {modes_off, capability("sgr0"), capability("rmcup"), capability("cnorm")};
    size_t used = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t length = parts[i] && !strstr(parts[i], "$<") ? strlen(parts[i]) : 0;
        if (length > 0 && used + length < sizeof last_words) {
            memcpy(last_words + used, parts[i], length);
            used += length;
        }
    }
    last_words[used] = '\0';
}

static void on_crash(int number)
{
    if (getpid() == owner) {
        ssize_t written = write(STDOUT_FILENO, last_words, strlen(last_words));
        (void)written;
        tcsetattr(STDIN_FILENO, TCSANOW, &as_found);
    }
    raise(number); /* SA_RESETHAND: now as the system has it */
}

static void watch_crashes(bool watch)
{
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        struct sigaction before;
        if (watch) {
            action.sa_handler = on_crash;
            action.sa_flags = (int)SA_RESETHAND;
        }
        sigaction(crash_signals[i], &action, &before);
        /* Somebody else's (a sanitizer's) stays. */
        if (before.sa_handler != (watch ? SIG_DFL : on_crash))
            sigaction(crash_signals[i], &before, NULL);
    }
}

static void set_modes(void)
{
    nonl(); /* for its cursor motion as well; the rest is set here at once */
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_iflag &=
            ~(tcflag_t)(IXON | IXOFF | ISTRIP | INLCR | IGNCR | ICRNL | BRKINT | PARMRK);
        modes.c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO | IEXTEN);
        modes.c_cc[VMIN] = 1;
        modes.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    }
    def_prog_mode();
}

/* ncurses 6.4 sends each row of a frame by itself until endwin() has been called once. What it
 * sends then is not for the terminal. */
static void buffer_frames(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (out >= 0 && nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0) {
        endwin();
        dup2(out, STDOUT_FILENO);
    }
    if (out >= 0)
        close(out);
    if (nothing >= 0)
        close(nothing);
}

bool screen_terminal_open(bool mouse, Error *error)
{
    static bool registered;
    if (!screen_terminal_check(error))
        return false;
    if (tcgetattr(STDIN_FILENO, &as_found) != 0)
        return error_set(error, ERROR_USAGE, "standard input is not a terminal");
    if (!open_curses(error)) {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &as_found);
        return false;
    }
    owner = getpid();
    if (!registered)
        atexit(screen_close);
    registered = true;
    memory_on_exhausted(screen_close);
    set_modes();
    buffer_frames();
    find_modes(mouse);
    find_insert();
    find_place();
    prepare_last_words();
    watch_crashes(true);
    typeahead(-1);
    screen_terminal_send(modes_on);
    return true;
}

void screen_terminal_close(void)
{
    if (!terminal || getpid() != owner)
        return;
    SCREEN *closing = terminal;
    terminal = NULL;
    screen_terminal_send(modes_off);
    endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &as_found);
    watch_crashes(false);
    memory_on_exhausted(NULL);
    delscreen(closing);
}

void screen_terminal_suspend(void)
{
    screen_terminal_send(modes_off);
    endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &as_found);
}

void screen_terminal_resume(void)
{
    reset_prog_mode();
    screen_terminal_send(modes_on);
    clearok(curscr, TRUE);
}

void screen_terminal_check_modes(void)
{
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0 && (modes.c_lflag & (ISIG | ICANON | ECHO))) {
        reset_prog_mode();
        screen_terminal_send(modes_on);
    }
}

bool screen_terminal_size(int *rows, int *width)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    *rows = size.ws_row;
    *width = size.ws_col;
    return true;
}
