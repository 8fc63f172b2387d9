#include "base/theme.h"

#include <criterion/criterion.h>

Test(theme, names)
{
    static const char *const names[THEME_COUNT] = {"neutral",       "dark", "light",
                                                   "high-contrast", "mono", "plain"};
    for (int i = 0; i < THEME_COUNT; i++) {
        Theme theme = THEME_COUNT;
        cr_expect(theme_find(names[i], &theme), "%s", names[i]);
        cr_expect_eq(theme, (Theme)i);
    }
}

Test(theme, an_unknown_name_changes_nothing)
{
    static const char *const wrong[] = {"", "Dark", "dark ", "contrast"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Theme theme = THEME_LIGHT;
        cr_expect_not(theme_find(wrong[i], &theme), "%s", wrong[i]);
        cr_expect_eq(theme, THEME_LIGHT);
    }
}
