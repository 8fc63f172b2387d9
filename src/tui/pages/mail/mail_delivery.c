/* Mail delivery: how alert e-mail leaves this host: the group `mail` of seccontacts.conf, or of the
 * file beside the site that only the administrator writes; everybody else can read them here. */
#include "base/memory.h"
#include "tui/app/opening.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/mail_delivery_internal.h"

#include <stdlib.h>
#include <string.h>

#define REST 500 /* milliseconds of typing no more, before something is called wrong */

static const Form *form_of(const DeliveryPage *page)
{
    return page->form.page.form;
}

bool mail_delivery_is_changed(const DeliveryPage *page, size_t item)
{
    const char *loaded = page->loaded.texts[item];
    char *text = form_page_value(&page->form, item);
    bool same = strcmp(text, loaded) == 0 ||
                (!*loaded && strcmp(text, form_of(page)->fields[item].initial) == 0);
    free(text);
    return !same;
}

bool mail_delivery_has_changes(const DeliveryPage *page)
{
    bool changed = false;
    for (size_t i = 0; !changed && i < form_of(page)->field_count; i++)
        changed = mail_delivery_is_changed(page, i);
    return changed;
}

char *mail_delivery_texts(const DeliveryPage *page)
{
    char *all = memory_text("");
    for (size_t i = 0; i < form_of(page)->field_count; i++) {
        char *text = form_page_value(&page->form, i), *longer = memory_format("%s%s\n", all, text);
        free(text);
        free(all);
        all = longer;
    }
    return all;
}

/* "mail: server: found ..." without what the place on the page says already. */
static const char *without_place(const char *text, const Form *form, size_t field)
{
    const char *name = field < form->field_count ? form->fields[field].name : "mail";
    const char *found = strstr(text, name);
    return found && strncmp(found + strlen(name), ": ", 2) == 0 ? found + strlen(name) + 2 : text;
}

void mail_delivery_show_problem(DeliveryPage *page, size_t field, const Error *error)
{
    size_t count = form_of(page)->field_count;
    free(page->problem);
    page->problem = error ? memory_text(without_place(error->text, form_of(page), field)) : NULL;
    page->wrong = field < count ? field : 0;
    for (size_t i = 0; i < count; i++) {
        const FormProblem problem = {page->problem, false};
        form_view_set_problems(page->form.view, i, &problem,
                               page->problem && i == page->wrong ? 1 : 0);
    }
}

static int tick(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    char *now = mail_delivery_texts(own);
    if (!own->seen || strcmp(own->seen, now) != 0) {
        free(own->seen);
        own->seen = now;
        own->changed_at = page_now();
    } else {
        free(now);
    }
    if (own->form.locked || own->checking || own->saving ||
        (own->checked && strcmp(own->checked, own->seen) == 0))
        return -1;
    long rested = page_now() - own->changed_at;
    if (own->checked && rested < REST)
        return (int)(REST - rested);
    mail_delivery_check(own, false);
    return own->checking ? -1 : 0;
}

static int background(Page *page)
{
    return form_draft_tick(((DeliveryPage *)page)->draft);
}

static void keep(Page *page)
{
    form_draft_keep(((DeliveryPage *)page)->draft);
}

void mail_delivery_take(DeliveryPage *page, MailSettings *settings)
{
    mail_settings_clear(&page->loaded);
    page->loaded = *settings;
    page->comments_warned = false;
    form_draft_loaded(page->draft, settings->texts, &settings->seen.version);
}

static void save(DeliveryPage *page, bool leaving)
{
    if (page->form.locked)
        page_say(&page->form.page, STYLE_PROBLEM, memory_text(page->form.locked));
    else
        mail_delivery_save(page, leaving);
}

static void command_save(void *data)
{
    save(data, false);
}

static void command_next_problem(void *data)
{
    mail_delivery_check(data, true);
}

/* What is tried is what is on disk. */
static void command_try(void *data)
{
    DeliveryPage *page = data;
    Session *session = page->form.page.session;
    if (mail_delivery_has_changes(page))
        page_say(&page->form.page, STYLE_PROBLEM,
                 memory_text(form_text(form_of(page), "save_first")));
    else
        stack_push(session->stack, mail_connection_new(session));
}

static void answer_leave(const char *command, void *data)
{
    DeliveryPage *page = data;
    if (strcmp(command, "save") == 0) {
        save(page, true);
    } else if (strcmp(command, "discard") == 0) {
        form_draft_discard(page->draft);
        stack_leave_go_on(page->form.page.session->stack);
    }
}

