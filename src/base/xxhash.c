/* The functions of xxHash, which are in its header for whom wants them without a library. */
#define XXH_STATIC_LINKING_ONLY
#define XXH_IMPLEMENTATION
#include <xxhash.h>
