/* What the environment says of OpenSSL is not what a server is trusted by: whoever starts
 * seccontacts-mail, through sudo or from a cron table, may have it from somebody else. */
#include "mail/fixture.h"
#include "mail/site_fixture.h"

#include "base/memory.h"
#include "support/program.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Tries the server with one more variable. */
static ProgramRun check_connection(const char *site, const char *variable)
{
    const char *argv[] = {
        "/usr/bin/env",      variable, PROGRAM, "--site", site, "check-connection", "--to",
        "a@contoso.example", NULL};
    return program_run(argv, NULL);
}

static void expect_not_trusted(const char *site, char *variable)
{
    ProgramRun run = check_connection(site, variable);
    cr_expect_eq(run.status, 69, "%s: %s%s", variable, run.out, run.err);
    cr_expect_not_null(strstr(run.out, "which is not among the trusted certificates of this "
                                       "system"),
                       "%s: %s%s", variable, run.out, run.err);
    program_run_clear(&run);
    free(variable);
}

Test(mail_environment, says_nothing_of_openssl)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    fixture_start(&fixture);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                                 "\"required\"; timeout = 600; deadline = 600; hello = "
                                 "\"ops.example\"; from = \"alerts@ops.example\"; };\n",
                                 fixture.server.port);
    char *directory = site_new(config), *site = temporary_path(directory, "site");
    const char *home = fixture.directory;
    /* A configuration that can't be loaded makes OpenSSL fail, were it read. */
    temporary_write(fixture.directory, "bad.cnf",
                    "openssl_conf = init\nconfig_diagnostics = 1\n[init]\nproviders = p\n"
                    "[p]\nevil = e\n[e]\nmodule = /nonexistent/evil.so\nactivate = 1\n");
    expect_not_trusted(site, memory_format("SSL_CERT_FILE=%s/ca.crt", home));
    expect_not_trusted(site, memory_format("OPENSSL_CONF=%s/bad.cnf", home));
    cr_expect_eq(fixture.server.seen->mails, 0);
    temporary_remove(directory);
    free(site);
    free(config);
    fixture_clear(&fixture);
}
