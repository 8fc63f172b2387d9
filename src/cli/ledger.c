/* ledger.c: which day it is for the ledger, whether it is as it was written, and the way back from
 * a clock that was ahead. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/sent.h"
#include "cli/verify.h"
#include "command/options.h"
#include "command/output.h"
#include "site/journal.h"
#include "store/drafts/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { REASON_MOST = 200 };

typedef struct Asked {
    const char *day, *reason; /* --set-day, --reason */
    char *head;               /* --head */
    bool verify, json;
} Asked;

static int print_state(const SiteLedger *site_ledger, int64_t now, bool json, Error *error)
{
    Day today, clock;
    ChainHead head = {0};
    if (!ledger_today(site_ledger->ledger, now, &today, &clock, error) ||
        !ledger_head(site_ledger->ledger, &head, error))
        return EX_DATAERR;
    if (json) {
        output_json(json_pack("{s:o, s:o, s:s, s:b, s:I, s:s}", "day", sent_day_json(today),
                              "clock", sent_day_json(clock), "zone",
                              day_zone_name(site_ledger->zone), "sends",
                              today <= clock + LEDGER_DAYS_AHEAD, "events", (json_int_t)head.event,
                              "head", head.hash));
        return EX_OK;
    }
    char day[DAY_TEXT_SIZE], is[DAY_TEXT_SIZE];
    day_text(today, day);
    day_text(clock, is);
    printf(_("Day of the ledger: %s; of the clock: %s (%s)\n"), day, is,
           day_zone_name(site_ledger->zone));
    printf(_("Events: %lld\nHead of the chain: %s\n"), (long long)head.event, head.hash);
    char *warning = ledger_day_warning(today, clock);
    if (warning)
        output_note("warning: %s", warning);
    free(warning);
    return EX_OK;
}

static int verify(const SiteLedger *site_ledger, const Asked *asked, Error *error)
{
    const VerifyWhat what = {.ledger = site_ledger->ledger};
    ChainVerified verified;
    if (!verify_chain(&what, asked->head, &verified, error))
        return EX_DATAERR;
    verify_print(&what, &verified, asked->json);
    return EX_OK;
}

static int set_day(const SiteLedger *site_ledger, const Asked *asked, int64_t now, Error *error)
{
    ChainHead head;
    char *who = identity_text();
    LedgerReset reset = {.now = now, .who = who, .reason = asked->reason};
    int status = EX_DATAERR;
    if (!day_parse(asked->day, &reset.day)) {
        error_set(error, ERROR_USAGE, "\"%s\" is no day; expected one like 2026-11-23",
                  visible_start(asked->day, 40));
        status = EX_USAGE;
    } else if (ledger_reset_day(site_ledger->ledger, &reset, &head, error)) {
        journal_reset(asked->day, who, asked->reason, &head);
        printf(_("The ledger's day is %s again, on record as event %lld\n"), asked->day,
               (long long)head.event);
        puts(_("What it has for later days counts for those, and for today."));
        status = EX_OK;
    }
    free(who);
    return status;
}

static bool check_options(const Asked *asked, Error *error)
{
    if (!asked->day != !asked->reason)
        return error_set(error, ERROR_USAGE,
                         "ledger: --set-day and --reason go together: it is on record who sets the "
                         "day, and why");
    if (asked->day && (asked->verify || asked->json))
        return error_set(error, ERROR_USAGE, "ledger: --set-day goes with --reason alone");
    if (asked->reason && (!*asked->reason || strlen(asked->reason) > REASON_MOST))
        return error_set(error, ERROR_USAGE, "ledger: --reason has from 1 to %d bytes",
                         REASON_MOST);
    return true;
}

static const struct option options[] = {
    {"verify", no_argument, NULL, 'v'},        {"head", required_argument, NULL, 'e'},
    {"set-day", required_argument, NULL, 'd'}, {"reason", required_argument, NULL, 'r'},
    {"json", no_argument, NULL, 'j'},          OPTIONS_LAST};

/* Reads the options; -1, or the status with which the command is done. */
static int parse(Asked *asked, const CommandContext *context, int argc, char **argv, Error *error)
{
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        asked->verify |= option == 'v' || option == 'e';
        asked->json |= option == 'j';
        if (option == 'e')
            asked->head = optarg;
        if (option == 'd')
            asked->day = optarg;
        if (option == 'r')
            asked->reason = optarg;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    bool good =
        check_options(asked, error) && (!asked->head || verify_take_head(asked->head, error));
    return good ? -1 : EX_USAGE;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Asked asked = {0};
    int status = parse(&asked, context, argc, argv, error);
    if (status >= 0)
        return status;
    Site *site = open_site(context, false, error);
    if (!site)
        return EX_CONFIG;
    SiteLedger site_ledger;
    int64_t now = clock_now(context->clock);
    status = EX_DATAERR;
    if (site_ledger_open(site, !asked.day, &site_ledger, error))
        status = asked.day      ? set_day(&site_ledger, &asked, now, error)
                 : asked.verify ? verify(&site_ledger, &asked, error)
                                : print_state(&site_ledger, now, asked.json, error);
    site_ledger_close(&site_ledger);
    site_close(site);
    return status;
}

const Command command_ledger = {
    .name = "ledger",
    .usage = "[--verify] [--head HASH] [--json]\n"
             "       --set-day DAY --reason TEXT",
    .summary = "Say which day the ledger has, verify it, or set its day back",
    .help = "  --verify       go through all of it, and name the record that is not as it\n"
            "                 was written: changed, removed or inserted\n"
            "  --head HASH    verify also that this head, which the system's log has, is one\n"
            "                 of the chain: else its end was removed, or it was made anew\n"
            "  --set-day DAY  set the ledger's day back to DAY, which must be that of the\n"
            "                 clock: after messages were sent while a clock was ahead\n"
            "  --reason TEXT  why: on record, and in the system's log, with who and when\n"
            "  --json         print an object: day, clock, zone, sends, events, head; with\n"
            "                 --verify: verified, records, events, head, at\n"
            "\n"
            "The ledger's day is that of the clock, and never earlier than its last day. More\n"
            "than two days ahead of the clock nothing is sent: then set the clock, and the\n"
            "ledger's day back. What it has for later days still counts for those, and for\n"
            "the day that is set.\n"
            "\n"
            "Exit status:\n"
            "  0   done\n"
            "  65  the ledger is not as it was written, is damaged, or its day can't be set\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts ledger --set-day 2026-11-23 --reason \"battery of the clock\"\n",
    .options = options,
    .run = run,
};
