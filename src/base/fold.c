#include "base/fold.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static char *fold_ascii(const char *text, bool *is_ascii)
{
    char *folded = memory_text(text);
    *is_ascii = true;
    for (char *at = folded; *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
        else if ((unsigned char)*at >= 0x80)
            *is_ascii = false;
    }
    return folded;
}

char *fold_text(const char *text)
{
    bool is_ascii;
    char *simple = fold_ascii(text, &is_ascii);
    size_t length = strlen(text), folded_length = 0;
    if (is_ascii || u8_check((const uint8_t *)text, length))
        return simple;
    uint8_t *folded =
        u8_casefold((const uint8_t *)text, length, NULL, UNINORM_NFKD, NULL, &folded_length);
    if (!folded)
        return simple;
    size_t to = 0;
    for (size_t at = 0; at < folded_length;) {
        ucs4_t character;
        int used = u8_mbtouc(&character, folded + at, folded_length - at);
        if (!uc_is_general_category_withtable(character, UC_CATEGORY_MASK_Mn)) {
            memmove(folded + to, folded + at, (size_t)used);
            to += (size_t)used;
        }
        at += (size_t)used;
    }
    char *text_folded = memory_text_n((const char *)folded, to);
    free(folded);
    free(simple);
    return text_folded;
}
