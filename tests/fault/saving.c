/* Every system call of a save fails, and the program is killed before it, in turn: the settings
 * file is the old one or the new one, whole, each time, and the program says which. */
#include "base/memory.h"
#include "store/conf/settings_save.h"
#include "support/program.h"
#include "support/skip.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ID        "11111111-2222-3333-4444-555555555555"
#define CALLS_MAX 64

typedef struct Call {
    char name[32];
    unsigned before, total; /* how often it was made before the site was opened, and in all */
} Call;

typedef struct Scenario {
    const char *kind;   /* for save_once */
    const char *file;   /* which is saved */
    const char *before; /* its text; NULL: there is none */
    const char *after;
    const char *must[16]; /* system calls that a save cannot do without; NULL behind the last */
} Scenario;

static char *directory; /* of the site */
static char *trace;     /* path of strace's output */

static const Scenario replacing = {
    .kind = "contact",
    .file = "contacts/" ID ".conf",
    .before = "note = \"kept\";\nemails = [ \"old@contoso.com\" ];\nalerts = false;\n",
    .after = "note = \"kept\";\nemails = [ \"old@contoso.com\", \"new@contoso.com\" ];\n"
             "alerts = true;\n",
    .must = {"openat", "read", "flock", "unlinkat", "write", "fchmod", "fgetxattr", "fsync",
             "pread64", "renameat", "close"},
};

static const Scenario creating = {
    .kind = "contact",
    .file = "contacts/" ID ".conf",
    .before = NULL,
    .after = "emails = [ \"new@contoso.com\" ];\nalerts = true;\n",
    .must = {"mkdirat", "openat", "flock", "write", "fchmod", "fchown", "fsync", "pread64",
             "renameat", "close"},
};

static const Scenario list = {
    .kind = "subscriptions",
    .file = "subscriptions.conf",
    .before = "subscriptions = ( );\n",
    .after = "subscriptions = ( {\n    id = \"" ID "\";\n    name = \"new\";\n"
             "    state = \"Enabled\";\n  } );\n",
    .must = {"openat", "read", "flock", "write", "fchmod", "fsync", "pread64", "renameat", "close"},
};

/* An access list as the kernel keeps it, of mode 0640. */
static const char acl_name[] = "system.posix_acl_access";
static const unsigned char acl[] = {
    2,    0, 0, 0,                         /* version */
    0x01, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* owner: rw- */
    0x02, 0, 4, 0, 0x40, 0x30, 0,    0,    /* one more user: r-- */
    0x04, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* group: r-- */
    0x10, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* mask: r-- */
    0x20, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* others: --- */
};
static bool has_acl; /* the file system can keep one */

static void prepare(const Scenario *scenario)
{
    temporary_remove(directory);
    directory = temporary_new();
    if (!scenario->before)
        return;
    temporary_write(directory, scenario->file, scenario->before);
    char *path = temporary_path(directory, scenario->file);
    cr_assert_eq(chmod(path, 0640), 0);
    has_acl = setxattr(path, acl_name, acl, sizeof acl, 0) == 0;
    if (geteuid() == 0) /* so that the owner has to be put back, too */
        cr_assert_eq(chown(path, 12345, 54321), 0);
    free(path);
}

/* Runs save_once under strace with this fault, or none. */
static ProgramRun run(const Scenario *scenario, const char *fault)
{
    char *inject = fault ? memory_format("--inject=%s", fault) : memory_text("--quiet=all");
    const char *const argv[] = {"/usr/bin/strace", "-o",      trace,          "-s", "256", inject,
                                SAVE_ONCE,         directory, scenario->kind, NULL};
    ProgramRun result = program_run(argv, NULL);
    free(inject);
    return result;
}

