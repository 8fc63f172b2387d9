/* How the window is shared out, and the drawing of what is around a page. */
#include "base/memory.h"
#include "tui/app/crumbs.h"
#include "tui/app/stack_internal.h"
#include "tui/widgets/legend.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

#define MINIMUM_ROWS    5
#define MINIMUM_COLUMNS 20

static Layout lay_out(Stack *stack, const BindingChain *chain)
{
    Layout layout = {.rows = screen_rows(),
                     .columns = screen_columns(),
                     .message_rows = 1,
                     .depth = stack->count,
                     .top = stack_top(stack)};
    const Layout *before = &stack->drawn;
    bool same_place = before->top == layout.top && before->rows == layout.rows &&
                      before->columns == layout.columns;
    if (same_place && !stack->redraw && binding_chain_equal(chain, &stack->drawn_chain)) {
        layout.legend_rows = before->legend_rows;
    } else {
        layout.legend_rows = legend_rows(chain, layout.columns, layout.rows >= 16 ? 2 : 1);
        /* It does not shrink while the page stays: moving the focus must not move the page. */
        if (same_place && before->legend_rows > layout.legend_rows)
            layout.legend_rows = before->legend_rows;
    }
    if (stack->message) {
        int needed = (int)wrap_count(stack->message, strlen(stack->message), layout.columns - 2);
        int allowed = layout.rows / 4 > 1 ? layout.rows / 4 : 1;
        layout.message_rows = needed < allowed ? needed : allowed;
        layout.message_rows = layout.message_rows > 1 ? layout.message_rows : 1;
    }
    if (stack->dialog)
        layout.dialog_rows = dialog_rows(stack->dialog, layout.columns, layout.rows - 1);
    return layout;
}

static bool same_layout(const Layout *a, const Layout *b)
{
    return a->rows == b->rows && a->columns == b->columns && a->legend_rows == b->legend_rows &&
           a->message_rows == b->message_rows && a->dialog_rows == b->dialog_rows &&
           a->depth == b->depth && a->top == b->top;
}

static void draw_crumbs(Stack *stack, const Layout *layout, const char *mark)
{
    char **texts = memory_array(stack->count, sizeof *texts);
    char **crumbs = memory_array(2 * stack->count, sizeof *crumbs);
    size_t count = 0;
    for (size_t i = 0; i < stack->count; i++) {
        const Page *page = stack->pages[i];
        texts[i] = page->class->crumb ? page->class->crumb(page) : memory_text(page->form->title);
        crumbs[count++] = texts[i];
        char *second = strchr(texts[i], '\n');
        if (second) {
            *second = '\0';
            crumbs[count++] = second + 1;
        }
    }
    crumbs_draw(stack->words, crumbs, count, mark ? mark : "", 0, layout->columns);
    for (size_t i = 0; i < stack->count; i++)
        free(texts[i]);
    free(texts);
    free(crumbs);
}

static void draw_message(const Stack *stack, const Layout *layout)
{
    int row = layout->rows - layout->legend_rows - layout->message_rows;
    int width = layout->columns - 2;
    const char *text = stack->held.told ? form_text(form_get("waiting"), "waiting")
                       : stack->message ? stack->message
                                        : stack->told;
    Style style = stack->message && !stack->held.told ? stack->message_style : STYLE_HINT;
    size_t at = 0, start, used, length = text ? strlen(text) : 0;
    for (int i = 0; i < layout->message_rows; i++) {
        screen_fill(row + i, 0, layout->columns, STYLE_NORMAL);
        if (!text || !wrap_line(text, length, width, &at, &start, &used))
            continue;
        if (i + 1 == layout->message_rows)
            used = length - start; /* the rest, cut */
        screen_text_n(row + i, 1, width, style, text + start, used, true);
    }
}

static Area content_of(const Layout *layout)
{
    int top = layout->rows >= 12 ? 2 : 1;
    int margin = layout->columns >= 60 ? 2 : layout->columns >= 30 ? 1 : 0;
    return (Area){.row = top,
                  .column = margin,
                  .rows = layout->rows - top - layout->legend_rows - layout->message_rows,
                  .columns = layout->columns - 2 * margin};
}

static void draw_too_small(Stack *stack)
{
    const char *text = form_text(stack->words, "too_small");
    int columns = screen_columns(), row = 0;
    size_t at = 0, start, used, length = strlen(text);
    screen_erase();
    while (columns > 0 && wrap_line(text, length, columns, &at, &start, &used))
        screen_text_n(row++, 0, columns, STYLE_NORMAL, text + start, used, false);
    screen_cursor(0, 0);
    screen_flush();
}

static void draw_page(Stack *stack, const Layout *layout, const BindingChain *chain, bool all)
{
    Page *top = stack_top(stack);
    const char *mark = top->class->mark ? top->class->mark(top) : NULL;
    if (all)
        screen_erase();
    bool marked_anew = !all && strcmp(mark ? mark : "", stack->drawn_mark) != 0;
    if (all || marked_anew) {
        draw_crumbs(stack, layout, mark);
        free(stack->drawn_mark);
        stack->drawn_mark = memory_text(mark ? mark : "");
    }
    if (all && layout->rows >= 12)
        screen_line(1, 0, layout->columns);
    if (all || !binding_chain_equal(chain, &stack->drawn_chain))
        legend_draw(chain, (Area){layout->rows - layout->legend_rows, 0, layout->legend_rows,
                                  layout->columns});
    if (all || stack->message_changed)
        draw_message(stack, layout);
    top->class->draw(top, content_of(layout), all);
    stack->held.unseen = NULL;
    stack->asked_drawn = stack->asked;
}

/* Nobody answers what was not there when he typed: what waits when it is sent to the screen. */
static void mark_seen(Stack *stack)
{
    bool page = stack->held.fresh && stack->held.fresh == stack_top(stack) &&
                answer_guard_seen(&stack->held.guard);
    bool dialog = stack->dialog && dialog_seen(stack->dialog);
    if (page || dialog)
        input_mark();
}

bool stack_is_drawn(const Stack *stack)
{
    return !stack->redraw && stack->count > 0 && stack->drawn.top == stack_top(stack);
}

void stack_draw(Stack *stack)
{
    Page *top = stack_top(stack);
    stack->too_small = screen_rows() < MINIMUM_ROWS || screen_columns() < MINIMUM_COLUMNS;
    if (!top)
        return;
    if (stack->too_small) {
        draw_too_small(stack);
        stack->redraw = true;
        return;
    }
    BindingChain chain;
    stack_chain(stack, &chain);
    Layout layout = lay_out(stack, &chain);
    bool all = stack->redraw || !same_layout(&layout, &stack->drawn);
    draw_page(stack, &layout, &chain, all);
    if (stack->dialog)
        dialog_draw(stack->dialog, (Area){layout.rows - layout.dialog_rows, 0, layout.dialog_rows,
                                          layout.columns});
    stack->redraw = stack->message_changed = false;
    stack->drawn = layout;
    stack->drawn_chain = chain;
    mark_seen(stack);
    screen_flush();
}
