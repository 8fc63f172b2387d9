/* Undo and redo. */
#include "base/memory.h"
#include "tui/text/text_internal.h"

#include <stdlib.h>
#include <string.h>

/* Longer than this is no typed character, nor one erased. */
enum { ONE_CHARACTER = 64 };

static void forget_from(Text *text, size_t first)
{
    for (size_t i = first; i < text->edit_count; i++) {
        Edit *edit = &text->edits[i];
        free(edit->gone);
        if (edit->whole)
            text_body_clear(edit->whole);
        free(edit->whole);
    }
    text->edit_count = first;
}

void text_forget_edits(Text *text)
{
    forget_from(text, 0);
    text->edits_done = 0;
    text->boundary = true;
    text->group_begun = false;
}

static bool is_space_or_separator(char byte)
{
    return strchr(" \t\r\n,;", byte) != NULL; /* NUL too */
}

/* Makes room for `added` bytes more in `gone`, for erasing character by character. */
static void grow_gone(Edit *edit, size_t added)
{
    edit->gone = memory_reserve(edit->gone, &edit->gone_capacity, edit->gone_length + added, 1);
}

static bool join_typed(Text *text, Edit *last, size_t at, const char *bytes, size_t length)
{
    if (last->kind != EDIT_TYPED || last->at + last->present != at)
        return false;
    char before;
    text_read(text, at - 1, &before, 1);
    if (text->nesting == 0 && is_space_or_separator(before) && !is_space_or_separator(bytes[0]))
        return false;
    last->present += length;
    return true;
}

static bool join_erased(Text *text, Edit *last, size_t at, size_t removed)
{
    if (last->kind != EDIT_ERASED || (at + removed != last->at && at != last->at))
        return false;
    grow_gone(last, removed);
    if (at == last->at) {
        text_read(text, at, last->gone + last->gone_length, removed);
    } else {
        memmove(last->gone + removed, last->gone, last->gone_length);
        text_read(text, at, last->gone, removed);
        last->at = at;
    }
    last->gone_length += removed;
    return true;
}

static void add(Text *text, Edit edit)
{
    edit.after = text->state;
    edit.first = text->nesting == 0 || !text->group_begun;
    text->edits = memory_reserve(text->edits, &text->edit_capacity, text->edit_count + 1,
                                 sizeof *text->edits);
    text->edits[text->edit_count++] = edit;
    text->edits_done = text->edit_count;
    text->boundary = false;
    text->group_begun = text->nesting > 0;
}

void text_record(Text *text, size_t at, size_t removed, const char *bytes, size_t length)
{
    forget_from(text, text->edits_done);
    EditKind kind = EDIT_OTHER;
    if (removed == 0 && length <= ONE_CHARACTER)
        kind = EDIT_TYPED;
    else if (length == 0 && removed <= ONE_CHARACTER)
        kind = EDIT_ERASED;
    unsigned long before = text->state;
    text->state = ++text->last_state;
    bool may_join = text->nesting > 0 ? text->group_begun : !text->boundary;
    if (may_join && text->edits_done > 0) {
        Edit *last = &text->edits[text->edits_done - 1];
        if ((kind == EDIT_TYPED && join_typed(text, last, at, bytes, length)) ||
            (kind == EDIT_ERASED && join_erased(text, last, at, removed))) {
            last->after = text->state;
            return;
        }
    }
    Edit edit = {.at = at,
                 .gone_length = removed,
                 .gone_capacity = removed,
                 .present = length,
                 .before = before,
                 .kind = kind};
    if (removed > 0) {
        edit.gone = memory_array(removed, 1);
        text_read(text, at, edit.gone, removed);
    }
    add(text, edit);
}

void text_record_whole(Text *text, size_t length)
{
    forget_from(text, text->edits_done);
    Edit edit = {.whole = memory_new(sizeof *edit.whole),
                 .gone_length = text->body.length,
                 .present = length,
                 .before = text->state};
    text->state = ++text->last_state;
    add(text, edit);
}

void text_undo_boundary(Text *text)
{
    text->boundary = true;
}

void text_group_begin(Text *text)
{
    if (text->nesting++ == 0)
        text->group_begun = false;
}

void text_group_continue(Text *text)
{
    if (text->nesting++ == 0)
        text->group_begun = text->edits_done > 0 && text->edits_done == text->edit_count;
}

void text_group_end(Text *text)
{
    if (--text->nesting == 0)
        text->boundary = true;
}

/* Swaps what is there for what was there: undoes or redoes. */
static void swap(Text *text, Edit *edit)
{
    size_t length = edit->gone_length;
    if (edit->whole) {
        text_swap(text, edit->whole);
        edit->gone_length = edit->present;
        edit->present = length;
        return;
    }
    char *present = NULL;
    if (edit->present > 0) {
        present = memory_array(edit->present, 1);
        text_read(text, edit->at, present, edit->present);
    }
    text_splice(text, edit->at, edit->present, edit->gone, edit->gone_length);
    free(edit->gone);
    edit->gone = present;
    edit->gone_length = edit->gone_capacity = edit->present;
    edit->present = length;
}

bool text_undo(Text *text, size_t *at)
{
    if (text->edits_done == 0)
        return false;
    Edit *edit;
    do {
        edit = &text->edits[--text->edits_done];
        swap(text, edit);
    } while (!edit->first);
    *at = edit->at + edit->present;
    text->state = edit->before;
    text->boundary = true;
    text->group_begun = false;
    return true;
}

bool text_redo(Text *text, size_t *at)
{
    if (text->edits_done == text->edit_count)
        return false;
    Edit *edit;
    do {
        edit = &text->edits[text->edits_done++];
        swap(text, edit);
    } while (text->edits_done < text->edit_count && !text->edits[text->edits_done].first);
    *at = edit->at + edit->present;
    text->state = edit->after;
    text->boundary = true;
    text->group_begun = false;
    return true;
}

unsigned long text_state(const Text *text)
{
    return text->state;
}
