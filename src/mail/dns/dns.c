#include "mail/dns/dns.h"

#include "base/language.h"
#include "base/memory.h"
#include "mail/dns/dns_cares.h"
#include "mail/dns/dns_servers.h"

#include <arpa/nameser.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
    ROUNDS = 2,      /* in the second one, those servers are asked again that were silent */
    SOCKETS_MAX = 4, /* of one channel: UDP and TCP */
};

static const char unreachable[] = N_("no server can be reached");

/* A question about one domain. Each query has a channel to one server of its own: with several on
 * one channel a connection that breaks ends them all (c-ares 1.18), and what a server has answered
 * is not to be told from no answer. */
typedef struct Question {
    char *domain;
    size_t number;
    DnsCaresQuery query; /* its type: ns_t_mx, then ns_t_a, then ns_t_aaaa */
    unsigned round;
    size_t server;
    unsigned spoke; /* bits of the servers that have answered somehow */
    ares_channel channel;
    struct pollfd sockets[SOCKETS_MAX]; /* what the channel waits for; without events: unused */
    bool back;                          /* the query has ended, with this status: */
    int status;
    DnsMail mail;       /* what an answer of type MX says */
    const char *failed; /* why a query has told nothing; NULL: all have told */
} Question;

struct Dns {
    DnsServerAddress servers[DNS_SERVERS_MAX];
    size_t server_count;
    int timeout;
    size_t silent, give_up_after; /* queries without an answer */
    bool heard;                   /* an answer of some kind has come */
    Question **questions;         /* under way */
    size_t count, capacity;
    struct pollfd *fds;
    size_t fd_capacity;
};

Dns *dns_new(const DnsOptions *options, Error *error)
{
    Dns *dns = memory_new(sizeof *dns);
    dns->timeout = options->timeout;
    dns->give_up_after = options->give_up_after;
    int failed = ares_library_init(ARES_LIB_INIT_ALL);
    if (failed != ARES_SUCCESS)
        error_set(error, ERROR_UNAVAILABLE, "no DNS server can be asked: %s",
                  ares_strerror(failed));
    else if (options->server)
        dns->server_count = dns_servers_parse(dns->servers, options->server, error);
    else
        dns->server_count = dns_servers_find(dns->servers, error);
    if (dns->server_count > 0)
        return dns;
    dns_free(dns);
    return NULL;
}

static void close_channel(Question *question)
{
    if (question->channel)
        ares_destroy(question->channel);
    question->channel = NULL;
}

static void question_free(Question *question)
{
    close_channel(question);
    free(question->domain);
    free(question);
}

void dns_free(Dns *dns)
{
    if (!dns)
        return;
    for (size_t i = 0; i < dns->count; i++)
        question_free(dns->questions[i]);
    free(dns->questions);
    free(dns->fds);
    ares_library_cleanup();
    free(dns);
}

static void take(void *data, int status, DnsMail mail)
{
    Question *question = data;
    if (status == ARES_EDESTRUCTION)
        return;
    question->status = status;
    question->mail = mail;
    question->back = true;
}

/* Takes note of what the channel waits for: nothing where it closes the socket. */
static void watch(void *data, ares_socket_t fd, int readable, int writable)
{
    Question *question = data;
    struct pollfd *place = NULL;
    short events = (short)((readable ? POLLIN | POLLRDHUP : 0) | (writable ? POLLOUT : 0));
    for (struct pollfd *at = question->sockets; at < question->sockets + SOCKETS_MAX; at++)
        if (at->events ? at->fd == fd : !place)
            place = at;
    if (place)
        *place = (struct pollfd){.fd = fd, .events = events};
}

/* Sends the query to the server whose turn it is. */
static void send_query(const Dns *dns, Question *question)
{
    /* The second round waits twice as long as the first. */
    int timeout = dns->timeout * (question->round == 0 ? 1 : 2) / 3 / (int)dns->server_count;
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP,
        .timeout = timeout > 0 ? timeout : 1,
        .tries = 1,
        .sock_state_cb = watch,
        .sock_state_cb_data = question,
    };
    close_channel(question);
    memset(question->sockets, 0, sizeof question->sockets);
    question->back = false;
    int failed = ares_init_options(&question->channel, &options,
                                   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
                                       ARES_OPT_SOCK_STATE_CB);
    if (failed != ARES_SUCCESS)
        question->channel = NULL;
    else
        failed = ares_set_servers_ports_csv(question->channel, dns->servers[question->server].text);
    if (failed == ARES_SUCCESS) {
        dns_cares_ask(question->channel, question->domain, &question->query);
    } else {
        question->status = failed;
        question->back = true;
    }
}

/* Why a query told nothing. */
static const char *failure(int status)
{
    switch (status) {
    case ARES_ETIMEOUT:
        return N_("no answer in time");
    case ARES_ESERVFAIL:
        return N_("the server failed (SERVFAIL)");
    case ARES_EREFUSED:
        return N_("the server refused");
    case ARES_ENOTIMP:
        return N_("the server can't tell (NOTIMP)");
    case ARES_ECONNREFUSED:
        return unreachable;
    case ARES_EFORMERR:
    case ARES_EBADRESP:
    case ARES_EBADNAME:
        return N_("the answer is garbled");
    default:
        return N_("it can't be asked");
    }
}

/* Goes on to the next server that may know; false where there is none. */
static bool ask_another(const Dns *dns, Question *question)
{
    do {
        if (++question->server == dns->server_count) {
            question->server = 0;
            question->round++;
        }
    } while (question->round < ROUNDS && (question->spoke & (1U << question->server)));
    if (question->round == ROUNDS)
        return false;
    send_query(dns, question);
    return true;
}

