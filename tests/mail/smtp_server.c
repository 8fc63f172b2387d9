#include "mail/smtp_server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20, LINE = 4096 };

typedef struct Connection {
    const ServerScript *script;
    ServerSeen *seen;
    int fd;
    SSL *ssl;
    unsigned messages; /* MAIL commands so far */
    bool signed_in;
    char buffer[LINE];
    size_t length;
} Connection;

static bool put_bytes(Connection *connection, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = connection->ssl ? SSL_write(connection->ssl, bytes, (int)length)
                                      : send(connection->fd, bytes, length, MSG_NOSIGNAL);
        if (put <= 0)
            return false;
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

static bool put(Connection *connection, const char *text)
{
    return put_bytes(connection, text, strlen(text));
}

/* Puts a reply in the words of the script. The offers of EHLO are lines that stay. */
static bool say(Connection *connection, const char *reply)
{
    ServerWords words = connection->script->words;
    const char *next = strchr(reply, '\n') + 1;
    bool more = reply[3] == '-', good = true;
    if (words == USUAL_WORDS)
        return put(connection, reply);
    char lines[LINE] = "";
    size_t length = 0;
    if (more || words == EMPTY_LINES)
        length += (size_t)snprintf(lines, LINE, "%.3s-\r\n", reply);
    if (words == EMPTY_LINES)
        next = reply;
    else if (!more)
        next = "";
    for (; *next; next = strchr(next, '\n') + 1)
        length += (size_t)snprintf(lines + length, LINE - length, "%.3s-%.*s", next,
                                   (int)(strchr(next, '\n') + 1 - next - 4), next + 4);
    if (words == EMPTY_LINES)
        length += (size_t)snprintf(lines + length, LINE - length, "%.3s-\r\n", reply);
    snprintf(lines + length, LINE - length, "%.3s%s\r\n", reply, words == CODE_SPACE ? " " : "");
    for (const char *at = lines; good && *at; at++) /* in the smallest pieces */
        good = put_bytes(connection, at, 1);
    return good;
}

static bool fill(Connection *connection)
{
    size_t room = sizeof connection->buffer - connection->length;
    char *to = connection->buffer + connection->length;
    ssize_t got = room == 0         ? 0
                  : connection->ssl ? SSL_read(connection->ssl, to, (int)room)
                                    : recv(connection->fd, to, room, 0);
    if (got > 0)
        connection->length += (size_t)got;
    return got > 0;
}

/* The next line, CR LF included. */
static bool get_line(Connection *connection, char line[LINE + 1])
{
    char *end;
    while (!(end = memchr(connection->buffer, '\n', connection->length)))
        if (!fill(connection))
            return false;
    size_t size = (size_t)(end - connection->buffer) + 1;
    memcpy(line, connection->buffer, size);
    line[size] = '\0';
    connection->length -= size;
    memmove(connection->buffer, end + 1, connection->length);
    return true;
}

/* Waits until the other side has gone. */
static void wait_for_end(Connection *connection)
{
    char bytes[LINE];
    while (recv(connection->fd, bytes, sizeof bytes, 0) > 0)
        ;
}

static void drip(Connection *connection, const char *reply)
{
    struct timespec pause = {.tv_nsec = 20000000};
    char start[5] = {reply[0], reply[1], reply[2], '-', '\0'};
    bool good = put(connection, start);
    while (good) {
        nanosleep(&pause, NULL);
        good = put(connection, "x");
    }
}

static bool put_huge(Connection *connection, const char *reply)
{
    char line[130];
    memset(line, 'x', sizeof line);
    memcpy(line, reply, 3);
    line[3] = '-';
    memcpy(line + sizeof line - 3, "\r\n", 3);
    bool good = true;
    for (size_t sent = 0; good && sent < MEGABYTE; sent += sizeof line - 1)
        good = put(connection, line);
    return good && put(connection, reply);
}

static bool put_long(Connection *connection, const char *reply)
{
    char *line = malloc(MEGABYTE);
    memset(line, 'x', MEGABYTE);
    memcpy(line, reply, 4);
    bool good = put_bytes(connection, line, MEGABYTE) && put(connection, "\r\n");
    free(line);
    return good;
}

/* Misbehaves. False where the connection has ended by it. */
static bool misbehave(Connection *connection, const char *reply)
{
    static const char binary[] = "\0\xFF\x80 220\0\r\n";
    struct linger at_once = {.l_onoff = 1};
    switch (connection->script->fault) {
    case RESETS:
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return false;
    case BREAKS_OFF:
        put(connection, "25");
        return false;
    case IS_SILENT:
        wait_for_end(connection);
        return false;
    case DRIPS:
        drip(connection, reply);
        return false;
    case ANSWERS_4XX:
        return put(connection, "421 4.3.2 not now\r\n");
    case ANSWERS_5XX:
        return put(connection, "554 5.7.1 not at all\r\n");
    case REFUSES_US:
        return put(connection, "504 5.5.2 <vm>: Helo command rejected: need fully-qualified "
                               "hostname\r\n");
    case SHUTS_DOWN:
        put(connection, "421 4.3.2 shutting down\r\n");
        return false;
    case IS_GARBAGE:
        return put(connection, "hello there\r\n");
    case IS_BINARY:
        return put_bytes(connection, binary, sizeof binary - 1);
    case IS_HUGE:
        return put_huge(connection, reply);
    case IS_LONG:
        return put_long(connection, reply);
    case CONTRADICTS:
        return put(connection, "250-yes\r\n550 no\r\n");
    case SAYS_MORE: {
        char both[LINE];
        snprintf(both, sizeof both, "%s250 2.0.0 and more\r\n", reply);
        return put(connection, both);
    }
    default:
        return false;
    }
}

/* Whether the fault of the script comes at `stage` of the message under way. */
static bool is_now(const Connection *connection, ServerStage stage)
{
    const ServerScript *script = connection->script;
    return script->fault != NO_FAULT && script->stage == stage &&
           (stage < AT_MAIL || stage == AT_QUIT || connection->messages > script->from_message) &&
           (!script->once || connection->seen->connections == 1);
}

/* Answers at a stage, or misbehaves there. False where the connection has ended. */
static bool answer(Connection *connection, ServerStage stage, const char *reply)
{
    return is_now(connection, stage) ? misbehave(connection, reply) : say(connection, reply);
}

static bool hello(Connection *connection)
{
    const ServerScript *script = connection->script;
    char reply[512];
    snprintf(reply, sizeof reply, "250-test\r\n%s%s%s%s%s250 ENHANCEDSTATUSCODES\r\n",
             script->tls && !connection->ssl ? "250-STARTTLS\r\n" : "",
             !script->user || (script->tls && !connection->ssl) ? ""
             : script->login                                    ? "250-AUTH LOGIN\r\n"
                                                                : "250-AUTH PLAIN\r\n",
             script->more ? "250-" : "", script->more ? script->more : "",
             script->more ? "\r\n" : "");
    return answer(connection, connection->ssl ? AT_EHLO_AGAIN : AT_EHLO, reply);
}

static bool start_tls(Connection *connection)
{
    const ServerScript *script = connection->script;
    if (!answer(connection, AT_STARTTLS, "220 2.0.0 go\r\n"))
        return false;
    if (script->stage == AT_STARTTLS && script->fault != NO_FAULT && script->fault != SAYS_MORE)
        return true;
    if (script->stage == AT_HANDSHAKE && script->fault != NO_FAULT)
        return misbehave(connection, "220 go\r\n");
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(context, script->certificate);
    SSL_CTX_use_PrivateKey_file(context, script->key, SSL_FILETYPE_PEM);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, connection->fd);
    if (SSL_accept(ssl) != 1)
        return false;
    connection->ssl = ssl;
    connection->length = 0;
    return true;
}

