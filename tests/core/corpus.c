#include "core/corpus.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *without_pictures(const char *text, size_t *length)
{
    char *plain = calloc(strlen(text) + 1, 1);
    char *end = plain;
    for (; *text; text++) {
        unsigned char third = (unsigned char)text[0] == 0xE2 && (unsigned char)text[1] == 0x90
                                  ? (unsigned char)text[2]
                                  : 0;
        if (third >= 0x80 && third <= 0xA1 && third != 0xA0) {
            *end++ = (char)(third == 0xA1 ? 0x7F : third - 0x80);
            text += 2;
        } else {
            *end++ = *text;
        }
    }
    *length = (size_t)(end - plain);
    return plain;
}

size_t corpus_each(const char *name, void (*check)(const CorpusRow *row))
{
    char path[1024];
    snprintf(path, sizeof path, TEST_DATA "/corpora/%s", name);
    FILE *file = fopen(path, "re");
    cr_assert(file != NULL, "%s", path);
    char *line = NULL;
    size_t size = 0, count = 0;
    while (getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *expected = strchr(line, '\t');
        cr_assert(expected != NULL, "%s: %s", path, line);
        *expected++ = '\0';
        char *origin = strchr(expected, '\t');
        cr_assert(origin != NULL, "%s: %s", path, line);
        *origin++ = '\0';
        CorpusRow row = {.line = ++count, .expected = expected, .origin = origin};
        row.text = without_pictures(line, &row.length);
        check(&row);
        free(row.text);
    }
    free(line);
    fclose(file);
    return count;
}
