/* bulk_apply.c: applies a change to the contacts of several subscriptions, and tells of each. */
#include "cli/bulk_apply.h"

#include "base/language.h"
#include "base/visible.h"
#include "cli/interrupt.h"
#include "command/output.h"
#include "form/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ATTEMPTS = 5 };

/* Nothing to clear where it fails. */
static bool load(const BulkApply *bulk_apply, const Subscription *subscription, Revision *revision,
                 Error *error)
{
    Store *store = bulk_apply->site ? bulk_apply->site->store : NULL;
    if (!revision_load(revision, store, subscription, bulk_apply->rule, bulk_apply->data, NULL,
                       error))
        return false;
    if (bulk_apply->force || !revision_loses_comments(revision))
        return true;
    char *place = store_contact_place(store, subscription->id);
    error_set_at(error, ERROR_DATA, place, 0,
                 "has comments, which saving removes; nothing is saved (--force saves all the "
                 "same)");
    free(place);
    revision_clear(revision);
    return false;
}

bool bulk_apply_check(const BulkApply *bulk_apply, const Subscription *const *chosen, size_t count,
                      Error *error)
{
    for (size_t i = 0; i < count; i++) {
        Revision revision;
        if (!load(bulk_apply, chosen[i], &revision, error))
            return false;
        revision_clear(&revision);
    }
    return true;
}

static void report(const BulkApply *bulk_apply, const Subscription *subscription,
                   const Revision *revision)
{
    const Contact *before = &revision->before, *after = &revision->after;
    if (!revision_changes(revision)) {
        if (bulk_apply->brief)
            return;
        char *name = visible_text(subscription->name);
        printf(_("%s: no changes\n"), name);
        free(name);
    } else {
        char *difference = contact_difference(before, after);
        char *name = visible_text(subscription->name);
        printf(bulk_apply->dry_run ? _("Would save %s: %s\n") : _("Saved %s: %s\n"), name,
               difference);
        free(name);
        free(difference);
    }
    if (bulk_apply->dry_run) {
        char *changes = contact_changes(before, after);
        for (char *rest = changes, *line; (line = strsep(&rest, "\n"));)
            if (*line)
                printf("  %s\n", line);
        free(changes);
    }
    if (after->alerts && !contact_is_configured(after))
        output_note("warning: %s: %s", subscription->name,
                    form_text(form_get("email-notifications"), "nobody"));
}

/* Loads, changes and saves one; again where somebody else has saved in between. `*changed` counts
 * those that it changes, or would. Where `progress` is cancelled the error says so. */
static StoreSave save(const BulkApply *bulk_apply, const Subscription *subscription,
                      Progress *progress, size_t *changed, Error *error)
{
    StoreSave saved = STORE_CONFLICT;
    for (int attempt = 0; saved == STORE_CONFLICT && attempt < ATTEMPTS; attempt++) {
        Revision revision;
        if (!load(bulk_apply, subscription, &revision, error))
            return STORE_FAILED;
        saved = bulk_apply->dry_run ? STORE_UNCHANGED
                                    : revision_save(&revision, bulk_apply->site->store,
                                                    subscription, progress, error);
        if (saved != STORE_CONFLICT && saved != STORE_FAILED) {
            report(bulk_apply, subscription, &revision);
            *changed += revision_changes(&revision);
        }
        revision_clear(&revision);
    }
    if (saved == STORE_CONFLICT)
        error_set(error, ERROR_RETRY, "%s: its settings change all the time; not saved: try again",
                  visible_start(subscription->name, 80));
    return saved;
}

/* `chosen` from `first` on are not saved. */
static void tell_unsaved(const Subscription *const *chosen, size_t first, size_t count)
{
    for (size_t i = first; i < count; i++)
        output_note("not saved: %s (%s)", chosen[i]->name, chosen[i]->id);
    if (first > 0)
        output_note("%zu of %zu are done; try again for those that are not saved", first, count);
}

/* A signal came when `done` of `count` were saved. */
static int stop(size_t done, size_t count)
{
    if (done == 0)
        output_note("stopped: nothing is saved");
    else
        output_note("stopped: %zu of %zu are done; the others are as they were", done, count);
    return EX_TEMPFAIL;
}

int bulk_apply_save(const BulkApply *bulk_apply, const Subscription *const *chosen, size_t count,
                    Error *error)
{
    int status = EX_OK;
    size_t changed = 0;
    if (!bulk_apply->dry_run)
        interrupt_begin();
    for (size_t i = 0; i < count; i++) {
        Progress *progress = interrupt_next();
        StoreSave saved =
            progress ? save(bulk_apply, chosen[i], progress, &changed, error) : STORE_FAILED;
        if (!progress || error->kind == ERROR_CANCELLED) {
            error_clear(error);
            return stop(i, count);
        }
        output_progress(i + 1, count);
        if (saved == STORE_FAILED || saved == STORE_CONFLICT) {
            tell_unsaved(chosen, i, count);
            return EX_IOERR;
        }
        if (saved == STORE_UNSURE) {
            char *words = error_message(error);
            output_note("warning: %s", words);
            free(words);
            status = error_exit_status(error);
        }
        error_clear(error);
    }
    if (bulk_apply->brief)
        printf(bulk_apply->dry_run
                   ? n_("%zu of %zu subscription would change: nothing is saved\n",
                        "%zu of %zu subscriptions would change: nothing is saved\n", count)
                   : n_("%zu of %zu subscription changed\n", "%zu of %zu subscriptions changed\n",
                        count),
               changed, count);
    return status;
}
