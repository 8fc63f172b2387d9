/* What the program does not know in a settings file comes back byte for byte, and is judged alike,
 * whatever version of libconfig there is. */
#include "store/conf/settings_check.h"
#include "store/conf/settings_edit.h"
#include "store/conf/settings_print.h"
#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const values[] = {
    /* whole numbers */
    "0",
    "-0",
    "+5",
    "017",
    "08",
    "-0012",
    "0x1F",
    "0X00ff",
    "0xFFFFFFFF",
    "0b1",
    "0B101",
    "0b11111111111111111111111111111111",
    "0o17",
    "0O7",
    "0q17",
    "1L",
    "1LL",
    "-7L",
    "017L",
    "5000000000L",
    "-9223372036854775808L",
    "9223372036854775807LL",
    "0xFFFFFFFFFFFFFFFFL",
    "0x1FL",
    "0b1L",
    "0o1777777777777777777777LL",
    /* others */
    "1e400",
    "-1e400",
    "1e-400",
    "0.1",
    "1.",
    ".5",
    "-.5",
    "+1.50",
    "1E5",
    "3.14159265358979323846",
    "123456789012345678901234567890.5",
    "1.0e+3",
    "1e15",
    /* Booleans */
    "true",
    "TRUE",
    "False",
    /* texts */
    "\"\"",
    "\"a\" \"b\"",
    "\"a\"\n\t\"b\" /* c */ \"d\" # e\n \"f\"",
    "\"\\x41\\X7e\\xFF\"",
    "\"\\a\\b\\v\\f\\n\\r\\t\\q\\\\\\\"\"",
    "\"\\\\a\\\\\\a\"",
    "\"two\nlines\"",
    "\"b\u00fcro \x7F\"",
    "\"# // /* @include \\\"x\\\"\"",
    "\"\\x1\\xg0\"",
    /* arrays, lists and groups */
    "[]",
    "[ ]",
    "[1,2 , 3]",
    "[ 0x1, 0b10, 010 ]",
    "[1L,0x2L]",
    "[1e400,.5]",
    "[ true,FALSE ]",
    "[\"a\",\n# one\n\"b\\a\"\n]",
    "()",
    "( )",
    "(1,\"a\" \"b\",[0b1],(),{a=0o7;},{})",
    "{}",
    "{ }",
    "{a=1}",
    "{a:1 b:2,c=3;}",
    "{\n\t# why\n\ta = { b = ( { c = 017L } ) } // so\n\r\n /* * */ }",
};

#define VALUES (sizeof values / sizeof *values)

/* A setting of each value, from `from` on, in `style`, such as "%s%zu = %s;\n". */
static char *settings_with(const char *before, const char *prefix, const char *behind)
{
    char *text = memory_text(before);
    for (size_t i = 0; i < VALUES; i++) {
        char *more = memory_format("%s%s%zu = %s;\n", text, prefix, i, values[i]);
        free(text);
        text = more;
    }
    char *all = memory_format("%s%s", text, behind);
    free(text);
    return all;
}

/* Saves ONE's contact with one more address. */
static void save_one_more(Fixture *fixture)
{
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    fixture_load(fixture, &contact, &seen);
    fixture_add(&contact, "noc@contoso.com");
    cr_assert_eq(store_contact_save(fixture->store, ONE, &contact, &seen, &error), STORE_SAVED,
                 "%s", error.text);
    contact_clear(&contact);
}

Test(settings_kept, each_value_of_a_contact_is_what_it_was)
{
    for (size_t i = 0; i < VALUES; i++) {
        Fixture fixture;
        fixture_open(&fixture);
        char *before = memory_format("x : %s\nemails = [\"ops@contoso.com\"]\nalerts = TRUE\ny=%s",
                                     values[i], values[i]);
        temporary_write(fixture.directory, ONE_FILE, before);
        save_one_more(&fixture);
        char *after =
            memory_format("x = %s;\nemails = [ \"ops@contoso.com\", \"noc@contoso.com\" ];\n"
                          "alerts = true;\ny = %s;\n",
                          values[i], values[i]);
        fixture_file_is(&fixture, after);
        free(after);
        free(before);
        fixture_close(&fixture);
    }
}

Test(settings_kept, all_of_them_around_a_long_array_are)
{
    enum { COUNT = 60000 };
    Fixture fixture;
    fixture_open(&fixture);
    char *addresses = memory_new((size_t)COUNT * 40), *end = addresses;
    for (int i = 0; i < COUNT; i++)
        end += sprintf(end, "%s\"somebody.%d@contoso.example\"", i > 0 ? ", " : "", i);
    char *before = settings_with("", "a", "emails = [ ");
    char *behind = settings_with(" ];\n", "b", "alerts = false;\n");
    char *more = memory_text(behind);
    char *text = memory_format("%s%s%s", before, addresses, behind);
    temporary_write(fixture.directory, ONE_FILE, text);
    free(text);
    save_one_more(&fixture);
    text = memory_format("%s%s, \"noc@contoso.com\"%s", before, addresses, more);
    fixture_file_is(&fixture, text);
    free(text);
    free(more);
    free(behind);
    free(before);
    free(addresses);
    fixture_close(&fixture);
}

