#include "core/language.h"
#include "core/line_changes.h"
#include "core/memory.h"
#include "core/visible.h"
#include "site/history.h"
#include "store/identity.h"

#include <stdlib.h>
#include <string.h>

/* In bytes: for a list, the differences of larger files take too long. Those of a save are on
 * record in English, too. */
#define WORDS_MOST (1 << 20)
#define AGAIN_MOST (16 << 10)

bool site_history_contact(History *history, const HistoryChange *change, bool before,
                          Contact *contact, Error *error)
{
    int64_t content = before ? change->before : change->after;
    if (content == 0) {
        contact_init(contact);
        return true;
    }
    size_t length;
    char *text = history_content(history, content, &length, error);
    bool good = text && store_contact_parse(text, length, change->file, contact, error);
    free(text);
    return good;
}

/* Both sides as contacts. False where one of them is none. */
static bool contacts_of(History *history, const HistoryChange *change, Contact *before,
                        Contact *after)
{
    Error ignored;
    char *id = site_history_subscription(change->file);
    bool good = id && site_history_contact(history, change, true, before, &ignored);
    free(id);
    if (!good)
        return false;
    if (site_history_contact(history, change, false, after, &ignored))
        return true;
    contact_clear(before);
    return false;
}

/* The differences of the two texts, line by line. */
static char *texts_of(History *history, const HistoryChange *change, LineChanges *counts)
{
    Error error = {0};
    size_t length;
    char *before =
        change->before ? history_content(history, change->before, &length, &error) : NULL;
    char *after = error.kind == ERROR_NONE && change->after
                      ? history_content(history, change->after, &length, &error)
                      : NULL;
    char *text = NULL;
    *counts = (LineChanges){0};
    if (error.kind == ERROR_NONE) {
        text = line_changes(before, after, counts);
    } else {
        char *words = error_message(&error);
        text = memory_format("%s\n", words);
        free(words);
    }
    free(before);
    free(after);
    return text;
}

char *site_history_lines(History *history, const HistoryChange *change)
{
    Contact before, after;
    LineChanges counts;
    if (!contacts_of(history, change, &before, &after))
        return texts_of(history, change, &counts);
    char *text = contact_changes(&before, &after);
    contact_clear(&before);
    contact_clear(&after);
    if (*text)
        return text;
    free(text); /* what seccontacts does not know in a file may have changed */
    return texts_of(history, change, &counts);
}

static char *count_words(const LineChanges *counts)
{
    char *added =
        memory_format(n_("%zu line added", "%zu lines added", counts->added), counts->added);
    char *text = memory_format(n_("%s, %zu removed", "%s, %zu removed", counts->removed), added,
                               counts->removed);
    free(added);
    return text;
}

char *site_history_what(History *history, const HistoryChange *change)
{
    int64_t size = change->before_size + change->after_size;
    if (change->after == 0)
        return memory_text(_("the file was removed"));
    if (*change->what && size > AGAIN_MOST)
        return visible_text(change->what);
    if (size > WORDS_MOST)
        return memory_format(_("%lld bytes, before it %lld"), (long long)change->after_size,
                             (long long)change->before_size);
    Contact before, after;
    LineChanges counts;
    if (contacts_of(history, change, &before, &after)) {
        bool same = contact_equal(&before, &after);
        char *text = same ? NULL : contact_difference(&before, &after);
        contact_clear(&before);
        contact_clear(&after);
        if (text)
            return text;
    }
    if (*change->what)
        return visible_text(change->what);
    free(texts_of(history, change, &counts));
    return count_words(&counts);
}

/* `text` with `more` behind it; both are freed. */
static char *join(char *text, char *more)
{
    char *whole = memory_format("%s%s", text, more);
    free(more);
    free(text);
    return whole;
}

char *site_history_who(const HistoryChange *change)
{
    const HistoryWho *who = &change->who;
    char *text;
    if (change->kind == HISTORY_SAVE) {
        text = memory_text(who->user);
        if (*who->login && strcmp(who->login, who->user) != 0)
            text = join(text, memory_format(_(", logged in as %s"), who->login));
        if (*who->claimed && strcmp(who->claimed, who->user) != 0 &&
            strcmp(who->claimed, who->login) != 0)
            text = join(text, memory_format(_(", for %s (says sudo)"), who->claimed));
    } else {
        text = memory_text(change->kind == HISTORY_FOUND ? _("found as it was")
                                                         : _("outside seccontacts"));
        char *owner = change->owner >= 0 ? identity_name((uid_t)change->owner) : NULL;
        if (owner)
            text = join(text, memory_format(_("; the file is %s's"), owner));
        free(owner);
    }
    char *visible = visible_text(text);
    free(text);
    return visible;
}

const char *site_history_from(const HistoryChange *change)
{
    return change->kind == HISTORY_SAVE ? change->who.address : "";
}

HistoryChange site_history_copy(const HistoryChange *change)
{
    HistoryChange copy = *change;
    copy.file = memory_text(change->file);
    copy.what = memory_text(change->what);
    copy.who.user = memory_text(change->who.user);
    copy.who.login = memory_text(change->who.login);
    copy.who.claimed = memory_text(change->who.claimed);
    copy.who.address = memory_text(change->who.address);
    copy.who.host = memory_text(change->who.host);
    copy.who.via = memory_text(change->who.via);
    return copy;
}

void site_history_copy_free(HistoryChange *copy)
{
    free((char *)copy->file);
    free((char *)copy->what);
    free((char *)copy->who.user);
    free((char *)copy->who.login);
    free((char *)copy->who.claimed);
    free((char *)copy->who.address);
    free((char *)copy->who.host);
    free((char *)copy->who.via);
}
