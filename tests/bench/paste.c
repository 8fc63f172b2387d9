/* Addresses pasted by the thousand, into the text and into the list, beside nano and whiptail.
 * (dialog keeps the first 2,048 bytes.) */
#include "base/memory.h"
#include "bench/peers.h"
#include "bench/table.h"
#include "support/clock.h"
#include "support/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOME = 10000, MANY = 100000 };

typedef struct Paste {
    double ms, kilobytes, cpu_ms, arrow;
} Paste;

static const Paste none = {TABLE_NONE, TABLE_NONE, TABLE_NONE, TABLE_NONE};

/* The last of the addresses, or the count of all, is `seen`. */
static Paste paste(const Peer *peer, const char *keys, int count, const char *separator,
                   const char *seen)
{
    table_step("%s: paste of %d%s", peer->name, count, *keys ? ", into the list" : "");
    char *text = memory_new((size_t)count * 32), *end = text;
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%sa%d@contoso.com", i ? separator : "", i);
    Terminal *terminal = peers_start(peer, peer->field, NULL, LISTED);
    peers_go_to_field(peer, terminal);
    if (*keys) {
        terminal_type(terminal, keys);
        window_idle(terminal);
    }
    Paste figures;
    size_t before = terminal_bytes(terminal);
    double used = figures_cpu_us(terminal_pid(terminal)), begun = clock_seconds();
    terminal_paste(terminal, text, (size_t)(end - text));
    window_until(terminal, "", seen);
    figures.ms = (clock_seconds() - begun) * 1e3;
    window_idle(terminal);
    figures.kilobytes = (double)(terminal_bytes(terminal) - before) / 1e3;
    figures.cpu_ms = (figures_cpu_us(terminal_pid(terminal)) - used) / 1e3;
    before = terminal_bytes(terminal);
    window_answer(terminal, "<Up>", 100);
    figures.arrow = (double)(terminal_bytes(terminal) - before);
    terminal_close(terminal);
    free(text);
    return figures;
}

static void print(const char *title, const Paste *ours, const Paste *nano, const Paste *whiptail,
                  double ms, double kilobytes)
{
    static const char *const names[] = {"nano", "whiptail", NULL};
    table_begin(title, names);
    table_row(
        &(TableRow){"  ms until it is seen", ours->ms, {nano->ms, whiptail->ms}, 0, ms, NULL});
    table_row(&(TableRow){
        "  kB drawn", ours->kilobytes, {nano->kilobytes, whiptail->kilobytes}, 1, kilobytes, NULL});
    table_row(&(TableRow){
        "  ms of CPU", ours->cpu_ms, {nano->cpu_ms, whiptail->cpu_ms}, 0, TABLE_NONE, NULL});
    table_row(&(TableRow){"  bytes of an arrow after it",
                          ours->arrow,
                          {nano->arrow, whiptail->arrow},
                          0,
                          TABLE_NONE,
                          NULL});
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    const Peer *peers = peers_open();
    const Peer *ours = &peers[OURS], *nano = &peers[NANO];
    Paste text = paste(ours, "", SOME, ", ", "a9999@contoso.com");
    Paste list = paste(ours, "<Ctrl-F>", SOME, "\n", "10,000 addresses");
    Paste nanos = paste(nano, "", SOME, "\n", "a9999@contoso.com");
    Paste whiptails = paste(&peers[WHIPTAIL], "", SOME, ", ", "a9999@contoso.com");
    print("paste of 10,000 addresses", &text, &nanos, &whiptails, 20, 2);
    print("the same, into the list", &list, &nanos, &whiptails, 20, 2);
    text = paste(ours, "", MANY, ", ", "a99999@contoso.com");
    list = paste(ours, "<Ctrl-F>", MANY, "\n", "100,000 addresses");
    nanos = paste(nano, "", MANY, "\n", "a99999@contoso.com");
    print("paste of 100,000 addresses", &text, &nanos, &none, 1000, TABLE_NONE);
    print("the same, into the list", &list, &nanos, &none, 1000, TABLE_NONE);
    table_end();
    peers_close();
    return 0;
}
