#include "tui/widgets/dialog.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/widgets/screen.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

#define LEFT   1
#define GAP    3
#define MARKER ">" /* before the focused choice, where no attribute shows it */

/* Where the choices begin: behind the marker, where there is one. */
static int choices_left(void)
{
    return screen_plain() ? LEFT + 2 : LEFT;
}

#define TYPING 1000 /* milliseconds without a letter after which a text is over */
#define WAIT   700  /* milliseconds that the letter of a choice waits for another one behind it */

struct Dialog {
    char *question;
    const Bindings *choices;
    size_t focus;
    AnswerGuard guard;
    Key pending;   /* the letter of a choice, which waits; code 0: none does */
    int64_t since; /* monotonic_ms() of it */
};

bool answer_guard_seen(AnswerGuard *guard)
{
    bool new = !guard->seen;
    guard->seen = true;
    return new;
}

bool answer_guard_takes(AnswerGuard *guard, Key key, bool bound, bool early, bool more)
{
    bool text = input_key_is_text(key);
    bool of_text = text || (key.code == PRESS_ENTER && key.modifiers == 0);
    int64_t now = monotonic_ms();
    if (!guard->seen || early)
        return false;
    guard->typing = guard->typing && of_text && now - guard->typed < TYPING;
    if (text && (more || (!bound && key.code != ' ')))
        guard->typing = true;
    if (guard->typing && text)
        guard->typed = now;
    return !guard->typing;
}

/* The choice of Esc; of those who have none, the last one. */
static size_t harmless(const Bindings *choices)
{
    for (size_t i = 0; i < choices->count; i++) {
        const Binding *choice = &choices->items[i];
        for (size_t j = 0; j < choice->key_count; j++) {
            if (choice->keys[j].code == PRESS_ESCAPE)
                return i;
        }
    }
    return choices->count - 1;
}

Dialog *dialog_new(const char *question, const Bindings *choices)
{
    Dialog *dialog = memory_new(sizeof *dialog);
    dialog->question = memory_text(question);
    dialog->choices = choices;
    dialog->focus = harmless(choices);
    return dialog;
}

void dialog_free(Dialog *dialog)
{
    if (!dialog)
        return;
    free(dialog->question);
    free(dialog);
}

bool dialog_seen(Dialog *dialog)
{
    return answer_guard_seen(&dialog->guard);
}

static const Binding *choice_of(const Dialog *dialog, Key key)
{
    BindingChain chain = {.sets = {dialog->choices}, .count = 1};
    return binding_chain_find(&chain, key);
}

static bool moves_focus(Key key)
{
    return key.code == PRESS_LEFT || key.code == PRESS_UP || key.code == PRESS_RIGHT ||
           key.code == PRESS_DOWN || key.code == PRESS_TAB;
}

const Binding *dialog_key(Dialog *dialog, Key key, bool early, bool more)
{
    const Binding *choice = choice_of(dialog, key);
    bool text = input_key_is_text(key);
    bool behind = text && dialog->pending.code != 0 && !input_key_equal(dialog->pending, key);
    bool takes = answer_guard_takes(&dialog->guard, key, choice, early, more || behind);
    if (early)
        return NULL;
    dialog->pending = (Key){0};
    if (!takes && dialog->guard.typing)
        dialog->focus = harmless(dialog->choices);
    if (!takes)
        return NULL;
    if (choice && text) {
        dialog->pending = key;
        dialog->since = monotonic_ms();
        dialog->focus = (size_t)(choice - dialog->choices->items);
        return NULL;
    }
    if (choice)
        return choice;
    size_t count = dialog->choices->count;
    bool back = key.code == PRESS_LEFT || key.code == PRESS_UP ||
                (key.code == PRESS_TAB && (key.modifiers & KEY_SHIFT));
    if (key.modifiers == 0 && (key.code == PRESS_ENTER || key.code == ' '))
        return &dialog->choices->items[dialog->focus];
    if (back)
        dialog->focus = (dialog->focus + count - 1) % count;
    else if (moves_focus(key))
        dialog->focus = (dialog->focus + 1) % count;
    return NULL;
}

