#include "core/address/address_index.h"

#include "base/memory.h"
#include "core/address/address_item.h"
#include "core/address/mailbox_counts.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW   65536  /* bytes that are read at once */
#define AT_ONCE  32768  /* bytes of an edit that are read without waiting for a slice */
#define TOO_MANY 200000 /* rows: to drop so many takes longer than to begin anew */

/* Bits of `mark`; the rest is the mailbox. */
#define VALID      1U
#define OPEN_QUOTE 2U /* what follows on its line may end a quote in it */
#define BITS       2

typedef struct Row {
    size_t start; /* before the gap from the text's beginning, behind it from its end */
    uint64_t mark;
} Row;

/* As it is kept: 12 bytes. */
typedef struct Packed {
    uint32_t start; /* no text is longer: address_index.h */
    uint32_t mark[2];
} Packed;

/* A gap buffer. While it is open the gap stands for a part of the text that is not read: from `at`
 * to the first row behind. */
struct AddressIndex {
    AddressRead *read;
    const void *text;
    size_t length; /* of the text */
    Packed *rows;
    size_t capacity, before, behind;
    bool open;
    size_t at;
    size_t invalid, mailboxes, open_quotes;
    MailboxCounts counts;
    char *window;
    size_t window_size;
};

AddressIndex *address_index_new(AddressRead *read, const void *text, size_t length)
{
    AddressIndex *rows = memory_new(sizeof *rows);
    rows->read = read;
    rows->text = text;
    rows->length = length;
    rows->open = true;
    rows->window_size = WINDOW;
    rows->window = memory_array(rows->window_size, 1);
    return rows;
}

void address_index_free(AddressIndex *rows)
{
    if (!rows)
        return;
    mailbox_counts_clear(&rows->counts);
    free(rows->rows);
    free(rows->window);
    free(rows);
}

bool address_index_complete(const AddressIndex *rows)
{
    return !rows->open;
}

size_t address_index_count(const AddressIndex *rows)
{
    return rows->before + rows->behind;
}

AddressCounts address_index_counts(const AddressIndex *rows)
{
    return (AddressCounts){address_index_count(rows), rows->invalid, rows->mailboxes};
}

static Packed pack(size_t start, uint64_t mark)
{
    return (Packed){(uint32_t)start, {(uint32_t)mark, (uint32_t)(mark >> 32)}};
}

static Row unpack(Packed packed)
{
    return (Row){packed.start, (uint64_t)packed.mark[1] << 32 | packed.mark[0]};
}

static Packed *first_behind(const AddressIndex *rows)
{
    return &rows->rows[rows->capacity - rows->behind];
}

/* Where the rows behind the gap begin; the text's end where there is none. */
static size_t behind_start(const AddressIndex *rows)
{
    return rows->behind > 0 ? rows->length - first_behind(rows)->start : rows->length;
}

size_t address_index_unread(const AddressIndex *rows)
{
    return rows->open ? behind_start(rows) - rows->at : 0;
}

/* Row `index` with its start from the text's beginning. */
static Row row_at(const AddressIndex *rows, size_t index)
{
    if (index < rows->before)
        return unpack(rows->rows[index]);
    Row row = unpack(first_behind(rows)[index - rows->before]);
    row.start = rows->length - row.start;
    return row;
}

static void grow(AddressIndex *rows)
{
    size_t capacity = rows->capacity < 64 ? 64 : rows->capacity + rows->capacity / 2;
    rows->rows = memory_resize(rows->rows, capacity, sizeof *rows->rows);
    memmove(rows->rows + capacity - rows->behind, rows->rows + rows->capacity - rows->behind,
            rows->behind * sizeof *rows->rows);
    rows->capacity = capacity;
}

static void count_in(AddressIndex *rows, Row row)
{
    rows->open_quotes += (row.mark & OPEN_QUOTE) != 0;
    if (!(row.mark & VALID))
        rows->invalid++;
    else if (mailbox_counts_add(&rows->counts, row.mark >> BITS) == 1)
        rows->mailboxes++;
}

static void count_out(AddressIndex *rows, Row row)
{
    rows->open_quotes -= (row.mark & OPEN_QUOTE) != 0;
    if (!(row.mark & VALID))
        rows->invalid--;
    else if (mailbox_counts_remove(&rows->counts, row.mark >> BITS) == 0)
        rows->mailboxes--;
}

