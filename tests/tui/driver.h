/* driver.h: the editor on a terminal, with a site and a home directory of its own. */
#ifndef TUI_DRIVER_H
#define TUI_DRIVER_H

#include "support/terminal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define PRODUCTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23" /* Contoso Production; two groups */
#define SHARED     "9edc6208-d5b1-4c58-a35b-ec241d032b28" /* Shared services; one group */
#define ZURICH     "558a029f-aba1-47ff-b620-1d01350e2dd5" /* Zürich – Geschäftskunden (Test) */

typedef struct Editor {
    char *home;         /* HOME; has "site" in it */
    Terminal *terminal; /* NULL until it is started */
} Editor;

/* How to start it; NULL and zeros are the usual. */
typedef struct EditorStart {
    int columns, rows;
    const char *term;
    const char *environment; /* one more "NAME=value" */
    const char *locale[2];   /* and, of another language, "LC_ALL=..." and "LOCPATH=..." */
    const char *option;      /* of the program */
} EditorStart;

/* A site with the three subscriptions above and no contacts, in a directory to throw away. The
 * editor is not started. editor_free() ends it and removes all. */
Editor editor_new(void);
void editor_free(Editor *editor);

/* Starts the program. `start` may be NULL. */
void editor_start(Editor *editor, const EditorStart *start);

/* Starts a shell with job control in place of the program. Its prompt is "ready> ", and $program is
 * the program. */
void editor_start_shell(Editor *editor);

/* Replaces subscriptions.conf, or the contacts of a subscription. */
void editor_write_subscriptions(const Editor *editor, const char *text);
void editor_write_contact(const Editor *editor, const char *id, const char *text);

/* Keeps all others from saving, as another editor does for a moment, until close(). */
int editor_hold_lock(const Editor *editor);

/* The contacts file of a subscription; NULL where there is none. The caller frees it. */
char *editor_read_contact(const Editor *editor, const char *id);

/* From the start page to the form of Contoso Production. */
void editor_open_form(Editor *editor);

/* Ends it by Ctrl-Q: the status is 0, and the screen from before is back. */
void editor_leave(Editor *editor);

#define types(editor, keys)         terminal_type((editor)->terminal, keys)
#define types_at_once(editor, keys) terminal_type_at_once((editor)->terminal, keys)
#define sees(editor, text)                                                                         \
    cr_assert(terminal_wait_text((editor)->terminal, text, TERMINAL_PATIENCE), "never seen: %s",   \
              text)
#define sees_gone(editor, text)                                                                    \
    cr_assert(terminal_wait_gone((editor)->terminal, text, TERMINAL_PATIENCE), "still there: %s",  \
              text)
#define stands_at(editor, text)                                                                    \
    cr_assert(terminal_wait_cursor((editor)->terminal, text, TERMINAL_PATIENCE),                   \
              "the cursor never stood at: %s", text)
#define contact_is(editor, id, expected)                                                           \
    do {                                                                                           \
        char *contact_ = editor_read_contact(editor, id);                                          \
        cr_assert(contact_ != NULL, "no contacts file of %s", id);                                 \
        cr_assert_str_eq(contact_, expected, "contacts of %s:\n%s", id, contact_);                 \
        free(contact_);                                                                            \
    } while (0)
#define contact_is_missing(editor, id)                                                             \
    do {                                                                                           \
        char *contact_ = editor_read_contact(editor, id);                                          \
        cr_assert(contact_ == NULL, "contacts of %s:\n%s", id, contact_);                          \
    } while (0)

#endif
