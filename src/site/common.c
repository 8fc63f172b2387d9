/* common.c: what many security contacts have in common. */
#include "site/common.h"

#include "base/memory.h"
#include "core/contact_field.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

void common_init(Common *common)
{
    *common = (Common){0};
    contact_init(&common->first);
}

void common_clear(Common *common)
{
    contact_clear(&common->first);
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        free(common->values[i]);
    *common = (Common){0};
}

static uint64_t hash_emails(const AddressList *emails)
{
    size_t count = address_list_count(emails);
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(emails, i);
        hash = XXH3_64bits_withSeed(address, strlen(address), hash);
    }
    return hash;
}

static uint64_t hash_of(const Contact *contact, size_t field)
{
    if (field == CONTACT_EMAILS)
        return hash_emails(contact->emails);
    const char *value = contact_value(contact, field);
    return XXH3_64bits(value, strlen(value));
}

void common_add(Common *common, const Contact *contact)
{
    if (common->count == 0) {
        contact_clear(&common->first);
        contact_copy(&common->first, contact);
    }
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        if (contact_fields[i].type == CONTACT_TOGGLE)
            common->on[i] += contact_is_on(contact, i);
        common->values[i] = memory_reserve(common->values[i], &common->capacity[i],
                                           common->count + 1, sizeof *common->values[i]);
        common->values[i][common->count] = hash_of(contact, i);
    }
    common->count++;
}

static int compare(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, two = *(const uint64_t *)b;
    return (one > two) - (one < two);
}

static size_t count_different(const uint64_t *hashes, size_t count)
{
    uint64_t *sorted = memory_array(count, sizeof *sorted);
    size_t different = count > 0;
    if (count > 0)
        memcpy(sorted, hashes, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = 1; i < count; i++)
        different += sorted[i] != sorted[i - 1];
    free(sorted);
    return different;
}

size_t common_values(const Common *common, size_t field)
{
    return count_different(common->values[field], common->count);
}
