#include "tui/app/reader.h"

#include "base/fold.h"
#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define ID_SIZE 37
#define NICE    5 /* the keys come first */

/* The ids of a list, and which of their contacts have been read. */
typedef struct Ids {
    char (*items)[ID_SIZE];
    bool *known;
    size_t count, capacity, known_capacity;
} Ids;

struct Reader {
    Store *store;
    pthread_t thread;
    bool running; /* the thread: set before it starts */
    pthread_mutex_t mutex;
    pthread_cond_t work, read;
    /* Under the mutex, what is to be read: */
    bool stop, wanted, scan;
    size_t *asked; /* the last one first */
    size_t asked_count, asked_capacity;
    /* and what has been. */
    ReaderNews news;
    size_t part_capacity, summary_capacity;
    Progress progress; /* of a contact, to give it up */
    /* Of the thread alone: */
    Ids ids, before; /* of the list; of the one before it, while it is read */
    size_t scanned;
};

Summary summary_of(const Contact *contact)
{
    size_t addresses = address_list_count(contact->emails);
    return (Summary){.state = SUMMARY_READ,
                     .alerts = contact->alerts,
                     .phone = contact->phone != NULL,
                     .addresses = addresses < UINT32_MAX ? (uint32_t)addresses : UINT32_MAX};
}

static void ids_clear(Ids *ids)
{
    free(ids->items);
    free(ids->known);
    *ids = (Ids){0};
}

static void ids_add(Ids *ids, const SubscriptionList *list)
{
    size_t count = ids->count + list->count;
    ids->items = memory_reserve(ids->items, &ids->capacity, count, sizeof *ids->items);
    ids->known = memory_reserve(ids->known, &ids->known_capacity, count, sizeof *ids->known);
    for (size_t i = 0; i < list->count; i++) {
        memcpy(ids->items[ids->count], list->items[i].id, ID_SIZE);
        ids->known[ids->count++] = false;
    }
}

static void part_clear(ReaderPart *part)
{
    subscription_list_clear(&part->list);
    free(part->texts);
    free(part->block);
}

void reader_news_clear(ReaderNews *news)
{
    for (size_t i = 0; i < news->part_count; i++)
        part_clear(&news->parts[i]);
    free(news->parts);
    free(news->summaries);
    free(news->moved);
    *news = (ReaderNews){0};
}

static void drop_news(Reader *reader)
{
    reader_news_clear(&reader->news);
    reader->part_capacity = reader->summary_capacity = 0;
}

/* Reads the contact of `index`, without the mutex, and adds its summary to the news. */
static void read_contact(Reader *reader, size_t index)
{
    Contact contact;
    StoreVersionTag seen;
    Error error;
    Summary summary = {.state = SUMMARY_UNREADABLE};
    pthread_mutex_unlock(&reader->mutex);
    if (store_contact_load_long(reader->store, reader->ids.items[index], &contact, &seen,
                                &reader->progress, &error)) {
        summary = summary_of(&contact);
        contact_clear(&contact);
    }
    pthread_mutex_lock(&reader->mutex);
    reader->ids.known[index] = true;
    ReaderNews *news = &reader->news;
    news->summaries = memory_reserve(news->summaries, &reader->summary_capacity,
                                     news->summary_count + 1, sizeof *news->summaries);
    news->summaries[news->summary_count++] = (ReaderSummary){index, summary};
}

static void read_asked(Reader *reader)
{
    while (reader->asked_count > 0 && !reader->stop && !reader->wanted) {
        size_t index = reader->asked[--reader->asked_count];
        if (index < reader->ids.count)
            read_contact(reader, index);
    }
}

