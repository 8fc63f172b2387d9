#include "mail/smtp/wire.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

bool wire_read(int fd, void *bytes, size_t length)
{
    char *at = bytes;
    while (length > 0) {
        ssize_t got = read(fd, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (size_t)got;
    }
    return true;
}

bool wire_write(int fd, const WireHead *head, const void *bytes)
{
    /* struct iovec has no const. */
    struct iovec parts[2] = {{(void *)(uintptr_t)head, sizeof *head},
                             {(void *)(uintptr_t)bytes, head->length}};
    size_t first = 0;
    while (first < 2) {
        ssize_t put = writev(fd, parts + first, (int)(2 - first));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        size_t left = (size_t)put;
        while (first < 2 && left >= parts[first].iov_len)
            left -= parts[first++].iov_len;
        if (first < 2) {
            parts[first].iov_base = (char *)parts[first].iov_base + left;
            parts[first].iov_len -= left;
        }
    }
    return true;
}
