/* walk.h: from page to page in German: each is German, and nothing is cut off for want of room. */
#ifndef WORDS_WALK_H
#define WORDS_WALK_H

#include "tui/driver.h"
#include "words/german.h"

/* The keys that lead to a page, the form of the page, and what is to be seen there. */
typedef struct Step {
    const char *keys, *form, *text;
    bool legend; /* names all keys of the form */
} Step;

/* An editor in German, in 80 columns, not started. In this process too, so that the forms say what
 * is to be seen. */
Editor walk_editor(void);
void walk_start(Editor *editor, int rows);

/* Goes the steps. Each page is whole: no English, nothing cut, all of its legend; with more than 24
 * rows all labels too. */
void walk(Editor *editor, int rows, const Step *steps, size_t count);

#endif
