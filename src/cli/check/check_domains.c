/* check_domains.c: which domains take mail, for `check --dns`. The mail program asks, since this
 * one has no network code. */
#include "cli/check/check.h"

#include "azure/json.h"
#include "base/install.h"
#include "base/memory.h"
#include "command/output.h"
#include "core/address/address.h"
#include "form/wording.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define PROGRAM "seccontacts-mail"

enum { NAMED_MOST = 10 }; /* domains that could not be checked and that are named */

typedef struct Domain {
    char *name;       /* in its ASCII form */
    FindingKind kind; /* FINDING_KINDS: nothing is wrong with it, or it is not known */
    bool known;
    char *reason; /* why it is not known; NULL: nothing was said */
} Domain;

struct CheckDomains {
    Domain *items; /* sorted by name, each once */
    size_t count, capacity;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const Domain *)a)->name, ((const Domain *)b)->name);
}

/* The domain of an address; NULL of an address literal, which is not asked about. The caller frees
 * it. */
static char *domain_of(const char *address)
{
    char *normal = address_normal(address, strlen(address));
    const char *at = normal ? strrchr(normal, '@') : NULL;
    char *domain = at && at[1] != '[' ? memory_text(at + 1) : NULL;
    free(normal);
    return domain;
}

static Domain *find(const CheckDomains *domains, const char *name)
{
    const Domain wanted = {.name = (char *)name};
    return domains->count == 0
               ? NULL
               : bsearch(&wanted, domains->items, domains->count, sizeof wanted, compare);
}

static void add_contact(CheckDomains *domains, const Contact *contact)
{
    for (size_t i = 0; i < address_list_count(contact->emails); i++) {
        char *name = domain_of(address_list_get(contact->emails, i));
        if (!name)
            continue;
        domains->items = memory_reserve(domains->items, &domains->capacity, domains->count + 1,
                                        sizeof *domains->items);
        domains->items[domains->count++] = (Domain){.name = name, .kind = FINDING_KINDS};
    }
}

static void keep_each_once(CheckDomains *domains)
{
    size_t kept = 0;
    if (domains->count > 0)
        qsort(domains->items, domains->count, sizeof *domains->items, compare);
    for (size_t i = 0; i < domains->count; i++) {
        if (kept > 0 && compare(&domains->items[kept - 1], &domains->items[i]) == 0)
            free(domains->items[i].name);
        else
            domains->items[kept++] = domains->items[i];
    }
    domains->count = kept;
}

static void collect(CheckDomains *domains, const Check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        Contact contact;
        Error error; /* the review tells of it */
        if (!findings_concern(check->chosen[i]) ||
            !store_contact_load(check->store, check->chosen[i]->id, &contact, &(StoreVersionTag){0},
                                &error))
            continue;
        add_contact(domains, &contact);
        contact_clear(&contact);
    }
    keep_each_once(domains);
}

/* A file without a name that has the domains, a line each, to be read from its beginning. */
static FILE *write_names(const CheckDomains *domains)
{
    int descriptor = memfd_create("domains", MFD_CLOEXEC);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
    for (size_t i = 0; file && i < domains->count; i++)
        fprintf(file, "%s\n", domains->items[i].name);
    if (file && (fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0)) {
        fclose(file);
        file = NULL;
    }
    return file;
}

/* Starts the mail program: its standard output comes out of `*out`. */
static bool start(const Check *check, const CheckDomains *domains, pid_t *pid, FILE **out,
                  Error *error)
{
    char *program = install_path(PROGRAM);
    const char *argv[8] = {"seccontacts", "domains"};
    size_t count = 2;
    if (check->dns_server) {
        argv[count++] = "--dns-server";
        argv[count++] = check->dns_server;
    }
    if (check->dns_timeout) {
        argv[count++] = "--dns-timeout";
        argv[count++] = check->dns_timeout;
    }
    int ends[2] = {-1, -1};
    FILE *names = write_names(domains);
    int failed = !names || pipe2(ends, O_CLOEXEC) != 0 ? errno : 0;
    if (failed == 0) {
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, fileno(names), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
        failed =
            posix_spawn(pid, program ? program : PROGRAM, &files, NULL, (char **)argv, environ);
        posix_spawn_file_actions_destroy(&files);
        close(ends[1]);
    }
    if (failed != 0)
        error_set_errno(error, ERROR_UNAVAILABLE, failed, "the mail program \"%s\" can't be run",
                        program ? program : PROGRAM);
    if (names)
        fclose(names);
    *out = failed == 0 ? fdopen(ends[0], "r") : NULL;
    if (failed != 0 && ends[0] >= 0)
        close(ends[0]);
    free(program);
    return *out != NULL;
}

