/* The help: made from the keys that work on the page below and from the words of its form. */
#include "tui/app/help_page.h"
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/widgets/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct HelpPage {
    Page page;
    Lines *lines;
    Bindings keys;
} HelpPage;

/* "Ctrl-S or F2": all keys of a binding that work. */
static char *key_names(const BindingChain *chain, const Binding *binding, const char * or)
{
    char *names = NULL;
    size_t size;
    FILE *out = open_memstream(&names, &size);
    bool first = true;
    for (size_t i = 0; out && i < binding->key_count; i++) {
        if (binding_chain_find(chain, binding->keys[i]) != binding)
            continue;
        fprintf(out, "%s%s", first ? "" : or, binding->names[i]);
        first = false;
    }
    if (out)
        fclose(out);
    return names ? names : memory_text("");
}

static void add_keys(HelpPage *page, const BindingChain *chain, size_t from, size_t to)
{
    const char * or = form_text(page->page.form, "or");
    for (size_t i = from; i < to; i++) {
        for (size_t j = 0; j < chain->sets[i]->count; j++) {
            const Binding *binding = &chain->sets[i]->items[j];
            char *names = key_names(chain, binding, or);
            if (*names && binding->help[0] != '\0')
                lines_add_pair(page->lines, STYLE_KEY, names, STYLE_NORMAL, binding->help);
            free(names);
        }
    }
}

static void add_heading(HelpPage *page, const char *name)
{
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    lines_add(page->lines, STYLE_TITLE, 0, form_text(page->page.form, name));
}

static void add_about(HelpPage *page, const Form *form)
{
    const char *every = form_get("common")->help;
    add_heading(page, "about");
    if (form->help[0] != '\0')
        lines_add(page->lines, STYLE_NORMAL, 2, form->help);
    lines_add(page->lines, STYLE_NORMAL, 2, every);
    bool any = false;
    for (size_t i = 0; i < form->field_count; i++) {
        if (form->fields[i].help[0] == '\0')
            continue;
        if (!any)
            add_heading(page, "fields");
        any = true;
        lines_add(page->lines, STYLE_LABEL, 2, form->fields[i].label);
        lines_add(page->lines, STYLE_HINT, 4, form->fields[i].help);
    }
    if (any) {
        add_heading(page, "text");
        lines_add(page->lines, STYLE_NORMAL, 2, form_get("text")->help);
    }
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((HelpPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &((HelpPage *)page)->keys);
}

static void close_page(Page *page)
{
    HelpPage *own = (HelpPage *)page;
    lines_free(own->lines);
    bindings_clear(&own->keys);
    free(own);
}

static const PageClass help_class = {
    .form = "help",
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

Page *help_page_new(Session *session)
{
    HelpPage *page = memory_new(sizeof *page);
    BindingChain chain;
    stack_chain(session->stack, &chain);
    const Page *below = stack_top(session->stack);
    page->page = (Page){.class = &help_class, .session = session, .form = form_get("help")};
    page->lines = lines_new();
    lines_add(page->lines, STYLE_TITLE, 0, form_text(page->page.form, "keys_here"));
    add_keys(page, &chain, 0, chain.count - 1);
    add_heading(page, "keys_everywhere");
    add_keys(page, &chain, chain.count - 1, chain.count);
    add_about(page, below->form);
    page_bind(&page->keys, page->page.form, lines_commands, page->lines, session, NULL);
    return &page->page;
}
