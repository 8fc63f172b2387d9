#include "base/library.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>

/* What a call that is loaded late does is tested by the tests of what calls it. */

static void hook(void)
{
    static const char words[] = "the screen is closed\n";
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
}

Test(library, finds_the_same_function_again)
{
    void *first = library_function("libc.so.6", "strlen");
    cr_assert(first != NULL);
    cr_expect_eq(library_function("libc.so.6", "strlen"), first);
    size_t (*length)(const char *) = NULL;
    *(void **)&length = first;
    cr_expect_eq(length("four"), 4);
}

Test(library, ends_the_program_where_there_is_none, .exit_code = 72)
{
    memory_on_exhausted(hook);
    library_function("libseccontacts-none.so.0", "none");
}

Test(library, ends_the_program_where_it_lacks_the_function, .exit_code = 72)
{
    library_function("libc.so.6", "no_such_function");
}
