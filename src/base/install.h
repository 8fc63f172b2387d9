/* install.h: where the program's own parts are: what is in libexec, beside the program,
 * and in share. */
#ifndef BASE_INSTALL_H
#define BASE_INSTALL_H

/* The path of the part `name` ("seccontacts-phone.so", "seccontacts-mail"), found from where the
 * running program lies, so that an installation may be moved and the build tree works like one. It
 * need not exist. The caller frees it. NULL where the system does not tell (no /proc). */
char *install_path(const char *name);

/* Likewise, the directory of the catalogues: share/locale. For every program of the installation.
 */
char *install_catalogues(void);

#endif
