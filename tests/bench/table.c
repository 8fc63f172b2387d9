#include "bench/table.h"

#include "support/clock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 100, OURS = 8, LEAST = 7, ROOMY = 9, AIM = 23 };

static struct {
    size_t peers;
    int label, value[TABLE_PEERS], ratio[TABLE_PEERS];
    int aims, met;
} table;

void table_step(const char *format, ...)
{
    va_list arguments;
    static double begun;
    if (begun == 0)
        begun = clock_seconds();
    fprintf(stderr, "%3.0f s  %s: ", clock_seconds() - begun, program_invocation_short_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static int at_least(int width, int least)
{
    return width > least ? width : least;
}

void table_begin(const char *title, const char *const *peers)
{
    char ratio[64];
    for (table.peers = 0; table.peers < TABLE_PEERS && peers[table.peers];)
        table.peers++;
    int least = table.peers < TABLE_PEERS ? ROOMY : LEAST;
    table.label = WIDTH - OURS - AIM;
    for (size_t i = 0; i < table.peers; i++) {
        int length = (int)strlen(peers[i]);
        table.value[i] = at_least(length + 1, least);
        table.ratio[i] = at_least(length + 2, LEAST);
        table.label -= table.value[i] + table.ratio[i];
    }
    printf("\n%-*s%*s", table.label, title, OURS, "ours");
    for (size_t i = 0; i < table.peers; i++)
        printf("%*s", table.value[i], peers[i]);
    for (size_t i = 0; i < table.peers; i++) {
        snprintf(ratio, sizeof ratio, "/%s", peers[i]);
        printf("%*s", table.ratio[i], ratio);
    }
    printf(" aim\n");
}

/* The number with commas between thousands; "-" for none. */
static void put_number(int width, double value, int digits)
{
    char plain[64], text[96], *to = text;
    if (isnan(value)) {
        printf("%*s", width, "-");
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", digits, value);
    size_t whole = strcspn(plain, ".");
    for (size_t i = 0; plain[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            *to++ = ',';
        *to++ = plain[i];
    }
    *to = '\0';
    printf("%*s", width, text);
}

/* A whole number or not: no more digits than it has. */
static int digits_of(double value)
{
    double tenths = value * 10;
    return value == floor(value) ? 0 : tenths == floor(tenths) ? 1 : 2;
}

void table_row(const TableRow *row)
{
    printf("%-*s", table.label, row->label);
    put_number(OURS, row->ours, row->digits);
    for (size_t i = 0; i < table.peers; i++)
        put_number(table.value[i], row->peers[i], row->digits);
    for (size_t i = 0; i < table.peers; i++)
        put_number(table.ratio[i], row->peers[i] > 0 ? row->ours / row->peers[i] : TABLE_NONE, 2);
    if (!isnan(row->at_most)) {
        bool met = row->ours <= row->at_most;
        if (row->whose) {
            printf(" %s", row->whose);
        } else {
            printf(" at most ");
            put_number(0, row->at_most, digits_of(row->at_most));
        }
        printf(met ? ": met" : ": not met");
        table.aims++;
        table.met += met;
    }
    printf("\n");
}

void table_note(const char *text)
{
    printf("%s\n", text);
}

void table_end(void)
{
    if (table.aims > 0)
        printf("%d of %d aims met\n", table.met, table.aims);
}
