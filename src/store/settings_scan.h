/* settings_scan.h: what libconfig does not tell about the text of a settings file.
 *
 * libconfig 1.5 takes an unterminated comment or text for the rest of the file in silence, drops a
 * "\x00", joins two texts that stand side by side, cuts numbers that are too large, opens the files
 * that an @include names, and forgets comments. This walks the same tokens and says so first.
 */
#ifndef STORE_SETTINGS_SCAN_H
#define STORE_SETTINGS_SCAN_H

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

typedef struct SettingsScan {
    bool has_comments;
    int lines;                /* how many lines the text has */
    int problem_line;         /* of the problem, from 1 */
    const char *problem;      /* in words; NULL where there is none: a constant string */
    size_t word, word_length; /* the number that is meant, in the text; length 0: none */
    SettingsArray array;      /* the one that was looked for */
} SettingsScan;

/* Walks the text, and looks for the plain array `array` (NULL: none). False where there is a
 * problem. */
bool settings_scan(const char *text, size_t length, const char *array, SettingsScan *scan);

/* Where the inside of the array `array` begins, where it stands at the top of a file that begins
 * with `text`. False where it is not in there, or something is wrong before it. */
bool settings_scan_array(const char *text, size_t length, const char *array, size_t *start);

/* The bytes of the quoted text at `text`, quotes included, where it is a plain one; else 0. In
 * `*escapes` how many it has. */
size_t settings_scan_plain(const char *text, size_t length, size_t *escapes);

/* The line on which the quoted text number `index` (from 0) begins; texts side by side are one.
 * 0 where there are not so many. */
int settings_scan_text_line(const char *text, size_t length, size_t index);

#endif
