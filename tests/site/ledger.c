#include "site/ledger.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static Site *site_with(const char *directory, const char *more)
{
    Error error = {0};
    char *state = temporary_path(directory, "state");
    char *text = memory_format("state = \"%s\";\n%s", state, more);
    temporary_write(directory, "seccontacts.conf", text);
    Site *site = site_open(directory, false, NULL, NULL, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    free(text);
    free(state);
    return site;
}

Test(site_ledger, is_where_and_as_the_configuration_says)
{
    Error error = {0};
    struct stat seen;
    SiteLedger opened;
    char *directory = temporary_new();
    char *path = temporary_path(directory, "state/ledger.db");
    Site *site = site_with(directory, "file_mode = \"0640\";\nday_zone = \"Asia/Tokyo\";\n");
    cr_expect(site_ledger_open(site, true, &opened, &error), "%s", error.text);
    cr_expect(stat(path, &seen) != 0); /* reading makes nothing */
    site_ledger_close(&opened);
    cr_assert(site_ledger_open(site, false, &opened, &error), "%s", error.text);
    cr_expect_eq(stat(path, &seen), 0);
    cr_expect_eq(seen.st_mode & 07777, 0640);
    cr_expect_str_eq(day_zone_name(opened.zone), "Asia/Tokyo");
    Day today, clock;
    cr_expect(ledger_today(opened.ledger, 1795392000 - 9 * 3600, &today, &clock, &error));
    cr_expect_eq(today, 20780); /* 2026-11-23 has just begun in Tokyo */
    site_ledger_close(&opened);
    site_close(site);
    free(path);
    temporary_remove(directory);
}

Test(site_ledger, says_what_is_wrong)
{
    Error error = {0};
    SiteLedger opened;
    char *directory = temporary_new();
    Site *site = site_with(directory, "");
    temporary_write(directory, "state", "a file where the directory should be");
    cr_expect_not(site_ledger_open(site, false, &opened, &error));
    cr_expect_eq(error.kind, ERROR_CANT_CREATE);
    cr_expect(strstr(error.text, "state") != NULL, "%s", error.text);
    site_ledger_close(&opened);
    site_close(site);
    temporary_remove(directory);
}
