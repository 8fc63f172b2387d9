#include "mail/spool.h"

#include "core/language.h"
#include "core/memory.h"
#include "core/monotonic.h"
#include "mail/feed.h"
#include "mail/office.h"
#include "mail/signals.h"
#include "mail/spool_folder.h"
#include "site/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_PAUSE = 60, LONGEST_PAUSE = 3600, LONGEST_WAIT = 5 * 86400 /* seconds */ };

/* A file that waits for another try. */
typedef struct Waiting {
    char *name;
    ino_t inode;
    int64_t next; /* when, in milliseconds of the monotonic clock */
    int pause;    /* seconds before that */
    bool listed;
} Waiting;

typedef struct Spool {
    const SpoolOptions *options;
    SpoolFolder folder;
    Waiting *waiting;
    size_t waiting_count, waiting_capacity;
    size_t set_aside;
} Spool;

/* Tells of a file, "DIRECTORY/NAME: TEXT", and frees `text`. */
static void tell(const Spool *spool, const SpoolFile *file, char *text)
{
    char *line = memory_format("%s/%s: %s", spool->folder.path, file->name, text);
    output_problem(spool->options->output, line);
    free(line);
    free(text);
}

/* ---- what waits ---- */

static Waiting *waiting_find(const Spool *spool, const SpoolFile *file)
{
    for (size_t i = 0; i < spool->waiting_count; i++) {
        Waiting *waiting = &spool->waiting[i];
        if (waiting->inode == file->status.st_ino && strcmp(waiting->name, file->name) == 0)
            return waiting;
    }
    return NULL;
}

static void wait_for_another_try(Spool *spool, const SpoolFile *file, const char *why)
{
    Waiting *waiting = waiting_find(spool, file);
    if (!waiting) {
        spool->waiting = memory_reserve(spool->waiting, &spool->waiting_capacity,
                                        spool->waiting_count + 1, sizeof *spool->waiting);
        waiting = &spool->waiting[spool->waiting_count++];
        *waiting = (Waiting){.name = memory_text(file->name), .inode = file->status.st_ino};
    }
    waiting->pause = waiting->pause == 0                  ? FIRST_PAUSE
                     : waiting->pause < LONGEST_PAUSE / 2 ? waiting->pause * 2
                                                          : LONGEST_PAUSE;
    waiting->next = monotonic_ms() + (int64_t)waiting->pause * 1000;
    waiting->listed = true;
    size_t minutes = (size_t)waiting->pause / 60;
    tell(spool, file,
         spool->options->once ? memory_format(_("%s: it stays there"), why)
                              : memory_format(n_("%s: it is tried again in %zu minute",
                                                 "%s: it is tried again in %zu minutes", minutes),
                                              why, minutes));
}

/* Forgets those that are there no longer. */
static void waiting_prune(Spool *spool)
{
    size_t kept = 0;
    for (size_t i = 0; i < spool->waiting_count; i++) {
        if (spool->waiting[i].listed)
            spool->waiting[kept++] = spool->waiting[i];
        else
            free(spool->waiting[i].name);
    }
    spool->waiting_count = kept;
}

/* In how many milliseconds the file is to be taken. */
static int due_in(const Spool *spool, const SpoolFile *file)
{
    const Waiting *waiting = waiting_find(spool, file);
    int64_t left = waiting ? waiting->next - monotonic_ms() : 0;
    int settles = spool_file_settles(file, clock_now_ms(spool->options->context->clock));
    return left > settles ? (int)left : settles;
}

/* ---- one file ---- */

/* `details` are lines for who looks into it; may be NULL. What can't be set aside is not taken
 * again and again either. */
static void set_aside(Spool *spool, const SpoolFile *file, const char *why, const char *details)
{
    Error error;
    char *where = NULL;
    char *text = memory_format("%s\n%s", why, details ? details : "");
    if (spool_folder_set_aside(&spool->folder, file, text, &where, &error)) {
        spool->set_aside++;
        tell(spool, file, memory_format(_("%s: it is now %s"), why, where));
    } else {
        char *words = error_message(&error);
        wait_for_another_try(spool, file, words);
        free(words);
    }
    free(where);
    free(text);
}

/* Why a file that was read is set aside; NULL: no reason. The caller frees it. */
static char *why_set_aside(const Feed *feed)
{
    if (feed->problems > 0)
        return memory_format(n_("%zu alert could not be dealt with",
                                "%zu alerts could not be dealt with", feed->problems),
                             feed->problems);
    if (feed->lost > 0)
        return memory_format(n_("%zu alert was refused for good, or may not have arrived",
                                "%zu alerts were refused for good, or may not have arrived",
                                feed->lost),
                             feed->lost);
    return feed->alerts == 0 ? memory_text(_("found no alert, expected one or more")) : NULL;
}

