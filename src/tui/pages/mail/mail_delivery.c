/* Mail delivery: how alert e-mail leaves this host: the group `mail` of seccontacts.conf, or of the
 * file beside the site that only the administrator writes; everybody else can read them here. */
#include "base/memory.h"
#include "site/mail_settings.h"
#include "tui/app/drafts/form_draft.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

#define REST 500 /* milliseconds of typing no more, before something is called wrong */

typedef struct DeliveryPage {
    FormPage form;
    MailSettings loaded;
    char *checked;   /* the texts that were checked last, in one */
    char *seen;      /* likewise, that were there at the last tick */
    long changed_at; /* page_now() */
    size_t wrong;    /* a field; the count of fields: none in particular */
    char *problem;   /* NULL: all is right */
    bool comments_warned;
    FormDraft *draft;
} DeliveryPage;

static const Form *form_of(const DeliveryPage *page)
{
    return page->form.page.form;
}

static Site *site_of(const DeliveryPage *page)
{
    return page->form.page.session->site;
}

static bool is_changed(const DeliveryPage *page, size_t item)
{
    const char *loaded = page->loaded.texts[item];
    char *text = form_page_value(&page->form, item);
    bool same = strcmp(text, loaded) == 0 ||
                (!*loaded && strcmp(text, form_of(page)->fields[item].initial) == 0);
    free(text);
    return !same;
}

static bool has_changes(const DeliveryPage *page)
{
    bool changed = false;
    for (size_t i = 0; !changed && i < form_of(page)->field_count; i++)
        changed = is_changed(page, i);
    return changed;
}

/* The settings as they stand in the form. The caller clears them. */
static void settings_of(const DeliveryPage *page, MailSettings *settings)
{
    size_t count = form_of(page)->field_count;
    *settings = (MailSettings){.form = form_of(page), .seen = page->loaded.seen};
    settings->texts = memory_array(count, sizeof *settings->texts);
    for (size_t i = 0; i < count; i++)
        settings->texts[i] = form_page_value(&page->form, i);
}

static char *all_texts(const DeliveryPage *page)
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

static void show_problem(DeliveryPage *page, size_t field, const Error *error)
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

static void check(DeliveryPage *page)
{
    MailSettings settings;
    Error error;
    size_t field;
    settings_of(page, &settings);
    bool good = mail_settings_check(&settings, site_of(page), &field, &error);
    show_problem(page, field, good ? NULL : &error);
    mail_settings_clear(&settings);
    free(page->checked);
    page->checked = all_texts(page);
}

static int tick(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    char *now = all_texts(own);
    if (!own->seen || strcmp(own->seen, now) != 0) {
        free(own->seen);
        own->seen = now;
        own->changed_at = page_now();
    } else {
        free(now);
    }
    if (own->form.locked || (own->checked && strcmp(own->checked, own->seen) == 0))
        return -1;
    long rested = page_now() - own->changed_at;
    if (own->checked && rested < REST)
        return (int)(REST - rested);
    check(own);
    return 0;
}

static int background(Page *page)
{
    return form_draft_tick(((DeliveryPage *)page)->draft);
}

static void keep(Page *page)
{
    form_draft_keep(((DeliveryPage *)page)->draft);
}

static void take_loaded(DeliveryPage *page, MailSettings *settings)
{
    mail_settings_clear(&page->loaded);
    page->loaded = *settings;
    page->comments_warned = false;
    form_draft_loaded(page->draft, settings->texts, &settings->seen.version);
}

/* Somebody else saved: what they changed and we did not is taken over; the next save saves. */
static void merge(DeliveryPage *page)
{
    const Form *form = form_of(page);
    MailSettings theirs;
    Error error;
    const char *collision = NULL;
    char *their_value = NULL;
    if (!mail_settings_load(&theirs, site_of(page), form, &error)) {
        char *reason = error_message(&error);
        page_say(&page->form.page, STYLE_PROBLEM, words(form, "failed", reason));
        free(reason);
        return;
    }
    for (size_t i = 0; i < form->field_count; i++) {
        bool they_changed = strcmp(theirs.texts[i], page->loaded.texts[i]) != 0;
        if (!is_changed(page, i)) {
            form_page_set_value(&page->form, i, theirs.texts[i], true);
        } else if (they_changed && !collision) {
            collision = form->fields[i].label;
            their_value =
                memory_text(*theirs.texts[i] ? theirs.texts[i] : form_text(form, "not_set"));
        }
    }
    take_loaded(page, &theirs);
    page_say(&page->form.page, STYLE_PROBLEM,
             collision ? words(form, "conflict", collision, their_value)
                       : memory_text(form_text(form, "merged")));
    free(their_value);
}

