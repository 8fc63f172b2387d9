#include "support/dns_server.h"

#include "support/namespaces.h"
#include "support/temporary.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    HEADER = 12,
    MESSAGE = 512,
    TYPE_A = 1,
    TYPE_CNAME = 5,
    TYPE_MX = 15,
    TYPE_AAAA = 28,
    NXDOMAIN = 3,
    SERVFAIL = 2,
    REFUSED = 5,
    DNS_PORT = 53,
};

/* An answer that is being written. */
typedef struct Answer {
    unsigned char bytes[MESSAGE];
    size_t length;
} Answer;

static void put8(Answer *answer, unsigned value)
{
    answer->bytes[answer->length++] = (unsigned char)value;
}

static void put16(Answer *answer, unsigned value)
{
    put8(answer, value >> 8);
    put8(answer, value & 0xFF);
}

/* A name that is one label in front of that of the question, which is at HEADER; "": that one. */
static void put_name(Answer *answer, const char *label)
{
    size_t length = strlen(label);
    if (length > 0)
        put8(answer, (unsigned)length);
    memcpy(answer->bytes + answer->length, label, length);
    answer->length += length;
    put16(answer, 0xC000 | HEADER);
}

/* The head of a record of `owner`; its data is `size` bytes. */
static void put_record(Answer *answer, const char *owner, unsigned type, unsigned size)
{
    put_name(answer, owner);
    put16(answer, type);
    put16(answer, 1);
    put16(answer, 0);
    put16(answer, 60);
    put16(answer, size);
    answer->bytes[7]++; /* ANCOUNT */
}

static void put_mx(Answer *answer, const char *owner, const char *host)
{
    put_record(answer, owner, TYPE_MX, *host ? 2 + 1 + (unsigned)strlen(host) + 2 : 3);
    put16(answer, *host ? 10 : 0);
    if (*host)
        put_name(answer, host);
    else
        put8(answer, 0);
}

static void put_address(Answer *answer, unsigned type)
{
    unsigned size = type == TYPE_A ? 4 : 16;
    put_record(answer, "", type, size);
    for (unsigned i = 0; i < size; i++)
        put8(answer, 192 + i);
}

static void put_alias(Answer *answer)
{
    put_record(answer, "", TYPE_CNAME, 9);
    put_name(answer, "target");
}

/* Takes a question apart: its name as text, its type, and where it ends; 0: it is none. */
static size_t read_question(const unsigned char *bytes, size_t length, char name[256],
                            unsigned *type)
{
    size_t at = HEADER, to = 0;
    while (at < length && bytes[at] > 0 && to + bytes[at] < 250) {
        size_t size = bytes[at++];
        if (at + size >= length)
            return 0;
        memcpy(name + to, bytes + at, size);
        to += size;
        at += size;
        name[to++] = '.';
    }
    if (at + 5 > length || to == 0)
        return 0;
    name[to - 1] = '\0';
    *type = (unsigned)bytes[at + 1] << 8 | bytes[at + 2];
    return at + 5;
}

static bool is(const char *name, const char *label)
{
    size_t length = strlen(label);
    return strncmp(name, label, length) == 0 && name[length] == '.';
}

static void fill(Answer *answer, const char *name, unsigned type, bool tcp)
{
    unsigned char *bytes = answer->bytes;
    if (is(name, "gone"))
        bytes[3] |= NXDOMAIN;
    else if (is(name, "servfail"))
        bytes[3] |= SERVFAIL;
    else if (is(name, "refused"))
        bytes[3] |= REFUSED;
    else if (is(name, "wrongid"))
        bytes[0] ^= 0x55;
    else if (is(name, "wrongname"))
        bytes[HEADER + 1] ^= 0x01;
    else if (!tcp && (is(name, "truncated") || is(name, "tcpsilent") || is(name, "tcpcut")))
        bytes[2] |= 0x02; /* TC */
    else if (is(name, "count"))
        bytes[6] = bytes[7] = 0xFF;
    if ((is(name, "cname") || is(name, "alias")) && answer->bytes[7] == 0)
        put_alias(answer);
    if (type == TYPE_MX) {
        if (is(name, "null") || is(name, "bothnull") || is(name, "example"))
            put_mx(answer, "", "");
        if (is(name, "mx") || is(name, "bothnull") || is(name, "wrongid") ||
            is(name, "wrongname") || (tcp && (is(name, "truncated") || is(name, "tcpcut"))))
            put_mx(answer, "", "mail");
        if (is(name, "cname"))
            put_mx(answer, "target", "mail");
    }
    if ((type == TYPE_A && is(name, "a")) || (type == TYPE_AAAA && is(name, "aaaa")))
        put_address(answer, type);
    if (is(name, "loop")) {
        bytes[7] = 1;
        put16(answer, 0xC000 | (unsigned)answer->length); /* a name that points at itself */
        for (int i = 0; i < 5; i++)
            put16(answer, TYPE_MX);
    }
    if (is(name, "noise")) {
        bytes[7] = 3;
        for (unsigned i = 0; i < 200; i++)
            put8(answer, i * 73 + 41);
    }
    if (is(name, "short"))
        answer->length = 5;
}

