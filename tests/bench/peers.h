/* peers.h: the editor and the programs that it is measured beside, each where one types and where
 * one goes through a list. */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include "bench/window.h"

/* With OURS, those that have something of theirs to compare; NANO is the first. */
enum { OURS, NANO, DIALOG, WHIPTAIL, PEERS };

typedef struct Peer {
    const char *name;
    const char *const *field; /* the command that leads to a field to type into; NULL behind it */
    const char *const *list;  /* ... and to a list of LISTED lines */
    const char *ready;        /* is on the screen with the first frame, drawn last */
    const char *to_field;     /* keys from there, each with the text that it leads to */
    const char *to_list;
    const char *in_field, *in_list;
    const char *left; /* is on the screen when Esc has left the list; NULL: the program ends */
    bool escapes;     /* Esc leaves the list */
} Peer;

enum { LISTED = 60, RECORDED = 7 };

extern const char *const peer_names[]; /* NANO to WHIPTAIL, NULL behind them: for table_begin() */

/* Makes, and removes, what they work on; the peers are good until then. */
const Peer *peers_open(void);
void peers_close(void);

/* A directory that goes with them, for whatever a program needs. */
const char *peers_directory(void);

/* Starts a command of a peer in 100 columns and 30 rows, behind the words of `tool`, NULL behind
 * them, where that is not NULL. Ours is on a site of `subscriptions`: 6, LISTED or 100,000, or
 * RECORDED, the only one that has a history. */
Terminal *peers_start(const Peer *peer, const char *const *command, const char *const *tool,
                      int subscriptions);

/* Waits for the first frame, then types the keys to the field, or to the list. */
void peers_go_to_field(const Peer *peer, Terminal *terminal);
void peers_go_to_list(const Peer *peer, Terminal *terminal);

#endif
