#include "tui/pages/batch_page.h"

#include "core/fold.h"
#include "core/memory.h"
#include "tui/pages/batch_words.h"
#include "tui/pages/list.h"
#include "tui/pages/slice.h"
#include "tui/pages/stack.h"
#include "tui/pages/work.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_CHANGE, COLUMN_COUNT };

typedef enum Phase { PHASE_READING, PHASE_READ, PHASE_SAVING, PHASE_SAVED } Phase;

typedef struct BatchPage {
    ListPage list;
    Batch *batch;
    bool *saved;
    Phase phase;
    size_t *rows; /* the items that are shown: all but those that stay the same */
    size_t row_count, row_capacity;
    size_t to_save; /* when saving began */
    char *summary;  /* above the list */
    char *text;     /* of the cell that was last asked for */
    bool summary_drawn;
    long long told; /* slice_tell() */
    Work *work;     /* on the contact at hand, which is long; NULL: none */
    BatchStep *step;
    bool stopping; /* once that has ended */
} BatchPage;

static const Form *form_of(const BatchPage *page)
{
    return page->list.page.form;
}

static const BatchItem *item_at(const BatchPage *page, size_t row)
{
    return &page->batch->items[page->rows[row]];
}

static size_t row_count(void *data)
{
    return ((BatchPage *)data)->row_count;
}

static Style style_of(BatchState state)
{
    switch (state) {
    case BATCH_SAVED:
        return STYLE_GOOD;
    case BATCH_UNREADABLE:
    case BATCH_UNSURE:
    case BATCH_CONFLICT:
    case BATCH_FAILED:
        return STYLE_PROBLEM;
    default:
        return STYLE_NORMAL;
    }
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    BatchPage *page = data;
    const BatchItem *item = item_at(page, row);
    if (column == COLUMN_NAME)
        return item->name;
    *style = style_of(item->state);
    free(page->text);
    page->text = batch_item_text(item);
    return page->text;
}

static bool match(void *data, size_t row, const char *filter)
{
    const BatchPage *page = data;
    const BatchItem *item = item_at(page, row);
    char *text = batch_item_text(item);
    char *whole = memory_format("%s\n%s\n%s", item->name, item->id, text);
    char *folded = fold_text(whole), *wanted = fold_text(filter);
    bool found = strstr(folded, wanted);
    free(wanted);
    free(folded);
    free(whole);
    free(text);
    return found;
}

static void update_summary(BatchPage *page)
{
    const Batch *batch = page->batch;
    free(page->summary);
    page->summary = page->phase == PHASE_READING  ? batch_reading_text(batch)
                    : page->phase == PHASE_SAVING ? batch_saving_text(batch, page->to_save)
                    : page->phase == PHASE_READ   ? batch_preview_text(batch)
                                                  : batch_saved_text(batch);
    page->summary_drawn = false;
}

/* Draws the summary, wrapped, and an empty line; returns what is left. */
static Area draw_summary(const BatchPage *page, Area area, bool all)
{
    size_t length = strlen(page->summary), at = 0, start, used;
    int rows = (int)wrap_count(page->summary, length, area.columns > 0 ? area.columns : 1);
    int most = area.rows >= 10 ? 3 : 1;
    rows = rows < most ? rows : most;
    if (area.rows < rows + 3)
        return area;
    int gap = area.rows >= 10;
    for (int i = 0; all && i < rows + gap; i++) {
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
        if (i < rows && wrap_line(page->summary, length, area.columns, &at, &start, &used))
            screen_text_n(area.row + i, area.column, area.columns, STYLE_NORMAL,
                          page->summary + start, used, false);
    }
    area.row += rows + gap;
    area.rows -= rows + gap;
    return area;
}

static void draw(Page *base, Area area, bool all)
{
    BatchPage *page = (BatchPage *)base;
    Area rest = draw_summary(page, area, all || !page->summary_drawn);
    page->summary_drawn = true;
    list_view_draw(page->list.view, rest, all);
}

static void add_row(BatchPage *page, size_t index)
{
    page->rows =
        memory_reserve(page->rows, &page->row_capacity, page->row_count + 1, sizeof *page->rows);
    page->rows[page->row_count++] = index;
}

/* After a second reading there may be fewer, in their order. */
static void find_rows(BatchPage *page)
{
    page->row_count = 0;
    for (size_t i = 0; i < page->batch->count; i++) {
        BatchState state = page->batch->items[i].state;
        if (state != BATCH_SAME && state != BATCH_UNREAD)
            add_row(page, i);
    }
    list_view_reload(page->list.view);
}

/* Begins with the next contact; a short one is done at once. False: there is none. */
static bool do_next(BatchPage *page)
{
    Batch *batch = page->batch;
    BatchStep *step = batch_step_begin(batch, page->phase == PHASE_SAVING);
    if (!step)
        return false;
    page->step = step;
    if (batch_item_size(batch, &batch->items[step->index]) > WORK_LONG)
        page->work = work_start(batch_step_run, step);
    else
        batch_step_run(step, NULL);
    return true;
}

/* Takes over what came of a contact. */
static void end_step(BatchPage *page)
{
    size_t index = page->step->index;
    bool reading = page->phase == PHASE_READING;
    batch_step_end(page->step);
    page->step = NULL;
    BatchState state = page->batch->items[index].state;
    if (reading && state != BATCH_SAME && state != BATCH_UNREAD)
        add_row(page, index);
}

