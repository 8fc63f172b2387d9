/* files.h: the store in a directory of libconfig files, for the files of this module alone.
 *
 *   subscriptions.conf      one list of groups           files_subscriptions.c
 *                                                    files_internal.c: the same, part by part
 *   contacts/ID.conf        one file per subscription    files_contacts.c, files_list.c
 *   either of them, and those beside them, byte for byte: files_whole.c
 */
#ifndef STORE_FILES_FILES_H
#define STORE_FILES_FILES_H

#include "store/conf/settings_read.h"
#include "store/store.h"

#include <pthread.h>

#define FILES_WARNED_MAX 16
#define FILES_CONTACTS   "contacts" /* directory of the contacts */
#define FILES_SUFFIX     ".conf"

typedef struct FilesStore {
    Store store; /* first: a Store * is a FilesStore * */
    char *path;
    int directory; /* open descriptor of it */
    StorePolicy policy;
    pthread_mutex_t warning;        /* of the two below, and of the warner */
    char *warned[FILES_WARNED_MAX]; /* files whose mode was warned of */
    size_t warned_count;
} FilesStore;

/* One settings file of the store. */
typedef struct FilesPlace {
    int directory;        /* descriptor of its directory */
    const char *name;     /* its path from there */
    char *directory_path; /* for messages */
    char *path;           /* for messages */
} FilesPlace;

void files_place_clear(FilesPlace *place); /* leaves the descriptor alone */

/* Tells the warner of the policy, where there is one, one sentence, made visible. */
void files_warn(const FilesStore *files, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Warns where others can write into the directory behind `descriptor`. */
void files_warn_directory(const FilesStore *files, int descriptor, const char *path);

/* Reads into `settings`, which settings_init() has prepared, and warns of a mode that is too wide.
 */
bool files_take(FilesStore *files, const FilesPlace *place, Settings *settings, Error *error);

/* Likewise, and parses. */
bool files_load(FilesStore *files, const FilesPlace *place, Settings *settings, Error *error);

/* Holds what was read into `settings` against the record. `locked`: under the lock of its
 * directory. */
void files_found(const FilesStore *files, const FilesPlace *place, const Settings *settings,
                 bool locked);

/* What a file may have that is long, and who looks on. */
typedef struct FilesLong {
    const char *apart;          /* the array that may be long (settings_texts.h) */
    const SettingsSource *like; /* what a save is going to put there */
    Progress *progress;
} FilesLong;

/* What a change came to. */
typedef struct FilesEdit {
    bool changed; /* false: all of it was there already */
    char *what;   /* the differences in words, or NULL; freed by files_save() */
} FilesEdit;

/* Parses what was read, checks it, and brings `value` into the tree; or sets settings->instead. */
typedef bool (*FilesChange)(Settings *settings, const void *value, FilesEdit *edit, Error *error);

/* The whole of a save: lock, reload, compare with `seen`, change, replace. */
StoreSave files_save(const FilesStore *files, const FilesPlace *place, FilesLong is_long,
                     FilesChange change, const void *value, StoreVersionTag *seen, Error *error);

/* Where all that is wrong is told, and not only the first: reading goes on behind it. */
typedef struct FilesReview {
    StoreProblem tell;
    void *data;
    size_t count; /* of the problems told */
} FilesReview;

/* Whether reading can go on after `error`: with a review, which is told of it. The error is cleared
 * then. `review` may be NULL. */
bool files_review_goes_on(FilesReview *review, Error *error);

/* files_internal.c */
bool files_subscriptions_read(Store *store, StorePart take, void *data, StoreVersionTag *seen,
                              Error *error);

/* files_subscriptions.c */
FilesPlace files_subscriptions_place(const FilesStore *files);
bool files_subscriptions_load(Store *store, SubscriptionList *list, StoreVersionTag *seen,
                              Error *error);
StoreSave files_subscriptions_save(Store *store, const SubscriptionList *list,
                                   StoreVersionTag *seen, Error *error);
bool files_subscriptions_review(Store *store, SubscriptionList *list, StoreProblem tell,
                                void *data);
bool subscriptions_from_settings(const Settings *settings, SubscriptionList *list, Error *error);
void subscriptions_to_settings(Settings *settings, const SubscriptionList *list);

/* files_contacts.c */
bool files_contact_load(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                        Progress *progress, Error *error);
StoreSave files_contact_save(Store *store, const char *id, const Contact *contact,
                             StoreVersionTag *seen, Progress *progress, Error *error);
size_t files_contact_size(Store *store, const char *id);
void files_contacts_warn(const FilesStore *files);               /* of its directory */
int files_contacts_directory(const FilesStore *files);           /* its directory; -1 and errno */
bool files_contacts_refuse_link(const char *path, Error *error); /* where it is a link; false */

/* Where the contact of `id` lies, but for the descriptor, which is -1. files_place_clear() it,
 * after success only. False and the error where `id` is none. */
bool files_contact_place_of(const FilesStore *files, const char *id, FilesPlace *place,
                            Error *error);

/* Opens the directory of the contacts as that of `place`, which closes it; makes it, as wide as the
 * site's, where there is none. */
bool files_contacts_open_or_make(const FilesStore *files, FilesPlace *place, Error *error);
bool files_contact_version(Store *store, const char *id, StoreVersion *version, Error *error);
char *files_contact_place(Store *store, const char *id);
bool files_contact_review(Store *store, const char *id, Contact *contact, StoreProblem tell,
                          void *data);

/* files_whole.c */
bool files_whole_load(Store *store, const char *file, char **text, size_t *length,
                      StoreVersion *version, Error *error);
StoreSave files_whole_save(Store *store, const char *file, const char *text, size_t length,
                           const char *what, StoreVersion *version, Error *error);

/* files_list.c */
bool files_contacts_open(Store *store, StoreContacts **contacts, Error *error);
bool files_contacts_next(StoreContacts *contacts, const char **id, const char **path);
void files_contacts_close(StoreContacts *contacts);

/* files_contact_settings.c */
#define FILES_CONTACT_EMAILS "emails" /* the array that may be long */

/* What the tree, or what is apart from it, has. `review` may be NULL. Without one, and where the
 * addresses are apart: false without an error where one is wrong, and the tree is needed to say
 * which. */
bool files_contact_read(const Settings *settings, Contact *contact, FilesReview *review,
                        Error *error);
SettingsSource files_contact_source(const Contact *contact); /* its addresses */
bool files_contact_change(Settings *settings, const void *contact, FilesEdit *edit, Error *error);
bool contact_from_settings(const Settings *settings, Contact *contact, Error *error);
void contact_to_settings(Settings *settings, const Contact *contact);

#endif
