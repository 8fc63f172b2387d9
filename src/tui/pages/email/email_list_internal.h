/* email_list_internal.h: what the files of the list of addresses share. */
#ifndef TUI_PAGES_EMAIL_EMAIL_LIST_INTERNAL_H
#define TUI_PAGES_EMAIL_EMAIL_LIST_INTERNAL_H

#include "site/ledger.h"
#include "tui/app/list.h"
#include "tui/pages/email/email_rows.h"

#include <stdint.h>

#define LIMIT_PLACES 512 /* recipients whose messages of today are remembered */
#define JUDGE_REST   700 /* milliseconds, before what is typed is called wrong */
#define FIRST_ROWS   64  /* rows for which the first one of their mailbox is found at once */

/* What the ledger says of today. */
typedef struct EmailLimit {
    uint64_t mailbox;
    char *address;
    unsigned count; /* of today's messages */
    char
        *bounced; /* what was reported, where it is passed over since mail to it bounced; or NULL */
} EmailLimit;

typedef struct EmailLimits {
    Job *job;              /* that asks the ledger; NULL: none */
    struct Asking *asking; /* the ledger, while no job has it; NULL: it is not open */
    bool failed;           /* it can't be read */
    EmailLimit *asked;     /* what is to be asked next */
    size_t asked_count, asked_capacity;
    struct {
        uint64_t mailbox; /* 0: free */
        unsigned count;
        char *bounced;
    } places[LIMIT_PLACES];
} EmailLimits;

/* The rows that a filter lets through, found in slices. */
typedef struct EmailFilter {
    char *text;    /* folded; NULL: none */
    bool problems; /* only what is not valid, or not the only one */
    size_t *rows;  /* ascending */
    size_t count, capacity;
    size_t next;           /* the row that is looked at next */
    unsigned long version; /* of the rows */
} EmailFilter;

/* A row that is edited in its place: what is typed goes into the text at once, `length` bytes at
 * `at`, and is one edit. */
typedef struct EmailRowEdit {
    bool on, adding, changed, drawn;
    TextField *field;
    size_t row;       /* as it was counted before; where one is added: the row before it */
    size_t row_count; /* before */
    size_t shown;     /* index in the list */
    size_t at, length;
    const char *gap; /* what is to be put before it; NULL: it is there */
} EmailRowEdit;

typedef struct EmailListSort EmailListSort; /* of email_list_sort.c */

typedef struct EmailList {
    ListPage list;
    EmailPage *email;
    Bindings row_keys, sort_keys;
    EmailFilter filter;
    EmailRowEdit edit;
    EmailLimits limits;
    EmailListSort *sort; /* NULL: it is not being sorted */
    char *burst;         /* keys that came too fast for a person */
    size_t burst_length, burst_capacity;
    bool burst_pasted; /* a part of it is known to be */
    long burst_last;
    /* What is known of the row that was asked for last, and of the firsts of some. */
    struct {
        bool valid;
        unsigned long version;
        size_t row;
        char *text;
        AddressItem item;
        char state[512];
        Style style;
    } cell;
    struct {
        unsigned long version;
        size_t rows[FIRST_ROWS], firsts[FIRST_ROWS], count;
    } firsts;
    unsigned long version; /* of the rows, as the list has them */
    size_t wanted;         /* the row that is to be chosen; LIST_NONE: the one that is */
    bool held;             /* the filter has not come to it: the first row is chosen until then */
    bool to_cursor;        /* it is that of the text's cursor, once that is read */
    bool to_end;           /* or the last one, likewise */
    size_t left_at;        /* what was chosen then */
    char *note, *detail;   /* as drawn */
    long drawn_at;         /* the note */
} EmailList;

/* email_list_keys.c: the commands of the list, while a row is edited, and while it is sorted; their
 * data is the list. */
extern const BindingCommand email_list_commands[];
extern const BindingCommand email_list_row_commands[];
extern const BindingCommand email_list_sort_commands[];

/* Whether what a key does is about a row that is not read, found or in its place yet. */
bool email_list_must_wait(EmailList *list, const Binding *binding);

