/* bad_read.c: for LD_PRELOAD: a regular file of BAD_SIZE octets can't be read, as on a bad disk. */
#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BAD_SIZE = 4243 };

ssize_t read(int fd, void *bytes, size_t length)
{
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == BAD_SIZE) {
        errno = EIO;
        return -1;
    }
    return syscall(SYS_read, fd, bytes, length);
}
