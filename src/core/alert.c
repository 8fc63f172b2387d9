#include "core/alert.h"

#include "base/memory.h"
#include "base/visible.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <xxhash.h>

enum { KEY_LENGTH = 512, TITLE_LENGTH = 120 };

void alert_init(Alert *alert)
{
    memset(alert, 0, sizeof *alert);
    char **texts[] = {&alert->id,           &alert->type_id,
                      &alert->name,         &alert->severity_text,
                      &alert->subscription, &alert->resource_group,
                      &alert->resource,     &alert->entity,
                      &alert->description,  &alert->link};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = memory_text("");
}

void alert_clear(Alert *alert)
{
    free(alert->id);
    free(alert->type_id);
    free(alert->name);
    free(alert->severity_text);
    free(alert->subscription);
    free(alert->resource_group);
    free(alert->resource);
    free(alert->entity);
    free(alert->description);
    free(alert->link);
    for (size_t i = 0; i < alert->step_count; i++)
        free(alert->steps[i]);
    free(alert->steps);
    memset(alert, 0, sizeof *alert);
}

void alert_copy(Alert *to, const Alert *from)
{
    *to = *from;
    to->id = memory_text(from->id);
    to->type_id = memory_text(from->type_id);
    to->name = memory_text(from->name);
    to->severity_text = memory_text(from->severity_text);
    to->subscription = memory_text(from->subscription);
    to->resource_group = memory_text(from->resource_group);
    to->resource = memory_text(from->resource);
    to->entity = memory_text(from->entity);
    to->description = memory_text(from->description);
    to->link = memory_text(from->link);
    to->steps = NULL;
    to->step_count = 0;
    for (size_t i = 0; i < from->step_count; i++)
        alert_add_step(to, from->steps[i], strlen(from->steps[i]));
}

void alert_set(char **field, const char *text)
{
    char *copy = memory_text(text != NULL ? text : "");
    free(*field);
    *field = copy;
}

static void trim(const char **text, size_t *length)
{
    while (*length > 0 && strchr(" \t\r\n\v\f", (*text)[0]) != NULL && (*text)[0] != '\0') {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && (*text)[*length - 1] != '\0' &&
           strchr(" \t\r\n\v\f", (*text)[*length - 1]) != NULL)
        (*length)--;
}

void alert_add_step(Alert *alert, const char *step, size_t length)
{
    trim(&step, &length);
    if (length == 0)
        return;
    alert->steps = memory_resize(alert->steps, alert->step_count + 1, sizeof *alert->steps);
    alert->steps[alert->step_count++] = memory_text_n(step, length);
}

/* Letters of ASCII alone. */
static char *fold_ascii(const char *text, size_t length)
{
    char *folded = memory_text_n(text, length);
    for (size_t i = 0; i < length; i++)
        if (folded[i] >= 'A' && folded[i] <= 'Z')
            folded[i] = (char)(folded[i] - 'A' + 'a');
    return folded;
}

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* The text without what is not seen and without white space at its ends, of whatever script: an
 * alert type that differs by those alone is the same one. NULL where there is none of them. The
 * caller frees it. */
static char *without_unseen(const char *text)
{
    size_t length = strlen(text), size = 0, end = 0;
    if (is_ascii(text, length) || u8_check((const uint8_t *)text, length) != NULL)
        return NULL;
    char *kept = memory_array(length + 1, 1);
    for (size_t at = 0; at < length;) {
        ucs4_t character;
        int used = u8_mbtouc(&character, (const uint8_t *)text + at, length - at);
        bool space = uc_is_property_white_space(character);
        if ((space && size > 0) || (!space && !visible_is_unseen(character))) {
            memcpy(kept + size, text + at, (size_t)used);
            size += (size_t)used;
            end = space ? end : size;
        }
        at += (size_t)used;
    }
    kept[end] = '\0';
    return kept;
}

