/* config_table.c: reads settings by what their form says of them. */
#include "site/config_table.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "form/form.h"
#include "store/conf/settings_check.h"

#include <stdlib.h>
#include <string.h>

const ConfigRow *config_table_find(const ConfigTable *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].name, name) == 0)
            return &table->rows[i];
    }
    return NULL;
}

static void *member_of(const ConfigRow *row, void *values)
{
    return (char *)values + row->offset;
}

static bool set_choice(const ConfigRow *row, const FormField *field, void *values, const char *text)
{
    size_t index = 0;
    while (index < field->choice_count && strcmp(field->choices[index], text) != 0)
        index++;
    if (index == field->choice_count)
        return false;
    if (row->truth)
        *(bool *)member_of(row, values) = strcmp(text, row->truth) == 0;
    else
        *(unsigned *)member_of(row, values) = (unsigned)index;
    return true;
}

static bool is_good(const ConfigRow *row, const FormField *field, const char *text)
{
    bool line = text[0] != '\0' && visible_is_plain(text, strlen(text));
    return row->good ? row->good(text) : line && (field->type != FORM_PATH || text[0] == '/');
}

/* Sets what is written as a text. */
static bool set_text(const ConfigRow *row, const FormField *field, void *values, const char *text,
                     const char **why)
{
    if (field->type == FORM_CHOICE)
        return set_choice(row, field, values, text);
    if (row->set)
        return row->set(values, text, why);
    if (!is_good(row, field, text))
        return false;
    char **value = member_of(row, values), *copy = memory_text(text);
    free(*value);
    *value = copy;
    return true;
}

void config_table_defaults(const ConfigTable *table, void *values)
{
    const Form *form = form_get(table->form);
    for (size_t i = 0; i < table->count; i++) {
        const ConfigRow *row = &table->rows[i];
        const FormField *field = form_field(form, row->name);
        const char *why;
        if (field->type == FORM_TOGGLE)
            *(bool *)member_of(row, values) = strcmp(field->initial, "on") == 0;
        else if (field->type == FORM_NUMBER)
            *(int *)member_of(row, values) = (int)strtol(field->initial, NULL, 10);
        else if (*field->initial)
            set_text(row, field, values, field->initial, &why);
    }
}

static bool take_number(const ConfigRow *row, const FormField *field, void *values,
                        const Settings *settings, const config_setting_t *group, Error *error)
{
    int *value = member_of(row, values);
    long long number = *value;
    bool good =
        settings_number(settings, group, row->name, field->minimum, field->maximum, &number, error);
    *value = (int)number;
    return good;
}

static bool take_text(const ConfigRow *row, const FormField *field, void *values,
                      const Settings *settings, const config_setting_t *group, Error *error)
{
    const char *text, *why = NULL;
    if (!settings_text(settings, group, row->name, field->expected, &text, error))
        return false;
    if (!text || set_text(row, field, values, text, &why))
        return true;
    const config_setting_t *setting = config_setting_get_member(group, row->name);
    return why ? settings_refuse(settings, setting, error, "found \"%s\", expected %s: %s",
                                 visible_start(text, 100), field->expected, why)
               : settings_refuse_value(settings, setting, field->expected, error);
}

bool config_table_take(const ConfigTable *table, void *values, const Settings *settings,
                       const config_setting_t *group, Error *error)
{
    const Form *form = form_get(table->form);
    bool good = true;
    for (size_t i = 0; good && i < table->count; i++) {
        const ConfigRow *row = &table->rows[i];
        const FormField *field = form_field(form, row->name);
        good = field->type == FORM_TOGGLE
                   ? settings_bool(settings, group, row->name, member_of(row, values), error)
               : field->type == FORM_NUMBER
                   ? take_number(row, field, values, settings, group, error)
                   : take_text(row, field, values, settings, group, error);
    }
    return good;
}
