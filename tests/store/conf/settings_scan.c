#include "store/conf/settings_scan.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static void finds(const char *text, int line, const char *problem)
{
    SettingsScan scan;
    cr_expect_not(settings_scan(text, strlen(text), "emails", &scan), "no problem seen in: %s",
                  text);
    cr_expect_eq(scan.problem_line, line, "%s", text);
    cr_expect_str_eq(scan.problem ? scan.problem : "", problem);
    settings_scan_clear(&scan);
}

static void passes(const char *text, int lines, bool comments)
{
    SettingsScan scan;
    cr_expect(settings_scan(text, strlen(text), "emails", &scan), "%s: %s", text, scan.problem);
    cr_expect_eq(scan.lines, lines, "%s: %d lines", text, scan.lines);
    cr_expect_eq(scan.has_comments, comments, "%s", text);
    settings_scan_clear(&scan);
}

Test(settings_scan, comments_are_seen_outside_of_texts_only)
{
    passes("a = 1; # x\n", 1, true);
    passes("a = 1; // x", 1, true);
    passes("/* x */ a = 1;\nb = 2;\n", 2, true);
    passes("/**/a = 1;", 1, true);
    passes("a = \"# no // no /* no\";\n", 1, false);
    passes("a = \"\\\"# still inside\"; b = \"\\\\\"; c = \"#\";\n", 1, false);
    passes("", 1, false);
}

Test(settings_scan, what_does_not_end_is_named_with_its_beginning)
{
    static const char text[] = "a quoted text begins here and does not end: expected a closing \"";
    static const char comment[] = "a comment begins here and does not end: expected a closing */";
    finds("a = 1;\nb = \"x\ny\nz", 2, text);
    finds("a = \"\\\"", 1, text);
    finds("a = \"\\", 1, text);
    finds("a = 1;\n\n/*/ b = 2;\n", 3, comment);
    finds("a = 1; /* b\n", 1, comment);
    passes("# \" and /* are nothing here\na = 1;\n", 2, true);
}

Test(settings_scan, includes_are_refused)
{
    static const char words[] =
        "@include is not allowed: a settings file must not read other files";
    finds("a = 1;\n@include \"/etc/shadow\"\n", 2, words);
    finds("\t @include \"x\n", 1, words);
    passes("# @include \"x\"\na = \"@include \\\"x\\\"\";\n", 2, true);
}

Test(settings_scan, what_libconfig_would_lose_is_refused)
{
    finds("a = 1;\nb = \"x\\x00y\";\n", 2, "\\x00 cannot be part of a text");
    passes("b = \"x\\\\x00y\";\n", 1, false);
    static const char joined[] =
        "two texts stand side by side in an array: expected a comma between them";
    finds("a = [ \"x\"\n\"y\" ];\n", 2, joined);
    finds("a = [ \"x\" /* , */ \"y\" ];\n", 1, joined);
    passes("a = \"x\" \"y\"; b = [ \"x\", \"y\" ];\n", 1, false);
    static const char large[] = "this number is too large: expected 32 bits, or 64 with an L "
                                "behind it; a phone number is a quoted text such as "
                                "\"+14255550100\"";
    finds("a = 2147483648;\n", 1, large);
    finds("a = -2147483649;\n", 1, large);
    finds("a = 9223372036854775808;\n", 1, large);
    finds("a = -9223372036854775809L;\n", 1, large);
    finds("a = 0x1FFFFFFFF;\n", 1, large);
    finds("a = 0x1FFFFFFFFFFFFFFFFL;\n", 1, large);
    passes("a = 9223372036854775807L; b = -9223372036854775808L; c = 0x00000000FFFFFFFF;\n", 1,
           false);
    passes("d = 0x0FFFFFFFFFFFFFFFFL; i = -2147483648; e = 123456789012345678901234567890.5; "
           "f12345 = 1;\n",
           1, false);
}
