/* The command history: who changed what, and when. */
#include "site/history.h"

#include "azure/export.h"
#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/visible.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/sent.h"
#include "cli/verify.h"
#include "command/options.h"
#include "command/output.h"
#include "command/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

enum { LIMIT = 100 };

typedef struct Report {
    Site *site;
    History *history;
    SubscriptionList subscriptions;
    const Subscription **by_id; /* the same, sorted */
    HistoryQuery query;
    bool json, whole; /* whole: not the list, but the differences of one version */
    const char *show; /* that version, as given */
    bool verify;
    char *head; /* --head */
    Table *table;
    json_t *array;
    size_t count;
    int64_t last; /* the version that was told last */
} Report;

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const Subscription *const *)a)->id, (*(const Subscription *const *)b)->id);
}

static int compare_id(const void *id, const void *subscription)
{
    return strcmp(id, (*(const Subscription *const *)subscription)->id);
}

/* The name of the subscription with this id; NULL where the site does not have it. */
static const char *name_of(const Report *report, const char *id)
{
    const Subscription *const *found = id ? bsearch(id, report->by_id, report->subscriptions.count,
                                                    sizeof *report->by_id, compare_id)
                                          : NULL;
    return found ? (*found)->name : NULL;
}

static void time_text(int64_t time, char text[32])
{
    struct tm civil;
    time_t instant = (time_t)time;
    gmtime_r(&instant, &civil);
    strftime(text, 32, "%Y-%m-%d %H:%M:%S", &civil);
}

/* A side of the change as JSON: null where it has no security contact. */
static json_t *contact_json(const Report *report, const HistoryChange *change, const char *id,
                            bool before)
{
    Contact contact;
    Error ignored; /* a side that can't be read any more is null */
    if (!id || (before ? change->before : change->after) == 0 ||
        !site_history_contact(report->history, change, before, &contact, &ignored))
        return json_null();
    json_t *json = json_object();
    export_add_values(json, &contact, false);
    contact_clear(&contact);
    return json;
}

static json_t *text_json(const char *text)
{
    return json_text(*text ? text : NULL);
}

static json_t *change_json(const Report *report, const HistoryChange *change)
{
    static const char *const kinds[] = {
        [HISTORY_SAVE] = "save", [HISTORY_OUTSIDE] = "outside", [HISTORY_FOUND] = "found"};
    const HistoryWho *who = &change->who;
    bool outside = change->kind != HISTORY_SAVE;
    char *id = site_history_subscription(change->file);
    char *what = site_history_what(report->history, change);
    json_t *json = json_pack(
        "{s:I, s:o, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o}",
        "version", (json_int_t)change->version, "time", sent_time_json(change->time), "kind",
        kinds[change->kind], "open", change->open, "unclear", change->unclear, "subscription",
        json_text(id), "subscription_name", json_text(name_of(report, id)), "file",
        json_text(change->file), "user", text_json(who->user), "uid", (json_int_t)who->uid, "login",
        text_json(who->login), "sudo", text_json(who->claimed), "from", text_json(who->address),
        "host", text_json(who->host), "with", text_json(who->via), "what", json_text(what),
        "modified", outside ? sent_time_json(change->modified) : json_null(), "owner",
        outside && change->owner >= 0 ? json_integer(change->owner) : json_null(), "before",
        contact_json(report, change, id, true), "after", contact_json(report, change, id, false));
    free(what);
    free(id);
    return json;
}

static const char *state_of(const HistoryChange *change)
{
    return change->open      ? _("under way: ")
           : change->unclear ? _("interrupted, perhaps not saved: ")
                             : "";
}

static void add_row(const Report *report, const HistoryChange *change)
{
    char when[32];
    time_text(change->time, when);
    char *id = site_history_subscription(change->file);
    const char *name = name_of(report, id);
    char *version = memory_format("%lld", (long long)change->version);
    char *who = site_history_who(change);
    char *what = site_history_what(report->history, change);
    char *words = memory_format("%s%s", state_of(change), what);
    const char *from = site_history_from(change);
    table_add(report->table,
              (const char *const[]){version, when,
                                    name ? name
                                    : id ? id
                                         : change->file,
                                    who, *from ? from : "-",
                                    change->kind == HISTORY_SAVE ? change->who.via : "-", words});
    free(words);
    free(what);
    free(who);
    free(version);
    free(id);
}

/* Who saved it where, or noticed it. */
static char *origin_of(const HistoryChange *change, const char *who, const char *from)
{
    const char *host = change->who.host, *via = change->who.via;
    bool saved = change->kind == HISTORY_SAVE;
    if (*from)
        return sentence_fill(saved ? _("%s, from %s on %s, with %s")
                                   : _("%s, from %s, noticed on %s, by %s"),
                             (const char *[]){who, from, host, via, NULL});
    return sentence_fill(saved ? _("%s on %s, with %s") : _("%s, noticed on %s, by %s"),
                         (const char *[]){who, host, via, NULL});
}

