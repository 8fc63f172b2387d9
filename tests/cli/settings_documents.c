/* The forms are the one table of settings: what the program reads, seccontacts.conf(5) and the
 * example in share/doc say the same as they do. */
#include "cli/helper.h"

#include "base/memory.h"
#include "form/form.h"
#include "site/config.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define MAN TEST_DATA "/../../man"

/* The forms, and the group that their settings are in. */
static const struct {
    char form[16], group[8], section[32];
} tables[] = {{"settings", "", "\n.Sh SECCONTACTS.CONF\n"},
              {"rules", "", "\n.Sh SECCONTACTS.CONF\n"},
              {"mail-delivery", "mail", "\n.Sh MAIL\n"}};

#define TABLES (sizeof tables / sizeof *tables)

static const char *group_of(size_t table)
{
    return *tables[table].group ? tables[table].group : NULL;
}

/* One of the tables' sections, up to the next. The caller frees it. */
static char *section(size_t table)
{
    char *manual = temporary_read(MAN, "seccontacts.conf.5", NULL);
    char *start = strstr(manual, tables[table].section);
    cr_assert(start != NULL, "no %s", tables[table].section);
    char *end = strstr(start + 1, "\n.Sh ");
    char *text = memory_text_n(start, (size_t)(end - start));
    free(manual);
    return text;
}

/* What a setting may be, as it stands behind its name. */
static char *syntax(const FormField *field)
{
    if (field->type == FORM_TOGGLE)
        return memory_text("Cm true | Cm false");
    if (field->type == FORM_NUMBER)
        return memory_text("Ar number");
    return field->type == FORM_CHOICE && field->choice_count == 2
               ? memory_format("Cm \\(dq%s\\(dq | Cm \\(dq%s\\(dq", field->choices[0],
                               field->choices[1])
               : memory_text("Ar text");
}

/* The entry of a setting, up to the next. The caller frees it. */
static char *entry(const char *text, const FormField *field)
{
    char *form = syntax(field), *head = memory_format("\n.It Ic %s No = %s\n", field->name, form);
    const char *start = strstr(text, head);
    cr_assert(start != NULL, "seccontacts.conf(5) lacks \"%s\"", head + 1);
    const char *end = strstr(start + 1, "\n.It Ic ");
    char *found = end ? memory_text_n(start, (size_t)(end - start)) : memory_text(start);
    free(head);
    free(form);
    return found;
}

/* `text` must be in what the manual says of `field`; it is freed. */
static void says(const char *entry_text, const FormField *field, char *text)
{
    cr_expect(strstr(entry_text, text) != NULL, "seccontacts.conf(5), %s: no \"%s\"", field->name,
              text);
    free(text);
}

/* The default in a file. The caller frees it. */
static char *value(const FormField *field)
{
    if (field->type == FORM_TOGGLE)
        return memory_text(strcmp(field->initial, "on") == 0 ? "true" : "false");
    return field->type == FORM_NUMBER ? memory_text(field->initial)
                                      : memory_format("\"%s\"", field->initial);
}

Test(settings_documents, the_manual_says_type_range_choices_and_default)
{
    for (size_t table = 0; table < TABLES; table++) {
        const Form *form = form_get(tables[table].form);
        char *text = section(table);
        for (size_t i = 0; i < form->field_count; i++) {
            const FormField *field = &form->fields[i];
            char *found = entry(text, field);
            for (size_t j = 0; j < field->choice_count; j++)
                says(found, field, memory_format("Cm \\(dq%s\\(dq", field->choices[j]));
            if (field->type == FORM_CHOICE)
                says(found, field, memory_text("he default"));
            else if (field->type == FORM_TOGGLE)
                says(found, field,
                     memory_format("Default:\n.Cm %s .",
                                   strcmp(field->initial, "on") == 0 ? "true" : "false"));
            else if (field->type == FORM_NUMBER)
                says(found, field, memory_format("Default: %s.", field->initial));
            else if (*field->initial)
                says(found, field, memory_format("Default:\n.Ql \\(dq%s\\(dq .", field->initial));
            if (field->type == FORM_NUMBER)
                says(found, field, memory_format("%ld to %ld", field->minimum, field->maximum));
            free(found);
        }
        free(text);
    }
}

