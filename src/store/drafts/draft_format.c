#include "store/drafts/draft_format.h"

#include "base/language.h"
#include "base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#define MAGIC "seccontacts draft 1\n"

void draft_clear(Draft *draft)
{
    free(draft->user);
    free(draft->host);
    free(draft->site);
    free(draft->subscription);
    for (size_t i = 0; i < draft->field_count; i++)
        free(draft->fields[i].bytes);
    *draft = (Draft){0};
}

void draft_put(Draft *draft, const char *name, char *bytes, size_t length)
{
    DraftField *field = &draft->fields[draft->field_count++];
    *field = (DraftField){.bytes = bytes, .length = length};
    snprintf(field->name, sizeof field->name, "%s", name);
}

void draft_put_pieces(Draft *draft, const char *name, DraftPiece *piece, const void *data,
                      size_t length)
{
    draft_put(draft, name, NULL, length);
    DraftField *field = &draft->fields[draft->field_count - 1];
    field->piece = piece;
    field->data = data;
}

const DraftField *draft_get(const Draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->field_count; i++) {
        if (strcmp(draft->fields[i].name, name) == 0)
            return &draft->fields[i];
    }
    return NULL;
}

enum { HELD = 64 << 10 };

/* What is written, and its hash so far. */
typedef struct Output {
    int file;
    XXH3_state_t *hash;
    char *held; /* HELD bytes, for what comes in small pieces */
    size_t held_length;
    bool good;
} Output;

static void write_out(Output *output, const char *bytes, size_t length)
{
    while (output->good && length > 0) {
        ssize_t done = write(output->file, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done == 0 ? ENOSPC : errno;
            output->good = false;
            return;
        }
        bytes += done;
        length -= (size_t)done;
    }
}

static void flush(Output *output)
{
    write_out(output, output->held, output->held_length);
    output->held_length = 0;
}

static void put(Output *output, const char *bytes, size_t length)
{
    XXH3_128bits_update(output->hash, bytes, length);
    if (output->held_length + length > HELD)
        flush(output);
    if (length > HELD) {
        write_out(output, bytes, length);
    } else if (length > 0) {
        memcpy(output->held + output->held_length, bytes, length);
        output->held_length += length;
    }
}

/* A line; a newline in it would be the end of it. */
static void put_line(Output *output, const char *name, const char *text)
{
    char *line = memory_format("%s %s", name, text ? text : "");
    for (char *c = line; *c; c++) {
        if (*c == '\n')
            *c = ' ';
    }
    put(output, line, strlen(line));
    put(output, "\n", 1);
    free(line);
}

static void put_base(Output *output, const StoreVersion *base)
{
    char digits[33] = "none";
    if (base->exists)
        snprintf(digits, sizeof digits, "%016" PRIx64 "%016" PRIx64, base->high, base->low);
    put_line(output, "base", digits);
}

static void put_end(Output *output)
{
    char line[DRAFT_HASH_LINE + 1];
    XXH128_hash_t hash = XXH3_128bits_digest(output->hash);
    snprintf(line, sizeof line, "end %016" PRIx64 "%016" PRIx64 "\n", hash.high64, hash.low64);
    put(output, line, strlen(line));
}

static void put_field(Output *output, const DraftField *field)
{
    if (!field->piece) {
        put(output, field->bytes, field->length);
        return;
    }
    const char *piece;
    size_t length;
    for (size_t i = 0; (piece = field->piece(field->data, i, &length)); i++)
        put(output, piece, length);
}

bool draft_write(const Draft *draft, int file)
{
    Output output = {.file = file, .hash = XXH3_createState(), .good = true};
    if (!output.hash) {
        errno = ENOMEM;
        return false;
    }
    XXH3_128bits_reset(output.hash);
    output.held = memory_new(HELD);
    char number[64];
    snprintf(number, sizeof number, "%lld", draft->time);
    put(&output, MAGIC, strlen(MAGIC));
    put_line(&output, "time", number);
    put_line(&output, "user", draft->user);
    put_line(&output, "host", draft->host);
    put_line(&output, "site", draft->site);
    put_line(&output, "subscription", draft->subscription);
    put_base(&output, &draft->base);
    for (size_t i = 0; i < draft->field_count; i++) {
        const DraftField *field = &draft->fields[i];
        snprintf(number, sizeof number, "%s %zu", field->name, field->length);
        put_line(&output, "field", number);
        put_field(&output, field);
        put(&output, "\n", 1);
    }
    put_end(&output);
    flush(&output);
    int number_of_error = errno;
    XXH3_freeState(output.hash);
    free(output.held);
    errno = number_of_error;
    return output.good;
}

/* What is read; `at` is where the next line begins. */
typedef struct Reading {
    const char *path, *bytes;
    size_t length, at;
    Error *error;
} Reading;

