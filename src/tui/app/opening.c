#include "tui/app/opening.h"

#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"

#include <stdlib.h>
#include <string.h>

typedef struct OpeningPage {
    Page page;
    PageClass class; /* with its form */
    char *crumb;
    Opening opening;
    bool read; /* all is; `opening.data` is the page's then */
} OpeningPage;

/* What the job has: the page may go before it. */
typedef struct Reading {
    OpeningPage *page;
    Opening opening;
} Reading;

static void run(void *data, Progress *progress)
{
    const Reading *reading = data;
    reading->opening.run(reading->opening.data, progress);
}

static void read_all(void *data, bool complete)
{
    Reading *reading = data;
    (void)complete; /* what was cancelled is dropped */
    reading->page->read = true;
    free(reading);
}

static void drop(void *data)
{
    Reading *reading = data;
    reading->opening.forget(reading->opening.data);
    free(reading);
}

/* The page goes when it is the topmost one. */
static int tick(Page *page)
{
    OpeningPage *own = (OpeningPage *)page;
    if (!own->read)
        return -1;
    own->read = false;
    stack_pop(page->session->stack);
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
    if (own->read)
        own->opening.forget(own->opening.data);
    free(own->crumb);
    page_clear(page);
    free(own);
}

static const PageClass opening_class = {
    .form = "opening-page",
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
    page->class = opening_class;
    if (opening->addresses)
        page->class.form = "opening";
    page_init(&page->page, &page->class, session);
    page->crumb = crumb_text;
    page->opening = *opening;
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){page, *opening};
    const JobWork work = {.run = run,
                          .done = read_all,
                          .free = drop,
                          .label = opening->addresses ? "opening" : NULL,
                          .queue = opening->queue,
                          .external = true,
                          .prompt = true};
    if (job_start(page, &work, reading)) {
        stack_push(session->stack, &page->page);
        type_ahead_for(session->stack, &page->page);
    } else {
        page->read = false;
        close_page(&page->page);
        opening->done(opening->data);
    }
}
