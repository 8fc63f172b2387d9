#include "tui/pages/bulk/bulk_plan_page.h"

#include "base/fold.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/app/refresh.h"
#include "tui/app/stack.h"
#include "tui/pages/bulk/bulk_plan_words.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_CHANGE, COLUMN_COUNT };
enum { MOST_STEPS = 256, STEPS_MS = 30 }; /* of one job */

typedef enum Phase { PHASE_READING, PHASE_READ, PHASE_SAVING, PHASE_SAVED } Phase;

typedef struct BulkPlanPage {
    ListPage list;
    BulkPlan *plan;
    bool *saved;
    Phase phase;
    size_t *rows; /* the items that are shown: all but those that stay the same */
    size_t row_count, row_capacity;
    size_t to_save; /* when saving began */
    char *summary;  /* above the list */
    char *text;     /* of the cell that was last asked for */
    bool summary_drawn;
    long long told; /* refresh_is_due() */
    Job *job;       /* on some contacts; NULL: none */
    bool stopping;  /* once that has ended */
} BulkPlanPage;

static const Form *form_of(const BulkPlanPage *page)
{
    return page->list.page.form;
}

static const BulkPlanItem *item_at(const BulkPlanPage *page, size_t row)
{
    return &page->plan->items[page->rows[row]];
}

static size_t row_count(void *data)
{
    return ((BulkPlanPage *)data)->row_count;
}

static Style style_of(BulkPlanState state)
{
    switch (state) {
    case BULK_PLAN_SAVED:
        return STYLE_GOOD;
    case BULK_PLAN_UNREADABLE:
    case BULK_PLAN_UNSURE:
    case BULK_PLAN_CONFLICT:
    case BULK_PLAN_FAILED:
        return STYLE_PROBLEM;
    default:
        return STYLE_NORMAL;
    }
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    BulkPlanPage *page = data;
    const BulkPlanItem *item = item_at(page, row);
    if (column == COLUMN_NAME)
        return item->name;
    *style = style_of(item->state);
    free(page->text);
    page->text = bulk_plan_item_text(item);
    return page->text;
}

static bool match(void *data, size_t row, const char *filter)
{
    const BulkPlanPage *page = data;
    const BulkPlanItem *item = item_at(page, row);
    char *text = bulk_plan_item_text(item);
    char *whole = memory_format("%s\n%s\n%s", item->name, item->id, text);
    char *folded = fold_text(whole), *wanted = fold_text(filter);
    bool found = strstr(folded, wanted);
    free(wanted);
    free(folded);
    free(whole);
    free(text);
    return found;
}

static void update_summary(BulkPlanPage *page)
{
    const BulkPlan *plan = page->plan;
    free(page->summary);
    page->summary = page->phase == PHASE_READING  ? bulk_plan_reading_text(plan)
                    : page->phase == PHASE_SAVING ? bulk_plan_saving_text(plan, page->to_save)
                    : page->phase == PHASE_READ   ? bulk_plan_preview_text(plan)
                                                  : bulk_plan_saved_text(plan);
    page->summary_drawn = false;
}

/* Draws the summary, wrapped, and an empty line; returns what is left. */
static Area draw_summary(const BulkPlanPage *page, Area area, bool all)
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
    BulkPlanPage *page = (BulkPlanPage *)base;
    Area rest = draw_summary(page, area, all || !page->summary_drawn);
    page->summary_drawn = true;
    list_view_draw(page->list.view, rest, all);
}

static void add_row(BulkPlanPage *page, size_t index)
{
    page->rows =
        memory_reserve(page->rows, &page->row_capacity, page->row_count + 1, sizeof *page->rows);
    page->rows[page->row_count++] = index;
}

/* After a second reading there may be fewer, in their order. */
static void find_rows(BulkPlanPage *page)
{
    page->row_count = 0;
    for (size_t i = 0; i < page->plan->count; i++) {
        BulkPlanState state = page->plan->items[i].state;
        if (state != BULK_PLAN_SAME && state != BULK_PLAN_UNREAD)
            add_row(page, i);
    }
    list_view_reload(page->list.view);
}

/* Some steps, one after the other. */
typedef struct Steps {
    BulkPlanPage *page;
    BulkPlan *plan;
    BulkPlanStep *steps[MOST_STEPS];
    size_t count, done;
} Steps;

/* As many as there is time for; one at least. */
static void run_steps(void *data, Progress *progress)
{
    Steps *steps = data;
    int64_t end = monotonic_ms() + STEPS_MS;
    do {
        bulk_plan_step_run(steps->steps[steps->done++], progress);
    } while (steps->done < steps->count && !progress_is_cancelled(progress) &&
             monotonic_ms() < end);
}

static void show_progress(BulkPlanPage *page)
{
    if (page->phase == PHASE_READING)
        list_view_extend(page->list.view);
    else
        list_view_touch(page->list.view);
    update_summary(page);
}

static void stop(BulkPlanPage *page);

