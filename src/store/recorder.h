/* recorder.h: told of each save, and of what is read, so that it is on record who changed what.
 *
 * The store calls it; what keeps the record (history/history.h) implements it. Around the moment in
 * which a file is replaced:
 *
 *   intend()   before: the change is on the disk of the record, as intended
 *   (rename)
 *   settle()   after: the change has been made, or has not
 *
 * Whatever happens in between, what lies in the file afterwards tells whether the change was made:
 * found() is called with it at every read.
 */
#ifndef STORE_RECORDER_H
#define STORE_RECORDER_H

#include "store/store.h"

#include <sys/stat.h>

/* What is or was in a file. */
typedef struct StoreBytes {
    StoreVersion version; /* exists is false: there is no file */
    const char *text;     /* NULL: they are many, and are to be read from `file` */
    size_t length;
    int file; /* a descriptor: what is read from it has to be held against the version */
} StoreBytes;

/* Copies the `length` bytes at `at`. False where they can't be read, or there are not so many. */
bool store_bytes_read(const StoreBytes *bytes, size_t at, char *to, size_t length);

/* A change that is about to be made. */
typedef struct StoreChange {
    const char *file; /* its path in the site: "contacts/ID.conf" */
    StoreBytes before, after;
    const char *what; /* the differences in words; NULL: nobody has made them */
} StoreChange;

/* What was found in a file. */
typedef struct StoreFound {
    const char *file;
    StoreBytes bytes;
    const struct stat *status; /* of the file, where there is one */
    bool locked;               /* nobody else can be saving in its directory */
} StoreFound;

/* Its functions are called one at a time, by whichever thread reads or saves. */
typedef struct StoreRecorder {
    void *data;
    /* Records the change as intended; on the disk when it returns. `*record` is for settle(). False
     * and the error where that can't be done: the change is not made then. */
    bool (*intend)(void *data, const StoreChange *change, int64_t *record, Error *error);
    /* The change was made, or was not. It need not be on the disk when it returns. */
    void (*settle)(void *data, int64_t record, bool made);
    /* Holds what was found against the record. False where somebody may be saving it just now: it
     * asks to be called again with `locked`, if nobody is. */
    bool (*found)(void *data, const StoreFound *found);
    /* Writes what it has put off. */
    void (*flush)(void *data);
} StoreRecorder;

/* Call them; `recorder` must not be NULL. In the first thread of the program the last two wait for
 * nobody: while another thread records they do nothing, and recorder_found() is true. */
bool recorder_intend(const StoreRecorder *recorder, const StoreChange *change, int64_t *record,
                     Error *error);
void recorder_settle(const StoreRecorder *recorder, int64_t record, bool made);
bool recorder_found(const StoreRecorder *recorder, const StoreFound *found);
void recorder_flush(const StoreRecorder *recorder);

#endif
