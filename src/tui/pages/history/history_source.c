/* history_source.c: what the pages History and Change read, in the background. */
#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/pages/history/history.h"

#include <stdlib.h>
#include <string.h>

HistorySource *history_source_new(Site *site, const char *id)
{
    HistorySource *source = memory_new(sizeof *source);
    source->site = site;
    source->id = id ? memory_text(id) : NULL;
    return source;
}

static void run_close(void *data, Progress *progress)
{
    (void)progress;
    history_close(((HistorySource *)data)->history);
}

static void closed(void *data, bool complete)
{
    HistorySource *source = data;
    (void)complete; /* it is not cancelled */
    free(source->id);
    free(source);
}

void history_source_free(HistorySource *source)
{
    if (!source)
        return;
    const JobWork work = {.run = run_close, .done = closed, .queue = source, .external = true};
    job_start(NULL, &work, source);
}

bool history_source_look(HistorySource *source, Error *error)
{
    if (source->history)
        site_history_look(source->site, source->id);
    else
        source->history = site_history_open(source->site, source->id, error);
    return source->history;
}

bool history_source_changes(HistorySource *source, int64_t below, size_t limit, HistoryEach each,
                            void *data, Error *error)
{
    char *file = source->id ? site_history_file(source->id) : NULL;
    const HistoryQuery query = {.file = file, .below = below, .limit = limit};
    bool good = history_changes(source->history, &query, each, data, error);
    free(file);
    return good;
}

bool history_rows_add(const HistoryChange *change, void *data)
{
    HistoryRows *rows = data;
    rows->items =
        memory_reserve(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
    rows->items[rows->count++] = (HistoryRow){
        .change = site_history_copy(change),
        .who = site_history_who(change),
    };
    return true;
}

void history_rows_clear(HistoryRows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        site_history_copy_free(&rows->items[i].change);
        free(rows->items[i].who);
        free(rows->items[i].what);
    }
    free(rows->items);
    *rows = (HistoryRows){0};
}

size_t history_rows_find(const HistoryRows *rows, int64_t version)
{
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows->items[middle].change.version > version)
            low = middle + 1;
        else
            high = middle;
    }
    return low < rows->count && rows->items[low].change.version == version ? low : rows->count;
}

void history_rows_keep_texts(HistoryRows *rows, HistoryRows *from)
{
    for (size_t i = 0; i < from->count; i++) {
        HistoryRow *old = &from->items[i];
        size_t at = old->what ? history_rows_find(rows, old->change.version) : rows->count;
        HistoryRow *row = at < rows->count ? &rows->items[at] : NULL;
        if (!row || row->change.open != old->change.open ||
            row->change.unclear != old->change.unclear)
            continue;
        free(row->what); /* the first rows are read with theirs */
        row->what = old->what;
        row->wanted = true;
        old->what = NULL;
    }
}
