#include "form/wording.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect_number(size_t number, const char *text)
{
    char *found = words_number(number);
    cr_expect_str_eq(found, text);
    free(found);
}

Test(wording, numbers_have_their_thousands_parted)
{
    expect_number(0, "0");
    expect_number(999, "999");
    expect_number(1000, "1,000");
    expect_number(123456, "123,456");
    expect_number(1234567, "1,234,567");
}