/* What becomes of a file that was read to its end. */
static void conclude(Spool *spool, const SpoolFile *file, const Feed *feed)
{
    Error error;
    char *why = why_set_aside(feed);
    if (feed->again > 0) {
        char *count = memory_format(
            n_("%zu alert was not delivered", "%zu alerts were not delivered", feed->again),
            feed->again);
        /* A rename, such as into the directory, is a change of the status, too. */
        if (clock_now(spool->options->context->clock) - file->status.st_ctim.tv_sec > LONGEST_WAIT)
            set_aside(spool, file, count, feed->problem_texts);
        else
            wait_for_another_try(spool, file, count);
        free(count);
    } else if (why) {
        set_aside(spool, file, why, feed->problem_texts);
    } else if (!spool_folder_remove(&spool->folder, file, &error)) {
        wait_for_another_try(spool, file, error.text);
    }
    free(why);
}

/* False and the error where no file can be delivered. */
static bool take(Spool *spool, Office *office, const SpoolFile *file, Error *error)
{
    const char *why;
    bool for_good;
    int fd = spool_folder_read(&spool->folder, file, &why, &for_good);
    if (fd < 0) {
        if (why && for_good)
            set_aside(spool, file, why, NULL);
        else if (why)
            wait_for_another_try(spool, file, why);
        return true;
    }
    char *path = memory_format("%s/%s", spool->folder.path, file->name);
    Feed feed = {.name = path, .one_by_one = true};
    bool good = feed_run(&feed, office, fd, error);
    if (!good && error->kind == ERROR_IO && strcmp(error->file, path) == 0) {
        wait_for_another_try(spool, file, error->text); /* this file alone can't be read */
        good = true;
    } else if (good && !signals_stopped() && spool_folder_same(&spool->folder, file, fd)) {
        conclude(spool, file, &feed);
    } /* else it is taken again: what was sent is not sent again */
    feed_clear(&feed);
    free(path);
    close(fd);
    return good;
}

/* ---- the directory ---- */

static bool take_all(Spool *spool, const SpoolFile *files, size_t count, Error *error)
{
    Office office;
    bool good = office_open(&office, spool->options->context, OFFICE_TO_SEND,
                            spool->options->output, error);
    for (size_t i = 0; good && i < count && !signals_stopped(); i++)
        if (due_in(spool, &files[i]) == 0)
            good = take(spool, &office, &files[i], error);
    office_close(&office);
    return good;
}

/* Takes what is due; `*next` is in how many milliseconds something more will be, -1: nothing. */
static bool look(Spool *spool, int *next, Error *error)
{
    SpoolFile *files;
    size_t count, due = 0;
    *next = -1;
    if (!spool_folder_list(&spool->folder, &files, &count, error))
        return false;
    for (size_t i = 0; i < spool->waiting_count; i++)
        spool->waiting[i].listed = false;
    for (size_t i = 0; i < count; i++) {
        Waiting *waiting = waiting_find(spool, &files[i]);
        int in = due_in(spool, &files[i]);
        if (waiting)
            waiting->listed = true;
        if (in == 0)
            due++;
        else if (!(spool->options->once && waiting) && (*next < 0 || in < *next))
            *next = in;
    }
    waiting_prune(spool);
    bool good = due == 0 || take_all(spool, files, count, error);
    if (due > 0)
        *next = 0; /* something may have come meanwhile */
    spool_files_free(files, count);
    return good;
}

/* What `once` has to say at its end. */
static bool sum_up(const Spool *spool, Error *error)
{
    if (signals_stopped())
        return error_set(error, ERROR_RETRY, "ended by signal %d; what was under way is finished",
                         signals_stopped());
    if (spool->waiting_count > 0)
        return error_set_at(error, ERROR_UNAVAILABLE, spool->folder.path, 0,
                            n_("%zu file waits for another try", "%zu files wait for another try",
                               spool->waiting_count),
                            spool->waiting_count);
    return spool->set_aside == 0 ||
           error_set_at(error, ERROR_DATA, spool->folder.path, 0,
                        n_("%zu file was set aside", "%zu files were set aside", spool->set_aside),
                        spool->set_aside);
}

/* What would keep every alert from being delivered is told before the first one comes. */
static bool try_site(const SpoolOptions *options, Error *error)
{
    Office office;
    bool good = office_open(&office, options->context, OFFICE_TO_SEND, options->output, error) &&
                site_shared_check(office.site, options->path, N_("the spool directory"), error);
    office_close(&office);
    return good;
}

bool spool_run(const SpoolOptions *options, Error *error)
{
    Spool spool = {.options = options};
    int next = 0;
    signals_catch();
    bool good = try_site(options, error) && spool_folder_open(&spool.folder, options->path, error);
    while (good && !signals_stopped() && !(options->once && next < 0)) {
        good = look(&spool, &next, error);
        if (good && next != 0 && !(options->once && next < 0))
            spool_folder_wait(&spool.folder, next);
    }
    if (good && options->once)
        good = sum_up(&spool, error);
    for (size_t i = 0; i < spool.waiting_count; i++)
        free(spool.waiting[i].name);
    free(spool.waiting);
    spool_folder_close(&spool.folder);
    return good;
}
