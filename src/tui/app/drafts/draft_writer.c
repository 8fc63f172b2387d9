#include "tui/app/drafts/draft_writer.h"

#include "base/memory.h"
#include "site/state.h"
#include "store/drafts/identity.h"
#include "tui/app/stack.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

/* From the first key that is not written to the write: with it, less than a second. */
#define DUE_MS 700
/* A write that takes long is followed by so many times as long without one: a text of 40 MB must
 * not keep the disk busy. */
#define REST_FACTOR 10

struct DraftWriter {
    Session *session;
    DraftSlot *slot;
    pthread_t thread;
    bool running, kept, told;
    atomic_bool done;
    /* The write that is under way, or was the last one. */
    Draft job;
    DraftPart *part;
    void *data;
    Error error;
    bool tried, good;
    long changed_at, started_at, ended_at, took; /* ms; changed_at 0: all is written */
};

DraftWriter *draft_writer_new(Session *session, const char *name)
{
    DraftWriter *writer = memory_new(sizeof *writer);
    writer->session = session;
    writer->slot = draft_slot_new(session_drafts(session), name);
    return writer;
}

Draft draft_writer_job(const DraftWriter *writer, const StoreVersion *base)
{
    return (Draft){.time = (long long)session_now(writer->session),
                   .site = memory_text(writer->session->site->path),
                   .subscription = memory_text(draft_slot_name(writer->slot)),
                   .base = *base};
}

static void *write_aside(void *data)
{
    DraftWriter *writer = data;
    Draft *job = &writer->job;
    job->user = identity_user();
    job->host = identity_host();
    if (writer->part)
        writer->part(job, writer->data);
    writer->good = site_state_make(writer->session->site, &writer->error) &&
                   draft_slot_write(writer->slot, job, &writer->error);
    draft_clear(job);
    writer->ended_at = page_now();
    atomic_store(&writer->done, true);
    return NULL;
}

static void take_up(DraftWriter *writer, Draft *job, DraftPart *part, void *data)
{
    writer->job = *job;
    writer->part = part;
    writer->data = data;
    writer->tried = true;
    writer->changed_at = 0;
    writer->started_at = page_now();
}

void draft_writer_write(DraftWriter *writer, Draft *job, DraftPart *part, void *data)
{
    take_up(writer, job, part, data);
    write_aside(writer);
    writer->took = writer->ended_at - writer->started_at;
}

/* All signals stay with the thread that reads the keys. */
void draft_writer_start(DraftWriter *writer, Draft *job, DraftPart *part, void *data)
{
    sigset_t all, before;
    take_up(writer, job, part, data);
    atomic_store(&writer->done, false);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    writer->running = pthread_create(&writer->thread, NULL, write_aside, writer) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!writer->running) {
        write_aside(writer);
        writer->took = writer->ended_at - writer->started_at;
    }
}

void draft_writer_wait(DraftWriter *writer)
{
    if (!writer || !writer->running)
        return;
    pthread_join(writer->thread, NULL);
    writer->running = false;
    writer->took = writer->ended_at - writer->started_at;
}

bool draft_writer_is_busy(DraftWriter *writer)
{
    if (writer->running && !atomic_load(&writer->done))
        return true;
    draft_writer_wait(writer);
    return false;
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
    return writer->good;
}

bool draft_writer_tell(DraftWriter *writer)
{
    Stack *stack = writer->session->stack;
    if (!writer->tried || writer->good || writer->told || !stack_is_quiet(stack))
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

void draft_writer_forget(DraftWriter *writer)
{
    Error ignored; /* what can't be removed is offered the next time */
    draft_writer_wait(writer);
    if (draft_slot_is_kept(writer->slot))
        draft_slot_remove(writer->slot, &ignored);
    writer->tried = false;
    writer->changed_at = 0;
}

void draft_writer_discard(DraftWriter *writer)
{
    Error ignored; /* what can't be discarded is offered the next time */
    draft_writer_wait(writer);
    if (draft_slot_is_kept(writer->slot))
        draft_slot_discard(writer->slot, &ignored);
}

void draft_writer_adopt(DraftWriter *writer, DraftSlot *slot)
{
    draft_writer_wait(writer);
    draft_slot_free(writer->slot);
    writer->slot = slot;
}

void draft_writer_free(DraftWriter *writer)
{
    if (!writer)
        return;
    draft_writer_wait(writer);
    if (!writer->kept)
        draft_writer_forget(writer);
    draft_slot_free(writer->slot);
    free(writer);
}
