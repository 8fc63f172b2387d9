/* domains: asks the domain name system which domains take mail. For `seccontacts check --dns`,
 * which starts it: domains come in on standard input, one a line, and each goes out again as
 * {"domain", "mail": "mx", "address", "none", "null-mx" or "unknown", "reason"}. */
#include "base/language.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "mail/commands.h"
#include "mail/dns/dns.h"
#include "mail/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    AT_ONCE = 16,       /* domains that are asked about */
    GIVE_UP_AFTER = 32, /* see DnsOptions */
    TIMEOUT = 6,        /* seconds */
    TIMEOUT_MOST = 60,
    SHOW_EVERY = 200, /* milliseconds */
};

typedef struct Domains {
    char **names;
    size_t count, capacity;
    size_t answered;
    int64_t shown_at; /* when the progress was last shown, milliseconds; 0: never */
} Domains;

static bool read_names(Domains *domains, Error *error)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    errno = 0;
    while ((length = getline(&line, &size, stdin)) > 0) {
        if (line[length - 1] == '\n')
            line[--length] = '\0';
        domains->names = memory_reserve(domains->names, &domains->capacity, domains->count + 1,
                                        sizeof *domains->names);
        domains->names[domains->count++] = memory_text_n(line, (size_t)length);
    }
    free(line);
    return !ferror(stdin) ||
           error_set_errno(error, ERROR_IO, errno, "standard input can't be read");
}

static void show_progress(Domains *domains, bool end)
{
    int64_t now = monotonic_ms();
    if (!isatty(STDERR_FILENO) || (!end && now - domains->shown_at < SHOW_EVERY))
        return;
    if (!end) {
        fputc('\r', stderr);
        fprintf(stderr, n_("%zu of %zu domain asked", "%zu of %zu domains asked", domains->count),
                domains->answered, domains->count);
        fputs("\033[K", stderr);
    } else if (domains->shown_at != 0) {
        fputs("\r\033[K", stderr);
    }
    domains->shown_at = now;
}

static void print(Domains *domains, const char *name, const DnsAnswer *answer)
{
    static const char *const names[] = {[DNS_MX] = "mx",
                                        [DNS_ADDRESS] = "address",
                                        [DNS_NONE] = "none",
                                        [DNS_NULL_MX] = "null-mx",
                                        [DNS_UNKNOWN] = "unknown"};
    output_json_now(json_pack("{s:o, s:s, s:o}", "domain", output_string(name), "mail",
                              names[answer->mail], "reason", output_string(answer->reason)));
    domains->answered++;
}

static bool ask(Domains *domains, const DnsOptions *options, Error *error)
{
    DnsAnswer answer;
    Dns *dns = dns_new(options, error);
    if (!dns)
        return false;
    for (size_t asked = 0; asked < domains->count || dns_pending(dns) > 0;) {
        while (asked < domains->count && dns_pending(dns) < AT_ONCE) {
            dns_ask(dns, domains->names[asked], asked);
            asked++;
        }
        show_progress(domains, false);
        if (dns_next(dns, &answer) && domains->names)
            print(domains, domains->names[answer.number], &answer);
        if (!output_check(error))
            break;
    }
    show_progress(domains, true);
    dns_free(dns);
    return error->kind == ERROR_NONE;
}

static bool take_timeout(DnsOptions *options, const char *text, Error *error)
{
    char *end;
    long seconds = strtol(text, &end, 10);
    if (*text == '\0' || *end || seconds < 1 || seconds > TIMEOUT_MOST)
        return error_set(error, ERROR_USAGE,
                         "the DNS timeout \"%s\" is wrong; expected 1 to %d seconds", text,
                         TIMEOUT_MOST);
    options->timeout = (int)seconds * 1000;
    return true;
}

enum { SERVER = 1, SECONDS };

static const struct option own_options[] = {{"dns-server", required_argument, NULL, SERVER},
                                            {"dns-timeout", required_argument, NULL, SECONDS},
                                            OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    DnsOptions options = {.timeout = TIMEOUT * 1000, .give_up_after = GIVE_UP_AFTER};
    Domains domains = {0};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == SERVER)
            options.server = optarg;
        else if (!take_timeout(&options, optarg, error))
            return EX_USAGE;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    bool good = read_names(&domains, error) && (!domains.names || ask(&domains, &options, error));
    for (size_t i = 0; domains.names && i < domains.count; i++)
        free(domains.names[i]);
    free(domains.names);
    return good ? EX_OK : error_exit_status(error);
}

const Command command_domains = {
    .name = "domains",
    .usage = "[--dns-server ADDR[:PORT],...] [--dns-timeout SECONDS]",
    .summary = "Say which domains take mail, for seccontacts check --dns",
    .options = own_options,
    .flags = COMMAND_INTERNAL,
    .help = "  Domains come on standard input, one a line.\n",
    .run = run,
};
