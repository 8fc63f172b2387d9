#include "tui/app/stack.h"

#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/app/stack_internal.h"
#include "tui/widgets/dialog.h"

#include <stdlib.h>
#include <string.h>

/* The commands of a question: which one it was is told by its name. */
static void choose(void *data)
{
    (void)data;
}

static void command_stop(void *data)
{
    (void)data;
    jobs_stop();
}

static const BindingCommand job_commands[] = {{"stop", command_stop, 0}, {NULL, NULL, 0}};

Stack *stack_new(Session *session)
{
    Stack *stack = memory_new(sizeof *stack);
    stack->session = session;
    session->stack = stack;
    stack->words = form_get("common");
    page_bind(&stack->bindings, stack->words, NULL, NULL, session, NULL);
    page_bind(&stack->root_bindings, stack->words, NULL, NULL, session, "back");
    type_ahead_bind(stack);
    page_bind(&stack->job_bindings, form_get("working"), job_commands, stack, session, NULL);
    stack->redraw = true;
    return stack;
}

static void free_gone(Stack *stack)
{
    while (stack->gone_count > 0) {
        Page *page = stack->gone[--stack->gone_count];
        page->class->close(page);
        jobs_drop(page);
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
    bindings_clear(&stack->held_bindings);
    bindings_clear(&stack->job_bindings);
    type_ahead_forget(stack);
    free(stack->pages);
    free(stack->gone);
    free(stack->message);
    free(stack->drawn_mark);
    free(stack->told);
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

/* Says how far a job is, wherever no message stands. `text` is taken; NULL: there is none. */
static void tell(Stack *stack, char *text)
{
    bool same = text && stack->told ? strcmp(text, stack->told) == 0 : text == stack->told;
    free(stack->told);
    stack->told = text;
    stack->message_changed = stack->message_changed || (!same && !stack->message);
}

void stack_push(Stack *stack, Page *page)
{
    stack->pages = memory_reserve(stack->pages, &stack->capacity, stack->count + 1, sizeof(Page *));
    stack->pages[stack->count++] = page;
    stack->redraw = true;
    tell(stack, NULL); /* of the page that was shown */
    stack->job_told = false;
}

void stack_pop(Stack *stack)
{
    stack->gone =
        memory_reserve(stack->gone, &stack->gone_capacity, stack->gone_count + 1, sizeof(Page *));
    stack->gone[stack->gone_count++] = stack->pages[--stack->count];
    if (stack->held.fresh == stack->gone[stack->gone_count - 1])
        stack->held.fresh = NULL;
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

bool stack_is_asking(const Stack *stack)
{
    return stack->dialog;
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
        const BindingCommand commands[] = {{key->command, choose, 0}, {NULL, NULL, 0}};
        bindings_add(&stack->choices, commands, NULL, key->command, key->keys, key->key_count,
                     key->label, key->help);
    }
    stack->dialog = dialog_new(question, &stack->choices);
    stack->answer = answer;
    stack->answer_data = data;
    stack->redraw = true;
    free(question);
}

void stack_chain_stop(const Stack *stack, const Page *owner, BindingChain *chain)
{
    if (stack->job_told && stack->stops_for == owner)
        binding_chain_add(chain, &stack->job_bindings);
}

void stack_chain(const Stack *stack, BindingChain *chain)
{
    *chain = (BindingChain){0};
    Page *top = stack_top(stack);
    if (!top)
        return;
    if (stack->held.told && !stack->dialog)
        binding_chain_add(chain, &stack->held_bindings);
    stack_chain_stop(stack, top, chain);
    if (top->class->focus)
        top->class->focus(top, chain);
    else
        binding_chain_add(chain, &top->bindings);
    binding_chain_add(chain, stack->count > 1 ? &stack->bindings : &stack->root_bindings);
}

static void answer_question(Stack *stack, const Binding *choice)
{
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
    if (top == stack->held.fresh &&
        !answer_guard_takes(&stack->held.guard, key, binding, false, false))
        return;
    if (binding)
        binding->run(binding->data);
    else if (top->class->key)
        top->class->key(top, key);
}

/* Takes the choice of a letter behind which no text came. */
static int take_pending(Stack *stack)
{
    const Binding *choice = NULL;
    int wait = stack->dialog ? dialog_wait(stack->dialog, &choice) : -1;
    answer_question(stack, choice);
    return wait;
}

void stack_take(Stack *stack, const Input *input)
{
    bool is_key = input->kind == INPUT_KEY;
    stack->asked = false;
    if (stack->dialog) {
        if (is_key)
            answer_question(stack,
                            dialog_key(stack->dialog, input->key, input->early, input->more));
    } else {
        say_nothing(stack);
        if (is_key)
            take_key(stack, input->key);
        else
            stack_paste(stack, input);
    }
}

void stack_input(Stack *stack, const Input *input)
{
    bool is_key = input->kind == INPUT_KEY;
    if (!stack_top(stack) || (!is_key && input->kind != INPUT_PASTE))
        return;
    if (stack->too_small) {
        if (is_key && input_key_equal(input->key, (Key){'q', KEY_CONTROL}))
            stack_quit(stack);
    } else {
        if (stack->dialog && is_key)
            answer_question(stack, dialog_pending(stack->dialog, input->key));
        if (stack_top(stack) && !type_ahead_back(stack, input))
            stack_take(stack, input);
    }
    free_gone(stack);
}

/* The list of subscriptions is another one now. */
static void reread_pages(Stack *stack)
{
    for (size_t i = stack->count; i > 0; i--) {
        Page *page = stack->pages[i - 1];
        if (page->class->reread)
            page->class->reread(page);
    }
}

/* Tells what the session has read. */
static void take_session_news(Stack *stack)
{
    Session *session = stack->session;
    if (session->news & SESSION_FAILED) {
        type_ahead_forget(stack);
        stack_say(stack, STYLE_PROBLEM, error_message(&session->error));
    }
    if (stack->rereading && (session->news & SESSION_LOADED))
        stack_say(stack, STYLE_GOOD, memory_text(form_text(stack->words, "reread")));
    if (session->news & (SESSION_MOVED | SESSION_LOADED))
        reread_pages(stack);
    if (session->news & (SESSION_FAILED | SESSION_LOADED))
        stack->rereading = false;
}

static int sooner(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Tells of the job that takes long. True where it has begun, or ceased, to. */
static bool tell_of_job(Stack *stack)
{
    char *text = jobs_words(&stack->stops_for);
    bool news = (text != NULL) != stack->job_told;
    if (text || news)
        tell(stack, text);
    stack->job_told = text;
    return news;
}

int stack_tick(Stack *stack)
{
    int wanted = take_pending(stack);
    wanted = sooner(wanted, jobs_tick(stack->dialog));
    wanted = sooner(wanted, session_tick(stack->session));
    if (stack->session->news != 0)
        take_session_news(stack);
    Page *top = stack_top(stack);
    if (!top)
        return wanted;
    if (top->class->tick && !stack->dialog)
        wanted = sooner(wanted, top->class->tick(top));
    for (size_t i = 0; i < stack->count; i++) {
        Page *page = stack->pages[i];
        if (page->class->background)
            wanted = sooner(wanted, page->class->background(page));
    }
    if (tell_of_job(stack))
        wanted = 0;
    wanted = sooner(wanted, type_ahead_tick(stack));
    free_gone(stack);
    return wanted;
}

size_t stack_watch(Stack *stack, struct pollfd *fds, size_t room)
{
    size_t count = jobs_watch(fds, room);
    for (size_t i = 0; i < stack->count; i++) {
        Page *page = stack->pages[i];
        bool shown = i + 1 == stack->count && !stack->dialog;
        size_t (*watch)(Page *, struct pollfd *, size_t) =
            shown ? page->class->watch : page->class->background_watch;
        count += watch ? watch(page, fds + count, room - count) : 0;
    }
    return count;
}

void stack_keep(Stack *stack)
{
    for (size_t i = 0; i < stack->count; i++) {
        Page *page = stack->pages[i];
        if (page->class->keep)
            page->class->keep(page);
    }
}

void stack_redraw(Stack *stack)
{
    stack->redraw = true;
}

void stack_reread(Stack *stack)
{
    screen_resize();
    stack->redraw = stack->rereading = true;
    session_begin_again(stack->session);
}
