/* A form of settings of seccontacts.conf, or of the file beside the site that only the
 * administrator writes; everybody else can read them here. */
#include "base/memory.h"
#include "tui/app/opening.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/settings_page_internal.h"

#include <stdlib.h>
#include <string.h>

#define REST 500 /* milliseconds of typing no more, before something is called wrong */

const char *settings_page_text(const char *name)
{
    return form_text(form_get("settings"), name);
}

static const Form *form_of(const SettingsPage *page)
{
    return page->form.page.form;
}

bool settings_page_is_changed(const SettingsPage *page, size_t item)
{
    const char *loaded = page->loaded.texts[item];
    char *text = form_page_value(&page->form, item);
    bool same = strcmp(text, loaded) == 0 ||
                (!*loaded && strcmp(text, form_of(page)->fields[item].initial) == 0);
    free(text);
    return !same;
}

bool settings_page_has_changes(const SettingsPage *page)
{
    bool changed = false;
    for (size_t i = 0; !changed && i < form_of(page)->field_count; i++)
        changed = settings_page_is_changed(page, i);
    return changed;
}

char *settings_page_texts(const SettingsPage *page)
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

/* Whether the field is a name of ours that many servers would refuse; empty, it is after the name
 * of this host. */
static bool is_refusable(const SettingsPage *page, size_t item)
{
    const Form *form = form_of(page);
    const FormField *transport = form_field(form, "transport");
    const char *name = form->fields[item].name;
    bool from = strcmp(name, "from") == 0, hello = strcmp(name, "hello") == 0;
    if (!transport || (!from && !hello && strcmp(name, "reverse_path") != 0))
        return false;
    char *way = form_page_value(&page->form, (size_t)(transport - form->fields));
    char *text = form_page_value(&page->form, item);
    MailConfig defaults;
    mail_config_init(&defaults);
    const char *value = *text ? text : from ? defaults.from : hello ? defaults.hello : "";
    bool refusable =
        strcmp(way, "smtp") == 0 && *value &&
        !(hello ? mail_config_is_full_name(value) : mail_config_has_full_domain(value));
    mail_config_clear(&defaults);
    free(text);
    free(way);
    return refusable;
}

void settings_page_show_problem(SettingsPage *page, size_t field, const Error *error)
{
    size_t count = form_of(page)->field_count;
    free(page->problem);
    page->problem = error ? memory_text(without_place(error->text, form_of(page), field)) : NULL;
    page->wrong = field < count ? field : 0;
    for (size_t i = 0; i < count; i++) {
        bool wrong = page->problem && i == page->wrong, notice = !wrong && is_refusable(page, i);
        char *text = notice ? memory_text(form_text(form_of(page), "no_full_name")) : NULL;
        const FormProblem problem = {notice ? text : page->problem, notice};
        form_view_set_problems(page->form.view, i, &problem, wrong || notice ? 1 : 0);
        free(text);
    }
}

int settings_page_tick(Page *page)
{
    SettingsPage *own = (SettingsPage *)page;
    char *now = settings_page_texts(own);
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
    settings_page_check(own, false);
    return own->checking ? -1 : 0;
}

int settings_page_background(Page *page)
{
    return form_draft_tick(((SettingsPage *)page)->draft);
}

void settings_page_keep(Page *page)
{
    form_draft_keep(((SettingsPage *)page)->draft);
}

void settings_page_take(SettingsPage *page, AdminSettings *settings)
{
    admin_settings_clear(&page->loaded);
    page->loaded = *settings;
    page->comments_warned = false;
    form_draft_loaded(page->draft, settings->texts, &settings->seen.version);
}

static void save(SettingsPage *page, bool leaving)
{
    if (page->form.locked)
        page_say(&page->form.page, STYLE_PROBLEM, memory_text(page->form.locked));
    else
        settings_page_save(page, leaving);
}

void settings_page_command_save(void *data)
{
    save(data, false);
}

void settings_page_command_next_problem(void *data)
{
    settings_page_check(data, true);
}

