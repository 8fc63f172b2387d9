/* Any bytes as the packed content of a file in the history: nothing, or as many bytes as are said
 * to be there. What we pack ourselves comes back the same. */
#include "base/memory.h"
#include "history/history_internal.h"
#include "store/conf/settings_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static StoreBytes bytes_of(const char *text, size_t length)
{
    return (StoreBytes){.text = text, .length = length, .version = settings_version(text, length)};
}

/* The first byte says how much of the rest is the base; the next two how long the content is to
 * be. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    size_t wanted = (size_t)data[1] << 8 | data[2], rest = size - 3;
    size_t split = rest * data[0] / 255;
    char *text = memory_text_n((const char *)data + 3, rest);
    HistoryBase none = {0}, base = {.id = 1, .bytes = bytes_of(text, split)};
    const HistoryBase *const bases[] = {&none, &base};
    for (size_t i = 0; i < 2; i++) {
        char *found = history_unpack(text + split, rest - split, bases[i], wanted);
        must(!found || found[wanted] == '\0');
        free(found);
    }
    History history = {0};
    StoreBytes content = bytes_of(text + split, rest - split);
    HistoryPacked packed = history_pack(&history, &content, &base);
    must(!packed.unread);
    if (packed.packed) {
        char *again = history_unpack(packed.bytes, packed.length, &base, content.length);
        must(again && memcmp(again, content.text, content.length) == 0);
        free(again);
    }
    free(packed.bytes);
    ZSTD_freeCCtx(history.packer);
    free(text);
    return 0;
}
