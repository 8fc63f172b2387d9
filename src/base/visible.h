/* visible.h: text from outside, made safe to show.
 *
 * Names, addresses, replies of servers, texts of alerts: none of them may move an operator's
 * cursor, reorder a line or hide a character. Everything that came from outside and goes to a
 * screen, to standard output or to a log passes through visible_text(). (It is not a quoting for
 * files.)
 *
 * Made visible: C0 controls and DEL in caret notation (ESC is "^[", a newline "^J"); C1 controls,
 * bidirectional controls, zero-width and other format characters (Cf), what else is not seen
 * (Default_Ignorable_Code_Point), line and paragraph separators, surrogates, non-characters and
 * private use as "<U+202E>"; bytes that are not UTF-8 as "<FF>". The same notation as less(1).
 * Everything else, of whatever script, stays as it is.
 */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The visible form of `text`; the caller frees it. NULL gives "". */
char *visible_text(const char *text);
char *visible_text_n(const char *text, size_t length);

/* `text` where it has at most `most` bytes; else its beginning, cut between two characters, with
 * "…" behind it: for what people gave, in messages. `most` is 1 to 254. The result is good until
 * the fourth call after this one in the same thread. It is not made visible. */
const char *visible_start(const char *text, size_t most);

/* True where visible_text() would return the same bytes: the common case, and cheap. */
bool visible_is_plain(const char *text, size_t length);

/* The length in bytes of the first character of `text` (at least 1, at most `length`, which is at
 * least 1), and in `*safe` whether it can be shown as it is. A byte that is no UTF-8 is one
 * character, and not safe. */
size_t visible_next(const char *text, size_t length, bool *safe);

/* Whether a character is not seen, or moves what is seen: a control or format character, a
 * separator of lines or paragraphs, a surrogate, a non-character, private use, or one of Unicode's
 * default ignorable characters (DerivedCoreProperties.txt). The one predicate of the program for
 * that. */
bool visible_is_unseen(uint32_t character);

/* The columns that a terminal needs for visible text (UAX #11, East Asian wide as 2). */
size_t visible_width(const char *text, size_t length);

#endif
