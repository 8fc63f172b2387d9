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

typedef struct SettingsScan {
    bool has_comments;
    int lines;                /* how many lines the text has */
    int problem_line;         /* of the problem, from 1 */
    const char *problem;      /* in words; NULL where there is none: a constant string */
    size_t word, word_length; /* the number that is meant, in the text; length 0: none */
} SettingsScan;

/* Walks the text. False where there is a problem. */
bool settings_scan(const char *text, size_t length, SettingsScan *scan);

/* The line on which the quoted text number `index` (from 0) begins; texts side by side are one.
 * 0 where there are not so many. */
int settings_scan_text_line(const char *text, size_t length, size_t index);

#endif
