/* A form of settings: checks, saves and reads them, in the background. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/mail/settings_page_internal.h"

#include <stdlib.h>
#include <string.h>

static const Form *form_of(const SettingsPage *page)
{
    return page->form.page.form;
}

/* What is checked or saved, or was read. */
typedef struct Errand {
    SettingsPage *page;
    const Site *site;
    AdminSettings settings; /* as they stand in the form; for reading only its form */
    char *texts;            /* likewise, in one */
    bool jump, leaving;
    bool ask_again; /* comments would go: that is said before anything is saved */
    size_t field;   /* that is wrong */
    bool good, loaded;
    StoreSave save;
    AdminSettings theirs; /* what is in the file, where it was loaded */
    Error error, load_error;
} Errand;

static Errand *errand_new(SettingsPage *page)
{
    Errand *errand = memory_new(sizeof *errand);
    size_t count = form_of(page)->field_count;
    *errand = (Errand){.page = page,
                       .site = page->form.page.session->site,
                       .settings = {.form = form_of(page), .seen = page->loaded.seen},
                       .texts = settings_page_texts(page)};
    errand->settings.texts = memory_array(count, sizeof *errand->settings.texts);
    for (size_t i = 0; i < count; i++)
        errand->settings.texts[i] = form_page_value(&page->form, i);
    return errand;
}

static void errand_free(void *data)
{
    Errand *errand = data;
    if (errand->settings.texts)
        admin_settings_clear(&errand->settings);
    if (errand->loaded)
        admin_settings_clear(&errand->theirs);
    free(errand->texts);
    free(errand);
}

/* One after the other: a check is about what the save before it has left. */
static Job *start(SettingsPage *page, void (*run)(void *data, Progress *progress),
                  void (*done)(void *data, bool complete), bool modal, Errand *errand)
{
    const JobWork work = {.run = run,
                          .done = done,
                          .free = errand_free,
                          .queue = page,
                          .external = true,
                          .prompt = true,
                          .modal = modal};
    return job_start(&page->form.page, &work, errand);
}

static void run_check(void *data, Progress *progress)
{
    Errand *errand = data;
    (void)progress;
    errand->good =
        admin_settings_check(&errand->settings, errand->site, &errand->field, &errand->error);
}

static void take_check(SettingsPage *page, const Errand *errand)
{
    settings_page_show_problem(page, errand->field, errand->good ? NULL : &errand->error);
    free(page->checked);
    page->checked = memory_text(errand->texts);
}

static void was_checked(void *data, bool complete)
{
    Errand *errand = data;
    SettingsPage *page = errand->page;
    (void)complete; /* what was cancelled is dropped */
    page->checking = NULL;
    take_check(page, errand);
    if (errand->jump && page->problem)
        form_view_set_focus(page->form.view, page->wrong);
    else if (errand->jump)
        page_say(&page->form.page, STYLE_GOOD, memory_text(settings_page_text("no_problem")));
    errand_free(errand);
}

void settings_page_check(SettingsPage *page, bool jump)
{
    Errand *errand = errand_new(page);
    errand->jump = jump;
    job_drop(page->checking);
    page->checking = NULL;
    Job *started = start(page, run_check, was_checked, jump, errand);
    if (started)
        page->checking = started;
}

/* Where somebody else has saved, theirs is read at once. */
static void run_save(void *data, Progress *progress)
{
    Errand *errand = data;
    run_check(data, progress);
    if (!errand->good || errand->ask_again)
        return;
    errand->save = admin_settings_save(&errand->settings, errand->site, &errand->error);
    if (errand->save == STORE_CONFLICT)
        errand->loaded = admin_settings_load(&errand->theirs, errand->site, errand->settings.form,
                                             &errand->load_error);
}

static void say_failed(SettingsPage *page, const Error *error)
{
    char *reason = error_message(error);
    page_say(&page->form.page, STYLE_PROBLEM, words(form_get("settings"), "failed", reason));
    free(reason);
}

