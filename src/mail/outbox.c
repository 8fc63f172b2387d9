/* outbox.c: the transport that leaves each message as a file in state/outbox, a maildir: written
 * in `tmp`, moved to `new` when it is whole and on the disk. Whoever takes messages away moves them
 * to `cur`, or removes them. (https://cr.yp.to/proto/maildir.html) */
#include "base/memory.h"
#include "base/send_text.h"
#include "base/sentence.h"
#include "mail/folder.h"
#include "mail/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Done {
    struct Done *next;
    SendResult result;
} Done;

typedef struct Outbox {
    Transport base;
    char *path;
    mode_t mode;
    const Clock *clock;
    int tmp, new;
    Done *first, *last;
} Outbox;

static int open_part(const Outbox *outbox, int top, const char *name, Error *error)
{
    char *path = memory_format("%s/%s", outbox->path, name);
    int fd = folder_open(top, name, path, outbox->mode, error);
    free(path);
    return fd;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0) {
            bytes += put;
            length -= (size_t)put;
        }
    }
    return true;
}

/* Writes the message to `tmp`, on the disk. */
static bool write_file(const Outbox *outbox, const char *name, const Outgoing *message)
{
    int fd = openat(outbox->tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool good = write_all(fd, message->bytes, message->length) &&
                fchmod(fd, outbox->mode & 0666U) == 0 && fsync(fd) == 0;
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (!good)
        unlinkat(outbox->tmp, name, 0);
    errno = reason;
    return good;
}

/* `format` is filled with the path and the reason; a format without a reason leaves it out. */
static void say(SendResult *result, SendOutcome outcome, const char *format, const char *path)
{
    char *text = sentence_fill(format, (const char *[]){path, strerror(errno), NULL});
    result->outcome = outcome;
    result->server_wide = outcome == OUTCOME_FAILED;
    send_result_say(result, text);
    free(text);
}

static bool submit(Transport *transport, const Outgoing *message, Error *error)
{
    Outbox *outbox = (Outbox *)transport;
    Done *done = memory_new(sizeof *done);
    char *name = memory_format("%s.eml", message->name);
    char *path = memory_format("%s/new/%s", outbox->path, name);
    (void)error;
    done->result.tag = message->tag;
    if (transport_is_expired(outbox->clock, message->until)) {
        done->result.outcome = OUTCOME_FAILED;
        done->result.expired = true;
    } else if (!write_file(outbox, name, message)) {
        say(&done->result, OUTCOME_FAILED, SEND_TEXT_UNWRITTEN, path);
    } else if (linkat(outbox->tmp, name, outbox->new, name, 0) != 0) {
        say(&done->result, OUTCOME_FAILED, SEND_TEXT_UNMOVED, path);
        unlinkat(outbox->tmp, name, 0);
    } else {
        /* From here on it is in the outbox, and may have been taken away. */
        unlinkat(outbox->tmp, name, 0);
        if (fsync(outbox->new) == 0)
            say(&done->result, OUTCOME_WRITTEN, SEND_TEXT_WRITTEN, path);
        else
            say(&done->result, OUTCOME_UNKNOWN, SEND_TEXT_UNSYNCED, path);
    }
    if (outbox->last)
        outbox->last->next = done;
    else
        outbox->first = done;
    outbox->last = done;
    free(path);
    free(name);
    return true;
}

static bool collect(Transport *transport, SendResult *result, bool wait)
{
    Outbox *outbox = (Outbox *)transport;
    Done *done = outbox->first;
    (void)wait;
    if (!done)
        return false;
    *result = done->result;
    outbox->first = done->next;
    if (!outbox->first)
        outbox->last = NULL;
    free(done);
    return true;
}

static void finish(Transport *transport)
{
    (void)transport;
}

static void close_outbox(Transport *transport)
{
    Outbox *outbox = (Outbox *)transport;
    SendResult result;
    while (collect(transport, &result, false))
        ;
    if (outbox->tmp >= 0)
        close(outbox->tmp);
    if (outbox->new >= 0)
        close(outbox->new);
    free(outbox->path);
    free(outbox);
}

static const struct TransportOps outbox_ops = {
    .submit = submit, .collect = collect, .finish = finish, .close = close_outbox};

Transport *outbox_open(const TransportOptions *options, Error *error)
{
    Outbox *outbox = memory_new(sizeof *outbox);
    outbox->base.ops = &outbox_ops;
    outbox->mode = options->file_mode;
    outbox->clock = options->clock;
    outbox->path = memory_format("%s/outbox", options->state);
    outbox->tmp = outbox->new = -1;
    int cur = -1, top = -1;
    int state = open(options->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (state < 0)
        error_set_errno(error, ERROR_CANT_CREATE, errno, "the directory \"%s\" can't be opened",
                        options->state);
    bool good = state >= 0 &&
                (top = folder_open(state, "outbox", outbox->path, outbox->mode, error)) >= 0 &&
                (outbox->tmp = open_part(outbox, top, "tmp", error)) >= 0 &&
                (outbox->new = open_part(outbox, top, "new", error)) >= 0 &&
                (cur = open_part(outbox, top, "cur", error)) >= 0;
    const int opened[] = {state, top, cur};
    for (size_t i = 0; i < sizeof opened / sizeof opened[0]; i++)
        if (opened[i] >= 0)
            close(opened[i]);
    if (good)
        return &outbox->base;
    close_outbox(&outbox->base);
    return NULL;
}
