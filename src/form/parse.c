/* Reads the text of a form. Everything is held against the tables below: what they do not name is
 * an error, so that a slip in a form is found by the test that parses them all. */
#include "base/language.h"
#include "base/memory.h"
#include "form/form.h"
#include "form/texts.h"
#include "form/wording.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Behind the last setting: where libconfig does not see it, an open comment has swallowed the end.
 */
#define SENTINEL "end_of_form"

typedef struct Parser {
    Form *form;
    char *file; /* "forms/NAME.conf" */
    Error *error;
} Parser;

typedef struct TypeName {
    const char *name;
    FormType type;
} TypeName;

static const TypeName type_names[] = {
    {"addresses", FORM_ADDRESSES}, {"phone", FORM_PHONE},  {"toggle", FORM_TOGGLE},
    {"choice", FORM_CHOICE},       {"text", FORM_TEXT},    {"number", FORM_NUMBER},
    {"path", FORM_PATH},           {NULL, FORM_ADDRESSES},
};

static const char *const form_settings[] = {"title", "intro", "help",   "fields",
                                            "keys",  "texts", SENTINEL, NULL};
static const char *const field_settings[] = {"name",    "type",     "label",   "hint",    "help",
                                             "rows",    "disabled", "default", "choices", "minimum",
                                             "maximum", "expected", NULL};
static const char *const key_settings[] = {"command", "key", "also", "label", "help", "rare", NULL};

#define wrong(parser, setting, ...)                                                                \
    error_set_at((parser)->error, ERROR_SOFTWARE, (parser)->file, setting_line(setting),           \
                 __VA_ARGS__)

/* The line of a setting. That of a group in a list is taken from its first member. */
static int setting_line(const config_setting_t *setting)
{
    while (config_setting_is_group(setting) && config_setting_length(setting) > 0 &&
           !config_setting_is_root(setting))
        setting = config_setting_get_elem(setting, 0);
    return config_setting_is_root(setting) ? 1 : (int)config_setting_source_line(setting);
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static bool check_settings(Parser *parser, const config_setting_t *group, const char *what,
                           const char *const *names)
{
    if (!config_setting_is_group(group))
        return wrong(parser, group, "%s must be a group { ... }", what);
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
        if (!is_one_of(config_setting_name(member), names))
            return wrong(parser, member, "unknown setting \"%s\" of %s",
                         config_setting_name(member), what);
    }
    return true;
}

/* A string setting. Required ones must not be empty; missing others give "". */
static bool get_text(Parser *parser, const config_setting_t *group, const char *name, bool required,
                     const char **text)
{
    const config_setting_t *member = config_setting_get_member(group, name);
    *text = "";
    if (!member)
        return !required || wrong(parser, group, "\"%s\" is missing", name);
    if (config_setting_type(member) != CONFIG_TYPE_STRING)
        return wrong(parser, member, "\"%s\" must be a string", name);
    *text = config_setting_get_string(member);
    if (required && !**text)
        return wrong(parser, member, "\"%s\" is empty", name);
    return true;
}

/* The same for what is shown, in the language of the person in front. */
static bool get_words(Parser *parser, const config_setting_t *group, const char *name,
                      bool required, const char **text)
{
    bool good = get_text(parser, group, name, required, text);
    *text = _(*text);
    return good;
}

static bool get_number(Parser *parser, const config_setting_t *group, const char *name,
                       bool required, long *number)
{
    const config_setting_t *member = config_setting_get_member(group, name);
    if (!member)
        return !required || wrong(parser, group, "\"%s\" is missing", name);
    if (config_setting_type(member) != CONFIG_TYPE_INT)
        return wrong(parser, member, "\"%s\" must be a whole number", name);
    *number = config_setting_get_int(member);
    return true;
}

