#include "mail/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only what is not right yet is changed: a hardened service may be allowed no setgid bit, and need
 * none, since a directory gets it from the one above. */
static bool set_mode(int directory, int above, mode_t mode)
{
    struct stat made, parent;
    if (fstat(directory, &made) != 0 || fstat(above, &parent) != 0)
        return false;
    mode |= parent.st_mode & S_ISGID;
    return (made.st_mode & 07777) == mode || fchmod(directory, mode) == 0;
}

int folder_open(int above, const char *name, const char *path, mode_t file_mode, Error *error)
{
    /* Whoever may read its files may enter. */
    mode_t mode = 0700 | (file_mode & 0666) | (file_mode & 0444) >> 2;
    bool made = mkdirat(above, name, mode & 0777) == 0;
    int directory = -1;
    if (made || errno == EEXIST)
        directory = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory >= 0 && (!made || set_mode(directory, above, mode)))
        return directory;
    error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_CANT_CREATE, errno,
                    "the directory \"%s\" can't be made", path);
    if (directory >= 0)
        close(directory);
    return -1;
}