static bool damaged(const Reading *reading, const char *what)
{
    return error_set_at(reading->error, ERROR_DATA, reading->path, 0, "this draft is damaged: %s",
                        _(what));
}

/* The text of the next line, which is to begin with `name`; NULL where it does not. The caller
 * frees it. */
static char *take_line(Reading *reading, const char *name)
{
    const char *line = reading->bytes + reading->at;
    size_t left = reading->length - reading->at, head = strlen(name);
    const char *end = memchr(line, '\n', left < DRAFT_TEXT_BYTES ? left : DRAFT_TEXT_BYTES);
    if (!end || (size_t)(end - line) <= head || strncmp(line, name, head) != 0 || line[head] != ' ')
        return NULL;
    reading->at += (size_t)(end - line) + 1;
    return memory_text_n(line + head + 1, (size_t)(end - line) - head - 1);
}

static bool take_text(Reading *reading, const char *name, char **text)
{
    *text = take_line(reading, name);
    if (*text)
        return true;
    char *what = memory_format(_("found no line \"%s\" at byte %zu"), name, reading->at);
    damaged(reading, what);
    free(what);
    return false;
}

static bool take_time(Reading *reading, long long *time)
{
    char *text, *end;
    if (!take_text(reading, "time", &text))
        return false;
    errno = 0;
    *time = strtoll(text, &end, 10);
    bool good = *text && *end == '\0' && errno == 0 && *time >= 0;
    free(text);
    return good || damaged(reading, "its time is no number");
}

static bool take_base(Reading *reading, StoreVersion *base)
{
    char *text;
    *base = (StoreVersion){0};
    if (!take_text(reading, "base", &text))
        return false;
    bool good = strcmp(text, "none") == 0;
    if (!good && strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32) {
        base->exists = good = true;
        base->low = strtoull(text + 16, NULL, 16);
        text[16] = '\0';
        base->high = strtoull(text, NULL, 16);
    }
    free(text);
    return good || damaged(reading, "its base is no version of a file");
}

static bool take_field(Reading *reading, Draft *draft, const char *head)
{
    const char *space = strchr(head, ' ');
    size_t name = space ? (size_t)(space - head) : 0;
    char *end = NULL;
    if (name == 0 || name >= DRAFT_NAME_SIZE || space[1] < '0' || space[1] > '9' ||
        draft->field_count == DRAFT_FIELDS)
        return damaged(reading, "it has a field without name or length, or too many of them");
    errno = 0;
    unsigned long long length = strtoull(space + 1, &end, 10);
    size_t left = reading->length - reading->at;
    if (*end || errno || length >= left || reading->bytes[reading->at + length] != '\n')
        return damaged(reading, "a field is not as long as it says");
    char *copy = memory_text_n(head, name);
    draft_put(draft, copy, memory_text_n(reading->bytes + reading->at, (size_t)length),
              (size_t)length);
    free(copy);
    reading->at += (size_t)length + 1;
    return true;
}

/* The last line: the bytes before it are those that were written. */
static bool check_whole(Reading *reading)
{
    size_t head = strlen(MAGIC);
    if (reading->length == 0)
        return damaged(reading, "found an empty file");
    if (reading->length < head || memcmp(reading->bytes, MAGIC, head) != 0)
        return damaged(reading, "its first line is not \"seccontacts draft 1\"");
    const char *last = reading->bytes + reading->length - DRAFT_HASH_LINE;
    if (reading->length < head + DRAFT_HASH_LINE || memcmp(last, "end ", 4) != 0)
        return damaged(reading, "it is cut short: its last line is not there");
    reading->length -= DRAFT_HASH_LINE;
    XXH128_hash_t hash = XXH3_128bits(reading->bytes, reading->length);
    char expected[DRAFT_HASH_LINE + 1];
    snprintf(expected, sizeof expected, "end %016" PRIx64 "%016" PRIx64 "\n", hash.high64,
             hash.low64);
    if (memcmp(last, expected, DRAFT_HASH_LINE) != 0)
        return damaged(reading, "its bytes are not those that were written");
    reading->at = head;
    return true;
}

bool draft_parse(Draft *draft, const char *path, const char *bytes, size_t length, Error *error)
{
    Reading reading = {path, bytes, length, 0, error};
    *draft = (Draft){0};
    bool good = check_whole(&reading) && take_time(&reading, &draft->time) &&
                take_text(&reading, "user", &draft->user) &&
                take_text(&reading, "host", &draft->host) &&
                take_text(&reading, "site", &draft->site) &&
                take_text(&reading, "subscription", &draft->subscription) &&
                take_base(&reading, &draft->base);
    while (good && reading.at < reading.length) {
        char *head;
        good = take_text(&reading, "field", &head) && take_field(&reading, draft, head);
        free(head);
    }
    if (!good)
        draft_clear(draft);
    return good;
}
