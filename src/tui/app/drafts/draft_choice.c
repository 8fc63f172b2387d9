#include "tui/app/drafts/draft_choice.h"

#include "base/memory.h"
#include "tui/app/drafts/draft_words.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct ChoicePage {
    Page page;
    DraftOwner owner;
    DraftSlot *slot;
    Draft draft;
    Lines *lines;
    Bindings scrolling;
    bool drawn;
} ChoicePage;

Lines *draft_choice_lines(const DraftOwner *owner, const Draft *draft)
{
    const Form *form = form_get("draft");
    Lines *lines = lines_new();
    time_t then = (time_t)draft->time;
    struct tm parts;
    char when[64] = "";
    if (localtime_r(&then, &parts))
        language_date(&parts, true, when, sizeof when);
    char *age = draft_age(draft->time, session_now(owner->page->session));
    char *intro = words_fill(form->intro, (const char *[]){owner->name, NULL});
    char *origin = words(form, "origin", draft->user, draft->host, age, when);
    lines_add(lines, STYLE_NORMAL, 0, intro);
    lines_add(lines, STYLE_NORMAL, 0, origin);
    if (!store_version_equal(&draft->base, owner->now))
        lines_add(lines, STYLE_PROBLEM, 0, form_text(form, "outdated"));
    lines_add(lines, STYLE_NORMAL, 0, "");
    lines_add(lines, STYLE_TITLE, 0, form_text(form, "would_change"));
    free(origin);
    free(intro);
    free(age);
    return lines;
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((ChoicePage *)page)->lines, area, all);
    ((ChoicePage *)page)->drawn = true;
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((ChoicePage *)page)->scrolling);
}

static void say(const DraftOwner *owner, const char *name)
{
    page_say(owner->page, STYLE_GOOD, words(form_get("draft"), name, owner->name));
}

static void command_take(void *data)
{
    ChoicePage *page = data;
    DraftOwner owner = page->owner;
    owner.take(owner.data, &page->draft, page->slot);
    page->slot = NULL;
    say(&owner, "taken");
    stack_pop(page->page.session->stack);
}

/* What a draft that is discarded needs. */
typedef struct Discarding {
    ChoicePage *page;
    DraftSlot *slot;
    bool gone;
    Error error;
} Discarding;

static void run_discard(void *data, Progress *progress)
{
    Discarding *discarding = data;
    (void)progress;
    discarding->gone = draft_slot_discard(discarding->slot, &discarding->error);
}

static void free_discarding(void *data)
{
    Discarding *discarding = data;
    draft_slot_free(discarding->slot);
    free(discarding);
}

static void discard_done(void *data, bool complete)
{
    Discarding *discarding = data;
    ChoicePage *page = discarding->page;
    DraftOwner owner = page->owner;
    bool gone = discarding->gone;
    (void)complete; /* it is not cancelled */
    if (gone)
        say(&owner, "discarded");
    else
        page_say(owner.page, STYLE_PROBLEM, error_message(&discarding->error));
    free_discarding(discarding);
    page->owner.close = NULL;
    stack_pop(page->page.session->stack);
    if (gone)
        owner.discarded(owner.data);
    owner.close(owner.data);
}

static void discard(ChoicePage *page)
{
    Discarding *discarding = memory_new(sizeof *discarding);
    *discarding = (Discarding){.page = page, .slot = page->slot};
    page->slot = NULL;
    const JobWork work = {.run = run_discard,
                          .done = discard_done,
                          .free = free_discarding,
                          .external = true,
                          .prompt = true,
                          .modal = true,
                          .queue = session_drafts(page->page.session)};
    job_start(&page->page, &work, discarding);
}

static void answer_discard(const char *command, void *data)
{
    if (strcmp(command, "discard") == 0)
        discard(data);
}

static void command_discard(void *data)
{
    ChoicePage *page = data;
    if (!page->drawn) { /* typed ahead, for the form */
        page_say(&page->page, STYLE_NORMAL, memory_text(form_text(page->page.form, "not_seen")));
        return;
    }
    const char *const names[] = {page->owner.name, NULL};
    stack_ask(page->page.session->stack, "ask-draft",
              words_fill(form_get("ask-draft")->intro, names), answer_discard, page);
}

static void command_later(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    ChoicePage *own = (ChoicePage *)page;
    draft_slot_free(own->slot);
    draft_clear(&own->draft);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    if (own->owner.close)
        own->owner.close(own->owner.data);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"take", command_take, 0},
                                          {"discard", command_discard, 0},
                                          {"later", command_later, 0},
                                          {NULL, NULL, 0}};

static const PageClass choice_class = {
    .form = "draft",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

void draft_choice_open(const DraftOwner *owner, DraftSlot *slot, const Draft *draft, Lines *lines)
{
    Session *session = owner->page->session;
    ChoicePage *page = memory_new(sizeof *page);
    page_init(&page->page, &choice_class, session);
    page->owner = *owner;
    page->slot = slot;
    page->draft = *draft;
    page->lines = lines;
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    stack_push_unasked(session->stack, &page->page);
}

void draft_choice_damaged(const DraftOwner *owner, const Error *error)
{
    char *reason = error_message(error);
    page_say(owner->page, STYLE_PROBLEM, words(form_get("draft"), "damaged", owner->name, reason));
    free(reason);
}
