/* bounces.c: the command bounces: what mail servers report on delivery goes into the ledger. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address.h"
#include "mail/bounces/resume.h"
#include "mail/commands.h"
#include "mail/mail_context.h"
#include "mail/message/delivery_report.h"
#include "mail/signals.h"
#include "site/journal.h"
#include "store/drafts/identity.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct Bounces {
    Site *site;
    SiteLedger site_ledger;
    Output output;
    size_t recorded, known, strange, others; /* strange: reports on a message that is not ours */
    size_t unheard; /* alerts of which nobody was told, since all that they were sent to bounced */
    size_t fresh;   /* alerts that wait to go on to the next address since one of these reports */
} Bounces;

/* Reads a message, as much of it as is looked at, to the end. NULL and the error. */
static char *read_message(int fd, const char *name, size_t *length, Error *error)
{
    char *bytes = memory_array(DELIVERY_REPORT_LIMIT, 1);
    char rest[8192];
    ssize_t got;
    *length = 0;
    do { /* a pipe is emptied: its writer must not die of it */
        bool full = *length == DELIVERY_REPORT_LIMIT;
        got = read(fd, full ? rest : bytes + *length,
                   full ? sizeof rest : DELIVERY_REPORT_LIMIT - *length);
        if (got > 0 && !full)
            *length += (size_t)got;
    } while (got > 0 || (got < 0 && errno == EINTR));
    if (got == 0)
        return bytes;
    error_set_errno(error, ERROR_NO_INPUT, errno, "%s can't be read", name);
    free(bytes);
    return NULL;
}

static LedgerReportKind kind_of(DeliveryAction action)
{
    return action == DELIVERY_DELIVERED ? LEDGER_REPORT_DELIVERED
           : action == DELIVERY_RELAYED ? LEDGER_REPORT_RELAYED
           : action == DELIVERY_DELAYED ? LEDGER_REPORT_DELAYED
                                        : LEDGER_REPORT_BOUNCED;
}

static void print(const Bounces *bounces, LedgerReportKind kind, const LedgerReported *reported,
                  const char *message_id, const DeliveryReport *report, const char *text)
{
    if (bounces->output.json)
        output_json_now(
            json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:b}", "report", ledger_report_name(kind),
                      "recipient", output_string(reported->address), "message_id", message_id,
                      "code", report->code ? json_integer(report->code) : json_null(), "status",
                      output_string(report->status), "text", output_string(report->text), "unheard",
                      reported->unheard && !reported->waits));
    else
        printf("%-9s  %s%s%s\n", _(ledger_report_name(kind)), reported->address,
               text[0] ? ": " : "", text);
}

static void journal(const LedgerReported *reported)
{
    Alert alert;
    alert_init(&alert);
    alert_set(&alert.subscription, reported->subscription);
    alert_set(&alert.name, reported->title);
    journal_unheard(1, &alert, UNHEARD_BOUNCED);
    alert_clear(&alert);
}

/* Takes a message; `*taken` says whether it was a report on one of ours. */
static bool take(Bounces *bounces, const char *bytes, size_t length, bool *taken, Error *error)
{
    DeliveryReport report;
    *taken = false;
    if (!delivery_report_read(bytes, length, &report)) {
        bounces->others++;
        return true;
    }
    /* The status is said where the server's words do not have it. */
    bool apart = report.status[0] != '\0' && !strstr(report.text, report.status);
    char *text = memory_format("%s%s%s", apart ? report.status : "",
                               apart && report.text[0] ? " " : "", report.text);
    LedgerReported reported;
    LedgerReport note = {.kind = kind_of(report.action),
                         .message_id = report.message_id,
                         .envelope_id = report.envelope_id,
                         .code = report.code,
                         .text = text,
                         .now = clock_now(bounces->site->clock)};
    LedgerNoted noted = ledger_note_report(bounces->site_ledger.ledger, &note, &reported, error);
    *taken = noted == LEDGER_NOTED || noted == LEDGER_NOTED_BEFORE;
    bounces->recorded += noted == LEDGER_NOTED;
    bounces->known += noted == LEDGER_NOTED_BEFORE;
    bounces->strange += noted == LEDGER_NOT_OURS;
    if (noted == LEDGER_NOTED)
        print(bounces, note.kind, &reported, report.message_id, &report, text);
    bounces->fresh += noted == LEDGER_NOTED && reported.waits;
    if (noted == LEDGER_NOTED && reported.unheard && !reported.waits) {
        bounces->unheard++;
        journal(&reported);
    }
    ledger_reported_clear(&reported);
    free(text);
    return noted != LEDGER_NOT_NOTED;
}

