/* Drafts of the page Email notifications: what of it is written, and when. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/app/drafts/draft_writer.h"
#include "tui/pages/email/draft.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct EmailDraft {
    DraftWriter *writer;
    /* What is written, or being written. */
    bool written;
    EmailStates states;
};

EmailDraft *email_draft_new(Session *session, const char *subscription)
{
    EmailDraft *draft = memory_new(sizeof *draft);
    draft->writer = draft_writer_new(session, subscription);
    return draft;
}

static void put_text(Draft *draft, const char *name, char *text)
{
    draft_put(draft, name, text, strlen(text));
}

static const char *text_piece(const void *text, size_t index, size_t *length)
{
    return text_snapshot_piece((TextSnapshot *)(uintptr_t)text, index, length);
}

/* The addresses of a list, and a newline between two. */
static const char *address_piece(const void *list, size_t index, size_t *length)
{
    size_t count = address_list_count(list);
    if (index / 2 >= count || index + 1 == 2 * count)
        return NULL;
    const char *piece = index % 2 == 0 ? address_list_get(list, index / 2) : "\n";
    *length = strlen(piece);
    return piece;
}

/* What a write reads until it has ended. */
typedef struct Source {
    Contact base;       /* what the form began from */
    TextSnapshot *text; /* of the addresses */
} Source;

static void put_base(Draft *draft, void *data)
{
    const Contact *base = &((Source *)data)->base;
    size_t bytes = address_list_bytes(base->emails); /* a NUL behind each; here \n between two */
    draft_put_pieces(draft, DRAFT_BASE_EMAILS, address_piece, base->emails,
                     bytes > 0 ? bytes - 1 : 0);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        char name[DRAFT_NAME_SIZE];
        snprintf(name, sizeof name, DRAFT_BASE "%s", contact_fields[i].name);
        if (!contact_fields[i].fixed)
            put_text(draft, name, memory_text(contact_value(base, i)));
    }
}

static void free_source(void *data)
{
    Source *source = data;
    text_snapshot_free(source->text);
    contact_clear(&source->base);
    free(source);
}

/* Writes the form as it stands. */
static void write_draft(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    Source *source = memory_new(sizeof *source);
    contact_copy(&source->base, &page->loaded);
    source->text = text_snapshot(textfield_text(form_view_field(page->form.view, page->emails)));
    Draft new = draft_writer_draft(draft->writer, &page->seen.version);
    draft_put_pieces(&new, DRAFT_EMAILS, text_piece, source->text,
                     text_snapshot_length(source->text));
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        char *typed = contact_field_is_text(i) ? form_page_text(&page->form, page->items[i], NULL)
                                               : email_value(page, i);
        if (contact_fields[i].fixed)
            free(typed);
        else
            put_text(&new, contact_fields[i].name, typed);
    }
    draft->written = true;
    draft->states = email_states(page);
    draft_writer_write(draft->writer, &new, &(DraftPart){put_base, free_source, source});
}

static bool is_written(const EmailPage *page)
{
    const EmailStates now = email_states(page);
    return page->draft->written && memcmp(&page->draft->states, &now, sizeof now) == 0;
}

int email_draft_tick(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    if (draft_writer_is_busy(draft->writer))
        return -1;
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
    if (due == 0)
        write_draft(page);
    return due > 0 ? due : -1;
}

void email_draft_keep(EmailPage *page)
{
    EmailDraft *draft = page->draft;
    if (!email_is_touched(page))
        return;
    draft_writer_keep(draft->writer);
    if (!is_written(page) || !draft_writer_is_good(draft->writer))
        write_draft(page);
}

/* A long text that is not written yet is not waited for. */
void email_draft_discard(EmailPage *page)
{
    const Text *text = textfield_text(form_view_field(page->form.view, page->emails));
    if (is_written(page) || text_length(text) < JOB_LONG)
        email_draft_keep(page);
    draft_writer_discard(page->draft->writer);
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
    free(draft);
}
