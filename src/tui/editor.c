#include "tui/editor.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "form/form.h"
#include "tui/app/stack.h"
#include "tui/input/input.h"
#include "tui/pages/pages.h"
#include "tui/widgets/screen.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define WATCHED 8 /* descriptors */

/* What is still to be shown, in its order. What reads in the background warns, too. */
static struct {
    pthread_mutex_t mutex; /* of the rest */
    char **texts;
    size_t count, capacity, shown;
} warnings = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void editor_warn(const char *text, void *data)
{
    (void)data;
    pthread_mutex_lock(&warnings.mutex);
    warnings.texts = memory_reserve(warnings.texts, &warnings.capacity, warnings.count + 1,
                                    sizeof *warnings.texts);
    warnings.texts[warnings.count++] = memory_text(text);
    pthread_mutex_unlock(&warnings.mutex);
}

static void forget_warnings(void)
{
    while (warnings.count > 0)
        free(warnings.texts[--warnings.count]);
    free(warnings.texts);
    warnings.texts = NULL;
    warnings.capacity = warnings.shown = 0;
}

static bool has_warning(void)
{
    pthread_mutex_lock(&warnings.mutex);
    bool more = warnings.shown < warnings.count;
    pthread_mutex_unlock(&warnings.mutex);
    return more;
}

/* One at a time, each until a key is pressed. Returns whether it is another one. */
static bool show_warning(Stack *stack)
{
    pthread_mutex_lock(&warnings.mutex);
    bool next = warnings.shown < warnings.count && stack_is_quiet(stack);
    if (next)
        stack_say(stack, STYLE_PROBLEM, memory_text(warnings.texts[warnings.shown++]));
    pthread_mutex_unlock(&warnings.mutex);
    return next;
}

/* Lets the pages work, and draws what is `stale`, or what they found. They work first where they
 * can, so that what they find about a key is drawn in one frame with what it did; but no key waits
 * where they are `busy`, nor does a page that is not on the screen yet. Returns how long to wait
 * for input; 0: there is more to do. */
static int go_on(Stack *stack, bool busy, bool *stale)
{
    bool work_first = !(busy && *stale) && stack_is_drawn(stack);
    int wait = work_first ? stack_tick(stack) : 0;
    bool warned = show_warning(stack);
    if (*stale || warned || wait == 0 || !stack_is_drawn(stack))
        stack_draw(stack);
    if (!work_first)
        wait = stack_tick(stack);
    *stale = !work_first && wait == 0;
    return has_warning() && stack_is_quiet(stack) ? 0 : wait;
}

/* Returns the signal that ended it; 0: the user left. */
static int run(Stack *stack, bool mouse)
{
    bool busy = false, stale = true;
    while (!stack_is_empty(stack)) {
        int wait = 0;
        if (!input_pending()) {
            wait = go_on(stack, busy, &stale);
            if (stack_is_empty(stack))
                break;
            busy = wait == 0;
        }
        Input input;
        struct pollfd watched[WATCHED];
        size_t count = stack_watch(stack, watched, WATCHED);
        input_next(&input, wait, watched, count);
        stale = stale || input.kind != INPUT_TIMEOUT || wait != 0;
        switch (input.kind) {
        case INPUT_KEY:
        case INPUT_PASTE:
            stack_input(stack, &input);
            break;
        case INPUT_MOUSE:
            if (mouse)
                stack_mouse(stack, &input.mouse);
            break;
        case INPUT_RESIZE:
            screen_resize();
            stack_redraw(stack);
            break;
        case INPUT_SUSPEND:
            screen_suspend();
            input_stop();
            screen_resume();
            stack_redraw(stack);
            break;
        case INPUT_END:
            stack_keep(stack);
            return input.signal ? input.signal : SIGHUP;
        case INPUT_TIMEOUT:
        case INPUT_READY:
            break;
        }
    }
    return 0;
}

/* Of the command line, the environment and the site, in this order. */
static bool find_theme(const Site *site, const EditorOptions *options, Theme *theme, Error *error)
{
    const char *name = getenv("SECCONTACTS_THEME");
    *theme = site->config.theme;
    if (options->plain) {
        *theme = THEME_PLAIN;
    } else if (name && *name && !theme_find(name, theme)) {
        char *visible = visible_text(name);
        error_set(error, ERROR_USAGE, "SECCONTACTS_THEME: found \"%s\", expected %s", visible,
                  form_field(form_get("settings"), "theme")->expected);
        free(visible);
        return false;
    }
    return true;
}

/* Without a terminal there are the commands, and the error says so. */
static bool open_terminal(const ScreenOptions *options, Error *error)
{
    const char *term = getenv("TERM");
    if (!screen_open(options, error)) {
        if (error->kind == ERROR_USAGE) {
            char *text = words(form_get("common"), "no_terminal", error->text);
            error_set(error, ERROR_USAGE, "%s", text);
            free(text);
        }
        return false;
    }
    if (input_open(STDIN_FILENO, term ? term : "", error))
        return true;
    screen_close();
    return false;
}

/* A hang-up often comes twice, from the terminal and from its shell: what tidies up until the
 * program ends is not to be cut short by the second one. */
static void hold_signals(void)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGHUP);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, NULL);
}

/* What is large goes back to the system as soon as it is freed, and leaves no holes. */
static void keep_memory_small(void)
{
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 256 << 10);
}

bool editor_run(Site *site, const EditorOptions *options, int *signal, Error *error)
{
    keep_memory_small();
    ScreenOptions screen = {.ascii = options->ascii, .mouse = site->config.mouse};
    *signal = 0;
    if (!find_theme(site, options, &screen.theme, error) || !open_terminal(&screen, error))
        return false;
    Session session = {.site = site, .demo = options->demo};
    Stack *stack = stack_new(&session);
    stack_push(stack, security_center_new(&session));
    *signal = run(stack, screen.mouse);
    stack_free(stack);
    session_clear(&session);
    forget_warnings();
    hold_signals();
    input_close();
    screen_close();
    return true;
}
