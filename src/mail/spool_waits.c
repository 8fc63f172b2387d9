#include "mail/spool_waits.h"

#include "base/memory.h"
#include "base/monotonic.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Seconds. */
enum { FIRST_PAUSE = 60, LONGEST_PAUSE = 3600, FIRST_SOON = 1, LONGEST_SOON = 60 };

/* The index at which the file is, or would be; `*found` says which. */
static size_t place_of(const SpoolWaits *waits, const SpoolFile *file, bool *found)
{
    size_t from = 0, to = waits->count;
    *found = false;
    while (from < to && !*found) {
        size_t middle = from + (to - from) / 2;
        const SpoolWait *wait = &waits->items[middle];
        int order = strcmp(file->name, wait->name);
        if (order == 0)
            order = file->status.st_ino < wait->inode ? -1 : file->status.st_ino > wait->inode;
        *found = order == 0;
        if (order <= 0)
            to = middle;
        else
            from = middle + 1;
    }
    return to;
}

SpoolWait *spool_waits_find(const SpoolWaits *waits, const SpoolFile *file)
{
    bool found;
    size_t place = place_of(waits, file, &found);
    return found ? &waits->items[place] : NULL;
}

SpoolWait *spool_waits_add(SpoolWaits *waits, const SpoolFile *file, SpoolReason reason)
{
    bool found;
    size_t place = place_of(waits, file, &found);
    if (!found) {
        waits->items =
            memory_reserve(waits->items, &waits->capacity, waits->count + 1, sizeof *waits->items);
        memmove(&waits->items[place + 1], &waits->items[place],
                (waits->count++ - place) * sizeof *waits->items);
        waits->items[place] =
            (SpoolWait){.name = memory_text(file->name), .inode = file->status.st_ino};
    }
    SpoolWait *wait = &waits->items[place];
    bool soon = reason == WAITS_FOR_MESSAGE;
    int first = soon ? FIRST_SOON : FIRST_PAUSE, longest = soon ? LONGEST_SOON : LONGEST_PAUSE;
    bool began = wait->pause > 0 && soon == (wait->reason == WAITS_FOR_MESSAGE);
    wait->reason = reason;
    wait->pause = !began ? first : wait->pause < longest / 2 ? wait->pause * 2 : longest;
    wait->next = monotonic_ms() + (int64_t)wait->pause * 1000;
    return wait;
}

void spool_waits_wake(SpoolWaits *waits)
{
    for (size_t i = 0; i < waits->count; i++) {
        if (waits->items[i].reason != WAITS_FOR_SERVER)
            continue;
        waits->items[i].next = 0;
        waits->items[i].pause = 0;
    }
}

int spool_waits_due_in(const SpoolWaits *waits, const SpoolFile *file, int64_t now_ms)
{
    const SpoolWait *wait = spool_waits_find(waits, file);
    int settles = spool_file_settles(file, now_ms);
    if (!wait)
        return settles;
    if (wait->reason == WAITS_FOR_EVER)
        return -1;
    int64_t left = wait->next - monotonic_ms();
    return left > settles ? (int)left : settles;
}

/* A file, and what its turn depends on. */
typedef struct Turn {
    SpoolFile file;
    int64_t next; /* 0: not tried before */
    size_t order;
} Turn;

static int compare_turns(const void *a, const void *b)
{
    const Turn *one = a, *other = b;
    if (one->next != other->next)
        return one->next < other->next ? -1 : 1;
    return one->order < other->order ? -1 : one->order > other->order;
}

void spool_waits_sort(const SpoolWaits *waits, SpoolFile *files, size_t count)
{
    if (waits->count == 0 || count == 0)
        return;
    Turn *turns = memory_array(count, sizeof *turns);
    for (size_t i = 0; i < count; i++) {
        const SpoolWait *wait = spool_waits_find(waits, &files[i]);
        /* One that was woken has 0, too, but comes behind those that were never tried. */
        turns[i] = (Turn){files[i], wait ? wait->next + 1 : 0, i};
    }
    qsort(turns, count, sizeof *turns, compare_turns);
    for (size_t i = 0; i < count; i++)
        files[i] = turns[i].file;
    free(turns);
}

void spool_waits_keep(SpoolWaits *waits, const SpoolFile *files, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < waits->count; i++)
        waits->items[i].listed = false;
    for (size_t i = 0; i < count; i++) {
        SpoolWait *wait = spool_waits_find(waits, &files[i]);
        if (wait)
            wait->listed = true;
    }
    for (size_t i = 0; i < waits->count; i++) {
        if (waits->items[i].listed)
            waits->items[kept++] = waits->items[i];
        else
            free(waits->items[i].name);
    }
    waits->count = kept;
}

size_t spool_waits_count(const SpoolWaits *waits)
{
    size_t count = 0;
    for (size_t i = 0; i < waits->count; i++)
        count += waits->items[i].reason != WAITS_FOR_EVER;
    return count;
}

void spool_waits_clear(SpoolWaits *waits)
{
    for (size_t i = 0; i < waits->count; i++)
        free(waits->items[i].name);
    free(waits->items);
    *waits = (SpoolWaits){0};
}
