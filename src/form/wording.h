/* wording.h: the texts of the forms, with what belongs into them. */
#ifndef FORM_WORDING_H
#define FORM_WORDING_H

#include "base/language.h"
#include "base/sentence.h"
#include "form/form.h"

#include <stddef.h>

/* The text called `name` of `form` with the strings that follow put in, by sentence_fill(). The
 * caller frees it. */
#define words(form, name, ...)                                                                     \
    words_fill(form_text(form, name), (const char *[]){__VA_ARGS__, NULL})
#define words_fill sentence_fill

/* Likewise, the text for `count` of something: NAME_one or NAME_many. Both get the same strings:
 * put what only one of them needs behind. */
#define words_plural(form, name, count, ...)                                                       \
    words_fill(form_text_count(form, name, count), (const char *[]){__VA_ARGS__, NULL})

/* Likewise, with the count itself put in; NAME_none for 0 where `none` is true. The caller frees
 * it. */
char *words_count(const Form *form, const char *name, size_t count, bool none);

/* The number as a person reads it. The caller frees it. */
#define words_number(number) language_number(number)

/* Words in quotes, one of which is expected: "one", "two" or "three". The caller frees it. */
char *words_list(const char *const *words, size_t count);

#endif
