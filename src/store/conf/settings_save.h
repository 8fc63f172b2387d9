/* settings_save.h: replacing a settings file, so that at every instant it is the old one or the
 * new one, whole.
 *
 * The order is what makes it safe:
 *   settings_lock()      a lock file of its own in the directory, held from the reload on
 *   settings_read()      what is there now; the caller compares it with what was loaded
 *   settings_replace()   a temporary file in the same directory, written, its owner, mode and ACL
 *                        those of the old file, synced, read back; the change recorded as
 *                        intended; then the file renamed over the old one, and the directory
 *                        synced; then the change recorded as made
 *   close()              of the lock
 */
#ifndef STORE_CONF_SETTINGS_SAVE_H
#define STORE_CONF_SETTINGS_SAVE_H

#include "store/conf/settings_read.h"
#include "store/recorder.h"

/* Beside the settings files of a directory; both are only used under the lock. */
#define SETTINGS_LOCK      ".lock"
#define SETTINGS_TEMPORARY ".saving.tmp"

/* Waits a few seconds at most for others who are saving in `directory` (called `place` in errors).
 * A new lock file has exactly `mode`. Returns the descriptor, whose close() gives the lock back; -1
 * and the error, ERROR_RETRY where somebody else still has it, ERROR_CANCELLED after
 * progress_cancel(progress), which may be NULL. */
int settings_lock(int directory, const char *place, mode_t mode, Progress *progress, Error *error);

/* Likewise, but waits for nobody: -1 where somebody has it, or it can't be had. */
int settings_lock_now(int directory, mode_t mode);

/* Where a save is recorded. */
typedef struct SettingsRecord {
    const StoreRecorder *recorder; /* NULL: nowhere */
    const char *file, *what;       /* as in a StoreChange */
} SettingsRecord;

/* Writes the edited tree of `settings`, or settings->instead, over the file `name` in `directory`,
 * under the lock. The text of the old file need not be there any more. A new file has exactly
 * `mode` and, where the system allows, the directory's group. Gives the version of what is there
 * now in `*version`. STORE_SAVED; STORE_UNSURE with an error; STORE_CONFLICT where the file is no
 * longer the one that was read; STORE_FAILED with an error, and the file as it was: also where a
 * setting could not be read back as it is, and where the save can't be recorded. */
StoreSave settings_replace(const Settings *settings, int directory, const char *name, mode_t mode,
                           const SettingsRecord *record, StoreVersion *version, Error *error);

#endif
