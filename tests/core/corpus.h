/* corpus.h: the tables in tests/data/corpora, a case a line. */
#ifndef TESTS_CORE_CORPUS_H
#define TESTS_CORE_CORPUS_H

#include <stddef.h>

typedef struct CorpusRow {
    size_t line;
    char *text; /* control characters, NUL too, where the file has their Unicode pictures */
    size_t length;
    const char *expected, *origin;
} CorpusRow;

/* How many rows of phone.tsv may be judged otherwise than it says: countries change their numbering
 * plans, and with them the metadata of libphonenumber. In Debian 12 none is, in Debian 13 three. */
enum { CORPUS_PLANS_CHANGED = 13 };

/* Calls `check` with each row of the corpus `name`; how many rows there were. */
size_t corpus_each(const char *name, void (*check)(const CorpusRow *row));

#endif