/* Reads the trace: which calls were made, and how often before the site was opened. */
static size_t read_calls(Call *calls)
{
    char *text = temporary_read("/", trace + 1, NULL);
    cr_assert(text != NULL);
    char *opened = memory_format("\"%s\"", directory);
    bool begun = false;
    size_t count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        size_t length = strcspn(line, "(");
        if (line[length] != '(' || length >= sizeof calls->name)
            continue;
        begun = begun || (strncmp(line, "openat(", 7) == 0 && strstr(line, opened));
        size_t i = 0;
        while (i < count &&
               (strlen(calls[i].name) != length || strncmp(calls[i].name, line, length) != 0))
            i++;
        if (i == count) {
            cr_assert_lt(count, CALLS_MAX);
            calls[count] = (Call){.total = 0};
            memcpy(calls[count++].name, line, length);
        }
        calls[i].total++;
        calls[i].before += !begun;
    }
    cr_assert(begun, "the trace does not show the site");
    free(opened);
    free(text);
    return count;
}

static bool is(const char *text, const char *expected)
{
    return text ? expected && strcmp(text, expected) == 0 : !expected;
}

/* A save after whatever happened succeeds: nothing that was left is in its way. */
static void saves_again(const Scenario *scenario, const char *fault)
{
    const char *const argv[] = {SAVE_ONCE, directory, scenario->kind, NULL};
    char *text = temporary_read(directory, scenario->file, NULL);
    if (is(text, scenario->before)) {
        ProgramRun again = program_run(argv, NULL);
        cr_expect_eq(again.status, 0, "after %s: %s", fault, again.err);
        program_run_clear(&again);
        char *left = temporary_read(directory, SETTINGS_TEMPORARY, NULL);
        cr_expect(left == NULL, "after %s: the temporary file is still there", fault);
        free(left);
    }
    free(text);
}

static bool is_memory(const char *fault)
{
    return strncmp(fault, "brk:error", 9) == 0 || strncmp(fault, "mmap:error", 10) == 0;
}

static void survives(const Scenario *scenario, const char *fault, bool killed)
{
    prepare(scenario);
    ProgramRun result = run(scenario, fault);
    char *text = temporary_read(directory, scenario->file, NULL);
    bool old = is(text, scenario->before);
    bool new = is(text, scenario->after);
    cr_expect(old || new, "%s: neither old nor new: %s", fault, text ? text : "no file");
    switch (result.status) {
    case 0:
    case 3: /* replaced, durability unknown: said so */
        cr_expect(new, "%s: said to be saved, but is not", fault);
        break;
    case 1:
        cr_expect(old, "%s: said to have failed, but is saved", fault);
        cr_expect(strstr(result.err, "save_once: /") != NULL, "%s: no reason given: %s", fault,
                  result.err);
        break;
    case 71: /* out of memory, said so */
        cr_expect_not(killed, "%s: not killed", fault);
        cr_expect(old, "%s: out of memory, but saved", fault);
        break;
    case 139: /* libconfig does not check malloc() */
        cr_expect(is_memory(fault), "%s: crashed", fault);
        cr_expect(old, "%s: crashed, but saved", fault);
        break;
    default:
        cr_expect(killed && result.status == 137, "%s: ended with %d: %s", fault, result.status,
                  result.err);
    }
    if (new && scenario->before) {
        char *path = temporary_path(directory, scenario->file);
        struct stat status;
        cr_expect_eq(stat(path, &status), 0);
        cr_expect_eq(status.st_mode & 07777, 0640, "%s: mode %o", fault, status.st_mode);
        cr_expect(geteuid() != 0 || (status.st_uid == 12345 && status.st_gid == 54321), "%s: owner",
                  fault);
        unsigned char found[sizeof acl];
        cr_expect(getxattr(path, acl_name, found, sizeof found) ==
                      (has_acl ? (ssize_t)sizeof acl : -1),
                  "%s: access list", fault);
        free(path);
    }
    free(text);
    program_run_clear(&result);
    saves_again(scenario, fault);
}

static bool has_call(const Call *calls, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].total > calls[i].before;
    }
    return false;
}