int dialog_wait(Dialog *dialog, const Binding **taken)
{
    if (dialog->pending.code == 0)
        return -1;
    int64_t left = dialog->since + WAIT - monotonic_ms();
    if (left > 0)
        return (int)left;
    *taken = choice_of(dialog, dialog->pending);
    return 0;
}

const Binding *dialog_pending(const Dialog *dialog, Key key)
{
    bool of_dialog = input_key_is_text(key) || moves_focus(key) || choice_of(dialog, key) ||
                     key.code == PRESS_ENTER || key.code == PRESS_ESCAPE;
    return dialog->pending.code != 0 && !of_dialog ? choice_of(dialog, dialog->pending) : NULL;
}

static int choice_width(const Binding *choice)
{
    return screen_text_width(choice->names[0], strlen(choice->names[0])) + 1 +
           screen_text_width(choice->label, strlen(choice->label));
}

static void draw_choice(const Dialog *dialog, size_t number, int row, int column, int room)
{
    const Binding *choice = &dialog->choices->items[number];
    int key = screen_text(row, column, room, STYLE_KEY, choice->names[0]) + 1;
    bool focused = number == dialog->focus;
    screen_text(row, column + key, room - key, focused ? STYLE_FOCUS : STYLE_NORMAL, choice->label);
    if (focused && screen_plain())
        screen_text(row, column - 2, 1, STYLE_NORMAL, MARKER);
    if (focused)
        screen_cursor(row, column + key);
}

typedef struct Place {
    int row, column;
    size_t choice; /* that is there; the number of choices where none is */
} Place;

/* Lays the choices out from `row` on, and draws them or, with `place`, looks which is there;
 * returns how many rows they take. */
static int lay_choices(const Dialog *dialog, int row, Area area, bool draw, Place *place)
{
    int left = choices_left(), used = left, rows = 1;
    for (size_t i = 0; i < dialog->choices->count; i++) {
        const Binding *choice = &dialog->choices->items[i];
        int width = choice_width(choice);
        if (used > left && used + width > area.columns) {
            used = left;
            rows++;
        }
        int at = area.column + used, line = row + rows - 1;
        if (draw && line < area.row + area.rows)
            draw_choice(dialog, i, line, at, area.columns - used);
        if (place && line == place->row && place->column >= at && place->column < at + width)
            place->choice = i;
        used += width + GAP;
    }
    return rows;
}

static int question_rows(const Dialog *dialog, int columns)
{
    int width = columns - 2 * LEFT;
    return (int)wrap_count(dialog->question, strlen(dialog->question), width > 0 ? width : 1);
}

int dialog_rows(const Dialog *dialog, int columns, int most)
{
    Area area = {0, 0, 0, columns};
    int rows = 1 + question_rows(dialog, columns) + 1 + lay_choices(dialog, 0, area, false, NULL);
    return rows < most ? rows : most;
}

void dialog_draw(const Dialog *dialog, Area area)
{
    for (int i = 0; i < area.rows; i++)
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
    int choices = lay_choices(dialog, area.row, area, false, NULL);
    int question = question_rows(dialog, area.columns);
    int spare = area.rows - question - choices; /* for the line on top and the gap */
    int row = area.row;
    if (spare > 0)
        screen_line(row++, area.column, area.columns);
    int room = area.row + area.rows - choices - row;
    size_t at = 0, start, used, length = strlen(dialog->question);
    int width = area.columns - 2 * LEFT;
    while (room > 0 && wrap_line(dialog->question, length, width, &at, &start, &used)) {
        if (room == 1 && at < length)
            used = length - start; /* the rest, cut */
        screen_text_n(row++, area.column + LEFT, width, STYLE_TITLE, dialog->question + start, used,
                      true);
        room--;
    }
    if (spare > 1)
        row++;
    lay_choices(dialog, row, area, true, NULL);
}

/* The choices stand in the last rows. */
Click dialog_click(Dialog *dialog, Area area, int row, int column)
{
    Place place = {row, column, dialog->choices->count};
    int rows = lay_choices(dialog, area.row, area, false, NULL);
    lay_choices(dialog, area.row + area.rows - rows, area, false, &place);
    if (place.choice == dialog->choices->count)
        return CLICK_NOWHERE;
    bool again = place.choice == dialog->focus;
    dialog->focus = place.choice;
    return again ? CLICK_AGAIN : CLICK_TAKEN;
}
