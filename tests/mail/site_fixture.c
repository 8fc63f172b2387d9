#include "mail/site_fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *site_new(const char *config)
{
    char *site = temporary_new();
    char *text = memory_format("state = \"%s/state\";\n%s", site, config);
    temporary_write(site, "site/seccontacts.conf", text);
    temporary_write(site, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" SUB "\"; name = \"Contoso Production\"; "
                    "tenant = \"\"; state = \"Enabled\"; resource_groups = [ \"rg1\" ]; } );\n");
    temporary_write(site, "site/contacts/" SUB ".conf",
                    "emails = [ \"a@contoso.example\", \"b@contoso.example\", "
                    "\"c@contoso.example\" ];\nphone = \"\";\nalerts = true;\n");
    free(text);
    return site;
}

ProgramRun run_with(const char *site, const char *input, ...)
{
    const char *line[24] = {PROGRAM};
    size_t count = 1;
    va_list args;
    char *directory = temporary_path(site, "site");
    ProgramInput in = {.text = input, .site = directory};
    va_start(args, input);
    while ((line[count] = va_arg(args, const char *)))
        count++;
    va_end(args);
    ProgramRun run = program_run(line, &in);
    free(directory);
    return run;
}

void expect_run(ProgramRun run, int status, const char *out, const char *err)
{
    cr_expect_eq(run.status, status, "%d: %s%s", run.status, run.out, run.err);
    if (out)
        cr_expect_str_eq(run.out, out);
    cr_expect_str_eq(run.err, err);
    program_run_clear(&run);
}

size_t outbox_count(const char *site, char name[300])
{
    size_t count = 0;
    char *path = temporary_path(site, "state/outbox/new");
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        snprintf(name, 300, "state/outbox/new/%s", entry->d_name);
    }
    if (directory)
        closedir(directory);
    free(path);
    return count;
}

char *alert_line(const char *id, const char *type, const char *subscription, const char *severity)
{
    return memory_format(
        "{\"id\":\"/subscriptions/%s/resourceGroups/rg1/providers/Microsoft.Security/locations/"
        "westeurope/alerts/%s\",\"name\":\"%s\",\"type\":\"Microsoft.Security/Locations/alerts\","
        "\"properties\":{\"alertType\":\"%s\",\"alertDisplayName\":\"%s\",\"severity\":\"%s\","
        "\"startTimeUtc\":\"2026-11-23T09:00:00Z\",\"compromisedEntity\":\"vm1\"}}\n",
        subscription, id, id, type, type, severity);
}
