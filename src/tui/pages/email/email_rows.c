#include "tui/pages/email/email_rows.h"

#include "base/memory.h"
#include "core/address/address_table.h"
#include "core/address/mailbox_counts.h"
#include "tui/app/stack.h"
#include "tui/input/input.h"

#include <stdlib.h>
#include <string.h>

#define WORK_MS 6     /* less than a frame */
#define SLICE   65536 /* bytes between two looks at the clock */
#define SAVED   4096  /* likewise, addresses */

struct EmailRows {
    Text *text;
    AddressIndex *rows;
    unsigned long version;
    bool saved_wanted, saved_begun, saved_known;
    unsigned long saved_state; /* of the text, as loaded: what it was made from */
    size_t saved_next;
    struct {
        bool told, always;
        AddressTable table; /* that it was; columns 0: it was none */
        bool whole;         /* nothing but the paste was changed since it began */
        bool part;          /* it came in parts, of which the last ones may be keys */
        bool taking;        /* just now */
        size_t at, length, left_out;
        long last; /* when the last part came */
    } paste;       /* the last one; `told` also where there is none */
};

/* What comes so soon behind a part of a paste belongs to it. */
#define PART_MS 300

/* A change while a paste is told, or may go on. */
static void follow_paste(EmailRows *rows, size_t at, size_t removed, size_t inserted)
{
    bool behind = removed == 0 && at == rows->paste.at + rows->paste.length;
    if (behind && rows->paste.part && rows->paste.whole &&
        page_now() - rows->paste.last < PART_MS) {
        rows->paste.length += inserted;
        rows->paste.last = page_now();
        rows->paste.told = false;
    } else {
        rows->paste.whole = false;
    }
}

static void text_changed(void *context, size_t at, size_t removed, size_t inserted)
{
    EmailRows *rows = context;
    rows->version++;
    if (!rows->paste.taking)
        follow_paste(rows, at, removed, inserted);
    address_index_edit(rows->rows, at, removed, inserted);
}

static size_t read_text(const void *text, size_t at, char *to, size_t size)
{
    return text_read(text, at, to, size);
}

static EmailRows *rows_of(EmailPage *page)
{
    if (!page->rows) {
        EmailRows *rows = memory_new(sizeof *rows);
        rows->text = textfield_text(form_view_field(page->form.view, page->emails));
        rows->rows = address_index_new(read_text, rows->text, text_length(rows->text));
        rows->paste.told = true;
        text_watch(rows->text, text_changed, rows);
        page->rows = rows;
    }
    return page->rows;
}

AddressIndex *email_rows(EmailPage *page)
{
    return rows_of(page)->rows;
}

void email_rows_free(EmailRows *rows)
{
    if (!rows)
        return;
    text_unwatch(rows->text, text_changed, rows);
    address_index_free(rows->rows);
    free(rows);
}

unsigned email_rows_percent(EmailPage *page)
{
    const EmailRows *rows = rows_of(page);
    size_t length = text_length(rows->text);
    size_t read = length - address_index_unread(rows->rows);
    return length == 0 ? 100 : (unsigned)(read * 100 / length);
}

unsigned long email_rows_version(EmailPage *page)
{
    return rows_of(page)->version;
}

static bool is_saved_current(const EmailPage *page)
{
    const EmailRows *rows = page->rows;
    return rows->saved_begun && rows->saved_state == page->loaded_states.of[CONTACT_EMAILS];
}

static bool knows_saved(const EmailPage *page)
{
    return page->rows->saved_known && is_saved_current(page);
}

bool email_rows_saved_known(EmailPage *page)
{
    rows_of(page)->saved_wanted = true;
    return knows_saved(page);
}

