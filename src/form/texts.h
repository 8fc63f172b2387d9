/* texts.h: what a Form's strings belong to. For this module only. */
#ifndef FORM_TEXTS_H
#define FORM_TEXTS_H

#include <libconfig.h>
#include <stddef.h>

typedef struct FormTexts {
    config_t config;                 /* the file: all strings as written, and its group `texts` */
    const config_setting_t **sorted; /* those of `texts`, by name */
    size_t sorted_count;
    char **kept; /* strings that we made */
    size_t kept_count, kept_capacity;
} FormTexts;

/* Fills `sorted`. */
void texts_sort(FormTexts *texts);

/* Hands `text` over, to be freed with the form; returns it. */
const char *texts_keep(FormTexts *texts, char *text);

#endif
