#include "tui/app/drafts/draft_writer.h"

#include "base/memory.h"
#include "site/state.h"
#include "store/drafts/identity.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"

#include <stdlib.h>

/* From the first key that is not written to the write: with it, less than a second. */
#define DUE_MS 700
/* A write that takes long is followed by so many times as long without one: a text of 40 MB must
 * not keep the disk busy. */
#define REST_FACTOR 10

typedef struct Write Write;

struct DraftWriter {
    Session *session;
    DraftSlot *slot; /* touched by jobs alone, which are done one after the other */
    Write *write;    /* that is under way, the last one; NULL: none */
    bool kept, told;
    bool used;  /* there may be a draft */
    bool begun; /* the slot has been, or is being, used */
    Error error;
    bool tried, good;
    long changed_at, ended_at, took; /* ms; changed_at 0: all is written */
};

/* What the job of a write has. */
struct Write {
    DraftWriter *writer; /* NULL: it has gone */
    const Site *site;
    DraftSlot *slot;
    Draft draft;
    DraftPart part;
    bool good;
    Error error;
    long started_at;
};

DraftWriter *draft_writer_new(Session *session, const char *name)
{
    DraftWriter *writer = memory_new(sizeof *writer);
    writer->session = session;
    writer->slot = draft_slot_new(session_drafts(session), name);
    return writer;
}

Draft draft_writer_draft(const DraftWriter *writer, const StoreVersion *base)
{
    return (Draft){.time = (long long)session_now(writer->session),
                   .site = memory_text(writer->session->site->path),
                   .subscription = memory_text(draft_slot_name(writer->slot)),
                   .base = *base};
}

static void write_aside(void *data, Progress *progress)
{
    Write *write = data;
    Draft *draft = &write->draft;
    (void)progress;
    draft->user = identity_user();
    draft->host = identity_host();
    if (write->part.add)
        write->part.add(draft, write->part.data);
    write->good = site_state_make(write->site, &write->error) &&
                  draft_slot_write(write->slot, draft, &write->error);
    draft_clear(draft);
}

static void written(void *data, bool complete)
{
    Write *write = data;
    DraftWriter *writer = write->writer;
    (void)complete; /* it is not cancelled */
    if (write->part.free)
        write->part.free(write->part.data);
    if (writer) {
        writer->good = write->good;
        writer->error = write->error;
        writer->ended_at = page_now();
        writer->took = writer->ended_at - write->started_at;
        if (writer->write == write)
            writer->write = NULL;
    }
    free(write);
}

/* Has it done behind what was begun before. */
static void start(const DraftWriter *writer, void (*run)(void *data, Progress *progress),
                  void (*done)(void *data, bool complete), void *data)
{
    const JobWork work = {
        .run = run, .done = done, .external = true, .queue = session_drafts(writer->session)};
    job_start(NULL, &work, data);
}

void draft_writer_write(DraftWriter *writer, Draft *draft, const DraftPart *part)
{
    Write *write = memory_new(sizeof *write);
    *write = (Write){.writer = writer,
                     .site = writer->session->site,
                     .slot = writer->slot,
                     .draft = *draft,
                     .started_at = page_now()};
    if (part)
        write->part = *part;
    if (writer->write)
        writer->write->writer = NULL;
    writer->write = write;
    writer->tried = writer->used = writer->begun = true;
    writer->changed_at = 0;
    start(writer, write_aside, written, write);
}

bool draft_writer_is_busy(const DraftWriter *writer)
{
    return writer->write;
}

int draft_writer_due(DraftWriter *writer)
{
    long now = page_now();
    if (writer->changed_at == 0)
        writer->changed_at = now;
    long due = writer->changed_at + DUE_MS, rested = writer->ended_at + REST_FACTOR * writer->took;
    due = due > rested ? due : rested;
    return now < due ? (int)(due - now) : 0;
}

bool draft_writer_is_good(const DraftWriter *writer)
{
    return writer->good && !writer->write;
}

bool draft_writer_tell(DraftWriter *writer)
{
    Stack *stack = writer->session->stack;
    if (!writer->tried || writer->write || writer->good || writer->told || !stack_is_quiet(stack))
        return false;
    writer->told = true;
    char *reason = error_message(&writer->error);
    stack_say(stack, STYLE_PROBLEM, words(form_get("draft"), "not_kept", reason));
    free(reason);
    return true;
}

void draft_writer_keep(DraftWriter *writer)
{
    writer->kept = true;
}

/* What can't be removed, or discarded, is offered the next time. */
static void remove_draft(void *slot, Progress *progress)
{
    Error ignored;
    (void)progress;
    if (draft_slot_is_kept(slot))
        draft_slot_remove(slot, &ignored);
}

static void discard_draft(void *slot, Progress *progress)
{
    Error ignored;
    (void)progress;
    if (draft_slot_is_kept(slot))
        draft_slot_discard(slot, &ignored);
}

static void give_back(void *slot, Progress *progress)
{
    (void)progress;
    draft_slot_free(slot);
}

static void nothing(void *data, bool complete)
{
    (void)data;
    (void)complete;
}

void draft_writer_forget(DraftWriter *writer)
{
    if (writer->used)
        start(writer, remove_draft, nothing, writer->slot);
    writer->used = writer->tried = false;
    writer->changed_at = 0;
}

void draft_writer_discard(DraftWriter *writer)
{
    if (writer->used)
        start(writer, discard_draft, nothing, writer->slot);
    writer->used = false;
}

static void free_slot(const DraftWriter *writer)
{
    if (writer->begun)
        start(writer, give_back, nothing, writer->slot);
    else
        draft_slot_free(writer->slot);
}

void draft_writer_adopt(DraftWriter *writer, DraftSlot *slot)
{
    free_slot(writer);
    writer->slot = slot;
    writer->used = writer->begun = true;
}

void draft_writer_free(DraftWriter *writer)
{
    if (!writer)
        return;
    if (!writer->kept)
        draft_writer_forget(writer);
    if (writer->write)
        writer->write->writer = NULL;
    free_slot(writer);
    free(writer);
}
