#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdarg.h>
#include <stdlib.h>

enum { MOST_WORDS = 32 };

ProgramRun helper_run(const char *directory, const char *input, ...)
{
    const char *words[MOST_WORDS + 2] = {PROGRAM};
    va_list args;
    va_start(args, input);
    for (size_t i = 1; i <= MOST_WORDS && (words[i] = va_arg(args, const char *)); i++)
        continue;
    va_end(args);
    return program_run(words, &(ProgramInput){.text = input, .home = directory, .site = "site"});
}

void helper_expect(ProgramRun run, int status, const char *out, const char *err)
{
    cr_expect_eq(run.status, status, "status %d: %s", run.status, run.err);
    if (out)
        cr_expect_str_eq(run.out, out);
    if (err)
        cr_expect_str_eq(run.err, err);
    program_run_clear(&run);
}

char *helper_site(void)
{
    char *directory = temporary_new();
    char *accounts = temporary_read(TEST_DATA, "accounts/az-account-list.json", NULL);
    char *groups = temporary_read(TEST_DATA, "accounts/az-group-list.json", NULL);
    cr_assert(accounts && groups);
    temporary_write(directory, "accounts.json", accounts);
    temporary_write(directory, "groups.json", groups);
    helper_expect(helper_run(directory, NULL, "import", "accounts.json", "groups.json", NULL), 0,
                  NULL, "");
    free(groups);
    free(accounts);
    return directory;
}
