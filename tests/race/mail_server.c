#include "mail_server.h"

#include "worker.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, HEADER_SIZE = 512 };

typedef struct Session {
    FILE *in;
    int connection, taken;
    bool faults;
    uint64_t random;
    char recipient[HEADER_SIZE];
} Session;

static void check(bool good, const char *what)
{
    if (!good) {
        perror(what);
        exit(2);
    }
}

static void say(const Session *session, const char *reply)
{
    if (send(session->connection, reply, strlen(reply), MSG_NOSIGNAL) < 0)
        _exit(0); /* the other side has been killed */
}

/* True once in `n` times, where there are faults. */
static bool fails(Session *session, unsigned n)
{
    return race_random(&session->random) % n == 0 && session->faults;
}

static void append(char header[HEADER_SIZE], const char *text)
{
    size_t length = strlen(header);
    snprintf(header + length, HEADER_SIZE - length, "%s", text);
}

/* The day of a Date, as "2026-11-23". */
static void day_of_date(const char *date, char day[16])
{
    struct tm civil = {0};
    check(strptime(date, " %a, %d %b %Y", &civil) != NULL, "mail_server: a Date");
    strftime(day, 16, "%Y-%m-%d", &civil);
}

/* Notes a message that it takes: one write, which the file takes whole. */
static void take(const Session *session, const char *id, const char *date, const char *subject)
{
    char subscription[64], type[64], alert[64], day[16], line[LINE_SIZE], word[128];
    check(sscanf(subject, " [High] %63s %63s %63s", subscription, type, alert) == 3 &&
              sscanf(id, " %127s", word) == 1,
          "mail_server: a message that is no alert");
    day_of_date(date, day);
    int length = snprintf(line, sizeof line, "%s %s %s %s %s %s\n", word, day, subscription,
                          session->recipient, type, alert);
    check(write(session->taken, line, (size_t)length) == length, "mail_server: write");
}

/* Reads a message up to its dot; false where the connection ends before. */
static bool receive(Session *session)
{
    char id[HEADER_SIZE] = "", date[HEADER_SIZE] = "", subject[HEADER_SIZE] = "", line[LINE_SIZE];
    char *header = NULL;
    bool head = true;
    while (fgets(line, sizeof line, session->in) != NULL) {
        bool whole = strchr(line, '\n') != NULL;
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, ".") == 0 && whole) {
            if (fails(session, 10)) {
                say(session, "452 4.2.2 full\r\n");
                return true;
            }
            if (fails(session, 40))
                return false;
            take(session, id, date, subject);
            if (fails(session, 20))
                return false;
            say(session, "250 2.0.0 taken\r\n");
            return true;
        }
        head = head && line[0] != '\0';
        if (!head)
            continue;
        if (line[0] != ' ' && line[0] != '\t')
            header = strncasecmp(line, "Message-ID:", 11) == 0 ? id
                     : strncasecmp(line, "Date:", 5) == 0      ? date
                     : strncasecmp(line, "Subject:", 8) == 0   ? subject
                                                               : NULL;
        if (header != NULL)
            append(header, line[0] == ' ' ? line : strchr(line, ':') + 1);
    }
    return false;
}

static void recipient(Session *session, const char *line)
{
    if (sscanf(line, "%*[^<]<%500[^>]>", session->recipient) != 1)
        say(session, "501 5.5.4 what?\r\n");
    else if (fails(session, 20))
        say(session, "550 5.1.1 not here\r\n");
    else
        say(session, "250 2.1.5 well\r\n");
}

_Noreturn static void converse(Session *session)
{
    char line[LINE_SIZE];
    say(session, "220 race ESMTP\r\n");
    while (fgets(line, sizeof line, session->in) != NULL) {
        if (strncasecmp(line, "EHLO", 4) == 0) {
            say(session, "250-race\r\n250 8BITMIME\r\n");
        } else if (strncasecmp(line, "RCPT", 4) == 0) {
            recipient(session, line);
        } else if (strncasecmp(line, "DATA", 4) == 0) {
            say(session, "354 go on\r\n");
            if (!receive(session))
                break;
        } else if (strncasecmp(line, "QUIT", 4) == 0) {
            say(session, "221 2.0.0 bye\r\n");
            break;
        } else {
            say(session, "250 2.0.0 well\r\n"); /* MAIL, RSET, NOOP */
        }
    }
    _exit(0);
}

_Noreturn static void serve(int listener, const char *path, bool faults, uint64_t seed)
{
    int taken = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    check(taken >= 0, path);
    signal(SIGCHLD, SIG_IGN);
    for (uint64_t count = 1;; count++) {
        int connection = accept(listener, NULL, NULL);
        check(connection >= 0, "mail_server: accept");
        pid_t pid = fork();
        check(pid >= 0, "mail_server: fork");
        if (pid == 0) {
            close(listener);
            Session session = {.in = fdopen(connection, "r"),
                               .connection = connection,
                               .taken = taken,
                               .faults = faults,
                               .random = (seed ^ count * 0x9E3779B97F4A7C15ULL) | 1};
            converse(&session);
        }
        close(connection);
    }
}

MailServer mail_server_start(const char *taken, bool faults, uint64_t seed)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    MailServer server;
    int ends[2], listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 64) == 0 &&
              getsockname(listener, (struct sockaddr *)&address, &size) == 0 &&
              pipe2(ends, O_CLOEXEC) == 0,
          "mail_server: socket");
    fflush(NULL);
    server.pid = fork();
    check(server.pid >= 0, "mail_server: fork");
    if (server.pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        serve(listener, taken, faults, seed);
    }
    close(listener);
    close(ends[1]);
    server.port = ntohs(address.sin_port);
    server.end = ends[0];
    return server;
}

void mail_server_stop(const MailServer *server)
{
    char byte;
    kill(server->pid, SIGTERM);
    waitpid(server->pid, NULL, 0);
    while (read(server->end, &byte, 1) > 0) /* its end comes with that of the last connection */
        ;
    close(server->end);
}
