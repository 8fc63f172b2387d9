/* seccontacts check --dns, against a name server of the tests. */
#include "cli/helper.h"

#include "base/memory.h"
#include "support/dns_server.h"
#include "support/terminal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

static char *directory;
static DnsServer server;
static char *server_name; /* as --dns-server takes it */

static void setup(void)
{
    directory = helper_site();
    server = dns_server_start();
    server_name = memory_format("127.0.0.1:%d", server.port);
}

static void teardown(void)
{
    dns_server_stop(&server);
    free(server_name);
    temporary_remove(directory);
}

TestSuite(cli_check_dns, .init = setup, .fini = teardown);

/* Gives the subscription these addresses, and all else that a healthy one has. */
static void has(const char *id, const char *addresses)
{
    helper_expect(helper_run(directory, addresses, "set", id, "--emails", "-", "--phone",
                             "+14255550100", "--alerts", "on", NULL),
                  0, NULL, NULL);
}

/* Seconds to wait for a server that does not answer, in a test where it answers other questions: as
 * many as it may take for that on a busy machine. */
#define SOME "5"
/* And for one that answers all: none is asked again before it has. */
#define MOST "60"

static json_t *check_json(int status, const char *timeout)
{
    ProgramRun run = helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                                "--dns-timeout", timeout, "--json", NULL);
    json_t *object = json_loads(run.out, 0, NULL);
    cr_assert_eq(run.status, status, "%d: %s", run.status, run.err);
    cr_assert_not_null(object, "%s", run.out);
    program_run_clear(&run);
    return object;
}

Test(cli_check_dns, what_a_domain_answers_is_told_apart)
{
    static const struct {
        const char *label, *mail, *reason;
    } domains[] = {
        {"mx", "taken", NULL},
        {"a", "taken", NULL},
        {"aaaa", "taken", NULL},
        {"cname", "taken", NULL},
        {"truncated", "taken", NULL},
        {"bothnull", "taken", NULL},
        {"null", "null-mx", NULL},
        {"none", "none", NULL},
        {"gone", "none", NULL},
        {"alias", "none", NULL},
        {"servfail", "unknown", "the server failed (SERVFAIL)"},
        {"refused", "unknown", "the server refused"},
        {"silent", "unknown", "no answer in time"},
        {"tcpsilent", "unknown", "no answer in time"},
        {"tcpcut", "unknown", "no server can be reached"},
        {"wrongid", "unknown", "no answer in time"},
        {"wrongname", "unknown", "no answer in time"},
        {"short", "unknown", "no answer in time"},
        {"loop", "unknown", "the answer is garbled"},
        {"count", "unknown", "the answer is garbled"},
        {"noise", "unknown", "the answer is garbled"},
    };
    enum { COUNT = sizeof domains / sizeof *domains };
    char *addresses = memory_text("");
    for (size_t i = 0; i < COUNT; i++) {
        char *longer = memory_format("%su@%s.example\n", addresses, domains[i].label);
        free(addresses);
        addresses = longer;
    }
    has(ONE, addresses);
    json_t *object = check_json(1, SOME);
    const json_t *array = json_object_get(object, "domains");
    cr_expect_eq(json_array_size(array), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const json_t *found = NULL;
        char *name = memory_format("%s.example", domains[i].label);
        for (size_t j = 0; j < json_array_size(array); j++) {
            const json_t *one = json_array_get(array, j);
            if (strcmp(json_string_value(json_object_get(one, "domain")), name) == 0)
                found = one;
        }
        const char *mail = json_string_value(json_object_get(found, "mail"));
        const char *reason = json_string_value(json_object_get(found, "reason"));
        cr_expect_str_eq(mail ? mail : "", domains[i].mail, "%s: %s", name, mail);
        cr_expect_str_eq(reason ? reason : "", domains[i].reason ? domains[i].reason : "", "%s: %s",
                         name, reason);
        free(name);
    }
    json_decref(object);
    free(addresses);
}