/* The texts of a part, one behind the other, so that looking for one runs through memory. */
static void fold_part(ReaderPart *part)
{
    size_t length = 0, capacity = 0, count = part->list.count;
    size_t *offsets = memory_array(count, sizeof *offsets);
    for (size_t i = 0; i < count; i++) {
        const Subscription *subscription = &part->list.items[i];
        char *name = fold_text(subscription->name);
        size_t name_length = strlen(name);
        part->block = memory_reserve(part->block, &capacity, length + name_length + 1 + ID_SIZE, 1);
        offsets[i] = length;
        memcpy(part->block + length, name, name_length);
        length += name_length;
        part->block[length++] = '\n';
        memcpy(part->block + length, subscription->id, ID_SIZE);
        length += ID_SIZE;
        free(name);
    }
    part->texts = memory_array(count, sizeof *part->texts);
    for (size_t i = 0; i < count; i++)
        part->texts[i] = part->block + offsets[i];
    free(offsets);
}

static bool take_part(SubscriptionList *list, size_t first, size_t total, void *data)
{
    Reader *reader = data;
    ReaderPart part = {.list = *list, .first = first, .total = total};
    *list = (SubscriptionList){0};
    if (first == 0)
        ids_clear(&reader->ids);
    ids_add(&reader->ids, &part.list);
    fold_part(&part);
    pthread_mutex_lock(&reader->mutex);
    if (first == 0)
        drop_news(reader);
    ReaderNews *news = &reader->news;
    news->parts = memory_reserve(news->parts, &reader->part_capacity, news->part_count + 1,
                                 sizeof *news->parts);
    news->parts[news->part_count++] = part;
    pthread_cond_signal(&reader->read);
    /* What is asked for is in the list that is shown: that is another one while one is read again.
     */
    if (reader->before.count == 0)
        read_asked(reader);
    bool more = !reader->stop && !reader->wanted;
    pthread_mutex_unlock(&reader->mutex);
    return more;
}

typedef struct Place {
    const char *id;
    size_t index;
} Place;

static int compare_places(const void *a, const void *b)
{
    return strcmp(((const Place *)a)->id, ((const Place *)b)->id);
}

/* Where the subscriptions of the list before are now. */
static size_t *find_moved(const Ids *before, const Ids *now)
{
    size_t *moved = memory_array(before->count, sizeof *moved);
    Place *places = memory_array(now->count, sizeof *places);
    for (size_t i = 0; i < now->count; i++)
        places[i] = (Place){now->items[i], i};
    qsort(places, now->count, sizeof *places, compare_places);
    for (size_t i = 0; i < before->count; i++) {
        const Place wanted = {before->items[i], 0};
        const Place *found =
            now->count > 0 ? bsearch(&wanted, places, now->count, sizeof *places, compare_places)
                           : NULL;
        moved[i] = found ? found->index : READER_GONE;
    }
    free(places);
    return moved;
}

static void read_list(Reader *reader)
{
    StoreVersionTag seen;
    Error error;
    /* Only of a list that was read whole. */
    reader->before = reader->ids;
    reader->ids = (Ids){0};
    drop_news(reader);
    pthread_mutex_unlock(&reader->mutex);
    bool ok = store_subscriptions_read(reader->store, take_part, reader, &seen, &error);
    size_t moved_count = ok ? reader->before.count : 0;
    size_t *moved = moved_count > 0 ? find_moved(&reader->before, &reader->ids) : NULL;
    pthread_mutex_lock(&reader->mutex);
    if (ok) {
        reader->news.done = true;
        reader->news.seen = seen;
        reader->news.moved = moved;
        reader->news.moved_count = moved_count;
        reader->scanned = 0;
        ids_clear(&reader->before);
    } else {
        drop_news(reader);
        reader->news.failed = error.kind != ERROR_CANCELLED;
        reader->news.error = error;
        ids_clear(&reader->ids);
        reader->ids = reader->before;
        reader->before = (Ids){0};
        /* What was read of their contacts, but not taken, has been dropped. */
        if (reader->ids.count > 0)
            memset(reader->ids.known, 0, reader->ids.count * sizeof *reader->ids.known);
        reader->scanned = 0;
    }
    pthread_cond_signal(&reader->read);
}

static void scan_on(Reader *reader)
{
    while (reader->scanned < reader->ids.count && reader->ids.known[reader->scanned])
        reader->scanned++;
    if (reader->scanned < reader->ids.count)
        read_contact(reader, reader->scanned);
}

