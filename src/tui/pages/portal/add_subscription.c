/* Add a subscription by hand: its id and name. */
#include "base/memory.h"
#include "tui/app/drafts/form_draft.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

enum { FIELD_ID, FIELD_NAME, FIELD_COUNT };

typedef struct AddPage {
    FormPage form;
    bool strict; /* a save was tried: say also what is just not entered yet */
    bool comments_warned;
    unsigned long checked[FIELD_COUNT];
    bool done, wrong[FIELD_COUNT];
    FormDraft *draft;
} AddPage;

/* What is wrong with the id, or NULL. The caller frees it. */
static char *id_problem(const AddPage *page)
{
    const Form *form = page->form.page.form;
    const Session *session = page->form.page.session;
    char *text = form_page_value(&page->form, FIELD_ID), *problem = NULL;
    char *id = subscription_id_normal(text);
    size_t index;
    if (!*text && page->strict)
        problem = memory_text(form_text(form, "id_empty"));
    else if (*text && !id)
        problem = memory_text(form_text(form, "id_wrong"));
    else if (id && session_find(session, id, &index))
        problem = words(form, "id_known", session->subscriptions.items[index].name);
    free(id);
    free(text);
    return problem;
}

static char *name_problem(const AddPage *page)
{
    char *text = form_page_value(&page->form, FIELD_NAME);
    bool missing = !*text && page->strict;
    free(text);
    return missing ? memory_text(form_text(page->form.page.form, "name_empty")) : NULL;
}

static void check_field(AddPage *page, size_t field)
{
    char *text = field == FIELD_ID ? id_problem(page) : name_problem(page);
    const FormProblem problem = {text, false};
    page->wrong[field] = text != NULL;
    form_view_set_problems(page->form.view, field, &problem, text ? 1 : 0);
    page->checked[field] = form_page_state(&page->form, field);
    free(text);
}

static void check_all(AddPage *page)
{
    check_field(page, FIELD_ID);
    check_field(page, FIELD_NAME);
    page->done = true;
}

/* An id that is being typed is not called wrong before the typing rests. */
static int tick(Page *page)
{
    AddPage *own = (AddPage *)page;
    const long rest = 700;
    if (own->done && own->checked[FIELD_ID] == form_page_state(&own->form, FIELD_ID) &&
        own->checked[FIELD_NAME] == form_page_state(&own->form, FIELD_NAME))
        return -1;
    long rested = page_now() - own->form.last_edit;
    bool typing = form_view_focus(own->form.view) == FIELD_ID && !own->wrong[FIELD_ID];
    if (typing && rested < rest)
        return (int)(rest - rested);
    check_all(own);
    return 0;
}

static int background(Page *page)
{
    return form_draft_tick(((AddPage *)page)->draft);
}

static void keep(Page *page)
{
    form_draft_keep(((AddPage *)page)->draft);
}

static bool next_problem(AddPage *page)
{
    FormView *view = page->form.view;
    size_t focus = form_view_focus(view);
    for (size_t i = 1; i <= FIELD_COUNT; i++) {
        size_t field = focus < FIELD_COUNT ? (focus + i) % FIELD_COUNT : i - 1;
        if (page->wrong[field]) {
            form_view_set_focus(view, field);
            return true;
        }
    }
    return false;
}

static void refuse(AddPage *page)
{
    const Form *form = page->form.page.form;
    size_t first = page->wrong[FIELD_ID] ? FIELD_ID : FIELD_NAME;
    size_t problems = (size_t)page->wrong[FIELD_ID] + page->wrong[FIELD_NAME];
    char *number = words_number(problems);
    form_view_set_focus(page->form.view, first);
    page_say(&page->form.page, STYLE_PROBLEM,
             words_plural(form, "refused", problems, form->fields[first].label, number));
    free(number);
}

static void report(AddPage *page, StoreSave save, const char *name, const Error *error)
{
    const Form *form = page->form.page.form;
    char *reason = save == STORE_FAILED || save == STORE_UNSURE ? error_message(error) : NULL;
    char *text = save == STORE_FAILED     ? words(form, "failed", reason)
                 : save == STORE_CONFLICT ? memory_text(form_text(form, "busy"))
                 : save == STORE_UNSURE   ? words(form, "unsure", name, reason)
                                          : words(form, "added", name);
    page_say(&page->form.page, save == STORE_SAVED ? STYLE_GOOD : STYLE_PROBLEM, text);
    free(reason);
}

