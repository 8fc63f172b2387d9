#include "mail/spool.h"

#include "base/language.h"
#include "base/memory.h"
#include "mail/alert_input.h"
#include "mail/mail_context.h"
#include "mail/signals.h"
#include "mail/spool_folder.h"
#include "mail/spool_waits.h"
#include "mail/spool_watch.h"
#include "site/delivery/heartbeat.h"
#include "site/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LONGEST_WAIT = 5 * 86400 /* seconds */,
    BEATS = 10 /* seconds between two */,
    LOOKS_AGAIN_MS = 30000,
    GONE_MS = 1000
};

typedef struct Spool {
    const SpoolOptions *options;
    SpoolFolder folder;
    SpoolWatch watch;
    SpoolWaits waits;
    size_t set_aside;
    size_t unheard; /* High alerts of which nobody was told, of files that are dealt with */
    bool gone;      /* the directory, and that has been reported */
    char *state;    /* of the site: where the heartbeat lies, with this mode */
    mode_t mode;
    int64_t beaten; /* when that was last written; 0: not yet */
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

/* `details` are lines for who looks into it; may be NULL. */
static void wait_for_another_try(Spool *spool, const SpoolFile *file, SpoolReason reason,
                                 const char *why, const char *details)
{
    const SpoolWait *wait = spool_waits_add(&spool->waits, file, reason);
    size_t minutes = (size_t)wait->pause / 60;
    char *text = spool->options->once ? memory_format(_("%s: it stays there"), why)
                 : reason == WAITS_FOR_MESSAGE
                     ? memory_format(_("%s: it waits for the end of that message"), why)
                     : memory_format(n_("%s: it is tried again in %zu minute",
                                        "%s: it is tried again in %zu minutes", minutes),
                                     why, minutes);
    char *note = memory_format("%s\n%s", text, details ? details : "");
    spool_folder_note(&spool->folder, file, note);
    tell(spool, file, text);
    free(note);
}

/* In how many milliseconds the file is to be taken; -1: never. */
static int due_in(const Spool *spool, const SpoolFile *file)
{
    return spool_waits_due_in(&spool->waits, file, clock_now_ms(spool->options->context->clock));
}

/* Tells of the directories in it, each once. */
static void tell_directories(Spool *spool, const SpoolFile *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!S_ISDIR(files[i].status.st_mode) || spool_waits_find(&spool->waits, &files[i]))
            continue;
        spool_waits_add(&spool->waits, &files[i], WAITS_FOR_EVER);
        tell(spool, &files[i], memory_text(_("it is a directory: no alert is taken from it")));
    }
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
        wait_for_another_try(spool, file, WAITS_ALONE, words, NULL);
        free(words);
    }
    free(where);
    free(text);
}

/* Why a file that was read is set aside; NULL: no reason. The caller frees it. */
static char *why_set_aside(const AlertInput *feed)
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
static void conclude(Spool *spool, const SpoolFile *file, const AlertInput *feed)
{
    Error error;
    char *why = why_set_aside(feed);
    bool over =
        feed->again == 0 ||
        /* A rename, such as into the directory, is a change of the status, too. */
        clock_now(spool->options->context->clock) - file->status.st_ctim.tv_sec > LONGEST_WAIT;
    spool->unheard += over ? feed->unheard : 0;
    if (feed->again > 0) {
        char *number = memory_format(
            n_("%zu alert was not delivered", "%zu alerts were not delivered", feed->again),
            feed->again);
        char *count =
            feed->reason ? memory_format("%s: %s", number, feed->reason) : memory_text(number);
        if (over)
            set_aside(spool, file, count, feed->problem_texts);
        else
            wait_for_another_try(spool, file,
                                 feed->server_wide              ? WAITS_FOR_SERVER
                                 : feed->waiting >= feed->again ? WAITS_FOR_MESSAGE
                                                                : WAITS_ALONE,
                                 count, feed->problem_texts);
        free(count);
        free(number);
    } else if (why) {
        set_aside(spool, file, why, feed->problem_texts);
    } else if (!spool_folder_remove(&spool->folder, file, &error)) {
        wait_for_another_try(spool, file, WAITS_ALONE, error.text, NULL);
    }
    free(why);
}

/* False and the error where no file can be delivered. */
static bool take(Spool *spool, MailContext *mail_context, const SpoolFile *file, Error *error)
{
    const char *why;
    bool for_good;
    int fd = spool_folder_read(&spool->folder, file, &why, &for_good);
    if (fd < 0) {
        if (why && for_good)
            set_aside(spool, file, why, NULL);
        else if (why)
            wait_for_another_try(spool, file, WAITS_ALONE, why, NULL);
        return true;
    }
    char *path = memory_format("%s/%s", spool->folder.path, file->name);
    /* What is longer than it was has been changed, and is taken again. */
    AlertInput feed = {.name = path, .one_by_one = true, .limit = (size_t)file->status.st_size + 1};
    bool good = alert_input_run(&feed, mail_context, fd, error);
    if (!good && error->kind == ERROR_NO_INPUT && strcmp(error->file, path) == 0) {
        /* This file alone can't be read. */
        wait_for_another_try(spool, file, WAITS_ALONE, error->text, NULL);
        error_clear(error);
        good = true;
    } else if (good && !signals_stopped() && spool_folder_same(&spool->folder, file, fd)) {
        conclude(spool, file, &feed);
    } /* else it is taken again: what was sent is not sent again */
    if (feed.sent > 0)
        spool_waits_wake(&spool->waits);
    alert_input_clear(&feed);
    free(path);
    close(fd);
    return good;
}

/* ---- the directory ---- */

