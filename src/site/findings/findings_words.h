/* findings_words.h: the wording of findings, which is in forms/findings.conf. */
#ifndef SITE_FINDINGS_FINDINGS_WORDS_H
#define SITE_FINDINGS_FINDINGS_WORDS_H

#include "form/wording.h"
#include "site/findings/findings.h"

/* The text of a kind of finding called NAME`part` (finding_name()), with the strings that follow
 * put in, made visible. The caller frees it. */
#define finding_words(kind, part, ...)                                                             \
    finding_words_fill(kind, part, (const char *[]){__VA_ARGS__, NULL})
char *finding_words_fill(FindingKind kind, const char *part, const char *const *arguments);

/* Likewise, the text for `count` of something (words_plural()). */
#define finding_words_plural(kind, count, ...)                                                     \
    words_plural(form_get("findings"), finding_name(kind), count, __VA_ARGS__)

/* Likewise, as it is. The form's. */
const char *finding_text(FindingKind kind, const char *part);

#endif
