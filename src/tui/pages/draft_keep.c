/* Drafts of the page Email notifications: what of it is written, and when. */
#include "core/memory.h"
#include "tui/pages/draft.h"
#include "tui/pages/draft_writer.h"

#include <stdlib.h>
#include <string.h>

#define POLL_MS 100 /* for the end of a write */
/* Bytes that are copied at once: 40 MB would be 10 frames. */
#define SLICE ((size_t)1 << 20)

struct EmailDraft {
    DraftWriter *writer;
    /* The addresses, as far as they are copied for the next write; an edit takes back what is
     * behind it. */
    Text *watched;
    char *copy;
    size_t copied, capacity;
    /* What is written. */
    bool written;
    unsigned long emails, phone;
    bool alerts;
};

EmailDraft *email_draft_new(Session *session, const char *subscription)
{
    EmailDraft *draft = memory_new(sizeof *draft);
    draft->writer = draft_writer_new(session, subscription);
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

/* What the form began from: it stays as it is while a write is under way. */
static void put_base(Draft *job, void *data)
{
    const Contact *base = data;
    put_text(job, DRAFT_BASE_EMAILS, address_list_print(base->emails, "\n"));
    put_text(job, DRAFT_BASE_PHONE, memory_text(base->phone ? base->phone : ""));
    put_switch(job, DRAFT_BASE_ALERTS, base->alerts);
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

/* The job of a write, of the form as it stands. */
static Draft take_up(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    size_t length;
    while (!copy_slice(page))
        continue;
    Draft job = draft_writer_job(draft->writer, &page->seen.version);
    draft_put(&job, DRAFT_EMAILS, draft->copy, draft->copied);
    draft->copy = NULL;
    draft->copied = draft->capacity = 0;
    char *phone = form_page_text(&page->form, page->phone, &length);
    draft_put(&job, DRAFT_PHONE, phone, length);
    put_switch(&job, DRAFT_ALERTS, form_view_value(page->form.view, page->alerts));
    draft->written = true;
    draft->emails = form_page_state(&page->form, page->emails);
    draft->phone = form_page_state(&page->form, page->phone);
    draft->alerts = form_view_value(page->form.view, page->alerts);
    return job;
}

static bool is_written(const EmailPage *page)
{
    const EmailDraft *draft = page->draft;
    return draft->written && draft->emails == form_page_state(&page->form, page->emails) &&
           draft->phone == form_page_state(&page->form, page->phone) &&
           draft->alerts == form_view_value(page->form.view, page->alerts);
}

void email_draft_wait(EmailDraft *draft)
{
    if (draft)
        draft_writer_wait(draft->writer);
}

int email_draft_tick(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    if (draft_writer_is_busy(draft->writer))
        return POLL_MS;
    if (draft_writer_tell(draft->writer))
        return 0;
    if (!email_is_touched(page)) {
        draft_writer_forget(draft->writer);
        draft->written = false;
        return -1;
    }
    if (is_written(page))
        return -1;
    int due = draft_writer_due(draft->writer);
    if (due > 0)
        return due;
    if (!copy_slice(page))
        return 0;
    Draft job = take_up(page);
    draft_writer_start(draft->writer, &job, put_base, &page->loaded);
    return POLL_MS;
}

void email_draft_keep(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    draft_writer_wait(draft->writer);
    if (!email_is_touched(page))
        return;
    draft_writer_keep(draft->writer);
    if (!is_written(page) || !draft_writer_is_good(draft->writer)) {
        Draft job = take_up(page);
        draft_writer_write(draft->writer, &job, put_base, &page->loaded);
    }
}

void email_draft_adopt(EmailDraft *draft, DraftSlot *slot)
{
    draft_writer_adopt(draft->writer, slot);
    draft->written = false;
}

void email_draft_free(EmailDraft *draft)
{
    if (!draft)
        return;
    draft_writer_free(draft->writer);
    if (draft->watched)
        text_unwatch(draft->watched, text_changed, draft);
    free(draft->copy);
    free(draft);
}
