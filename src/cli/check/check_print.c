/* How findings are printed: as text, as JSON, and how many there are. */
#include "cli/check/check.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "command/output.h"
#include "command/table.h"
#include "site/findings/findings_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_WIDTH = 8 };

static void print_place(const Check *check, size_t index)
{
    if (index == FINDING_SITE) {
        char *path = visible_text(check->path);
        printf(_("The site %s\n"), path);
        free(path);
    } else {
        const Subscription *subscription = &check->list.items[index];
        output_visible(subscription->name);
        printf(" (%s)\n", subscription->id);
    }
}

static void print_finding(const Finding *finding)
{
    CisControl controls[CIS_VERSIONS];
    printf("  %-*s%s\n", FIELD_WIDTH, finding_field(finding->kind), finding->text);
    printf("  %*s", FIELD_WIDTH, "");
    printf(_("To mend it: %s\n"), finding->mend);
    if (!finding_cis(finding->kind, controls))
        return;
    printf("  %*sCIS Azure Foundations: ", FIELD_WIDTH, "");
    for (size_t i = 0; i < CIS_VERSIONS; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        printf(_("%s of %s"), controls[i].control, controls[i].version);
    }
    putchar('\n');
}

static void print_counts(const Findings *findings)
{
    printf(n_("%zu subscription checked: %zu healthy, %zu unhealthy",
              "%zu subscriptions checked: %zu healthy, %zu unhealthy", findings->checked),
           findings->checked, findings->healthy, findings->checked - findings->healthy);
    if (findings->left_out > 0)
        printf(n_("; %zu disabled or deleted left out", "; %zu disabled or deleted left out",
                  findings->left_out),
               findings->left_out);
    putchar('\n');
}

/* How often each kind was found. */
static void count_kinds(const Findings *findings, size_t counts[FINDING_KINDS])
{
    memset(counts, 0, FINDING_KINDS * sizeof *counts);
    for (size_t i = 0; i < findings->count; i++)
        counts[findings->items[i].kind]++;
}

static void print_summary(const Findings *findings)
{
    static const char *const header[] = {N_("FOUND"), N_("CHECK"), N_("WHAT TO DO")};
    size_t counts[FINDING_KINDS];
    count_kinds(findings, counts);
    if (findings->count == 0)
        return;
    Table *table = table_new(3, header);
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++) {
        if (counts[kind] == 0)
            continue;
        char *number = words_number(counts[kind]);
        table_add(table,
                  (const char *const[]){number, finding_name(kind), finding_text(kind, "_title")});
        free(number);
    }
    table_print(table);
    table_free(table);
}

static json_t *summary_json(const Findings *findings)
{
    size_t counts[FINDING_KINDS];
    json_t *object = json_object();
    count_kinds(findings, counts);
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        if (counts[kind] > 0)
            json_object_set_new(object, finding_name(kind), json_integer((json_int_t)counts[kind]));
    return object;
}

void check_print_text(const Check *check)
{
    const Findings *findings = &check->findings;
    if (check->summary) {
        print_summary(findings);
        print_counts(findings);
        return;
    }
    for (size_t i = 0; i < findings->count && output_works(); i++) {
        const Finding *finding = &findings->items[i];
        if (i == 0 || finding->subscription != finding[-1].subscription)
            print_place(check, finding->subscription);
        print_finding(finding);
        if (findings->unreadable && i == findings->unreadable_at)
            printf(n_("  %*sIt keeps %zu subscription from being checked\n",
                      "  %*sIt keeps %zu subscriptions from being checked\n", findings->unread),
                   FIELD_WIDTH, "", findings->unread);
    }
    if (check->proofs)
        check_proofs_print(check->proofs);
    print_counts(findings);
}

static json_t *finding_json(const Check *check, const Finding *finding)
{
    const Subscription *subscription =
        finding->subscription == FINDING_SITE ? NULL : &check->list.items[finding->subscription];
    const char *field = finding_field(finding->kind);
    CisControl controls[CIS_VERSIONS];
    json_t *cis = json_object();
    if (finding_cis(finding->kind, controls))
        for (size_t i = 0; i < CIS_VERSIONS; i++)
            json_object_set_new(cis, controls[i].version, json_string(controls[i].control));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "check", finding_name(finding->kind),
                     "subscription", json_text(subscription ? subscription->id : NULL), "name",
                     json_text(subscription ? subscription->name : NULL), "field",
                     json_text(*field ? field : NULL), "finding", json_text(finding->text), "mend",
                     json_text(finding->mend), "cis", cis);
}

json_t *check_json(const Check *check)
{
    const Findings *findings = &check->findings;
    json_t *found = check->summary ? summary_json(findings) : json_array();
    for (size_t i = 0; i < findings->count && !check->summary; i++)
        json_array_append_new(found, finding_json(check, &findings->items[i]));
    json_t *object =
        json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:o}", "site", json_text(check->path), "healthy",
                  findings->count == 0, "checked", (json_int_t)findings->checked,
                  "healthy_subscriptions", (json_int_t)findings->healthy, "unhealthy_subscriptions",
                  (json_int_t)(findings->checked - findings->healthy), "left_out",
                  (json_int_t)findings->left_out, check->summary ? "summary" : "findings", found);
    if (check->domains)
        json_object_set_new(object, "domains", check_domains_json(check->domains));
    if (check->proofs)
        json_object_set_new(object, "proven", check_proofs_json(check->proofs));
    return object;
}
