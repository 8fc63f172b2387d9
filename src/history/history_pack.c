/* Packed contents: what zstd makes of the bytes of a file, with those of the one before as its
 * dictionary.
 *
 * A short content is one frame, with all of the base before it. A long one is cut in pieces, so
 * that neither it nor its base need be in memory: each is a frame of its own, with a part of the
 * base before it, and in front of it stands a skippable frame that says which. */
#include "base/memory.h"
#include "history/history_internal.h"
#include "store/conf/hash.h"
#include "store/conf/settings_read.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
    LEVEL = 1,
    WINDOW_LOG = 29,      /* twice SETTINGS_MAX: what was packed whole refers to all of its base */
    WHOLE_MOST = 4 << 20, /* bytes: longer ones are cut */
    PIECE = 1 << 20,
    MARGIN = PIECE / 2, /* of the base, on both sides of what a piece is likely to repeat */
    PROBE = 128,        /* bytes by which the base is found again behind a piece */
    HEADER_MAGIC = ZSTD_MAGIC_SKIPPABLE_START + 3,
};

typedef struct Header {
    uint32_t magic, size;          /* of a skippable frame; little-endian, as all that follows */
    uint64_t base_at, base_length; /* the part of the base */
    uint64_t length;               /* of the frame behind it */
} Header;

static Header header_of(uint64_t base_at, uint64_t base_length, uint64_t length)
{
    return (Header){htole32(HEADER_MAGIC), htole32(sizeof(Header) - 8), htole64(base_at),
                    htole64(base_length), htole64(length)};
}

/* Prepares the packer for frames of `length` bytes in all, their base included. */
static bool prepare(History *history, bool based, size_t length)
{
    if (history->packer == NULL)
        history->packer = ZSTD_createCCtx();
    ZSTD_CCtx *packer = history->packer;
    if (packer == NULL)
        return false;
    ZSTD_CCtx_reset(packer, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, LEVEL);
    int log = 10; /* the window has to hold both */
    while (log < WINDOW_LOG && ((size_t)1 << log) < length)
        log++;
    if (based) {
        ZSTD_CCtx_setParameter(packer, ZSTD_c_windowLog, log);
        ZSTD_CCtx_setParameter(packer, ZSTD_c_enableLongDistanceMatching, 1);
    }
    return true;
}

/* The bytes in memory, `*copy` where they are a copy of ours; NULL where they can't be read, or are
 * not those of their version. */
static const char *in_memory(const StoreBytes *bytes, char **copy)
{
    if (bytes->text != NULL)
        return bytes->text;
    *copy = memory_resize(NULL, bytes->length + 1, 1);
    if (!store_bytes_read(bytes, 0, *copy, bytes->length))
        return NULL;
    StoreVersion version = settings_version(*copy, bytes->length);
    return store_version_equal(&version, &bytes->version) ? *copy : NULL;
}

static HistoryPacked pack_whole(History *history, const StoreBytes *bytes, const HistoryBase *base)
{
    HistoryPacked packed = {0};
    char *copies[2] = {0};
    const char *text = in_memory(bytes, &copies[0]);
    const char *before = base->id != 0 ? in_memory(&base->bytes, &copies[1]) : NULL;
    packed.unread = text == NULL || (base->id != 0 && before == NULL);
    if (!packed.unread && prepare(history, base->id != 0, base->bytes.length + bytes->length)) {
        if (base->id != 0)
            ZSTD_CCtx_refPrefix(history->packer, before, base->bytes.length);
        packed.bytes = memory_resize(NULL, bytes->length, 1);
        packed.length =
            ZSTD_compress2(history->packer, packed.bytes, bytes->length, text, bytes->length);
        packed.packed = !ZSTD_isError(packed.length);
    }
    if (!packed.unread && !packed.packed) { /* that makes them no smaller */
        packed.bytes = memory_resize(packed.bytes, bytes->length, 1);
        memcpy(packed.bytes, text, bytes->length);
        packed.length = bytes->length;
    }
    free(copies[0]);
    free(copies[1]);
    return packed;
}

/* Packs a long content piece by piece. */
typedef struct Cutting {
    const StoreBytes *bytes;
    const StoreBytes *base; /* NULL: none */
    size_t at;              /* of the piece that is next */
    size_t likely;          /* where in the base that is repeated */
    char *piece, *part, *frame;
    size_t frame_size, capacity;
    HistoryPacked packed;
} Cutting;

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Where the base goes on that a piece repeats whose last bytes are at `end`: behind these bytes,
 * or, where there are no such, as far from its end as what is left to pack. */
static size_t find_likely(const Cutting *cutting, const char *end, size_t part_at,
                          size_t part_length)
{
    const char *found = memmem(cutting->part, part_length, end - PROBE, PROBE);
    if (found != NULL)
        return part_at + (size_t)(found - cutting->part) + PROBE;
    size_t left = cutting->bytes->length - cutting->at;
    return left < cutting->base->length ? cutting->base->length - left : 0;
}

static void append(Cutting *cutting, const void *bytes, size_t length)
{
    HistoryPacked *packed = &cutting->packed;
    packed->bytes = memory_reserve(packed->bytes, &cutting->capacity, packed->length + length, 1);
    memcpy(packed->bytes + packed->length, bytes, length);
    packed->length += length;
}

