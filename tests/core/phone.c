#include "core/phone.h"

#include "core/corpus.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static void check_row(const CorpusRow *row)
{
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse(row->text, &number, NULL);
    if (strcmp(row->expected, "valid") == 0) {
        cr_expect(verdict == PHONE_OK, "row %zu: \"%s\": verdict %d", row->line, row->text,
                  verdict);
        cr_expect_str_eq(number.region, row->origin, "row %zu: \"%s\"", row->line, row->text);
    } else {
        cr_expect(verdict != PHONE_OK, "row %zu: \"%s\" is accepted", row->line, row->text);
    }
}

Test(phone, corpus)
{
    cr_assert_eq(corpus_each("phone.tsv", check_row), 1356);
}
