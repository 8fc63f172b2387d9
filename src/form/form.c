/* form.c: finds the forms, their fields and their texts. */
#include "form/form.h"

#include "base/language.h"
#include "base/memory.h"
#include "form/embedded.h"
#include "form/texts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const char **names;  /* NULL behind the last */
static const Form **parsed; /* what was asked for already, by the same index */

static void load_names(void)
{
    size_t count = 0;
    while (embedded_forms[count].name)
        count++;
    names = memory_array(count + 1, sizeof *names);
    parsed = memory_array(count + 1, sizeof *parsed);
    for (size_t i = 0; i < count; i++)
        names[i] = embedded_forms[i].name;
}

__attribute__((noreturn, format(printf, 1, 2))) static void defect(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("seccontacts: defect: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EX_SOFTWARE);
}

const Form *form_get(const char *name)
{
    if (!names)
        load_names();
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        if (!parsed[i]) {
            const EmbeddedForm *file = &embedded_forms[i];
            Error error;
            parsed[i] = form_parse(name, (const char *)file->bytes, file->length, &error);
            if (!parsed[i])
                defect("%s", error_message(&error));
        }
        return parsed[i];
    }
    defect("no form is called \"%s\"", name);
}

const FormField *form_field(const Form *form, const char *name)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    }
    return NULL;
}

static const config_setting_t *texts_of(const Form *form)
{
    return config_setting_get_member(config_root_setting(&form->texts->config), "texts");
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(config_setting_name(*(const config_setting_t *const *)a),
                  config_setting_name(*(const config_setting_t *const *)b));
}

static int compare_with_name(const void *name, const void *text)
{
    return strcmp(name, config_setting_name(*(const config_setting_t *const *)text));
}

/* libconfig looks at one after the other, and a page asks for some at each key. */
void texts_sort(FormTexts *texts)
{
    const config_setting_t *all =
        config_setting_get_member(config_root_setting(&texts->config), "texts");
    size_t count = all ? (size_t)config_setting_length(all) : 0;
    texts->sorted = memory_array(count, sizeof(config_setting_t *));
    for (; texts->sorted_count < count; texts->sorted_count++)
        texts->sorted[texts->sorted_count] =
            config_setting_get_elem(all, (unsigned)texts->sorted_count);
    qsort(texts->sorted, count, sizeof(config_setting_t *), compare_names);
}

/* In English. */
static const char *find_text(const Form *form, const char *name)
{
    const FormTexts *texts = form->texts;
    const config_setting_t *const *text = bsearch(name, texts->sorted, texts->sorted_count,
                                                  sizeof(config_setting_t *), compare_with_name);
    if (!text)
        defect("forms/%s.conf has no text \"%s\"", form->name, name);
    return config_setting_get_string(*text);
}

const char *form_text(const Form *form, const char *name)
{
    return _(find_text(form, name));
}

const char *form_text_count(const Form *form, const char *name, size_t count)
{
    char one[64], many[64];
    snprintf(one, sizeof one, "%s" FORM_ONE, name);
    snprintf(many, sizeof many, "%s" FORM_MANY, name);
    return n_(find_text(form, one), find_text(form, many), count);
}

const char *form_text_name(const Form *form, size_t index)
{
    const config_setting_t *texts = texts_of(form);
    if (!texts || index >= (size_t)config_setting_length(texts))
        return NULL;
    return config_setting_name(config_setting_get_elem(texts, (unsigned)index));
}

const char *const *form_names(void)
{
    if (!names)
        load_names();
    return names;
}

const char *texts_keep(FormTexts *texts, char *text)
{
    texts->kept = memory_reserve(texts->kept, &texts->kept_capacity, texts->kept_count + 1,
                                 sizeof *texts->kept);
    texts->kept[texts->kept_count++] = text;
    return text;
}

void form_free(Form *form)
{
    if (!form)
        return;
    for (size_t i = 0; i < form->field_count; i++) {
        free(form->fields[i].choices);
        free(form->fields[i].choice_labels);
    }
    for (size_t i = 0; i < form->key_count; i++)
        free(form->keys[i].keys);
    free((void *)form->fields);
    free((void *)form->keys);
    for (size_t i = 0; i < form->texts->kept_count; i++)
        free(form->texts->kept[i]);
    free(form->texts->kept);
    free(form->texts->sorted);
    config_destroy(&form->texts->config);
    free(form->texts);
    free(form);
}