/* Appends the strings of an array to `*texts`, which has room for what it is told by `*count`. */
static bool get_texts(Parser *parser, const config_setting_t *array, const char ***texts,
                      size_t *count)
{
    if (!config_setting_is_array(array))
        return wrong(parser, array, "\"%s\" must be an array [ ... ]", config_setting_name(array));
    int length = config_setting_length(array);
    *texts = memory_resize(*texts, *count + (size_t)length, sizeof **texts);
    for (int i = 0; i < length; i++) {
        const char *text = config_setting_get_string_elem(array, i);
        if (!text || !*text)
            return wrong(parser, array, "\"%s\" must hold strings that are not empty",
                         config_setting_name(array));
        for (size_t j = 0; j < *count; j++) {
            if (strcmp((*texts)[j], text) == 0)
                return wrong(parser, array, "\"%s\" is there twice", text);
        }
        (*texts)[(*count)++] = text;
    }
    return true;
}

static bool get_list(Parser *parser, const char *name, const config_setting_t **list, size_t *count)
{
    *count = 0;
    *list = config_setting_get_member(config_root_setting(&parser->form->texts->config), name);
    if (!*list)
        return true;
    if (!config_setting_is_list(*list))
        return wrong(parser, *list, "\"%s\" must be a list ( ... )", name);
    *count = (size_t)config_setting_length(*list);
    return true;
}

static bool get_type(Parser *parser, const config_setting_t *group, FormType *type)
{
    const char *name;
    if (!get_text(parser, group, "type", true, &name))
        return false;
    for (const TypeName *known = type_names; known->name; known++) {
        if (strcmp(known->name, name) == 0) {
            *type = known->type;
            return true;
        }
    }
    return wrong(parser, config_setting_get_member(group, "type"), "unknown type \"%s\"", name);
}

/* Settings that only fields of one type have. */
static bool get_range_and_choices(Parser *parser, const config_setting_t *group, FormField *field)
{
    static const char *const of_number[] = {"minimum", "maximum", NULL};
    bool is_number = field->type == FORM_NUMBER, is_choice = field->type == FORM_CHOICE;
    for (const char *const *name = of_number; *name && !is_number; name++) {
        const config_setting_t *member = config_setting_get_member(group, *name);
        if (member)
            return wrong(parser, member, "\"%s\" is for numbers only", *name);
    }
    const config_setting_t *choices = config_setting_get_member(group, "choices");
    if (choices && !is_choice)
        return wrong(parser, choices, "\"choices\" is for the type \"choice\" only");
    if (is_choice && !choices)
        return wrong(parser, group, "\"choices\" is missing");
    if (choices && !get_texts(parser, choices, &field->choices, &field->choice_count))
        return false;
    if (is_choice && field->choice_count == 0)
        return wrong(parser, choices, "\"choices\" is empty");
    field->choice_labels = memory_array(field->choice_count, sizeof *field->choice_labels);
    for (size_t i = 0; i < field->choice_count; i++)
        field->choice_labels[i] = language_name_of(LANGUAGE_VALUE, field->choices[i]);
    if (!get_number(parser, group, "minimum", is_number, &field->minimum) ||
        !get_number(parser, group, "maximum", is_number, &field->maximum))
        return false;
    if (field->minimum > field->maximum)
        return wrong(parser, config_setting_get_member(group, "minimum"),
                     "\"minimum\" is above \"maximum\"");
    return true;
}

