/* owner.h: which process made a reservation, so that a dead one's can be told from a living one's.
 */
#ifndef LEDGER_OWNER_H
#define LEDGER_OWNER_H

#include <stdbool.h>
#include <stdint.h>

/* This process: host, boot, namespace of process ids, process id, start, and a word that says that
 * it notes what it begins. The caller frees it. */
char *owner_new(void);

/* Whether the process that `owner` names would have noted that it gave the content of a message to
 * a server: those of older versions don't. */
bool owner_notes_beginnings(const char *owner);

/* True where the process that `owner` names may still be about its reservation of `age` seconds
 * ago: on this boot of this host it is looked for; elsewhere an hour is enough. `self` is
 * owner_new()'s. */
bool owner_is_alive(const char *owner, const char *self, int64_t age);

#endif
