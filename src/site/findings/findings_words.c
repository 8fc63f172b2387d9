#include "site/findings/findings_words.h"

#include "base/memory.h"

#include <stdlib.h>

const char *finding_text(FindingKind kind, const char *part)
{
    char *name = memory_format("%s%s", finding_name(kind), part);
    const char *text = form_text(form_get("findings"), name);
    free(name);
    return text;
}

char *finding_words_fill(FindingKind kind, const char *part, const char *const *arguments)
{
    return words_fill(finding_text(kind, part), arguments);
}
