/* Email notifications: what others do with the same settings meanwhile: save them, edit them. */
#include "base/memory.h"
#include "store/drafts/editing.h"
#include "store/drafts/watch.h"
#include "tui/app/stack.h"
#include "tui/app/work.h"
#include "tui/pages/email/email_internal.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_MS 1500 /* with what a look takes, all is seen within 2 seconds */
#define NOTICES 2

/* What is read of a file that has changed; a long one by a thread of its own. */
typedef struct Look {
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

struct EmailPresence {
    Watch *watch;
    Look *look;   /* NULL: none */
    Work *work;   /* that reads it; NULL: none */
    bool stirred; /* the file has changed, and has not been looked at since */
    Editing *editing;
    long look_at;      /* page_now() of the next look */
    StoreVersion disk; /* of the file */
    char *unreadable;  /* why it can't be read now; NULL: it can */
    char *people;      /* who else edits, in words; NULL: nobody */
    char *notices[NOTICES];
};

EmailPresence *email_presence_new(Session *session, const char *subscription)
{
    EmailPresence *others = memory_new(sizeof *others);
    char *path = store_contact_place(session->site->store, subscription);
    char *beside = editing_folder(path);
    others->watch = watch_new(path, beside);
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

void email_presence_free(EmailPresence *others)
{
    if (!others)
        return;
    if (others->work)
        work_abandon(others->work, free_look);
    else
        free_look(others->look);
    watch_free(others->watch);
    editing_free(others->editing);
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

void email_presence_look(EmailPage *page)
{
    page->others->stirred = true;
}

size_t email_presence_watch(Page *page, struct pollfd *fds, size_t room)
{
    int descriptor = watch_descriptor(((EmailPage *)page)->others->watch);
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

static void look_for_people(EmailPage *page)
{
    EmailPresence *others = page->others;
    const Form *form = page->form.page.form;
    EditingOther first;
    int64_t now = session_now(page->form.page.session);
    size_t count = editing_others(others->editing, now, &first, 1);
    free(others->people);
    others->people = NULL;
    if (count == 0)
        return;
    char since[64], *more = words_number(count - 1);
    write_time(first.since, now, since, sizeof since);
    others->people = words_plural(form, "editing", count, first.user, first.host, since, more);
    free(more);
    editing_other_clear(&first);
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

static void end_look(EmailPage *page)
{
    EmailPresence *others = page->others;
    Look *look = others->look;
    work_end(others->work);
    others->work = NULL;
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
    Store *store = page->form.page.session->site->store;
    const char *id = page->subscription.id;
    Error error;
    others->stirred = false;
    free(others->unreadable);
    others->unreadable = NULL;
    if (store_contact_version(store, id, &others->disk, &error) &&
        store_version_equal(&others->disk, &page->seen.version))
        return; /* our own save, mostly */
    others->look = memory_new(sizeof *others->look);
    others->look->store = store;
    others->look->id = memory_text(id);
    contact_copy(&others->look->base, &page->loaded);
    others->look->made =
        email_text_new(textfield_text(form_view_field(page->form.view, page->emails)));
    if (store_contact_size(store, id) > WORK_LONG) {
        others->work = work_start(run_look, others->look);
    } else {
        run_look(others->look, NULL);
        end_look(page);
    }
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

int email_presence_tick(EmailPage *page)
{
    EmailPresence *others = page->others;
    Session *session = page->form.page.session;
    long now = page_now();
    if (!others->editing) {
        char *path = store_contact_place(session->site->store, page->subscription.id);
        others->editing = editing_new(path, session->site->config.file_mode, session_now(session));
        free(path);
    }
    if (now >= others->look_at || is_stirred(others->watch)) {
        others->look_at = now + LOOK_MS;
        editing_beat(others->editing, session_now(session));
        look_for_people(page);
        /* What could not be shown, since something was above or unsaved, may be now. */
        bool behind = !store_version_equal(&others->disk, &page->seen.version) &&
                      !email_is_touched(page) && is_on_top(page);
        others->stirred = watch_changed(others->watch) || behind || others->stirred;
    }
    if (others->work && work_is_done(others->work))
        end_look(page);
    /* What our own save does is no news. */
    if (others->stirred && !others->look && email_work_task(page) != EMAIL_SAVING)
        look_at_file(page);
    if (set_notices(page)) {
        stack_redraw(session->stack);
        return 0;
    }
    int wait = (int)(others->look_at - now);
    return others->work && wait > WORK_POLL ? WORK_POLL : wait;
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
