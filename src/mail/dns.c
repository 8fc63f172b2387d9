#include "mail/dns.h"

#include "core/language.h"
#include "core/memory.h"
#include "mail/dns_servers.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
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
    int type; /* ns_t_mx, then ns_t_a, then ns_t_aaaa */
    unsigned round;
    size_t server;
    unsigned spoke; /* bits of the servers that have answered somehow */
    ares_channel channel;
    bool back; /* the query has ended, with this status: */
    int status;
    DnsMail mail;       /* what an answer of type MX says */
    const char *failed; /* why a query has told nothing; NULL: all have told */
} Question;

struct Dns {
    struct ares_addr_port_node servers[DNS_SERVERS_MAX];
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

/* Null MX: the only one, and its name is the root. */
static DnsMail judge(const struct ares_mx_reply *first)
{
    for (const struct ares_mx_reply *mx = first; mx; mx = mx->next)
        if (*mx->host != '\0' && strcmp(mx->host, ".") != 0)
            return DNS_MX;
    return DNS_NULL_MX;
}

/* Takes an answer apart: whether it has a record of the type. An alias alone has none. */
static int parse(Question *question, const unsigned char *bytes, int length)
{
    struct ares_mx_reply *first = NULL;
    struct ares_addrttl ipv4;
    struct ares_addr6ttl ipv6;
    int count = 1, status;
    if (question->type == ns_t_a) {
        status = ares_parse_a_reply(bytes, length, NULL, &ipv4, &count);
    } else if (question->type == ns_t_aaaa) {
        status = ares_parse_aaaa_reply(bytes, length, NULL, &ipv6, &count);
    } else {
        status = ares_parse_mx_reply(bytes, length, &first);
        count = first != NULL;
        question->mail = judge(first);
        ares_free_data(first);
    }
    return status == ARES_SUCCESS && count == 0 ? ARES_ENODATA : status;
}

static void take(void *data, int status, int timeouts, unsigned char *bytes, int length)
{
    Question *question = data;
    (void)timeouts;
    if (status == ARES_EDESTRUCTION)
        return;
    question->status = status == ARES_SUCCESS ? parse(question, bytes, length) : status;
    question->back = true;
}

/* Sends the query to the server whose turn it is. */
static void send_query(const Dns *dns, Question *question)
{
    /* The second round waits twice as long as the first. */
    int timeout = dns->timeout * (question->round == 0 ? 1 : 2) / 3 / (int)dns->server_count;
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP, .timeout = timeout > 0 ? timeout : 1, .tries = 1};
    struct ares_addr_port_node server = dns->servers[question->server];
    close_channel(question);
    question->back = false;
    int failed = ares_init_options(&question->channel, &options,
                                   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
    if (failed != ARES_SUCCESS)
        question->channel = NULL;
    else
        failed = ares_set_servers_ports(question->channel, &server);
    if (failed == ARES_SUCCESS) {
        ares_query(question->channel, question->domain, ns_c_in, question->type, take, question);
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
    question->type = type;
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
        return question->type == ns_t_mx || finish(question, DNS_ADDRESS);
    if (question->type == ns_t_mx && !told) /* an address would not say that there is no MX */
        return finish(question, DNS_UNKNOWN);
    if (question->type == ns_t_mx && status == ARES_ENOTFOUND)
        return finish(question, DNS_NONE);
    if (question->type == ns_t_aaaa)
        return finish(question, question->failed ? DNS_UNKNOWN : DNS_NONE);
    if (question->type == ns_t_mx)
        question->failed = NULL; /* another server has told */
    ask_for(dns, question, question->type == ns_t_mx ? ns_t_a : ns_t_aaaa);
    return false;
}

void dns_ask(Dns *dns, const char *domain, size_t number)
{
    Question *question = memory_new(sizeof *question);
    question->domain = memory_text(domain);
    question->number = number;
    dns->questions =
        memory_reserve(dns->questions, &dns->capacity, dns->count + 1, sizeof(Question *));
    dns->questions[dns->count++] = question;
    if (!dns->heard && dns->silent >= dns->give_up_after) {
        question->back = true;
        question->type = ns_t_mx;
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

/* What the channel of a question waits for, in `fds`; how many. */
static size_t watch(const Question *question, struct pollfd *fds)
{
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    size_t count = 0;
    unsigned wanted = (unsigned)ares_getsock(question->channel, sockets, SOCKETS_MAX);
    for (unsigned i = 0; i < SOCKETS_MAX; i++) {
        short events = (short)((ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) |
                               (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0));
        if (events)
            fds[count++] = (struct pollfd){.fd = sockets[i], .events = events};
    }
    return count;
}

/* Lets the channel read, write and time out. */
static void process(const Question *question, const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool reads = fds[i].revents & ~POLLOUT, writes = fds[i].revents & POLLOUT;
        if (reads || writes)
            ares_process_fd(question->channel, reads ? fds[i].fd : ARES_SOCKET_BAD,
                            writes ? fds[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(question->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* what is too late */
}

/* Waits until something happens to some question. */
static void wait_for_any(Dns *dns)
{
    size_t total = 0;
    int wait = 1000;
    dns->fds =
        memory_reserve(dns->fds, &dns->fd_capacity, dns->count * SOCKETS_MAX, sizeof *dns->fds);
    size_t *counts = memory_array(dns->count, sizeof *counts);
    for (size_t i = 0; i < dns->count; i++) {
        struct timeval left;
        const struct timeval *until = ares_timeout(dns->questions[i]->channel, NULL, &left);
        int milliseconds = until ? (int)(until->tv_sec * 1000 + until->tv_usec / 1000 + 1) : wait;
        wait = milliseconds < wait ? milliseconds : wait;
        counts[i] = watch(dns->questions[i], dns->fds + total);
        total += counts[i];
    }
    if (poll(dns->fds, total, wait) < 0)
        for (size_t i = 0; i < total; i++)
            dns->fds[i].revents = 0;
    total = 0;
    for (size_t i = 0; i < dns->count; total += counts[i++])
        process(dns->questions[i], dns->fds + total, counts[i]);
    free(counts);
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