static char *fold(const char *given)
{
    char *kept = without_unseen(given);
    const char *text = kept != NULL ? kept : given;
    size_t length = strlen(text);
    trim(&text, &length);
    char *folded = NULL;
    size_t folded_length = 0;
    if (!is_ascii(text, length) && u8_check((const uint8_t *)text, length) == NULL) {
        uint8_t *made =
            u8_casefold((const uint8_t *)text, length, NULL, UNINORM_NFC, NULL, &folded_length);
        if (made != NULL) {
            folded = memory_text_n((const char *)made, folded_length);
            free(made);
        }
    }
    if (folded == NULL) { /* all of it is ASCII, or it is no UTF-8 */
        folded = fold_ascii(text, length);
        folded_length = length;
    }
    free(kept);
    if (folded_length > KEY_LENGTH) {
        XXH128_hash_t hash = XXH3_128bits(folded, folded_length);
        size_t keep = KEY_LENGTH - 33;
        while (keep > 0 && ((unsigned char)folded[keep] & 0xC0) == 0x80)
            keep--; /* not in the middle of a character */
        char *cut = memory_format("%.*s#%016" PRIx64 "%016" PRIx64, (int)keep, folded,
                                  (uint64_t)hash.high64, (uint64_t)hash.low64);
        free(folded);
        folded = cut;
    }
    return folded;
}

char *alert_type_key(const Alert *alert)
{
    char *key = fold(alert->type_id);
    if (key[0] == '\0') {
        free(key);
        key = fold(alert->name);
    }
    return key;
}

char *alert_id_key(const Alert *alert)
{
    return fold(alert->id);
}

const char *alert_title(const Alert *alert)
{
    if (alert->name[0] != '\0')
        return alert->name;
    return alert->type_id[0] != '\0' ? alert->type_id : "alert";
}

char *alert_short_title(const Alert *alert)
{
    const char *title = alert_title(alert);
    size_t characters = 0, cut = 0, end = 0;
    for (; title[end] != '\0' && characters <= TITLE_LENGTH; end++) {
        if (((unsigned char)title[end] & 0xC0) == 0x80)
            continue;
        if (characters == TITLE_LENGTH - 3)
            cut = end;
        characters++;
    }
    if (characters <= TITLE_LENGTH)
        return memory_text(title);
    return memory_format("%.*s...", (int)cut, title);
}

Severity severity_parse(const char *text)
{
    static const struct {
        const char *name;
        Severity severity;
    } names[] = {
        {"High", SEVERITY_HIGH},
        {"Medium", SEVERITY_MEDIUM},
        {"Low", SEVERITY_LOW},
        {"Informational", SEVERITY_INFORMATIONAL},
        {"Information", SEVERITY_INFORMATIONAL},
    };
    for (size_t i = 0; text != NULL && i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(text, names[i].name) == 0)
            return names[i].severity;
    return SEVERITY_UNKNOWN;
}

const char *severity_name(Severity severity)
{
    switch (severity) {
    case SEVERITY_HIGH:
        return "High";
    case SEVERITY_MEDIUM:
        return "Medium";
    case SEVERITY_LOW:
        return "Low";
    case SEVERITY_INFORMATIONAL:
        return "Informational";
    case SEVERITY_UNKNOWN:
        break;
    }
    return "Unknown";
}

/* A random UUID (RFC 9562, 5.4: version 4). */
static char *uuid_new(void)
{
    unsigned char b[16];
    size_t have = 0;
    while (have < sizeof b) { /* the kernel's, which a signal may interrupt */
        ssize_t got = getrandom(b + have, sizeof b - have, 0);
        if (got > 0)
            have += (size_t)got;
    }
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    return memory_format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                         b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                         b[12], b[13], b[14], b[15]);
}

void alert_init_test(Alert *alert, const AlertTest *test, int64_t now)
{
    alert_init(alert);
    char *uuid = uuid_new();
    free(alert->id);
    alert->id = memory_format("test-%s", uuid);
    free(uuid);
    alert_set(&alert->type_id, test->type_id);
    alert_set(&alert->name, test->name);
    if (alert->type_id[0] == '\0' && alert->name[0] == '\0')
        alert_set(&alert->name, "Test alert");
    alert->severity = test->severity;
    alert_set(&alert->severity_text, severity_name(test->severity));
    alert_set(&alert->subscription, test->subscription);
    alert_set(&alert->resource_group, test->resource_group);
    alert_set(&alert->entity, test->entity);
    alert_set(&alert->description,
              test->description != NULL
                  ? test->description
                  : "This is a test of the security contacts of the subscription. Nothing has "
                    "happened, and nothing needs to be done.");
    alert->has_time = true;
    alert->time = now;
    alert->test = true;
}
