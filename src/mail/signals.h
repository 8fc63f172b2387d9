/* signals.h: the signals that end a command of the mail program, once what is under way is
 * finished.
 */
#ifndef MAIL_SIGNALS_H
#define MAIL_SIGNALS_H

#include <poll.h>

/* From here on SIGTERM, SIGINT and SIGHUP are only noted, for signals_stopped(). One that is
 * ignored stays ignored, as nohup(1) has it. */
void signals_catch(void);

/* The signal that came; 0: none. */
int signals_stopped(void);

/* poll(2), but a signal that has come, before or meanwhile, ends it with -1 and EINTR: it can't
 * come unseen between a look at signals_stopped() and the wait. No other signal ends it. */
int signals_poll(struct pollfd *pollers, nfds_t count, int milliseconds);

#endif
