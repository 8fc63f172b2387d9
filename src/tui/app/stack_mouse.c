/* The mouse: a press is a key of the legend, or goes to the page, and the wheel is arrow keys. */
#include "tui/app/stack_internal.h"
#include "tui/widgets/legend.h"

enum { WHEEL_ROWS = 3 };

static void press_key(Stack *stack, Key key)
{
    stack_input(stack, &(Input){.kind = INPUT_KEY, .key = key});
}

static void turn_wheel(Stack *stack, const Mouse *mouse)
{
    uint32_t code = mouse->kind == MOUSE_WHEEL_UP ? PRESS_UP : PRESS_DOWN;
    for (int i = 0; i < WHEEL_ROWS && !stack->dialog; i++)
        press_key(stack, (Key){code, 0});
}

static Area area_at_bottom(const Layout *layout, int rows)
{
    return (Area){layout->rows - rows, 0, rows, layout->columns};
}

static Click click_page(Stack *stack, const Mouse *mouse)
{
    Page *top = stack_top(stack);
    if (stack->message)
        stack_say(stack, STYLE_NORMAL, NULL);
    return top->class->click ? top->class->click(top, mouse->row, mouse->column) : CLICK_NOWHERE;
}

/* What is on the screen is what was drawn last, whatever has changed since. */
void stack_mouse(Stack *stack, const Mouse *mouse)
{
    const Layout *layout = &stack->drawn;
    /* What waits was typed before, for what is not there yet. */
    if (stack->too_small || !stack_top(stack) || layout->top != stack_top(stack) ||
        (stack_is_holding(stack) && !stack->dialog))
        return;
    Key key = {PRESS_ENTER, 0};
    Click click;
    if (mouse->kind != MOUSE_PRESS) {
        turn_wheel(stack, mouse);
        return;
    }
    if (stack->dialog)
        click = dialog_click(stack->dialog, area_at_bottom(layout, layout->dialog_rows), mouse->row,
                             mouse->column);
    else if (legend_key_at(&stack->drawn_chain, area_at_bottom(layout, layout->legend_rows),
                           mouse->row, mouse->column, &key))
        click = CLICK_AGAIN;
    else
        click = click_page(stack, mouse);
    if (click == CLICK_AGAIN)
        press_key(stack, key);
}
