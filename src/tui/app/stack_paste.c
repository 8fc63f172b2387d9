/* stack_paste.c: what becomes of a paste, by where the cursor stands. */
#include "tui/app/stack_internal.h"

#include "base/memory.h"

#include <string.h>

/* Typed ahead, for a page that was not there yet, or as keys of one where no text is typed. */
static bool is_typed(const Input *input, const PageClass *class, const BindingChain *chain)
{
    switch (input->paste_kind) {
    case PASTE_PERHAPS:
        return !chain->field &&
               (chain->typing || !burst_has_cells(input->paste, input->paste_length));
    case PASTE_ROWS:
        return !chain->typing && !class->takes_paste && strchr("\t\r\n", input->paste[0]);
    default:
        return false;
    }
}

static void press_keys(Stack *stack, const Input *input)
{
    for (size_t at = 0; at < input->paste_length && stack_top(stack);) {
        Input key = {.kind = INPUT_KEY, .early = input->early};
        at += burst_key(input->paste + at, input->paste_length - at, &key.key);
        key.more = at < input->paste_length && (unsigned char)input->paste[at] >= 0x20;
        if (!type_ahead_back(stack, &key))
            stack_take(stack, &key);
    }
}

void stack_paste(Stack *stack, const Input *input)
{
    Page *top = stack_top(stack);
    const PageClass *class = top->class;
    BindingChain chain;
    stack_chain(stack, &chain);
    if (is_typed(input, class, &chain)) {
        press_keys(stack, input);
        return;
    }
    if (!class->paste || (!chain.typing && !class->takes_paste)) {
        stack_say(stack, STYLE_NORMAL, memory_text(form_text(stack->words, "paste_nowhere")));
        return;
    }
    if (chain.field && input->paste_kind != PASTE_SURE &&
        burst_has_break(input->paste, input->paste_length))
        stack_say(stack, STYLE_NORMAL, memory_text(form_text(stack->words, "paste_row")));
    class->paste(top, input->paste, input->paste_length);
}
