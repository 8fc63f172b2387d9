#include "ledger/owner.h"

#include "base/memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTES " begins"

enum { LONGEST_ELSEWHERE = 3600, LONGEST_HERE = 86400 };

/* The first `size` - 1 bytes of a file, up to the end of its line; "" where it can't be read. */
static void read_line(const char *path, char *line, size_t size)
{
    ssize_t length = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        length = read(file, line, size - 1);
        close(file);
    }
    line[length > 0 ? length : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
}

/* When process `pid` started, in clock ticks since the boot (proc_pid_stat(5), field 22); 0 where
 * there is none. */
static unsigned long long started(long pid)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    read_line(path, line, sizeof line);
    char *field = strrchr(line, ')'); /* the program's name may hold anything, this too */
    for (int number = 2; field != NULL && number < 22; number++)
        field = strchr(field + 1, ' ');
    return field != NULL ? strtoull(field, NULL, 10) : 0;
}

char *owner_new(void)
{
    char host[256] = "", boot[64], space[64] = "";
    gethostname(host, sizeof host - 1);
    for (char *c = host; *c != '\0'; c++)
        if (*c == ' ')
            *c = '_';
    read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    (void)!readlink("/proc/self/ns/pid", space, sizeof space - 1);
    long pid = (long)getpid();
    return memory_format("%s %s %s %ld %llu" NOTES, host, boot, space, pid, started(pid));
}

bool owner_notes_beginnings(const char *owner)
{
    size_t length = strlen(owner), notes = strlen(NOTES);
    return length > notes && strcmp(owner + length - notes, NOTES) == 0;
}

/* The length of the first `words` words of an owner, with the spaces behind them. */
static size_t head(const char *owner, int words)
{
    const char *end = owner;
    while (words-- > 0 && end != NULL)
        end = strchr(end, ' ') != NULL ? strchr(end, ' ') + 1 : NULL;
    return end != NULL ? (size_t)(end - owner) : 0;
}

bool owner_is_alive(const char *owner, const char *self, int64_t age)
{
    size_t space = head(self, 3), host = head(self, 1);
    if (space == 0 || strncmp(owner, self, space) != 0) {
        size_t boot = head(self, 2);
        bool rebooted = host > 0 && strncmp(owner, self, host) == 0 &&
                        (boot == 0 || strncmp(owner, self, boot) != 0);
        return !rebooted && age < LONGEST_ELSEWHERE;
    }
    char *end = NULL;
    long pid = strtol(owner + space, &end, 10);
    unsigned long long start = strtoull(end, NULL, 10);
    return age < LONGEST_HERE && pid > 0 && start != 0 && started(pid) == start;
}
