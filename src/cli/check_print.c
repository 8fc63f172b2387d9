#include "cli/check.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "command/output.h"

#include <stdio.h>
#include <stdlib.h>

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

void check_print_text(const Check *check)
{
    const Findings *findings = &check->findings;
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
    json_t *array = json_array();
    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(array, finding_json(check, &findings->items[i]));
    json_t *object =
        json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:o}", "site", json_text(check->path), "healthy",
                  findings->count == 0, "checked", (json_int_t)findings->checked,
                  "healthy_subscriptions", (json_int_t)findings->healthy, "unhealthy_subscriptions",
                  (json_int_t)(findings->checked - findings->healthy), "left_out",
                  (json_int_t)findings->left_out, "findings", array);
    if (check->domains)
        json_object_set_new(object, "domains", check_domains_json(check->domains));
    if (check->proofs)
        json_object_set_new(object, "proven", check_proofs_json(check->proofs));
    return object;
}
