/* Drafts in words: how old one is, and how many there are. */
#include "tui/app/drafts/draft_words.h"

#include "base/memory.h"
#include "form/wording.h"

#include <stdlib.h>
#include <string.h>

char *draft_age(long long then, int64_t now)
{
    const Form *form = form_get("draft");
    long long seconds = (long long)now - then;
    if (seconds < 60)
        return memory_text(form_text(form, "moment"));
    if (seconds < 3600)
        return words_count(form, "minutes", (size_t)(seconds / 60), false);
    if (seconds < 86400)
        return words_count(form, "hours", (size_t)(seconds / 3600), false);
    return words_count(form, "days", (size_t)(seconds / 86400), false);
}

/* How what a draft is of is called; NULL where it is not of this site any more. */
static const char *name_of(const Session *session, const char *of)
{
    static const char *const forms[] = {"mail-delivery", "rules", "add-subscription", "many",
                                        "replace"};
    size_t index;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(of, forms[i]) == 0)
            return form_get(forms[i])->title;
    }
    return session_find(session, of, &index) ? session->subscriptions.items[index].name : NULL;
}

char *draft_summary(const Session *session, const DraftFound *found, size_t count, char **of)
{
    *of = NULL;
    int64_t now = session_now(session);
    size_t known = 0, first = 0;
    for (size_t i = count; i > 0; i--) {
        if (name_of(session, found[i - 1].subscription)) {
            known++;
            first = i - 1;
        }
    }
    char *text = NULL;
    if (known > 0) {
        const char *name = name_of(session, found[first].subscription);
        char *age = draft_age(found[first].time, now), *number = words_number(known);
        text = words_plural(form_get("draft"), "left", known, name, age, number);
        *of = memory_text(found[first].subscription);
        free(number);
        free(age);
    }
    return text;
}

char *draft_discarded_summary(const Session *session, const DraftFound *found, char **of)
{
    *of = NULL;
    if (!found)
        return NULL;
    const char *name = name_of(session, found->subscription);
    char *age = draft_age(found->time, session_now(session));
    char *text = name ? words(form_get("draft"), "discarded_left", name, age) : NULL;
    if (name)
        *of = memory_text(found->subscription);
    free(age);
    return text;
}
