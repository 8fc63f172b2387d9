/* Email notifications: what others do with the same settings meanwhile: save them, edit them. */
#include "base/memory.h"
#include "store/drafts/editing.h"
#include "store/drafts/watch.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"
#include "tui/pages/email/email_internal.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_MS 1500 /* with what a look takes, all is seen within 2 seconds */
#define NOTICES 2

/* What is read of a file that has changed. */
typedef struct Look {
    EmailPage *page;
    Store *store;
    char *id;
    Contact base; /* what the form began from, for the differences */
    Contact contact;
    StoreVersionTag seen;
    Error error;
    bool read;
    char *difference;
    EmailText *made; /* what shows it */
} Look;

/* What looks at the files, and says that we edit: while a look is under way, only its job may touch
 * it. */
typedef struct Files {
    Store *store;
    char *id;
    Watch *watch;
    Editing *editing; /* NULL: not begun */
} Files;

/* A look at the files. */
typedef struct Visit {
    EmailPage *page;
    Files *files;
    mode_t file_mode;
    int64_t now;
    /* What is found: */
    bool changed, read;
    StoreVersion version; /* where it could be read */
    size_t people;
    EditingOther first;
} Visit;

struct EmailPresence {
    Files *files;
    Job *visit, *look; /* that are under way; NULL: none */
    bool stirred;      /* the file has changed, and has not been looked at since */
    long look_at;      /* page_now() of the next visit */
    StoreVersion disk; /* of the file */
    char *unreadable;  /* why it can't be read now; NULL: it can */
    char *people;      /* who else edits, in words; NULL: nobody */
    char *notices[NOTICES];
};

EmailPresence *email_presence_new(Store *store, const char *subscription)
{
    EmailPresence *others = memory_new(sizeof *others);
    Files *files = others->files = memory_new(sizeof *files);
    char *path = store_contact_place(store, subscription);
    char *beside = editing_folder(path);
    files->store = store;
    files->id = memory_text(subscription);
    files->watch = watch_new(path, beside);
    free(beside);
    free(path);
    return others;
}

static void free_look(void *data)
{
    Look *look = data;
    if (!look)
        return;
    contact_clear(&look->base);
    if (look->read)
        contact_clear(&look->contact);
    email_text_free(look->made);
    free(look->difference);
    free(look->id);
    free(look);
}

static void end_files(void *data, Progress *progress)
{
    Files *files = data;
    (void)progress;
    watch_free(files->watch);
    editing_free(files->editing);
}

static void free_files(void *data, bool complete)
{
    Files *files = data;
    (void)complete;
    free(files->id);
    free(files);
}

/* Takes back the notice that we edit. */
static void leave_files(Files *files)
{
    job_start(NULL, &(JobWork){.run = end_files, .done = free_files, .external = true}, files);
}

static void drop_visit(void *data)
{
    Visit *visit = data;
    if (visit->people > 0)
        editing_other_clear(&visit->first);
    leave_files(visit->files);
    free(visit);
}

void email_presence_free(EmailPresence *others)
{
    if (!others)
        return;
    if (!others->visit)
        leave_files(others->files);
    free(others->unreadable);
    free(others->people);
    for (size_t i = 0; i < NOTICES; i++)
        free(others->notices[i]);
    free(others);
}

void email_presence_saw(EmailPage *page, const StoreVersion *version)
{
    if (page->others)
        page->others->disk = *version;
}

size_t email_presence_watch(Page *page, struct pollfd *fds, size_t room)
{
    const EmailPresence *others = ((EmailPage *)page)->others;
    int descriptor = others->visit ? -1 : watch_descriptor(others->files->watch);
    if (descriptor < 0 || room == 0)
        return 0;
    fds[0] = (struct pollfd){descriptor, POLLIN, 0};
    return 1;
}

