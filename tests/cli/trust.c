/* Who may decide what is run, read and sent: as other members of a group would try it. */
#include "cli/helper.h"

#include "base/memory.h"
#include "support/skip.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Users and a group that nobody has. */
#define MEMBER "54321"
#define OTHER  "54322"
enum { MEMBER_ID = 54321, TEAM = 54323 };
#define TEAM_TEXT "54323"

static bool exists(const char *directory, const char *name)
{
    char *path = temporary_path(directory, name);
    bool found = access(path, F_OK) == 0;
    free(path);
    return found;
}

static void set_mode(const char *directory, const char *name, mode_t mode)
{
    char *path = temporary_path(directory, name);
    cr_assert_eq(chmod(path, mode), 0);
    free(path);
}

static void set_owner(const char *directory, const char *name, uid_t owner, gid_t group)
{
    char *path = temporary_path(directory, name);
    cr_assert_eq(lchown(path, owner, group), 0);
    free(path);
}

/* seccontacts.conf as somebody else may have made it. */
static void plant(const char *directory, const char *text)
{
    temporary_write(directory, "site/seccontacts.conf", text);
    set_mode(directory, "site/seccontacts.conf", 0666);
}

static void expect_in(const char *text, const char *part)
{
    cr_expect(strstr(text, part) != NULL, "no \"%s\" in: %s", part, text);
}

/* Runs the words of a shell, in the directory, with the program as $S. */
static ProgramRun shell(const char *directory, const char *words)
{
    char *script = memory_format("S=%s; %s", PROGRAM, words);
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
    free(script);
    return run;
}

/* The program as the user and group of these numbers, with none besides. (libfaketime would meet
 * shared memory that it made as root.) */
#define AS(user, group)                                                                            \
    "env -u LD_PRELOAD setpriv --reuid=" user " --regid=" group " --clear-groups "

/* Root can take on others; and others can run the program where it was built. */
static bool can_be_others(void)
{
    if (geteuid() != 0 || getgrgid(TEAM))
        return false;
    ProgramRun run = shell("/", AS(MEMBER, TEAM_TEXT) "test -x $S");
    bool can = run.status == 0;
    program_run_clear(&run);
    return can;
}

static const struct {
    const char *name, *text;
} administrators[] = {
    {"day_zone", "day_zone = \"Europe/Berlin\";"},
    {"fan_out", "fan_out = \"each\";"},
    {"state", "state = \"/tmp/seccontacts-no-such-directory\";"},
    {"file_mode", "file_mode = \"0664\";"},
    {"syslog", "syslog = false;"},
    {"mail: transport", "mail = { transport = \"outbox\"; };"},
    {"mail: server", "mail = { server = \"localhost:25\"; };"},
    {"mail: tls", "mail = { tls = \"required\"; };"},
    {"mail: clear_text", "mail = { clear_text = true; };"},
    {"mail: ca_file", "mail = { ca_file = \"/etc/passwd\"; };"},
    {"mail: user", "mail = { user = \"me\"; password_file = \"/etc/passwd\"; };"},
    {"mail: password_file", "mail = { password_file = \"/etc/passwd\"; };"},
    {"mail: password_command", "mail = { password_command = \"id > pwned\"; };"},
    {"mail: from", "mail = { from = \"ceo@example.com\"; };"},
    {"mail: reverse_path", "mail = { reverse_path = \"ceo@example.com\"; };"},
    {"mail: hello", "mail = { hello = \"ceo.example.com\"; };"},
    {"mail: timeout", "mail = { timeout = 1; };"},
    {"mail: deadline", "mail = { deadline = 3600; };"},
};

Test(trust, what_the_administrator_decides_is_not_taken_from_a_file_that_others_can_write)
{
    char *directory = helper_site();
    for (size_t i = 0; i < sizeof administrators / sizeof *administrators; i++) {
        char *text = memory_format("theme = \"dark\";\n%s\n", administrators[i].text);
        plant(directory, text);
        char *expected = memory_format(
            "seccontacts: site/seccontacts.conf:2: %s: only the administrator may set this, but "
            "anyone can write site/seccontacts.conf (owner ",
            administrators[i].name);
        ProgramRun run = helper_run(directory, NULL, "show", ONE, NULL);
        cr_expect_eq(run.status, 78, "%s: %d", administrators[i].name, run.status);
        cr_expect_str_eq(run.out, "");
        expect_in(run.err, expected);
        expect_in(run.err, "mode 0666");
        program_run_clear(&run);
        free(expected);
        free(text);
    }
    cr_expect_not(exists("/tmp", "seccontacts-no-such-directory"));
    temporary_remove(directory);
}