static bool take_fd(Bounces *bounces, int fd, const char *name, bool *taken, Error *error)
{
    size_t length;
    char *bytes = read_message(fd, name, &length, error);
    bool good = bytes && take(bounces, bytes, length, taken, error);
    free(bytes);
    return good;
}

static bool take_file(Bounces *bounces, const char *path, Error *error)
{
    bool taken;
    if (strcmp(path, "-") == 0)
        return take_fd(bounces, STDIN_FILENO, _("standard input"), &taken, error);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set_errno(error, ERROR_NO_INPUT, errno, "%s can't be read", path);
    bool good = take_fd(bounces, fd, path, &taken, error);
    close(fd);
    return good;
}

/* ---- a Maildir ---- */

/* Takes the message `name` of new/, and moves it to cur/, as seen, where it is a report on a
 * message of ours. What is no file, or is gone, is left alone. */
static bool take_new(Bounces *bounces, int new, int cur, const char *name, Error *error)
{
    struct stat status;
    bool taken;
    int fd = openat(new, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (fd >= 0)
            close(fd);
        return true;
    }
    bool good = take_fd(bounces, fd, name, &taken, error);
    close(fd);
    if (!good || !taken)
        return good;
    char *seen = memory_format("%s%s", name, strchr(name, ':') ? "" : ":2,S");
    /* Somebody else may have moved it meanwhile: it is on record all the same. */
    if (renameat2(new, name, cur, seen, RENAME_NOREPLACE) != 0 && errno != ENOENT)
        good = error_set_errno(error, ERROR_IO, errno, "%s can't be moved from new to cur", name);
    free(seen);
    return good;
}

