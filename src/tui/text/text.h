/* text.h: the text of a field: UTF-8 of any length, with undo.
 *
 * An opaque object. Offsets are bytes and stand between characters (a base character and what
 * combines with it are one: UAX #29). Kept in chunks of a few kilobytes, each with its count of
 * lines, so that an edit in the middle of 40 MB touches one chunk, and a line's number is found in
 * microseconds. Bytes that are no UTF-8 are kept, each one character.
 *
 * Undo: edits are recorded in groups; typing of one word is one group, erasing without a pause is
 * one, everything else (a paste, a kill) is one each. Redo until the next edit.
 */
#ifndef TUI_TEXT_TEXT_H
#define TUI_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Text Text;

Text *text_new(void);
void text_free(Text *text); /* NULL is nothing to do */

size_t text_length(const Text *text);
size_t text_lines(const Text *text); /* newlines + 1 */

/* Replaces everything, and forgets what could be undone. */
void text_set(Text *text, const char *bytes, size_t length);

/* The same with the bytes of `from`, which another thread may have made; frees it. At once, however
 * long. */
void text_take(Text *text, Text *from);

/* Replaces the `removed` bytes at `at` by `length` bytes; offsets are within the text. */
void text_replace(Text *text, size_t at, size_t removed, const char *bytes, size_t length);

/* Ends the group: the next edit is undone apart from those before it. */
void text_undo_boundary(Text *text);

/* All edits between the two are one group; pairs may be nested. With text_group_continue() they
 * belong to the group before, where it can still be undone. */
void text_group_begin(Text *text);
void text_group_continue(Text *text);
void text_group_end(Text *text);

/* Undoes or redoes one group: false where there is none. `*at` is where the cursor belongs then. */
bool text_undo(Text *text, size_t *at);
bool text_redo(Text *text, size_t *at);

/* A number that is another one after each change, and the old one again after its undo: to see
 * whether a text is what it was. */
unsigned long text_state(const Text *text);

/* Copies up to `size` bytes from `at` on; returns how many. */
size_t text_read(const Text *text, size_t at, char *to, size_t size);

/* Everything, NUL-terminated. The caller frees it. */
char *text_copy(const Text *text, size_t *length);

/* Offset of the first byte of line `line` (from 0), and the line of an offset. */
size_t text_line_start(const Text *text, size_t line);
size_t text_line_of(const Text *text, size_t at);

/* The boundary of a character next to `at`; the text's own end where there is none. */
size_t text_next(const Text *text, size_t at);
size_t text_previous(const Text *text, size_t at);

/* The beginning of the next word, and of this or the previous one. What is between words: spaces,
 * and what is between the parts of addresses, as in "Name" <a.b@c.d>, e; f. */
size_t text_next_word(const Text *text, size_t at);
size_t text_previous_word(const Text *text, size_t at);

/* Likewise the beginning of this item of a list, or of the previous one: between items are commas,
 * semicolons and spaces. */
size_t text_previous_item(const Text *text, size_t at);

/* Calls `changed` after each change, undo and redo included: `removed` bytes at `at` have become
 * `inserted` bytes. text_set() counts as one change of everything. The text must not be changed
 * from within. */
typedef void TextChanged(void *context, size_t at, size_t removed, size_t inserted);
void text_watch(Text *text, TextChanged *changed, void *context);
void text_unwatch(Text *text, TextChanged *changed, void *context);

/* A text as it is at this moment, whatever becomes of it. Made at once, however long: the two share
 * what stays the same. Made and freed by the thread of the text; any one may read it. */
typedef struct TextSnapshot TextSnapshot;

TextSnapshot *text_snapshot(const Text *text);
void text_snapshot_free(TextSnapshot *snapshot); /* NULL is nothing to do */
size_t text_snapshot_length(const TextSnapshot *snapshot);

/* Its piece number `index` (from 0), some kilobytes long: never empty, and good until the next
 * call; NULL behind the last one. For one thread at a time. */
const char *text_snapshot_piece(TextSnapshot *snapshot, size_t index, size_t *length);

/* Copies up to `size` bytes from `at` on; returns how many. */
size_t text_snapshot_read(const TextSnapshot *snapshot, size_t at, char *to, size_t size);

#endif
