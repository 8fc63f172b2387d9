/* texts.c: prints the wording that is in tables, not in the sources' calls, as a template for
 * translators: that of the forms and the helps of the commands, as the program itself reads them.
 */
#include "base/language.h"
#include "cli/commands.h"
#include "form/form.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define A_VALUE "a value, as it is shown"
#define A_KEY   "the name of a key"

static void put_string(const char *keyword, const char *text)
{
    printf("%s \"", keyword);
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\')
            printf("\\%c", *at);
        else if (*at == '\n')
            fputs(at[1] ? "\\n\"\n\"" : "\\n", stdout);
        else
            putchar(*at);
    }
    puts("\"");
}

/* `text` of `file`; `many` too, where it depends on a count. Nothing for a text without a letter:
 * marks are the same everywhere. */
static void put(const char *file, const char *what, const char *text, const char *many)
{
    bool letters = many != NULL;
    for (const char *at = text; *at; at++)
        letters = letters || (*at >= 'a' && *at <= 'z' && (at == text || at[-1] != '%'));
    if (!letters)
        return;
    printf("\n#. %s\n#: %s\n", what, file);
    /* printf() could not leave an argument out, as sentence_fill() can. */
    if (strchr(text, '%') || (many && strchr(many, '%')))
        puts(strstr(text, "%2$") && !strstr(text, "%1$") ? "#, no-c-format" : "#, c-format");
    if (strcmp(what, A_VALUE) == 0)
        put_string("msgctxt", LANGUAGE_VALUE);
    else if (strcmp(what, A_KEY) == 0)
        put_string("msgctxt", LANGUAGE_KEY);
    put_string("msgid", text);
    if (many)
        put_string("msgid_plural", many);
    puts(many ? "msgstr[0] \"\"\nmsgstr[1] \"\"" : "msgstr \"\"");
}

static bool ends(const char *name, const char *ending)
{
    size_t length = strlen(name), size = strlen(ending);
    return length > size && strcmp(name + length - size, ending) == 0;
}

/* The other text of a pair: for NAME_one, NAME_many, and the other way about; NULL where there is
 * none. */
static const char *other_of_pair(const Form *form, const char *name, const char *ending,
                                 const char *other_ending)
{
    if (!ends(name, ending))
        return NULL;
    size_t stem = strlen(name) - strlen(ending);
    const char *other;
    for (size_t i = 0; (other = form_text_name(form, i)); i++) {
        if (strncmp(other, name, stem) == 0 && strcmp(other + stem, other_ending) == 0)
            return form_text(form, other);
    }
    return NULL;
}

static void put_texts(const Form *form, const char *file)
{
    const char *name;
    for (size_t i = 0; (name = form_text_name(form, i)); i++) {
        if (!other_of_pair(form, name, FORM_MANY, FORM_ONE))
            put(file, name, form_text(form, name), other_of_pair(form, name, FORM_ONE, FORM_MANY));
    }
}

static void put_fields(const Form *form, const char *file)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const FormField *field = &form->fields[i];
        put(file, "the label of a field", field->label, NULL);
        put(file, "the hint below a field", field->hint, NULL);
        put(file, "the help for a field", field->help, NULL);
        if (field->type != FORM_CHOICE)
            put(file, "what a value must be, behind \"expected\"", field->expected, NULL);
        put(file, "why it is off", field->disabled ? field->disabled : "", NULL);
        for (size_t j = 0; j < field->choice_count; j++)
            put(file, A_VALUE, field->choices[j], NULL);
    }
}

static void put_keys(const Form *form, const char *file)
{
    for (size_t i = 0; i < form->key_count; i++) {
        const FormKey *key = &form->keys[i];
        for (size_t j = 0; j < key->key_count; j++) {
            if (strlen(key->keys[j]) > 1)
                put(file, A_KEY, key->keys[j], NULL);
        }
        put(file, "what a key does, short, for the legend", key->label, NULL);
        put(file, "what a key does, for the help", key->help, NULL);
    }
}

static void put_form(const Form *form)
{
    char file[256];
    snprintf(file, sizeof file, "forms/%s.conf", form->name);
    put(file, "the title of a page", form->title, NULL);
    put(file, "the introduction of a page", form->intro, NULL);
    put(file, "the help of a page", form->help, NULL);
    put_fields(form, file);
    put_keys(form, file);
    put_texts(form, file);
}

/* By parts, without examples: those are the same everywhere. */
static void put_help(const char *help)
{
    char part[4096];
    bool example = false;
    for (size_t length; (length = language_help_part(help)) > 0; help += length) {
        snprintf(part, sizeof part, "%.*s", (int)length, help);
        example = strncmp(part, "Example", 7) == 0 || (example && *part == ' ');
        if (!example || *part != ' ')
            put("src/command/command.h", "of the help of a command; keep lines below 80 columns",
                part, NULL);
    }
}

int main(void)
{
    puts("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"");
    for (const char *const *name = form_names(); *name; name++)
        put_form(form_get(*name));
    for (const Command *const *command = cli_commands; *command; command++) {
        put("src/command/command.h", "what a command does", (*command)->summary, NULL);
        put_help((*command)->help);
    }
    return ferror(stdout) ? 1 : 0;
}
