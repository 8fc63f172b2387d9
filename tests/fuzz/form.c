/* Any bytes as a form: it is refused in words, or all of it can be asked for. */
#include "form/form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* It forgets a text in which the parser gives up. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Error error = {0};
    Form *form = form_parse("fuzz", (const char *)data, size, &error);
    must(form ? error.kind == ERROR_NONE : error.kind != ERROR_NONE && error.text[0] != '\0');
    if (!form)
        return 0;
    must(form->title && form->intro && form->help);
    for (size_t i = 0; i < form->field_count; i++) {
        const FormField *field = &form->fields[i];
        must(field->name[0] != '\0' && field->label[0] != '\0');
        const FormField *found = form_field(form, field->name);
        must(found && strcmp(found->name, field->name) == 0);
    }
    for (size_t i = 0; i < form->key_count; i++)
        must(form->keys[i].command[0] != '\0' && form->keys[i].key_count > 0);
    for (size_t i = 0; form_text_name(form, i); i++)
        must(form_text(form, form_text_name(form, i)) != NULL);
    form_free(form);
    return 0;
}