/* Whether a line has these octets in base64, and perhaps NULs behind them. */
static bool decodes_to(const char *line, const char *expected, size_t size)
{
    unsigned char plain[512];
    int length = (int)strcspn(line, "\r\n");
    int got = EVP_DecodeBlock(plain, (const unsigned char *)line, length);
    return got >= (int)size && memcmp(plain, expected, size) == 0;
}

static bool sign_in(Connection *connection, bool good)
{
    connection->signed_in = good;
    if (good)
        connection->seen->good_auth++;
    else
        connection->seen->bad_auth++;
    if (!connection->ssl)
        connection->seen->clear_auth++;
    return answer(connection, AT_AUTH,
                  good ? "235 2.7.0 welcome\r\n" : "535 5.7.8 wrong password\r\n");
}

static bool sign_in_plain(Connection *connection, const char *line)
{
    const ServerScript *script = connection->script;
    char expected[512];
    int size =
        snprintf(expected, sizeof expected, "%c%s%c%s", 0, script->user, 0, script->password);
    return sign_in(connection, decodes_to(line + 11, expected, (size_t)size));
}

/* The user comes with the command, or is asked for. */
static bool sign_in_login(Connection *connection, const char *line)
{
    const ServerScript *script = connection->script;
    char user[LINE + 1], password[LINE + 1];
    bool good = true;
    if (line[10] == ' ')
        snprintf(user, sizeof user, "%s", line + 11);
    else
        good = say(connection, "334 VXNlcm5hbWU6\r\n") && get_line(connection, user);
    good = good && say(connection, "334 UGFzc3dvcmQ6\r\n") && get_line(connection, password);
    return good && sign_in(connection,
                           decodes_to(user, script->user, strlen(script->user)) &&
                               decodes_to(password, script->password, strlen(script->password)));
}