Test(cli_check_dns, a_domain_without_a_server_is_a_finding_and_so_is_one_that_takes_no_mail)
{
    has(ONE, "a@mx.example, b@gone.example, c@null.example, d@none.example, e@servfail.example");
    helper_expect(
        helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                   "--dns-timeout", MOST, NULL),
        1,
        "Contoso Production (" ONE ")\n"
        "  emails  no mail can reach 2 of 5 addresses, whose domain has no MX, A or AAAA record: "
        "b@gone.example, d@none.example\n"
        "          To mend it: seccontacts set " ONE " --remove ADDRESS --add ADDRESS\n"
        "  emails  mail is not taken for 1 of 5 addresses, whose domain says so (null MX): "
        "c@null.example\n"
        "          To mend it: seccontacts set " ONE " --remove ADDRESS --add ADDRESS\n"
        "1 subscription checked: 0 healthy, 1 unhealthy\n",
        "seccontacts: servfail.example could not be checked: the server failed (SERVFAIL)\n");
}

Test(cli_check_dns, what_could_not_be_checked_is_no_finding)
{
    has(ONE, "a@servfail.example, b@mx.example");
    json_t *object = check_json(0, MOST);
    cr_expect_eq(json_array_size(json_object_get(object, "findings")), 0);
    json_decref(object);
}

Test(cli_check_dns, nothing_is_asked_unless_it_is_wanted)
{
    has(ONE, "a@gone.example, b@null.example");
    helper_expect(helper_run(directory, NULL, "check", ONE, NULL), 0, NULL, "");
    cr_expect_eq(server.seen->length, 0, "%s", server.seen->text);
}

Test(cli_check_dns, each_domain_is_asked_about_once_in_its_ascii_form)
{
    has(ONE, "a@mx.example, b@MX.Example, c@mx.b\303\274cher.example");
    has(TWO, "c@mx.example, d@[192.0.2.1], e@[IPv6:2001:db8::1]");
    helper_expect(helper_run(directory, NULL, "check", ONE, TWO, "--dns", "--dns-server",
                             server_name, "--dns-timeout", MOST, NULL),
                  0, NULL, "");
    cr_expect_str_eq(server.seen->text, "mx.example MX udp\nmx.xn--bcher-kva.example MX udp\n");
}

Test(cli_check_dns, without_an_mx_the_address_counts_and_is_asked_for_after_it)
{
    has(ONE, "a@aaaa.example, b@mx.example");
    helper_expect(helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                             "--dns-timeout", MOST, NULL),
                  0, NULL, "");
    cr_expect_eq(dns_server_count(&server, "aaaa.example MX udp"), 1);
    cr_expect_eq(dns_server_count(&server, "aaaa.example A udp"), 1);
    cr_expect_eq(dns_server_count(&server, "aaaa.example AAAA udp"), 1);
    cr_expect_eq(dns_server_count(&server, "mx.example A udp"), 0);
}

/* The addresses "u@LABEL.NUMBER.example" for numbers from 100 on. */
static char *many(const char *label, int count)
{
    char *text = memory_text("");
    for (int i = 0; i < count; i++) {
        char *longer = memory_format("%su@%s.%d.example\n", text, label, 100 + i);
        free(text);
        text = longer;
    }
    return text;
}

Test(cli_check_dns, a_server_that_hangs_is_given_up_and_few_are_asked_at_once)
{
    char *addresses = many("silent", 200);
    has(ONE, addresses);
    ProgramRun run = helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                                "--dns-timeout", "1", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect_str_eq(run.out, "1 subscription checked: 1 healthy, 0 unhealthy\n");
    cr_expect_not_null(strstr(run.err, "silent.100.example could not be checked: no answer in "
                                       "time\n"));
    cr_expect_not_null(strstr(run.err, "190 more domains could not be checked\n"), "%s", run.err);
    cr_expect_eq(dns_server_count(&server, "silent.100.example MX udp"), 2, "it is tried twice");
    cr_expect_eq(dns_server_count(&server, "silent.299.example MX udp"), 0);
    const char *second = strstr(server.seen->text, "\nsilent.100.example MX udp\n");
    const char *late = strstr(server.seen->text, "silent.116.example MX udp\n");
    cr_expect(second && late && second < late, "no more than 16 at once");
    program_run_clear(&run);
    free(addresses);
}