Test(trust, what_members_may_change_is_taken_from_any_file)
{
    char *directory = helper_site();
    plant(directory, "theme = \"dark\";\nmouse = true;\n");
    ProgramRun run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    temporary_remove(directory);
}

/* The text between two others, which are both there. The caller frees it. */
static char *between(const char *text, const char *before, const char *after)
{
    const char *start = strstr(text, before);
    cr_assert(start != NULL, "no \"%s\" in: %s", before, text);
    start += strlen(before);
    const char *end = strstr(start, after);
    cr_assert(end != NULL, "no \"%s\" in: %s", after, start);
    return memory_text_n(start, (size_t)(end - start));
}

/* Does what the refusal says, to the letter. */
static void follow(const char *directory, const char *umask_words)
{
    ProgramRun run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 78, "%s", run.err);
    char *copy = between(run.err, "read a copy: ", "; if all of it is what you want: ");
    char *move = between(run.err, "is what you want: ", "\n");
    char *words = memory_format("%s; %s && %s", umask_words, copy, move);
    program_run_clear(&run);
    helper_expect(shell(directory, words), 0, "", "");
    run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(words);
    free(move);
    free(copy);
}

Test(trust, a_refusal_says_what_to_do)
{
    static const char *const umasks[] = {"umask 077", "umask 0", "umask 022"};
    for (size_t i = 0; i < sizeof umasks / sizeof *umasks; i++) {
        char *directory = helper_site();
        plant(directory, "day_zone = \"Europe/Berlin\";\n");
        follow(directory, umasks[i]);
        cr_expect_not(exists(directory, "site.conf"));

        /* Where others can write the directory, the file goes beside it. */
        set_mode(directory, "site", 0777);
        follow(directory, umasks[i]);
        cr_expect(exists(directory, "site.conf"));
        cr_expect_not(exists(directory, "site/seccontacts.conf"));
        temporary_remove(directory);
    }
}

Test(trust, commands_of_a_refusal_hold_for_any_path)
{
    char *directory = helper_site();
    helper_expect(shell(directory, "mv site \"it's \\$HOME; here\" && chmod 777 it* && cd it* && "
                                   "echo 'fan_out = \"each\";' > seccontacts.conf"),
                  0, "", "");
    ProgramRun run = helper_run(directory, NULL, "--site", "it's $HOME; here", "show", ONE, NULL);
    cr_expect_eq(run.status, 78);
    char *copy = between(run.err, "read a copy: ", "; if all of it is what you want: ");
    char *move = between(run.err, "is what you want: ", "\n");
    char *words = memory_format("%s && %s", copy, move);
    program_run_clear(&run);
    helper_expect(shell(directory, words), 0, "", "");
    run = helper_run(directory, NULL, "--site", "it's $HOME; here", "show", ONE, NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(words);
    free(move);
    free(copy);
    temporary_remove(directory);
}

Test(trust, the_file_beside_the_site_decides)
{
    char *directory = helper_site();
    char *text = memory_format("state = \"%s/its-state\";\nfan_out = \"each\";\n", directory);
    temporary_write(directory, "site.conf", text);
    plant(directory, "fan_out = \"one\";\nmouse = true;\n");
    ProgramRun run = helper_run(directory, NULL, "set", ONE, "--emails", "soc@example.com", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    expect_in(run.err, "site/seccontacts.conf:1: fan_out: ");
    expect_in(run.err, "/site.conf decides that: this line has no effect");
    program_run_clear(&run);
    cr_expect(exists(directory, "its-state/history.db"));

    /* What it leaves open is nobody else's to say. */
    plant(directory, "day_zone = \"Asia/Tokyo\";\n");
    run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 78);
    expect_in(run.err, "read a copy: ");
    program_run_clear(&run);
    set_mode(directory, "site", 0777);
    run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 78);
    expect_in(run.err, "remove it here; who may write ");
    program_run_clear(&run);
    helper_expect(shell(directory, "rm site/seccontacts.conf"), 0, "", "");

    /* By whatever name the site is called. */
    helper_expect(shell(directory, "ln -s site link; rm -r its-state; cd site; $S --site . set " ONE
                                   " --alerts on && $S --site ../link set " ONE " --alerts off"),
                  0, NULL, NULL);
    cr_expect(exists(directory, "its-state/history.db"));

    set_mode(directory, "site.conf", 0646);
    run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 78);
    expect_in(run.err,
              "/site.conf: this file decides for the administrator, but anyone can write ");
    expect_in(run.err, "mode 0646");
    program_run_clear(&run);
    free(text);
    temporary_remove(directory);
}

