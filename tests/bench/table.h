/* table.h: the figures of a run in rows: ours, those of the peers, ours divided by theirs, and what
 * we aim at. 100 columns wide. */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <math.h>
#include <stddef.h>

enum { TABLE_PEERS = 3 };

/* No figure, or no aim. */
#define TABLE_NONE NAN

typedef struct TableRow {
    const char *label;
    double ours;
    double peers[TABLE_PEERS]; /* as many as the table has; TABLE_NONE where there is no figure */
    int digits;                /* behind the point */
    double at_most;            /* the aim; TABLE_NONE where there is none */
    const char *whose;         /* the aim is this figure of a peer, who is called so; may be NULL */
} TableRow;

/* Says on standard error what is being done, with the seconds since the first step. */
void table_step(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Begins a table beside the peers of these names, NULL behind the last. */
void table_begin(const char *title, const char *const *peers);

/* Prints a row of it. */
void table_row(const TableRow *row);

/* A line of its own between rows, or what is to be known of those above. */
void table_note(const char *text);

/* How many of the aims since the start were met. */
void table_end(void);

#endif
