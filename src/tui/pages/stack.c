#include "tui/pages/stack.h"

#include "core/memory.h"
#include "tui/pages/crumbs.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/legend.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

#define MINIMUM_ROWS    5
#define MINIMUM_COLUMNS 20

typedef enum Leaving { LEAVING_NOTHING, LEAVING_PAGE, LEAVING_ALL } Leaving;

/* How the window is shared out; a change of it means to draw everything. */
typedef struct Layout {
    int rows, columns, legend_rows, message_rows, dialog_rows;
    size_t depth;
    const Page *top;
} Layout;

struct Stack {
    Session *session;
    const Form *words;
    Bindings bindings, root_bindings; /* of every page; of the first one, which has no way back */
    Page **pages;
    size_t count, capacity;
    Page **gone; /* left, but perhaps still running */
    size_t gone_count, gone_capacity;
    Leaving leaving;
    char *message; /* NULL: none */
    Style message_style;
    Dialog *dialog; /* NULL: no question */
    Bindings choices;
    void (*answer)(const char *command, void *data);
    void *answer_data;
    bool redraw, message_changed, too_small;
    Layout drawn;
    BindingChain drawn_chain;
    const char *drawn_mark;
};

/* The commands of a question: which one it was is told by its name. */
static void choose(void *data)
{
    (void)data;
}

Stack *stack_new(Session *session)
{
    Stack *stack = memory_new(sizeof *stack);
    stack->session = session;
    session->stack = stack;
    stack->words = form_get("common");
    page_bind(&stack->bindings, stack->words, NULL, NULL, session, NULL);
    page_bind(&stack->root_bindings, stack->words, NULL, NULL, session, "back");
    stack->redraw = true;
    return stack;
}

static void free_gone(Stack *stack)
{
    while (stack->gone_count > 0) {
        Page *page = stack->gone[--stack->gone_count];
        page->class->close(page);
    }
}

static void close_dialog(Stack *stack)
{
    dialog_free(stack->dialog);
    stack->dialog = NULL;
    bindings_clear(&stack->choices);
}

void stack_free(Stack *stack)
{
    if (!stack)
        return;
    while (stack->count > 0)
        stack_pop(stack);
    free_gone(stack);
    close_dialog(stack);
    bindings_clear(&stack->bindings);
    bindings_clear(&stack->root_bindings);
    free(stack->pages);
    free(stack->gone);
    free(stack->message);
    free(stack);
}

bool stack_is_empty(const Stack *stack)
{
    return stack->count == 0;
}

Page *stack_top(const Stack *stack)
{
    return stack->count > 0 ? stack->pages[stack->count - 1] : NULL;
}

Page *stack_below(const Stack *stack, const Page *page)
{
    for (size_t i = 1; i < stack->count; i++) {
        if (stack->pages[i] == page)
            return stack->pages[i - 1];
    }
    return NULL;
}

void stack_push(Stack *stack, Page *page)
{
    stack->pages = memory_reserve(stack->pages, &stack->capacity, stack->count + 1, sizeof(Page *));
    stack->pages[stack->count++] = page;
    stack->redraw = true;
}

void stack_pop(Stack *stack)
{
    stack->gone =
        memory_reserve(stack->gone, &stack->gone_capacity, stack->gone_count + 1, sizeof(Page *));
    stack->gone[stack->gone_count++] = stack->pages[--stack->count];
    stack->redraw = true;
    Page *top = stack_top(stack);
    if (top && top->class->shown)
        top->class->shown(top);
}

void stack_leave_go_on(Stack *stack)
{
    Leaving leaving = stack->leaving;
    stack->leaving = LEAVING_NOTHING;
    if (leaving == LEAVING_NOTHING || stack->count == 0)
        return;
    stack_pop(stack);
    if (leaving == LEAVING_ALL)
        stack_quit(stack);
}

static bool may_leave(Stack *stack)
{
    Page *top = stack_top(stack);
    return !top->class->leave || top->class->leave(top);
}

void stack_back(Stack *stack)
{
    stack->leaving = LEAVING_PAGE;
    if (stack->count > 0 && may_leave(stack))
        stack_leave_go_on(stack);
}

void stack_quit(Stack *stack)
{
    while (stack->count > 0) {
        stack->leaving = LEAVING_ALL;
        if (!may_leave(stack))
            return;
        stack_pop(stack);
    }
}

void stack_say(Stack *stack, Style style, char *text)
{
    free(stack->message);
    stack->message = text;
    stack->message_style = style;
    stack->message_changed = true;
}

bool stack_is_quiet(const Stack *stack)
{
    return !stack->message && !stack->dialog;
}

static void say_nothing(Stack *stack)
{
    if (stack->message)
        stack_say(stack, STYLE_NORMAL, NULL);
}