static void *run(void *data)
{
    Reader *reader = data;
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    pthread_mutex_lock(&reader->mutex);
    while (!reader->stop) {
        if (reader->wanted) {
            reader->wanted = false;
            read_list(reader);
        } else if (reader->asked_count > 0) {
            read_asked(reader);
        } else if (reader->scan && reader->scanned < reader->ids.count) {
            scan_on(reader);
        } else {
            /* Who waits is not woken for each summary, but for all that were wanted. */
            pthread_cond_signal(&reader->read);
            pthread_cond_wait(&reader->work, &reader->mutex);
        }
    }
    pthread_mutex_unlock(&reader->mutex);
    return NULL;
}

/* All signals stay with the thread that reads the keys. Without a thread the caller reads. */
static void start(Reader *reader)
{
    if (reader->running) {
        pthread_cond_signal(&reader->work);
        return;
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    reader->running = pthread_create(&reader->thread, NULL, run, reader) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (reader->running)
        return;
    if (reader->wanted) {
        reader->wanted = false;
        read_list(reader);
    }
    read_asked(reader);
    while (reader->scan && reader->scanned < reader->ids.count)
        scan_on(reader);
}

Reader *reader_new(Store *store)
{
    Reader *reader = memory_new(sizeof *reader);
    pthread_condattr_t monotonic;
    reader->store = store;
    pthread_mutex_init(&reader->mutex, NULL);
    pthread_cond_init(&reader->work, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&reader->read, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return reader;
}

void reader_free(Reader *reader)
{
    if (!reader)
        return;
    pthread_mutex_lock(&reader->mutex);
    reader->stop = true;
    progress_cancel(&reader->progress);
    pthread_cond_signal(&reader->work);
    pthread_mutex_unlock(&reader->mutex);
    if (reader->running)
        pthread_join(reader->thread, NULL);
    drop_news(reader);
    ids_clear(&reader->ids);
    ids_clear(&reader->before);
    free(reader->asked);
    pthread_cond_destroy(&reader->work);
    pthread_cond_destroy(&reader->read);
    pthread_mutex_destroy(&reader->mutex);
    free(reader);
}

void reader_read(Reader *reader)
{
    pthread_mutex_lock(&reader->mutex);
    reader->wanted = true;
    reader->asked_count = 0;
    start(reader);
    pthread_mutex_unlock(&reader->mutex);
}

void reader_ask(Reader *reader, size_t index)
{
    pthread_mutex_lock(&reader->mutex);
    reader->asked = memory_reserve(reader->asked, &reader->asked_capacity, reader->asked_count + 1,
                                   sizeof *reader->asked);
    reader->asked[reader->asked_count++] = index;
    start(reader);
    pthread_mutex_unlock(&reader->mutex);
}

void reader_scan(Reader *reader, bool scan)
{
    pthread_mutex_lock(&reader->mutex);
    reader->scan = scan;
    if (scan)
        start(reader);
    pthread_mutex_unlock(&reader->mutex);
}

static bool has_news(const Reader *reader)
{
    const ReaderNews *news = &reader->news;
    return news->part_count > 0 || news->summary_count > 0 || news->done || news->failed;
}

void reader_wait(Reader *reader, int milliseconds)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    long nanoseconds = end.tv_nsec + milliseconds % 1000 * 1000000L;
    end.tv_sec += milliseconds / 1000 + nanoseconds / 1000000000L;
    end.tv_nsec = nanoseconds % 1000000000L;
    pthread_mutex_lock(&reader->mutex);
    int result = 0;
    while (!has_news(reader) && result != ETIMEDOUT)
        result = milliseconds < 0 ? pthread_cond_wait(&reader->read, &reader->mutex)
                                  : pthread_cond_timedwait(&reader->read, &reader->mutex, &end);
    pthread_mutex_unlock(&reader->mutex);
}

void reader_take(Reader *reader, ReaderNews *news)
{
    pthread_mutex_lock(&reader->mutex);
    *news = reader->news;
    reader->news = (ReaderNews){0};
    reader->part_capacity = reader->summary_capacity = 0;
    pthread_mutex_unlock(&reader->mutex);
}
