#include "store/recorder.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

bool store_bytes_read(const StoreBytes *bytes, size_t at, char *to, size_t length)
{
    if (at > bytes->length || length > bytes->length - at)
        return false;
    if (bytes->text && length > 0)
        memcpy(to, bytes->text + at, length);
    while (!bytes->text && length > 0) {
        ssize_t got = pread(bytes->file, to, length, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        at += (size_t)got;
        length -= (size_t)got;
    }
    return true;
}

/* The editor reads on a thread while it saves on another. Its first thread, which has the keys,
 * does not wait for a save, which may take long: what that finds is held against the record at the
 * next read, and by the next save. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static bool enter(void)
{
    bool has_keys = gettid() == getpid();
    return (has_keys ? pthread_mutex_trylock(&one_at_a_time)
                     : pthread_mutex_lock(&one_at_a_time)) == 0;
}

bool recorder_intend(const StoreRecorder *recorder, const StoreChange *change, int64_t *record,
                     Error *error)
{
    pthread_mutex_lock(&one_at_a_time);
    bool good = recorder->intend(recorder->data, change, record, error);
    pthread_mutex_unlock(&one_at_a_time);
    return good;
}

void recorder_settle(const StoreRecorder *recorder, int64_t record, bool made)
{
    pthread_mutex_lock(&one_at_a_time);
    recorder->settle(recorder->data, record, made);
    pthread_mutex_unlock(&one_at_a_time);
}

bool recorder_found(const StoreRecorder *recorder, const StoreFound *found)
{
    if (!enter())
        return true;
    bool known = recorder->found(recorder->data, found);
    pthread_mutex_unlock(&one_at_a_time);
    return known;
}

void recorder_flush(const StoreRecorder *recorder)
{
    if (!enter())
        return;
    recorder->flush(recorder->data);
    pthread_mutex_unlock(&one_at_a_time);
}
