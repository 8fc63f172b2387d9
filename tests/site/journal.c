/* What is told to the system's log. */
#include "site/journal.h"

#include "base/memory.h"
#include "site/site.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#define ID "11111111-2222-3333-4444-555555555555"

static char lines[4096]; /* that were logged */
static int priority;

/* In the place of the system's. */
void openlog(const char *name, int options, int facility)
{
    cr_expect_str_eq(name, "seccontacts");
    cr_expect_eq(options & LOG_PID, LOG_PID);
    cr_expect_eq(facility, LOG_AUTHPRIV);
}

void closelog(void)
{
}

void syslog(int level, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *line = memory_format_v(format, args);
    va_end(args);
    priority = level;
    strncat(lines, line, sizeof lines - strlen(lines) - 2);
    strcat(lines, "\n");
    free(line);
}

Test(journal, a_save_is_a_line)
{
    HistoryWho who = {.uid = 0,
                      .user = "root",
                      .login = "maria",
                      .claimed = "james",
                      .address = "192.0.2.7",
                      .host = "bastion",
                      .via = "set"};
    journal_save("contacts/" ID ".conf", 17, "1 address added, phone changed", &who);
    cr_expect_str_eq(lines, "saved contacts/" ID ".conf, version 17, by root (uid 0), login maria, "
                            "claims to be for james, from 192.0.2.7, with set: 1 address added, "
                            "phone changed\n");
    cr_expect_eq(priority, LOG_AUTHPRIV | LOG_NOTICE);
}

Test(journal, nobody_puts_a_line_of_their_own_into_the_log)
{
    HistoryWho who = {.uid = 1000, .user = "a\nroot: all is well", .via = "set\033[2J"};
    journal_save("contacts/x\r\n.conf", 1, NULL, &who);
    cr_expect_str_eq(lines, "saved contacts/x^M^J.conf, version 1, by a^Jroot: all is well (uid "
                            "1000), with set^[[2J\n");
}

Test(journal, a_message_is_a_line_without_its_recipient)
{
    Alert alert = {.subscription = (char *)ID};
    Reservation reservation = {.id = 4, .message_id = "<0f3c@ops.example>"};
    journal_send(&alert, &reservation, SEND_SENT);
    cr_expect_str_eq(lines, "alert for subscription " ID ", record 4, message <0f3c@ops.example>: "
                            "sent\n");
}

/* Saves a contact with a phone number in a site with this configuration. */
static void save(const char *configuration)
{
    char *directory = temporary_new();
    char *path = temporary_path(directory, "site");
    char *text = memory_format("state = \"%s/state\";\n%s", directory, configuration);
    temporary_write(directory, "site/seccontacts.conf", text);
    Error error = {0};
    Site *site = site_open(path, false, NULL, NULL, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    Contact contact;
    StoreVersionTag seen;
    cr_assert(store_contact_load(site->store, ID, &contact, &seen, &error));
    address_list_add(contact.emails, "a@example.com", strlen("a@example.com"));
    contact.phone = memory_text("+14255550100");
    cr_expect_eq(store_contact_save(site->store, ID, &contact, &seen, &error), STORE_SAVED, "%s",
                 error.text);
    contact_clear(&contact);
    site_close(site);
    free(text);
    free(path);
    temporary_remove(directory);
}

Test(journal, each_save_of_a_site_that_wants_it_is_told)
{
    save("syslog = true;\n");
    cr_expect(strncmp(lines, "saved contacts/" ID ".conf, version ", 60) == 0, "%s", lines);
    cr_expect_not_null(strstr(lines, ": 1 address added, phone added\n"), "%s", lines);
    cr_expect_null(strstr(lines, "4255550100"));
    cr_expect_null(strstr(lines, "example.com"));
}

Test(journal, a_site_that_does_not_want_it_tells_nothing_but_the_head)
{
    save("");
    cr_expect(strncmp(lines, "head of the history's chain: event ", 35) == 0, "%s", lines);
    cr_expect_eq(strlen(lines), 35 + strlen("3, ") + 64 + 1, "%s", lines);
}
