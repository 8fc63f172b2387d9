#include "tui/app/opening.h"

#include "base/memory.h"
#include "tui/app/stack.h"

#include <stdlib.h>
#include <string.h>

typedef struct OpeningPage {
    Page page;
    char *crumb;
    Opening opening;
    Work *work; /* NULL: it has ended */
} OpeningPage;

static int tick(Page *page)
{
    OpeningPage *own = (OpeningPage *)page;
    Stack *stack = page->session->stack;
    if (!own->work)
        return -1;
    if (stack_follow(stack, &own->work, "opening"))
        return WORK_POLL;
    stack_pop(stack);
    own->opening.done(own->opening.data);
    return 0;
}

/* What is typed is for the form; who has typed nothing yet can leave at once. */
static bool waits(Page *page, const Binding *binding)
{
    bool typed = stack_is_holding(page->session->stack);
    return !binding || (strcmp(binding->command, "back") != 0 &&
                        (typed || strcmp(binding->command, "quit") != 0));
}

static void focus(Page *page, BindingChain *chain)
{
    chain->typing = true;
    binding_chain_add(chain, &page->bindings);
}

static void draw(Page *page, Area area, bool all)
{
    page_draw_intro(page, area, all);
    screen_cursor(area.row, area.column);
}

static char *crumb(const Page *page)
{
    return memory_text(((const OpeningPage *)page)->crumb);
}

static void close_page(Page *page)
{
    OpeningPage *own = (OpeningPage *)page;
    if (own->work)
        stack_tell(page->session->stack, NULL);
    work_abandon(own->work, own->opening.forget);
    free(own->crumb);
    page_clear(page);
    free(own);
}

static const PageClass opening_class = {
    .form = "opening",
    .draw = draw,
    .focus = focus,
    .waits = waits,
    .tick = tick,
    .crumb = crumb,
    .close = close_page,
};

void opening_page_open(Session *session, char *crumb_text, const Opening *opening)
{
    OpeningPage *page = memory_new(sizeof *page);
    page_init(&page->page, &opening_class, session);
    page->crumb = crumb_text;
    page->opening = *opening;
    page->work = work_start(opening->run, opening->data);
    stack_push(session->stack, &page->page);
    type_ahead_for(session->stack, &page->page);
}
