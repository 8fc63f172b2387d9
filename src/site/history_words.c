/* The entries of the history in words. */
#include "base/language.h"
#include "base/line_changes.h"
#include "base/memory.h"
#include "base/visible.h"
#include "site/history.h"
#include "store/drafts/identity.h"

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

static bool read_texts(History *history, const HistoryChange *change, SiteHistoryTexts *texts,
                       Error *error)
{
    *texts = (SiteHistoryTexts){.file = change->file};
    error_clear(error);
    if (change->before != 0)
        texts->before = history_content(history, change->before, &texts->before_length, error);
    if (error->kind == ERROR_NONE && change->after != 0)
        texts->after = history_content(history, change->after, &texts->after_length, error);
    return error->kind == ERROR_NONE;
}

static void clear_texts(SiteHistoryTexts *texts)
{
    free((char *)texts->before);
    free((char *)texts->after);
}

static bool contact_of(const SiteHistoryTexts *texts, bool before, Contact *contact)
{
    const char *text = before ? texts->before : texts->after;
    Error ignored;
    if (!text)
        contact_init(contact);
    return !text || store_contact_parse(text, before ? texts->before_length : texts->after_length,
                                        texts->file, contact, &ignored);
}

/* Both sides as contacts. False where one of them is none. */
static bool contacts_of(const SiteHistoryTexts *texts, Contact *before, Contact *after)
{
    char *id = site_history_subscription(texts->file);
    bool good = id && contact_of(texts, true, before);
    free(id);
    if (!good || contact_of(texts, false, after))
        return good;
    contact_clear(before);
    return false;
}

static bool list_of(const SiteHistoryTexts *texts, bool before, SubscriptionList *list)
{
    const char *text = before ? texts->before : texts->after;
    Error ignored;
    *list = (SubscriptionList){0};
    return !text ||
           store_subscriptions_parse(text, before ? texts->before_length : texts->after_length,
                                     texts->file, list, &ignored);
}

/* What became of the subscriptions; NULL where the file has none, or they are the same. */
static char *list_words(const SiteHistoryTexts *texts)
{
    SubscriptionList before, after;
    char *text = NULL;
    if (strcmp(texts->file, SITE_HISTORY_LIST) != 0 || !list_of(texts, true, &before))
        return NULL;
    if (list_of(texts, false, &after)) {
        if (!subscription_list_equal(&before, &after))
            text = subscription_list_difference(&before, &after);
        subscription_list_clear(&after);
    }
    subscription_list_clear(&before);
    return text;
}

/* What became of the contact; NULL where the file has none, or it is the same. */
static char *contact_words(const SiteHistoryTexts *texts)
{
    Contact before, after;
    if (!contacts_of(texts, &before, &after))
        return NULL;
    char *text = contact_equal(&before, &after) ? NULL : contact_difference(&before, &after);
    contact_clear(&before);
    contact_clear(&after);
    return text;
}

char *site_history_texts_lines(const SiteHistoryTexts *texts)
{
    Contact before, after;
    if (contacts_of(texts, &before, &after)) {
        char *text = contact_changes(&before, &after);
        contact_clear(&before);
        contact_clear(&after);
        if (*text)
            return text;
        free(text); /* what seccontacts does not know in a file may have changed */
    }
    return line_changes(texts->before, texts->after, NULL);
}

static char *count_words(const SiteHistoryTexts *texts)
{
    LineChanges counts;
    free(line_changes(texts->before, texts->after, &counts));
    char *added =
        memory_format(n_("%zu line added", "%zu lines added", counts.added), counts.added);
    char *text = memory_format(n_("%s, %zu removed", "%s, %zu removed", counts.removed), added,
                               counts.removed);
    free(added);
    return text;
}

/* In words where the contents are known, or NULL. */
static char *words_of(const SiteHistoryTexts *texts)
{
    char *text = contact_words(texts);
    return text ? text : list_words(texts);
}

char *site_history_texts_what(const SiteHistoryTexts *texts)
{
    bool many = texts->before_length + texts->after_length > WORDS_MOST;
    char *text = many ? NULL : words_of(texts);
    return text ? text : count_words(texts);
}

char *site_history_lines(History *history, const HistoryChange *change)
{
    SiteHistoryTexts texts;
    Error error;
    char *text;
    if (read_texts(history, change, &texts, &error)) {
        text = site_history_texts_lines(&texts);
    } else {
        char *words = error_message(&error);
        text = memory_format("%s\n", words);
        free(words);
    }
    clear_texts(&texts);
    return text;
}

char *site_history_what(History *history, const HistoryChange *change)
{
    int64_t size = change->before_size + change->after_size;
    SiteHistoryTexts texts;
    Error error;
    if (change->after == 0)
        return memory_text(_("the file was removed"));
    if (*change->what && size > AGAIN_MOST)
        return visible_text(change->what);
    if (size > WORDS_MOST)
        return memory_format(_("%lld bytes, before it %lld"), (long long)change->after_size,
                             (long long)change->before_size);
    bool read = read_texts(history, change, &texts, &error);
    char *text = read ? words_of(&texts) : NULL;
    if (!text)
        text = *change->what ? visible_text(change->what)
               : read        ? count_words(&texts)
                             : error_message(&error);
    clear_texts(&texts);
    return text;
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