/* All of one version. */
static void print_whole(const Report *report, const HistoryChange *change)
{
    char when[32], modified[32];
    time_text(change->time, when);
    time_text(change->modified, modified);
    char *id = site_history_subscription(change->file);
    const char *name = name_of(report, id);
    char *who = site_history_who(change);
    const char *from = site_history_from(change);
    printf(_("Version %lld, %s UTC\n"), (long long)change->version, when);
    output_visible(name ? name : change->file);
    char *origin = origin_of(change, who, from);
    printf("\n%s%s", state_of(change), origin);
    free(origin);
    if (change->kind != HISTORY_SAVE && change->owner >= 0)
        printf(_("; last modified %s UTC"), modified);
    char *lines = site_history_lines(report->history, change);
    puts("\n");
    if (*lines)
        fputs(lines, stdout);
    else
        puts(_("no changes"));
    free(lines);
    free(who);
    free(id);
}

static bool add(const HistoryChange *change, void *data)
{
    Report *report = data;
    report->count++;
    report->last = change->version;
    if (report->json)
        json_array_append_new(report->array, change_json(report, change));
    else if (report->whole)
        print_whole(report, change);
    else
        add_row(report, change);
    return true;
}

static void note_earlier(size_t count)
{
    char *text = memory_format(n_("%zu earlier one is not listed: --limit 0 lists all",
                                  "%zu earlier ones are not listed: --limit 0 lists all", count),
                               count);
    output_note("%s", text);
    free(text);
}

static int print(Report *report, Error *error)
{
    static const char *const header[] = {N_("VERSION"), N_("TIME (UTC)"), N_("WHERE"), N_("WHO"),
                                         N_("FROM"),    N_("WITH"),       N_("WHAT")};
    report->table = table_new(7, header);
    report->array = json_array();
    size_t all = 0;
    bool good = history_changes(report->history, &report->query, add, report, error) &&
                history_count(report->history, &report->query, &all, error);
    if (good && report->count == 0 && report->whole)
        good =
            error_set(error, ERROR_DATA,
                      report->query.file ? N_("%s is no version of this subscription or file: "
                                              "seccontacts history lists them")
                                         : N_("%s is no version: seccontacts history lists them"),
                      visible_start(report->show, 40));
    if (good && report->json)
        output_json(json_incref(report->array));
    else if (good && report->count == 0)
        output_note("no change is on record");
    else if (good && !report->whole)
        table_print(report->table);
    if (good && all > report->count && !report->json)
        note_earlier(all - report->count);
    table_free(report->table);
    json_decref(report->array);
    return good ? EX_OK : EX_DATAERR;
}

static bool take_number(const char *option, const char *text, int64_t *number, Error *error)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *number = value;
    return (*text != '\0' && *end == '\0' && errno == 0 && value >= 0) ||
           error_set(error, ERROR_USAGE, "%s: \"%s\" is no number; see seccontacts history --help",
                     option, visible_start(text, 40));
}

static bool take_since(const char *text, int64_t *since, Error *error)
{
    Day day;
    if (!day_parse(text, &day))
        return error_set(error, ERROR_USAGE, "\"%s\" is no day; expected one like 2026-11-23",
                         visible_start(text, 40));
    *since = (int64_t)day * 86400;
    return true;
}

/* The id that the operand means; it need not be one of the site's. */
static char *id_of(const Report *report, const char *operand, Error *error)
{
    size_t index;
    char *id = subscription_id_normal(operand);
    if (!id && subscription_list_choose(&report->subscriptions, operand, &index, error) &&
        index < report->subscriptions.count)
        id = memory_text(report->subscriptions.items[index].id);
    return id;
}

static int report_on(Report *report, const char *operand, Error *error)
{
    size_t count = report->subscriptions.count;
    report->by_id = memory_array(count, sizeof *report->by_id);
    for (size_t i = 0; i < count; i++)
        report->by_id[i] = &report->subscriptions.items[i];
    qsort(report->by_id, count, sizeof *report->by_id, compare_ids);
    char *file = operand ? site_history_named(operand) : NULL;
    char *id = operand && !file ? id_of(report, operand, error)
               : file           ? site_history_subscription(file)
                                : NULL;
    if (id && !file)
        file = site_history_file(id);
    int status = EX_DATAERR;
    report->query.file = file;
    if (error->kind == ERROR_NONE) {
        report->history = site_history_open(report->site, id, error);
        if (report->history)
            status = print(report, error);
        history_close(report->history);
    }
    free(file);
    free(id);
    free(report->by_id);
    return status;
}

static const struct option options[] = {{"since", required_argument, NULL, 's'},
                                        {"limit", required_argument, NULL, 'l'},
                                        {"show", required_argument, NULL, 'v'},
                                        {"verify", no_argument, NULL, 'c'},
                                        {"head", required_argument, NULL, 'e'},
                                        {"json", no_argument, NULL, 'j'},
                                        OPTIONS_LAST};

