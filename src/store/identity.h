/* identity.h: who works here, for those who share the files. */
#ifndef STORE_IDENTITY_H
#define STORE_IDENTITY_H

/* The user's name: behind sudo(8) that of the one who called it; the number where there is none.
 * May ask the network's directory of users,
 * and be called by any thread. The caller frees it. */
char *identity_user(void);

/* The name of this host. The caller frees it. */
char *identity_host(void);

#endif
