/* Any bytes as a draft: refused in words, or what is written of it reads back the same. They are
 * tried as they are, and as the beginning of a draft whose last line, the hash, is right. */
#include "base/memory.h"
#include "base/visible.h"
#include "store/drafts/draft_format.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void try_draft(const char *bytes, size_t size)
{
    Draft draft = {0};
    Error error = {0};
    if (!draft_parse(&draft, "fuzz.draft", bytes, size, &error)) {
        must(error.kind == ERROR_DATA && visible_is_plain(error.text, strlen(error.text)));
        draft_clear(&draft);
        return;
    }
    must(draft.field_count <= DRAFT_FIELDS);
    int file = memfd_create("draft", MFD_CLOEXEC);
    must(file >= 0 && draft_write(&draft, file));
    off_t length = lseek(file, 0, SEEK_END);
    char *written = memory_new((size_t)length + 1);
    must(pread(file, written, (size_t)length, 0) == length);
    Draft again = {0};
    must(draft_parse(&again, "fuzz.draft", written, (size_t)length, &error));
    must(again.time == draft.time && strcmp(again.user, draft.user) == 0 &&
         strcmp(again.subscription, draft.subscription) == 0 &&
         again.field_count == draft.field_count);
    for (size_t i = 0; i < draft.field_count; i++)
        must(again.fields[i].length == draft.fields[i].length &&
             memcmp(again.fields[i].bytes, draft.fields[i].bytes, draft.fields[i].length) == 0);
    draft_clear(&again);
    free(written);
    close(file);
    draft_clear(&draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_new(size + DRAFT_HASH_LINE + 1);
    if (size > 0)
        memcpy(text, data, size);
    try_draft(text, size);
    XXH128_hash_t hash = XXH3_128bits(text, size);
    snprintf(text + size, DRAFT_HASH_LINE + 1, "end %016llx%016llx\n",
             (unsigned long long)hash.high64, (unsigned long long)hash.low64);
    try_draft(text, size + DRAFT_HASH_LINE);
    free(text);
    return 0;
}