/* Takes over what came of the steps; those that were not done come next. */
static void steps_done(void *data, bool complete)
{
    Steps *steps = data;
    BulkPlanPage *page = steps->page;
    (void)complete; /* each step knows whether it was cancelled */
    page->job = NULL;
    for (size_t i = 0; i < steps->done; i++) {
        size_t index = steps->steps[i]->index;
        bulk_plan_step_end(steps->steps[i]);
        BulkPlanState state = page->plan->items[index].state;
        if (page->phase == PHASE_READING && state != BULK_PLAN_SAME && state != BULK_PLAN_UNREAD)
            add_row(page, index);
    }
    for (size_t i = steps->count; i > steps->done; i--) {
        steps->steps[i - 1]->cancelled = true;
        bulk_plan_step_end(steps->steps[i - 1]);
    }
    free(steps);
    if (page->stopping)
        stop(page);
    else if (refresh_is_due(&page->told, false))
        show_progress(page);
}

static void drop_steps(void *data)
{
    Steps *steps = data;
    for (size_t i = 0; i < steps->count; i++)
        bulk_plan_step_free(steps->steps[i]);
    bulk_plan_free(steps->plan);
    free(steps);
}

static void stop(BulkPlanPage *page)
{
    page->stopping = false;
    page->phase = PHASE_SAVED;
    list_view_touch(page->list.view);
    update_summary(page);
    page_say(&page->list.page, STYLE_NORMAL, memory_text(form_text(form_of(page), "stopped")));
}

static void end_phase(BulkPlanPage *page)
{
    if (page->phase == PHASE_READING) {
        page->phase = page->plan->counts[BULK_PLAN_SAVED] > 0 ? PHASE_SAVED : PHASE_READ;
        find_rows(page);
    } else {
        page->phase = PHASE_SAVED;
        *page->saved = bulk_plan_unsaved(page->plan) == 0;
        list_view_touch(page->list.view);
    }
    update_summary(page);
}

static void work_on(BulkPlanPage *page)
{
    bool saving = page->phase == PHASE_SAVING;
    Steps *steps = memory_new(sizeof *steps);
    *steps = (Steps){.page = page, .plan = page->plan};
    do {
        steps->steps[steps->count] = bulk_plan_step_begin(page->plan, saving);
    } while (steps->steps[steps->count] && ++steps->count < MOST_STEPS);
    if (steps->count == 0) {
        free(steps);
        end_phase(page);
        return;
    }
    const JobWork work = {.run = run_steps,
                          .done = steps_done,
                          .free = drop_steps,
                          .label = saving ? "saving" : "opening",
                          .external = true};
    page->job = job_start(&page->list.page, &work, steps);
}

static int tick(Page *base)
{
    BulkPlanPage *page = (BulkPlanPage *)base;
    if (page->job || (page->phase != PHASE_READING && page->phase != PHASE_SAVING))
        return -1;
    work_on(page);
    return page->job ? -1 : 0;
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
    BulkPlanPage *page = data;
    if (strcmp(command, "save") != 0)
        return;
    page->to_save = page->plan->counts[BULK_PLAN_CHANGE];
    page->phase = PHASE_SAVING;
    bulk_plan_begin(page->plan);
    update_summary(page);
}

static void command_save(void *data)
{
    BulkPlanPage *page = data;
    list_choose(&page->list);
    if (page->plan->counts[BULK_PLAN_CHANGE] == 0)
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(form_of(page), "nothing_left")));
    else
        stack_ask(page->list.page.session->stack, "ask-batch", bulk_plan_question_text(page->plan),
                  answer, page);
}

static void command_again(void *data)
{
    BulkPlanPage *page = data;
    if (bulk_plan_retry(page->plan) == 0) {
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
    BulkPlanPage *page = data;
    Session *session = page->list.page.session;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        stack_push(session->stack,
                   bulk_plan_item_page_new(session, page->plan, item_at(page, row)));
}

/* Saving is stopped first, and what came of it is seen. */
static bool leave(Page *base)
{
    BulkPlanPage *page = (BulkPlanPage *)base;
    if (page->phase != PHASE_SAVING)
        return true;
    page->stopping = true;
    if (page->job)
        job_cancel(page->job);
    else
        stop(page);
    return false;
}

static bool waits(Page *base, const Binding *binding)
{
    const BulkPlanPage *page = (BulkPlanPage *)base;
    bool busy = page->phase == PHASE_READING || page->phase == PHASE_SAVING;
    return (busy && binding && (binding->needs & NEEDS_ALL)) ||
           list_waits(&page->list, binding, page->phase == PHASE_READING);
}

static void close_page(Page *base)
{
    BulkPlanPage *page = (BulkPlanPage *)base;
    if (!page->job)
        bulk_plan_free(page->plan);
    free(page->rows);
    free(page->summary);
    free(page->text);
    list_clear(&page->list);
    free(page);
}

static const BindingCommand commands[] = {{"save", command_save, NEEDS_ALL},
                                          {"details", command_details, NEEDS_ROW},
                                          {"again", command_again, NEEDS_ALL},
                                          {NULL, NULL, 0}};

static const PageClass bulk_plan_class = {
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

Page *bulk_plan_page_new(Session *session, BulkPlan *plan, bool *saved_all)
{
    const Form *form = form_get(bulk_plan_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 16, 32, 0, false},
        [COLUMN_CHANGE] = {form_text(form, "change"), 16, 0, 0, false},
    };
    BulkPlanPage *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    page->plan = plan;
    page->saved = saved_all;
    bulk_plan_on_saved(plan, saved, session);
    list_init(&page->list, &bulk_plan_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    update_summary(page);
    return &page->list.page;
}
