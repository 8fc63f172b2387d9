/* store.h: where subscriptions and security contacts are kept.
 *
 * An interface (a struct of functions) with one implementation today, a directory of libconfig
 * files (files.c). Nothing above this module knows which it is.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/error.h"
#include "base/progress.h"
#include "core/contact.h"
#include "core/subscription.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Which state of a file was seen: two loads of the same bytes have the same version. */
typedef struct StoreVersion {
    bool exists;
    uint64_t high, low; /* XXH3-128 of the file's bytes */
} StoreVersion;

/* True for the same bytes, and for no file both times. */
bool store_version_equal(const StoreVersion *a, const StoreVersion *b);

/* What was seen while loading, beside the values. */
typedef struct StoreVersionTag {
    StoreVersion version;
    bool has_comments; /* a save will lose them: the user is told once, before */
} StoreVersionTag;

/* How a save ended. */
typedef enum StoreSave {
    STORE_SAVED,     /* replaced, and on the disk */
    STORE_UNCHANGED, /* it had these values already: nothing was written */
    STORE_UNSURE, /* replaced, but the directory could not be synced: durability unknown; see error
                   */
    STORE_CONFLICT, /* the file is not what was loaded: nothing was written; see error */
    STORE_FAILED,   /* nothing was written; see error */
} StoreSave;

/* Something that is not wrong enough to stop, for a person: called with one made-visible sentence.
 */
typedef void (*StoreWarn)(const char *text, void *data);

/* One thing of several that are wrong. */
typedef void (*StoreProblem)(const Error *problem, void *data);

/* What lies where the contacts are kept, one after the other: store_contacts_open(),
 * store_contacts_close(). */
typedef struct StoreContacts StoreContacts;

struct StoreRecorder; /* recorder.h */

/* Some of the subscriptions, in their order: `part` is emptied into what the callee has, behind the
 * `first` that it has been given before (0: it begins, perhaps anew: what was given before is to be
 * dropped). There are `total` in all. False: no more are wanted. */
typedef bool (*StorePart)(SubscriptionList *part, size_t first, size_t total, void *data);

typedef struct StorePolicy {
    mode_t file_mode; /* the widest mode of a settings file, and that of a new one: 0660 */
    StoreWarn warn;   /* may be NULL */
    void *warn_data;
    const struct StoreRecorder *recorder; /* of changes; not owned; NULL: nobody records them */
} StorePolicy;

typedef struct Store Store;

struct StoreOps {
    void (*close)(Store *store);
    bool (*subscriptions_load)(Store *store, SubscriptionList *list, StoreVersionTag *seen,
                               Error *error);
    bool (*subscriptions_read)(Store *store, StorePart take, void *data, StoreVersionTag *seen,
                               Error *error);
    StoreSave (*subscriptions_save)(Store *store, const SubscriptionList *list,
                                    StoreVersionTag *seen, Error *error);
    bool (*contact_load)(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                         Progress *progress, Error *error);
    StoreSave (*contact_save)(Store *store, const char *id, const Contact *contact,
                              StoreVersionTag *seen, Progress *progress, Error *error);
    size_t (*contact_size)(Store *store, const char *id);
    bool (*contact_version)(Store *store, const char *id, StoreVersion *version, Error *error);
    char *(*contact_place)(Store *store, const char *id);
    bool (*whole_load)(Store *store, const char *file, char **text, size_t *length,
                       StoreVersion *version, Error *error);
    StoreSave (*whole_save)(Store *store, const char *file, const char *text, size_t length,
                            const char *what, StoreVersion *version, Error *error);
    bool (*subscriptions_review)(Store *store, SubscriptionList *list, StoreProblem tell,
                                 void *data);
    bool (*contact_review)(Store *store, const char *id, Contact *contact, StoreProblem tell,
                           void *data);
    bool (*contacts_open)(Store *store, StoreContacts **contacts, Error *error);
    bool (*contacts_next)(StoreContacts *contacts, const char **id, const char **path);
    void (*contacts_close)(StoreContacts *contacts);
};

struct Store {
    const struct StoreOps *ops; /* the implementation's own fields follow */
};

/* Loading (the two functions that end in _load, and the reading in parts) may be done by several
 * threads at once; the warner of the policy is then called by any of them, one at a time. */

/* A store in the settings files of the directory `path`, which must exist. Warns of a directory
 * that others can write. NULL and the error where it can't be opened. store_close() frees it. */