/* An entry of the list of subscriptions. */
static char *entry(const char *id, const char *name, const char *unknown)
{
    return memory_format("{\n    id = \"%s\";\n    name = \"%s\";\n%s  }", id, name, unknown);
}

Test(settings_kept, so_are_those_in_an_entry_of_the_list_of_subscriptions)
{
    Fixture fixture;
    fixture_open(&fixture);
    char *unknown = settings_with("", "    v", "");
    char *one = entry(ONE, "Web", unknown), *other = entry(OTHER, "Shop", "");
    char *before =
        memory_format("x = 0x1F;\nsubscriptions = ( %s, %s );\ny = 1e400;\n", one, other);
    temporary_write(fixture.directory, "subscriptions.conf", before);
    SubscriptionList list;
    StoreVersionTag seen;
    Error error = {0};
    cr_assert(store_subscriptions_load(fixture.store, &list, &seen, &error), "%s", error.text);
    Subscription first = list.items[0]; /* turned round */
    list.items[0] = list.items[1];
    list.items[1] = first;
    cr_assert_eq(store_subscriptions_save(fixture.store, &list, &seen, &error), STORE_SAVED, "%s",
                 error.text);
    char *after = memory_format("x = 0x1F;\nsubscriptions = ( %s, %s );\ny = 1e400;\n", other, one);
    char *found = temporary_read(fixture.directory, "subscriptions.conf", NULL);
    cr_expect_str_eq(found, after, "\n%s\n%s", found, after);
    free(found);
    free(after);
    subscription_list_clear(&list);
    free(before);
    free(other);
    free(one);
    free(unknown);
    fixture_close(&fixture);
}

static bool parse(Settings *settings, const char *text, Error *error)
{
    settings_init(settings, "x.conf");
    settings_take(settings, text, strlen(text));
    return settings_parse(settings, error);
}

typedef struct Number {
    const char *text;
    int type;
    long long value;
} Number;

Test(settings_kept, numbers_are_read_alike)
{
    static const Number numbers[] = {
        {"17", CONFIG_TYPE_INT, 17},
        {"017", CONFIG_TYPE_INT, 17},
        {"-0012", CONFIG_TYPE_INT, -12},
        {"08", CONFIG_TYPE_INT, 8},
        {"+08", CONFIG_TYPE_INT, 8},
        {"0660", CONFIG_TYPE_INT, 660},
        {"0x1F", CONFIG_TYPE_INT, 31},
        {"0xFFFFFFFF", CONFIG_TYPE_INT, -1},
        {"0b101", CONFIG_TYPE_INT, 5},
        {"0o660", CONFIG_TYPE_INT, 0660},
        {"0q17", CONFIG_TYPE_INT, 15},
        {"-2147483648", CONFIG_TYPE_INT, INT_MIN},
        {"017L", CONFIG_TYPE_INT64, 17},
        {"0xFFFFFFFFL", CONFIG_TYPE_INT64, 0xFFFFFFFFLL},
        {"0xFFFFFFFFFFFFFFFFL", CONFIG_TYPE_INT64, -1},
        {"0b101LL", CONFIG_TYPE_INT64, 5},
        {"-9223372036854775808L", CONFIG_TYPE_INT64, LLONG_MIN},
        {"1e2", CONFIG_TYPE_FLOAT, 100},
        {"010.0", CONFIG_TYPE_FLOAT, 10},
        {".", CONFIG_TYPE_FLOAT, 0},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Settings settings;
        Error error = {0};
        char *text = memory_format("a = %s;\n", numbers[i].text);
        cr_assert(parse(&settings, text, &error), "%s: %s", text, error.text);
        const config_setting_t *a = config_lookup(&settings.config, "a");
        cr_expect_eq(config_setting_type(a), numbers[i].type, "%s", text);
        long long value = numbers[i].type == CONFIG_TYPE_INT ? config_setting_get_int(a)
                          : numbers[i].type == CONFIG_TYPE_INT64
                              ? config_setting_get_int64(a)
                              : (long long)config_setting_get_float(a);
        cr_expect_eq(value, numbers[i].value, "%s: %lld", text, value);
        free(text);
        settings_clear(&settings);
    }
}

Test(settings_kept, escapes_are_read_alike)
{
    Settings settings;
    Error error = {0};
    cr_assert(parse(&settings,
                    "a = \"\\a\\b\\v\\f\\n\\r\\t\\q\\\\a\\\"\\x41\" /* \\a */ \"\\\\\\b\\xZ\";\n",
                    &error));
    const char *text = NULL;
    cr_assert(config_lookup_string(&settings.config, "a", &text));
    cr_expect_str_eq(text, "\\a\\b\\v\f\n\r\t\\q\\a\"A\\\\b\\xZ");
    settings_clear(&settings);
}

