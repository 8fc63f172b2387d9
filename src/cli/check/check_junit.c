/* check_junit.c: JUnit reports: https://github.com/testmoapp/junitxml has what servers read. */
#include "base/markup.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Junit {
    char *suite;
    char *cases; /* as XML */
    size_t size;
    FILE *out; /* writes `cases` */
    size_t count, failures, errors, skipped;
};

/* Writes `length` bytes as XML 1.0 has them between tags and in attributes. */
static void put(FILE *out, const char *text, size_t length)
{
    char *shown = visible_text_n(text, length);
    char *markup = markup_text(shown);
    fputs(markup, out);
    free(markup);
    free(shown);
}

/* Text between tags: a newline stays. */
static void put_lines(FILE *out, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        put(out, text, length);
        text += length;
        if (*text == '\n')
            putc(*text++, out);
    }
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    put(out, text, strlen(text));
    putc('"', out);
}

Junit *junit_new(const char *suite)
{
    Junit *junit = memory_new(sizeof *junit);
    junit->suite = memory_text(suite);
    junit->out = open_memstream(&junit->cases, &junit->size);
    return junit;
}

void junit_add(Junit *junit, const JunitCase *one)
{
    FILE *out = junit->out;
    if (!out)
        return;
    junit->count++;
    fputs("    <testcase", out);
    put_attribute(out, "classname", one->class_name);
    put_attribute(out, "name", one->name);
    if (one->skipped) {
        junit->skipped++;
        fputs("><skipped", out);
        put_attribute(out, "message", one->skipped);
        fputs("/></testcase>\n", out);
    } else if (one->message) {
        const char *tag = one->error ? "error" : "failure";
        *(one->error ? &junit->errors : &junit->failures) += 1;
        fprintf(out, "><%s", tag);
        put_attribute(out, "type", one->type);
        put_attribute(out, "message", one->message);
        putc('>', out);
        put_lines(out, one->text);
        fprintf(out, "</%s></testcase>\n", tag);
    } else {
        fputs("/>\n", out);
    }
}

void junit_print(Junit *junit)
{
    if (junit->out)
        fclose(junit->out);
    char *counts = memory_format(" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
                                 junit->count, junit->failures, junit->errors, junit->skipped);
    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites%s>\n  <testsuite", counts);
    put_attribute(stdout, "name", junit->suite);
    printf("%s>\n", counts);
    if (junit->cases)
        fwrite(junit->cases, 1, junit->size, stdout);
    puts("  </testsuite>\n</testsuites>");
    free(counts);
    free(junit->cases);
    free(junit->suite);
    free(junit);
}

/* Adds the findings from `*at` on that are of `index`, as one case. */
static void add_findings(Junit *junit, const Check *check, size_t *at, size_t index, JunitCase *one)
{
    const Findings *findings = &check->findings;
    char *text = NULL, *types = NULL;
    size_t size, types_size;
    FILE *out = open_memstream(&text, &size);
    FILE *names = open_memstream(&types, &types_size);
    const Finding *first = *at < findings->count ? &findings->items[*at] : NULL;
    for (; *at < findings->count && findings->items[*at].subscription == index; ++*at) {
        const Finding *finding = &findings->items[*at];
        one->message = first->text;
        one->error = one->error || finding->kind == FINDING_SETTINGS;
        if (out)
            fprintf(out, "%s\nTo mend it: %s\n", finding->text, finding->mend);
        if (names)
            fprintf(names, "%s%s", finding == first ? "" : " ", finding_name(finding->kind));
    }
    if (out)
        fclose(out);
    if (names)
        fclose(names);
    one->text = text ? text : "";
    one->type = types ? types : "";
    junit_add(junit, one);
    free(text);
    free(types);
}

void check_print_junit(const Check *check)
{
    const Findings *findings = &check->findings;
    Junit *junit = junit_new("seccontacts check");
    size_t at = 0;
    if (findings->count > 0 && findings->items[0].subscription == FINDING_SITE)
        add_findings(junit, check, &at, FINDING_SITE,
                     &(JunitCase){.class_name = "site", .name = "settings"});
    for (size_t i = 0; i < check->count; i++) {
        const Subscription *subscription = check->chosen[i];
        size_t index = (size_t)(subscription - check->list.items);
        JunitCase one = {.class_name = subscription->id, .name = subscription->name};
        if (!findings_concern(subscription))
            one.skipped = "disabled or deleted";
        else if (findings->unreadable) /* the site's case says why */
            one.skipped = "its settings can't be read";
        if (at < findings->count && findings->items[at].subscription == index)
            one.skipped = NULL;
        add_findings(junit, check, &at, index, &one);
    }
    if (check->whole)
        add_findings(junit, check, &at, FINDING_SITE,
                     &(JunitCase){.class_name = "site", .name = "all subscriptions together"});
    junit_print(junit);
}
