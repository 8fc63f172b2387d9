/* Any bytes as the notice of somebody who edits. */
#include "base/memory.h"
#include "store/drafts/editing.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_text_n((const char *)data, size);
    EditingOther other = {0};
    if (editing_other_parse(&other, text)) {
        if (!*other.user || !*other.host || other.since <= 0 || strchr(other.user, '\n') ||
            strchr(other.host, '\n'))
            abort();
        editing_other_clear(&other);
    }
    if (other.user || other.host) /* nothing is left of one that is none */
        abort();
    free(text);
    return 0;
}