static bool take_message(Connection *connection)
{
    ServerSeen *seen = connection->seen;
    const ServerScript *script = connection->script;
    char line[LINE + 1];
    if (!answer(connection, AT_DATA, "354 go on\r\n"))
        return false;
    if (is_now(connection, AT_DATA) && script->fault != SAYS_MORE && script->fault != IS_HUGE)
        return true;
    seen->length = 0;
    while (get_line(connection, line)) {
        if (strcmp(line, ".\r\n") == 0) {
            seen->content++;
            if (!is_now(connection, AT_DOT) || script->fault == SAYS_MORE)
                seen->taken++;
            return answer(connection, AT_DOT, "250 2.0.0 queued as 1\r\n");
        }
        const char *text = line[0] == '.' ? line + 1 : line;
        size_t length = strlen(text);
        if (seen->length + length < SEEN_BYTES) {
            memcpy(seen->message + seen->length, text, length);
            seen->length += length;
        }
    }
    return false;
}

static bool recipient(Connection *connection, const char *line)
{
    ServerSeen *seen = connection->seen;
    const char *refused = connection->script->refused;
    const char *from = strchr(line, '<'), *to = strrchr(line, '>');
    if (!from || !to)
        return put(connection, "501 5.5.4 what\r\n");
    snprintf(seen->recipient, sizeof seen->recipient, "%.*s", (int)(to - from - 1), from + 1);
    if (refused && strcmp(refused, seen->recipient) == 0)
        return say(connection, "550 5.1.1 no such user\r\n");
    if (connection->script->think)
        connection->script->think(connection->messages, connection->script->think_data);
    return answer(connection, AT_RCPT, "250 2.1.5 ok\r\n");
}

static bool command(Connection *connection, const char *line)
{
    if (strncasecmp(line, "MAIL", 4) == 0 || strncasecmp(line, "RCPT", 4) == 0) {
        char *log = connection->seen->envelopes;
        size_t used = strlen(log);
        snprintf(log + used, sizeof connection->seen->envelopes - used, "%s", line);
    }
    if (strncasecmp(line, "EHLO", 4) == 0)
        return hello(connection);
    if (strncasecmp(line, "STARTTLS", 8) == 0)
        return start_tls(connection);
    if (strncasecmp(line, "AUTH PLAIN ", 11) == 0)
        return sign_in_plain(connection, line);
    if (strncasecmp(line, "AUTH LOGIN", 10) == 0)
        return sign_in_login(connection, line);
    if (strncasecmp(line, "MAIL", 4) == 0) {
        connection->messages++;
        connection->seen->mails++;
        return answer(connection, AT_MAIL, "250 2.1.0 ok\r\n");
    }
    if (strncasecmp(line, "RCPT", 4) == 0)
        return recipient(connection, line);
    if (strncasecmp(line, "DATA", 4) == 0)
        return take_message(connection);
    if (strncasecmp(line, "RSET", 4) == 0)
        return say(connection, "250 2.0.0 ok\r\n");
    if (strncasecmp(line, "QUIT", 4) == 0) {
        connection->seen->quits++;
        answer(connection, AT_QUIT, "221 2.0.0 bye\r\n");
        return false;
    }
    return put(connection, "502 5.5.1 unknown command\r\n");
}

static void serve(const ServerScript *script, ServerSeen *seen, int fd)
{
    Connection connection = {.script = script, .seen = seen, .fd = fd};
    char line[LINE + 1];
    seen->connections++;
    bool good = answer(&connection, AT_GREETING, "220 test ESMTP\r\n");
    while (good && get_line(&connection, line))
        good = command(&connection, line);
    close(fd);
}

SmtpServer smtp_server_start(const ServerScript *script)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    SmtpServer server = {0};
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    void *seen =
        mmap(NULL, sizeof *server.seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (listener < 0 || seen == MAP_FAILED ||
        bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        abort();
    server.seen = seen;
    server.port = ntohs(address.sin_port);
    server.pid = fork();
    if (server.pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_IGN);
        for (;;) {
            int fd = accept(listener, NULL, NULL);
            if (fd < 0)
                _exit(1);
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            serve(script, server.seen, fd);
        }
    }
    close(listener);
    if (server.pid < 0)
        abort();
    return server;
}

void smtp_server_stop(SmtpServer *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    munmap(server->seen, sizeof *server->seen);
}
