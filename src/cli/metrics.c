/* metrics.c: what monitoring asks for: whether alerts reach anybody, in figures. */
#include "cli/metrics.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "site/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Whether the ledger can be read, and counts the day of the clock. */
static bool is_good(const Site *site, int64_t now)
{
    SiteLedger opened;
    Error error;
    Day today, clock;
    if (ledger_is_absent(site->config.state))
        return true;
    bool good = site_ledger_open(site, true, &opened, &error) &&
                ledger_today(opened.ledger, now, &today, &clock, &error) &&
                ledger_day_check(today, clock, &error);
    site_ledger_close(&opened);
    return good;
}

static void count_addresses(Metrics *metrics, DeliveryStatus *delivery)
{
    const AddressList *all = metrics->findings->addresses;
    metrics->addresses = address_list_count(all);
    for (size_t i = 0; i < metrics->addresses; i++)
        metrics->unproven += !delivery_mail_to(address_list_get(all, i), delivery).accepted;
}

static void tell(const Error *problem, void *data)
{
    findings_take_problem(data, FINDING_SITE, problem);
}

/* Finds what `check` does, but for what it reads whole ledgers for. */
static void find(Findings *findings, DeliveryStatus *delivery, const Site *site)
{
    SubscriptionList list = {0};
    Error error;
    delivery_read(delivery, site, clock_now(site->clock), &error); /* is_good() judges the ledger */
    findings->mailed = delivery_mail_to;
    findings->mailed_data = delivery;
    findings->only_first = !site->config.fan_out_each;
    findings->addresses = address_list_new();
    store_subscriptions_review(site->store, &list, tell, findings);
    const Subscription **chosen = memory_array(list.count, sizeof *chosen);
    for (size_t i = 0; i < list.count; i++)
        chosen[i] = &list.items[i];
    findings_review(findings, site->store, &list, chosen, list.count);
    findings_finish(findings);
    delivery_add_findings(delivery, findings->alerting > 0, findings);
    free(chosen);
    subscription_list_clear(&list);
}

static int measure(const Site *site, const char *path, Error *error)
{
    DeliveryStatus delivery = {0};
    Findings findings = {0};
    find(&findings, &delivery, site);
    Metrics metrics = {
        .delivery = &delivery, .findings = &findings, .ledger_good = is_good(site, delivery.now)};
    count_addresses(&metrics, &delivery);
    if (path && strcmp(path, "-") != 0)
        metrics_write(&metrics, path, error);
    else
        metrics_print(&metrics, stdout);
    address_list_free(findings.addresses);
    findings_clear(&findings);
    delivery_clear(&delivery);
    return error_exit_status(error);
}

static const struct option options[] = {OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0)
        continue;
    if (option != OPTIONS_END)
        return options_status(option);
    Site *site = open_site(context, false, error);
    if (!site)
        return EX_CONFIG;
    int status = measure(site, argv[optind], error);
    site_close(site);
    return status;
}

const Command command_metrics = {
    .name = "metrics",
    .usage = "[FILE|-]",
    .summary = "Print figures of contacts and delivery for Prometheus",
    .operands = {0, 1, "FILE"},
    .help = "  FILE  write them into this file, whole or not at all, such as one that ends in\n"
            "        .prom in the textfile directory of node_exporter\n"
            "\n"
            "All are gauges, in the text format of Prometheus and OpenMetrics: messages of\n"
            "today by outcome, and held back by rule; High alerts of which nobody was told,\n"
            "and unknown outcomes, of the last 7 days; subscriptions, and those without a\n"
            "contact; addresses, and those that are unproven, refused or bounced; of each\n"
            "spool what waits, for how long, what was set aside, and when notify was last at\n"
            "work; and how often check finds each thing.\n"
            "\n"
            "Exit status:\n"
            "  0   printed, or written\n"
            "  73  FILE can't be written: what was there stays\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts metrics /var/lib/prometheus/node-exporter/seccontacts.prom\n",
    .options = options,
    .run = run,
};
