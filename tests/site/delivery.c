/* What is known of delivery, and what is found wrong with it. */
#include "site/delivery/delivery.h"

#include "base/memory.h"
#include "core/alert.h"
#include "site/ledger.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

static Site *open_site(const char *directory, const char *more)
{
    Error error;
    char *text = memory_format("state = \"%s/state\";\n%s", directory, more);
    temporary_write(directory, "site/seccontacts.conf", text);
    char *path = temporary_path(directory, "site");
    Site *site = site_open(path, false, NULL, NULL, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    free(path);
    free(text);
    return site;
}

/* A message is reserved at this time. */
static void reserve(const Site *site, int64_t now)
{
    Error error;
    SiteLedger opened;
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    const AlertTest test = {.name = "RDP", .severity = SEVERITY_HIGH, .subscription = SUBSCRIPTION};
    cr_assert(site_ledger_open(site, false, &opened, &error), "%s", error.text);
    alert_init_test(&alert, &test, now);
    const LedgerRequest request = {.alert = &alert, .address = "a@example.com", .now = now};
    cr_assert_eq(ledger_reserve(opened.ledger, &request, &reservation, &held, &error),
                 LEDGER_RESERVED);
    alert_clear(&alert);
    site_ledger_close(&opened);
}

Test(delivery, a_ledger_ahead_of_the_clock_is_known)
{
    Error error;
    DeliveryStatus status;
    char *directory = temporary_new();
    Site *site = open_site(directory, "");
    int64_t now = clock_now(&test_clock);
    reserve(site, now);
    cr_assert(delivery_read(&status, site, now, &error), "%s", error.text);
    cr_expect_not(status.ahead);
    delivery_clear(&status);
    cr_assert(delivery_read(&status, site, now - 3 * 86400, &error), "%s", error.text);
    cr_expect(status.ahead);
    delivery_clear(&status);
    site_close(site);
    temporary_remove(directory);
}

/* Whether a finding of this kind says `text`. */
static bool finds(const DeliveryStatus *status, FindingKind kind, const char *text)
{
    Findings findings = {0};
    bool found = false;
    delivery_add_findings(status, true, &findings);
    for (size_t i = 0; i < findings.count; i++)
        found = found ||
                (findings.items[i].kind == kind && strstr(findings.items[i].text, text) != NULL);
    findings_clear(&findings);
    return found;
}

Test(delivery, a_password_file_that_others_may_read_or_that_is_gone_is_found)
{
    Error error;
    DeliveryStatus status;
    char *directory = temporary_new();
    temporary_write(directory, "password", "secret\n");
    char *password = temporary_path(directory, "password");
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"mx.example.com:25\"; "
                                 "user = \"u\"; password_file = \"%s\"; "
                                 "from = \"a@example.com\"; hello = \"o.example.com\"; };\n",
                                 password);
    Site *site = open_site(directory, config);
    cr_assert(delivery_read(&status, site, clock_now(&test_clock), &error), "%s", error.text);
    chmod(password, 0600);
    cr_expect_not(finds(&status, FINDING_MAIL, password));
    chmod(password, 0666);
    cr_expect(finds(&status, FINDING_MAIL, password));
    remove(password);
    cr_expect(finds(&status, FINDING_MAIL, password));
    delivery_clear(&status);
    site_close(site);
    free(config);
    free(password);
    temporary_remove(directory);
}

/* The time is that of the file that waits. */
Test(delivery, a_file_that_waits_for_long_and_a_service_that_is_gone_are_found)
{
    Error error;
    DeliveryStatus status;
    char *directory = temporary_new();
    Site *site = open_site(directory, "");
    char *state = temporary_path(directory, "state"), *spool = temporary_path(directory, "spool");
    mkdir(state, 0700);
    temporary_write(directory, "spool/alert.json", "{}\n");
    cr_assert(heartbeat_beat(state, 0600, spool, false, 0, &error), "%s", error.text);
    cr_assert(delivery_read(&status, site, 0, &error), "%s", error.text);
    int64_t oldest = status.spools[0].oldest;
    delivery_clear(&status);
    cr_assert(heartbeat_beat(state, 0600, spool, false, oldest, &error), "%s", error.text);
    cr_assert(delivery_read(&status, site, oldest + 10, &error), "%s", error.text);
    cr_expect_not(finds(&status, FINDING_SPOOL_WAITS, spool));
    cr_expect_not(finds(&status, FINDING_NOTIFY, spool));
    delivery_clear(&status);
    cr_assert(delivery_read(&status, site, oldest + SPOOL_LATE + 1, &error), "%s", error.text);
    cr_expect(finds(&status, FINDING_SPOOL_WAITS, spool));
    cr_expect(finds(&status, FINDING_NOTIFY, spool));
    delivery_clear(&status);
    site_close(site);
    free(spool);
    free(state);
    temporary_remove(directory);
}