/* Somebody else saved: what they changed and we did not is taken over; the next save saves. */
static void merge(SettingsPage *page, Errand *errand)
{
    const Form *form = form_of(page);
    const char *collision = NULL;
    char *their_value = NULL;
    if (!errand->loaded) {
        say_failed(page, &errand->load_error);
        return;
    }
    char **theirs = errand->theirs.texts;
    for (size_t i = 0; i < form->field_count; i++) {
        bool they_changed = strcmp(theirs[i], page->loaded.texts[i]) != 0;
        if (!settings_page_is_changed(page, i)) {
            form_page_set_value(&page->form, i, theirs[i], true);
        } else if (they_changed && !collision) {
            collision = form->fields[i].label;
            their_value = memory_text(*theirs[i] ? theirs[i] : settings_page_text("not_set"));
        }
    }
    settings_page_take(page, &errand->theirs);
    errand->loaded = false;
    page_say(&page->form.page, STYLE_PROBLEM,
             collision ? words(form_get("settings"), "conflict", collision, their_value)
                       : memory_text(settings_page_text("merged")));
    free(their_value);
}

static void report(SettingsPage *page, StoreSave save, const Error *error)
{
    const Form *form = form_of(page);
    char *reason = save == STORE_UNSURE ? error_message(error) : NULL;
    if (save == STORE_SAVED)
        page_say(&page->form.page, STYLE_GOOD, memory_text(form_text(form, "saved")));
    else if (save == STORE_UNCHANGED)
        page_say(&page->form.page, STYLE_GOOD, memory_text(settings_page_text("unchanged")));
    else if (save == STORE_UNSURE)
        page_say(&page->form.page, STYLE_PROBLEM, words(form_get("settings"), "unsure", reason));
    else if (save == STORE_FAILED)
        say_failed(page, error);
    free(reason);
}

/* What was typed since stays, as a change. */
static void take_save(SettingsPage *page, Errand *errand)
{
    StoreSave save = errand->save;
    report(page, save, &errand->error);
    if (save == STORE_CONFLICT)
        merge(page, errand);
    if (save == STORE_CONFLICT || save == STORE_FAILED)
        return;
    const MailConfig *mail = &page->form.page.session->site->config.mail;
    MailTransport before = mail->transport;
    admin_settings_apply(&errand->settings, page->form.page.session->site);
    if (mail->transport != before) /* which keep a day each */
        page_say(&page->form.page, STYLE_GOOD,
                 memory_text(form_text(
                     form_of(page), mail->transport == MAIL_SMTP ? "now_mailed" : "now_written")));
    settings_page_take(page, &errand->settings);
    errand->settings.texts = NULL;
    if (errand->leaving && !settings_page_has_changes(page))
        stack_leave_go_on(page->form.page.session->stack);
}

static void was_saved(void *data, bool complete)
{
    Errand *errand = data;
    SettingsPage *page = errand->page;
    const Form *form = form_of(page);
    (void)complete; /* it is not cancelled */
    page->saving = false;
    take_check(page, errand);
    if (page->problem) {
        form_view_set_focus(page->form.view, page->wrong);
        page_say(&page->form.page, STYLE_PROBLEM,
                 words(form_get("settings"), "refused", form->fields[page->wrong].label));
    } else if (errand->ask_again) {
        page->comments_warned = true;
        page_say(&page->form.page, STYLE_PROBLEM,
                 memory_text(settings_page_text("comments_again")));
    } else {
        take_save(page, errand);
    }
    errand_free(errand);
}

void settings_page_save(SettingsPage *page, bool leaving)
{
    Errand *errand = errand_new(page);
    errand->leaving = leaving;
    errand->ask_again =
        page->loaded.seen.has_comments && !page->comments_warned && settings_page_has_changes(page);
    job_drop(page->checking);
    page->checking = NULL;
    page->saving = true;
    start(page, run_save, was_saved, false, errand);
}

static void run_load(void *data, Progress *progress)
{
    Errand *errand = data;
    (void)progress;
    errand->loaded = admin_settings_load(&errand->theirs, errand->site, errand->settings.form,
                                         &errand->load_error);
}

static void was_read(void *data, bool complete)
{
    Errand *errand = data;
    SettingsPage *page = errand->page;
    (void)complete; /* what was cancelled is dropped */
    page->rereading = NULL;
    if (!errand->loaded) {
        page_say(&page->form.page, STYLE_PROBLEM, error_message(&errand->load_error));
    } else if (!settings_page_has_changes(page) && !page->saving) {
        settings_page_take(page, &errand->theirs);
        errand->loaded = false;
        settings_page_show(page);
    }
    errand_free(errand);
}

void settings_page_begin_reread(SettingsPage *page)
{
    Errand *errand = errand_new(page);
    job_drop(page->rereading);
    page->rereading = NULL;
    Job *started = start(page, run_load, was_read, false, errand);
    if (started)
        page->rereading = started;
}
