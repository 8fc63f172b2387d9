#include "tui/app/form_history.h"

#include "base/memory.h"

#include <stdlib.h>

/* A run of edits of one item: its states before and after. */
typedef struct Run {
    size_t item;
    unsigned long before, after;
    bool joined; /* with the run before: undone and redone together */
} Run;

struct FormHistory {
    FormView *view;
    size_t count;         /* of items */
    unsigned long *known; /* the state of each, as of the last look */
    bool begun;
    Run *runs; /* done, perhaps the last one in part; then those that can be redone */
    size_t done, run_count, capacity;
};

FormHistory *form_history_new(FormView *view, size_t count)
{
    FormHistory *history = memory_new(sizeof *history);
    history->view = view;
    history->count = count;
    history->known = memory_array(count, sizeof *history->known);
    return history;
}

void form_history_free(FormHistory *history)
{
    if (!history)
        return;
    free(history->known);
    free(history->runs);
    free(history);
}

static TextField *field_of(const FormHistory *history, size_t item)
{
    return form_view_field(history->view, item);
}

static unsigned long state_of(const FormHistory *history, size_t item)
{
    TextField *field = field_of(history, item);
    if (field)
        return text_state(textfield_text(field));
    return 2 * form_view_choice(history->view, item) + form_view_value(history->view, item);
}

static void look(FormHistory *history)
{
    for (size_t i = 0; i < history->count; i++)
        history->known[i] = state_of(history, i);
}

/* The run that an edit of `item` goes on with; NULL where it begins one. */
static Run *run_of(const FormHistory *history, size_t item)
{
    Run *last = history->done > 0 ? &history->runs[history->done - 1] : NULL;
    return last && last->item == item && !last->joined && field_of(history, item) ? last : NULL;
}

/* What is typed into another field before an edit of item `but`, and after it, are two edits. */
static void part(const FormHistory *history, size_t but)
{
    for (size_t i = 0; i < history->count; i++) {
        if (i != but && field_of(history, i))
            text_undo_boundary(textfield_text(field_of(history, i)));
    }
}

static void add(FormHistory *history, Run run)
{
    part(history, run.item);
    history->runs =
        memory_reserve(history->runs, &history->capacity, history->done + 1, sizeof *history->runs);
    history->runs[history->done++] = run;
}

/* A run that was undone in part, and is followed by a new edit, ends where it is. */
static void cut(FormHistory *history)
{
    if (history->done > 0) {
        Run *last = &history->runs[history->done - 1];
        last->after = history->known[last->item];
    }
    history->run_count = history->done;
}

void form_history_note(FormHistory *history)
{
    if (!history->begun) {
        history->begun = true;
        look(history);
        return;
    }
    bool first = true;
    for (size_t i = 0; i < history->count; i++) {
        unsigned long state = state_of(history, i);
        if (state == history->known[i])
            continue;
        if (first)
            cut(history);
        Run *run = first ? run_of(history, i) : NULL;
        if (run)
            run->after = state;
        else
            add(history, (Run){i, history->known[i], state, !first});
        history->run_count = history->done;
        history->known[i] = state;
        first = false;
    }
}

void form_history_forget(FormHistory *history)
{
    history->begun = false;
    history->done = history->run_count = 0;
}

static void set(FormHistory *history, size_t item, unsigned long state)
{
    form_view_set_value(history->view, item, state % 2 == 1);
    form_view_set_choice(history->view, item, state / 2);
}

/* Takes a text one group nearer to `state`, or with `whole` all the way; a switch goes there at
 * once. True once it is there, or can't go on. */
static bool step(FormHistory *history, const Run *run, unsigned long state, bool undo, bool whole)
{
    TextField *field = field_of(history, run->item);
    if (!field) {
        set(history, run->item, state);
        return true;
    }
    bool moved;
    do {
        moved = textfield_command(field, undo ? "undo" : "redo") == TEXTFIELD_CHANGED;
    } while (whole && moved && state_of(history, run->item) != state);
    form_view_touch(history->view, run->item);
    return !moved || state_of(history, run->item) == state;
}

bool form_history_undo(FormHistory *history, size_t *item)
{
    form_history_note(history);
    if (history->done == 0)
        return false;
    for (bool joined = true; joined && history->done > 0;) {
        const Run *run = &history->runs[history->done - 1];
        joined = run->joined;
        *item = run->item;
        if (step(history, run, run->before, true, joined))
            history->done--;
    }
    look(history);
    return true;
}

/* The run that is to be redone next, perhaps the rest of one; NULL where there is none. */
static const Run *next_to_redo(FormHistory *history)
{
    const Run *last = history->done > 0 ? &history->runs[history->done - 1] : NULL;
    if (last && field_of(history, last->item) && state_of(history, last->item) != last->after)
        return last;
    return history->done < history->run_count ? &history->runs[history->done++] : NULL;
}

bool form_history_redo(FormHistory *history, size_t *item)
{
    form_history_note(history);
    const Run *run = next_to_redo(history);
    if (!run)
        return false;
    *item = run->item;
    bool there = step(history, run, run->after, false, run->joined);
    while (there && history->done < history->run_count && history->runs[history->done].joined) {
        run = &history->runs[history->done++];
        step(history, run, run->after, false, true);
    }
    look(history);
    return true;
}