#define ALERT                                                                                      \
    "{\"id\":\"/subscriptions/" ONE "/providers/Microsoft.Security/locations/x/alerts/1\","        \
    "\"properties\":{\"alertDisplayName\":\"A\",\"alertType\":\"T\",\"severity\":\"High\"}}"

/* Each command that would sign in, or ask what would be sent. */
static const char *const commands[] = {
    "$S notify alert.json",
    "$S notify --dry-run alert.json",
    "$S notify --spool spool --once",
    "$S test " ONE,
    "$S preview " ONE,
    "$S check-connection",
    "$S check --proven",
    "$S sent",
    "$S set " ONE " --alerts on",
    "$S history",
    "$S check-connection --json",
};

static char *site_with_alert(void)
{
    char *directory = helper_site();
    temporary_write(directory, "alert.json", ALERT "\n");
    temporary_write(directory, "spool/one.json", ALERT "\n");
    return directory;
}

static const char evil[] =
    "mail = {\n  transport = \"smtp\";\n  server = \"127.0.0.1:1\";\n  user = \"me\";\n"
    "  password_command = \"id > /%s/pwned\";\n};\n";

/* None of the commands runs it, whoever calls them as `as` says. */
static void expect_not_run(const char *directory, const char *as)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *command = commands[i];
        char *words = memory_format("%s%s", as, command);
        ProgramRun run = shell(directory, words);
        cr_expect_neq(run.status, 0, "%s", words);
        cr_expect_not(exists(directory, "pwned"), "%s ran the command: %s", words, run.err);
        program_run_clear(&run);
        free(words);
    }
}

Test(trust, no_command_of_somebody_else_is_run)
{
    char *directory = site_with_alert(), *text = memory_format(evil, directory);
    plant(directory, text);
    expect_not_run(directory, "");
    helper_expect(shell(directory, "$S check-connection; test ! -e pwned"), 0, NULL, NULL);

    /* It is run where it is the administrator's. */
    set_mode(directory, "site/seccontacts.conf", 0644);
    ProgramRun run = shell(directory, "$S check-connection");
    cr_expect(exists(directory, "pwned"), "%s", run.err);
    program_run_clear(&run);
    free(text);
    temporary_remove(directory);
}

/* A site as the package has it: members of a group share it, and one of them writes. */
Test(trust, no_member_decides_for_root_or_another_member)
{
    if (!can_be_others())
        skip_test("it takes root, and a program that others may run");
    char *directory = site_with_alert(), *text = memory_format(evil, directory);
    set_mode(directory, ".", 0755);
    helper_expect(shell(directory, "chmod 2770 site spool && chown -R 0:" TEAM_TEXT " site spool &&"
                                   " chmod 660 alert.json && rm -rf .local"),
                  0, "", "");
    helper_expect(shell(directory, AS(MEMBER, TEAM_TEXT) "sh -c 'umask 007; cat > "
                                                         "site/seccontacts.conf' </dev/null"),
                  0, "", "");
    temporary_write(directory, "site/seccontacts.conf", text);
    set_mode(directory, "site/seccontacts.conf", 0660);
    set_owner(directory, "site/seccontacts.conf", MEMBER_ID, TEAM);
    expect_not_run(directory, "");
    expect_not_run(directory, AS(OTHER, TEAM_TEXT));
    ProgramRun run = shell(directory, "$S check-connection");
    cr_expect_eq(run.status, 78);
    expect_in(run.err, "mail: transport: only the administrator may set this, but members of the "
                       "group " TEAM_TEXT " can write ");
    expect_in(run.err, "(owner root, mode 2770)");
    expect_in(run.err, "(owner " MEMBER ", mode 0660)");
    program_run_clear(&run);
    cr_expect_not(exists(directory, ".local"));

    /* Nor does he by a file of his own that root is told to use. */
    helper_expect(shell(directory, "mkdir -p member/site && chown -R " MEMBER " member && "
                                   "cp site/subscriptions.conf site/seccontacts.conf member/site &&"
                                   " chown " MEMBER " member/site/*"),
                  0, "", "");
    run = shell(directory, "$S --site member/site check-connection");
    cr_expect_eq(run.status, 78);
    expect_in(run.err, "/member belongs to " MEMBER ", who is neither root nor you");
    expect_in(run.err, "run it as " MEMBER);
    program_run_clear(&run);
    cr_expect_not(exists(directory, "pwned"));
    free(text);
    temporary_remove(directory);
}

