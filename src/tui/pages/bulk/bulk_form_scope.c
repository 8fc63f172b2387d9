/* The subscriptions that a form for many is for, as its draft names them. */
#include "base/memory.h"
#include "tui/pages/bulk/bulk_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_LENGTH 36
#define NAMED     5 /* of those that are gone */

char *bulk_form_scope_write(const SubscriptionList *chosen)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; out && i < chosen->count; i++) {
        fprintf(out, "%s ", chosen->items[i].id);
        for (const char *c = chosen->items[i].name; *c; c++)
            fputc(*c == '\n' ? ' ' : *c, out);
        fputc('\n', out);
    }
    if (out)
        fclose(out);
    return text ? text : memory_text("");
}

static int compare_ids(const void *a, const void *b)
{
    const Subscription *const *one = a, *const *other = b;
    return strcmp((*one)->id, (*other)->id);
}

/* The subscriptions of the site in the order of their ids. */
static const Subscription **index_ids(const SubscriptionList *list)
{
    const Subscription **index = memory_array(list->count, sizeof *index);
    for (size_t i = 0; i < list->count; i++)
        index[i] = &list->items[i];
    qsort(index, list->count, sizeof *index, compare_ids);
    return index;
}

void bulk_form_scope_read(const Session *session, const char *scope, SubscriptionList *chosen,
                          char **gone, size_t *gone_count)
{
    const SubscriptionList *list = &session->subscriptions;
    const Subscription **index = index_ids(list);
    size_t size;
    FILE *out = open_memstream(gone, &size);
    *gone_count = 0;
    for (const char *line = scope, *end; *line; line = *end ? end + 1 : end) {
        end = strchrnul(line, '\n');
        if (end - line < ID_LENGTH)
            continue;
        char *id = memory_text_n(line, ID_LENGTH);
        const Subscription wanted = {.id = id}, *key = &wanted;
        const Subscription **found =
            list->count > 0 ? bsearch(&key, index, list->count, sizeof *index, compare_ids) : NULL;
        const char *name = line + ID_LENGTH;
        name += *name == ' ';
        if (found) {
            Subscription copy = {.id = memory_text(id), .name = memory_text((*found)->name)};
            subscription_list_add(chosen, &copy);
        } else {
            ++*gone_count;
            if (out)
                fprintf(out, "%.*s\n", (int)(end - name), name);
        }
        free(id);
    }
    if (out)
        fclose(out);
    free(index);
}

/* "A, B and so on" of names that stand one a line. */
static char *first_names(const char *names, size_t count)
{
    char *text = memory_text("");
    size_t i = 0;
    for (const char *line = names; *line && i < NAMED; i++) {
        const char *end = strchrnul(line, '\n');
        char *longer = memory_format("%s%s%.*s", text, i > 0 ? ", " : "", (int)(end - line), line);
        free(text);
        text = longer;
        line = *end ? end + 1 : end;
    }
    if (i < count) {
        char *longer = memory_format("%s, …", text);
        free(text);
        text = longer;
    }
    return text;
}

void bulk_form_scope_describe(const Session *session, const char *scope, Lines *lines)
{
    const Form *form = form_get("draft");
    SubscriptionList chosen = {0};
    char *gone, *text;
    size_t gone_count;
    lines_add(lines, STYLE_NORMAL, 0, "");
    if (!*scope) {
        lines_add(lines, STYLE_NORMAL, 0, form_text(form, "for_all"));
        return;
    }
    bulk_form_scope_read(session, scope, &chosen, &gone, &gone_count);
    char *number = words_number(chosen.count);
    text = chosen.count > 0 ? words_plural(form, "for", chosen.count, number, chosen.items[0].name)
                            : memory_text(form_text(form, "for_none"));
    lines_add(lines, chosen.count > 0 ? STYLE_NORMAL : STYLE_PROBLEM, 0, text);
    free(text);
    free(number);
    if (gone_count > 0) {
        char *names = first_names(gone, gone_count);
        number = words_number(gone_count);
        text = words_plural(form, "gone", gone_count, number, names);
        lines_add(lines, STYLE_PROBLEM, 0, text);
        free(text);
        free(number);
        free(names);
    }
    free(gone);
    subscription_list_clear(&chosen);
}