/* Asks for the next type, all servers again. */
static void ask_for(const Dns *dns, Question *question, int type)
{
    question->query.type = type;
    question->round = 0;
    question->server = 0;
    question->spoke = 0;
    send_query(dns, question);
}

static bool finish(Question *question, DnsMail mail)
{
    question->mail = mail;
    return true;
}

/* Takes the end of a query. True where all is known that will be. */
static bool advance(Dns *dns, Question *question)
{
    int status = question->status;
    bool silent = status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED;
    bool told = status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND;
    dns->silent += silent;
    dns->heard = dns->heard || !silent;
    if (!told) {
        if (!silent)
            question->spoke |= 1U << question->server;
        if (!silent || !question->failed)
            question->failed = failure(status);
        if (ask_another(dns, question))
            return false;
    }
    if (status == ARES_SUCCESS)
        return question->query.type == ns_t_mx || finish(question, DNS_ADDRESS);
    if (question->query.type == ns_t_mx && !told) /* an address would not say that there is no MX */
        return finish(question, DNS_UNKNOWN);
    if (question->query.type == ns_t_mx && status == ARES_ENOTFOUND)
        return finish(question, DNS_NONE);
    if (question->query.type == ns_t_aaaa)
        return finish(question, question->failed ? DNS_UNKNOWN : DNS_NONE);
    if (question->query.type == ns_t_mx)
        question->failed = NULL; /* another server has told */
    ask_for(dns, question, question->query.type == ns_t_mx ? ns_t_a : ns_t_aaaa);
    return false;
}

void dns_ask(Dns *dns, const char *domain, size_t number)
{
    Question *question = memory_new(sizeof *question);
    question->domain = memory_text(domain);
    question->number = number;
    question->query.end = take;
    question->query.data = question;
    dns->questions =
        memory_reserve(dns->questions, &dns->capacity, dns->count + 1, sizeof(Question *));
    dns->questions[dns->count++] = question;
    if (!dns->heard && dns->silent >= dns->give_up_after) {
        question->back = true;
        question->query.type = ns_t_mx;
        question->round = ROUNDS - 1;
        question->server = dns->server_count - 1;
        question->status = ARES_ECONNREFUSED;
    } else {
        ask_for(dns, question, ns_t_mx);
    }
}

size_t dns_pending(const Dns *dns)
{
    return dns->count;
}

/* Drops a message that is too short to say what it answers, as c-ares 1.18 does: for 1.34 it would
 * be the answer. */
static void drop_short(int fd)
{
    char bytes[NS_HFIXEDSZ];
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM)
        return;
    ssize_t length = recv(fd, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
    if (length >= 0 && length < NS_HFIXEDSZ)
        (void)!recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
}

/* Lets the channel read, write and time out. `fds`: its sockets, as poll() has found them. */
static void process(Question *question, const struct pollfd fds[SOCKETS_MAX])
{
    bool hung_up = false;
    for (size_t i = 0; i < SOCKETS_MAX && !question->back; i++) {
        bool reads = fds[i].revents & ~POLLOUT, writes = fds[i].revents & POLLOUT;
        if (fds[i].revents & POLLIN)
            drop_short(fds[i].fd);
        if (reads || writes)
            ares_process_fd(question->channel, reads ? fds[i].fd : ARES_SOCKET_BAD,
                            writes ? fds[i].fd : ARES_SOCKET_BAD);
        hung_up = hung_up || fds[i].revents & POLLRDHUP;
    }
    if (!question->back) /* what is too late */
        ares_process_fd(question->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    if (!question->back && hung_up) { /* amid an answer; c-ares 1.34 would wait for it */
        question->status = ARES_ECONNREFUSED;
        question->back = true;
    }
}

/* Waits until something happens to some question. */
static void wait_for_any(Dns *dns)
{
    int wait = 1000;
    dns->fds =
        memory_reserve(dns->fds, &dns->fd_capacity, dns->count * SOCKETS_MAX, sizeof *dns->fds);
    for (size_t i = 0; i < dns->count; i++) {
        struct timeval left;
        const struct timeval *until = ares_timeout(dns->questions[i]->channel, NULL, &left);
        int milliseconds = until ? (int)(until->tv_sec * 1000 + until->tv_usec / 1000 + 1) : wait;
        wait = milliseconds < wait ? milliseconds : wait;
        for (size_t j = 0; j < SOCKETS_MAX; j++) {
            struct pollfd *fd = &dns->fds[i * SOCKETS_MAX + j];
            *fd = dns->questions[i]->sockets[j];
            if (!fd->events)
                fd->fd = -1; /* poll() passes over it */
        }
    }
    if (poll(dns->fds, dns->count * SOCKETS_MAX, wait) < 0)
        for (size_t i = 0; i < dns->count * SOCKETS_MAX; i++)
            dns->fds[i].revents = 0;
    for (size_t i = 0; i < dns->count; i++)
        process(dns->questions[i], dns->fds + i * SOCKETS_MAX);
}

bool dns_next(Dns *dns, DnsAnswer *answer)
{
    while (dns->count > 0) {
        for (size_t i = 0; i < dns->count; i++) {
            Question *question = dns->questions[i];
            while (question->back) {
                if (!advance(dns, question))
                    continue;
                *answer = (DnsAnswer){question->number, question->mail,
                                      question->mail == DNS_UNKNOWN ? question->failed : NULL};
                dns->questions[i] = dns->questions[--dns->count];
                question_free(question);
                return true;
            }
        }
        wait_for_any(dns);
    }
    return false;
}