Test(settings_kept, what_some_versions_take_and_others_refuse_has_one_answer)
{
    static const char *const wrong[] = {
        "0b2",         "0b",          "0o8",          "0x",
        "0xG",         "-0x1F",       "+0b1",         "1LLL",
        "1l",          "1.2.3",       "1e",           "1e+",
        "--1",         "1-2",         "5y",           "0b1x",
        "-",           "inf",         "[ 1, ]",       "( 1, )",
        "[ 1, 2L ]",   "[,]",         "(,)",          "[ ( ) ]",
        "[ { } ]",     "[ [ ] ]",     "[ 1 2 ]",      "[ 1",
        "( 1 ]",       "{ a 1 }",     "{ = 1 }",      "{ 1 = 1 }",
        "{ a.b = 1 }", "{ a = 1;; }", "{ a = }",      "{ true = 1 }",
        "'x'",         "\v1",         "1\a",          "x",
        "{ a = 1 ",    "1; ; b = 2",  "1 b 2",        "1, , b = 2",
        "[ 1, 1.0 ]",  "[ true, 1 ]", "[ 1, \"a\" ]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Settings settings;
        Error error = {0};
        char *text = memory_format("first = 1;\nz = %s;\nlast = 1;\n", wrong[i]);
        cr_expect_not(parse(&settings, text, &error), "taken: %s", text);
        cr_expect_neq(error.line, 0, "%s", text);
        cr_expect(strstr(error.text, ": found ") != NULL, "%s: %s", text, error.text);
        free(text);
        settings_clear(&settings);
    }
}

/* What nests, `each` levels at a time. */
typedef struct Nest {
    const char *open, *middle, *close;
    int each;
} Nest;

static char *nested(const Nest *nest, int times)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fputs("a = ", out);
    for (int i = 0; i < times; i++)
        fputs(nest->open, out);
    fputs(nest->middle, out);
    for (int i = 0; i < times; i++)
        fputs(nest->close, out);
    fputs(";\n", out);
    fclose(out);
    return text;
}

Test(settings_kept, the_depth_of_brackets_has_one_limit)
{
    static const Nest nests[] = {{"(", "", ")", 1},
                                 {"( 1, ", "1", ", 2 )", 1},
                                 {"{ x = 1; a = ", "1", "; y = 1 }", 1},
                                 {"( 1, { x = 1; a = ", "1", "; y = 1 } )", 2}};
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        for (int more = 0; more < 2; more++) {
            Settings settings;
            Error error = {0};
            char *text = nested(&nests[i], 1000 / nests[i].each + more);
            cr_expect_eq(parse(&settings, text, &error), !more, "%zu, %d: %s", i, more, error.text);
            settings_clear(&settings);
            free(text);
        }
    }
}

Test(settings_kept, entries_know_their_lines)
{
    Settings settings;
    Error error = {0};
    cr_assert(
        parse(&settings,
              "a = \"one\" \"more\n\";\n# \"no\"\nb\n=\n[\n0b1\n,\n2\n];\nc = (\n1\n,\n{\n}\n);\n",
              &error));
    static const int lines[] = {1, 4, 7, 9, 11, 12, 14};
    const config_setting_t *b = config_lookup(&settings.config, "b");
    const config_setting_t *c = config_lookup(&settings.config, "c");
    const config_setting_t *found[] = {
        config_lookup(&settings.config, "a"), b, config_setting_get_elem(b, 0),
        config_setting_get_elem(b, 1),        c, config_setting_get_elem(c, 0),
        config_setting_get_elem(c, 1)};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect_eq(settings_line(found[i]), lines[i], "%zu: %d", i, settings_line(found[i]));
    settings_clear(&settings);
}

Test(settings_kept, what_is_put_is_written_in_our_style_and_nothing_beside_it)
{
    Settings settings;
    Error error = {0};
    size_t length;
    cr_assert(parse(&settings,
                    "g : { t : \"a\" \"b\"; n = 0x10; f = 1e400, b = TRUE; l = [ 0b1 ] gone = 1 }\n"
                    "h={t=\"\\x41\"}",
                    &error));
    config_setting_t *group = config_lookup(&settings.config, "g");
    settings_put_text(group, "t", "ab");
    settings_put_number(group, "n", 16);
    settings_put_bool(group, "b", true);
    settings_put_text(group, "new", "\n\r\t\f\x01\x1F\"\\\x7F\u00fc");
    settings_remove(group, "gone");
    settings_remove(group, "never");
    char *text = settings_print(&settings, &length, &error);
    cr_assert(text != NULL, "%s", error.text);
    cr_expect_str_eq(text,
                     "g = {\n  t = \"ab\";\n  n = 16;\n  f = 1e400;\n  b = true;\n  l = [ 0b1 ];\n"
                     "  new = \"\\n\\r\\t\\f\\x01\\x1F\\\"\\\\\x7F\u00fc\";\n};\n"
                     "h = {t=\"\\x41\"};\n");
    free(text);
    settings_clear(&settings);
}
