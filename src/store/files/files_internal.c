/* The list of subscriptions, part by part.
 *
 * The text is cut between the groups of the list, and each part is parsed as a file of its own, by
 * what parses the whole. Where that has any doubt the whole is read at once, and its word counts:
 * so every error is told as ever.
 */
#include "base/memory.h"
#include "store/files/files.h"

#include <stdlib.h>
#include <string.h>

#define LIST  "subscriptions"
#define FIRST 64  /* groups of the first part: about what a screen shows */
#define MORE  512 /* of each one after it */

typedef struct Walk {
    const char *text;
    size_t length, at;
} Walk;

/* Where the text is cut: part i is from starts[i] up to ends[i]. */
typedef struct Cuts {
    size_t open, close; /* behind the "(" of the list; its ")" */
    size_t *starts, *ends;
    size_t count, start_capacity, end_capacity;
    size_t groups;
} Cuts;

static bool goes_on_with(const Walk *walk, const char *word)
{
    size_t length = strlen(word);
    return walk->length - walk->at >= length && memcmp(walk->text + walk->at, word, length) == 0;
}

/* Behind `end`; false where it never comes. */
static bool skip_to(Walk *walk, const char *end)
{
    size_t length = strlen(end);
    const char *found = memmem(walk->text + walk->at, walk->length - walk->at, end, length);
    if (!found)
        return false;
    walk->at = (size_t)(found - walk->text) + length;
    return true;
}

static bool skip_text(Walk *walk)
{
    walk->at++;
    while (walk->at < walk->length && walk->text[walk->at] != '"')
        walk->at += walk->text[walk->at] == '\\' ? 2 : 1;
    walk->at++;
    return walk->at <= walk->length;
}

/* Skips white space and comments; false where a comment does not end. */
static bool skip_space(Walk *walk)
{
    while (walk->at < walk->length) {
        char byte = walk->text[walk->at];
        if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
            walk->at++;
        else if (byte == '#' || goes_on_with(walk, "//")) {
            if (!skip_to(walk, "\n"))
                walk->at = walk->length;
        } else if (goes_on_with(walk, "/*")) {
            walk->at += 2;
            if (!skip_to(walk, "*/"))
                return false;
        } else {
            break;
        }
    }
    return true;
}

/* The byte at which the next token begins; 0 at the end, and where there is something wrong. */
static char peek(Walk *walk)
{
    if (!skip_space(walk) || walk->at == walk->length)
        return '\0';
    return walk->text[walk->at];
}

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '*' ||
           byte == '+' || byte == '.';
}

/* Behind the next token, which begins with `byte`. */
static bool skip_token(Walk *walk, char byte)
{
    if (byte == '"')
        return skip_text(walk);
    bool word = is_word(byte);
    walk->at++;
    while (word && walk->at < walk->length && is_word(walk->text[walk->at]))
        walk->at++;
    return true;
}

/* Behind the bracket that closes the one that is next. */
static bool skip_group(Walk *walk)
{
    size_t depth = 0;
    do {
        char byte = peek(walk);
        if (byte == '\0' || !skip_token(walk, byte))
            return false;
        if (byte == '{' || byte == '(' || byte == '[')
            depth++;
        else if (byte == '}' || byte == ')' || byte == ']')
            depth--;
    } while (depth > 0);
    return true;
}

/* Behind the "(" of the list. */
static bool find_list(Walk *walk)
{
    size_t start = 0, end = 0; /* of the name */
    for (char byte; (byte = peek(walk)) != '\0';) {
        bool named =
            end - start == strlen(LIST) && memcmp(walk->text + start, LIST, end - start) == 0;
        if (byte == '(' && named) {
            walk->at++;
            return true;
        }
        if (byte == '{' || byte == '(' || byte == '[') {
            if (!skip_group(walk))
                return false;
            end = start;
            continue;
        }
        size_t before = walk->at;
        if (!skip_token(walk, byte))
            return false;
        if (is_word(byte)) {
            start = before;
            end = walk->at;
        } else if (byte != '=' && byte != ':') {
            end = start;
        }
    }
    return false;
}

static void cut(Cuts *cuts, size_t start, size_t end)
{
    cuts->starts =
        memory_reserve(cuts->starts, &cuts->start_capacity, cuts->count + 1, sizeof *cuts->starts);
    cuts->ends =
        memory_reserve(cuts->ends, &cuts->end_capacity, cuts->count + 1, sizeof *cuts->ends);
    cuts->starts[cuts->count] = start;
    cuts->ends[cuts->count++] = end;
}

/* Finds the list and where to cut it. False where that is not plain. */
static bool find_cuts(const Settings *settings, Cuts *cuts)
{
    Walk walk = {settings->text, settings->length, 0};
    if (!find_list(&walk))
        return false;
    size_t start = cuts->open = walk.at;
    for (size_t in_part = 0;;) {
        if (peek(&walk) != '{' || !skip_group(&walk))
            return false;
        cuts->groups++;
        in_part++;
        char byte = peek(&walk);
        if (byte != ',' && byte != ')')
            return false;
        if (byte == ')' || in_part == (cuts->count == 0 ? FIRST : MORE)) {
            cut(cuts, start, walk.at);
            start = walk.at + 1;
            in_part = 0;
        }
        if (byte == ')') {
            cuts->close = walk.at;
            return true;
        }
        walk.at++;
    }
}