static bool leave(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    if (!mail_delivery_has_changes(own))
        return true;
    const Form *ask = form_get("ask-leave");
    const char *what[] = {page->form->title, NULL};
    stack_ask(page->session->stack, "ask-leave", words_fill(ask->intro, what), answer_leave, own);
    return false;
}

static const char *mark(const Page *page)
{
    if (((const DeliveryPage *)page)->form.locked)
        return form_text(page->form, "read_only");
    return mail_delivery_has_changes((const DeliveryPage *)page) ? form_text(page->form, "unsaved")
                                                                 : NULL;
}

/* Why they can only be read stands in the place of the intro. */
static void draw(Page *page, Area area, bool all)
{
    DeliveryPage *own = (DeliveryPage *)page;
    if (own->form.locked)
        form_view_draw(own->form.view, page_draw_text(own->form.locked, area, all), all);
    else
        form_page_draw(page, area, all);
}

void mail_delivery_show(DeliveryPage *page)
{
    for (size_t i = 0; i < form_of(page)->field_count; i++)
        form_page_set_value(&page->form, i, page->loaded.texts[i], false);
}

static void reread(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    if (!mail_delivery_has_changes(own) && !own->saving) /* else a save will find out */
        mail_delivery_reread(own);
}

/* What is about the settings as they are saved waits for a save that is under way. */
static bool waits(Page *page, const Binding *binding)
{
    static const char *const commands[] = {"save", "next-problem", "try", "back", "quit"};
    bool waiting = false;
    for (size_t i = 0; binding && i < sizeof commands / sizeof *commands; i++)
        waiting = waiting || strcmp(binding->command, commands[i]) == 0;
    return waiting && ((DeliveryPage *)page)->saving;
}

static void close_page(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    mail_settings_clear(&own->loaded);
    free(own->checked);
    free(own->seen);
    free(own->problem);
    form_draft_free(own->draft);
    form_page_clear(&own->form);
    free(own);
}

static const BindingCommand commands[] = {{"save", command_save, 0},
                                          {"next-problem", command_next_problem, 0},
                                          {"try", command_try, 0},
                                          {NULL, NULL, 0}};

static const PageClass delivery_class = {
    .form = "mail-delivery",
    .commands = commands,
    .draw = draw,
    .focus = form_page_focus,
    .waits = waits,
    .key = form_page_key,
    .click = form_page_click,
    .paste = form_page_paste,
    .tick = tick,
    .background = background,
    .keep = keep,
    .mark = mark,
    .leave = leave,
    .reread = reread,
    .close = close_page,
};

/* What is read for the page. */
typedef struct Loading {
    Session *session;
    const Site *site;
    const Form *form;
    MailSettings settings;
    bool good;
    Error error;
} Loading;

static void run_loading(void *data, Progress *progress)
{
    Loading *loading = data;
    (void)progress;
    loading->good =
        mail_settings_load(&loading->settings, loading->site, loading->form, &loading->error);
}

static DeliveryPage *new_page(Session *session, const MailSettings *settings)
{
    const Form *form = settings->form;
    DeliveryPage *page = memory_new(sizeof *page);
    form_page_init(&page->form, &delivery_class, session,
                   settings->locked ? NULL : form_text(form, "save"), command_save);
    if (settings->locked)
        page->form.locked = words(form, "locked", settings->locked);
    form_view_set_beside(page->form.view);
    page->loaded = *settings;
    page->draft = form_draft_new(&page->form);
    form_draft_loaded(page->draft, settings->texts, &settings->seen.version);
    mail_delivery_show(page);
    return page;
}

static void show(void *data)
{
    Loading *loading = data;
    Stack *stack = loading->session->stack;
    if (loading->good) {
        DeliveryPage *page = new_page(loading->session, &loading->settings);
        stack_push(stack, &page->form.page);
        type_ahead_for(stack, &page->form.page);
        if (!page->form.locked)
            form_draft_offer(page->draft, NULL);
    } else {
        stack_say(stack, STYLE_PROBLEM, error_message(&loading->error));
    }
    free(loading);
}

static void forget(void *data)
{
    Loading *loading = data;
    if (loading->good)
        mail_settings_clear(&loading->settings);
    free(loading);
}

void mail_delivery_open(Session *session)
{
    Loading *loading = memory_new(sizeof *loading);
    *loading =
        (Loading){.session = session, .site = session->site, .form = form_get(delivery_class.form)};
    opening_page_open(
        session, memory_text(loading->form->title),
        &(Opening){.run = run_loading, .done = show, .forget = forget, .data = loading});
}