static bool pack_piece(History *history, Cutting *cutting, StoreHash *hash)
{
    size_t length = least(PIECE, cutting->bytes->length - cutting->at), part_at = 0,
           part_length = 0;
    if (!store_bytes_read(cutting->bytes, cutting->at, cutting->piece, length))
        return false;
    if (cutting->base != NULL) {
        part_at = cutting->likely > MARGIN ? cutting->likely - MARGIN : 0;
        part_length = least(PIECE + 2 * MARGIN, cutting->base->length - part_at);
        if (!store_bytes_read(cutting->base, part_at, cutting->part, part_length))
            return false;
        ZSTD_CCtx_refPrefix(history->packer, cutting->part, part_length);
    }
    size_t size = ZSTD_compress2(history->packer, cutting->frame, cutting->frame_size,
                                 cutting->piece, length);
    if (ZSTD_isError(size))
        return false;
    store_hash_add(hash, cutting->piece, length);
    Header header = header_of(part_at, part_length, size);
    append(cutting, &header, sizeof header);
    append(cutting, cutting->frame, size);
    cutting->at += length;
    if (cutting->base != NULL && length == PIECE)
        cutting->likely = find_likely(cutting, cutting->piece + length, part_at, part_length);
    return true;
}

/* True where the bytes are still those of their version. */
static bool is_unchanged(const StoreBytes *bytes, char *buffer)
{
    StoreHash *hash = store_hash_new();
    bool read = true;
    for (size_t at = 0; read && at < bytes->length; at += PIECE) {
        size_t length = least(PIECE, bytes->length - at);
        read = store_bytes_read(bytes, at, buffer, length);
        if (read)
            store_hash_add(hash, buffer, length);
    }
    StoreVersion version = store_hash_end(hash);
    return read && store_version_equal(&version, &bytes->version);
}

static HistoryPacked pack_pieces(History *history, const StoreBytes *bytes, const HistoryBase *base)
{
    Cutting cutting = {.bytes = bytes,
                       .base = base->id != 0 ? &base->bytes : NULL,
                       .piece = memory_resize(NULL, PIECE, 1),
                       .part = memory_resize(NULL, PIECE + 2 * MARGIN, 1),
                       .frame_size = ZSTD_compressBound(PIECE),
                       .packed = {.packed = true}};
    cutting.frame = memory_resize(NULL, cutting.frame_size, 1);
    StoreHash *hash = store_hash_new();
    bool good = prepare(history, base->id != 0, 2 * ((size_t)PIECE + MARGIN));
    while (good && cutting.at < bytes->length)
        good = pack_piece(history, &cutting, hash);
    StoreVersion version = store_hash_end(hash);
    good = good && store_version_equal(&version, &bytes->version) &&
           (cutting.base == NULL || cutting.base->text != NULL ||
            is_unchanged(cutting.base, cutting.piece));
    cutting.packed.unread = !good;
    free(cutting.piece);
    free(cutting.part);
    free(cutting.frame);
    return cutting.packed;
}

HistoryPacked history_pack(History *history, const StoreBytes *bytes, const HistoryBase *base)
{
    HistoryPacked packed;
    bool is_short = bytes->length <= WHOLE_MOST && base->bytes.length <= WHOLE_MOST;
    packed = is_short ? pack_whole(history, bytes, base) : pack_pieces(history, bytes, base);
    if (packed.unread) {
        free(packed.bytes);
        packed.bytes = NULL;
    }
    return packed;
}

/* Unpacks the frames that headers stand before: how many bytes they have; SIZE_MAX where they are
 * damaged. */
static size_t unpack_pieces(ZSTD_DCtx *unpacker, const char *packed, size_t length,
                            const HistoryBase *base, char *text, size_t size)
{
    size_t got = 0;
    while (length > 0) {
        Header header;
        if (length < sizeof header)
            return SIZE_MAX;
        memcpy(&header, packed, sizeof header);
        packed += sizeof header;
        length -= sizeof header;
        uint64_t at = le64toh(header.base_at), part = le64toh(header.base_length),
                 frame = le64toh(header.length);
        if (le32toh(header.magic) != HEADER_MAGIC || frame > length || at > base->bytes.length ||
            part > base->bytes.length - at)
            return SIZE_MAX;
        if (part > 0)
            ZSTD_DCtx_refPrefix(unpacker, base->bytes.text + at, part);
        size_t more = ZSTD_decompressDCtx(unpacker, text + got, size - got, packed, frame);
        if (ZSTD_isError(more))
            return SIZE_MAX;
        got += more;
        packed += frame;
        length -= frame;
    }
    return got;
}

char *history_unpack(const char *packed, size_t length, const HistoryBase *base, size_t size)
{
    ZSTD_DCtx *unpacker = ZSTD_createDCtx();
    if (unpacker == NULL)
        return NULL;
    char *text = memory_resize(NULL, size + 1, 1);
    uint32_t magic = 0;
    size_t got;
    ZSTD_DCtx_setParameter(unpacker, ZSTD_d_windowLogMax, WINDOW_LOG);
    if (length >= sizeof magic)
        memcpy(&magic, packed, sizeof magic);
    if (le32toh(magic) == HEADER_MAGIC) {
        got = unpack_pieces(unpacker, packed, length, base, text, size);
    } else {
        if (base->bytes.text != NULL)
            ZSTD_DCtx_refPrefix(unpacker, base->bytes.text, base->bytes.length);
        got = ZSTD_decompressDCtx(unpacker, text, size, packed, length);
    }
    ZSTD_freeDCtx(unpacker);
    if (got != size) {
        free(text);
        return NULL;
    }
    text[got] = '\0';
    return text;
}
