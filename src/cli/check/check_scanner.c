/* check_scanner.c: how another program would judge the security contacts. */
#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/check/check.h"
#include "command/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

/* What one check says of one subscription. */
typedef enum Verdict { UNJUDGED, PASS, FAIL } Verdict;

typedef struct Verdicts {
    const Check *check;
    Verdict *items; /* of each chosen subscription: one for each check of the scanner */
    size_t *passes, *fails;
} Verdicts;

static Verdict verdict_of(const Verdicts *verdicts, size_t subscription, size_t check)
{
    return verdicts->items[subscription * verdicts->check->scanner->count + check];
}

static void tell(const Error *problem, void *data)
{
    char *words = error_message(problem);
    output_note("%s", words);
    free(words);
    ++*(size_t *)data;
}

/* Judges all; returns how many problems there were with settings files, which have been told. */
static size_t judge(Verdicts *verdicts)
{
    const Check *check = verdicts->check;
    const Scanner *scanner = check->scanner;
    size_t problems = 0;
    for (size_t i = 0; i < check->count; i++) {
        Contact contact;
        if (!findings_concern(check->chosen[i]) ||
            !store_contact_review(check->store, check->chosen[i]->id, &contact, tell, &problems))
            continue;
        for (size_t j = 0; j < scanner->count; j++) {
            bool passes = scanner->checks[j].judge(&contact);
            verdicts->items[i * scanner->count + j] = passes ? PASS : FAIL;
            ++*(passes ? &verdicts->passes[j] : &verdicts->fails[j]);
        }
        contact_clear(&contact);
    }
    return problems;
}

static void print_text(const Verdicts *verdicts)
{
    const Check *check = verdicts->check;
    puts(check->scanner->title);
    for (size_t j = 0; j < check->scanner->count; j++) {
        const ScannerCheck *one = &check->scanner->checks[j];
        printf(_("  %s: %zu pass, %zu fail\n"), _(one->name), verdicts->passes[j],
               verdicts->fails[j]);
        printf(_("    Passes where: %s\n"), _(one->passes));
        if (one->note)
            printf(_("    Note: %s\n"), _(one->note));
        for (size_t i = 0; i < check->count && output_works(); i++) {
            if (verdict_of(verdicts, i, j) != FAIL)
                continue;
            char *name = visible_text(check->chosen[i]->name);
            printf(_("    Fails: %s (%s)\n"), name, check->chosen[i]->id);
            free(name);
        }
    }
}

static json_t *check_object(const Verdicts *verdicts, size_t j)
{
    const Check *check = verdicts->check;
    const ScannerCheck *one = &check->scanner->checks[j];
    json_t *failing = json_array();
    for (size_t i = 0; i < check->count; i++)
        if (verdict_of(verdicts, i, j) == FAIL)
            json_array_append_new(failing, json_pack("{s:s, s:o}", "id", check->chosen[i]->id,
                                                     "name", json_text(check->chosen[i]->name)));
    return json_pack("{s:s, s:s, s:o, s:I, s:I, s:o}", "check", one->name, "passes_where",
                     one->passes, "note", json_text(one->note), "pass",
                     (json_int_t)verdicts->passes[j], "fail", (json_int_t)verdicts->fails[j],
                     "failing", failing);
}

static void print_json(const Verdicts *verdicts)
{
    const Check *check = verdicts->check;
    json_t *checks = json_array();
    for (size_t j = 0; j < check->scanner->count; j++)
        json_array_append_new(checks, check_object(verdicts, j));
    output_json(json_pack("{s:o, s:s, s:o}", "site", json_text(check->path), "scanner",
                          check->scanner->name, "checks", checks));
}

/* What is wrong with the files of the site, so that not all of it could be judged. */
static void add_problems(Junit *junit, const Findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const Finding *finding = &findings->items[i];
        junit_add(junit, &(JunitCase){.class_name = "site",
                                      .name = "settings",
                                      .type = finding_name(finding->kind),
                                      .message = finding->text,
                                      .text = finding->mend,
                                      .error = true});
    }
}

static void add_verdict(Junit *junit, const Subscription *subscription, const ScannerCheck *check,
                        Verdict verdict)
{
    char *name = memory_format("%s: %s", subscription->name, check->name);
    char *passes = memory_format("passes where %s", check->passes);
    JunitCase one = {.class_name = subscription->id, .name = name, .text = ""};
    if (verdict == FAIL) {
        one.type = check->name;
        one.message = passes;
        one.text = check->note ? check->note : "";
    } else if (verdict == UNJUDGED && findings_concern(subscription)) {
        one.error = true;
        one.type = finding_name(FINDING_SETTINGS);
        one.message = "its settings can't be read";
    } else if (verdict == UNJUDGED) {
        one.skipped = "disabled or deleted";
    }
    junit_add(junit, &one);
    free(passes);
    free(name);
}

static void print_junit(const Verdicts *verdicts)
{
    const Check *check = verdicts->check;
    char *suite = memory_format("seccontacts check --as %s", check->scanner->name);
    Junit *junit = junit_new(suite);
    add_problems(junit, &check->findings);
    for (size_t i = 0; i < check->count; i++)
        for (size_t j = 0; j < check->scanner->count; j++)
            add_verdict(junit, check->chosen[i], &check->scanner->checks[j],
                        verdict_of(verdicts, i, j));
    junit_print(junit);
    free(suite);
}

int check_as_scanner(const Check *check)
{
    size_t count = check->scanner->count;
    Verdicts verdicts = {.check = check,
                         .items = memory_array(check->count * count, sizeof *verdicts.items),
                         .passes = memory_array(count, sizeof *verdicts.passes),
                         .fails = memory_array(count, sizeof *verdicts.fails)};
    size_t problems = judge(&verdicts);
    if (check->format == CHECK_JSON)
        print_json(&verdicts);
    else if (check->format == CHECK_JUNIT)
        print_junit(&verdicts);
    else
        print_text(&verdicts);
    size_t failed = 0;
    for (size_t j = 0; j < count; j++)
        failed += verdicts.fails[j];
    free(verdicts.items);
    free(verdicts.passes);
    free(verdicts.fails);
    return problems > 0 ? EX_CONFIG : failed > 0 ? CHECK_FOUND : EX_OK;
}