/* Whether one of the tables of the same group has the setting. */
static bool is_setting(const char *group, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < TABLES; i++)
        found = found ||
                (strcmp(tables[i].group, group) == 0 && form_field(form_get(tables[i].form), name));
    return found;
}

/* How many settings the tables of the group have. */
static size_t count_of(const char *group)
{
    size_t count = 0;
    for (size_t i = 0; i < TABLES; i++)
        if (strcmp(tables[i].group, group) == 0)
            count += form_get(tables[i].form)->field_count;
    return count;
}

Test(settings_documents, the_manual_and_the_program_know_the_same_settings)
{
    for (size_t table = 0; table < TABLES; table++) {
        const Form *form = form_get(tables[table].form);
        char *text = section(table);
        size_t described = 0;
        for (const char *at = text; (at = strstr(at, "\n.It Ic ")); described++) {
            at += strlen("\n.It Ic ");
            char *name = memory_text_n(at, strcspn(at, " "));
            bool group = strcmp(name, "mail") == 0;
            described -= group;
            cr_expect(group || is_setting(tables[table].group, name), "%s", name);
            free(name);
        }
        cr_expect_eq(described, count_of(tables[table].group), "%s", form->name);
        for (size_t i = 0; i < form->field_count; i++)
            cr_expect(site_config_find(group_of(table), form->fields[i].name) != NULL, "%s",
                      form->fields[i].name);
        free(text);
    }
}

Test(settings_documents, the_manual_says_who_decides)
{
    char *manual = temporary_read(MAN, "seccontacts.conf.5", NULL);
    for (size_t table = 0; table < TABLES && !group_of(table); table++) {
        const Form *form = form_get(tables[table].form);
        for (size_t i = 0; i < form->field_count; i++) {
            const char *name = form->fields[i].name;
            bool members = site_config_find(NULL, name)->of_members, told = false;
            for (char *line = manual; (line = strstr(line, "\n.It Ic ")); line++) {
                char *row = memory_text_n(line + 1, strcspn(line + 1, "\n"));
                told = told || (strstr(row, name) &&
                                strstr(row, members ? " Ta members Ta " : " Ta administrator Ta "));
                free(row);
            }
            cr_expect(told, "%s is decided by %s", name, members ? "members" : "the administrator");
        }
    }
    free(manual);
}

Test(settings_documents, the_example_has_the_defaults)
{
    char *example = temporary_read(MAN, "seccontacts.conf", NULL);
    for (size_t table = 0; table < TABLES; table++) {
        const Form *form = form_get(tables[table].form);
        for (size_t i = 0; i < form->field_count; i++) {
            const FormField *field = &form->fields[i];
            char *initial = value(field);
            char *start = memory_format("\n%s%s = ", group_of(table) ? "  " : "", field->name);
            char *line = memory_format("%s%s;\n", start, initial);
            bool there = strstr(example, start) != NULL;
            bool needed = *field->initial && field->type != FORM_TOGGLE;
            cr_expect(there ? strstr(example, line) != NULL : needed == false, "expected \"%s\"",
                      line + 1);
            free(line);
            free(start);
            free(initial);
        }
    }
    free(example);
}

/* The values that the program has without any file are those of the forms. */
Test(settings_documents, every_value_is_refused_as_the_form_says)
{
    char *directory = temporary_new();
    for (size_t table = 0; table < TABLES; table++) {
        const Form *form = form_get(tables[table].form);
        for (size_t i = 0; i < form->field_count; i++) {
            const FormField *field = &form->fields[i];
            bool group = group_of(table) != NULL;
            char *text = memory_format("%s%s = [ ];%s\n", group ? "mail = { " : "", field->name,
                                       group ? " };" : "");
            temporary_write(directory, "seccontacts.conf", text);
            ProgramRun run =
                helper_run(directory, NULL, "--site", directory, "subscriptions", NULL);
            char *number =
                memory_format("a whole number from %ld to %ld", field->minimum, field->maximum);
            const char *expected = field->type == FORM_TOGGLE   ? "expected true or false"
                                   : field->type == FORM_NUMBER ? number
                                                                : field->expected;
            cr_expect_eq(run.status, 78, "%s", run.err);
            cr_expect(strstr(run.err, expected) != NULL, "%s: %s", expected, run.err);
            program_run_clear(&run);
            free(number);
            free(text);
        }
    }
    temporary_remove(directory);
}
