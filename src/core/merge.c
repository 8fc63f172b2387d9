/* merge.c: two changes of one security contact brought together. */
#include "core/merge.h"

#include "base/memory.h"
#include "core/contact_field.h"

#include <stdlib.h>
#include <string.h>

/* The lists of a merge. `first` gives the order; additions of `second` are put into it. */
typedef struct Lists {
    const AddressList *base, *first, *second;
    bool ours_first;
    unsigned collisions;
    Progress *progress;
} Lists;

/* Additions of `second`, in a chain behind the address of `first` that they follow. */
typedef struct Additions {
    size_t *heads, *tails; /* by index in `first`, plus 1; 0 is the front. Values: index plus 1 */
    size_t *next;          /* by index in `second` */
} Additions;

/* Asked for the address at `index`, in each loop over many. */
static bool is_cancelled(const Progress *progress, size_t index)
{
    enum { OFTEN = 1024 };
    return index % OFTEN == 0 && progress_is_cancelled(progress);
}

static size_t find(const AddressList *list, const char *text)
{
    return address_list_find(list, text, strlen(text));
}

/* The spelling of mailbox `text` in `list`; NULL where it is not in there. */
static const char *spelling(const AddressList *list, const char *text)
{
    size_t index = find(list, text);
    return index == ADDRESS_LIST_NONE ? NULL : address_list_get(list, index);
}

/* Whether the addresses of `list` that are in both others too stand in another order than there. */
static bool is_reordered(const AddressList *list, const AddressList *than, const AddressList *too,
                         const Progress *progress)
{
    size_t last = 0;
    for (size_t i = 0; i < address_list_count(list) && !is_cancelled(progress, i); i++) {
        const char *text = address_list_get(list, i);
        size_t index = find(than, text);
        if (index == ADDRESS_LIST_NONE || find(too, text) == ADDRESS_LIST_NONE)
            continue;
        if (index < last)
            return true;
        last = index;
    }
    return false;
}

/* The first address of `list`, where it is not in `base`; else NULL. */
static const char *new_front(const AddressList *base, const AddressList *list)
{
    if (address_list_count(base) == 0 || address_list_count(list) == 0)
        return NULL;
    const char *front = address_list_get(list, 0);
    return find(base, front) == ADDRESS_LIST_NONE ? front : NULL;
}

static Lists choose_order(const AddressList *base, const AddressList *theirs,
                          const AddressList *ours, Progress *progress)
{
    bool ours_moved = is_reordered(ours, base, theirs, progress);
    bool theirs_moved = is_reordered(theirs, base, ours, progress);
    Lists lists = {.base = base, .first = ours, .second = theirs, .ours_first = true};
    if (theirs_moved && !ours_moved)
        lists = (Lists){.base = base, .first = theirs, .second = ours};
    lists.progress = progress;
    if (ours_moved && theirs_moved && is_reordered(ours, theirs, base, progress))
        lists.collisions |= MERGE_ORDER;
    const char *our_front = new_front(base, ours), *their_front = new_front(base, theirs);
    if (our_front && their_front && find(ours, their_front) == ADDRESS_LIST_NONE)
        lists.collisions |= MERGE_ORDER;
    return lists;
}

/* What stays of an address that `first` has in the spelling `mine`; NULL: it goes. */
static const char *resolve(Lists *lists, const char *mine)
{
    const char *old = spelling(lists->base, mine);
    const char *other = spelling(lists->second, mine);
    if (!old)
        return other && !lists->ours_first ? other : mine;
    bool respelled = strcmp(mine, old) != 0;
    if (!other) {
        if (!respelled)
            return NULL;
        lists->collisions |= MERGE_SPELLING;
        return lists->ours_first ? mine : NULL;
    }
    bool other_respelled = strcmp(other, old) != 0;
    if (respelled && other_respelled && strcmp(mine, other) != 0) {
        lists->collisions |= MERGE_SPELLING;
        return lists->ours_first ? mine : other;
    }
    return respelled ? mine : other;
}

/* True for what `second` brings: a new address, or one that it spelled anew and `first` removed. */
static bool is_addition(Lists *lists, const char *text)
{
    if (find(lists->first, text) != ADDRESS_LIST_NONE)
        return false;
    const char *old = spelling(lists->base, text);
    if (!old)
        return true;
    if (strcmp(old, text) == 0)
        return false;
    lists->collisions |= MERGE_SPELLING;
    return !lists->ours_first;
}

static Additions collect_additions(Lists *lists)
{
    size_t places = address_list_count(lists->first) + 1;
    size_t count = address_list_count(lists->second);
    Additions additions = {.heads = memory_array(places, sizeof(size_t)),
                           .tails = memory_array(places, sizeof(size_t)),
                           .next = memory_array(count, sizeof(size_t))};
    size_t place = 0;
    for (size_t i = 0; i < count && !is_cancelled(lists->progress, i); i++) {
        const char *text = address_list_get(lists->second, i);
        if (!is_addition(lists, text)) {
            size_t index = find(lists->first, text);
            if (index != ADDRESS_LIST_NONE)
                place = index + 1;
            continue;
        }
        if (additions.heads[place] == 0)
            additions.heads[place] = i + 1;
        else
            additions.next[additions.tails[place] - 1] = i + 1;
        additions.tails[place] = i + 1;
    }
    return additions;
}

static void add(AddressList *list, const char *text)
{
    address_list_add(list, text, strlen(text));
}

static void add_chain(AddressList *merged, const Lists *lists, const Additions *additions,
                      size_t place)
{
    for (size_t i = additions->heads[place]; i > 0; i = additions->next[i - 1])
        add(merged, address_list_get(lists->second, i - 1));
}

static unsigned merge_lists(const AddressList *base, const AddressList *theirs,
                            const AddressList *ours, AddressList *merged, Progress *progress)
{
    Lists lists = choose_order(base, theirs, ours, progress);
    Additions additions = collect_additions(&lists);
    add_chain(merged, &lists, &additions, 0);
    for (size_t i = 0; i < address_list_count(lists.first) && !is_cancelled(progress, i); i++) {
        const char *kept = resolve(&lists, address_list_get(lists.first, i));
        if (kept)
            add(merged, kept);
        add_chain(merged, &lists, &additions, i + 1);
    }
    free(additions.heads);
    free(additions.tails);
    free(additions.next);
    if (address_list_count(merged) == 0 && address_list_count(theirs) > 0 &&
        address_list_count(ours) > 0)
        lists.collisions |= MERGE_EMPTY;
    return lists.collisions;
}

/* The one that changed it wins; where both did, ours, and the collision is returned. */
static unsigned merge_value(const Contact *base, const Contact *theirs, const Contact *ours,
                            Contact *merged, size_t index)
{
    bool ours_changed = !contact_field_equal(base, ours, index);
    bool theirs_changed = !contact_field_equal(base, theirs, index);
    contact_set_value(merged, index, contact_value(ours_changed ? ours : theirs, index));
    bool collides = ours_changed && theirs_changed && !contact_field_equal(ours, theirs, index);
    return collides ? (unsigned)MERGE_VALUE << index : MERGE_CLEAN;
}

unsigned contact_merge(const Contact *base, const Contact *theirs, const Contact *ours,
                       Contact *merged, Progress *progress)
{
    contact_init(merged);
    unsigned collisions =
        merge_lists(base->emails, theirs->emails, ours->emails, merged->emails, progress);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        collisions |= merge_value(base, theirs, ours, merged, i);
    return collisions;
}
