#include "tui/input/key.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void is_named(const char *name, uint32_t code, unsigned modifiers)
{
    Key key = {0, 0};
    cr_assert(input_key_parse(name, &key), "%s is a key", name);
    cr_expect_eq(key.code, code, "%s: code %x", name, (unsigned)key.code);
    cr_expect_eq(key.modifiers, modifiers, "%s: modifiers %u", name, key.modifiers);
    char *back = input_key_name(key);
    cr_expect_str_eq(back, name);
    free(back);
}

Test(key, names_and_values_go_both_ways)
{
    is_named("Ctrl-S", 's', KEY_CONTROL);
    is_named("Alt-F", 'f', KEY_ALT);
    is_named("Ctrl-Alt-Delete", PRESS_DELETE, KEY_CONTROL | KEY_ALT);
    is_named("F1", PRESS_F1, 0);
    is_named("F12", PRESS_F12, 0);
    is_named("?", '?', 0);
    is_named("/", '/', 0);
    is_named("a", 'a', 0);
    is_named("A", 'A', 0);
    is_named("-", '-', 0);
    is_named("Ctrl--", '-', KEY_CONTROL);
    is_named("Ctrl-_", '_', KEY_CONTROL);
    is_named("Shift-Tab", PRESS_TAB, KEY_SHIFT);
    is_named("Shift-F3", PRESS_F1 + 2, KEY_SHIFT);
    is_named("PageDown", PRESS_PAGE_DOWN, 0);
    is_named("Enter", PRESS_ENTER, 0);
    is_named("Esc", PRESS_ESCAPE, 0);
    is_named("Space", ' ', 0);
    is_named("Ctrl-Space", ' ', KEY_CONTROL);
    is_named("ü", 0xFC, 0);
}

Test(key, letter_case_of_names_does_not_count)
{
    Key key;
    cr_assert(input_key_parse("ctrl-s", &key));
    cr_expect(input_key_equal(key, (Key){'s', KEY_CONTROL}));
    cr_assert(input_key_parse("CTRL-SHIFT-S", &key));
    cr_expect(input_key_equal(key, (Key){'s', KEY_CONTROL}));
    cr_assert(input_key_parse("pagedown", &key));
    cr_expect(input_key_equal(key, (Key){PRESS_PAGE_DOWN, 0}));
}

Test(key, what_is_no_key_is_refused)
{
    static const char *const bad[] = {"",     "Ctrl-",      "ab",      "F0", "F13",      "F1x",
                                      "\xFF", "Ctrl-Home2", "Shift-a", " ",  "Ctrl-Foo", "\x01"};
    Key key;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect(!input_key_parse(bad[i], &key), "\"%s\" is no key", bad[i]);
}

Test(key, text_is_what_types_a_character)
{
    cr_expect(input_key_is_text((Key){'a', 0}));
    cr_expect(input_key_is_text((Key){0x4E0A, 0}));
    cr_expect(input_key_is_text((Key){' ', 0}));
    cr_expect(!input_key_is_text((Key){'a', KEY_CONTROL}));
    cr_expect(!input_key_is_text((Key){'a', KEY_ALT}));
    cr_expect(!input_key_is_text((Key){PRESS_UP, 0}));
}
