/* history.h: who changed what: every save of a site's settings, with the whole before and after.
 *
 * A save is recorded as intended, on the disk, before the file is replaced, and settled after: so
 * no save is without a record. Where the program dies in between, what lies in the file says at the
 * next read whether it was made. What is found in a file and was never recorded has been edited
 * outside the program, and is recorded as that.
 *
 * Nothing is ever deleted, and all that is recorded is a hash chain, see verify.h. Each content of
 * a file is kept once, found by its XXH3-128 and length: whoever could make two files that share
 * both may write the settings, and so this database, anyway. A large one is kept as what zstd makes
 * of it with the one before as its dictionary.
 *
 * A history is one process's: open it after fork(), not before.
 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include "db/verify.h"
#include "store/recorder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct History History; /* opaque: history_open(), history_close() */

/* Who works here, and from where. */
typedef struct HistoryWho {
    int64_t uid;         /* the real user id */
    const char *user;    /* its name */
    const char *login;   /* who logged in, says the kernel (login uid); NULL: it does not know */
    const char *claimed; /* who is behind sudo or doas, says the environment; NULL: it does not */
    const char *address; /* of the SSH client, says the environment; NULL: it does not */
    const char *host;    /* on which the program runs */
    const char *via;     /* what of the program: "editor", or the name of a command */
} HistoryWho;

typedef struct HistoryOptions {
    const char *site; /* its real path: several sites may share their state */
    mode_t file_mode; /* of a database that is made */
    bool read_only;   /* never make or change one; where there was none ever it reads as empty */
    HistoryWho who;
} HistoryOptions;

/* True where there is no history yet in `state`: asks the file system alone. */
bool history_is_absent(const char *state);

/* Opens the history in the directory `state`, and makes one where there was none. The options are
 * copied. NULL and the error where it can't be opened. history_close() writes what is not written
 * yet, and frees. */
History *history_open(const char *state, const HistoryOptions *options, Error *error);
void history_close(History *history); /* NULL is nothing to do */

/* The functions of a StoreRecorder, at the time `now` (seconds since 1970). */
bool history_intend(History *history, const StoreChange *change, int64_t now, int64_t *record,
                    Error *error);
void history_settle(History *history, int64_t record, bool made);
bool history_found(History *history, const StoreFound *found, int64_t now);

/* The head of the hash chain as the last save that was intended left it, on the disk. */
const ChainHead *history_head(const History *history);

/* Verifies the chain (verify.h) and the file that it is in: true where all is as it was written.
 * `head`, where not NULL, is the hash of an event that must be among them. False and the error,
 * which names the record, at the first break. */
bool history_verify(History *history, const char *head, ChainVerified *verified, Progress *progress,
                    Error *error);

/* Writes what is still in memory: settlements of saves that follow each other closely, and files
 * found for the first time. Where that fails it is found out again at the next read. */
void history_flush(History *history);

typedef enum HistoryKind {
    HISTORY_SAVE,    /* by this program */
    HISTORY_OUTSIDE, /* edited outside it: noticed at a read */
    HISTORY_FOUND,   /* as it was when the history began */
} HistoryKind;

/* One change on record. Texts belong to the history and are good during the callback. */
typedef struct HistoryChange {
    int64_t version; /* its number: over all files, growing */
    HistoryKind kind;
    bool open;    /* a save that is under way, or was interrupted and not read since */
    bool unclear; /* interrupted, and the file was edited before the next read: made or not */
    int64_t time; /* seconds since 1970: of the save; else when it was noticed */
    const char *file;
    const char *what;      /* the differences in words; "": nobody has made them */
    HistoryWho who;        /* else than for a save: who noticed it; texts are never NULL: "" */
    int64_t modified;      /* of a file edited outside: its time of modification, */
    int64_t owner;         /* and the user id of its owner; -1: none */
    int64_t before, after; /* contents, for history_content(); 0: there was no file */
    int64_t before_size, after_size; /* in bytes */
} HistoryChange;

/* Which changes. NULL and 0 leave a field out of account. */
typedef struct HistoryQuery {
    const char *file;
    int64_t version; /* this one */
    int64_t since;   /* of this time, or later */
    int64_t below;   /* versions below this one */
    size_t limit;    /* so many */
} HistoryQuery;

typedef bool (*HistoryEach)(const HistoryChange *change, void *data); /* false: enough */

/* Calls `each` for the changes on record, the latest first. */
bool history_changes(History *history, const HistoryQuery *query, HistoryEach each, void *data,
                     Error *error);

/* How many changes there are. */
bool history_count(History *history, const HistoryQuery *query, size_t *count, Error *error);

/* Calls `each` for the files of which a save is open. */
bool history_open_files(History *history, void (*each)(const char *file, void *data), void *data,
                        Error *error);

/* The bytes of a content, with a NUL behind them; NULL and the error where it is damaged. The
 * caller frees them. */
char *history_content(History *history, int64_t id, size_t *length, Error *error);

#endif