static void stop(BatchPage *page)
{
    page->stopping = false;
    page->phase = PHASE_SAVED;
    list_view_touch(page->list.view);
    update_summary(page);
    page_say(&page->list.page, STYLE_NORMAL, memory_text(form_text(form_of(page), "stopped")));
}

static void end_phase(BatchPage *page)
{
    if (page->phase == PHASE_READING) {
        page->phase = page->batch->counts[BATCH_SAVED] > 0 ? PHASE_SAVED : PHASE_READ;
        find_rows(page);
    } else {
        page->phase = PHASE_SAVED;
        *page->saved = batch_unsaved(page->batch) == 0;
        list_view_touch(page->list.view);
    }
    update_summary(page);
}

static void work_on(BatchPage *page)
{
    long long begin = slice_begin();
    bool more = true;
    while (more && !page->work && !slice_is_over(begin)) {
        more = do_next(page);
        if (more && !page->work)
            end_step(page);
    }
    if (!more) {
        end_phase(page);
    } else if (page->work || slice_tell(&page->told, false)) {
        if (page->phase == PHASE_READING)
            list_view_extend(page->list.view);
        else
            list_view_touch(page->list.view);
        update_summary(page);
    }
}

/* How far a long contact is stands on the message line. True while it is not done. */
static bool is_working(BatchPage *page)
{
    Stack *stack = page->list.page.session->stack;
    const char *name = page->phase == PHASE_SAVING ? "saving" : "opening";
    if (!page->work)
        return false;
    if (stack_follow(stack, &page->work, name))
        return true;
    end_step(page);
    return false;
}

static int tick(Page *base)
{
    BatchPage *page = (BatchPage *)base;
    if (is_working(page))
        return WORK_POLL;
    if (page->stopping)
        stop(page);
    else if (page->phase == PHASE_READING || page->phase == PHASE_SAVING)
        work_on(page);
    else
        return -1;
    return 0;
}

/* What is saved is not marked any more: what stays marked is what is still to be done. */
static void saved(const char *id, const Contact *contact, void *data)
{
    Session *session = data;
    size_t index;
    session_contact_saved(session, id, contact);
    if (session_find(session, id, &index))
        session_mark(session, index, false);
}

static void answer(const char *command, void *data)
{
    BatchPage *page = data;
    if (strcmp(command, "save") != 0)
        return;
    page->to_save = page->batch->counts[BATCH_CHANGE];
    page->phase = PHASE_SAVING;
    batch_begin(page->batch);
    update_summary(page);
}

static void command_save(void *data)
{
    BatchPage *page = data;
    list_choose(&page->list);
    if (page->batch->counts[BATCH_CHANGE] == 0)
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(form_of(page), "nothing_left")));
    else
        stack_ask(page->list.page.session->stack, "ask-batch", batch_question_text(page->batch),
                  answer, page);
}

static void command_again(void *data)
{
    BatchPage *page = data;
    if (batch_retry(page->batch) == 0) {
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(form_of(page), "nothing_again")));
        return;
    }
    page->phase = PHASE_READING;
    find_rows(page);
    update_summary(page);
}

static void command_details(void *data)
{
    BatchPage *page = data;
    Session *session = page->list.page.session;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        stack_push(session->stack, batch_item_page_new(session, page->batch, item_at(page, row)));
}

/* Saving is stopped first, and what came of it is seen. */
static bool leave(Page *base)
{
    BatchPage *page = (BatchPage *)base;
    if (page->phase != PHASE_SAVING)
        return true;
    page->stopping = true;
    if (page->work)
        work_cancel(page->work);
    else
        stop(page);
    return false;
}

static bool waits(Page *base, const Binding *binding)
{
    static const char *const no_row[] = {"save", "again", NULL};
    const BatchPage *page = (BatchPage *)base;
    bool busy = page->phase == PHASE_READING || page->phase == PHASE_SAVING;
    bool of_all = binding &&
                  (strcmp(binding->command, "save") == 0 || strcmp(binding->command, "again") == 0);
    return (busy && of_all) ||
           list_waits(&page->list, binding, page->phase == PHASE_READING, no_row);
}

static void forget_step(void *data)
{
    BatchStep *step = data;
    Batch *batch = step->batch;
    batch_step_free(step);
    batch_free(batch);
}

static void close_page(Page *base)
{
    BatchPage *page = (BatchPage *)base;
    if (page->work) {
        stack_tell(base->session->stack, NULL);
        work_abandon(page->work, forget_step);
    } else {
        batch_free(page->batch);
    }
    free(page->rows);
    free(page->summary);
    free(page->text);
    list_clear(&page->list);
    free(page);
}

static const BindingCommand commands[] = {
    {"save", command_save}, {"details", command_details}, {"again", command_again}, {NULL, NULL}};

static const PageClass batch_class = {
    .form = "batch",
    .commands = commands,
    .draw = draw,
    .focus = list_focus,
    .waits = waits,
    .key = list_key,
    .click = list_click,
    .paste = list_paste,
    .tick = tick,
    .leave = leave,
    .close = close_page,
};

Page *batch_page_new(Session *session, Batch *batch, bool *saved_all)
{
    const Form *form = form_get(batch_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 16, 32, 0, false},
        [COLUMN_CHANGE] = {form_text(form, "change"), 16, 0, 0, false},
    };
    BatchPage *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    page->batch = batch;
    page->saved = saved_all;
    batch_on_saved(batch, saved, session);
    list_init(&page->list, &batch_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    update_summary(page);
    return &page->list.page;
}