/* A subscription that is added. */
typedef struct Adding {
    AddPage *page;
    Store *store;
    Subscription subscription;
    StoreSave save;
    Error error;
} Adding;

static void run_adding(void *data, Progress *progress)
{
    Adding *adding = data;
    (void)progress;
    adding->save = session_add(adding->store, &adding->subscription, &adding->error);
}

static void free_adding(void *data)
{
    subscription_clear(&((Adding *)data)->subscription);
    free(data);
}

/* The page goes, where it is there. */
static void added(void *data, bool complete)
{
    const Adding *adding = data;
    AddPage *page = adding->page;
    Session *session = page->form.page.session;
    (void)complete; /* it is not cancelled */
    bool good = adding->save != STORE_FAILED && adding->save != STORE_CONFLICT;
    if (good) {
        session_begin_again(session);
        stack_pop(session->stack);
    }
    report(page, adding->save, adding->subscription.name, &adding->error);
    free_adding(data);
}

static void command_save(void *data)
{
    AddPage *page = data;
    Session *session = page->form.page.session;
    page->strict = true;
    check_all(page);
    if (page->wrong[FIELD_ID] || page->wrong[FIELD_NAME]) {
        refuse(page);
        return;
    }
    if (session->seen.has_comments && !page->comments_warned) {
        page->comments_warned = true;
        page_say(&page->form.page, STYLE_PROBLEM,
                 memory_text(form_text(page->form.page.form, "comments_again")));
        return;
    }
    char *text = form_page_value(&page->form, FIELD_ID),
         *name = form_page_value(&page->form, FIELD_NAME);
    Subscription subscription = {.id = subscription_id_normal(text),
                                 .name = memory_text(name),
                                 .tenant = memory_text(""),
                                 .state = memory_text("")};
    free(text);
    Adding *adding = memory_new(sizeof *adding);
    *adding = (Adding){.page = page, .store = session->site->store, .subscription = subscription};
    free(name);
    const JobWork work = {.run = run_adding,
                          .done = added,
                          .free = free_adding,
                          .label = "saving",
                          .external = true,
                          .prompt = true,
                          .modal = true};
    job_start(&page->form.page, &work, adding);
}

static void command_next_problem(void *data)
{
    AddPage *page = data;
    check_all(page);
    if (!next_problem(page))
        page_say(&page->form.page, STYLE_GOOD,
                 memory_text(form_text(page->form.page.form, "no_problem")));
}

static void answer_leave(const char *command, void *data)
{
    AddPage *page = data;
    if (strcmp(command, "discard") == 0) {
        form_draft_discard(page->draft);
        stack_leave_go_on(page->form.page.session->stack);
    } else if (strcmp(command, "save") == 0) {
        command_save(page);
    }
}

static bool leave(Page *page)
{
    AddPage *own = (AddPage *)page;
    char *id = form_page_value(&own->form, FIELD_ID),
         *name = form_page_value(&own->form, FIELD_NAME);
    bool empty = !*id && !*name;
    free(name);
    free(id);
    if (empty)
        return true;
    const Form *ask = form_get("ask-leave");
    const char *what[] = {form_text(page->form, "this"), NULL};
    stack_ask(page->session->stack, "ask-leave", words_fill(ask->intro, what), answer_leave, own);
    return false;
}

static void close_page(Page *page)
{
    form_draft_free(((AddPage *)page)->draft);
    form_page_clear(&((AddPage *)page)->form);
    free(page);
}

static const BindingCommand commands[] = {
    {"save", command_save, 0}, {"next-problem", command_next_problem, 0}, {NULL, NULL, 0}};

static const PageClass add_class = {
    .form = "add-subscription",
    .commands = commands,
    .draw = form_page_draw,
    .focus = form_page_focus,
    .key = form_page_key,
    .click = form_page_click,
    .paste = form_page_paste,
    .tick = tick,
    .background = background,
    .keep = keep,
    .leave = leave,
    .close = close_page,
};

Page *add_subscription_new(Session *session)
{
    AddPage *page = memory_new(sizeof *page);
    form_page_init(&page->form, &add_class, session, form_text(form_get(add_class.form), "add"),
                   command_save);
    page->draft = form_draft_new(&page->form);
    return &page->form.page;
}

void add_subscription_open(Session *session)
{
    Page *page = add_subscription_new(session);
    stack_push(session->stack, page);
    form_draft_offer(((AddPage *)page)->draft, NULL);
}
