#include "tui/pages/bulk/bulk_form.h"

#include "base/memory.h"
#include "tui/app/stack.h"

#include <stdlib.h>
#include <string.h>

static void choose(BulkForm *many, const Session *session, bool all)
{
    for (size_t i = 0; i < session->subscriptions.count; i++) {
        const Subscription *from = &session->subscriptions.items[i];
        if (!all && !session_is_marked(session, i))
            continue;
        Subscription copy = {.id = memory_text(from->id), .name = memory_text(from->name)};
        subscription_list_add(&many->chosen, &copy);
    }
}

static void write_intro(BulkForm *many)
{
    size_t count = many->chosen.count;
    char *number = words_number(count);
    free(many->intro);
    many->intro =
        words_plural(many->form.page.form, *many->scope ? many->intros.marked : many->intros.all,
                     count, number, count > 0 ? many->chosen.items[0].name : "");
    free(number);
}

static const char *scope_text(FormPage *form)
{
    return ((BulkForm *)form)->scope;
}

static void describe_scope(FormPage *form, const char *scope, Lines *lines)
{
    bulk_form_scope_describe(form->page.session, scope, lines);
}

/* Those of the draft take the place of those that were chosen, unless none of them is left. */
static void take_scope(FormPage *form, const char *text)
{
    BulkForm *many = (BulkForm *)form;
    SubscriptionList before = many->chosen;
    many->chosen = (SubscriptionList){0};
    many->taken = true;
    if (*text) {
        char *gone;
        size_t count;
        bulk_form_scope_read(form->page.session, text, &many->chosen, &gone, &count);
        free(gone);
    } else {
        choose(many, form->page.session, true);
    }
    if (many->chosen.count == 0) {
        many->chosen = before;
        return;
    }
    subscription_list_clear(&before);
    free(many->scope);
    many->scope = *text ? bulk_form_scope_write(&many->chosen) : memory_text("");
    write_intro(many);
    if (many->rechosen)
        many->rechosen(many);
}

static const FormDraftScope scope = {scope_text, describe_scope, take_scope};

void bulk_form_init(BulkForm *many, const PageClass *class, Session *session, bool all,
                    const BulkFormWords *intros, void (*preview)(void *page))
{
    const Form *form = form_get(class->form);
    form_page_init(&many->form, class, session, form_text(form, "preview"), preview);
    choose(many, session, all);
    many->scope = all ? memory_text("") : bulk_form_scope_write(&many->chosen);
    many->intros = *intros;
    write_intro(many);
    many->draft = form_draft_new(&many->form);
    form_draft_set_scope(many->draft, &scope);
}

void bulk_form_clear(BulkForm *many)
{
    form_draft_free(many->draft);
    subscription_list_clear(&many->chosen);
    free(many->scope);
    free(many->intro);
    form_page_clear(&many->form);
}

/* Nobody is chosen, and there is no draft that says for whom it is. */
static void offered(FormPage *form)
{
    const BulkForm *many = (BulkForm *)form;
    Stack *stack = form->page.session->stack;
    if (many->chosen.count == 0 && stack_top(stack) == &form->page)
        stack_pop(stack);
}

void bulk_form_open(BulkForm *many)
{
    Stack *stack = many->form.page.session->stack;
    stack_push(stack, &many->form.page);
    form_draft_offer(many->draft, offered);
}

int bulk_form_background(Page *page)
{
    BulkForm *many = (BulkForm *)page;
    if (!many->saved)
        return form_draft_tick(many->draft);
    form_draft_saved(many->draft);
    return -1;
}

void bulk_form_keep(Page *page)
{
    BulkForm *many = (BulkForm *)page;
    if (!many->saved)
        form_draft_keep(many->draft);
}

void bulk_form_preview(BulkForm *many, ContactChange *change)
{
    Session *session = many->form.page.session;
    BulkPlan *plan = bulk_plan_new(session->site->store, change);
    for (size_t i = 0; i < many->chosen.count; i++)
        bulk_plan_add(plan, &many->chosen.items[i]);
    stack_push(session->stack, bulk_plan_page_new(session, plan, &many->saved));
}

void bulk_form_refuse(BulkForm *many, size_t count, size_t item)
{
    const Form *form = many->form.page.form;
    char *number = words_number(count);
    form_view_set_focus(many->form.view, item);
    page_say(&many->form.page, STYLE_PROBLEM,
             words_plural(form, "refused", count, number, form->fields[item].label));
    free(number);
}

void bulk_form_set_problem(BulkForm *many, size_t item, const char *text)
{
    char *copy = memory_text(text);
    const FormProblem problem = {copy, false};
    form_view_set_problems(many->form.view, item, &problem, copy ? 1 : 0);
    free(copy);
}

static void answer_leave(const char *command, void *data)
{
    BulkForm *many = data;
    if (strcmp(command, "discard") != 0)
        return;
    form_draft_discard(many->draft);
    stack_leave_go_on(many->form.page.session->stack);
}

bool bulk_form_leave(BulkForm *many, bool entered)
{
    if (!entered || many->saved)
        return true;
    stack_ask(many->form.page.session->stack, "ask-discard",
              memory_text(form_get("ask-discard")->intro), answer_leave, many);
    return false;
}

void bulk_form_draw(Page *page, Area area, bool all)
{
    BulkForm *many = (BulkForm *)page;
    form_view_draw(many->form.view, page_draw_text(many->intro, area, all), all);
}

/* After a preview that is saved nothing is left to do here, nor for a draft that is not taken. */
void bulk_form_shown(Page *page)
{
    BulkForm *many = (BulkForm *)page;
    if (many->saved || (many->chosen.count == 0 && !many->taken))
        stack_pop(page->session->stack);
}
