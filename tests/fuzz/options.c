/* What all targets want of AddressSanitizer; what $ASAN_OPTIONS says comes on top. */
const char *__asan_default_options(void);

/* Freed memory is used again soon: fresh pages for each allocation would take most of the time. */
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4";
}
