#include "tui/pages/bulk/bulk_plan_page.h"

#include "base/fold.h"
#include "base/memory.h"
#include "tui/app/list.h"
#include "tui/app/slice.h"
#include "tui/app/stack.h"
#include "tui/app/work.h"
#include "tui/pages/bulk/bulk_plan_words.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_CHANGE, COLUMN_COUNT };

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
    long long told; /* slice_tell() */
    Work *work;     /* on the contact at hand, which is long; NULL: none */
    BulkPlanStep *step;
    bool stopping; /* once that has ended */
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

/* Begins with the next contact; a short one is done at once. False: there is none. */
static bool do_next(BulkPlanPage *page)
{
    BulkPlan *plan = page->plan;
    BulkPlanStep *step = bulk_plan_step_begin(plan, page->phase == PHASE_SAVING);
    if (!step)
        return false;
    page->step = step;
    if (bulk_plan_item_size(plan, &plan->items[step->index]) > WORK_LONG)
        page->work = work_start(bulk_plan_step_run, step);
    else
        bulk_plan_step_run(step, NULL);
    return true;
}

/* Takes over what came of a contact. */
static void end_step(BulkPlanPage *page)
{
    size_t index = page->step->index;
    bool reading = page->phase == PHASE_READING;
    bulk_plan_step_end(page->step);
    page->step = NULL;
    BulkPlanState state = page->plan->items[index].state;
    if (reading && state != BULK_PLAN_SAME && state != BULK_PLAN_UNREAD)
        add_row(page, index);
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
static bool is_working(BulkPlanPage *page)
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
    BulkPlanPage *page = (BulkPlanPage *)base;
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
    if (page->work)
        work_cancel(page->work);
    else
        stop(page);
    return false;
}

static bool waits(Page *base, const Binding *binding)
{
    static const char *const no_row[] = {"save", "again", NULL};
    const BulkPlanPage *page = (BulkPlanPage *)base;
    bool busy = page->phase == PHASE_READING || page->phase == PHASE_SAVING;
    bool of_all = binding &&
                  (strcmp(binding->command, "save") == 0 || strcmp(binding->command, "again") == 0);
    return (busy && of_all) ||
           list_waits(&page->list, binding, page->phase == PHASE_READING, no_row);
}

static void forget_step(void *data)
{
    BulkPlanStep *step = data;
    BulkPlan *plan = step->plan;
    bulk_plan_step_free(step);
    bulk_plan_free(plan);
}

static void close_page(Page *base)
{
    BulkPlanPage *page = (BulkPlanPage *)base;
    if (page->work) {
        stack_tell(base->session->stack, NULL);
        work_abandon(page->work, forget_step);
    } else {
        bulk_plan_free(page->plan);
    }
    free(page->rows);
    free(page->summary);
    free(page->text);
    list_clear(&page->list);
    free(page);
}

static const BindingCommand commands[] = {
    {"save", command_save}, {"details", command_details}, {"again", command_again}, {NULL, NULL}};

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