Store *store_open_files(const char *path, const StorePolicy *policy, Error *error);
void store_close(Store *store); /* NULL is nothing to do */

/* Fills `list` (not initialised before; the caller clears it, after success only). No file is an
 * empty list. */
bool store_subscriptions_load(Store *store, SubscriptionList *list, StoreVersionTag *seen,
                              Error *error);

/* The same list, part by part, so that the first ones can be shown while the rest is read. What was
 * taken counts only when all is read: false and the error drop it (ERROR_CANCELLED where no more
 * were wanted). Without subscriptions `take` is called once with none. */
bool store_subscriptions_read(Store *store, StorePart take, void *data, StoreVersionTag *seen,
                              Error *error);

/* Replaces the list, provided that the file still is of `seen`; afterwards `seen` is the new one.
 */
StoreSave store_subscriptions_save(Store *store, const SubscriptionList *list,
                                   StoreVersionTag *seen, Error *error);

/* Fills `contact` (not initialised before; the caller clears it, after success only). No file is a
 * contact without anything: seen->version.exists is false. */
bool store_contact_load(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                        Error *error);

/* Replaces the contact of subscription `id`, provided that the file still is of `seen`; afterwards
 * `seen` is the new one. Keeps the settings of the file that it does not know. After
 * STORE_CONFLICT the caller loads again, to see what the other one saved. */
StoreSave store_contact_save(Store *store, const char *id, const Contact *contact,
                             StoreVersionTag *seen, Error *error);

/* The same for what may be long: another thread may look at `progress`, and cancel. A load then
 * fails with ERROR_CANCELLED, and so does a save, with STORE_FAILED: the file is as it was. */
bool store_contact_load_long(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                             Progress *progress, Error *error);
StoreSave store_contact_save_long(Store *store, const char *id, const Contact *contact,
                                  StoreVersionTag *seen, Progress *progress, Error *error);

/* How large the contact is, to tell the long ones from others: the bytes of its file; 0 where
 * there is none. */
size_t store_contact_size(Store *store, const char *id);

/* What store_contact_load() would see as the version, without the work of taking it apart: the
 * contents may be wrong. */
bool store_contact_version(Store *store, const char *id, StoreVersion *version, Error *error);

/* Where the contact of `id` is kept, for messages: its file's path. The caller frees it. */
char *store_contact_place(Store *store, const char *id);

/* All of a file of the site, which `file` names as the recorder does ("contacts/ID.conf"), whatever
 * is in it: with a NUL behind it in `*text`, which the caller frees; NULL where there is none. */
bool store_file_load_raw(Store *store, const char *file, char **text, size_t *length,
                         StoreVersion *version, Error *error);

/* Replaces it byte for byte, provided that it still is of `version`, which afterwards is the new
 * one. `what` is for the record, and may be NULL. The caller has to know that the text is valid. */
StoreSave store_file_save_raw(Store *store, const char *file, const char *text, size_t length,
                              const char *what, StoreVersion *version, Error *error);

/* Takes apart what was in a contact's file, called `name` in errors. `contact` is not initialised
 * before; the caller clears it, after success only. */
bool store_contact_parse(const char *text, size_t length, const char *name, Contact *contact,
                         Error *error);

/* Likewise what was in the file with the list of subscriptions. */
bool store_subscriptions_parse(const char *text, size_t length, const char *name,
                               SubscriptionList *list, Error *error);

/* Loads like the two above, and tells all that is wrong, not only the first: true where nothing is.
 * The caller clears the list in either case, which then has what is right; and the contact after
 * true only. */
bool store_subscriptions_review(Store *store, SubscriptionList *list, StoreProblem tell,
                                void *data);
bool store_contact_review(Store *store, const char *id, Contact *contact, StoreProblem tell,
                          void *data);

/* Begins a list of all contacts that are kept, whether or not a subscription has them, in no order.
 * False and the error where they can't be listed. */
bool store_contacts_open(Store *store, StoreContacts **contacts, Error *error);

/* The next one: the id of a subscription, or NULL for a file of settings that nothing reads, since
 * its name is no id in lower case; and its path, for messages. Both are good until the next call.
 * False where there is no other. */
bool store_contacts_next(Store *store, StoreContacts *contacts, const char **id, const char **path);
void store_contacts_close(Store *store, StoreContacts *contacts); /* NULL is nothing to do */

#endif
