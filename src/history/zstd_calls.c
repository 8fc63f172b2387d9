/* Zstandard, which packs and unpacks the contents of the history. */
#include "base/library.h"

#include <zstd.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

#define CALL(type, name, parameters, arguments)                                                    \
    LIBRARY_CALL(SECCONTACTS_ZSTD, type, name, parameters, arguments)

CALL(ZSTD_CCtx *, ZSTD_createCCtx, (void), ())
CALL(size_t, ZSTD_freeCCtx, (ZSTD_CCtx * packer), (packer))
CALL(size_t, ZSTD_CCtx_reset, (ZSTD_CCtx * packer, ZSTD_ResetDirective what), (packer, what))
CALL(size_t, ZSTD_CCtx_setParameter, (ZSTD_CCtx * packer, ZSTD_cParameter parameter, int value),
     (packer, parameter, value))
CALL(size_t, ZSTD_CCtx_refPrefix, (ZSTD_CCtx * packer, const void *prefix, size_t length),
     (packer, prefix, length))
CALL(size_t, ZSTD_compress2,
     (ZSTD_CCtx * packer, void *packed, size_t room, const void *bytes, size_t length),
     (packer, packed, room, bytes, length))
CALL(size_t, ZSTD_compressBound, (size_t length), (length))
CALL(ZSTD_DCtx *, ZSTD_createDCtx, (void), ())
CALL(size_t, ZSTD_freeDCtx, (ZSTD_DCtx * unpacker), (unpacker))
CALL(size_t, ZSTD_DCtx_setParameter, (ZSTD_DCtx * unpacker, ZSTD_dParameter parameter, int value),
     (unpacker, parameter, value))
CALL(size_t, ZSTD_DCtx_refPrefix, (ZSTD_DCtx * unpacker, const void *prefix, size_t length),
     (unpacker, prefix, length))
CALL(size_t, ZSTD_decompressDCtx,
     (ZSTD_DCtx * unpacker, void *bytes, size_t room, const void *packed, size_t length),
     (unpacker, bytes, room, packed, length))
CALL(unsigned, ZSTD_isError, (size_t code), (code))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
