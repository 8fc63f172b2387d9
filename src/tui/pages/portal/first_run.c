/* The welcome of a site without subscriptions: how they come in. */
#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

typedef struct FirstRunPage {
    Page page;
    Lines *lines;
    Bindings scrolling;
} FirstRunPage;

/* The path as a shell takes it. */
static char *shell_word(const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+:@%,";
    if (*text && strspn(text, plain) == strlen(text))
        return memory_text(text);
    char *quoted = memory_new(strlen(text) * 4 + 3), *to = quoted;
    to = stpcpy(to, "'");
    for (; *text; text++) {
        if (*text == '\'')
            to = stpcpy(to, "'\\''");
        else
            *to++ = *text;
    }
    stpcpy(to, "'");
    return quoted;
}

/* Whether the site is found without being named. */
typedef struct Locating {
    FirstRunPage *page;
    char *path;
    bool found;
} Locating;

static void locate(void *data, Progress *progress)
{
    Locating *locating = data;
    Error error;
    char *found = site_locate(NULL, &error);
    (void)progress;
    locating->found = found && strcmp(found, locating->path) == 0;
    free(found);
}

static void free_locating(void *data)
{
    free(((Locating *)data)->path);
    free(data);
}

/* "--site PATH ". The caller frees it. */
static char *site_option(const FirstRunPage *page)
{
    char *word = shell_word(page->page.session->site->path);
    char *option = words(page->page.form, "site", word);
    free(word);
    return option;
}

static void add_command(FirstRunPage *page, const char *name, const char *option)
{
    char *command = words(page->page.form, name, option);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    lines_add(page->lines, STYLE_KEY, 4, command);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    free(command);
}

/* `named`: the commands have to name the site. */
static void write_lines(FirstRunPage *page, bool named)
{
    const Form *form = page->page.form;
    char *option = named ? site_option(page) : memory_text("");
    char *place = words(form, "place", page->page.session->site->path);
    lines_add(page->lines, STYLE_NORMAL, 0, form->intro);
    add_command(page, "command", option);
    lines_add(page->lines, STYLE_NORMAL, 0, form_text(form, "groups_intro"));
    add_command(page, "groups", option);
    lines_add(page->lines, STYLE_NORMAL, 0, form_text(form, "then"));
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    lines_add(page->lines, STYLE_HINT, 0, place);
    free(place);
    free(option);
}

static void located(void *data, bool complete)
{
    Locating *locating = data;
    (void)complete; /* it is not cancelled */
    write_lines(locating->page, !locating->found);
    free_locating(locating);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((FirstRunPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((FirstRunPage *)page)->scrolling);
}

/* Somebody has added or imported one: there is nothing to welcome to any more. */
static void shown(Page *page)
{
    if (page->session->loaded && page->session->subscriptions.count > 0)
        stack_pop(page->session->stack);
}

static void reread(Page *page)
{
    if (page->session->subscriptions.count > 0 && stack_top(page->session->stack) == page)
        stack_pop(page->session->stack);
    else
        page_say(page, STYLE_HINT, words(page->form, "still", page->session->site->path));
}

static void command_add(void *data)
{
    Session *session = ((Page *)data)->session;
    add_subscription_open(session);
}

static void close_page(Page *page)
{
    FirstRunPage *own = (FirstRunPage *)page;
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"add", command_add, 0}, {NULL, NULL, 0}};

static const PageClass first_run_class = {
    .form = "first-run",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

Page *first_run_new(Session *session)
{
    FirstRunPage *page = memory_new(sizeof *page);
    page_init(&page->page, &first_run_class, session);
    page->lines = lines_new();
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    Locating *locating = memory_new(sizeof *locating);
    *locating = (Locating){page, memory_text(session->site->path), false};
    const JobWork work = {
        .run = locate, .done = located, .free = free_locating, .external = true, .prompt = true};
    job_start(page, &work, locating);
    return &page->page;
}