static void add(AddressIndex *rows, Row row)
{
    if (rows->before + rows->behind == rows->capacity)
        grow(rows);
    rows->rows[rows->before++] = pack(row.start, row.mark);
    count_in(rows, row);
}

/* Drops the rows behind the gap that begin before `until`. */
static void drop_behind(AddressIndex *rows, size_t until)
{
    while (rows->behind > 0 && behind_start(rows) < until) {
        count_out(rows, unpack(*first_behind(rows)));
        rows->behind--;
    }
}

static void drop_before(AddressIndex *rows, size_t from)
{
    while (rows->before > 0 && rows->rows[rows->before - 1].start >= from)
        count_out(rows, unpack(rows->rows[--rows->before]));
}

/* The number of rows that begin before `at`. */
static size_t rows_before(const AddressIndex *rows, size_t at)
{
    size_t low = 0, high = address_index_count(rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_at(rows, middle).start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Moves the gap: `before` rows are before it then. */
static void move_gap(AddressIndex *rows, size_t before)
{
    while (rows->before > before) {
        Row row = unpack(rows->rows[--rows->before]);
        rows->behind++;
        *first_behind(rows) = pack(rows->length - row.start, row.mark);
    }
    while (rows->before < before) {
        Row row = row_at(rows, rows->before);
        rows->behind--;
        rows->rows[rows->before++] = pack(row.start, row.mark);
    }
}

static void begin_anew(AddressIndex *rows)
{
    mailbox_counts_reset(&rows->counts);
    rows->before = rows->behind = rows->invalid = rows->mailboxes = rows->open_quotes = 0;
    rows->at = 0;
    rows->open = true;
}

/* True where a line ends between `from` and `to`. */
static bool has_newline(const AddressIndex *rows, size_t from, size_t to)
{
    char bytes[512];
    while (from < to) {
        size_t wanted = to - from < sizeof bytes ? to - from : sizeof bytes;
        size_t length = rows->read(rows->text, from, bytes, wanted);
        if (length == 0 || memchr(bytes, '\n', length) || memchr(bytes, '\r', length))
            return length > 0;
        from += length;
    }
    return false;
}

/* From which row on the text is to be read anew after an edit at `at`: the first one whose end may
 * depend on what stands there, or one before it on its line that has a quote which the edit may
 * close. */
static size_t first_touched(const AddressIndex *rows, size_t at)
{
    size_t index = rows_before(rows, at > ADDRESS_LOOK ? at - ADDRESS_LOOK : 0);
    index = index > 0 ? index - 1 : 0;
    for (size_t i = index; rows->open_quotes > 0 && i > 0; i--) {
        Row row = row_at(rows, i - 1);
        if (!(row.mark & OPEN_QUOTE))
            continue;
        if (has_newline(rows, row.start, at))
            break;
        index = i - 1;
    }
    return index;
}

void address_index_edit(AddressIndex *rows, size_t at, size_t removed, size_t inserted)
{
    size_t count = address_index_count(rows);
    size_t first = count > 0 ? first_touched(rows, at) : 0;
    size_t last = rows_before(rows, at + removed);
    size_t from = first == 0 ? 0 : row_at(rows, first).start;
    if (rows->open) {
        /* What is not read yet is one part with what this edit changes. */
        first = first < rows->before ? first : rows->before;
        last = last > rows->before ? last : rows->before;
        from = from < rows->at ? from : rows->at;
    }
    if (last - first > TOO_MANY) {
        rows->length += inserted - removed;
        begin_anew(rows);
    } else if (rows->open) {
        size_t until = last < count ? row_at(rows, last).start : rows->length;
        drop_before(rows, from);
        drop_behind(rows, until);
        rows->length += inserted - removed;
        rows->at = from;
    } else {
        move_gap(rows, first);
        size_t until = at + removed > from ? at + removed : from;
        drop_behind(rows, until);
        rows->length += inserted - removed;
        rows->at = from;
        rows->open = true;
    }
    address_index_scan(rows, AT_ONCE);
}

static void close_gap(AddressIndex *rows)
{
    rows->open = false;
    if (rows->window_size > WINDOW) {
        rows->window_size = WINDOW;
        rows->window = memory_resize(rows->window, WINDOW, 1);
    }
}

/* Takes an item that begins at rows->at + item->start. False where the rows behind go on from it.
 */
static bool take(AddressIndex *rows, const char *text, const AddressItem *item)
{
    size_t start = rows->at + item->start;
    drop_behind(rows, start);
    if (rows->behind > 0 && behind_start(rows) == start)
        return false;
    Row row = {start, address_has_open_quote(text, item) ? OPEN_QUOTE : 0};
    if (item->problem == ADDRESS_OK)
        row.mark |= VALID | mailbox_hash(text + item->address, item->address_length) << BITS;
    add(rows, row);
    return true;
}

/* Reads a window. */
static void scan_window(AddressIndex *rows)
{
    size_t length = rows->read(rows->text, rows->at, rows->window, rows->window_size);
    bool whole = rows->at + length >= rows->length;
    size_t position = 0;
    AddressItem item;
    while (address_next(rows->window, length, &position, &item)) {
        if (!whole && !address_is_settled(rows->window, length, &item, position)) {
            if (item.start == 0) {
                rows->window_size *= 2;
                rows->window = memory_resize(rows->window, rows->window_size, 1);
            }
            rows->at += item.start;
            return;
        }
        if (!take(rows, rows->window, &item)) {
            close_gap(rows);
            return;
        }
    }
    rows->at += length;
    if (whole) {
        drop_behind(rows, rows->length + 1);
        close_gap(rows);
    }
}

bool address_index_scan(AddressIndex *rows, size_t bytes)
{
    size_t begun = rows->at;
    while (rows->open && rows->at - begun <= bytes)
        scan_window(rows);
    return !rows->open;
}

AddressRow address_index_get(const AddressIndex *rows, size_t index)
{
    Row row = row_at(rows, index);
    AddressRow shown = {.start = row.start, .valid = row.mark & VALID};
    if (shown.valid) {
        shown.mailbox = row.mark >> BITS;
        shown.times = mailbox_counts_get(&rows->counts, shown.mailbox);
        shown.saved = mailbox_counts_is_saved(&rows->counts, shown.mailbox);
    }
    return shown;
}

size_t address_index_at(const AddressIndex *rows, size_t at)
{
    size_t index = rows_before(rows, at + 1);
    return index > 0 ? index - 1 : 0;
}

/* The first invalid row from `from` on, before `until`. */
static size_t invalid_within(const AddressIndex *rows, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        if (!(row_at(rows, i).mark & VALID))
            return i;
    }
    return ADDRESS_LIST_NONE;
}

size_t address_index_next_invalid(const AddressIndex *rows, size_t index)
{
    size_t count = address_index_count(rows);
    if (rows->invalid == 0)
        return ADDRESS_LIST_NONE;
    size_t from = index == ADDRESS_LIST_NONE ? 0 : index + 1;
    size_t next = invalid_within(rows, from, count);
    return next != ADDRESS_LIST_NONE ? next : invalid_within(rows, 0, from < count ? from : count);
}

void address_index_firsts(const AddressIndex *rows, const size_t *indexes, size_t count,
                          size_t *firsts)
{
    uint64_t any = 0; /* by six bits of the hash, whether any row has such */
    size_t left = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        Row row = row_at(rows, indexes[i]);
        firsts[i] = indexes[i];
        if (!(row.mark & VALID) || mailbox_counts_get(&rows->counts, row.mark >> BITS) < 2)
            continue;
        any |= 1ULL << (row.mark >> BITS & 63);
        last = indexes[i];
        left++;
    }
    for (size_t i = 0; i < last && left > 0; i++) {
        uint64_t mark = row_at(rows, i).mark;
        if (!(any >> (mark >> BITS & 63) & 1) || !(mark & VALID))
            continue;
        for (size_t j = 0; j < count; j++) {
            if (firsts[j] == indexes[j] && indexes[j] > i &&
                row_at(rows, indexes[j]).mark >> BITS == mark >> BITS) {
                firsts[j] = i;
                left--;
            }
        }
    }
}

char *address_index_read(const AddressIndex *rows, size_t index, AddressItem *item)
{
    AddressWindow window = {0};
    size_t start = row_at(rows, index).start;
    if (!address_window_read(&window, rows->read, rows->text, start, item))
        *item = (AddressItem){.problem = ADDRESS_EMPTY}; /* the text is being changed */
    size_t end = item->start + item->length;
    window.bytes = memory_resize(window.bytes, end + 1, 1);
    window.bytes[end] = '\0';
    return window.bytes;
}

void address_index_save(AddressIndex *rows, const char *address, size_t length)
{
    mailbox_counts_save(&rows->counts, mailbox_hash(address, length));
}

void address_index_forget_saved(AddressIndex *rows)
{
    mailbox_counts_forget_saved(&rows->counts);
}
