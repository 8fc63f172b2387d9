/* `metrics`: figures for Prometheus, in its format, and true. */
#include "base/memory.h"
#include "cli/helper.h"
#include "site/delivery/heartbeat.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* The name that a line begins with: of letters, digits and underscores. */
static size_t name_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

/* Whether the line is `NAME VALUE` or `NAME{LABEL="TEXT"} VALUE`, of the family `family`. */
static bool is_sample(const char *line, const char *family)
{
    size_t length = name_length(line);
    if (length != strlen(family) || strncmp(line, family, length) != 0)
        return false;
    line += length;
    if (*line == '{') {
        size_t label = name_length(++line);
        if (label == 0 || strncmp(line + label, "=\"", 2) != 0)
            return false;
        for (line += label + 2; *line && *line != '"'; line++)
            line += *line == '\\' && line[1];
        if (strncmp(line, "\"} ", 3) != 0)
            return false;
        line += 2;
    }
    return *line == ' ' && line[1] && line[1 + strspn(line + 1, "0123456789")] == '\0';
}

/* Each family has its help, its type, and then its samples; "# EOF" is last. */
static void expect_format(const char *text)
{
    char *copy = memory_text(text), *rest = copy, *line;
    char family[200] = "";
    bool typed = false, ended = false;
    cr_expect_eq(text[strlen(text) - 1], '\n');
    while ((line = strsep(&rest, "\n")) && (rest || *line)) {
        cr_expect_not(ended, "behind the end: %s", line);
        if (strcmp(line, "# EOF") == 0) {
            ended = true;
        } else if (strncmp(line, "# HELP ", 7) == 0) {
            snprintf(family, sizeof family, "%.*s", (int)name_length(line + 7), line + 7);
            typed = false;
        } else if (strncmp(line, "# TYPE ", 7) == 0) {
            char *expected = memory_format("# TYPE %s gauge", family);
            cr_expect_str_eq(line, expected);
            free(expected);
            typed = true;
        } else {
            cr_expect(typed && is_sample(line, family), "%s: %s", family, line);
        }
    }
    cr_expect(ended);
    free(copy);
}

static void expect_line(const char *text, const char *line)
{
    char *whole = memory_format("\n%s\n", line);
    cr_expect_not_null(strstr(text, whole), "%s\nnot in:\n%s", line, text);
    free(whole);
}

static char *metrics_site(void)
{
    char *directory = helper_site();
    char *state = temporary_path(directory, "state");
    char *text = memory_format("state = \"%s\";\n", state);
    cr_assert_eq(mkdir(state, 0700), 0);
    temporary_write(directory, "site/seccontacts.conf", text);
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ \"a@x.com\", \"b@x.com\" ];\nalerts = true;\n");
    free(text);
    free(state);
    return directory;
}

Test(cli_metrics, figures_are_true_and_well_formed)
{
    Error error;
    char *directory = metrics_site();
    char *state = temporary_path(directory, "state"), *spool = temporary_path(directory, "a \"b\"");
    cr_assert_eq(mkdir(spool, 0700), 0);
    temporary_write(directory, "a \"b\"/waits", "{}");
    cr_assert(heartbeat_beat(state, 0660, spool, false, 1795305600, &error), "%s", error.text);
    helper_expect(helper_run(directory, NULL, "test", ONE, NULL), 0, NULL, NULL);
    ProgramRun run = helper_run(directory, NULL, "metrics", NULL);
    cr_expect_eq(run.status, 0, "%d: %s", run.status, run.err);
    expect_format(run.out);
    expect_line(run.out, "seccontacts_mail_leaves_host 0");
    expect_line(run.out, "seccontacts_ledger_good 1");
    expect_line(run.out, "seccontacts_unheard_alerts 0");
    expect_line(run.out, "seccontacts_subscriptions 4");
    expect_line(run.out, "seccontacts_subscriptions_without_contact 3");
    expect_line(run.out, "seccontacts_addresses 2");
    expect_line(run.out, "seccontacts_findings{check=\"no-contact\"} 3");
    expect_line(run.out, "seccontacts_findings{check=\"outbox\"} 1");
    char *line = memory_format("seccontacts_spool_waiting_files{spool=\"%s/a \\\"b\\\"\"} 1",
                               strstr(directory, "/"));
    expect_line(run.out, line);
    free(line);
    line = memory_format("seccontacts_spool_last_run_timestamp_seconds{spool=\"%s/a \\\"b\\\"\"} "
                         "1795305600",
                         directory);
    expect_line(run.out, line);
    free(line);
    program_run_clear(&run);
    free(spool);
    free(state);
    temporary_remove(directory);
}

Test(cli_metrics, a_file_is_written_whole_or_not_at_all)
{
    char *directory = metrics_site();
    char *path = temporary_path(directory, "m.prom");
    temporary_write(directory, "m.prom", "what was there");
    helper_expect(helper_run(directory, NULL, "metrics", path, NULL), 0, "", "");
    char *text = temporary_read(directory, "m.prom", NULL);
    expect_format(text);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0644); /* the collector is another user */
    free(text);
    free(path);
    path = temporary_path(directory, "no/such/m.prom");
    char *said =
        memory_format("seccontacts: \"%s\" can't be written: No such file or directory\n", path);
    helper_expect(helper_run(directory, NULL, "metrics", path, NULL), 73, "", said);
    free(said);
    free(path);
    temporary_remove(directory);
}
