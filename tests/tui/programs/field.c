/* Two text fields on a screen, for the tests of screen, input and text field on a real terminal.
 *
 * field [--ascii] [--theme=NAME] [--fill BYTES] [--crash] [--exhaust]
 *
 * Tab goes to the other field, Ctrl-P marks the first word as a problem, Ctrl-L draws all anew,
 * Ctrl-X crashes or runs out of memory where asked for, Esc leaves. Afterwards a line says how it
 * ended, how many events there were and how many nanoseconds of CPU time they took.
 */
#include "base/error.h"
#include "base/memory.h"
#include "tui/input/input.h"
#include "tui/widgets/screen.h"
#include "tui/widgets/textfield.h"

#include <inttypes.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static TextField *fields[2];
static int focus;
static size_t dropped;
static bool crash, exhaust;

static int64_t cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void place(void)
{
    int rows = screen_rows();
    int columns = screen_columns();
    textfield_place(fields[0], 2, 1, columns - 2, rows > 8 ? rows - 7 : 1);
    textfield_place(fields[1], rows - 3, 1, columns - 2, 1);
}

static void draw(bool all)
{
    if (all) {
        screen_erase();
        place();
        screen_text(0, 0, screen_columns(), STYLE_TITLE, "Fields › of the tests");
        screen_line(1, 0, 20);
    }
    for (int i = 0; i < 2; i++) {
        if (i != focus)
            textfield_draw(fields[i], false, all);
    }
    textfield_draw(fields[focus], true, all);
    TextFieldWhere where = textfield_where(fields[focus]);
    char status[128];
    snprintf(status, sizeof status, "line %zu of %zu, %zu dropped", where.line,
             text_lines(textfield_text(fields[focus])), dropped);
    int row = screen_rows() - 1;
    int used = screen_text(row, 0, screen_columns(), STYLE_HINT, status);
    screen_fill(row, used, screen_columns() - used, STYLE_NORMAL);
    screen_flush();
}

/* True to leave. */
static bool handle(const Input *input, bool *all)
{
    Key key = input->key;
    *all = false;
    if (input->kind == INPUT_PASTE) {
        dropped += textfield_paste(fields[focus], input->paste, input->paste_length);
    } else if (input->kind == INPUT_RESIZE) {
        screen_resize();
        *all = true;
    } else if (input->kind == INPUT_SUSPEND) {
        screen_suspend();
        input_stop();
        screen_resume();
        *all = true;
    } else if (input->kind == INPUT_END || key.code == PRESS_ESCAPE) {
        return true;
    } else if (textfield_key(fields[focus], key, input_pending()) != TEXTFIELD_IGNORED) {
        return false;
    } else if (key.code == PRESS_TAB) {
        focus = 1 - focus;
    } else if (key.code == 'p') {
        size_t end = text_next_word(textfield_text(fields[focus]), 0);
        textfield_set_problems(fields[focus], &(TextRange){0, end}, 1);
    } else if (key.code == 'l') {
        *all = true;
    } else if (key.code == 'x' && crash) {
        abort();
    } else if (key.code == 'x' && exhaust) {
        free(memory_text_n("", SIZE_MAX));
    }
    return false;
}

static void fill(size_t size)
{
    static const char address[] = "security-operations@example.com, ";
    char *bytes = memory_array(size, 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = i % 3300 == 3299 ? '\n' : address[i % (sizeof address - 1)];
    text_set(textfield_text(fields[0]), bytes, size);
    textfield_go(fields[0], size / 2);
    free(bytes);
}

int main(int count, char **arguments)
{
    setlocale(LC_ALL, "");
    ScreenOptions options = {0};
    size_t size = 0;
    for (int i = 1; i < count; i++) {
        options.ascii = options.ascii || strcmp(arguments[i], "--ascii") == 0;
        crash = crash || strcmp(arguments[i], "--crash") == 0;
        exhaust = exhaust || strcmp(arguments[i], "--exhaust") == 0;
        if (strncmp(arguments[i], "--theme=", 8) == 0)
            theme_find(arguments[i] + 8, &options.theme);
        if (strcmp(arguments[i], "--fill") == 0 && i + 1 < count)
            size = strtoul(arguments[i + 1], NULL, 10);
    }
    Error error = {0};
    if (!screen_open(&options, &error) || !input_open(STDIN_FILENO, getenv("TERM"), &error)) {
        fprintf(stderr, "field: %s\n", error.text);
        return error_exit_status(&error);
    }
    fields[0] = textfield_new(true);
    fields[1] = textfield_new(false);
    textfield_set_hint(fields[0], "ann@example.com, bob@example.com");
    if (size > 0)
        fill(size);
    draw(true);
    Input input;
    size_t events = 0;
    int64_t spent = 0;
    for (;;) {
        bool all;
        input_next(&input, -1, NULL, 0);
        int64_t before = cpu_time();
        if (handle(&input, &all))
            break;
        if (all || !input_pending())
            draw(all);
        spent += cpu_time() - before;
        events++;
    }
    input_close();
    screen_close();
    printf("ended: signal %d, %zu events, %" PRId64 " ns each\n",
           input.kind == INPUT_END ? input.signal : 0, events,
           spent / (int64_t)(events ? events : 1));
    textfield_free(fields[0]);
    textfield_free(fields[1]);
    return EX_OK;
}
