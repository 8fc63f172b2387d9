/* settings_scan.h: what a settings file may look like, and where in it everything stands.
 *
 * Whether a file is read, and what is said where it is not, must not depend on the version of
 * libconfig: 1.5 takes an unterminated comment or text for the rest of the file in silence, drops a
 * "\x00", joins two texts that stand side by side, cuts numbers that are too large; 1.7 allows a
 * comma behind the last entry, and takes 017 for 15; 1.8 has numbers of its own; and all open the
 * files that an @include names. So this judges the text first, by the grammar of libconfig 1.5 with
 * the numbers of 1.8, and libconfig is given what all of them read alike (settings_alike()).
 */
#ifndef STORE_CONF_SETTINGS_SCAN_H
#define STORE_CONF_SETTINGS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* An array of texts at the top of a file, so plain that libconfig is not needed to read it: texts
 * and commas, no comments, and of all escapes only those of a quote and a backslash. */
typedef struct SettingsArray {
    size_t start, end; /* what is between its brackets, in the text; count 0: there is none */
    size_t count;      /* of its texts */
    size_t bytes;      /* of all of them, as they are meant */
    int newlines;
} SettingsArray;

/* A value, from its first byte to behind its last one. */
typedef struct SettingsSpan {
    size_t start, end;
    int line;    /* of its name, or of where it begins if it has none */
    bool varied; /* a number or a text that not every libconfig reads so */
} SettingsSpan;

typedef struct SettingsScan {
    bool has_comments;
    int lines;                /* how many lines the text has */
    int problem_line;         /* of the problem, from 1 */
    const char *problem;      /* in words; NULL where there is none: a constant string */
    const char *expected;     /* instead of what stands in that line; NULL: the problem says it */
    size_t word, word_length; /* the number that is meant, in the text; length 0: none */
    SettingsArray array;      /* the one that was looked for */
    SettingsSpan *spans; /* of all values in the order in which they begin, but for the texts of
                            that array */
    size_t span_count, span_capacity;
} SettingsScan;

/* Walks the text, and looks for the plain array `array` (NULL: none). False where there is a
 * problem. settings_scan_clear() in either case. */
bool settings_scan(const char *text, size_t length, const char *array, SettingsScan *scan);
void settings_scan_clear(SettingsScan *scan);

/* The scanned text as every libconfig reads it alike, with `tail` behind it: without the texts of
 * the array, whole numbers in decimal, and no escapes that only some know. The lines are the same.
 * The caller frees it. */
char *settings_alike(const char *text, size_t length, const SettingsScan *scan, const char *tail);

/* Where the inside of the array `array` begins, where it stands at the top of a file that begins
 * with `text`. False where it is not in there, or something is wrong before it. */
bool settings_scan_array(const char *text, size_t length, const char *array, size_t *start);

/* The bytes of the quoted text at `text`, quotes included, where it is a plain one; else 0. In
 * `*escapes` how many it has. */
size_t settings_scan_plain(const char *text, size_t length, size_t *escapes);

#endif
