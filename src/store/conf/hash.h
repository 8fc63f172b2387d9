/* hash.h: the version of a file, of bytes that come in pieces. */
#ifndef STORE_CONF_HASH_H
#define STORE_CONF_HASH_H

#include "store/store.h"

#include <stddef.h>

typedef struct StoreHash StoreHash; /* opaque: store_hash_new(), store_hash_end() */

/* Begins one, of no bytes yet. */
StoreHash *store_hash_new(void);

/* Adds the next bytes. */
void store_hash_add(StoreHash *hash, const char *bytes, size_t length);

/* The version of a file that has just the bytes that were added; frees the hash. */
StoreVersion store_hash_end(StoreHash *hash);

#endif
