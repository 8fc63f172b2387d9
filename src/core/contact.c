#include "core/contact.h"

#include "core/memory.h"
#include "core/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void contact_init(Contact *contact)
{
    *contact = (Contact){.emails = address_list_new()};
}

void contact_clear(Contact *contact)
{
    address_list_free(contact->emails);
    free(contact->phone);
    *contact = (Contact){0};
}

void contact_copy(Contact *to, const Contact *from)
{
    *to = (Contact){
        .emails = address_list_copy(from->emails),
        .phone = memory_text(from->phone),
        .alerts = from->alerts,
        .owners = from->owners,
    };
}

static bool same_phone(const Contact *a, const Contact *b)
{
    return a->phone && b->phone ? strcmp(a->phone, b->phone) == 0 : a->phone == b->phone;
}

bool contact_equal(const Contact *a, const Contact *b)
{
    return same_phone(a, b) && a->alerts == b->alerts && a->owners == b->owners &&
           address_list_equal(a->emails, b->emails);
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

static Moves compare_lists(const AddressList *before, const AddressList *after)
{
    Moves moves = {0};
    size_t last = 0;
    for (size_t i = 0; i < address_list_count(after); i++) {
        const char *text = address_list_get(after, i);
        size_t old = address_list_find(before, text, strlen(text));
        if (old == ADDRESS_LIST_NONE) {
            moves.added++;
            continue;
        }
        moves.respelled += strcmp(address_list_get(before, old), text) != 0;
        moves.reordered = moves.reordered || old < last;
        last = old;
    }
    moves.removed = address_list_count(before) + moves.added - address_list_count(after);
    return moves;
}

static void begin(FILE *out, bool *first)
{
    fputs(*first ? "" : ", ", out);
    *first = false;
}

/* "2 addresses added", and behind another count of addresses just "1 removed". */
static void write_count(FILE *out, bool *first, size_t count, const char *what)
{
    if (count == 0)
        return;
    if (*first)
        fprintf(out, "%zu address%s %s", count, count == 1 ? "" : "es", what);
    else
        fprintf(out, ", %zu %s", count, what);
    *first = false;
}

static void write_toggle(FILE *out, bool *first, const char *name, bool before, bool after)
{
    if (before == after)
        return;
    begin(out, first);
    fprintf(out, "%s %s", name, after ? "on" : "off");
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
    write_count(out, &first, moves.added, "added");
    write_count(out, &first, moves.removed, "removed");
    write_count(out, &first, moves.respelled, "respelled");
    if (moves.reordered) {
        begin(out, &first);
        fputs("order of the addresses changed", out);
    }
    if (!same_phone(before, after)) {
        begin(out, &first);
        fprintf(out, "phone %s", !before->phone ? "added" : !after->phone ? "removed" : "changed");
    }
    write_toggle(out, &first, "alerts", before->alerts, after->alerts);
    write_toggle(out, &first, "owners", before->owners, after->owners);
    if (first)
        fputs("no changes", out);
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

static void write_address_changes(FILE *out, const AddressList *before, const AddressList *after)
{
    for (size_t i = 0; i < address_list_count(after); i++) {
        const char *text = address_list_get(after, i);
        size_t old = address_list_find(before, text, strlen(text));
        if (old == ADDRESS_LIST_NONE)
            write_address(out, '+', text);
        else if (strcmp(address_list_get(before, old), text) != 0)
            write_change(out, "", address_list_get(before, old), text);
    }
    for (size_t i = 0; i < address_list_count(before); i++) {
        const char *text = address_list_get(before, i);
        if (address_list_find(after, text, strlen(text)) == ADDRESS_LIST_NONE)
            write_address(out, '-', text);
    }
}

char *contact_changes(const Contact *before, const Contact *after)
{
    static const char *const words[] = {"off", "on"};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("changed");
    write_address_changes(out, before->emails, after->emails);
    if (compare_lists(before->emails, after->emails).reordered)
        fputs("order of the addresses changed\n", out);
    if (!same_phone(before, after))
        write_change(out, "phone: ", before->phone ? before->phone : "none",
                     after->phone ? after->phone : "none");
    if (before->alerts != after->alerts)
        write_change(out, "alerts: ", words[before->alerts], words[after->alerts]);
    if (before->owners != after->owners)
        write_change(out, "owners: ", words[before->owners], words[after->owners]);
    fclose(out);
    return text;
}
