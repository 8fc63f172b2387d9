/* Unknown settings survive a save, whatever they are: settings files are made up at random, and
 * compared before and after byte by byte. */
#include "store/conf/settings_read.h"
#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

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

static void put_text(FILE *out, uint64_t *seed)
{
    static const char *const pieces[] = {
        "a",     "\\n",       "\\\"", "\\\\",     "\\x1B", "é",      "# no",
        "/* no", "@include ", "上",   "; x = 1;", "\\t",   "\x7F",   "//",
        "\\x7f", " ",         "]",    "\n",       "\\a",   "\\v\\q", "\xF0\x9F\x8C\x8D",
        "\\xFE"};
    fputc('"', out);
    for (uint32_t i = below(seed, 6); i > 0; i--)
        fputs(pieces[below(seed, sizeof pieces / sizeof *pieces)], out);
    fputc('"', out);
}

/* A whole number that is not plain decimal. */
static void put_styled(FILE *out, uint64_t *seed)
{
    uint32_t number = below(seed, UINT32_MAX);
    switch (below(seed, 4)) {
    case 0:
        fprintf(out, "0x%X", number);
        break;
    case 1:
        fprintf(out, "0o%o", number);
        break;
    case 2:
        fprintf(out, "%s%05u", below(seed, 2) ? "-" : "", number % 10000);
        break;
    default:
        fputs("0b1", out);
        for (; number > 1; number /= 2)
            fputc('0' + (char)(number % 2), out);
    }
}

static void put_scalar(FILE *out, uint64_t *seed, uint32_t kind)
{
    static const char *const exponents[] = {"", "", "e-3", "E+400"};
    switch (kind) {
    case 0:
        fprintf(out, "%d", (int)below(seed, UINT32_MAX) - (1 << 30));
        break;
    case 1:
        fprintf(out, "%lldL", (long long)((uint64_t)below(seed, UINT32_MAX) << 31) - 7);
        break;
    case 2:
        fprintf(out, "%.*f%s", 1 + (int)below(seed, 9), (double)below(seed, UINT32_MAX) / 1024,
                exponents[below(seed, 4)]);
        break;
    case 3:
        fputs(below(seed, 2) ? "TRUE" : "false", out);
        break;
    case 4:
        put_styled(out, seed);
        break;
    default:
        put_text(out, seed);
    }
}

static void put_settings(FILE *out, uint64_t *seed, const char *prefix, uint32_t depth);

static void put_value(FILE *out, uint64_t *seed, uint32_t depth)
{
    uint32_t kind = below(seed, depth > 0 ? 9 : 6);
    if (kind < 6) {
        put_scalar(out, seed, kind);
        if (kind == 5 && below(seed, 4) == 0) { /* two in one */
            fputs(below(seed, 2) ? " " : "/* and */\n", out);
            put_text(out, seed);
        }
    } else if (kind == 6) {
        fputs("{ ", out);
        put_settings(out, seed, "k", depth - 1);
        fputs("}", out);
    } else {
        uint32_t scalar = below(seed, 6);
        fputs(kind == 7 ? "[" : "(", out);
        for (uint32_t i = below(seed, 4); i > 0; i--) {
            if (kind == 7)
                put_scalar(out, seed, scalar);
            else
                put_value(out, seed, depth - 1);
            fputs(i > 1 ? ", " : " ", out);
        }
        fputs(kind == 7 ? "]" : ")", out);
    }
}

static void put_settings(FILE *out, uint64_t *seed, const char *prefix, uint32_t depth)
{
    uint32_t count = below(seed, 5);
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, "%s%u %c ", prefix, i, below(seed, 2) ? '=' : ':');
        put_value(out, seed, depth);
        fputs(below(seed, 2) ? ";\n" : "\n", out);
    }
}

/* The settings of a file as they are written, without those that a save may change. */
static char *others(const char *text)
{
    Settings settings;
    Error error = {0};
    settings_init(&settings, "x.conf");
    settings_take(&settings, text, strlen(text));
    cr_assert(settings_parse(&settings, &error), "%s: %s", error.text, text);
    const config_setting_t *root = config_root_setting(&settings.config);
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(setting), *raw;
        size_t size;
        cr_assert(settings_raw(&settings, setting, &raw, &size));
        if (strcmp(name, "emails") != 0 && strcmp(name, "phone") != 0 &&
            strcmp(name, "alerts") != 0)
            fprintf(out, "%s = %.*s\n", name, (int)size, raw);
    }
    fclose(out);
    settings_clear(&settings);
    return printed;
}

Test(settings_edit, whatever_else_is_in_a_file_survives_a_save)
{
    Fixture fixture;
    fixture_open(&fixture);
    for (uint64_t round = 1; round <= 200; round++) {
        uint64_t seed = round;
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        put_settings(out, &seed, "a", 3);
        fputs("emails = [ \"ops@contoso.com\", \"noc@contoso.com\" ]\n", out);
        put_settings(out, &seed, "b", 3);
        fputs("phone = \"+14255550100\";\nalerts = true;\n", out);
        put_settings(out, &seed, "c", 3);
        fclose(out);
        temporary_write(fixture.directory, ONE_FILE, text);
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        fixture_load(&fixture, &contact, &seen);
        if (below(&seed, 2))
            address_list_remove(contact.emails, below(&seed, 2));
        else
            fixture_add(&contact, "soc@contoso.com");
        contact.alerts = below(&seed, 2) == 1;
        cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED,
                     "round %u: %s\n%s", (unsigned)round, error.text, text);
        Contact again;
        fixture_load(&fixture, &again, &seen);
        cr_expect(contact_equal(&contact, &again));
        char *saved = temporary_read(fixture.directory, ONE_FILE, NULL);
        char *before = others(text);
        char *after = others(saved);
        cr_assert_str_eq(after, before, "round %u\nbefore: %s\nafter: %s", (unsigned)round, before,
                         after);
        free(after);
        free(before);
        free(saved);
        contact_clear(&again);
        contact_clear(&contact);
        free(text);
    }
    fixture_close(&fixture);
}