/* Reads the options; -1, or the status with which the command is done. */
static int parse(Report *report, const CommandContext *context, int argc, char **argv, Error *error)
{
    int option;
    int64_t limit = LIMIT;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        report->json |= option == 'j';
        report->verify |= option == 'c' || option == 'e';
        if (option == 'e')
            report->head = optarg;
        if ((option == 's' && !take_since(optarg, &report->query.since, error)) ||
            (option == 'l' && !take_number("--limit", optarg, &limit, error)) ||
            (option == 'v' && !take_number("--show", optarg, &report->query.version, error)))
            return EX_USAGE;
        if (option == 'v') {
            report->whole = true;
            report->show = optarg;
        }
    }
    if (option != OPTIONS_END)
        return options_status(option);
    report->query.limit = (size_t)limit;
    if (report->whole && report->query.version == 0)
        report->query.version = -1;
    if (report->head && !verify_take_head(report->head, error))
        return EX_USAGE;
    if (report->verify && (report->whole || report->query.since || argv[optind])) {
        error_set(
            error, ERROR_USAGE,
            "history: --verify is for the whole history: it goes with --head and --json only");
        return EX_USAGE;
    }
    return -1;
}

/* Loads the subscriptions. Where they can't be read nobody knows their names, but which version
 * they could be read with is what one wants to see: only a name as the operand can't do without
 * them. */
static bool load(Report *report, const char *operand, Error *error)
{
    report->subscriptions = (SubscriptionList){0};
    if (store_subscriptions_load(report->site->store, &report->subscriptions, &(StoreVersionTag){0},
                                 error))
        return true;
    report->subscriptions = (SubscriptionList){0};
    char *file = operand ? site_history_named(operand) : NULL;
    bool known = !operand || file || subscription_id_is_valid(operand);
    free(file);
    if (!known)
        return false;
    char *words = error_message(error);
    output_note("warning: %s", words);
    free(words);
    error_clear(error);
    return true;
}

static int verify(const Report *report, Error *error)
{
    History *history = site_history_open(report->site, NULL, error);
    const VerifyWhat what = {.history = history};
    ChainVerified verified;
    bool whole = history && verify_chain(&what, report->head, &verified, error);
    if (whole)
        verify_print(&what, &verified, report->json);
    history_close(history);
    return whole ? EX_OK : EX_DATAERR;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Report report = {0};
    int status = parse(&report, context, argc, argv, error);
    if (status >= 0)
        return status;
    report.site = open_site(context, false, error);
    if (!report.site)
        return EX_CONFIG;
    status = EX_CONFIG;
    if (report.verify)
        status = verify(&report, error);
    else if (load(&report, argv[optind], error))
        status = report_on(&report, argv[optind], error);
    subscription_list_clear(&report.subscriptions);
    site_close(report.site);
    return status;
}

const Command command_history = {
    .name = "history",
    .usage = "[SUB|FILE] [--show VERSION] [--since DAY]\n"
             "       [--limit N] [--json]\n"
             "       --verify [--head HASH] [--json]",
    .summary = "List who changed what, or all that one change changed",
    .help = "  SUB             changes of this subscription's security contact only: its id,\n"
            "                  name or start of its id\n"
            "  FILE            changes of this file only: subscriptions.conf,\n"
            "                  seccontacts.conf or contacts/ID.conf\n"
            "  --show VERSION  all that this version changed\n"
            "  --since DAY     changes of this day (UTC), like 2026-11-23, and later\n"
            "  --limit N       the latest N (100); 0 is all\n"
            "  --verify        go through all of it, and name the record that is not as it\n"
            "                  was written: changed, removed or inserted\n"
            "  --head HASH     verify also that this head, which the system's log has, is one\n"
            "                  of the chain: else its end was removed, or it was made anew\n"
            "  --json          print an array of objects, one a change: version, time, kind\n"
            "                  (save, outside, found), open, unclear, subscription,\n"
            "                  subscription_name, file, user, uid, login, sudo, from, host,\n"
            "                  with, what, modified, owner; before and after, the security\n"
            "                  contacts, are objects of emails, phone and alerts;\n"
            "                  with --verify: verified, records, events, head, at\n"
            "\n"
            "WHO is the user whose process saved. Who logged in is the kernel's word; who is\n"
            "behind sudo, and FROM, the address of the SSH client, are the environment's,\n"
            "which a user can set. A file edited without seccontacts is recorded when it is\n"
            "read the next time, as edited outside.\n"
            "\n"
            "Exit status:\n"
            "  0   listed\n"
            "  65  no such subscription or version; or the history is damaged, or not as\n"
            "      it was written\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts history \"Contoso Production\" --since 2026-11-01\n",
    .options = options,
    .operands = {0, 1, N_("SUB or FILE")},
    .run = run,
};
