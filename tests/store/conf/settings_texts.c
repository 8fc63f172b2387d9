/* The array that is kept apart is what libconfig would have read and written: files made up at
 * random are read and written both ways. */
#include "store/conf/settings_texts.h"

#include "base/memory.h"
#include "store/conf/settings_edit.h"
#include "store/conf/settings_print.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t below(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*seed >> 33) % limit;
}

/* A file that libconfig reads, or that settings_scan() refuses: where libconfig gives up it forgets
 * a text. */
static char *make_up(uint64_t *seed)
{
    static const char *const before[] = {"", "a = 1;\n", "# emails = [ \"x\" ]\n",
                                         "g = { emails = [ \"x\" ]; };\n", "l = ( [ \"x\" ] );\n"};
    static const char *const names[] = {"emails", "emails", "emails", "emails2"};
    static const char *const open[] = {" = [", ":[", "=\n\t["};
    static const char *const entries[] = {
        "\"a@x.example\"", "\"\\\"b c\\\"@x.example\"", "\"\"",       "\"\\\\\"", "\"c\\n\"",
        "\"d\\x41\"",      "\"ü@x.example\"",           "\"e#//,]\"", "\"f\ng\""};
    static const char *const gaps[] = {", ", ",", ",\n ", "\n,\t", ",\r\n", ", /* c */ ", " "};
    static const char *const ends[] = {" ];\n", "]\n", " ] # c\n", "\n\n];\n"};
    static const char *const behind[] = {"alerts = true;\n", "phone = 5;\nalerts = 1;\n", ""};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    uint32_t kinds = below(seed, 2) ? UINT32_MAX : 4; /* of the usual alone, or of all */
#define PICK(of)                                                                                   \
    of[below(seed, sizeof of / sizeof *of < kinds ? (uint32_t)(sizeof of / sizeof *of) : kinds)]
    fprintf(out, "%s%s%s ", PICK(before), PICK(names), PICK(open));
    for (uint32_t i = 0, count = below(seed, 6); i < count; i++) {
        const char *gap = i > 0 ? PICK(gaps) : "";
        fprintf(out, "%s%s", gap, PICK(entries));
    }
    fprintf(out, "%s%s", PICK(ends), PICK(behind));
#undef PICK
    fclose(out);
    return text;
}

static bool parse(Settings *settings, const char *text, const char *apart, Error *error)
{
    settings_init(settings, "x.conf");
    settings_take(settings, text, strlen(text));
    settings->apart = apart;
    error_clear(error);
    return settings_parse(settings, error);
}

/* The entries of both, and what is left of the tree. */
static void compare(const Settings *whole, const Settings *apart, const char *file)
{
    const config_setting_t *array = config_lookup(&whole->config, "emails");
    SettingsTexts texts = settings_texts_begin(apart);
    size_t count = 0;
    for (; settings_texts_next(&texts); count++) {
        const char *text = config_setting_get_string_elem(array, (int)count);
        cr_assert(text && strlen(text) == texts.length && !memcmp(text, texts.text, texts.length),
                  "entry %zu of: %s", count, file);
    }
    settings_texts_end(&texts);
    cr_assert_eq(count, apart->scan.array.count, "%s", file);
    cr_assert_eq((int)count, config_setting_length(array), "%s", file);
    cr_assert_eq(config_setting_length(config_lookup(&apart->config, "emails")), 0, "%s", file);
    const config_setting_t *alerts = config_lookup(&whole->config, "alerts");
    const config_setting_t *same = config_lookup(&apart->config, "alerts");
    cr_assert_eq(alerts == NULL, same == NULL, "%s", file);
    if (alerts)
        cr_assert_eq(config_setting_source_line(alerts), config_setting_source_line(same), "%s",
                     file);
}

Test(settings_texts, are_what_libconfig_reads)
{
    uint64_t seed = 7;
    size_t met = 0, refused = 0;
    for (int i = 0; i < 4000; i++) {
        char *file = make_up(&seed);
        Settings whole, apart;
        Error error = {0}, same = {0};
        bool good = parse(&whole, file, NULL, &error);
        cr_assert_eq(parse(&apart, file, "emails", &same), good, "%s: %s", file, same.text);
        cr_assert_str_eq(error.text, same.text, "%s", file);
        cr_assert_eq(error.line, same.line, "%s", file);
        refused += !good;
        if (good && settings_is_apart(&apart)) {
            compare(&whole, &apart, file);
            met++;
        }
        settings_clear(&whole);
        settings_clear(&apart);
        free(file);
    }
    cr_expect(met > 1000 && refused > 100, "%zu apart, %zu refused", met, refused);
}

static const char *get(const void *data, size_t index)
{
    return ((const char *const *)data)[index];
}

static void prints_the_same(const char *file, const char *const *entries, size_t count)
{
    for (int kept = 0; kept < 2; kept++) {
        Settings whole, apart;
        Error error;
        size_t length, same_length;
        cr_assert(parse(&whole, file, NULL, &error));
        cr_assert(parse(&apart, file, kept ? "emails" : NULL, &error));
        settings_put_texts(config_root_setting(&whole.config), "emails", count, get, entries);
        const SettingsSource source = {count, get, entries};
        settings_put_apart(&apart, "emails", &source);
        settings_forget_text(&apart);
        char *text = settings_print(&whole, &length, &error);
        char *same = settings_print(&apart, &same_length, &error);
        cr_assert(text && same, "%s", error.text);
        cr_expect_eq(length, same_length);
        cr_expect_str_eq(text, same, "\n%s\n%s", text, same);
        free(text);
        free(same);
        settings_clear(&whole);
        settings_clear(&apart);
    }
}

Test(settings_texts, are_written_as_libconfig_writes_them)
{
    static const char *const entries[] = {"a@x.example", "\"b c\\\\d\"@x.example", "ü@x.example"};
    static const char *const files[] = {
        "emails = [ \"a@x.example\", \"z@x.example\" ];\nalerts = true;\n",
        "alerts = true;\n",
        "other = { emails = [ \"q\" ]; };\nemails = [ ];\nnote = \"seccontacts-texts-0\";\n",
        "emails = [ \"a\\x41\", /* c */ \"b\", \"c\", \"d\" ];\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        for (size_t count = 0; count <= 3; count++)
            prints_the_same(files[i], entries, count);
    }
}

Test(settings_texts, tell_what_is_the_same)
{
    static const char *const entries[] = {"a@x.example", "\"b c\"@x.example"};
    Settings settings;
    Error error;
    cr_assert(parse(&settings, "emails = [ \"a@x.example\", \"\\\"b c\\\"@x.example\" ];\n",
                    "emails", &error));
    cr_expect(settings_texts_equal(&settings, &(SettingsSource){2, get, entries}));
    cr_expect_not(settings_texts_equal(&settings, &(SettingsSource){1, get, entries}));
    cr_expect_not(settings_texts_equal(&settings, &(SettingsSource){0, get, entries}));
    static const char *const others[] = {"a@x.example", "\"b c\"@x.exampl"};
    cr_expect_not(settings_texts_equal(&settings, &(SettingsSource){2, get, others}));
    settings_clear(&settings);
}
