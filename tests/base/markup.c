#include "base/markup.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(markup, only_what_means_something_is_written_otherwise)
{
    char *markup = markup_text("<a href=\"x\">Tom & 'Ann' \u00e9</a>");
    cr_expect_str_eq(markup, "&lt;a href=&quot;x&quot;&gt;Tom &amp; 'Ann' \u00e9&lt;/a&gt;");
    free(markup);
    markup = markup_text("");
    cr_expect_str_eq(markup, "");
    free(markup);
}
