#include "core/contact.h"

#include "core/language.h"
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

static bool same_at(const AddressList *a, size_t i, const AddressList *b, size_t j)
{
    return strcmp(address_list_get(a, i), address_list_get(b, j)) == 0;
}

static AddressList *part(const AddressList *list, size_t start, size_t end)
{
    AddressList *copy = address_list_new();
    for (size_t i = start; i < end; i++) {
        const char *text = address_list_get(list, i);
        address_list_add(copy, text, strlen(text));
    }
    return copy;
}

/* What is not the same at the beginning and at the end of both: most edits of a long list are in
 * one place. The caller frees both. */
static void part_that_differs(const AddressList *before, const AddressList *after,
                              AddressList **old, AddressList **new)
{
    size_t old_end = address_list_count(before), new_end = address_list_count(after), start = 0;
    while (start < old_end && start < new_end && same_at(before, start, after, start))
        start++;
    while (old_end > start && new_end > start && same_at(before, old_end - 1, after, new_end - 1)) {
        old_end--;
        new_end--;
    }
    *old = part(before, start, old_end);
    *new = part(after, start, new_end);
}

static Moves compare_parts(const AddressList *before, const AddressList *after)
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

static Moves compare_lists(const AddressList *before, const AddressList *after)
{
    AddressList *old, *new;
    part_that_differs(before, after, &old, &new);
    Moves moves = compare_parts(old, new);
    address_list_free(old);
    address_list_free(new);
    return moves;
}

static void begin(FILE *out, bool *first)
{
    fputs(*first ? "" : ", ", out);
    *first = false;
}

static void write_toggle(FILE *out, bool *first, bool before, bool after, const char *on,
                         const char *off)
{
    if (before == after)
        return;
    begin(out, first);
    fputs(after ? on : off, out);
}

/* "2 addresses added", and behind another count of addresses just "1 removed". */
static void write_counts(FILE *out, bool *first, const Moves *moves)
{
    size_t added = moves->added, removed = moves->removed, respelled = moves->respelled;
    if (added > 0) {
        begin(out, first);
        fprintf(out, n_("%zu address added", "%zu addresses added", added), added);
    }
    if (removed > 0) {
        bool alone = *first;
        begin(out, first);
        fprintf(out,
                alone ? n_("%zu address removed", "%zu addresses removed", removed)
                      : n_("%zu removed", "%zu removed", removed),
                removed);
    }
    if (respelled > 0) {
        bool alone = *first;
        begin(out, first);
        fprintf(out,
                alone ? n_("%zu address respelled", "%zu addresses respelled", respelled)
                      : n_("%zu respelled", "%zu respelled", respelled),
                respelled);
    }
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
    if (!same_phone(before, after)) {
        begin(out, &first);
        fputs(!before->phone  ? _("phone added")
              : !after->phone ? _("phone removed")
                              : _("phone changed"),
              out);
    }
    write_toggle(out, &first, before->alerts, after->alerts, _("alerts on"), _("alerts off"));
    write_toggle(out, &first, before->owners, after->owners, _("owners on"), _("owners off"));
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
    AddressList *before, *after;
    part_that_differs(all_before, all_after, &before, &after);
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
    address_list_free(before);
    address_list_free(after);
}

char *contact_changes(const Contact *before, const Contact *after)
{
    static const char *const words[] = {N_("off"), N_("on")};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("changed");
    write_address_changes(out, before->emails, after->emails);
    if (compare_lists(before->emails, after->emails).reordered)
        fprintf(out, "%s\n", _("order of the addresses changed"));
    if (!same_phone(before, after))
        write_change(out, _("phone: "), before->phone ? before->phone : _("none"),
                     after->phone ? after->phone : _("none"));
    if (before->alerts != after->alerts)
        write_change(out, _("alerts: "), _(words[before->alerts]), _(words[after->alerts]));
    if (before->owners != after->owners)
        write_change(out, _("owners: "), _(words[before->owners]), _(words[after->owners]));
    fclose(out);
    return text;
}
