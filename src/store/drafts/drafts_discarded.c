/* drafts_discarded.c: the draft that was discarded last, which can be had back. */
#include "store/drafts/drafts_internal.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DISCARDED ".discarded"

/* Removes all that were discarded, but for `name`. */
static void forget_discarded(const Drafts *drafts, int directory, const char *name)
{
    DraftFound *found;
    size_t count = drafts_find_named(drafts, NULL, DISCARDED, 0, &found);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(found[i].name, name) != 0)
            unlinkat(directory, found[i].name, 0);
    }
    drafts_found_free(found, count);
}

bool draft_slot_discard(DraftSlot *slot, Error *error)
{
    if (!slot->name)
        return true;
    int directory = drafts_open_directory(slot->drafts);
    size_t length = strlen(slot->name) - strlen(SUFFIX);
    char *name = memory_format("%.*s" DISCARDED, (int)length, slot->name);
    bool good = (directory >= 0 && renameat(directory, slot->name, directory, name) == 0) ||
                errno == ENOENT;
    if (good && directory >= 0)
        forget_discarded(slot->drafts, directory, name);
    else
        draft_slot_refuse(slot, slot->name, "the draft can't be removed", errno, error);
    if (directory >= 0)
        close(directory);
    if (good)
        draft_slot_empty(slot);
    free(name);
    return good;
}

bool drafts_find_discarded(const Drafts *drafts, DraftFound **found)
{
    size_t count = drafts_find_named(drafts, NULL, DISCARDED, 0, found);
    for (size_t i = 1; i < count; i++) { /* of an editor that ended in between */
        free((*found)[i].name);
        free((*found)[i].subscription);
    }
    return count > 0;
}

bool drafts_bring_back(const Drafts *drafts, Error *error)
{
    DraftFound *found;
    if (!drafts_find_discarded(drafts, &found))
        return error_set(error, ERROR_RETRY, "no draft was discarded");
    int directory = drafts_open_directory(drafts);
    char *name = directory >= 0
                     ? drafts_name_file(drafts, found->subscription, directory, found->name)
                     : NULL;
    bool good = name;
    if (!good)
        error_set_errno(error, ERROR_IO, errno, "the draft can't be had back");
    if (directory >= 0)
        close(directory);
    free(name);
    drafts_found_free(found, 1);
    return good;
}
