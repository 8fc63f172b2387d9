/* What a save would change: the form beside what is saved. */
#include "tui/pages/changes.h"

#include "core/memory.h"
#include "tui/pages/email_parts.h"
#include "tui/pages/stack.h"

#include <stdlib.h>

typedef struct ChangesPage {
    Page page;
    EmailPage *email; /* the page below */
    Lines *lines;
    Bindings scrolling;
} ChangesPage;

static void write_lines(ChangesPage *page)
{
    const Form *form = page->page.form;
    EmailPage *email = page->email;
    Contact contact;
    page->lines = lines_new();
    char *intro = words_fill(form->intro, (const char *[]){email->subscription.name, NULL});
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    free(intro);
    email_check(email, true);
    size_t problems = email_problems(email);
    if (problems > 0) {
        char *text = words_count(form, "problems", problems, false);
        lines_add(page->lines, STYLE_PROBLEM, 0, text);
        free(text);
    }
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    email_contact(email, &contact);
    changes_add(page->lines, &email->loaded, &contact);
    contact_clear(&contact);
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
    {"save", command_save}, {"form", command_back}, {NULL, NULL}};

static const PageClass changes_class = {
    .form = "changes",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

Page *changes_page_new(EmailPage *email)
{
    Session *session = email->form.page.session;
    ChangesPage *page = memory_new(sizeof *page);
    page_init(&page->page, &changes_class, session);
    page->email = email;
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    return &page->page;
}
