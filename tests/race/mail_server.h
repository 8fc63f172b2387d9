/* mail_server.h: an SMTP server on loopback that notes each message it takes, before it says so. */
#ifndef RACE_MAIL_SERVER_H
#define RACE_MAIL_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct MailServer {
    pid_t pid;
    int port, end;
} MailServer;

/* Starts it in a process of its own, with a child for each connection. For a message whose subject
 * is "[High] SUBSCRIPTION TYPE ALERT (...)" it appends to the file `taken` the line that judge()
 * reads: Message-ID, day of the Date, subscription, recipient, type and alert. With `faults`, it
 * refuses some recipients and messages, and closes now and then before it takes a message or before
 * it has said that it took one; which, is of `seed`. */
MailServer mail_server_start(const char *taken, bool faults, uint64_t seed);

/* Ends it, when its connections have ended. */
void mail_server_stop(const MailServer *server);

#endif
