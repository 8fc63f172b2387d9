#include "store/conf/settings_read.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "store/conf/hash.h"
#include "store/conf/settings_check.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>
#include <xxhash.h>

/* Stands behind the text while it is parsed: where it is not in the tree, something has swallowed
 * the end of the file. */
#define SENTINEL      "seccontacts-whole-file"
#define WORD_MAX      40 /* how much of a wrong number an error shows */
#define FOUND_MAX     60 /* and of a line */
#define SENTINEL_TEXT "\n" SENTINEL " = 1;\n"

void settings_init(Settings *settings, const char *path)
{
    *settings = (Settings){.path = memory_text(path)};
    config_init(&settings->config);
}

void settings_clear(Settings *settings)
{
    config_destroy(&settings->config);
    settings_scan_clear(&settings->scan);
    free(settings->text);
    free(settings->rest);
    free(settings->path);
    *settings = (Settings){0};
}

static bool refuse(const Settings *settings, int line, const char *words, Error *error)
{
    return error_set_at(error, ERROR_CONFIG, settings->path, line, "%s", _(words));
}

bool settings_unreadable(const Settings *settings, int number, Error *error)
{
    if (number == ELOOP)
        return refuse(settings, 0, "is a symbolic link: expected the file itself", error);
    ErrorKind kind = number == EACCES || number == EPERM ? ERROR_PERMISSION : ERROR_NO_INPUT;
    return error_set_at(error, kind, settings->path, 0, "cannot be read: %s", strerror(number));
}

StoreVersion settings_version(const char *text, size_t length)
{
    XXH128_hash_t hash = XXH3_128bits(text, length);
    return (StoreVersion){.exists = true, .high = hash.high64, .low = hash.low64};
}

static void set_text(Settings *settings, char *text, size_t length)
{
    settings->text = text;
    settings->length = length;
    settings->version = settings_version(text, length);
    memcpy(text + length, SENTINEL_TEXT, sizeof SENTINEL_TEXT);
}

void settings_take(Settings *settings, const char *text, size_t length)
{
    char *copy = memory_resize(NULL, length + sizeof SENTINEL_TEXT, 1);
    if (length > 0)
        memcpy(copy, text, length);
    set_text(settings, copy, length);
}

static bool refuse_size(const Settings *settings, Error *error)
{
    return refuse(settings, 0, "is too large: expected 256 MiB at most", error);
}

/* Reads to the end: the size that fstat() tells is a hint only. */
bool settings_read_file(Settings *settings, int file, const void *data, Error *error)
{
    (void)data;
    size_t expected = settings->status.st_size > 0 ? (size_t)settings->status.st_size : 0;
    size_t capacity = 0;
    char *text = memory_reserve(NULL, &capacity, expected + 1 + sizeof SENTINEL_TEXT, 1);
    size_t length = 0;
    for (;;) {
        ssize_t got = read(file, text + length, capacity - sizeof SENTINEL_TEXT - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int number = errno;
            free(text);
            return settings_unreadable(settings, number, error);
        }
        if (got == 0)
            break;
        length += (size_t)got;
        if (length > SETTINGS_MAX) {
            free(text);
            return refuse_size(settings, error);
        }
        text = memory_reserve(text, &capacity, length + 1 + sizeof SENTINEL_TEXT, 1);
    }
    set_text(settings, text, length);
    return true;
}

/* Likewise, for the version alone. */
static bool hash_all(Settings *settings, int file, const void *data, Error *error)
{
    (void)data;
    char block[65536];
    StoreHash *hash = store_hash_new();
    ssize_t got = 1;
    int number = 0;
    settings->length = 0;
    while (got != 0 && number == 0 && settings->length <= SETTINGS_MAX) {
        got = read(file, block, sizeof block);
        if (got < 0)
            number = errno == EINTR ? 0 : errno;
        else
            settings->length += (size_t)got;
        store_hash_add(hash, block, got > 0 ? (size_t)got : 0);
    }
    settings->version = store_hash_end(hash);
    if (number == 0 && got == 0)
        return true;
    settings->version = (StoreVersion){0};
    return number != 0 ? settings_unreadable(settings, number, error)
                       : refuse_size(settings, error);
}

