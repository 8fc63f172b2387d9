/* contact.c: a security contact, and how two of them differ, in words. */
#include "core/contact.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/contact_field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void contact_init(Contact *contact)
{
    *contact = (Contact){.emails = address_list_new()};
}

void contact_clear(Contact *contact)
{
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        contact_set_value(contact, i, NULL);
    address_list_free(contact->emails);
    *contact = (Contact){0};
}

void contact_copy(Contact *to, const Contact *from)
{
    *to = (Contact){.emails = address_list_copy(from->emails)};
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        contact_set_value(to, i, contact_value(from, i));
}

void contact_copy_indexed(Contact *to, const Contact *from)
{
    contact_copy(to, from);
    address_list_free(to->emails);
    to->emails = address_list_copy_indexed(from->emails);
}

bool contact_equal(const Contact *a, const Contact *b)
{
    size_t same = CONTACT_VALUES; /* the addresses, which may be many, last */
    while (same < CONTACT_FIELD_COUNT && contact_field_equal(a, b, same))
        same++;
    return same == CONTACT_FIELD_COUNT && contact_field_equal(a, b, CONTACT_EMAILS);
}

bool contact_is_configured(const Contact *contact)
{
    return address_list_count(contact->emails) > 0;
}

/* What happened to the addresses between two lists. */
typedef struct Moves {
    size_t added, removed, respelled;
    bool reordered; /* those in both lists stand in another order */
} Moves;

static bool same_at(const AddressList *a, size_t i, const AddressList *b, size_t j)
{
    return strcmp(address_list_get(a, i), address_list_get(b, j)) == 0;
}

/* The addresses of a list from `start` to `end`. */
typedef struct Part {
    const AddressList *list;
    size_t start, end;
    AddressList *found_in; /* NULL until it is needed */
} Part;

/* What is not the same at the beginning and at the end of both: most edits of a long list are in
 * one place. The caller clears both. */
static void part_that_differs(const AddressList *before, const AddressList *after, Part *old,
                              Part *new)
{
    size_t old_end = address_list_count(before), new_end = address_list_count(after), start = 0;
    while (start < old_end && start < new_end && same_at(before, start, after, start))
        start++;
    while (old_end > start && new_end > start && same_at(before, old_end - 1, after, new_end - 1)) {
        old_end--;
        new_end--;
    }
    *old = (Part){.list = before, .start = start, .end = old_end};
    *new = (Part){.list = after, .start = start, .end = new_end};
}

static void clear_part(Part *part)
{
    address_list_free(part->found_in);
}

/* The mailbox of `text` in it, which is not in the rest of its list: its spelling, and in `*at` a
 * number that grows with its place. NULL where it is not there. Few addresses are copied for that;
 * of many there is a table. */
static const char *find_in(Part *part, const char *text, size_t *at)
{
    enum { FEW = 4 }; /* a fourth of all, or less */
    if (!part->found_in && part->end - part->start > address_list_count(part->list) / FEW) {
        part->found_in = address_list_copy_indexed(part->list);
    } else if (!part->found_in) {
        part->found_in = address_list_new();
        for (size_t i = part->start; i < part->end; i++) {
            const char *own = address_list_get(part->list, i);
            address_list_add(part->found_in, own, strlen(own));
        }
    }
    *at = address_list_find(part->found_in, text, strlen(text));
    return *at == ADDRESS_LIST_NONE ? NULL : address_list_get(part->found_in, *at);
}

static Moves compare_parts(Part *old, const Part *new)
{
    Moves moves = {0};
    size_t last = 0, at;
    for (size_t i = new->start; i < new->end; i++) {
        const char *text = address_list_get(new->list, i);
        const char *same = find_in(old, text, &at);
        if (!same) {
            moves.added++;
            continue;
        }
        moves.respelled += strcmp(same, text) != 0;
        moves.reordered = moves.reordered || at < last;
        last = at;
    }
    moves.removed = old->end - old->start + moves.added - (new->end - new->start);
    return moves;
}

static Moves compare_lists(const AddressList *before, const AddressList *after)
{
    Part old, new;
    part_that_differs(before, after, &old, &new);
    Moves moves = compare_parts(&old, &new);
    clear_part(&old);
    return moves;
}