/* Takes in some more of what is saved. */
static void take_saved(EmailPage *page)
{
    EmailRows *rows = page->rows;
    const AddressList *saved = page->loaded.emails;
    if (!is_saved_current(page)) {
        address_index_forget_saved(rows->rows);
        rows->saved_begun = true;
        rows->saved_known = false;
        rows->saved_state = page->loaded_states.of[CONTACT_EMAILS];
        rows->saved_next = 0;
    }
    size_t count = address_list_count(saved), until = rows->saved_next + SAVED;
    for (; rows->saved_next < count && rows->saved_next < until; rows->saved_next++) {
        const char *address = address_list_get(saved, rows->saved_next);
        address_index_save(rows->rows, address, strlen(address));
    }
    if (rows->saved_next == count) {
        rows->saved_known = true;
        rows->version++;
    }
}

/* What the pasted part of the text has: how many mailboxes that stand nowhere else, how many valid
 * rows, and how many others. */
static void count_pasted(const EmailRows *rows, size_t *added, size_t *valid, size_t *invalid)
{
    const AddressIndex *all = rows->rows;
    size_t count = address_index_count(all), from = rows->paste.at,
           until = from + rows->paste.length;
    MailboxCounts here = {0};
    size_t first = address_index_at(all, from);
    *added = *valid = *invalid = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = first; i < count; i++) {
            AddressRow row = address_index_get(all, i);
            if (row.start >= until)
                break;
            if (row.start < from)
                continue;
            if (!row.valid)
                *invalid += round == 0;
            else if (round == 0)
                *valid += mailbox_counts_add(&here, row.mailbox) > 0;
            else if (mailbox_counts_get(&here, row.mailbox) == row.times) {
                ++*added;
                mailbox_counts_add(&here, row.mailbox); /* the others of it are repetitions */
            }
        }
    }
    mailbox_counts_clear(&here);
}

static void tell_paste(EmailPage *page)
{
    EmailRows *rows = page->rows;
    const Form *form = form_get("address-list");
    size_t added, valid, invalid;
    rows->paste.told = true;
    if (!rows->paste.whole)
        return; /* there was an edit since: the note beside the field has the numbers */
    count_pasted(rows, &added, &valid, &invalid);
    bool table = rows->paste.table.columns > 0;
    if (valid + invalid < 2 && !rows->paste.always && rows->paste.left_out == 0 && !table)
        return;
    char *numbers[] = {words_number(added), words_number(valid - added), words_number(invalid)};
    char *text =
        words(form, invalid > 0 ? "pasted_problems" : "pasted", numbers[0], numbers[1], numbers[2]);
    if (rows->paste.left_out > 0) {
        char *left_out = words_count(form_get("fields"), "left_out", rows->paste.left_out, false);
        char *both = memory_format("%s. %s", left_out, text);
        free(left_out);
        free(text);
        text = both;
    }
    if (table) {
        char *of_table = address_table_words(&rows->paste.table);
        char *both = memory_format("%s. %s", text, of_table);
        free(of_table);
        free(text);
        text = both;
    }
    stack_say(page->form.page.session->stack, invalid > 0 ? STYLE_PROBLEM : STYLE_GOOD, text);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        free(numbers[i]);
}

int email_rows_tick(EmailPage *page)
{
    EmailRows *rows = page->rows;
    if (!rows)
        return -1;
    bool reading = !address_index_complete(rows->rows);
    bool saved = !rows->saved_wanted || knows_saved(page);
    if (!reading && saved && rows->paste.told)
        return -1;
    long until = page_now() + WORK_MS;
    do {
        if (!address_index_scan(rows->rows, SLICE))
            continue;
        if (!rows->paste.told)
            tell_paste(page);
        if (!rows->saved_wanted || knows_saved(page))
            break;
        take_saved(page);
    } while (page_now() < until);
    rows->version += reading;
    return 0;
}

/* Whether the cell at `text`, behind a tab, has an address. */
static bool is_address_cell(const char *text)
{
    size_t size = strcspn(text, "\t,;\r\n");
    return memchr(text, '@', size);
}

