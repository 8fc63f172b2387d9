/* delivery_findings.c: what is to be said of how alerts are delivered, and what mends it. */
#include "base/memory.h"
#include "db/filesystem.h"
#include "site/delivery/delivery.h"
#include "site/findings/findings_words.h"
#include "site/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Takes over both texts. */
static void add(Findings *findings, FindingKind kind, char *text, char *mend)
{
    findings_add(findings, kind, FINDING_SITE, text, mend);
}

/* How many there are of something, unless that is none. */
static void add_count(Findings *findings, FindingKind kind, size_t count)
{
    if (count == 0)
        return;
    char *number = words_number(count);
    add(findings, kind, finding_words_plural(kind, count, number), findings_mend(kind, ""));
    free(number);
}

static void add_mail(Findings *findings, const char *part, const char *value, const char *why)
{
    add(findings, FINDING_MAIL, finding_words(FINDING_MAIL, part, value, why),
        findings_mend(FINDING_MAIL, ""));
}

/* What is wrong with a file that sending needs. One that this user may not see is not judged. */
static void check_file(Findings *findings, const char *part, const char *path)
{
    Trust trust;
    int file = path ? trust_open(path, O_RDONLY, &trust) : -1;
    if (!path)
        return;
    if (file < 0 && errno != EACCES && errno != EPERM)
        add_mail(findings, part, path, strerror(errno));
    if (file < 0)
        return;
    if (trust.why != TRUST_YES) {
        char *why = trust_text(&trust);
        add_mail(findings, part, path, why);
        free(why);
    }
    close(file);
}

static void check_mail(const MailConfig *mail, Findings *findings)
{
    if (!mail_config_has_full_domain(mail->from))
        add_mail(findings, "_from", mail->from, "");
    if (!mail_config_is_full_name(mail->hello))
        add_mail(findings, "_hello", mail->hello, "");
    check_file(findings, "_ca_file", mail->ca_file);
    check_file(findings, "_password_file", mail->password_file);
}

/* "3 hours". The caller frees it. */
static char *age_text(int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "days"}, {3600, "hours"}, {60, "minutes"}};
    size_t unit = 0;
    while (unit < 2 && seconds < 2 * units[unit].seconds)
        unit++;
    size_t count = seconds > 0 ? (size_t)(seconds / units[unit].seconds) : 0;
    return words_count(form_get("findings"), units[unit].name, count, false);
}

static void check_service(const SpoolStatus *spool, int64_t now, Findings *findings)
{
    const Heartbeat *heartbeat = &spool->heartbeat;
    if (!spool_status_is_left(spool, now))
        return;
    char *since = age_text(now - heartbeat->time);
    add(findings, FINDING_NOTIFY,
        finding_words(FINDING_NOTIFY, spool->gone ? "_gone" : "", heartbeat->spool, since),
        finding_words(FINDING_NOTIFY, "_mend", heartbeat->spool, heartbeat->file));
    free(since);
}

static void check_spool(const SpoolStatus *spool, int64_t now, Findings *findings)
{
    const char *path = spool->heartbeat.spool;
    char *oldest = age_text(now - spool->oldest);
    char *waiting = words_number(spool->waiting), *aside = words_number(spool->aside);
    check_service(spool, now, findings);
    if (spool->waiting > 0 && now - spool->oldest > SPOOL_LATE)
        add(findings, FINDING_SPOOL_WAITS,
            finding_words_plural(FINDING_SPOOL_WAITS, spool->waiting, waiting, path, oldest),
            findings_mend(FINDING_SPOOL_WAITS, path));
    if (spool->aside > 0)
        add(findings, FINDING_SPOOL_ASIDE,
            finding_words_plural(FINDING_SPOOL_ASIDE, spool->aside, aside, path),
            findings_mend(FINDING_SPOOL_ASIDE, path));
    free(aside);
    free(waiting);
    free(oldest);
}

/* A ledger there can't be relied on. */
static void check_file_system(const char *state, Findings *findings)
{
    struct statfs system;
    const char *name = statfs(state, &system) == 0 ? filesystem_network_name(system.f_type) : NULL;
    if (name)
        add(findings, FINDING_STATE, finding_words(FINDING_STATE, "", state, name),
            findings_mend(FINDING_STATE, ""));
}

void delivery_add_findings(const DeliveryStatus *status, bool alerting, Findings *findings)
{
    const SiteConfig *config = status->config;
    if (config->mail.transport != MAIL_OUTBOX)
        check_mail(&config->mail, findings);
    else if (alerting)
        add(findings, FINDING_OUTBOX, finding_words(FINDING_OUTBOX, "", config->state),
            findings_mend(FINDING_OUTBOX, ""));
    add_count(findings, FINDING_UNHEARD, status->unheard);
    add_count(findings, FINDING_UNKNOWN, status->unknown);
    for (size_t i = 0; i < status->heartbeats.count; i++)
        check_spool(&status->spools[i], status->now, findings);
    check_file_system(config->state, findings);
}
