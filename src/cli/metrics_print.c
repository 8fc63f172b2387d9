/* metrics_print.c: the text format of Prometheus (exposition_formats.md of its documentation). */
#include "cli/metrics.h"

#include "base/memory.h"
#include "base/visible.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void family(FILE *out, const char *name, const char *help)
{
    fprintf(out, "# HELP seccontacts_%s %s\n# TYPE seccontacts_%s gauge\n", name, help, name);
}

/* A label's value: a backslash and a quotation mark are escaped. */
static void put_label(FILE *out, const char *value)
{
    char *visible = visible_text(value); /* valid UTF-8, on one line */
    for (const char *at = visible; *at; at++) {
        if (*at == '\\' || *at == '"')
            putc('\\', out);
        putc(*at, out);
    }
    free(visible);
}

static void sample(FILE *out, const char *name, const char *label, const char *value,
                   long long number)
{
    fprintf(out, "seccontacts_%s", name);
    if (label) {
        fprintf(out, "{%s=\"", label);
        put_label(out, value);
        fputs("\"}", out);
    }
    fprintf(out, " %lld\n", number);
}

static void one(FILE *out, const char *name, const char *help, long long number)
{
    family(out, name, help);
    sample(out, name, NULL, NULL, number);
}

static void print_messages(const DeliveryStatus *delivery, FILE *out)
{
    family(out, "messages_today", "Alert e-mails of the ledger's day, by outcome.");
    for (SendState state = 0; state < SEND_STATES; state++)
        sample(out, "messages_today", "outcome", send_state_name(state),
               (long long)delivery->messages[state]);
    family(out, "held_today", "Messages held back on the ledger's day, by rule.");
    for (int rule = 0; rule < DELIVERY_RULES; rule++) {
        const char name[] = {'R', (char)('0' + rule), '\0'};
        sample(out, "held_today", "rule", name, (long long)delivery->held[rule]);
    }
    one(out, "unheard_alerts", "High alerts of the last 7 days of which nobody was told.",
        (long long)delivery->unheard);
    one(out, "unknown_messages", "Messages of the last 7 days whose outcome is not known.",
        (long long)delivery->unknown);
}

static void print_contacts(const Metrics *metrics, FILE *out)
{
    const Findings *findings = metrics->findings;
    size_t counts[FINDING_KINDS] = {0};
    for (size_t i = 0; i < findings->count; i++)
        counts[findings->items[i].kind]++;
    one(out, "subscriptions", "Subscriptions that are neither disabled nor deleted.",
        (long long)findings->checked);
    one(out, "subscriptions_without_contact", "Subscriptions without any address.",
        (long long)counts[FINDING_NO_CONTACT]);
    one(out, "subscriptions_alerts_off", "Subscriptions whose e-mails about alerts are off.",
        (long long)counts[FINDING_ALERTS_OFF]);
    one(out, "addresses", "Addresses of all security contacts.", (long long)metrics->addresses);
    one(out, "unproven_addresses",
        "Addresses for which no server has accepted a message in 90 days.",
        (long long)metrics->unproven);
    one(out, "refused_addresses",
        "Recipients whom a server refused in 90 days, and accepted nothing for since.",
        (long long)metrics->delivery->refused);
    one(out, "bounced_addresses", "Recipients who are passed over since mail to them bounced.",
        (long long)metrics->delivery->bounced);
    family(out, "findings", "What seccontacts check finds, by its kind.");
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        sample(out, "findings", "check", finding_name(kind), (long long)counts[kind]);
}

static long long waiting(const SpoolStatus *spool, int64_t now)
{
    (void)now;
    return (long long)spool->waiting;
}

static long long oldest(const SpoolStatus *spool, int64_t now)
{
    return spool->oldest == 0 || spool->oldest > now ? 0 : (long long)(now - spool->oldest);
}

static long long aside(const SpoolStatus *spool, int64_t now)
{
    (void)now;
    return (long long)spool->aside;
}

static long long last_run(const SpoolStatus *spool, int64_t now)
{
    (void)now;
    return (long long)spool->heartbeat.time;
}

static void print_spools(const DeliveryStatus *delivery, FILE *out)
{
    static const struct {
        const char *name, *help;
        long long (*value)(const SpoolStatus *spool, int64_t now);
    } families[] = {
        {"spool_waiting_files", "Files that wait in a spool of notify.", waiting},
        {"spool_oldest_file_age_seconds", "How long the oldest of them has waited.", oldest},
        {"spool_aside_files", "Files that notify could not deal with.", aside},
        {"spool_last_run_timestamp_seconds", "When notify was last at work on a spool.", last_run},
    };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        family(out, families[i].name, families[i].help);
        for (size_t j = 0; j < delivery->heartbeats.count; j++)
            sample(out, families[i].name, "spool", delivery->heartbeats.items[j].spool,
                   families[i].value(&delivery->spools[j], delivery->now));
    }
}

void metrics_print(const Metrics *metrics, FILE *out)
{
    const DeliveryStatus *delivery = metrics->delivery;
    family(out, "build_info", "The version of seccontacts.");
    sample(out, "build_info", "version", SECCONTACTS_VERSION, 1);
    one(out, "last_update_timestamp_seconds", "When these metrics were read.",
        (long long)delivery->now);
    one(out, "mail_leaves_host", "1: mail goes to a server; 0: it is written to files.",
        delivery->config->mail.transport == MAIL_SMTP);
    one(out, "ledger_good", "1: the ledger can be read, and its day is near that of the clock.",
        metrics->ledger_good);
    print_messages(delivery, out);
    print_contacts(metrics, out);
    print_spools(delivery, out);
    fputs("# EOF\n", out);
}

/* Opens a new file beside `path`, whose name begins with a dot and does not end as that does:
 * collectors take what ends in ".prom". `*temporary` is its path; the caller frees it. */
static FILE *open_beside(const char *path, char **temporary)
{
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) + 1 : 0;
    *temporary = memory_format("%.*s.%s.XXXXXX", length, path, path + length);
    int fd = mkostemp(*temporary, O_CLOEXEC);
    FILE *file = fd >= 0 && fchmod(fd, 0644) == 0 ? fdopen(fd, "w") : NULL;
    if (!file && fd >= 0)
        close(fd);
    return file;
}

bool metrics_write(const Metrics *metrics, const char *path, Error *error)
{
    char *temporary;
    FILE *file = open_beside(path, &temporary);
    bool good = file != NULL;
    if (good)
        metrics_print(metrics, file);
    good = good && fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    if (file)
        good = fclose(file) == 0 && good;
    good = good && rename(temporary, path) == 0;
    if (!good) {
        error_set_errno(error, ERROR_CANT_CREATE, errno, "\"%s\" can't be written", path);
        unlink(temporary);
    }
    free(temporary);
    return good;
}
