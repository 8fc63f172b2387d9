/* language.h: the language of the person in front: wording, numbers and dates.
 *
 * The wording is English; catalogues of gettext, made from forms/po, translate it. Numbers and
 * dates for a person follow LC_NUMERIC and LC_TIME. What is for programs stays as it is in English:
 * JSON, JUnit and CSV, settings files, the ledger, mail, exit statuses.
 *
 *   _("text")     the text in the person's language
 *   N_("text")    the text itself, marked so that it is translated where _() gets it as a variable
 *   n_(one, many, count)   whichever is right for `count` (in English: one for 1, else many)
 *
 * Functions that take a format and translate it themselves (error_set()) are named as keywords of
 * xgettext in forms/po/extract.sh: their formats need no mark.
 */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define _(text)              language_text(text)
#define N_(text)             text
#define n_(one, many, count) language_plural(one, many, count)

/* Takes the language of the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), and the catalogue
 * where it is not English. Also does setlocale() for LC_CTYPE, LC_MESSAGES and LC_TIME. LC_NUMERIC
 * stays "C": files and protocols are written with it. */
void language_open(void);

/* English from here on: what follows is for programs. */
void language_close(void);

/* English in this thread until language_resume(), for a text that is recorded: it gets what this
 * returns. */
bool language_pause(void);
void language_resume(bool before);

/* The language that is spoken: "de"; "en" where no other one was found. Good until the next call.
 */
const char *language_name(void);

/* A text, or the format of a text, in the person's language. */
const char *language_text(const char *english) __attribute__((format_arg(1)));
const char *language_plural(const char *one, const char *many, size_t count)
    __attribute__((format_arg(1), format_arg(2)));

/* The length of the part of a help text at its beginning that is translated as a whole, with its
 * newlines: a paragraph, or an entry of a list, which begins with two spaces and whose other lines
 * have more. 0 at its end. */
size_t language_help_part(const char *help);

/* A name of few words that could mean something else elsewhere, in the context where it stands: a
 * value as it is shown (of a choice in a form, a severity), or the name of a key. */
#define LANGUAGE_VALUE "value"
#define LANGUAGE_KEY   "key"
const char *language_name_of(const char *context, const char *name);

/* A help text, translated part by part: what several helps have is translated once, and what is new
 * in one leaves the rest as it is. The caller frees it. */
char *language_help(const char *help);

/* The number with its thousands parted as usual: "100,000". The caller frees it. */
char *language_number(size_t number);

/* The date, and with `clock` the time, as usual where that can't be mistaken ("23.11.2026 09:14"),
 * else by ISO 8601 ("2026-11-23 09:14"): 03/04 is another day in London than in New York. */
void language_date(const struct tm *date, bool clock, char *text, size_t size);

#endif