static bool get_initial(Parser *parser, const config_setting_t *group, FormField *field)
{
    const config_setting_t *initial = config_setting_get_member(group, "default");
    int type = initial ? config_setting_type(initial) : CONFIG_TYPE_NONE;
    field->initial = field->type == FORM_TOGGLE ? "off" : "";
    if (!initial)
        return true;
    if (field->type == FORM_TOGGLE) {
        if (type != CONFIG_TYPE_BOOL)
            return wrong(parser, initial, "\"default\" of a toggle must be true or false");
        field->initial = config_setting_get_bool(initial) ? "on" : "off";
    } else if (field->type == FORM_NUMBER) {
        long number = 0;
        if (!get_number(parser, group, "default", true, &number))
            return false;
        if (number < field->minimum || number > field->maximum)
            return wrong(parser, initial, "\"default\" must be from %ld to %ld", field->minimum,
                         field->maximum);
        field->initial = texts_keep(parser->form->texts, memory_format("%ld", number));
    } else {
        if (type != CONFIG_TYPE_STRING)
            return wrong(parser, initial, "\"default\" must be a string");
        field->initial = config_setting_get_string(initial);
    }
    for (size_t i = 0; field->type == FORM_CHOICE; i++) {
        if (i == field->choice_count)
            return wrong(parser, initial, "\"default\" is none of the choices");
        if (strcmp(field->choices[i], field->initial) == 0)
            break;
    }
    return true;
}

static bool get_field(Parser *parser, const config_setting_t *group, FormField *field)
{
    long rows = 1;
    if (!check_settings(parser, group, "a field", field_settings) ||
        !get_text(parser, group, "name", true, &field->name) ||
        !get_type(parser, group, &field->type) ||
        !get_words(parser, group, "label", true, &field->label) ||
        !get_words(parser, group, "hint", false, &field->hint) ||
        !get_words(parser, group, "help", false, &field->help) ||
        !get_words(parser, group, "expected", false, &field->expected) ||
        !get_number(parser, group, "rows", false, &rows) ||
        !get_range_and_choices(parser, group, field) || !get_initial(parser, group, field))
        return false;
    if (rows < 1 || rows > 100)
        return wrong(parser, config_setting_get_member(group, "rows"),
                     "\"rows\" must be from 1 to 100");
    field->rows = (size_t)rows;
    if (field->type == FORM_CHOICE)
        field->expected =
            texts_keep(parser->form->texts, words_list(field->choices, field->choice_count));
    if (config_setting_get_member(group, "disabled"))
        return get_words(parser, group, "disabled", true, &field->disabled);
    return true;
}

static bool get_fields(Parser *parser)
{
    const config_setting_t *list;
    size_t count;
    if (!get_list(parser, "fields", &list, &count))
        return false;
    FormField *fields = memory_array(count + 1, sizeof *fields);
    parser->form->fields = fields;
    parser->form->field_count = count; /* form_free() looks at all of them */
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        if (!get_field(parser, group, &fields[i]))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(fields[j].name, fields[i].name) == 0)
                return wrong(parser, group, "field \"%s\" is there twice", fields[i].name);
        }
    }
    return true;
}

static bool get_key(Parser *parser, const config_setting_t *group, FormKey *key)
{
    const char *first;
    if (!check_settings(parser, group, "a key", key_settings) ||
        !get_text(parser, group, "command", true, &key->command) ||
        !get_text(parser, group, "key", true, &first) ||
        !get_words(parser, group, "label", false, &key->label) ||
        !get_words(parser, group, "help", false, &key->help))
        return false;
    if (!config_setting_get_member(group, "label"))
        return wrong(parser, group, "\"label\" is missing");
    const config_setting_t *rare = config_setting_get_member(group, "rare");
    if (rare && config_setting_type(rare) != CONFIG_TYPE_BOOL)
        return wrong(parser, rare, "\"rare\" must be true or false");
    key->rare = rare && config_setting_get_bool(rare);
    key->keys = memory_array(1, sizeof *key->keys);
    key->keys[key->key_count++] = first;
    const config_setting_t *also = config_setting_get_member(group, "also");
    return !also || get_texts(parser, also, &key->keys, &key->key_count);
}

/* The key that `a` and `b` both claim; NULL where there is none. */
static const char *shared_key(const FormKey *a, const FormKey *b)
{
    for (size_t i = 0; i < a->key_count; i++) {
        for (size_t j = 0; j < b->key_count; j++) {
            if (strcmp(a->keys[i], b->keys[j]) == 0)
                return a->keys[i];
        }
    }
    return NULL;
}

