#include "mail/smtp/password.h"

#include "base/memory.h"
#include "site/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMAND_SECONDS = 30, ROOM = MAIL_SECRET_LIMIT + 3 };

/* Takes the first line out of `text`; `source` is named in errors. */
static bool first_line(const char *text, size_t length, const char *source, char **password,
                       Error *error)
{
    size_t size = 0;
    while (size < length && text[size] != '\n' && text[size] != '\r')
        size++;
    if (size == 0)
        return error_set_at(error, ERROR_CONFIG, source, 0,
                            "the first line is empty: expected the password of the mail server");
    if (size > MAIL_SECRET_LIMIT)
        return error_set_at(error, ERROR_CONFIG, source, 0,
                            "the password has more than %d octets: more can't be sent safely",
                            MAIL_SECRET_LIMIT);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return error_set_at(error, ERROR_CONFIG, source, 0,
                                "the password has a control character at octet %zu", i + 1);
    *password = memory_text_n(text, size);
    return true;
}

/* Reads some of what is there: what there is no room for is thrown away. False at its end. */
static bool take(int fd, char *text, size_t room, size_t *length)
{
    char rest[256];
    bool fits = *length < room;
    ssize_t got = read(fd, fits ? text + *length : rest, fits ? room - *length : sizeof rest);
    explicit_bzero(rest, sizeof rest);
    if (got > 0 && fits)
        *length += (size_t)got;
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Reads until the command has ended, which is not when its output has: it may have left a process
 * behind that keeps it open. False where that takes longer than until `until`. */
static bool take_until_end(int pidfd, int fd, const struct timespec *until, char *text, size_t room,
                           size_t *length)
{
    struct pollfd pollers[] = {{.fd = pidfd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    while (!(pollers[0].revents & POLLIN)) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        long left = (until->tv_sec - now.tv_sec) * 1000;
        int ready = left > 0 ? poll(pollers, 2, (int)left) : 0;
        if (ready == 0)
            return false;
        if (ready > 0 && pollers[1].revents && !take(fd, text, room, length))
            pollers[1].fd = -1;
    }
    for (size_t before = room; before != *length;) { /* what it printed last */
        before = *length;
        take(fd, text, room, length);
    }
    return true;
}

/* Somebody else could have it send what only we can read, or sign in as somebody else. */
static bool refuse_file(const char *path, const Trust *trust, Error *error)
{
    char *why = trust_text(trust);
    error_set_at(error, ERROR_PERMISSION, path, 0,
                 "mail.password_file is not read: %s: expected that root or you own it, mode 0600 "
                 "or 0640, and that nobody else can write there",
                 why);
    free(why);
    return false;
}

static bool read_file(const char *path, char **password, Error *error)
{
    Trust trust;
    char text[ROOM];
    struct stat status;
    bool good = false;
    int fd = trust_open(path, O_RDONLY, &trust);
    if (fd < 0 || fstat(fd, &status) != 0) {
        error_set_errno(error, ERROR_CONFIG, errno, "mail.password_file \"%s\" can't be read",
                        path);
    } else if (!S_ISREG(status.st_mode)) {
        error_set_at(error, ERROR_CONFIG, path, 0, "mail.password_file is not a regular file");
    } else if (status.st_mode & (S_IRWXO | S_IWGRP)) {
        error_set_at(error, ERROR_PERMISSION, path, 0,
                     "others can read or change the password: found mode %04o, expected 0600 or "
                     "0640 (chmod 600 it, and change the password)",
                     (unsigned)status.st_mode & 07777U);
    } else if (trust.why != TRUST_YES) {
        refuse_file(path, &trust, error);
    } else {
        ssize_t length = read(fd, text, sizeof text);
        good = length >= 0 ? first_line(text, (size_t)length, path, password, error)
                           : error_set_errno(error, ERROR_CONFIG, errno,
                                             "mail.password_file \"%s\" can't be read", path);
        explicit_bzero(text, sizeof text);
    }
    if (fd >= 0)
        close(fd);
    return good;
}

/* Starts the command in a process group of its own, its output in `*fd`. */
static bool start_command(const char *command, pid_t *pid, int *fd, Error *error)
{
    char *arguments[] = {(char[]){"sh"}, (char[]){"-c"}, memory_text(command), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        free(arguments[2]);
        return error_set_errno(error, ERROR_SYSTEM, errno, "no pipe for mail.password_command");
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    int failed = posix_spawn(pid, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(arguments[2]);
    close(ends[1]);
    *fd = ends[0];
    if (failed == 0)
        return true;
    close(ends[0]);
    return error_set_errno(error, ERROR_SYSTEM, failed, "mail.password_command can't be run");
}

static bool read_command(const MailConfig *config, char **password, Error *error)
{
    char text[ROOM];
    size_t length = 0;
    pid_t pid = -1;
    int fd = -1, status = 0;
    int seconds = config->deadline < COMMAND_SECONDS ? config->deadline : COMMAND_SECONDS;
    struct timespec until;
    if (!start_command(config->password_command, &pid, &fd, error))
        return false;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    int pidfd = pidfd_open(pid, 0);
    bool ended = pidfd >= 0 && take_until_end(pidfd, fd, &until, text, sizeof text, &length);
    close(fd);
    if (pidfd >= 0)
        close(pidfd);
    if (!ended)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    bool good;
    if (!ended)
        good = error_set(error, ERROR_CONFIG, "mail.password_command did not end within %d s",
                         seconds);
    else if (WIFSIGNALED(status))
        good = error_set(error, ERROR_CONFIG, "mail.password_command was ended by signal %d",
                         WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        good = error_set(error, ERROR_CONFIG, "mail.password_command ended with status %d",
                         WEXITSTATUS(status));
    else
        good = first_line(text, length, "mail.password_command", password, error);
    explicit_bzero(text, sizeof text);
    return good;
}

bool password_read(const MailConfig *config, char **password, Error *error)
{
    *password = NULL;
    if (!config->user)
        return true;
    if (config->password_file)
        return read_file(config->password_file, password, error);
    if (config->password_command)
        return read_command(config, password, error);
    return error_set(error, ERROR_CONFIG,
                     "mail.user is set: mail.password_file or mail.password_command is needed too");
}

void password_free(char *password)
{
    if (password)
        explicit_bzero(password, strlen(password));
    free(password);
}