/* email_list_rows.c: the row at `shown` of the list, LIST_NONE for one that is being added, and
 * where a row is shown. */
size_t email_list_row(const EmailList *list, size_t shown);
size_t email_list_shown(const EmailList *list, size_t row);
size_t email_list_count(void *data);
const char *email_list_cell(void *data, size_t shown, size_t column, Style *style);
/* The chosen row; LIST_NONE where there is none. */
size_t email_list_chosen(const EmailList *list);
/* What is wrong with the chosen row, in full, or with `any` its state, whatever it is; NULL where
 * there is nothing to say. The caller frees it. */
char *email_list_detail(EmailList *list, bool any, Style *style);

/* email_list_filter.c */
void email_list_filter(void *data, const char *text);
void email_list_filter_problems(EmailList *list, bool on);
bool email_list_is_filtered(const EmailList *list);
bool email_list_is_filtering(const EmailList *list); /* not all rows were looked at */
/* Looks at more rows; false once all were looked at. */
bool email_list_filter_work(EmailList *list);
void email_list_filter_clear(EmailList *list);

/* email_list_limits.c: how many messages that count a mailbox has today, and what was reported
 * where it is passed over since mail to it bounced, NULL where it is not; 0 and NULL until the
 * ledger has said. */
unsigned email_list_messages(EmailList *list, uint64_t mailbox, const char *address, size_t length,
                             const char **bounced);
/* Has the ledger asked about those that are not known yet. */
void email_list_limits_tick(EmailList *list);
/* Asks anew, or closes what is open, before the list is freed. */
void email_list_limits_forget(EmailList *list);

/* email_list_change.c: edits of the text, each undone at once. */
void email_list_remove(EmailList *list);
void email_list_move(EmailList *list, bool up);
void email_list_move_first(EmailList *list);
void email_list_paste_behind(EmailList *list, const char *bytes, size_t length);
void email_list_travel(EmailList *list, bool undo);
/* The place behind row `row` (LIST_NONE: the last one), and what parts a new item from it. */
size_t email_list_place_behind(EmailList *list, size_t row, const char **gap);
/* Before and after an edit: it is one that can be undone. */
void email_list_begin(EmailList *list);
void email_list_end(EmailList *list, size_t wanted);

/* email_list_edit.c: editing a row in its place. */
void email_list_edit_begin(EmailList *list, bool adding);
void email_list_edit_key(EmailList *list, Key key);
void email_list_edit_paste(EmailList *list, const char *bytes, size_t length);
void email_list_edit_accept(EmailList *list);
void email_list_edit_cancel(EmailList *list);
void email_list_edit_draw(EmailList *list, Area area, bool all);

/* email_list_sort.c */
void email_list_sort(EmailList *list);
void email_list_sort_stop(EmailList *list, bool tell);
unsigned email_list_sort_percent(const EmailList *list); /* while it is being sorted */
/* Returns the milliseconds until it is to be looked at again, -1 where nothing is being sorted, 0
 * where something changed on the page. */
int email_list_sort_tick(EmailList *list);

/* email_list_burst.c: what is pasted into a terminal without bracketed paste comes as keys, which
 * must not run as commands. Keys that come too fast for a person are held back until it is plain
 * what they are: with an @ among them they are a paste, unless the terminal brackets those. */
bool email_list_burst_takes(const EmailList *list); /* the next key is to be held back */
void email_list_burst_key(EmailList *list, Key key);
/* Takes a paste, or a part of one. */
void email_list_paste(EmailList *list, const char *bytes, size_t length);
/* Milliseconds until they are to be looked at; -1: there are none. */
int email_list_burst_tick(EmailList *list);
void email_list_burst_end(EmailList *list);
/* email_list.c: brings the list up to what the rows are now, so that the next key finds it right,
 * drawn or not. */
void email_list_update(EmailList *list);
/* Chooses the row that the cursor of the text is on. */
void email_list_go_to_cursor(EmailList *list);
/* Does what the key does when it is typed. */
void email_list_press(EmailList *list, Key pressed);

#endif