static void every_call(const Scenario *scenario)
{
    need_strace();
    static const char *const faults[] = {"error=EIO", "error=ENOSPC", "signal=KILL"};
    directory = temporary_new();
    char *traces = temporary_new();
    trace = temporary_path(traces, "trace");
    prepare(scenario);
    ProgramRun clean = run(scenario, NULL);
    cr_assert_eq(clean.status, 0, "%s", clean.err);
    program_run_clear(&clean);
    Call calls[CALLS_MAX];
    size_t count = read_calls(calls);
    if (has_acl && scenario->before)
        cr_expect(has_call(calls, count, "fsetxattr"), "no fsetxattr");
    if (geteuid() == 0)
        cr_expect(has_call(calls, count, "fchown"), "no fchown");
    for (const char *const *name = scenario->must; *name; name++)
        cr_expect(has_call(calls, count, *name), "no %s", *name);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(calls[i].name, "exit_group") == 0)
            continue; /* it cannot fail, and all has been done by then */
        for (unsigned n = calls[i].before + 1; n <= calls[i].total; n++) {
            for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
                char *fault = memory_format("%s:%s:when=%u", calls[i].name, faults[f], n);
                survives(scenario, fault, strcmp(faults[f], "signal=KILL") == 0);
                free(fault);
            }
        }
    }
    temporary_remove(directory);
    temporary_remove(traces);
    free(trace);
}

Test(saving, a_contact_is_replaced_whole_or_not_at_all)
{
    every_call(&replacing);
}

Test(saving, a_contact_is_created_whole_or_not_at_all)
{
    every_call(&creating);
}

Test(saving, the_subscriptions_are_replaced_whole_or_not_at_all)
{
    every_call(&list);
}

/* Runs with one fault, and expects this status and these words in the error. */
static void ends_with(const char *fault, int status, const char *words)
{
    prepare(&replacing);
    ProgramRun result = run(&replacing, fault);
    char *text = temporary_read(directory, replacing.file, NULL);
    cr_expect_eq(result.status, status, "%s: %d: %s", fault, result.status, result.err);
    cr_expect(strstr(result.err, words) != NULL, "%s: %s", fault, result.err);
    cr_expect(is(text, status == 1 ? replacing.before : replacing.after));
    free(text);
    program_run_clear(&result);
}

/* How often close() was called in a clean save before the new file was put in its place. */
static unsigned closes_before_rename(void)
{
    prepare(&replacing);
    ProgramRun clean = run(&replacing, NULL);
    cr_assert_eq(clean.status, 0, "%s", clean.err);
    program_run_clear(&clean);
    char *text = temporary_read("/", trace + 1, NULL);
    char *end = strstr(text, "\nrenameat(");
    cr_assert(end != NULL);
    *end = '\0';
    unsigned closes = 0;
    for (const char *at = text; (at = strstr(at, "\nclose(")) != NULL; at++)
        closes++;
    free(text);
    return closes;
}

Test(saving, what_went_wrong_is_told)
{
    need_strace();
    directory = temporary_new();
    char *traces = temporary_new();
    trace = temporary_path(traces, "trace");
    ends_with("write:error=ENOSPC:when=1", 1, ": not saved: writing: No space left on device\n");
    ends_with("fsync:error=EIO:when=1", 1,
              ": not saved: writing to the disk: Input/output error\n");
    ends_with("fsync:error=EIO:when=2", 3,
              ": saved, but the disk has not confirmed it, so a power failure now may undo it: "
              "Input/output error\n");
    char *closing = memory_format("close:error=EIO:when=%u", closes_before_rename());
    ends_with(closing, 1, ": not saved: closing: Input/output error\n");
    free(closing);
    ends_with("renameat:error=EACCES:when=1", 1,
              ": not saved: putting the new file in its place: Permission denied\n");
    ends_with("fchmod:error=EPERM:when=2", 1,
              ": not saved: keeping its mode: Operation not permitted\n");
    ends_with("flock:error=ENOLCK:when=1", 1,
              ": not saved: its lock file .lock cannot be locked: No locks available\n");
    /* A disk that says it has written and has not. */
    ends_with("write:retval=1:when=1", 1,
              ": not saved: reading back what was written: Input/output error\n");
    /* Interrupted calls are taken up again. */
    ends_with("write:error=EINTR:when=1", 0, "");
    ends_with("flock:error=EINTR:when=1", 0, "");
    temporary_remove(directory);
    temporary_remove(traces);
    free(trace);
}