static bool take_maildir(Bounces *bounces, const char *path, Error *error)
{
    int top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int new = top >= 0 ? openat(top, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int cur = top >= 0 ? openat(top, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    DIR *directory = new >= 0 && cur >= 0 ? fdopendir(dup(new)) : NULL;
    bool good = directory != NULL;
    if (!good)
        error_set_errno(error, ERROR_NO_INPUT, errno,
                        "%s is no Maildir that can be read: expected new and cur in it", path);
    const struct dirent *entry;
    while (good && (entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            good = take_new(bounces, new, cur, entry->d_name, error);
    if (directory)
        closedir(directory);
    const int fds[] = {top, new, cur};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return good;
}

/* ---- the command ---- */

static void print_counts(const Bounces *bounces)
{
    if (bounces->output.json)
        output_json_now(json_pack("{s:I, s:I, s:I, s:I}", "recorded", (json_int_t)bounces->recorded,
                                  "known", (json_int_t)bounces->known, "unknown_message",
                                  (json_int_t)bounces->strange, "no_report",
                                  (json_int_t)bounces->others));
    else
        printf(_("%zu recorded, %zu on record already; left alone: %zu on messages that are not "
                 "in the ledger, %zu that are no reports\n"),
               bounces->recorded, bounces->known, bounces->strange, bounces->others);
}

static bool open_site(Bounces *bounces, const CommandContext *context, Error *error)
{
    char *path = site_locate(context->site, error);
    bounces->site =
        path ? site_open(path, false, output_warning, &bounces->output, context->clock, error)
             : NULL;
    free(path);
    return bounces->site && site_ledger_open(bounces->site, false, &bounces->site_ledger, error);
}

static void close_site(Bounces *bounces)
{
    if (bounces->site)
        site_ledger_close(&bounces->site_ledger);
    site_close(bounces->site);
    bounces->site = NULL;
}

/* Whether any alert waits to go on to the next address of its list. */
static bool any_waits(const Bounces *bounces, bool *any, Error *error)
{
    int64_t record;
    char *content;
    bool good = ledger_waiting(bounces->site_ledger.ledger, 0, &record, &content, error);
    free(content);
    *any = record != 0;
    return good;
}

/* Sends the alerts that wait to the next addresses. */
static bool go_on(Bounces *bounces, const CommandContext *context, Error *error)
{
    MailContext mail_context;
    Resumed resumed = {0};
    signals_catch();
    bool good = office_open(&mail_context, context, OFFICE_TO_SEND, &bounces->output, error) &&
                resume_alerts(&resumed, &mail_context, error);
    /* Those that are tried again are told of once, too: nobody may be there to try. */
    size_t untold = resumed.unheard + (bounces->fresh > 0 ? resumed.again : 0);
    if (untold > 0)
        journal_unheard(untold, &resumed.last, UNHEARD_BOUNCED);
    bounces->unheard += resumed.unheard;
    if (good && resumed.again > 0)
        good = error_set(error, ERROR_RETRY,
                         n_("%zu alert that bounced waits for the next address: seccontacts "
                            "bounces tries it again",
                            "%zu alerts that bounced wait for the next address: seccontacts "
                            "bounces tries them again",
                            resumed.again),
                         resumed.again);
    resumed_clear(&resumed);
    office_close(&mail_context);
    return good;
}

static bool take_all(Bounces *bounces, const CommandContext *context, const char *maildir,
                     const char *file, Error *error)
{
    bool any = false;
    bool good =
        open_site(bounces, context, error) &&
        (maildir ? take_maildir(bounces, maildir, error) : take_file(bounces, file, error)) &&
        any_waits(bounces, &any, error);
    close_site(bounces);
    if (good)
        print_counts(bounces);
    return good && (!any || go_on(bounces, context, error));
}

/* A person clears an address: it is not passed over any more. */
static bool clear(Bounces *bounces, const CommandContext *context, const char *address,
                  Error *error)
{
    bool cleared = false;
    size_t wrong;
    if (address_check(address, strlen(address), &wrong) != ADDRESS_OK)
        return error_set(error, ERROR_USAGE, "--clear \"%s\": expected an address",
                         visible_start(address, 80));
    char *who = identity_text();
    bool good = open_site(bounces, context, error) &&
                ledger_clear_bounced(bounces->site_ledger.ledger, address, who,
                                     clock_now(bounces->site->clock), &cleared, error);
    close_site(bounces);
    free(who);
    if (good && !cleared)
        return error_set(error, ERROR_DATA,
                         "%s is not passed over: seccontacts check lists the addresses that are",
                         visible_start(address, 80));
    if (good && bounces->output.json)
        output_json_now(json_pack("{s:o}", "cleared", output_string(address)));
    else if (good)
        printf(_("%s: alerts are sent to it again\n"), address);
    return good;
}

typedef struct Options {
    const char *maildir, *clear; /* NULL: not given */
} Options;

static bool check_options(const Options *options, int argc, char **argv, Error *error)
{
    const char *one = options->clear ? "--clear" : "--maildir";
    if (options->clear && options->maildir)
        return error_set(error, ERROR_USAGE, "found --clear and --maildir: expected one of them");
    return !(options->clear || options->maildir) || optind >= argc ||
           error_set(error, ERROR_USAGE, "found %s and \"%s\": expected one of them", one,
                     argv[optind]);
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Bounces bounces = {0};
    Options options = {0};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == MAIL_OPTION_JSON)
            bounces.output.json = true;
        else if (option == MAIL_OPTION_CLEAR)
            options.clear = optarg;
        else
            options.maildir = optarg;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (!check_options(&options, argc, argv, error))
        return EX_USAGE;
    if (options.clear) {
        clear(&bounces, context, options.clear, error);
        return error_exit_status(error);
    }
    const char *file = optind < argc ? argv[optind] : "-";
    bool piped = !options.maildir && strcmp(file, "-") == 0;
    bool good = take_all(&bounces, context, options.maildir, file, error);
    /* A mail server that pipes a report keeps it, and tries again, with one status alone; what it
     * has delivered with another one would be reported to nobody. */
    if (!good && piped)
        error->kind = ERROR_RETRY;
    else if (good && !piped && bounces.unheard > 0)
        output_unheard(&bounces.output, bounces.unheard, error);
    return error_exit_status(error);
}

const Command command_bounces = {MAIL_USAGE_BOUNCES, .run = run};
