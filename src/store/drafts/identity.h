/* identity.h: who works here, for those who share the files. All returned texts are the caller's
 * to free; names are looked up in the system's directory of users, which may ask the network. */
#ifndef STORE_DRAFTS_IDENTITY_H
#define STORE_DRAFTS_IDENTITY_H

#include <sys/types.h>

/* The user's name: behind sudo(8) that of the one who called it; the number where there is none.
 * May be called by any thread. */
char *identity_user(void);

/* The name of this user; the number where there is none. */
char *identity_name(uid_t number);

/* Who logged in, as the kernel has kept it since (proc_pid_loginuid(5)): sudo and su do not change
 * it, and only root can. NULL where it does not know. */
char *identity_login(void);

/* Who called sudo or doas, as the environment says: anybody can set that. At most 64 bytes, made
 * visible. NULL where it says nothing. */
char *identity_claimed(void);

/* The address of the SSH client, as the environment says ($SSH_CONNECTION, $SSH_CLIENT). NULL where
 * there is none, or what is there is no address. */
char *identity_address(void);

/* The name of this host. */
char *identity_host(void);

/* All of it, as records and the system's log have it: "maria (uid 1000), from 192.0.2.7, on ops".
 */
char *identity_text(void);

#endif
