#include "tui/input/input.h"

#include "base/monotonic.h"

#include "tui/input/input_decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READ_SIZE = 16384, MOST_OTHERS = 30 };

static const int taken[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT};
enum { TAKEN = sizeof taken / sizeof taken[0] };

/* Set by the handlers. */
static volatile sig_atomic_t resized;
static volatile sig_atomic_t stop_asked;
static volatile sig_atomic_t end_signal;
static int wake[2] = {-1, -1}; /* a byte in it ends poll() */

static struct {
    int in;
    Decoder *decoder;
    bool gone; /* the terminal */
    bool resize_last;
    int pending; /* what input_pending() found since the last event; -1: not asked */
    struct sigaction before[TAKEN];
} state;

static void on_signal(int number)
{
    int saved = errno;
    if (number == SIGWINCH || number == SIGCONT)
        resized = 1;
    else if (number == SIGTSTP)
        stop_asked = 1;
    else if (!end_signal)
        end_signal = number;
    ssize_t written = write(wake[1], "", 1);
    (void)written;
    errno = saved;
}

/* A signal that was ignored when the program started (nohup, a shell without jobs) stays so. */
static void take_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < TAKEN; i++) {
        sigaction(taken[i], &action, &state.before[i]);
        if (state.before[i].sa_handler == SIG_IGN && taken[i] != SIGWINCH)
            sigaction(taken[i], &state.before[i], NULL);
    }
}

static void give_signals_back(void)
{
    for (size_t i = 0; i < TAKEN; i++)
        sigaction(taken[i], &state.before[i], NULL);
}

bool input_open(int in, const char *term, Error *error)
{
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set_errno(error, ERROR_SYSTEM, errno, "can't watch for signals");
    state.decoder = decoder_new(term, nl_langinfo(CODESET));
    state.in = in;
    state.gone = state.resize_last = false;
    state.pending = -1;
    resized = stop_asked = end_signal = 0;
    take_signals();
    return true;
}

void input_close(void)
{
    if (!state.decoder)
        return;
    give_signals_back();
    decoder_free(state.decoder);
    state.decoder = NULL;
    close(wake[0]);
    close(wake[1]);
    wake[0] = wake[1] = -1;
}

void input_stop(void)
{
    struct sigaction ours;
    size_t i = 0;
    while (taken[i] != SIGTSTP)
        i++;
    sigaction(SIGTSTP, &state.before[i], &ours);
    kill(0, SIGTSTP); /* the job: as the terminal does it */
    sigaction(SIGTSTP, &ours, NULL);
    stop_asked = 0;
    resized = 0; /* of SIGCONT: the caller draws all anew anyway */
}

static void read_input(void)
{
    char bytes[READ_SIZE];
    ssize_t got = read(state.in, bytes, sizeof bytes);
    if (got > 0)
        decoder_put(state.decoder, bytes, (size_t)got, monotonic_ms());
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
        state.gone = true;
}

static bool ending(void)
{
    return state.gone || end_signal != 0;
}

static bool take_decoded(Input *input)
{
    Decoded decoded = decoder_next(state.decoder, monotonic_ms(), ending(), &input->key);
    if (decoded == DECODED_NOTHING)
        return false;
    input->early = decoder_is_early(state.decoder);
    input->more = decoder_has_text(state.decoder);
    if (decoded == DECODED_PASTE) {
        input->kind = INPUT_PASTE;
        input->paste = decoder_paste(state.decoder, &input->paste_length);
        input->paste_kind = decoder_paste_kind(state.decoder);
    } else if (decoded == DECODED_MOUSE) {
        input->kind = INPUT_MOUSE;
        input->mouse = decoder_mouse(state.decoder);
    } else if (input->key.code == 'z' && input->key.modifiers == KEY_CONTROL) {
        input->kind = INPUT_SUSPEND;
    } else {
        input->kind = INPUT_KEY;
    }
    return true;
}

/* What needs no waiting. After a new size a key has its turn, whatever a storm of signals does. */
static bool take(Input *input)
{
    if (resized && !state.resize_last) {
        resized = 0;
        state.resize_last = true;
        input->kind = INPUT_RESIZE;
        return true;
    }
    state.resize_last = false;
    if (stop_asked) {
        stop_asked = 0;
        input->kind = INPUT_SUSPEND;
        return true;
    }
    if (take_decoded(input))
        return true;
    if (resized) {
        resized = 0;
        input->kind = INPUT_RESIZE;
        return true;
    }
    if (ending()) {
        input->kind = INPUT_END;
        input->signal = end_signal;
        return true;
    }
    return false;
}

static int wait_time(int64_t until)
{
    int64_t held = decoder_deadline(state.decoder);
    if (held >= 0 && (until < 0 || held < until))
        until = held;
    if (until < 0)
        return -1;
    int64_t left = until - monotonic_ms();
    return left < 0 ? 0 : left < INT32_MAX ? (int)left : INT32_MAX;
}

/* Waits until there is something; true where a descriptor of the caller is ready. */
static bool wait_for_something(int64_t until, struct pollfd *others, size_t other_count)
{
    struct pollfd all[2 + MOST_OTHERS] = {{state.in, POLLIN, 0}, {wake[0], POLLIN, 0}};
    for (size_t i = 0; i < other_count; i++) {
        all[2 + i] = others[i];
        all[2 + i].revents = others[i].revents = 0;
    }
    if (poll(all, 2 + other_count, wait_time(until)) <= 0)
        return false;
    if (all[1].revents) {
        char drained[64];
        while (read(wake[0], drained, sizeof drained) > 0)
            continue;
    }
    if (all[0].revents)
        read_input();
    bool ready = false;
    for (size_t i = 0; i < other_count; i++) {
        others[i].revents = all[2 + i].revents;
        ready = ready || others[i].revents;
    }
    return ready;
}

void input_next(Input *input, int timeout, struct pollfd *others, size_t other_count)
{
    *input = (Input){.kind = INPUT_TIMEOUT};
    state.pending = -1;
    int64_t until = timeout < 0 ? -1 : monotonic_ms() + timeout;
    if (other_count > MOST_OTHERS)
        other_count = MOST_OTHERS;
    bool waited = false;
    for (;;) {
        if (take(input))
            return;
        if (waited && until >= 0 && monotonic_ms() >= until)
            return;
        if (wait_for_something(until, others, other_count)) {
            input->kind = INPUT_READY;
            return;
        }
        waited = true;
    }
}

void input_mark(void)
{
    struct pollfd in = {state.in, POLLIN, 0};
    if (!state.decoder)
        return;
    if (!state.gone && poll(&in, 1, 0) > 0)
        read_input();
    decoder_mark(state.decoder);
}

bool input_paste_is_part(void)
{
    return state.decoder && decoder_paste_is_part(state.decoder);
}

bool input_pending(void)
{
    if (!state.decoder)
        return false;
    if (resized || stop_asked || ending() || decoder_ready(state.decoder))
        return true;
    struct pollfd in = {state.in, POLLIN, 0};
    if (state.pending < 0)
        state.pending = poll(&in, 1, 0) > 0;
    return state.pending > 0;
}
