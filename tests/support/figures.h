/* figures.h: what the system knows of a running program, for measuring. */
#ifndef SUPPORT_FIGURES_H
#define SUPPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The most memory that it has had, in kilobytes (VmHWM); 0 where that is not known. */
double figures_peak_kb(pid_t pid);

/* From now on the most memory is that since now. */
bool figures_forget_peak(pid_t pid);

/* The CPU time that its threads have used, in microseconds; 0 where that is not known. */
double figures_cpu_us(pid_t pid);

/* The `percent` percentile of `count` values, which are sorted by it. */
double figures_percentile(double *values, size_t count, double percent);

#endif
