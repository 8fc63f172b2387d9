#include "support/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double figures_peak_kb(pid_t pid)
{
    char path[64], line[256];
    double peak = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %lf kB", &peak) == 1)
            break;
    }
    if (file)
        fclose(file);
    return peak;
}

bool figures_forget_peak(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/clear_refs", (int)pid);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool written = fputs("5", file) >= 0;
    return fclose(file) == 0 && written;
}

double figures_cpu_us(pid_t pid)
{
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double figures_percentile(double *values, size_t count, double percent)
{
    qsort(values, count, sizeof *values, compare);
    size_t at = (size_t)((double)count * percent / 100);
    return values[at < count ? at : count - 1];
}
