/* interrupt.h: a signal that asks a command to end, between two steps of it and not within one. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include "base/progress.h"

/* From here on SIGINT, SIGTERM and SIGHUP are only remembered, and what is under way is asked to
 * stop where it still can. A signal that was ignored stays ignored. */
void interrupt_begin(void);

/* The progress of the next step, which a signal cancels; NULL: one has come. */
Progress *interrupt_next(void);

/* From here on a signal ends the program again. Returns the one that has come, 0 for none: the
 * program ends by it when all is put away. */
int interrupt_end(void);

#endif
