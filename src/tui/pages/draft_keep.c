/* Drafts: writing what is unsaved aside, without a key ever waiting for the disk. */
#include "core/memory.h"
#include "site/directories.h"
#include "store/identity.h"
#include "tui/pages/draft.h"
#include "tui/pages/stack.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* From the first key that is not written to the write: with it, less than a second. */
#define DUE_MS 700
/* A write that takes long is followed by so many times as long without one: a text of 40 MB must
 * not keep the disk busy. */
#define REST_FACTOR 10
#define POLL_MS     100 /* for the end of a write */
/* Bytes that are copied at once: 40 MB would be 10 frames. */
#define SLICE ((size_t)1 << 20)

struct EmailDraft {
    Session *session;
    DraftSlot *slot;
    pthread_t thread;
    bool running, kept, told;
    atomic_bool done;
    /* The addresses, as far as they are copied for the next write; an edit takes back what is
     * behind it. */
    Text *watched;
    char *copy;
    size_t copied, capacity;
    /* The write that is under way, or was the last one. */
    Draft job;
    const Contact *base;
    Error error;
    bool good;
    /* What it has. */
    bool written;
    unsigned long emails, phone;
    bool alerts;
    long changed_at, started_at, ended_at, took; /* ms; changed_at 0: all is written */
};

EmailDraft *email_draft_new(Session *session, const char *subscription)
{
    EmailDraft *draft = memory_new(sizeof *draft);
    draft->session = session;
    draft->slot = draft_slot_new(session_drafts(session), subscription);
    return draft;
}

static void put_text(Draft *job, const char *name, char *text)
{
    draft_put(job, name, text, strlen(text));
}

static void put_switch(Draft *job, const char *name, bool on)
{
    put_text(job, name, memory_text(on ? "on" : "off"));
}

/* The part of a write that takes time. Nothing of the page is touched but what it began from. */
static void *write_aside(void *data)
{
    EmailDraft *draft = data;
    Draft *job = &draft->job;
    job->user = identity_user();
    job->host = identity_host();
    put_text(job, DRAFT_BASE_EMAILS, address_list_print(draft->base->emails, "\n"));
    put_text(job, DRAFT_BASE_PHONE, memory_text(draft->base->phone ? draft->base->phone : ""));
    put_switch(job, DRAFT_BASE_ALERTS, draft->base->alerts);
    draft->good = directories_make(draft->session->site->config.state, &draft->error) &&
                  draft_slot_write(draft->slot, job, &draft->error);
    draft_clear(job);
    draft->ended_at = page_now();
    atomic_store(&draft->done, true);
    return NULL;
}

static void text_changed(void *context, size_t at, size_t removed, size_t inserted)
{
    EmailDraft *draft = context;
    (void)removed;
    (void)inserted;
    draft->copied = draft->copied < at ? draft->copied : at;
}

/* Copies some more of the addresses. True once all are there. */
static bool copy_slice(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    Text *text = textfield_text(form_view_field(page->form.view, page->emails));
    if (!draft->watched) {
        text_watch(text, text_changed, draft);
        draft->watched = text;
    }
    size_t length = text_length(text), left = length - draft->copied;
    draft->copy = memory_reserve(draft->copy, &draft->capacity, length + 1, 1);
    draft->copied +=
        text_read(text, draft->copied, draft->copy + draft->copied, left < SLICE ? left : SLICE);
    draft->copy[draft->copied] = '\0';
    return draft->copied == length;
}

static void take_up(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    Draft *job = &draft->job;
    size_t length;
    while (!copy_slice(page))
        continue;
    *job = (Draft){.time = (long long)time(NULL),
                   .site = memory_text(draft->session->site->path),
                   .subscription = memory_text(page->subscription.id),
                   .base = page->seen.version};
    draft_put(job, DRAFT_EMAILS, draft->copy, draft->copied);
    draft->copy = NULL;
    draft->copied = draft->capacity = 0;
    char *phone = form_page_text(&page->form, page->phone, &length);
    draft_put(job, DRAFT_PHONE, phone, length);
    put_switch(job, DRAFT_ALERTS, form_view_value(page->form.view, page->alerts));
    draft->base = &page->loaded;
    draft->written = true;
    draft->emails = form_page_state(&page->form, page->emails);
    draft->phone = form_page_state(&page->form, page->phone);
    draft->alerts = form_view_value(page->form.view, page->alerts);
    draft->changed_at = 0;
    draft->started_at = page_now();
}

static bool is_written(const EmailPage *page)
{
    const EmailDraft *draft = page->draft;
    return draft->written && draft->emails == form_page_state(&page->form, page->emails) &&
           draft->phone == form_page_state(&page->form, page->phone) &&
           draft->alerts == form_view_value(page->form.view, page->alerts);
}

/* All signals stay with the thread that reads the keys. */
static void start(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    sigset_t all, before;
    take_up(page);
    atomic_store(&draft->done, false);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    draft->running = pthread_create(&draft->thread, NULL, write_aside, draft) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!draft->running) {
        write_aside(draft);
        draft->took = draft->ended_at - draft->started_at;
    }
}

void email_draft_wait(EmailDraft *draft)
{
    if (!draft || !draft->running)
        return;
    pthread_join(draft->thread, NULL);
    draft->running = false;
    draft->took = draft->ended_at - draft->started_at;
}

/* Says once that there is no draft, and why. True where it has been said now. */
static bool tell(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    Stack *stack = draft->session->stack;
    if (!draft->written || draft->good || draft->told || !stack_is_quiet(stack))
        return false;
    draft->told = true;
    char *reason = error_message(&draft->error);
    stack_say(stack, STYLE_PROBLEM, words(form_get("draft"), "not_kept", reason));
    free(reason);
    return true;
}

static void forget(EmailDraft *draft)
{
    Error ignored; /* what can't be removed is offered the next time */
    if (draft_slot_is_kept(draft->slot))
        draft_slot_remove(draft->slot, &ignored);
    draft->written = false;
    draft->changed_at = 0;
}

int email_draft_tick(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    if (draft->running && !atomic_load(&draft->done))
        return POLL_MS;
    email_draft_wait(draft);
    if (tell(page))
        return 0;
    if (!email_is_touched(page)) {
        forget(draft);
        return -1;
    }
    if (is_written(page))
        return -1;
    long now = page_now();
    if (draft->changed_at == 0)
        draft->changed_at = now;
    long due = draft->changed_at + DUE_MS, rested = draft->ended_at + REST_FACTOR * draft->took;
    due = due > rested ? due : rested;
    if (now < due)
        return (int)(due - now);
    if (!copy_slice(page))
        return 0;
    start(page);
    return POLL_MS;
}

void email_draft_keep(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    email_draft_wait(draft);
    if (!email_is_touched(page))
        return;
    draft->kept = true;
    if (!is_written(page) || !draft->good) {
        take_up(page);
        write_aside(draft);
    }
}

void email_draft_adopt(EmailDraft *draft, DraftSlot *slot)
{
    email_draft_wait(draft);
    draft_slot_free(draft->slot);
    draft->slot = slot;
    draft->written = false;
}

void email_draft_free(EmailDraft *draft)
{
    if (!draft)
        return;
    email_draft_wait(draft);
    if (!draft->kept)
        forget(draft);
    if (draft->watched)
        text_unwatch(draft->watched, text_changed, draft);
    draft_slot_free(draft->slot);
    free(draft->copy);
    free(draft);
}