/* Takes a line that the mail program has printed. */
static void take_line(CheckDomains *domains, const char *line)
{
    json_t *object = json_loads(line, 0, NULL);
    const char *name = json_string_value(json_object_get(object, "domain"));
    const char *mail = json_string_value(json_object_get(object, "mail"));
    const char *reason = json_string_value(json_object_get(object, "reason"));
    Domain *domain = name && mail ? find(domains, name) : NULL;
    if (domain && !domain->reason) {
        domain->known = strcmp(mail, "unknown") != 0;
        domain->reason = domain->known ? NULL : memory_text(reason);
        if (strcmp(mail, "none") == 0)
            domain->kind = FINDING_NO_MAIL_SERVER;
        else if (strcmp(mail, "null-mx") == 0)
            domain->kind = FINDING_NULL_MX;
    }
    json_decref(object);
}

/* Asks about all of them. Returns the exit status. */
static int ask(const Check *check, CheckDomains *domains, Error *error)
{
    pid_t pid;
    FILE *out;
    char *line = NULL;
    size_t size = 0;
    int status = 0;
    if (!start(check, domains, &pid, &out, error))
        return EX_UNAVAILABLE;
    while (getline(&line, &size, out) > 0)
        take_line(domains, line);
    free(line);
    fclose(out);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status))
        return WEXITSTATUS(status); /* it has said why */
    error_set(error, ERROR_UNAVAILABLE, "the mail program was ended by signal %d",
              WTERMSIG(status));
    return EX_UNAVAILABLE;
}

int check_domains_ask(Check *check, Error *error)
{
    CheckDomains *domains = memory_new(sizeof *domains);
    check->domains = domains;
    check->findings.domain = check_domains_judge;
    check->findings.domain_data = domains;
    collect(domains, check);
    return domains->count > 0 ? ask(check, domains, error) : EX_OK;
}

void check_domains_free(CheckDomains *domains)
{
    if (!domains)
        return;
    for (size_t i = 0; i < domains->count; i++) {
        free(domains->items[i].name);
        free(domains->items[i].reason);
    }
    free(domains->items);
    free(domains);
}

FindingKind check_domains_judge(const char *address, void *data)
{
    char *name = domain_of(address);
    const Domain *domain = name ? find(data, name) : NULL;
    free(name);
    return domain ? domain->kind : FINDING_KINDS;
}

static const char *reason_of(const Domain *domain)
{
    return domain->reason ? domain->reason : form_text(form_get("findings"), "dns_silent");
}

void check_domains_print(const CheckDomains *domains)
{
    const Form *form = form_get("findings");
    size_t unknown = 0;
    for (size_t i = 0; i < domains->count; i++) {
        const Domain *domain = &domains->items[i];
        if (domain->known || unknown++ >= NAMED_MOST)
            continue;
        char *text = words(form, "dns_unknown", domain->name, _(reason_of(domain)));
        output_note("%s", text);
        free(text);
    }
    if (unknown > NAMED_MOST) {
        char *text = words_count(form, "dns_more", unknown - NAMED_MOST, false);
        output_note("%s", text);
        free(text);
    }
}

json_t *check_domains_json(const CheckDomains *domains)
{
    json_t *array = json_array();
    for (size_t i = 0; i < domains->count; i++) {
        const Domain *domain = &domains->items[i];
        const char *mail = !domain->known                           ? "unknown"
                           : domain->kind == FINDING_NO_MAIL_SERVER ? "none"
                           : domain->kind == FINDING_NULL_MX        ? "null-mx"
                                                                    : "taken";
        json_array_append_new(
            array, json_pack("{s:o, s:s, s:o}", "domain", json_text(domain->name), "mail", mail,
                             "reason", json_text(domain->known ? NULL : reason_of(domain))));
    }
    return array;
}