/* Makes the answer to a query; false where there is none. */
static bool make(DnsSeen *seen, const unsigned char *query, size_t length, bool tcp, Answer *answer)
{
    char name[256];
    unsigned type;
    size_t end = length > HEADER ? read_question(query, length, name, &type) : 0;
    if (end == 0 || end > 300)
        return false;
    const char *type_name = type == TYPE_MX ? "MX" : type == TYPE_A ? "A" : "AAAA";
    int put = snprintf(seen->text + seen->length, DNS_SEEN_BYTES - seen->length, "%s %s %s\n", name,
                       type_name, tcp ? "tcp" : "udp");
    if (put > 0 && (size_t)put < DNS_SEEN_BYTES - seen->length)
        seen->length += (size_t)put;
    if (is(name, "silent") || (tcp && is(name, "tcpsilent")))
        return false;
    memcpy(answer->bytes, query, end);
    answer->length = end;
    memcpy(answer->bytes + 2, "\x81\x80\0\1\0\0\0\0\0\0", 10);
    fill(answer, name, type, tcp);
    return true;
}

static void serve_udp(DnsSeen *seen, int socket)
{
    unsigned char query[MESSAGE];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    Answer answer;
    ssize_t length =
        recvfrom(socket, query, sizeof query, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
    if (length > 0 && make(seen, query, (size_t)length, false, &answer))
        sendto(socket, answer.bytes, answer.length, 0, (struct sockaddr *)&from, size);
}

static void serve_tcp(DnsSeen *seen, int listener)
{
    int fd = accept(listener, NULL, NULL);
    unsigned char head[2], query[MESSAGE];
    Answer answer;
    if (fd < 0)
        return;
    if (fork() > 0) { /* a connection may stay open */
        close(fd);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (recv(fd, head, 2, MSG_WAITALL) == 2) {
        size_t length = (size_t)head[0] << 8 | head[1];
        if (length > sizeof query || recv(fd, query, length, MSG_WAITALL) != (ssize_t)length)
            break;
        if (!make(seen, query, length, true, &answer))
            continue;
        unsigned char size[2] = {(unsigned char)(answer.length >> 8), (unsigned char)answer.length};
        bool cut = memcmp(query + HEADER, "\6tcpcut", 7) == 0;
        send(fd, size, 2, MSG_NOSIGNAL);
        send(fd, answer.bytes, cut ? answer.length / 2 : answer.length, MSG_NOSIGNAL);
        if (cut)
            break;
    }
    _exit(0);
}

/* The two sockets on the same port, any where `*port` is 0; false where it is taken. */
static bool open_sockets(int *udp, int *tcp, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)*port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    *udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    *tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(*tcp, (struct sockaddr *)&address, size) == 0 && listen(*tcp, 8) == 0 &&
        getsockname(*tcp, (struct sockaddr *)&address, &size) == 0 &&
        bind(*udp, (struct sockaddr *)&address, size) == 0) {
        *port = ntohs(address.sin_port);
        return true;
    }
    close(*udp);
    close(*tcp);
    return false;
}

static void serve(DnsSeen *seen, int udp, int tcp)
{
    struct pollfd fds[] = {{.fd = udp, .events = POLLIN}, {.fd = tcp, .events = POLLIN}};
    signal(SIGCHLD, SIG_IGN);
    while (poll(fds, 2, -1) > 0 || errno == EINTR) {
        if (fds[0].revents)
            serve_udp(seen, udp);
        if (fds[1].revents)
            serve_tcp(seen, tcp);
    }
}

static DnsSeen *share(void)
{
    void *seen =
        mmap(NULL, sizeof(DnsSeen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (seen == MAP_FAILED)
        abort();
    return seen;
}

/* A process that ends with this one. */
static pid_t start_process(void)
{
    pid_t pid = fork();
    if (pid < 0)
        abort();
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

DnsServer dns_server_start(void)
{
    DnsServer server = {.seen = share()};
    int udp, tcp;
    while (!open_sockets(&udp, &tcp, &server.port))
        ;
    server.pid = start_process();
    if (server.pid == 0) {
        serve(server.seen, udp, tcp);
        _exit(1);
    }
    close(udp);
    close(tcp);
    return server;
}

static void need(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    _exit(1);
}

/* In the directory that has the resolv.conf: the one there is from now on. */
static void become_the_host(int *udp, int *tcp)
{
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int port = DNS_PORT;
    need(namespaces_part(CLONE_NEWNET), "unshare");
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    need(any >= 0 && ioctl(any, SIOCSIFFLAGS, &loopback) == 0, "lo");
    close(any);
    need(mount("resolv.conf", "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0, "/etc/resolv.conf");
    need(open_sockets(udp, tcp, &port), "port 53");
}

DnsServer dns_server_start_as_host(const char *directory)
{
    DnsServer server = {.port = DNS_PORT, .seen = share()};
    int ready[2], udp, tcp;
    char byte = 0;
    temporary_write(directory, "resolv.conf", "nameserver 127.0.0.1\n");
    if (pipe(ready) != 0)
        abort();
    server.pid = start_process();
    if (server.pid == 0) {
        need(chdir(directory) == 0, directory);
        become_the_host(&udp, &tcp);
        need(write(ready[1], &byte, 1) == 1, "pipe");
        serve(server.seen, udp, tcp);
        _exit(1);
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        abort();
    close(ready[0]);
    char *enter = namespaces_enter(server.pid, CLONE_NEWNET);
    snprintf(server.enter, sizeof server.enter, "%s", enter);
    free(enter);
    return server;
}

void dns_server_stop(DnsServer *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    munmap(server->seen, sizeof *server->seen);
}

size_t dns_server_count(const DnsServer *server, const char *line)
{
    size_t count = 0, length = strlen(line);
    const char *at = server->seen->text;
    while ((at = strstr(at, line))) {
        if ((at == server->seen->text || at[-1] == '\n') && at[length] == '\n')
            count++;
        at += length;
    }
    return count;
}
