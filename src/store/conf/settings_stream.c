#include "store/conf/settings_stream.h"

#include "base/memory.h"
#include "store/conf/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONG  ((size_t)1 << 20) /* bytes: shorter files are read as a whole */
#define BLOCK 65536             /* what is before the texts has to fit */

/* Where in the array the reading is. */
typedef enum Inside { BEFORE_TEXT, IN_TEXT, ESCAPED, BEHIND_TEXT, ENDED, NOT_PLAIN } Inside;

typedef struct Stream {
    Settings *settings;
    const SettingsSource *like;
    char *text; /* what is not left out */
    size_t length, capacity, newlines;
    Inside inside;
    const char *expected; /* what goes on of the text of `like`; NULL: it is not the same */
} Stream;

static void begin_text(Stream *stream)
{
    const SettingsSource *like = stream->like;
    size_t index = stream->settings->left_out.count++;
    stream->inside = IN_TEXT;
    stream->expected = index < like->count ? like->get(like->data, index) : NULL;
}

static void take_byte(Stream *stream, char byte)
{
    stream->inside = IN_TEXT;
    if (stream->expected && *stream->expected == byte)
        stream->expected++;
    else
        stream->expected = NULL;
}

static void end_text(Stream *stream)
{
    SettingsLeftOut *left_out = &stream->settings->left_out;
    stream->inside = BEHIND_TEXT;
    left_out->same = left_out->same && stream->expected && !*stream->expected;
}

/* Between two texts. */
static void take_between(Stream *stream, char byte)
{
    bool before = stream->inside == BEFORE_TEXT;
    if (byte == '\n')
        stream->newlines++;
    else if (before && byte == '"')
        begin_text(stream);
    else if (!before && byte == ',')
        stream->inside = BEFORE_TEXT;
    else if (!before && byte == ']')
        stream->inside = ENDED;
    else if (byte != ' ' && byte != '\t')
        stream->inside = NOT_PLAIN;
}

/* In a text, whose only escapes are those of settings_scan_plain(). */
static void take_inside(Stream *stream, char byte)
{
    bool escaped = stream->inside == ESCAPED, special = byte == '"' || byte == '\\';
    if (escaped ? !special : (unsigned char)byte < ' ')
        stream->inside = NOT_PLAIN;
    else if (escaped || !special)
        take_byte(stream, byte);
    else if (byte == '"')
        end_text(stream);
    else
        stream->inside = ESCAPED;
}

/* Goes on in the array. Returns how many bytes were taken: fewer where it has ended. */
static size_t take_array(Stream *stream, const char *bytes, size_t length)
{
    size_t i = 0;
    for (; i < length && stream->inside < ENDED; i++) {
        if (stream->inside == IN_TEXT || stream->inside == ESCAPED)
            take_inside(stream, bytes[i]);
        else
            take_between(stream, bytes[i]);
    }
    return stream->inside == ENDED ? i - 1 : i;
}

static void keep(Stream *stream, const char *bytes, size_t length)
{
    stream->text = memory_reserve(stream->text, &stream->capacity, stream->length + length, 1);
    memcpy(stream->text + stream->length, bytes, length);
    stream->length += length;
}

/* The lines stay the same. */
static void end_array(Stream *stream)
{
    stream->text =
        memory_reserve(stream->text, &stream->capacity, stream->length + stream->newlines, 1);
    memset(stream->text + stream->length, '\n', stream->newlines);
    stream->length += stream->newlines;
    SettingsLeftOut *left_out = &stream->settings->left_out;
    left_out->same = left_out->same && left_out->count == stream->like->count;
}

static void take_block(Stream *stream, const char *block, size_t length)
{
    bool in_array = stream->inside < ENDED;
    size_t taken = in_array ? take_array(stream, block, length) : 0;
    if (in_array && stream->inside == ENDED)
        end_array(stream);
    if (stream->inside == ENDED)
        keep(stream, block + taken, length - taken);
}

/* Reads up to `size` bytes, fewer at the end only; -1 and errno. */
static ssize_t read_block(int file, char *block, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(file, block + length, size - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ssize_t)length;
}

/* Reads all. False where that can't be done so: nothing is known then. */
static bool read_stream(Stream *stream, int file)
{
    Settings *settings = stream->settings;
    char block[BLOCK];
    size_t start, whole = 0;
    ssize_t got = read_block(file, block, sizeof block);
    if (got < 0 || !settings_scan_array(block, (size_t)got, settings->apart, &start))
        return false;
    StoreHash *hash = store_hash_new();
    keep(stream, block, start);
    for (size_t from = start; got > 0 && stream->inside != NOT_PLAIN; from = 0) {
        whole += (size_t)got;
        store_hash_add(hash, block, (size_t)got);
        take_block(stream, block + from, (size_t)got - from);
        got = whole <= SETTINGS_MAX ? read_block(file, block, sizeof block) : -1;
    }
    StoreVersion version = store_hash_end(hash);
    if (got != 0 || stream->inside != ENDED || settings->left_out.count <= SETTINGS_MANY)
        return false;
    settings_take(settings, stream->text, stream->length);
    settings->version = version;
    settings->left_out.length = whole;
    return true;
}

static bool read_without(Settings *settings, int file, const void *like, Error *error)
{
    Stream stream = {.settings = settings, .like = like};
    settings->left_out.same = true;
    bool is_long = settings->status.st_size >= (off_t)LONG && settings->apart;
    bool done = is_long && read_stream(&stream, file);
    free(stream.text);
    if (done)
        return true;
    settings->left_out = (SettingsLeftOut){0};
    return (!is_long || lseek(file, 0, SEEK_SET) == 0)
               ? settings_read_file(settings, file, NULL, error)
               : settings_unreadable(settings, errno, error);
}

bool settings_read_like(Settings *settings, int directory, const char *name,
                        const SettingsSource *like, Error *error)
{
    return settings_take_file(settings, directory, name, read_without, like, error);
}
