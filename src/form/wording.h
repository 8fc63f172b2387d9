/* wording.h: the texts of the forms, with what belongs into them. */
#ifndef FORM_WORDING_H
#define FORM_WORDING_H

#include "form/form.h"

#include <stddef.h>

/* The text called `name` of `form` with its `%s` replaced by the strings that follow, in their
 * order (`%1$s`, `%2$s`: by number, for languages that need another order; `%%` is a percent
 * sign). What is put in is made visible. The caller frees it. */
#define words(form, name, ...)                                                                     \
    words_fill(form_text(form, name), (const char *[]){__VA_ARGS__, NULL})
char *words_fill(const char *format, const char *const *arguments);

/* For a count: the text NAME_one where `count` is 1, else NAME_many with the count put in;
 * NAME_none for 0 where `none` is true. The caller frees it. */
char *words_count(const Form *form, const char *name, size_t count, bool none);

/* The number with its thousands parted by commas. The caller frees it. */
char *words_number(size_t number);

#endif