/* Root and the members of the group use one state; each keeps to it. */
Test(trust, members_share_what_the_administrator_has_set)
{
    if (!can_be_others())
        skip_test("it takes root, and a program that others may run");
    char *directory = helper_site();
    char *text = memory_format("state = \"%s/state\";\n", directory);
    temporary_write(directory, "site.conf", text);
    helper_expect(shell(directory, "chmod 755 . && chmod 644 site.conf && mkdir -m 2770 state && "
                                   "chmod 2770 site && chgrp -R " TEAM_TEXT " state site"),
                  0, "", "");
    helper_expect(shell(directory,
                        AS(MEMBER, TEAM_TEXT) "$S set " ONE " --emails a@example.com && " AS(
                            OTHER, TEAM_TEXT) "$S set " ONE " --emails b@example.com && "
                                              "$S set " ONE " --emails c@example.com"),
                  0, NULL, "");
    ProgramRun run = shell(directory, "$S history --json");
    expect_in(run.out, MEMBER);
    expect_in(run.out, OTHER);
    program_run_clear(&run);

    /* A group that is not the site's may not write there. */
    helper_expect(shell(directory, "chgrp 0 site"), 0, "", "");
    run = shell(directory, "$S set " ONE " --emails d@example.com");
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    expect_in(run.err, "/state: the state directory is not safe: members of the group " TEAM_TEXT);
    program_run_clear(&run);
    free(text);
    temporary_remove(directory);
}

Test(trust, nothing_is_made_where_others_can_write)
{
    char *directory = helper_site();
    char *text = memory_format("state = \"%s/open/state\";\n", directory);
    helper_expect(shell(directory, "mkdir -m 777 open"), 0, "", "");
    temporary_write(directory, "site/seccontacts.conf", text);
    ProgramRun run = helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL);
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    expect_in(run.err, "is not made where others could put something else in its place: anyone can "
                       "write ");
    program_run_clear(&run);
    cr_expect_not(exists(directory, "open/state"));

    /* Nor is what there is used. */
    helper_expect(shell(directory, "mkdir -m 700 open/state"), 0, "", "");
    run = helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL);
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    program_run_clear(&run);
    cr_expect_not(exists(directory, "open/state/history.db"));
    helper_expect(shell(directory, "chmod 755 open && chmod 777 open/state"), 0, "", "");
    run = helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL);
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    expect_in(run.err, "chmod o-w it");
    program_run_clear(&run);
    helper_expect(shell(directory, "chmod 755 open/state"), 0, "", "");
    run = helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL);
    cr_expect_eq(run.status, 0, "%d %s", run.status, run.err);
    program_run_clear(&run);
    free(text);
    temporary_remove(directory);
}