static void begin(FILE *out, bool *first)
{
    fputs(*first ? "" : ", ", out);
    *first = false;
}

static void write_field(FILE *out, bool *first, size_t index, const Contact *before,
                        const Contact *after)
{
    const ContactField *field = &contact_fields[index];
    const char *old = contact_value(before, index), *new = contact_value(after, index);
    if (strcmp(old, new) == 0)
        return;
    begin(out, first);
    if (!contact_field_is_text(index))
        fputs(_(contact_is_on(after, index) ? field->added : field->removed), out);
    else
        fputs(_(!*old ? field->added : !*new ? field->removed : field->changed), out);
}

/* "2 addresses added", and behind another count of addresses just "1 removed". */
static void write_counts(FILE *out, bool *first, const Moves *moves)
{
    size_t added = moves->added, removed = moves->removed, respelled = moves->respelled;
    char *adds = language_number(added), *removes = language_number(removed);
    char *respells = language_number(respelled);
    if (added > 0) {
        begin(out, first);
        fprintf(out, n_("%s address added", "%s addresses added", added), adds);
    }
    if (removed > 0) {
        bool alone = *first;
        begin(out, first);
        fprintf(out,
                alone ? n_("%s address removed", "%s addresses removed", removed)
                      : n_("%s removed", "%s removed", removed),
                removes);
    }
    if (respelled > 0) {
        bool alone = *first;
        begin(out, first);
        fprintf(out,
                alone ? n_("%s address respelled", "%s addresses respelled", respelled)
                      : n_("%s respelled", "%s respelled", respelled),
                respells);
    }
    free(adds);
    free(removes);
    free(respells);
}

char *contact_difference(const Contact *before, const Contact *after)
{
    Moves moves = compare_lists(before->emails, after->emails);
    char *text = NULL;
    size_t size;
    bool first = true;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("changed");
    write_counts(out, &first, &moves);
    if (moves.reordered) {
        begin(out, &first);
        fputs(_("order of the addresses changed"), out);
    }
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        write_field(out, &first, i, before, after);
    if (first)
        fputs(_("no changes"), out);
    fclose(out);
    return text;
}

static void write_address(FILE *out, char sign, const char *address)
{
    char *shown = visible_text(address);
    fprintf(out, "%c %s\n", sign, shown);
    free(shown);
}

static void write_change(FILE *out, const char *what, const char *before, const char *after)
{
    char *from = visible_text(before);
    char *to = visible_text(after);
    fprintf(out, "%s%s -> %s\n", what, from, to);
    free(to);
    free(from);
}

static void write_address_changes(FILE *out, const AddressList *all_before,
                                  const AddressList *all_after)
{
    Part before, after;
    size_t at;
    part_that_differs(all_before, all_after, &before, &after);
    for (size_t i = after.start; i < after.end; i++) {
        const char *text = address_list_get(all_after, i);
        const char *old = find_in(&before, text, &at);
        if (!old)
            write_address(out, '+', text);
        else if (strcmp(old, text) != 0)
            write_change(out, "", old, text);
    }
    for (size_t i = before.start; i < before.end; i++) {
        const char *text = address_list_get(all_before, i);
        if (!find_in(&after, text, &at))
            write_address(out, '-', text);
    }
    clear_part(&before);
    clear_part(&after);
}

/* A value as it stands in a change. */
static const char *shown_value(const Contact *contact, size_t index)
{
    const char *value = contact_value(contact, index);
    if (contact_field_is_text(index))
        return *value ? value : _("none");
    return contact_is_on(contact, index) ? _("on") : _("off");
}

char *contact_changes(const Contact *before, const Contact *after)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("changed");
    write_address_changes(out, before->emails, after->emails);
    if (compare_lists(before->emails, after->emails).reordered)
        fprintf(out, "%s\n", _("order of the addresses changed"));
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (!contact_field_equal(before, after, i))
            write_change(out, _(contact_fields[i].change), shown_value(before, i),
                         shown_value(after, i));
    }
    fclose(out);
    return text;
}
