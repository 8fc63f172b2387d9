/* sentence.h: sentences with what belongs into them, as strings; and known sentences translated
 * after they were written. */
#ifndef BASE_SENTENCE_H
#define BASE_SENTENCE_H

#include <stddef.h>

/* `format` with its conversions (`%s`, `%u`, `%d`; all take strings) replaced by the `arguments`
 * (NULL behind the last), in their order, or by number where another language needs another order
 * (`%2$s`). `%%` is a percent sign. What is put in is made visible. The caller frees it. */
char *sentence_fill(const char *format, const char *const *arguments);

/* The sentence `english` in the language of the person in front, where it was made with one of
 * `formats` (in English; NULL behind the last); else as it is. What is in it stays as it is, but
 * for `names` (likewise; NULL: none), which are translated too. For what is recorded in English and
 * shown to somebody else later. The caller frees it. */
char *sentence_translate(const char *english, const char *const *formats, const char *const *names);

#endif
