/* folder.h: directories that several users share. */
#ifndef MAIL_FOLDER_H
#define MAIL_FOLDER_H

#include "base/error.h"

#include <sys/types.h>

/* Opens the directory `name` of the directory `above` (`path` is its path, for messages), and makes
 * it where it is missing: open to those to whom files of mode `file_mode` are, whatever the umask,
 * and with the group of `above` where that passes it on (setgid). -1 and the error where it can't
 * be made, or is a symbolic link. The caller closes it. */
int folder_open(int above, const char *name, const char *path, mode_t file_mode, Error *error);

#endif
