#include "base/line_changes.h"

#include "base/memory.h"
#include "base/visible.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Line {
    const char *text; /* without the space at its ends */
    size_t length;
    bool changed;
} Line;

typedef struct Lines {
    Line *items;
    size_t count, capacity;
} Lines;

static Lines split(const char *text)
{
    Lines lines = {0};
    while (*text) {
        size_t length = strcspn(text, "\n");
        const char *start = text;
        text += length + (text[length] == '\n');
        size_t space = strspn(start, " \t");
        start += space < length ? space : length;
        length -= space < length ? space : length;
        while (length > 0 && strchr(" \t\r", start[length - 1]))
            length--;
        if (length == 0)
            continue;
        lines.items =
            memory_reserve(lines.items, &lines.capacity, lines.count + 1, sizeof *lines.items);
        lines.items[lines.count++] = (Line){.text = start, .length = length};
    }
    return lines;
}

static int compare(const Line *a, const Line *b)
{
    size_t least = a->length < b->length ? a->length : b->length;
    int order = least > 0 ? memcmp(a->text, b->text, least) : 0;
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare_places(const void *a, const void *b)
{
    return compare(*(Line *const *)a, *(Line *const *)b);
}

static Line **sorted(const Lines *lines)
{
    Line **order = memory_array(lines->count, sizeof(Line *));
    for (size_t i = 0; i < lines->count; i++)
        order[i] = &lines->items[i];
    qsort(order, lines->count, sizeof(Line *), compare_places);
    return order;
}

static void mark(const Lines *before, const Lines *after)
{
    Line **old = sorted(before), **new = sorted(after);
    size_t i = 0, j = 0;
    while (i < before->count || j < after->count) {
        int order = i == before->count ? 1 : j == after->count ? -1 : compare(old[i], new[j]);
        if (order < 0)
            old[i]->changed = true;
        if (order > 0)
            new[j]->changed = true;
        i += order <= 0;
        j += order >= 0;
    }
    free(old);
    free(new);
}

static size_t write_changed(FILE *out, const Lines *lines, char sign)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (!lines->items[i].changed)
            continue;
        char *shown = visible_text_n(lines->items[i].text, lines->items[i].length);
        fprintf(out, "%c %s\n", sign, shown);
        free(shown);
        count++;
    }
    return count;
}

char *line_changes(const char *before, const char *after, LineChanges *counts)
{
    Lines old = split(before ? before : ""), new = split(after ? after : "");
    LineChanges changes = {0};
    char *text = NULL;
    size_t size;
    mark(&old, &new);
    FILE *out = open_memstream(&text, &size);
    if (out) {
        changes.removed = write_changed(out, &old, '-');
        changes.added = write_changed(out, &new, '+');
        fclose(out);
    }
    free(old.items);
    free(new.items);
    if (counts)
        *counts = changes;
    return text ? text : memory_text("");
}
