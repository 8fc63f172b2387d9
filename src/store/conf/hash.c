#include "store/conf/hash.h"

#include "base/memory.h"

#include <stdlib.h>
#include <xxhash.h>

struct StoreHash {
    XXH3_state_t *state;
};

StoreHash *store_hash_new(void)
{
    StoreHash *hash = memory_new(sizeof *hash);
    hash->state = XXH3_createState();
    if (!hash->state) /* as good as out of memory */
        memory_array((size_t)-1, (size_t)-1);
    XXH3_128bits_reset(hash->state);
    return hash;
}

void store_hash_add(StoreHash *hash, const char *bytes, size_t length)
{
    XXH3_128bits_update(hash->state, bytes, length);
}

StoreVersion store_hash_end(StoreHash *hash)
{
    XXH128_hash_t digest = XXH3_128bits_digest(hash->state);
    XXH3_freeState(hash->state);
    free(hash);
    return (StoreVersion){.exists = true, .high = digest.high64, .low = digest.low64};
}