/* "09:14", or with the day where that is another one than that of `now`. */
static void write_time(long long since, int64_t now, char *text, size_t size)
{
    time_t then = (time_t)since, today = (time_t)now;
    struct tm a, b;
    *text = '\0';
    if (!localtime_r(&then, &a) || !localtime_r(&today, &b))
        return;
    if (a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
        strftime(text, size, "%H:%M", &a);
    else
        language_date(&a, true, text, size);
}

/* Who edits, in words. */
static char *people_words(const EmailPage *page, const Visit *visit)
{
    const EditingOther *first = &visit->first;
    if (visit->people == 0)
        return NULL;
    char since[64], *more = words_number(visit->people - 1);
    write_time(first->since, visit->now, since, sizeof since);
    char *text = words_plural(page->form.page.form, "editing", visit->people, first->user,
                              first->host, since, more);
    free(more);
    return text;
}

/* True where the page can change its fields now: it has the screen to itself. */
static bool is_on_top(const EmailPage *page)
{
    const Stack *stack = page->form.page.session->stack;
    return stack_top(stack) == &page->form.page && !stack_is_asking(stack);
}

/* Shows what somebody else has saved, where nothing is unsaved here. */
static void show_saved(EmailPage *page, const Look *look)
{
    email_show(page, &look->contact, &look->seen, true, look->made);
    session_contact_saved(page->form.page.session, page->subscription.id, &look->contact);
    page_say(&page->form.page, STYLE_NORMAL,
             words(page->form.page.form, "disk_shown", page->subscription.name, look->difference));
}

static void run_look(void *data, Progress *progress)
{
    Look *look = data;
    look->read = store_contact_load_long(look->store, look->id, &look->contact, &look->seen,
                                         progress, &look->error);
    if (!look->read)
        return;
    look->difference = contact_difference(&look->base, &look->contact);
    email_text_make(look->made, look->contact.emails);
}

static void end_look(void *data, bool complete)
{
    Look *look = data;
    EmailPage *page = look->page;
    EmailPresence *others = page->others;
    (void)complete; /* what is given up is dropped */
    others->look = NULL;
    if (!look->read) {
        others->unreadable = error_message(&look->error);
    } else {
        others->disk = look->seen.version;
        if (!store_version_equal(&look->seen.version, &page->seen.version) &&
            !email_is_touched(page) && is_on_top(page) && email_work_task(page) != EMAIL_MAKING) {
            if (contact_equal(&look->base, &page->loaded))
                show_saved(page, look);
            else
                others->stirred = true; /* something was saved meanwhile: look again */
        }
    }
    free_look(look);
}

static void look_at_file(EmailPage *page)
{
    EmailPresence *others = page->others;
    Look *look = memory_new(sizeof *look);
    look->page = page;
    look->store = others->files->store;
    look->id = memory_text(page->subscription.id);
    contact_copy(&look->base, &page->loaded);
    look->made = email_text_new(textfield_text(form_view_field(page->form.view, page->emails)));
    const JobWork work = {.run = run_look, .done = end_look, .free = free_look, .external = true};
    others->look = job_start(&page->form.page, &work, look);
}

void email_presence_look(EmailPage *page)
{
    if (page->others->look)
        page->others->stirred = true;
    else
        look_at_file(page);
}

/* Puts `text`, which is taken, in place `number` of the notices. True where that is news. */
static bool set_notice(EmailPresence *others, size_t number, char *text)
{
    const char *old = others->notices[number];
    bool same = old && text ? strcmp(old, text) == 0 : old == text;
    free(others->notices[number]);
    others->notices[number] = text;
    return !same;
}

static bool set_notices(EmailPage *page)
{
    EmailPresence *others = page->others;
    const Form *form = page->form.page.form;
    char *disk = NULL;
    if (others->unreadable)
        disk = words(form, "disk_unreadable", others->unreadable);
    else if (!store_version_equal(&others->disk, &page->seen.version))
        disk = memory_text(form_text(form, "disk_changed"));
    bool news = set_notice(others, 0, disk);
    return set_notice(others, 1, memory_text(others->people)) || news;
}

static bool is_stirred(const Watch *watch)
{
    struct pollfd file = {watch_descriptor(watch), POLLIN, 0};
    return file.fd >= 0 && poll(&file, 1, 0) > 0;
}

static void run_visit(void *data, Progress *progress)
{
    Visit *visit = data;
    Files *files = visit->files;
    Error ignored; /* whoever reads it says why that can't be */
    (void)progress;
    if (!files->editing) {
        char *path = store_contact_place(files->store, files->id);
        files->editing = editing_new(path, visit->file_mode, visit->now);
        free(path);
    }
    editing_beat(files->editing, visit->now);
    visit->people = editing_others(files->editing, visit->now, &visit->first, 1);
    visit->changed = watch_changed(files->watch);
    visit->read = store_contact_version(files->store, files->id, &visit->version, &ignored);
}

static void end_visit(void *data, bool complete)
{
    Visit *visit = data;
    EmailPage *page = visit->page;
    EmailPresence *others = page->others;
    (void)complete; /* what is given up is dropped */
    others->visit = NULL;
    free(others->people);
    others->people = people_words(page, visit);
    if (visit->people > 0)
        editing_other_clear(&visit->first);
    /* What could not be shown, since something was above or unsaved, may be now. */
    bool behind = !store_version_equal(&others->disk, &page->seen.version) &&
                  !email_is_touched(page) && is_on_top(page);
    others->stirred = visit->changed || behind || others->stirred;
    /* Our own save, mostly. What our own save does is no news. */
    if (others->stirred && email_work_task(page) != EMAIL_SAVING) {
        others->stirred = false;
        free(others->unreadable);
        others->unreadable = NULL;
        if (visit->read)
            others->disk = visit->version;
        if (!others->look &&
            (!visit->read || !store_version_equal(&others->disk, &page->seen.version)))
            look_at_file(page);
    }
    free(visit);
}

static void visit_files(EmailPage *page)
{
    EmailPresence *others = page->others;
    const Session *session = page->form.page.session;
    Visit *visit = memory_new(sizeof *visit);
    *visit = (Visit){.page = page,
                     .files = others->files,
                     .file_mode = session->site->config.file_mode,
                     .now = session_now(session)};
    const JobWork work = {
        .run = run_visit, .done = end_visit, .free = drop_visit, .external = true};
    others->visit = job_start(&page->form.page, &work, visit);
}

int email_presence_tick(EmailPage *page)
{
    EmailPresence *others = page->others;
    long now = page_now();
    if (!others->visit &&
        (now >= others->look_at || is_stirred(others->files->watch) ||
         (others->stirred && !others->look && email_work_task(page) != EMAIL_SAVING))) {
        others->look_at = now + LOOK_MS;
        visit_files(page);
    }
    if (set_notices(page)) {
        stack_redraw(page->form.page.session->stack);
        return 0;
    }
    return others->visit ? LOOK_MS : (int)(others->look_at - now);
}

Area email_presence_draw(const EmailPage *page, Area area, bool all)
{
    int room = area.rows / 2;
    for (size_t i = 0; i < NOTICES; i++) {
        const char *text = page->others->notices[i];
        size_t at = 0, start, used, length = text ? strlen(text) : 0;
        while (text && room > 0 && wrap_line(text, length, area.columns, &at, &start, &used)) {
            if (all)
                screen_text_n(area.row, area.column, area.columns, STYLE_PROBLEM, text + start,
                              used, false);
            area.row++;
            area.rows--;
            room--;
        }
    }
    return area;
}
