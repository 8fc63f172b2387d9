#include "core/address.h"

#include "core/corpus.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static void check_row(const CorpusRow *row)
{
    size_t offset = 0;
    AddressProblem problem = address_check(row->text, row->length, &offset);
    const char *words = address_problem_text(problem);
    if (strcmp(row->expected, "smtp") == 0 || strcmp(row->expected, "idn") == 0)
        cr_expect(problem == ADDRESS_OK, "row %zu (%s): \"%s\": %s", row->line, row->origin,
                  row->text, words);
    else if (strcmp(row->expected, "smtputf8") == 0)
        cr_expect(problem == ADDRESS_LOCAL_UTF8, "row %zu (%s): \"%s\": %s", row->line, row->origin,
                  row->text, words);
    else
        cr_expect(problem != ADDRESS_OK && problem != ADDRESS_LOCAL_UTF8,
                  "row %zu (%s): \"%s\" is accepted", row->line, row->origin, row->text);
    cr_expect(offset <= row->length);
}

Test(address, corpus)
{
    cr_assert_eq(corpus_each("email.tsv", check_row), 178);
}