static void answer_leave(const char *command, void *data)
{
    SettingsPage *page = data;
    if (strcmp(command, "save") == 0) {
        save(page, true);
    } else if (strcmp(command, "discard") == 0) {
        form_draft_discard(page->draft);
        stack_leave_go_on(page->form.page.session->stack);
    }
}

bool settings_page_leave(Page *page)
{
    SettingsPage *own = (SettingsPage *)page;
    if (!settings_page_has_changes(own))
        return true;
    const Form *ask = form_get("ask-leave");
    const char *what[] = {page->form->title, NULL};
    stack_ask(page->session->stack, "ask-leave", words_fill(ask->intro, what), answer_leave, own);
    return false;
}

const char *settings_page_mark(const Page *page)
{
    if (((const SettingsPage *)page)->form.locked)
        return settings_page_text("read_only");
    return settings_page_has_changes((const SettingsPage *)page) ? settings_page_text("unsaved")
                                                                 : NULL;
}

/* Why they can only be read stands in the place of the intro. */
void settings_page_draw(Page *page, Area area, bool all)
{
    SettingsPage *own = (SettingsPage *)page;
    if (own->form.locked)
        form_view_draw(own->form.view, page_draw_text(own->form.locked, area, all), all);
    else
        form_page_draw(page, area, all);
}

void settings_page_show(SettingsPage *page)
{
    for (size_t i = 0; i < form_of(page)->field_count; i++)
        form_page_set_value(&page->form, i, page->loaded.texts[i], false);
}

void settings_page_reread(Page *page)
{
    SettingsPage *own = (SettingsPage *)page;
    if (!settings_page_has_changes(own) && !own->saving) /* else a save will find out */
        settings_page_begin_reread(own);
}

/* What is about the settings as they are saved waits for a save that is under way. */
bool settings_page_waits(Page *page, const Binding *binding)
{
    static const char *const commands[] = {"save", "next-problem", "try", "back", "quit"};
    bool waiting = false;
    for (size_t i = 0; binding && i < sizeof commands / sizeof *commands; i++)
        waiting = waiting || strcmp(binding->command, commands[i]) == 0;
    return waiting && ((SettingsPage *)page)->saving;
}

void settings_page_close(Page *page)
{
    SettingsPage *own = (SettingsPage *)page;
    admin_settings_clear(&own->loaded);
    free(own->checked);
    free(own->seen);
    free(own->problem);
    form_draft_free(own->draft);
    form_page_clear(&own->form);
    free(own);
}

/* What is read for the page. */
typedef struct Loading {
    Session *session;
    const Site *site;
    const PageClass *class;
    AdminSettings settings;
    bool good;
    Error error;
} Loading;

static void run_loading(void *data, Progress *progress)
{
    Loading *loading = data;
    (void)progress;
    loading->good = admin_settings_load(&loading->settings, loading->site,
                                        form_get(loading->class->form), &loading->error);
}

static SettingsPage *new_page(Session *session, const PageClass *class,
                              const AdminSettings *settings)
{
    SettingsPage *page = memory_new(sizeof *page);
    form_page_init(&page->form, class, session,
                   settings->locked ? NULL : settings_page_text("save"),
                   settings_page_command_save);
    if (settings->locked)
        page->form.locked = words(form_get("settings"), "locked", settings->locked);
    form_view_set_beside(page->form.view);
    page->loaded = *settings;
    page->draft = form_draft_new(&page->form);
    form_draft_loaded(page->draft, settings->texts, &settings->seen.version);
    settings_page_show(page);
    return page;
}

static void show(void *data)
{
    Loading *loading = data;
    Stack *stack = loading->session->stack;
    if (loading->good) {
        SettingsPage *page = new_page(loading->session, loading->class, &loading->settings);
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
        admin_settings_clear(&loading->settings);
    free(loading);
}

void settings_page_open(Session *session, const PageClass *class)
{
    Loading *loading = memory_new(sizeof *loading);
    *loading = (Loading){.session = session, .site = session->site, .class = class};
    opening_page_open(
        session, memory_text(form_get(class->form)->title),
        &(Opening){.run = run_loading, .done = show, .forget = forget, .data = loading});
}
