#include "mail/password.h"

#include "core/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
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

/* Reads until a line's end, the room's end or the text's; -1 and errno on an error. */
static ssize_t read_some(int fd, char *text, size_t room, const struct timespec *until)
{
    size_t length = 0;
    while (length < room && !memchr(text, '\n', length)) {
        if (until) {
            struct timespec now;
            clock_gettime(CLOCK_MONOTONIC, &now);
            long left = (until->tv_sec - now.tv_sec) * 1000;
            struct pollfd poller = {.fd = fd, .events = POLLIN};
            if (left <= 0 || poll(&poller, 1, (int)left) == 0) {
                errno = ETIMEDOUT;
                return -1;
            }
        }
        ssize_t got = read(fd, text + length, room - length);
        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 0)
            break;
        if (got > 0)
            length += (size_t)got;
    }
    return (ssize_t)length;
}

static bool read_file(const char *path, char **password, Error *error)
{
    char text[ROOM];
    struct stat status;
    bool good = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
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
    } else {
        ssize_t length = read_some(fd, text, sizeof text, NULL);
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
    if (pipe2(ends, O_CLOEXEC) != 0) {
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

static bool read_command(const char *command, char **password, Error *error)
{
    char text[ROOM];
    pid_t pid = -1;
    int fd = -1, status = 0;
    struct timespec until;
    if (!start_command(command, &pid, &fd, error))
        return false;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += COMMAND_SECONDS;
    ssize_t length = read_some(fd, text, sizeof text, &until);
    int reason = errno;
    close(fd);
    if (length < 0)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    bool good;
    if (length < 0 && reason == ETIMEDOUT)
        good = error_set(error, ERROR_CONFIG,
                         "mail.password_command printed no password within %d s", COMMAND_SECONDS);
    else if (length < 0)
        good = error_set_errno(error, ERROR_SYSTEM, reason, "mail.password_command: no answer");
    else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        good = error_set(error, ERROR_CONFIG, "mail.password_command ended with status %d",
                         WEXITSTATUS(status));
    else
        good = first_line(text, (size_t)length, "mail.password_command", password, error);
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
        return read_command(config->password_command, password, error);
    return error_set(error, ERROR_CONFIG,
                     "mail.user is set: mail.password_file or mail.password_command is needed too");
}

void password_free(char *password)
{
    if (password)
        explicit_bzero(password, strlen(password));
    free(password);
}
