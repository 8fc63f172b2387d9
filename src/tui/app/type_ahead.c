/* Type-ahead: a key that needs what is still being read waits for it, and so does all that is typed
 * behind it. Esc gives them up. */
#include "base/memory.h"
#include "form/wording.h"
#include "tui/app/job.h"
#include "tui/app/stack_internal.h"

#include <stdlib.h>
#include <string.h>

#define TELL_AFTER 200 /* milliseconds: what is there sooner needs no word */

static void free_input(Input *input)
{
    free((char *)(uintptr_t)input->paste);
}

void type_ahead_forget(Stack *stack)
{
    Held *held = &stack->held;
    for (size_t i = 0; i < held->count; i++)
        free_input(&held->inputs[i]);
    free(held->inputs);
    stack->message_changed = stack->message_changed || held->told;
    *held = (Held){.unseen = held->unseen, .fresh = held->fresh, .guard = held->guard};
}

/* Keys that were typed for nothing are told of; what they wait for is stopped where it can be. */
static void command_give_up(void *data)
{
    Stack *stack = data;
    size_t count = stack->held.count;
    BindingChain chain;
    type_ahead_forget(stack);
    stack_say(stack, STYLE_NORMAL, words_count(form_get("waiting"), "given_up", count, false));
    stack_chain(stack, &chain);
    const Binding *binding = binding_chain_find(&chain, (Key){PRESS_ESCAPE, 0});
    if (binding && strncmp(binding->command, "stop", 4) == 0)
        binding->run(binding->data);
}

static const BindingCommand commands[] = {{"give-up", command_give_up, 0}, {NULL, NULL, 0}};

void type_ahead_bind(Stack *stack)
{
    page_bind(&stack->held_bindings, form_get("waiting"), commands, stack, stack->session, NULL);
}

/* A question that was not there when it was typed is not answered by it. */
static bool must_wait(Stack *stack, const Input *input)
{
    Page *top = stack_top(stack);
    bool modal = jobs_are_modal(top);
    if (stack->dialog || (!modal && !top->class->waits))
        return false;
    BindingChain chain;
    stack_chain(stack, &chain);
    const Binding *binding =
        input->kind == INPUT_KEY ? binding_chain_find(&chain, input->key) : NULL;
    if (modal)
        return !binding || strcmp(binding->command, "stop") != 0;
    return top->class->waits(top, binding);
}

/* The page that is to have what was typed; `early`: before the last page that came unasked was
 * drawn.
 */
static const Page *page_of(const Stack *stack, bool early)
{
    const Page *top = stack_top(stack);
    const Held *held = &stack->held;
    bool below = top && (top == held->unseen || (early && top == held->fresh));
    return below ? stack_below(stack, top) : top;
}

/* The page that is to have what is typed now. */
static const Page *page_for(const Stack *stack)
{
    return page_of(stack, false);
}

static void add(Stack *stack, const Input *input)
{
    Held *held = &stack->held;
    if (held->count == 0) {
        held->page = page_of(stack, input->early);
        held->since = page_now();
    }
    held->inputs = memory_reserve(held->inputs, &held->capacity, held->count + 1, sizeof *input);
    Input *copy = &held->inputs[held->count++];
    *copy = *input;
    if (input->kind == INPUT_PASTE)
        copy->paste = memory_text_n(input->paste, input->paste_length);
}

void type_ahead(Stack *stack, Key key)
{
    add(stack, &(Input){.kind = INPUT_KEY, .key = key});
}

void type_ahead_for(Stack *stack, const Page *page)
{
    stack->held.page = page;
}

bool stack_is_holding(const Stack *stack)
{
    return stack->held.count > 0 && stack->held.page == stack_top(stack);
}

void stack_push_unasked(Stack *stack, Page *page)
{
    stack_push(stack, page);
    if (stack->asked) { /* it is what the user waits for */
        stack->asked = false;
        stack->held.page = page;
        return;
    }
    stack->held.unseen = stack->held.fresh = page;
    stack->held.guard = (AnswerGuard){0};
}

void stack_is_asked(Stack *stack)
{
    stack->held.unseen = stack->held.fresh = NULL;
    stack->asked = true;
    stack->asked_drawn = false;
}

/* Who has read that keys wait can leave all the same, unless they are text for a form. */
static bool is_leaving(const Stack *stack, const Binding *binding)
{
    Page *top = stack_top(stack);
    return stack->held.told && binding && strcmp(binding->command, "quit") == 0 &&
           !jobs_are_modal(top) && !(top->class->waits && top->class->waits(top, NULL));
}

bool type_ahead_back(Stack *stack, const Input *input)
{
    bool holding = stack_is_holding(stack) && !stack->dialog;
    bool unseen = !stack->dialog && page_of(stack, input->early) != stack_top(stack);
    BindingChain chain;
    stack_chain(stack, &chain);
    const Binding *binding =
        input->kind == INPUT_KEY ? binding_chain_find(&chain, input->key) : NULL;
    if (holding && input->kind == INPUT_KEY &&
        input_key_equal(input->key, (Key){PRESS_ESCAPE, 0})) {
        command_give_up(stack);
        return true;
    }
    if (stack->asked_drawn && !input->early) /* it is for what is on the screen meanwhile */
        stack->asked = false;
    bool waits = holding ? !is_leaving(stack, binding) : unseen || must_wait(stack, input);
    if (waits)
        add(stack, input);
    return waits;
}

/* Does one after the other, until one has to wait. */
static void release(Stack *stack)
{
    Held *held = &stack->held;
    Input *inputs = held->inputs;
    size_t count = held->count, done = 0;
    held->inputs = NULL;
    held->count = held->capacity = 0;
    while (done < count && stack_top(stack) && page_for(stack) == stack_top(stack) &&
           !must_wait(stack, &inputs[done]) && held->count == 0) {
        stack_take(stack, &inputs[done]);
        free_input(&inputs[done++]);
    }
    /* Those that were put aside meanwhile came from keys before these. */
    for (size_t i = done; i < count; i++) {
        if (stack_top(stack))
            add(stack, &inputs[i]);
        free_input(&inputs[i]);
    }
    free(inputs);
    held->page = page_for(stack);
    if (done > 0)
        held->since = page_now();
    if (held->told && (done > 0 || held->count == 0)) {
        held->told = false;
        stack->message_changed = true;
    }
}

static bool has_page(const Stack *stack, const Page *page)
{
    size_t at = 0;
    while (at < stack->count && stack->pages[at] != page)
        at++;
    return at < stack->count;
}

/* Where another page has come by itself, what waits is not for that one. */
int type_ahead_tick(Stack *stack)
{
    Held *held = &stack->held;
    if (held->count > 0 && !has_page(stack, held->page))
        type_ahead_forget(stack);
    if (!stack_is_holding(stack) || stack->dialog) {
        held->told = false;
        return -1;
    }
    size_t before = held->count;
    if (!must_wait(stack, &held->inputs[0]))
        release(stack);
    if (held->count != before)
        return 0;
    long waited = page_now() - held->since;
    if (held->told)
        return -1;
    if (waited < TELL_AFTER)
        return (int)(TELL_AFTER - waited);
    held->told = stack->message_changed = true;
    return 0;
}
