/* mail_child.h: the mail program (seccontacts-mail) as a child of the editor: what it does with a
 * command line, told as lines of JSON.
 *
 * Nothing here waits: the page gives the descriptors of mail_child_watch() to be waited for, and
 * calls mail_child_read() in its tick(). The child has a process group of its own, so that neither
 * Ctrl-Z nor a lost line ends it in the middle of a message.
 */
#ifndef TUI_PAGES_MAIL_MAIL_CHILD_H
#define TUI_PAGES_MAIL_MAIL_CHILD_H

#include "base/error.h"
#include "tui/pages/mail/mail_line.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct MailChild MailChild; /* opaque: mail_child_start(), mail_child_free() */

/* Starts it on the site at `site` with `arguments` (the command first, NULL behind the last).
 * `input`, which may be NULL, is its standard input, and must live as long as the child. NULL and
 * the error where it can't be started: "the mail program is not installed: ...". */
MailChild *mail_child_start(const char *site, const char *const *arguments, const char *input,
                            size_t input_length, Error *error);

/* Kills it, with all that it started, where it still runs, and frees it. NULL is nothing to do. */
void mail_child_free(MailChild *child);

/* Frees it and lets it finish the message in hand: it ends by itself. */
void mail_child_let_go(MailChild *child);

/* The descriptors to wait for, as PageClass.watch. */
size_t mail_child_watch(const MailChild *child, struct pollfd *fds, size_t room);

/* Takes what is there, a slice at a time, and calls `each` for each line. True while it runs: call
 * again when a descriptor is ready, or after `*wait` milliseconds (-1: never). */
bool mail_child_read(MailChild *child, MailLineEach each, void *data, int *wait);

/* Asks it to end when the message in hand is finished; where it does not within some seconds, it is
 * killed. The second time it is killed at once. */
void mail_child_stop(MailChild *child);

/* Once it has ended. Why it did not do its work, in words for a person: what it said on standard
 * error, or the signal that ended it; NULL where all went well or its status is one of `good`
 * (0 ends them). The caller frees it. */
char *mail_child_problem(const MailChild *child, const int *good);

#endif
