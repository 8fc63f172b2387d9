#include "cli/check/check.h"

#include "base/memory.h"
#include "base/visible.h"
#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "form/form.h"
#include "site/delivery/proofs.h"
#include "site/findings/findings_words.h"
#include "site/state.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static void tell(const Error *problem, void *data)
{
    findings_take_problem(data, FINDING_SITE, problem);
}

static void print(Check *check)
{
    if (check->format == CHECK_JSON)
        output_json(check_json(check));
    else if (check->format == CHECK_JUNIT)
        check_print_junit(check);
    else
        check_print_text(check);
    if (check->domains)
        check_domains_print(check->domains);
    if (check->findings.phones_unchecked)
        output_note("warning: %s", form_text(form_get("findings"), "phones_unchecked"));
}

static int refuse_proven(const Check *check, Error *error)
{
    error_set_at(error, ERROR_CONFIG, check->path, 0,
                 "--proven asks the ledger, and seccontacts.conf, which says where that is, is "
                 "wrong: seccontacts check says how");
    return EX_CONFIG;
}

/* The findings of what is chosen. */
static int review(Check *check, bool listed, Error *error)
{
    Findings *findings = &check->findings;
    if (check->proven && !check->site)
        return refuse_proven(check, error);
    if (check->proven) {
        int max_age = PROOFS_MAX_AGE;
        if (check->max_age && !proofs_parse_age("check", check->max_age, &max_age, error))
            return EX_USAGE;
        check->proofs =
            check_proofs_new(check->site, clock_now(check->site->clock), max_age, error);
        if (!check->proofs)
            return EX_DATAERR;
        findings->proven = check_proofs_ask;
        findings->proven_data = check->proofs;
    }
    if (check->site)
        check_delivery_read(check, clock_now(check->site->clock));
    int status = check->dns ? check_domains_ask(check, error) : EX_OK;
    if (status != EX_OK)
        return status;
    findings_review(findings, check->store, &check->list, check->chosen, check->count);
    if (check->whole)
        findings_finish(findings);
    if (check->site)
        check_delivery(check);
    if (check->whole && check->site)
        check_state(check, clock_now(check->site->clock));
    if (check->whole && listed) /* else any contact may have one that can't be read */
        findings_take_orphans(findings, check->store, &check->list);
    print(check);
    return findings->problems > 0 ? EX_CONFIG : findings->count > 0 ? CHECK_FOUND : EX_OK;
}

/* As another program would; what is wrong with the files of the site is none of its business. */
static int judge(const Check *check)
{
    for (size_t i = 0; i < check->findings.count; i++)
        output_note("%s", check->findings.items[i].text);
    int status = check_as_scanner(check);
    return check->findings.problems > 0 ? EX_CONFIG : status;
}

static int check_site(Check *check, char **operands, size_t operand_count, Error *error)
{
    bool listed = store_subscriptions_review(check->store, &check->list, tell, &check->findings);
    if (listed && check->list.count == 0)
        output_note("no subscriptions yet; az account list -o json | seccontacts import - "
                    "brings them");
    check->whole = operand_count == 0;
    check->chosen =
        choose_subscriptions(&check->list, operands, operand_count, &check->count, error);
    int status = EX_DATAERR;
    if (check->chosen)
        status = check->scanner ? judge(check) : review(check, listed, error);
    check_proofs_free(check->proofs);
    check_domains_free(check->domains);
    delivery_clear(&check->delivery);
    free(check->chosen);
    subscription_list_clear(&check->list);
    return status;
}

/* Opens the site; where only its configuration is wrong, that is a finding, and its store is opened
 * nevertheless. */
static int check_all(Check *check, const CommandContext *context, char **operands,
                     size_t operand_count, Error *error)
{
    char *path = site_locate(context->site, error);
    if (!path)
        return EX_CONFIG;
    int status = EX_CONFIG;
    Site *site = open_site(context, false, error);
    if (!site && error->kind == ERROR_CONFIG) {
        StorePolicy policy = {.file_mode = 0660};
        findings_take_problem(&check->findings, FINDING_SITE, error);
        error_clear(error);
        check->store = store_open_files(path, &policy, error);
    }
    check->path = path;
    check->site = site;
    if (site)
        check->store = site->store;
    if (site && !site_state_check(site, error)) {
        check->findings.problems++;
        findings_add(&check->findings, FINDING_SETTINGS, FINDING_SITE, error_message(error),
                     memory_text(finding_text(FINDING_SETTINGS, "_mend_unsafe")));
        error_clear(error);
    }
    if (check->store)
        status = check_site(check, operands, operand_count, error);
    if (!site)
        store_close(check->store);
    site_close(site);
    free(path);
    return status;
}

static bool take_scanner(Check *check, const char *name, Error *error)
{
    check->scanner = scanner_find(name);
    return check->scanner || error_set(error, ERROR_USAGE,
                                       "check: --as \"%s\": expected prowler, scoutsuite, "
                                       "steampipe or policy",
                                       visible_start(name, 80));
}

static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                        {"junit", no_argument, NULL, 'u'},
                                        {"as", required_argument, NULL, 'a'},
                                        {"proven", no_argument, NULL, 'p'},
                                        {"max-age", required_argument, NULL, 'o'},
                                        {"mail", no_argument, NULL, 'm'},
                                        {"summary", no_argument, NULL, 'y'},
                                        {"dns", no_argument, NULL, 'd'},
                                        {"dns-server", required_argument, NULL, 's'},
                                        {"dns-timeout", required_argument, NULL, 't'},
                                        OPTIONS_LAST};

