#include "site/common.h"

#include "base/memory.h"

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
    free(common->emails);
    free(common->phones);
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

void common_add(Common *common, const Contact *contact)
{
    const char *phone = contact->phone ? contact->phone : "";
    if (common->count == 0) {
        contact_clear(&common->first);
        contact_copy(&common->first, contact);
    }
    common->emails = memory_reserve(common->emails, &common->email_capacity, common->count + 1,
                                    sizeof *common->emails);
    common->phones = memory_reserve(common->phones, &common->phone_capacity, common->count + 1,
                                    sizeof *common->phones);
    common->emails[common->count] = hash_emails(contact->emails);
    common->phones[common->count] = XXH3_64bits(phone, strlen(phone));
    common->alerts += contact->alerts;
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

size_t common_emails(const Common *common)
{
    return count_different(common->emails, common->count);
}

size_t common_phones(const Common *common)
{
    return count_different(common->phones, common->count);
}