Test(trust, a_spool_that_others_can_write_is_refused)
{
    char *directory = site_with_alert();
    set_mode(directory, "spool", 0777);
    ProgramRun run = shell(directory, "$S notify --spool spool --once");
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    expect_in(run.err, "spool: the spool directory is not safe: anyone can write ");
    program_run_clear(&run);
    set_mode(directory, "spool", 01777);
    run = shell(directory, "$S notify --spool spool --once");
    cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
    program_run_clear(&run);
    cr_expect(exists(directory, "spool/one.json"));
    if (geteuid() == 0 && !getgrgid(TEAM)) {
        set_mode(directory, "spool", 0770);
        set_owner(directory, "spool", 0, TEAM);
        run = shell(directory, "$S notify --spool spool --once");
        cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
        expect_in(run.err, "expected the group of the site's directory");
        program_run_clear(&run);
        set_owner(directory, "site", 0, TEAM);
        run = shell(directory, "$S notify --spool spool --once");
        cr_expect_neq(run.status, 77, "%s", run.err);
        program_run_clear(&run);

        /* The program that puts alerts there may own it, no other one. */
        set_owner(directory, "spool", MEMBER_ID, TEAM);
        run = shell(directory, "$S notify --spool spool --once");
        cr_expect_neq(run.status, 77, "%s", run.err);
        program_run_clear(&run);
        set_owner(directory, "spool", MEMBER_ID, 0);
        run = shell(directory, "$S notify --spool spool --once");
        cr_expect_eq(run.status, 77, "%d %s", run.status, run.err);
        program_run_clear(&run);
    }
    temporary_remove(directory);
}

Test(trust, a_restored_version_does_not_decide_for_the_administrator)
{
    char *directory = helper_site();
    char *text = memory_format("state = \"%s/state\";\nfan_out = \"each\";\n", directory);
    char *plain = memory_format("state = \"%s/state\";\n", directory);
    temporary_write(directory, "site/seccontacts.conf", text);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL), 0, NULL, NULL);
    temporary_write(directory, "site/seccontacts.conf", plain);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "off", NULL), 0, NULL, "");
    char *versions = memory_format("$S history seccontacts.conf --json | tr ',{' '\\n\\n' | "
                                   "sed -n 's/.*\"version\": *//p' | tail -n 1");
    ProgramRun run = shell(directory, versions);
    cr_assert(strlen(run.out) > 1, "%s%s", run.out, run.err);
    run.out[strcspn(run.out, "\n")] = '\0';
    char *restore = memory_format("$S restore seccontacts.conf %s", run.out);
    program_run_clear(&run);

    /* Who can write the state can write the record. */
    if (geteuid() == 0 && !getgrgid(TEAM)) {
        set_mode(directory, "state", 02770);
        set_owner(directory, "state", 0, TEAM);
        set_owner(directory, "site", 0, TEAM);
        set_mode(directory, "site", 0755);
        run = shell(directory, restore);
        cr_expect_eq(run.status, 65, "%d %s", run.status, run.err);
        expect_in(run.err, "only the administrator may set this, but members of the group");
        program_run_clear(&run);
        set_mode(directory, "state", 0700);
    }
    run = shell(directory, restore);
    cr_expect_eq(run.status, 0, "%d %s", run.status, run.err);
    program_run_clear(&run);
    free(restore);
    free(versions);
    free(plain);
    free(text);
    temporary_remove(directory);
}

Test(trust, contacts_that_lie_elsewhere_are_not_followed)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL), 0, NULL, NULL);
    helper_expect(
        shell(directory, "mv site/contacts elsewhere && ln -s ../elsewhere site/contacts"), 0, "",
        "");
    ProgramRun run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_eq(run.status, 78, "%d %s", run.status, run.err);
    expect_in(run.err, "site/contacts: is a symbolic link, which is not followed");
    program_run_clear(&run);
    run = helper_run(directory, NULL, "set", ONE, "--alerts", "off", NULL);
    cr_expect_neq(run.status, 0);
    program_run_clear(&run);
    char *text = temporary_read(directory, "elsewhere/" ONE ".conf", NULL);
    expect_in(text, "alerts = true;");
    free(text);
    temporary_remove(directory);
}

Test(trust, check_finds_it)
{
    char *directory = helper_site();
    char *text = memory_format("state = \"%s/state\";\n", directory);
    temporary_write(directory, "site/seccontacts.conf", text);
    helper_expect(shell(directory, "mkdir -m 777 state"), 0, "", "");
    ProgramRun state = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(state.status, 78, "%d %s", state.status, state.err);
    expect_in(state.out, "/state: the state directory is not safe: anyone can write ");
    program_run_clear(&state);
    free(text);
    plant(directory, "day_zone = \"Europe/Berlin\";\n");
    ProgramRun run = helper_run(directory, NULL, "check", "--json", NULL);
    cr_expect_eq(run.status, 78, "%d %s", run.status, run.err);
    expect_in(run.out, "day_zone: only the administrator may set this, but anyone can write ");
    program_run_clear(&run);
    temporary_remove(directory);
}