Test(cli_check_dns, many_domains_are_all_asked_about)
{
    char *addresses = many("mx", 500);
    has(ONE, addresses);
    helper_expect(helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                             "--dns-timeout", MOST, NULL),
                  0, "1 subscription checked: 1 healthy, 0 unhealthy\n", "");
    for (int i = 100; i < 600; i++) {
        char *line = memory_format("mx.%d.example MX udp", i);
        cr_expect_eq(dns_server_count(&server, line), 1, "%s", line);
        free(line);
    }
    free(addresses);
}

Test(cli_check_dns, no_server_at_all)
{
    has(ONE, "a@mx.example, b@mx.example");
    kill(server.pid, SIGKILL);
    waitpid(server.pid, NULL, 0);
    ProgramRun run = helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", server_name,
                                "--dns-timeout", "1", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect_str_eq(run.err,
                     "seccontacts: mx.example could not be checked: no server can be reached\n");
    program_run_clear(&run);
}

Test(cli_check_dns, the_next_server_is_asked_where_one_is_dead_or_fails)
{
    DnsServer dead = dns_server_start();
    char *servers = memory_format("127.0.0.1:%d,%s", dead.port, server_name);
    dns_server_stop(&dead);
    has(ONE, "a@mx.example, b@gone.example");
    helper_expect(helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", servers,
                             "--dns-timeout", MOST, NULL),
                  1, NULL, "");
    cr_expect_str_eq(server.seen->text, "gone.example MX udp\nmx.example MX udp\n");
    free(servers);
    servers = memory_format("%s,%s", server_name, server_name);
    has(ONE, "a@servfail.example, b@refused.example");
    helper_expect(helper_run(directory, NULL, "check", ONE, "--dns", "--dns-server", servers,
                             "--dns-timeout", MOST, NULL),
                  0, NULL,
                  "seccontacts: refused.example could not be checked: the server refused\n"
                  "seccontacts: servfail.example could not be checked: the server failed "
                  "(SERVFAIL)\n");
    cr_expect_eq(dns_server_count(&server, "servfail.example MX udp"), 2);
    cr_expect_eq(dns_server_count(&server, "refused.example MX udp"), 2);
    free(servers);
}

Test(cli_check_dns, the_count_is_shown_on_a_terminal)
{
    char *site = temporary_path(directory, "site"), *addresses = many("silent", 40);
    has(ONE, addresses);
    const char *const command[] = {PROGRAM, "--site",       site,        "check",         ONE,
                                   "--dns", "--dns-server", server_name, "--dns-timeout", "1",
                                   NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command});
    cr_expect(terminal_wait_text(terminal, "of 40 domains asked", TERMINAL_PATIENCE));
    int status;
    cr_expect(terminal_wait_exit(terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    cr_expect_eq(terminal_find(terminal, "domains asked", NULL), -1, "it is taken off again");
    terminal_close(terminal);
    free(addresses);
    free(site);
}

Test(cli_check_dns, wrong_options_are_told)
{
    static const struct {
        const char *words[4], *error;
    } wrong[] = {
        {{"--dns", "--dns-server", "ns.example.com"},
         "seccontacts: the DNS server \"ns.example.com\" is no address; expected one such as "
         "192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353\n"},
        {{"--dns", "--dns-server", "127.0.0.1:0"},
         "seccontacts: the DNS server \"127.0.0.1:0\" is no address; expected one such as "
         "192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353\n"},
        {{"--dns", "--dns-timeout", "0"},
         "seccontacts: the DNS timeout \"0\" is wrong; expected 1 to 60 seconds\n"},
        {{"--dns-server", "127.0.0.1"},
         "seccontacts: check: --dns-server and --dns-timeout go with --dns\n"},
        {{"--dns", "--as", "prowler"},
         "seccontacts: check: no scanner asks about domains: --as and --dns don't go together\n"},
    };
    has(ONE, "a@mx.example, b@mx.example");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        helper_expect(helper_run(directory, NULL, "check", wrong[i].words[0], wrong[i].words[1],
                                 wrong[i].words[2], NULL),
                      EX_USAGE, "", wrong[i].error);
    cr_expect_eq(server.seen->length, 0);
}