/* Parses a text that is all of a file but for groups of the list. */
static bool parse_part(const Settings *whole, char *text, SubscriptionList *list, bool *comments)
{
    Settings settings;
    Error error;
    settings_init(&settings, whole->path);
    settings_take(&settings, text, strlen(text));
    bool ok =
        settings_parse(&settings, &error) && subscriptions_from_settings(&settings, list, &error);
    *comments = *comments || settings.scan.has_comments;
    settings_clear(&settings);
    free(text);
    return ok;
}

/* What is around the list, as a file. */
static bool parse_frame(const Settings *settings, const Cuts *cuts, bool *comments)
{
    SubscriptionList none;
    bool ok = parse_part(settings,
                         memory_format("%.*s%.*s", (int)cuts->open, settings->text,
                                       (int)(settings->length - cuts->close),
                                       settings->text + cuts->close),
                         &none, comments);
    if (ok)
        subscription_list_clear(&none);
    return ok;
}

/* The 16 bytes of a GUID. */
typedef struct Id {
    uint64_t high, low;
} Id;

static Id id_of(const char *guid)
{
    Id id = {0};
    size_t digits = 0;
    for (; *guid; guid++) {
        if (*guid == '-')
            continue;
        uint64_t digit = (uint64_t)(*guid <= '9' ? *guid - '0' : *guid - 'a' + 10);
        if (digits++ < 16)
            id.high = id.high << 4 | digit;
        else
            id.low = id.low << 4 | digit;
    }
    return id;
}

static int compare_ids(const void *a, const void *b)
{
    const Id *one = a;
    const Id *two = b;
    if (one->high != two->high)
        return one->high < two->high ? -1 : 1;
    return (one->low > two->low) - (one->low < two->low);
}

static bool are_unique(Id *ids, size_t count)
{
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < count; i++) {
        if (compare_ids(&ids[i - 1], &ids[i]) == 0)
            return false;
    }
    return true;
}

typedef struct Taker {
    StorePart take;
    void *data;
    bool stopped; /* no more are wanted */
} Taker;

static bool give(Taker *taker, SubscriptionList *part, size_t first, size_t total)
{
    taker->stopped = !taker->take(part, first, total, taker->data);
    subscription_list_clear(part);
    return !taker->stopped;
}

/* Gives all parts. False where one is in doubt, or no more are wanted. */
static bool read_parts(const Settings *settings, const Cuts *cuts, Taker *taker, bool *comments)
{
    Id *ids = memory_array(cuts->groups, sizeof *ids);
    size_t given = 0;
    bool ok = parse_frame(settings, cuts, comments);
    for (size_t i = 0; ok && i < cuts->count; i++) {
        SubscriptionList part;
        ok = parse_part(settings,
                        memory_format(LIST " = (%.*s);", (int)(cuts->ends[i] - cuts->starts[i]),
                                      settings->text + cuts->starts[i]),
                        &part, comments);
        if (!ok)
            break;
        size_t count = part.count;
        for (size_t j = 0; j < count; j++)
            ids[given + j] = id_of(part.items[j].id);
        ok = give(taker, &part, given, cuts->groups);
        given += count;
    }
    ok = ok && are_unique(ids, given);
    free(ids);
    return ok;
}

/* Gives the whole as one part, or says what is wrong with it. */
static bool read_whole(Settings *settings, Taker *taker, Error *error)
{
    SubscriptionList list;
    if (!settings_parse(settings, error) || !subscriptions_from_settings(settings, &list, error))
        return false;
    give(taker, &list, 0, list.count);
    return true;
}

bool files_subscriptions_read(Store *store, StorePart take, void *data, StoreVersionTag *seen,
                              Error *error)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place = files_subscriptions_place(files);
    Taker taker = {.take = take, .data = data};
    Cuts cuts = {0};
    Settings settings;
    bool comments = false;
    settings_init(&settings, place.path);
    bool ok = files_take(files, &place, &settings, error);
    if (ok &&
        !(settings.text && !memchr(settings.text, '\0', settings.length) &&
          find_cuts(&settings, &cuts) && read_parts(&settings, &cuts, &taker, &comments)) &&
        !taker.stopped) {
        ok = read_whole(&settings, &taker, error);
        comments = settings.scan.has_comments;
    }
    if (ok && taker.stopped)
        ok = error_set(error, ERROR_CANCELLED, "%s: reading was given up", place.path);
    if (ok)
        *seen = (StoreVersionTag){settings.version, comments};
    free(cuts.starts);
    free(cuts.ends);
    settings_clear(&settings);
    files_place_clear(&place);
    return ok;
}
