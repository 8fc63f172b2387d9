/* What a save would change: the form beside what is saved. */
#include "tui/pages/email/changes.h"

#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>

typedef struct ChangesPage {
    Page page;
    EmailPage *email; /* the page below */
    Lines *lines;
    Bindings scrolling;
} ChangesPage;

/* What is told there: whoever makes it touches nothing else. */
typedef struct Telling {
    Contact before, after;
    char *changes;
    size_t left;
} Telling;

static void write_lines(ChangesPage *page, const Telling *telling)
{
    const Form *form = page->page.form;
    EmailPage *email = page->email;
    page->lines = lines_new();
    char *intro = words_fill(form->intro, (const char *[]){email->subscription.name, NULL});
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    free(intro);
    size_t problems = email_problems(email);
    if (problems > 0) {
        char *text = words_count(form, "problems", problems, false);
        lines_add(page->lines, STYLE_PROBLEM, 0, text);
        free(text);
    }
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    changes_add_written(page->lines, telling->changes, telling->left);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((ChangesPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((ChangesPage *)page)->scrolling);
}

static void command_save(void *data)
{
    ChangesPage *page = data;
    stack_pop(page->page.session->stack);
    email_save(page->email, false);
}

static void command_back(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    ChangesPage *own = (ChangesPage *)page;
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {
    {"save", command_save, 0}, {"form", command_back, 0}, {NULL, NULL, 0}};

static const PageClass changes_class = {
    .form = "changes",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

static void open_page(EmailPage *email, const Telling *telling)
{
    Session *session = email->form.page.session;
    ChangesPage *page = memory_new(sizeof *page);
    page_init(&page->page, &changes_class, session);
    page->email = email;
    write_lines(page, telling);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    stack_push(session->stack, &page->page);
    type_ahead_for(session->stack, &page->page);
}

static void tell(void *data, Progress *progress)
{
    Telling *telling = data;
    (void)progress;
    telling->changes = changes_write(&telling->before, &telling->after, &telling->left);
}

static void free_telling(void *data)
{
    Telling *telling = data;
    contact_clear(&telling->before);
    contact_clear(&telling->after);
    free(telling->changes);
    free(telling);
}

static void told(EmailPage *email, void *data, bool complete)
{
    Telling *telling = data;
    if (complete)
        open_page(email, telling);
    free_telling(telling);
}

void changes_page_open(EmailPage *email)
{
    Telling *telling = memory_new(sizeof *telling);
    Contact after;
    email_contact(email, &after);
    contact_copy_indexed(&telling->before, &email->loaded);
    contact_copy_indexed(&telling->after, &after);
    contact_clear(&after);
    const EmailJob job = {tell, told, free_telling, email_bytes(email)};
    email_work_start(email, EMAIL_MAKING, &job, telling);
}