/* Follows no symbolic link, also where the name is "DIRECTORY/FILE". */
static int open_below(int directory, const char *name)
{
    const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    const char *slash = strchr(name, '/');
    if (!slash)
        return openat(directory, name, flags);
    char *first = memory_text_n(name, (size_t)(slash - name));
    int below = openat(directory, first, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int file = below < 0 ? -1 : openat(below, slash + 1, flags);
    int number = errno;
    if (below >= 0)
        close(below);
    free(first);
    errno = number;
    return file;
}

bool settings_take_file(Settings *settings, int directory, const char *name, SettingsTake *take,
                        const void *data, Error *error)
{
    int file = open_below(directory, name);
    if (file < 0)
        return errno == ENOENT ? true : settings_unreadable(settings, errno, error);
    bool ok;
    if (fstat(file, &settings->status) != 0)
        ok = settings_unreadable(settings, errno, error);
    else if (!S_ISREG(settings->status.st_mode))
        ok = refuse(settings, 0, "is not a regular file", error);
    else if (settings->status.st_size > (off_t)SETTINGS_MAX)
        ok = refuse_size(settings, error);
    else
        ok = take(settings, file, data, error);
    close(file);
    return ok;
}

bool settings_read(Settings *settings, int directory, const char *name, Error *error)
{
    return settings_take_file(settings, directory, name, settings_read_file, NULL, error);
}

bool settings_read_version(Settings *settings, int directory, const char *name, Error *error)
{
    return settings_take_file(settings, directory, name, hash_all, NULL, error);
}

static int line_of(const Settings *settings, const char *place)
{
    int line = 1;
    for (const char *at = settings->text; at < place; at++)
        line += *at == '\n';
    return line;
}

/* What libconfig cannot be given at all. */
static bool check_bytes(Settings *settings, Error *error)
{
    const char *text = settings->text;
    size_t length = settings->length;
    if (length == 0)
        return refuse(settings, 0, "is empty: expected settings", error);
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        return refuse(settings, 1, "begins with a byte order mark: expected UTF-8 without one",
                      error);
    const char *nul = memchr(text, '\0', length);
    if (nul)
        return refuse(settings, line_of(settings, nul), "a NUL byte: expected text", error);
    if (settings_is_utf8(text, length))
        return true;
    const uint8_t *bad = u8_check((const uint8_t *)text, length);
    return refuse(settings, line_of(settings, (const char *)bad),
                  "bytes that are not UTF-8: expected UTF-8 text", error);
}

/* What stands in a line, in quotes, without the space around it and not longer than FOUND_MAX. */
static char *line_text(const Settings *settings, int line)
{
    const char *end = settings->text + settings->length, *start = settings->text, *feed;
    while (--line > 0 && (feed = memchr(start, '\n', (size_t)(end - start))))
        start = feed + 1;
    feed = memchr(start, '\n', (size_t)(end - start));
    end = feed ? feed : end;
    while (start < end && isspace((unsigned char)*start))
        start++;
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    if (end == start)
        return memory_text(_("nothing"));
    bool cut = end - start > FOUND_MAX;
    for (end = cut ? start + FOUND_MAX : end; cut && ((unsigned char)*end & 0xC0) == 0x80;)
        end--;
    return memory_format("\"%.*s%s\"", (int)(end - start), start, cut ? "..." : "");
}

/* "WHAT: found LINE, expected EXPECTED". */
static bool refuse_line(const Settings *settings, int line, const char *what, const char *expected,
                        Error *error)
{
    char *found = line_text(settings, line);
    error_set_at(error, ERROR_CONFIG, settings->path, line, "%s: found %s, expected %s", _(what),
                 found, _(expected));
    free(found);
    return false;
}

static bool refuse_scan(const Settings *settings, Error *error)
{
    const SettingsScan *scan = &settings->scan;
    if (scan->expected)
        return refuse_line(settings, scan->problem_line, scan->problem, scan->expected, error);
    int shown = scan->word_length > WORD_MAX ? WORD_MAX : (int)scan->word_length;
    return error_set_at(error, ERROR_CONFIG, settings->path, scan->problem_line, "%.*s%s%s", shown,
                        settings->text + scan->word, shown > 0 ? ": " : "", _(scan->problem));
}

/* What settings_scan() has let pass every libconfig reads; if this one does not, it says so here.
 */
static bool refuse_parse(const Settings *settings, Error *error)
{
    int line = config_error_line(&settings->config);
    return refuse_line(settings, line > settings->scan.lines ? settings->scan.lines : line,
                       "cannot be understood here or just before", "NAME = VALUE;", error);
}

static bool is_varied(const SettingsScan *scan)
{
    bool varied = scan->array.count > 0;
    for (size_t i = 0; !varied && i < scan->span_count; i++)
        varied = scan->spans[i].varied;
    return varied;
}

static bool read_tree(Settings *settings)
{
    const SettingsScan *scan = &settings->scan;
    char *alike = is_varied(scan)
                      ? settings_alike(settings->text, settings->length, scan, SENTINEL_TEXT)
                      : NULL;
    config_set_include_dir(&settings->config, "/dev/null"); /* there is none; if there were, no */
    bool read =
        config_read_string(&settings->config, alike ? alike : settings->text) == CONFIG_TRUE;
    free(alike);
    return read;
}

/* Gives each setting below `in` its place in the text, those from `*next` on. False where there are
 * not so many. */
static bool place_settings(SettingsScan *scan, const config_setting_t *in, size_t *next)
{
    int length = config_setting_length(in);
    bool good = true;
    for (int i = 0; good && i < length; i++) {
        config_setting_t *setting = config_setting_get_elem(in, (unsigned)i);
        good = *next < scan->span_count;
        if (good)
            config_setting_set_hook(setting, &scan->spans[(*next)++]);
        good = good && place_settings(scan, setting, next);
    }
    return good;
}

bool settings_raw(const Settings *settings, const config_setting_t *setting, const char **text,
                  size_t *length)
{
    const SettingsSpan *span = config_setting_get_hook(setting);
    const SettingsArray *array = &settings->scan.array;
    if (!span || (!settings->text && !settings->rest))
        return false;
    size_t start = span->start;
    if (!settings->text && array->count > 0 && start >= array->end)
        start -= array->end - array->start;
    *text = (settings->text ? settings->text : settings->rest) + start;
    *length = span->end - span->start;
    return true;
}

bool settings_goes_on(const Settings *settings, size_t done, Error *error)
{
    return progress_at(settings->progress, done) || error_set(error, ERROR_CANCELLED, "cancelled");
}

void settings_forget_text(Settings *settings)
{
    enum { MANY = 1 << 20 };
    const SettingsArray *array = &settings->scan.array;
    size_t length = settings->length;
    if (settings->left_out.count > 0)
        settings->length = settings->left_out.length;
    if (settings->length < MANY || !settings->text)
        return;
    if (array->count > 0) { /* only what is around it is written again */
        size_t behind = length - array->end;
        settings->rest = memory_resize(NULL, array->start + behind, 1);
        memcpy(settings->rest, settings->text, array->start);
        memcpy(settings->rest + array->start, settings->text + array->end, behind);
        free(settings->text);
    } else {
        settings->rest = settings->text;
    }
    settings->text = NULL;
}

bool settings_parse(Settings *settings, Error *error)
{
    config_destroy(&settings->config);
    config_init(&settings->config);
    settings_scan_clear(&settings->scan);
    if (!settings->text)
        return true;
    if (!check_bytes(settings, error))
        return false;
    if (!settings_scan(settings->text, settings->length, settings->apart, &settings->scan))
        return refuse_scan(settings, error);
    if (!read_tree(settings))
        return refuse_parse(settings, error);
    config_setting_t *root = config_root_setting(&settings->config);
    size_t placed = 0;
    if (!config_setting_remove(root, SENTINEL) || !place_settings(&settings->scan, root, &placed) ||
        placed != settings->scan.span_count)
        return refuse(settings, settings->scan.lines, "the end of the file is missing", error);
    return true;
}

bool settings_warn_mode(const Settings *settings, mode_t widest, StoreWarn warn, void *warn_data)
{
    mode_t mode = settings->status.st_mode & 07777;
    if (!warn || !settings->version.exists || (mode & ~widest) == 0)
        return false;
    char *text =
        memory_format(_("%s: its mode %04o is wider than the site's file_mode %04o: chmod %04o it"),
                      settings->path, (unsigned)mode, (unsigned)widest, (unsigned)(mode & widest));
    char *visible = visible_text(text);
    warn(visible, warn_data);
    free(visible);
    free(text);
    return true;
}