static bool report(DeliveryPage *page, StoreSave save, const Error *error)
{
    const Form *form = form_of(page);
    char *reason = save == STORE_FAILED || save == STORE_UNSURE ? error_message(error) : NULL;
    if (save == STORE_SAVED)
        page_say(&page->form.page, STYLE_GOOD, memory_text(form_text(form, "saved")));
    else if (save == STORE_UNCHANGED)
        page_say(&page->form.page, STYLE_GOOD, memory_text(form_text(form, "unchanged")));
    else if (save == STORE_UNSURE)
        page_say(&page->form.page, STYLE_PROBLEM, words(form, "unsure", reason));
    else if (save == STORE_FAILED)
        page_say(&page->form.page, STYLE_PROBLEM, words(form, "failed", reason));
    free(reason);
    return save == STORE_SAVED || save == STORE_UNCHANGED || save == STORE_UNSURE;
}

static bool save(DeliveryPage *page)
{
    const Form *form = form_of(page);
    Error error;
    if (page->form.locked) {
        page_say(&page->form.page, STYLE_PROBLEM, memory_text(page->form.locked));
        return false;
    }
    check(page);
    if (page->problem) {
        form_view_set_focus(page->form.view, page->wrong);
        page_say(&page->form.page, STYLE_PROBLEM,
                 words(form, "refused", form->fields[page->wrong].label));
        return false;
    }
    if (page->loaded.seen.has_comments && !page->comments_warned && has_changes(page)) {
        page->comments_warned = true;
        page_say(&page->form.page, STYLE_PROBLEM, memory_text(form_text(form, "comments_again")));
        return false;
    }
    MailSettings settings;
    settings_of(page, &settings);
    StoreSave result = mail_settings_save(&settings, site_of(page), &error);
    bool saved = report(page, result, &error);
    if (saved)
        take_loaded(page, &settings);
    else
        mail_settings_clear(&settings);
    if (result == STORE_CONFLICT)
        merge(page);
    return saved;
}

static void command_save(void *data)
{
    save(data);
}

static void command_next_problem(void *data)
{
    DeliveryPage *page = data;
    check(page);
    if (page->problem)
        form_view_set_focus(page->form.view, page->wrong);
    else
        page_say(&page->form.page, STYLE_GOOD, memory_text(form_text(form_of(page), "no_problem")));
}

/* What is tried is what is on disk. */
static void command_try(void *data)
{
    DeliveryPage *page = data;
    Session *session = page->form.page.session;
    if (has_changes(page))
        page_say(&page->form.page, STYLE_PROBLEM,
                 memory_text(form_text(form_of(page), "save_first")));
    else
        stack_push(session->stack, mail_connection_new(session));
}

static void answer_leave(const char *command, void *data)
{
    DeliveryPage *page = data;
    if (strcmp(command, "discard") == 0)
        form_draft_discard(page->draft);
    if (strcmp(command, "discard") == 0 || (strcmp(command, "save") == 0 && save(page)))
        stack_leave_go_on(page->form.page.session->stack);
}

static bool leave(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    if (!has_changes(own))
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
    return has_changes((const DeliveryPage *)page) ? form_text(page->form, "unsaved") : NULL;
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

static void show_all(DeliveryPage *page)
{
    for (size_t i = 0; i < form_of(page)->field_count; i++)
        form_page_set_value(&page->form, i, page->loaded.texts[i], false);
}

static void reread(Page *page)
{
    DeliveryPage *own = (DeliveryPage *)page;
    MailSettings settings;
    Error error;
    if (has_changes(own))
        return; /* a save will find out */
    if (!mail_settings_load(&settings, page->session->site, page->form, &error)) {
        page_say(page, STYLE_PROBLEM, error_message(&error));
        return;
    }
    take_loaded(own, &settings);
    show_all(own);
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

Page *mail_delivery_new(Session *session, Error *error)
{
    MailSettings settings;
    const Form *form = form_get(delivery_class.form);
    if (!mail_settings_load(&settings, session->site, form, error))
        return NULL;
    DeliveryPage *page = memory_new(sizeof *page);
    form_page_init(&page->form, &delivery_class, session,
                   settings.locked ? NULL : form_text(form, "save"), command_save);
    if (settings.locked)
        page->form.locked = words(form, "locked", settings.locked);
    form_view_set_beside(page->form.view);
    page->loaded = settings;
    page->draft = form_draft_new(&page->form);
    form_draft_loaded(page->draft, settings.texts, &settings.seen.version);
    show_all(page);
    return &page->form.page;
}

void mail_delivery_open(Session *session)
{
    Error error;
    Page *page = mail_delivery_new(session, &error);
    if (page) {
        stack_push(session->stack, page);
        if (!((DeliveryPage *)page)->form.locked)
            form_draft_offer(((DeliveryPage *)page)->draft, NULL);
    } else {
        stack_say(session->stack, STYLE_PROBLEM, error_message(&error));
    }
}
