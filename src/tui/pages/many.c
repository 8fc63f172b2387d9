#include "tui/pages/many.h"

#include "core/memory.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>

static void choose(ManyForm *many, const Session *session, bool all)
{
    for (size_t i = 0; i < session->subscriptions.count; i++) {
        const Subscription *from = &session->subscriptions.items[i];
        if (!all && !session_is_marked(session, i))
            continue;
        Subscription copy = {.id = memory_text(from->id), .name = memory_text(from->name)};
        subscription_list_add(&many->chosen, &copy);
    }
}

void many_init(ManyForm *many, const PageClass *class, Session *session, bool all,
               const char *intro, void (*preview)(void *page))
{
    const Form *form = form_get(class->form);
    form_page_init(&many->form, class, session, form_text(form, "preview"), preview);
    choose(many, session, all);
    size_t count = many->chosen.count;
    char *number = words_number(count);
    many->intro =
        words_plural(form, intro, count, number, count > 0 ? many->chosen.items[0].name : "");
    free(number);
}

void many_clear(ManyForm *many)
{
    subscription_list_clear(&many->chosen);
    free(many->intro);
    form_page_clear(&many->form);
}

void many_preview(ManyForm *many, ContactChange *change)
{
    Session *session = many->form.page.session;
    Batch *batch = batch_new(session->site->store, change);
    for (size_t i = 0; i < many->chosen.count; i++)
        batch_add(batch, &many->chosen.items[i]);
    stack_push(session->stack, batch_page_new(session, batch, &many->saved));
}

void many_refuse(ManyForm *many, size_t count, size_t item)
{
    const Form *form = many->form.page.form;
    char *number = words_number(count);
    form_view_set_focus(many->form.view, item);
    page_say(&many->form.page, STYLE_PROBLEM,
             words_plural(form, "refused", count, number, form->fields[item].label));
    free(number);
}

void many_set_problem(ManyForm *many, size_t item, const char *text)
{
    char *copy = memory_text(text);
    const FormProblem problem = {copy, false};
    form_view_set_problems(many->form.view, item, &problem, copy ? 1 : 0);
    free(copy);
}

static void answer_leave(const char *command, void *data)
{
    ManyForm *many = data;
    if (strcmp(command, "discard") == 0)
        stack_leave_go_on(many->form.page.session->stack);
}

bool many_leave(ManyForm *many, bool entered)
{
    if (!entered || many->saved)
        return true;
    stack_ask(many->form.page.session->stack, "ask-discard",
              memory_text(form_get("ask-discard")->intro), answer_leave, many);
    return false;
}

void many_draw(Page *page, Area area, bool all)
{
    ManyForm *many = (ManyForm *)page;
    form_view_draw(many->form.view, page_draw_text(many->intro, area, all), all);
}

/* After a preview that is saved nothing is left to do here. */
void many_shown(Page *page)
{
    ManyForm *many = (ManyForm *)page;
    if (many->saved)
        stack_pop(page->session->stack);
}
