#include "store/drafts/editing.h"

#include "base/memory.h"
#include "store/drafts/identity.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER    ".editing"
#define SUFFIX    ".editor"
#define TEMPORARY ".new"
#define LARGEST   1024 /* bytes of a notice */
#define MOST_READ 256  /* notices: more are counted, not read */

struct Editing {
    char *above, *directory; /* of the contacts, of the notices */
    char *id, *user, *host, *file_host;
    mode_t mode;
    long long since;
    char *name; /* NULL: there is no notice */
    int file;   /* held */
    int64_t beaten;
};

/* A host's name as a part of a file's. */
static char *file_word(const char *text)
{
    char *word = memory_text(text);
    word[strlen(word) < 64 ? strlen(word) : 64] = '\0';
    for (char *c = word; *c; c++)
        *c = isascii((unsigned char)*c) && (isalnum((unsigned char)*c) || *c == '-') ? *c : '_';
    return word;
}

static int open_directory(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* As wide as the directory of the contacts. */
static int open_or_make(const Editing *editing)
{
    int directory = open_directory(editing->directory);
    if (directory >= 0 || errno != ENOENT)
        return directory;
    int above = open(editing->above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat status;
    if (above >= 0 && fstat(above, &status) == 0) {
        mode_t mode = status.st_mode & 07777 & ~(mode_t)S_IWOTH;
        bool made = mkdirat(above, FOLDER, mode & 0777) == 0;
        directory = open_directory(editing->directory);
        if (made && directory >= 0) {
            (void)!fchown(directory, (uid_t)-1, status.st_gid);
            (void)!fchmod(directory, mode);
        }
    }
    if (above >= 0)
        close(above);
    return directory;
}

static bool write_notice(const Editing *editing, int file)
{
    char *text = memory_format("user %s\nhost %s\npid %ld\nsince %lld\n", editing->user,
                               editing->host, (long)getpid(), editing->since);
    size_t length = strlen(text);
    bool good = length < LARGEST && write(file, text, length) == (ssize_t)length;
    free(text);
    return good;
}

/* Held before it has the name by which others find it. */
static bool put_notice(Editing *editing, int directory, const char *temporary, int file)
{
    struct stat above;
    if (flock(file, LOCK_EX | LOCK_NB) != 0 || !write_notice(editing, file))
        return false;
    if (fstat(directory, &above) == 0)
        (void)!fchown(file, (uid_t)-1, above.st_gid);
    if (fchmod(file, editing->mode) != 0)
        return false;
    for (int number = 1; number < 100; number++) {
        char *name = memory_format("%s.%s.%ld.%d" SUFFIX, editing->id, editing->file_host,
                                   (long)getpid(), number);
        if (linkat(directory, temporary, directory, name, 0) == 0) {
            editing->name = name;
            return true;
        }
        free(name);
        if (errno != EEXIST)
            return false;
    }
    return false;
}

static void announce(Editing *editing)
{
    int directory = open_or_make(editing);
    if (directory < 0)
        return;
    char *temporary =
        memory_format(".%s.%s.%ld" TEMPORARY, editing->id, editing->file_host, (long)getpid());
    unlinkat(directory, temporary, 0);
    int file =
        openat(directory, temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file >= 0) {
        if (put_notice(editing, directory, temporary, file))
            editing->file = file;
        else
            close(file);
        unlinkat(directory, temporary, 0);
    }
    free(temporary);
    close(directory);
}

Editing *editing_new(const char *path, mode_t mode, int64_t now)
{
    Editing *editing = memory_new(sizeof *editing);
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    editing->above = slash ? memory_text_n(path, (size_t)(slash - path)) : memory_text(".");
    editing->directory = editing_folder(path);
    editing->id = memory_text_n(name, dot ? (size_t)(dot - name) : strlen(name));
    editing->user = identity_user();
    editing->host = identity_host();
    editing->file_host = file_word(editing->host);
    editing->mode = mode & 0666;
    editing->since = (long long)now;
    editing->file = -1;
    editing_beat(editing, now);
    return editing;
}

void editing_free(Editing *editing)
{
    if (!editing)
        return;
    int directory = editing->name ? open_directory(editing->directory) : -1;
    if (directory >= 0) {
        unlinkat(directory, editing->name, 0);
        close(directory);
    }
    if (editing->file >= 0)
        close(editing->file);
    free(editing->above);
    free(editing->directory);
    free(editing->id);
    free(editing->user);
    free(editing->host);
    free(editing->file_host);
    free(editing->name);
    free(editing);
}

char *editing_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? memory_format("%.*s/" FOLDER, (int)(slash - path), path) : memory_text(FOLDER);
}

void editing_beat(Editing *editing, int64_t now)
{
    if (!editing->name) {
        announce(editing);
        editing->beaten = now;
    } else if (now - editing->beaten >= EDITING_BEAT || now < editing->beaten) {
        (void)!futimens(editing->file, NULL);
        editing->beaten = now;
    }
}

/* The text behind `name` and a space, up to the end of its line. NULL where there is none. */
static char *line_of(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; *line;) {
        size_t end = strcspn(line, "\n");
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return memory_text_n(line + length + 1, end - length - 1);
        line += line[end] ? end + 1 : end;
    }
    return NULL;
}