/* Leaves word that the spool is being served, for who watches that. */
static void beat(Spool *spool)
{
    Error ignored; /* what is to be done here goes on without it */
    int64_t now = clock_now(spool->options->context->clock);
    if (now >= spool->beaten && now - spool->beaten < BEATS)
        return;
    spool->beaten = now;
    heartbeat_beat(spool->state, spool->mode, spool->options->path, spool->options->once, now,
                   &ignored);
}

static bool take_all(Spool *spool, const SpoolFile *files, size_t count, Error *error)
{
    MailContext mail_context;
    bool good = office_open(&mail_context, spool->options->context, OFFICE_TO_SEND,
                            spool->options->output, error);
    for (size_t i = 0; good && i < count && !signals_stopped(); i++, beat(spool))
        if (due_in(spool, &files[i]) == 0)
            good = take(spool, &mail_context, &files[i], error);
    office_close(&mail_context);
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
    spool_waits_keep(&spool->waits, files, count);
    tell_directories(spool, files, count);
    for (size_t i = 0; i < count; i++) {
        bool waits = spool_waits_find(&spool->waits, &files[i]) != NULL;
        int in = due_in(spool, &files[i]);
        if (in == 0)
            due++;
        else if (in > 0 && !(spool->options->once && waits) && (*next < 0 || in < *next))
            *next = in;
    }
    spool_waits_sort(&spool->waits, files, count);
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
    if (spool->unheard > 0) {
        output_unheard(spool->options->output, spool->unheard, error);
        return false;
    }
    size_t waiting = spool_waits_count(&spool->waits);
    if (waiting > 0)
        return error_set_at(
            error, ERROR_UNAVAILABLE, spool->folder.path, 0,
            n_("%zu file waits for another try", "%zu files wait for another try", waiting),
            waiting);
    return spool->set_aside == 0 ||
           error_set_at(error, ERROR_DATA, spool->folder.path, 0,
                        n_("%zu file was set aside", "%zu files were set aside", spool->set_aside),
                        spool->set_aside);
}

/* What would keep every alert from being delivered is told before the first one comes. */
static bool try_site(Spool *spool, Error *error)
{
    MailContext mail_context;
    const SpoolOptions *options = spool->options;
    bool good =
        office_open(&mail_context, options->context, OFFICE_TO_SEND, options->output, error) &&
        site_spool_check(mail_context.site, options->path, error);
    if (good) {
        free(spool->state);
        spool->state = memory_text(mail_context.site->config.state);
        spool->mode = mail_context.site->config.file_mode;
    }
    office_close(&mail_context);
    return good;
}

/* How many files are in a directory whose place another one has taken. */
static size_t count_left(const Spool *spool)
{
    Error ignored; /* the number is a help, no more */
    SpoolFile *files;
    size_t count, left = 0;
    if (!spool_folder_list(&spool->folder, &files, &count, &ignored))
        return 0;
    for (size_t i = 0; i < count; i++)
        left += !S_ISDIR(files[i].status.st_mode);
    spool_files_free(files, count);
    return left;
}

/* Tells of the directory itself, and frees `text`. */
static void tell_place(const Spool *spool, char *text)
{
    char *line = memory_format("%s: %s", spool->folder.path, text);
    output_problem(spool->options->output, line);
    free(line);
    free(text);
}

/* Sees to it that the directory is the one that the path names. `*there` is false while there is
 * none. False and the error where that one can't be used. */
static bool follow(Spool *spool, bool *there, Error *error)
{
    SpoolPlace place = spool_folder_place(&spool->folder);
    *there = place != SPOOL_GONE;
    if (place == SPOOL_GONE && !spool->gone)
        tell_place(spool, memory_text(_("it is gone: no alert is taken until it is there again")));
    spool->gone = place == SPOOL_GONE;
    if (place != SPOOL_REPLACED)
        return true;
    size_t left = count_left(spool);
    tell_place(spool, left > 0
                          ? memory_format(n_("it is another directory now: %zu file is left in the "
                                             "old one, and not delivered",
                                             "it is another directory now: %zu files are left in "
                                             "the old one, and not delivered",
                                             left),
                                          left)
                          : memory_text(_("it is another directory now")));
    spool_watch_close(&spool->watch);
    spool_folder_close(&spool->folder);
    spool_waits_clear(&spool->waits);
    spool_watch_open(&spool->watch, spool->options->path);
    return try_site(spool, error) && spool_folder_open(&spool->folder, spool->options->path, error);
}

/* Waits until something is to be done, `next` milliseconds at most; -1: there is nothing. */
static void wait_for_work(const Spool *spool, bool there, int next)
{
    int limit = there ? LOOKS_AGAIN_MS : GONE_MS; /* a directory of another host tells nothing */
    spool_watch_wait(&spool->watch, next < 0 || next > limit ? limit : next);
}

bool spool_run(const SpoolOptions *options, Error *error)
{
    Spool spool = {.options = options};
    int next = 0;
    bool there = true;
    signals_catch();
    spool_watch_open(&spool.watch, options->path);
    bool good = try_site(&spool, error) && spool_folder_open(&spool.folder, options->path, error);
    while (good && !signals_stopped() && !(options->once && next < 0)) {
        good = options->once || follow(&spool, &there, error);
        next = -1;
        if (good && there)
            beat(&spool);
        good = good && (!there || look(&spool, &next, error));
        if (good && next != 0 && !(options->once && next < 0))
            wait_for_work(&spool, there, next);
    }
    if (good && options->once)
        good = sum_up(&spool, error);
    spool_waits_clear(&spool.waits);
    spool_watch_close(&spool.watch);
    spool_folder_close(&spool.folder);
    free(spool.state);
    return good;
}