static bool get_keys(Parser *parser)
{
    const config_setting_t *list;
    size_t count;
    if (!get_list(parser, "keys", &list, &count))
        return false;
    FormKey *keys = memory_array(count + 1, sizeof *keys);
    parser->form->keys = keys;
    parser->form->key_count = count;
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        if (!get_key(parser, group, &keys[i]))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(keys[j].command, keys[i].command) == 0)
                return wrong(parser, group, "command \"%s\" is there twice", keys[i].command);
            const char *shared = shared_key(&keys[j], &keys[i]);
            if (shared)
                return wrong(parser, group, "key \"%s\" is there twice", shared);
        }
    }
    return true;
}

static bool check_texts(Parser *parser)
{
    config_setting_t *root = config_root_setting(&parser->form->texts->config);
    const config_setting_t *texts = config_setting_get_member(root, "texts");
    if (!texts)
        return true;
    if (!config_setting_is_group(texts))
        return wrong(parser, texts, "\"texts\" must be a group { ... }");
    for (int i = 0; i < config_setting_length(texts); i++) {
        const config_setting_t *text = config_setting_get_elem(texts, (unsigned)i);
        if (config_setting_type(text) != CONFIG_TYPE_STRING)
            return wrong(parser, text, "\"%s\" must be a string", config_setting_name(text));
    }
    return true;
}

/* The line of an @include, which libconfig would follow: since 1.7 wherever
 * config_set_include_dir() points. 0 where there is none. */
static int include_line(const char *text, const char *end)
{
    static const char include[] = "@include";
    for (int line = 1; text; line++) {
        text += strspn(text, " \t");
        if (strncmp(text, include, sizeof include - 1) == 0)
            return line;
        text = memchr(text, '\n', (size_t)(end - text));
        text = text ? text + 1 : NULL;
    }
    return 0;
}

static bool read_config(Parser *parser, const char *text, size_t length)
{
    config_t *config = &parser->form->texts->config;
    if (memchr(text, '\0', length))
        return error_set_at(parser->error, ERROR_SOFTWARE, parser->file, 0, "has a NUL byte");
    if (length > INT_MAX)
        return error_set_at(parser->error, ERROR_SOFTWARE, parser->file, 0, "is too long");
    char *whole = memory_format("%.*s\n" SENTINEL " = true;\n", (int)length, text);
    int line = include_line(whole, whole + strlen(whole));
    bool parsed = line == 0 && config_read_string(config, whole);
    free(whole);
    if (line > 0)
        return error_set_at(parser->error, ERROR_SOFTWARE, parser->file, line,
                            "@include is not allowed");
    if (!parsed)
        return error_set_at(parser->error, ERROR_SOFTWARE, parser->file, config_error_line(config),
                            "%s", config_error_text(config));
    if (!config_lookup(config, SENTINEL))
        return error_set_at(parser->error, ERROR_SOFTWARE, parser->file, 0,
                            "a comment does not end");
    return true;
}

Form *form_parse(const char *name, const char *text, size_t length, Error *error)
{
    Form *form = memory_new(sizeof *form);
    form->texts = memory_new(sizeof *form->texts);
    config_init(&form->texts->config);
    form->name = texts_keep(form->texts, memory_text(name));
    Parser parser = {.form = form, .file = memory_format("forms/%s.conf", name), .error = error};

    bool good = read_config(&parser, text, length);
    if (good) {
        const config_setting_t *root = config_root_setting(&form->texts->config);
        good = check_settings(&parser, root, "a form", form_settings) &&
               get_words(&parser, root, "title", true, &form->title) &&
               get_words(&parser, root, "intro", false, &form->intro) &&
               get_words(&parser, root, "help", false, &form->help) && get_fields(&parser) &&
               get_keys(&parser) && check_texts(&parser);
    }
    free(parser.file);
    if (!good) {
        form_free(form);
        return NULL;
    }
    texts_sort(form->texts);
    return form;
}
