#include "form/wording.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect(const char *format, const char *const *arguments, const char *text)
{
    char *filled = words_fill(format, arguments);
    cr_expect_str_eq(filled, text);
    free(filled);
}

Test(wording, placeholders_are_filled_in_their_order_or_by_number)
{
    const char *two[] = {"one", "two", NULL}, *none[] = {NULL};
    expect("%s and %s", two, "one and two");
    expect("%2$s before %1$s", two, "two before one");
    expect("100%% of %s", two, "100% of one");
    expect("%s, %s, %s", two, "one, two, ");
    expect("%d %", none, "%d %");
    expect("", none, "");
}

Test(wording, what_is_put_in_is_made_visible_and_is_no_format)
{
    const char *hostile[] = {"\x1b[2J%s\n", NULL};
    expect("Saved %s", hostile, "Saved ^[[2J%s^J");
}

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
