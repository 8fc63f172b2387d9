#include "base/sentence.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect(const char *format, const char *const *arguments, const char *text)
{
    char *filled = sentence_fill(format, arguments);
    cr_expect_str_eq(filled, text);
    free(filled);
}

Test(sentence, placeholders_are_filled_in_their_order_or_by_number)
{
    const char *two[] = {"one", "two", NULL}, *none[] = {NULL};
    expect("%s and %s", two, "one and two");
    expect("%2$s before %1$s", two, "two before one");
    expect("100%% of %s", two, "100% of one");
    expect("%s, %s, %s", two, "one, two, ");
    expect("%x %", none, "%x %");
    expect("%u of %d", two, "one of two");
    expect("", none, "");
    expect("100% %5s", none, "100% %5s");
}

Test(sentence, what_is_put_in_is_made_visible_and_is_no_format)
{
    const char *hostile[] = {"\x1b[2J%s\n", NULL};
    expect("Saved %s", hostile, "Saved ^[[2J%s^J");
}

static void expect_translated(const char *english)
{
    static const char *const formats[] = {"severity is \"%s\": only High",
                                          "severity is %s",
                                          "%s, since %s today",
                                          "%u of %d",
                                          "nothing",
                                          NULL};
    char *text = sentence_translate(english, formats, NULL);
    cr_expect_str_eq(text, english); /* in English, what was taken apart is put together again */
    free(text);
}

Test(sentence, what_was_taken_apart_fits_together_again)
{
    expect_translated("severity is \"Odd\": only High");
    expect_translated("severity is High");
    expect_translated("severity is ");
    expect_translated("a, since b, since 09:14 today");
    expect_translated("3 of 3");
    expect_translated("nothing");
    expect_translated("nothing at all");
    expect_translated("no format fits this");
    expect_translated("");
    expect_translated("%s");
}