void stack_ask(Stack *stack, const char *form_name, char *question,
               void (*answer)(const char *command, void *data), void *data)
{
    close_dialog(stack);
    const Form *form = form_get(form_name);
    for (size_t i = 0; i < form->key_count; i++) {
        const FormKey *key = &form->keys[i];
        const BindingCommand commands[] = {{key->command, choose}, {NULL, NULL}};
        bindings_add(&stack->choices, commands, NULL, key->command, key->keys, key->key_count,
                     key->label, key->help);
    }
    stack->dialog = dialog_new(question, &stack->choices);
    stack->answer = answer;
    stack->answer_data = data;
    free(question);
}

void stack_chain(const Stack *stack, BindingChain *chain)
{
    *chain = (BindingChain){0};
    Page *top = stack_top(stack);
    if (!top)
        return;
    if (top->class->focus)
        top->class->focus(top, chain);
    else
        binding_chain_add(chain, &top->bindings);
    binding_chain_add(chain, stack->count > 1 ? &stack->bindings : &stack->root_bindings);
}

static void answer_question(Stack *stack, Key key)
{
    const Binding *choice = dialog_key(stack->dialog, key);
    if (!choice)
        return;
    const char *command = choice->command; /* lives in the form */
    close_dialog(stack);
    stack->redraw = true;
    stack->answer(command, stack->answer_data);
}

static void take_key(Stack *stack, Key key)
{
    Page *top = stack_top(stack);
    BindingChain chain;
    stack_chain(stack, &chain);
    const Binding *binding = binding_chain_find(&chain, key);
    if (binding)
        binding->run(binding->data);
    else if (top->class->key)
        top->class->key(top, key);
}

void stack_input(Stack *stack, const Input *input)
{
    Page *top = stack_top(stack);
    bool is_key = input->kind == INPUT_KEY, is_paste = input->kind == INPUT_PASTE;
    if (!top || (!is_key && !is_paste))
        return;
    if (stack->too_small) {
        if (is_key && key_equal(input->key, (Key){'q', KEY_CONTROL}))
            stack_quit(stack);
    } else if (stack->dialog) {
        if (is_key)
            answer_question(stack, input->key);
    } else {
        say_nothing(stack);
        if (is_key)
            take_key(stack, input->key);
        else if (top->class->paste)
            top->class->paste(top, input->paste, input->paste_length);
    }
    free_gone(stack);
}

int stack_tick(Stack *stack)
{
    Page *top = stack_top(stack);
    int wanted = top && top->class->tick && !stack->dialog ? top->class->tick(top) : -1;
    free_gone(stack);
    return wanted;
}

void stack_redraw(Stack *stack)
{
    stack->redraw = true;
}

void stack_reread(Stack *stack)
{
    screen_resize();
    stack->redraw = true;
    Error error;
    if (!session_reread(stack->session, &error)) {
        stack_say(stack, STYLE_PROBLEM, error_message(&error));
        return;
    }
    stack_say(stack, STYLE_GOOD, memory_text(form_text(stack->words, "reread")));
    for (size_t i = stack->count; i > 0; i--) {
        Page *page = stack->pages[i - 1];
        if (page->class->reread)
            page->class->reread(page);
    }
}

static Layout lay_out(Stack *stack, const BindingChain *chain)
{
    Layout layout = {.rows = screen_rows(),
                     .columns = screen_columns(),
                     .message_rows = 1,
                     .depth = stack->count,
                     .top = stack_top(stack)};
    int most = layout.rows >= 16 ? 2 : 1;
    layout.legend_rows = legend_rows(chain, layout.columns, most);
    const Layout *before = &stack->drawn;
    /* It does not shrink while the page stays: moving the focus must not move the page. */
    if (before->top == layout.top && before->rows == layout.rows &&
        before->columns == layout.columns && before->legend_rows > layout.legend_rows)
        layout.legend_rows = before->legend_rows;
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
    size_t at = 0, start, used, length = stack->message ? strlen(stack->message) : 0;
    for (int i = 0; i < layout->message_rows; i++) {
        screen_fill(row + i, 0, layout->columns, STYLE_NORMAL);
        if (!stack->message || !wrap_line(stack->message, length, width, &at, &start, &used))
            continue;
        if (i + 1 == layout->message_rows)
            used = length - start; /* the rest, cut */
        screen_text_n(row + i, 1, width, stack->message_style, stack->message + start, used, true);
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
    if (all || mark != stack->drawn_mark)
        draw_crumbs(stack, layout, mark);
    stack->drawn_mark = mark;
    if (all && layout->rows >= 12)
        screen_line(1, 0, layout->columns);
    if (all || !binding_chain_equal(chain, &stack->drawn_chain))
        legend_draw(chain, (Area){layout->rows - layout->legend_rows, 0, layout->legend_rows,
                                  layout->columns});
    if (all || stack->message_changed)
        draw_message(stack, layout);
    top->class->draw(top, content_of(layout), all);
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
    screen_flush();
}
