/* draft_files.h: the draft that an editor has written, and the end of the editor. */
#ifndef TUI_DRAFT_FILES_H
#define TUI_DRAFT_FILES_H

#include "tui/driver.h"

/* The name of the only draft, in the editor's home; NULL where there is none. The caller frees it.
 */
char *draft_name(const Editor *editor);

/* Whether it contains `text`; NULL: whether there is one. */
bool draft_has(const Editor *editor, const char *text);

/* Waits until a draft has `text`, or with NULL until there is none. */
void wait_draft(const Editor *editor, const char *text);

/* Ends the editor by a signal. */
void kill_editor(Editor *editor, int signal);

#endif
