#include "store/recorder.h"

#include <pthread.h>

/* The editor reads on a thread while it saves on another. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

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
    pthread_mutex_lock(&one_at_a_time);
    bool known = recorder->found(recorder->data, found);
    pthread_mutex_unlock(&one_at_a_time);
    return known;
}

void recorder_flush(const StoreRecorder *recorder)
{
    pthread_mutex_lock(&one_at_a_time);
    recorder->flush(recorder->data);
    pthread_mutex_unlock(&one_at_a_time);
}