/* Between the cells of a spreadsheet, behind an address, stands a tab: a comma here, where the text
 * has no tabs. What stands in cells before an address is no part of it. */
static char *part_cells(const char *bytes, size_t length)
{
    char *text = memory_text_n(bytes, length);
    bool address = false;
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\t' && address)
            text[i] = ',';
        else if (text[i] == '\t' && is_address_cell(text + i + 1))
            memset(text + start, ' ', i + 1 - start);
        if (strchr(",;\r\n", text[i])) {
            address = false;
            start = i + 1;
        }
        if (text[i] == '@')
            address = true;
    }
    return text;
}

/* The addresses of a pasted table, with commas between them; NULL where it is none. What was left
 * out of it is said at once. */
static char *take_table(EmailPage *page, const char *bytes, size_t length)
{
    enum { LARGEST = 1 << 20 }; /* a longer paste is not looked at before it is shown */
    if (length > LARGEST || input_paste_is_part())
        return NULL;
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    AddressTable table;
    char *taken;
    address_table_parse(list, bytes, length, &taken, &table, &findings);
    if (taken) {
        page->rows->paste.table = table;
        free(taken);
        taken = findings.invalid == 0 ? address_list_print(list, ",\n") : NULL;
    }
    address_findings_clear(&findings);
    address_list_free(list);
    return taken;
}

static bool is_between(char byte)
{
    return byte == '\0' || strchr(" \t\r\n,;", byte);
}

/* Whether bytes at `at` and `beside` are to be parted: both belong to items. */
static bool needs_gap(const EmailRows *rows, size_t at, char beside)
{
    char byte;
    return !is_between(beside) && text_read(rows->text, at, &byte, 1) == 1 && !is_between(byte);
}

/* Several addresses that are pasted right beside another one are not meant to be a part of it. */
static char *part_from_neighbours(const EmailRows *rows, size_t cursor, char *text)
{
    size_t length = strlen(text);
    if (!strchr(text, '@') || text[strcspn(text, "\r\n,;")] == '\0')
        return text;
    bool before = cursor > 0 && needs_gap(rows, cursor - 1, text[0]);
    bool behind = needs_gap(rows, cursor, text[length - 1]);
    char *parted = memory_format("%s%s%s", before ? ",\n" : "", text, behind ? ",\n" : "");
    free(text);
    return parted;
}

/* Where the paste goes on that was taken last, returns true. */
static bool goes_on(const EmailRows *rows, size_t cursor)
{
    return input_paste_is_part() && rows->paste.part && rows->paste.whole &&
           cursor == rows->paste.at + rows->paste.length;
}

void email_rows_paste(EmailPage *page, const char *bytes, size_t length, bool always)
{
    EmailRows *rows = rows_of(page);
    TextField *field = form_view_field(page->form.view, page->emails);
    bool more = goes_on(rows, textfield_cursor(field));
    if (!more)
        rows->paste.table = (AddressTable){0};
    char *text = take_table(page, bytes, length);
    if (text)
        length = strlen(text);
    else
        text = part_cells(bytes, length);
    size_t before = text_length(rows->text), cursor = textfield_cursor(field);
    if (!input_paste_is_part() && !always && strlen(text) == length) {
        text = part_from_neighbours(rows, cursor, text);
        length = strlen(text);
    }
    rows->paste.taking = true;
    size_t left_out = textfield_paste(field, text, length);
    rows->paste.taking = false;
    rows->paste.left_out = left_out + (more ? rows->paste.left_out : 0);
    rows->paste.length = text_length(rows->text) - before + (more ? rows->paste.length : 0);
    rows->paste.at = more ? rows->paste.at : cursor;
    rows->paste.part = input_paste_is_part();
    rows->paste.last = page_now();
    rows->paste.whole = true;
    rows->paste.always = always;
    rows->paste.told = false;
    form_view_touch(page->form.view, page->emails);
    page->form.last_edit = page_now();
    free(text);
}
