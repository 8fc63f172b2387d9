#include "base/fold.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect(const char *text, const char *folded)
{
    char *found = fold_text(text);
    cr_expect_str_eq(found, folded);
    free(found);
}

Test(fold, letter_case_and_accents_do_not_count)
{
    expect("CONTOSO-com-01", "contoso-com-01");
    expect("Zürich – Geschäftskunden", "zurich – geschaftskunden");
    expect("Zu\xCC\x88rich", "zurich");
    expect("STRASSE", "strasse");
    expect("Straße", "strasse");
    expect("ＡＢＣ", "abc");
    expect("上海生产环境", "上海生产环境");
    expect("", "");
}

Test(fold, bytes_that_are_no_utf8_stay)
{
    expect("A\xFFZ", "a\xFFz");
}