bool editing_other_parse(EditingOther *other, const char *text)
{
    char *since = line_of(text, "since"), *end = NULL;
    *other = (EditingOther){.user = line_of(text, "user"), .host = line_of(text, "host")};
    other->since = since ? strtoll(since, &end, 10) : 0;
    bool good = other->user && *other->user && other->host && *other->host && since && *since &&
                *end == '\0' && other->since > 0;
    free(since);
    if (!good)
        editing_other_clear(other);
    return good;
}

void editing_other_clear(EditingOther *other)
{
    free(other->user);
    free(other->host);
    *other = (EditingOther){0};
}

/* The time that the file server has for `now`. */
static int64_t server_time(const Editing *editing, int64_t now)
{
    struct stat own;
    if (editing->file < 0 || fstat(editing->file, &own) != 0)
        return now;
    return own.st_mtime + (now - editing->beaten);
}

/* Whether the editor of a notice is at work. One of ours that is not is removed. */
static bool is_alive(const Editing *editing, int64_t now, int directory, const char *name, int file,
                     const char *host)
{
    struct stat status;
    bool held = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (held)
        return true;
    if (fstat(file, &status) != 0 || status.st_nlink == 0)
        return false;
    if (strcmp(host, editing->host) != 0)
        return server_time(editing, now) - status.st_mtime < EDITING_DEAD;
    unlinkat(directory, name, 0);
    return false;
}

static bool read_notice(const Editing *editing, int64_t now, int directory, const char *name,
                        EditingOther *other)
{
    char text[LARGEST + 1];
    struct stat status;
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return false;
    bool good = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= LARGEST;
    ssize_t length = good ? read(file, text, LARGEST) : -1;
    text[length > 0 ? length : 0] = '\0';
    good = length > 0 && editing_other_parse(other, text);
    if (good && !is_alive(editing, now, directory, name, file, other->host)) {
        editing_other_clear(other);
        good = false;
    }
    close(file);
    return good;
}

static bool is_notice(const Editing *editing, const char *name)
{
    size_t id = strlen(editing->id), length = strlen(name), suffix = strlen(SUFFIX);
    return length > id + suffix && strncmp(name, editing->id, id) == 0 && name[id] == '.' &&
           strcmp(name + length - suffix, SUFFIX) == 0 &&
           !(editing->name && strcmp(name, editing->name) == 0);
}

/* Puts it among the `count` that are there, the earliest first, and drops the last beyond `most`.
 */
static void insert(EditingOther *others, size_t most, size_t count, EditingOther other)
{
    size_t at = count < most ? count : most;
    while (at > 0 && others[at - 1].since > other.since)
        at--;
    if (at == most) {
        editing_other_clear(&other);
        return;
    }
    if (count >= most)
        editing_other_clear(&others[most - 1]);
    size_t kept = count < most ? count : most - 1;
    memmove(others + at + 1, others + at, (kept - at) * sizeof *others);
    others[at] = other;
}

size_t editing_others(Editing *editing, int64_t now, EditingOther *others, size_t most)
{
    size_t count = 0, seen = 0;
    int directory = open_directory(editing->directory);
    DIR *listing = directory >= 0 ? fdopendir(directory) : NULL;
    if (!listing && directory >= 0)
        close(directory);
    const struct dirent *entry;
    while (listing && seen < MOST_READ && (entry = readdir(listing))) {
        EditingOther other;
        if (!is_notice(editing, entry->d_name))
            continue;
        seen++;
        if (read_notice(editing, now, directory, entry->d_name, &other))
            insert(others, most, count++, other);
    }
    if (listing)
        closedir(listing);
    return count;
}