static int parse(Check *check, const CommandContext *context, int argc, char **argv, Error *error)
{
    bool json = false, junit = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        json |= option == 'j';
        junit |= option == 'u';
        check->proven |= option == 'p';
        check->dns |= option == 'd';
        check->mail |= option == 'm';
        check->summary |= option == 'y';
        if (option == 'o')
            check->max_age = optarg;
        if (option == 's')
            check->dns_server = optarg;
        if (option == 't')
            check->dns_timeout = optarg;
        if (option == 'a' && !take_scanner(check, optarg, error))
            return EX_USAGE;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (json && junit) {
        error_set(error, ERROR_USAGE, "check: --json and --junit don't go together");
        return EX_USAGE;
    }
    if (check->summary && junit) {
        error_set(error, ERROR_USAGE,
                  "check: a JUnit report is of each subscription: --junit and --summary don't go "
                  "together");
        return EX_USAGE;
    }
    if (check->scanner && (check->mail || check->summary)) {
        error_set(error, ERROR_USAGE, "check: --as goes with neither --mail nor --summary");
        return EX_USAGE;
    }
    if (check->scanner && check->proven) {
        error_set(error, ERROR_USAGE,
                  "check: no scanner asks whether addresses are proven: --as and --proven don't go "
                  "together");
        return EX_USAGE;
    }
    if (check->max_age && !check->proven) {
        error_set(error, ERROR_USAGE, "check: --max-age goes with --proven");
        return EX_USAGE;
    }
    if (check->scanner && check->dns) {
        error_set(error, ERROR_USAGE,
                  "check: no scanner asks about domains: --as and --dns don't go together");
        return EX_USAGE;
    }
    if (!check->dns && (check->dns_server || check->dns_timeout)) {
        error_set(error, ERROR_USAGE, "check: --dns-server and --dns-timeout go with --dns");
        return EX_USAGE;
    }
    check->format = json ? CHECK_JSON : junit ? CHECK_JUNIT : CHECK_TEXT;
    return -1;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Check check = {0};
    int status = parse(&check, context, argc, argv, error);
    if (status < 0)
        status = check_all(&check, context, argv + optind, (size_t)(argc - optind), error);
    findings_clear(&check.findings);
    return status;
}

const Command command_check = {
    .name = "check",
    .usage = "[SUB ...] [OPTION ...]",
    .summary = "Say what is missing or wrong in the settings, and how to mend it",
    .help = "  SUB           these subscriptions only: id, name, start of an id, or a pattern\n"
            "                such as \"Contoso *\", quoted from the shell, that fits names\n"
            "  --proven      list also when a server last accepted a message to each address,\n"
            "                by the ledger; one that is not proven is a finding: never\n"
            "                accepted, too long ago, refused or bounced since\n"
            "  --max-age DAYS  with --proven: a proof holds so long, 1 to 36500; 90 unless\n"
            "                told\n"
            "  --mail        try the mail server, too, as check-connection does\n"
            "  --summary     only say how often each thing was found\n"
            "  --dns         ask the domain name system, too, whether the domain of each\n"
            "                address takes mail: has an MX, A or AAAA record, no null MX\n"
            "  --dns-server ADDR[:PORT],...  ask these servers, not those of resolv.conf(5)\n"
            "  --dns-timeout SECONDS         wait so long for an answer, 1 to 60; 6 unless\n"
            "                told\n"
            "  --as SCANNER  say instead how prowler, scoutsuite, steampipe or policy (Azure\n"
            "                Policy) would judge the contacts in Azure\n"
            "  --json        print an object with site, healthy, checked,\n"
            "                healthy_subscriptions, unhealthy_subscriptions, left_out and\n"
            "                findings; of each finding check, subscription, name, field,\n"
            "                finding, mend and cis\n"
            "  --junit       print a JUnit report: a test case for each subscription\n"
            "\n"
            "Every settings file must be valid, and every subscription that is not disabled\n"
            "or deleted must have at least two addresses, a phone number that its country's\n"
            "numbering plan has, and alerts on. Without SUB also: one recipient alone\n"
            "everywhere, and contacts of subscriptions that the site does not have. A finding\n"
            "names the controls of the CIS Azure Foundations Benchmark that it answers.\n"
            "\n"
            "Without SUB also, whether alerts reach anybody: mail is sent, and what its\n"
            "settings name can be used; High alerts of which nobody was told, and outcomes\n"
            "that are not known, of the last 7 days; addresses that a server refused, or to\n"
            "which mail bounced; a second address to which nothing was ever sent, with\n"
            "fan_out \"one\"; spools that nothing serves, and what waits there or was set\n"
            "aside; ledger and history.\n"
            "\n"
            "Of --dns: a domain of which no server can tell is no finding; it is named on\n"
            "standard error. Nothing is asked over the network without --dns.\n"
            "\n"
            "Exit status:\n"
            "  0   healthy\n"
            "  1   there are findings, or a scanner would fail something\n"
            "  65  no such subscription, or several\n"
            "  69  the mail program, which asks for --dns, can't be run\n"
            "  78  a settings file is wrong; all that is wrong is listed\n"
            "\n"
            "Example:\n"
            "  seccontacts check \"Contoso *\"\n"
            "  seccontacts check --as prowler\n",
    .options = options,
    .operands = {0, COMMAND_ANY, "SUB"},
    .run = run,
};
