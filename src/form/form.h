/* form.h: the one table of what can be set, and all wording of the pages.
 *
 * forms/NAME.conf are libconfig files, compiled into the program as bytes. One is parsed when it is
 * first asked for and stays until the program ends. The pages, `set`, the help, the tables of
 * seccontacts.conf(5) and the tests are driven by them. A form file has:
 *
 *   title = "Email notifications";             breadcrumb and heading
 *   intro = "...";                             a line or two under the heading; may be missing
 *   help  = "...";                             what this page is for
 *   fields = ( { name = "emails"; type = "addresses"; label = "..."; hint = "..."; help = "...";
 *                rows = 4; disabled = "not available yet"; default = ...; choices = [ ... ];
 *                minimum = 1; maximum = 65535; expected = "..."; }, ... );
 *   keys = ( { command = "save"; key = "Ctrl-S"; also = [ "F2" ]; label = "Save"; }, ... );
 *   texts = { saved = "Saved %s: %s"; ... };   messages, by name
 *
 * A field that is greyed out must give its reason (`disabled`).
 * Everything that is shown is handed out in the language of the person in front (base/language.h):
 * titles, labels, hints, help, reasons and texts. What depends on a count is two texts, NAME_one
 * and NAME_many, of which form_text_count() hands out the right one.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum FormType {
    FORM_ADDRESSES, /* address_list.h */
    FORM_PHONE,     /* phone.h */
    FORM_TOGGLE,    /* on, off; libconfig true, false */
    FORM_CHOICE,    /* one of `choices` */
    FORM_TEXT,      /* one line of UTF-8 without control characters */
    FORM_NUMBER,    /* an integer, `minimum` to `maximum` */
    FORM_PATH,      /* an absolute path */
} FormType;

typedef struct FormField {
    const char *name; /* of the setting in the file */
    FormType type;
    const char *label;
    const char *hint;           /* "" where there is none */
    const char *help;           /* "" where there is none */
    const char *expected;       /* what is told of a wrong value: of a choice, all of them; "" */
    const char *disabled;       /* the reason why it is greyed out; NULL: it is not */
    const char *initial;        /* the default as text: "off", "UTC", "25"; "" none */
    const char **choices;       /* FORM_CHOICE: the values */
    const char **choice_labels; /* as they are shown */
    size_t choice_count;
    long minimum, maximum; /* FORM_NUMBER */
    size_t rows;           /* rows of the screen that it likes to have */
} FormField;

typedef struct FormKey {
    const char *command; /* what the page's table of commands calls it */
    const char *label;   /* in the legend; "" keeps it out of there */
    const char **keys;   /* names as in widgets/key.h: "Ctrl-S", "F1", "?"; the first is shown */
    size_t key_count;
    const char *help; /* a line in the help page; "" where there is none */
    bool rare;        /* in the legend only where there is room to spare */
} FormKey;

typedef struct Form {
    const char *name, *title, *intro, *help;
    const FormField *fields;
    size_t field_count;
    const FormKey *keys;
    size_t key_count;
    struct FormTexts *texts;
} Form;

/* The form of this name. A form that is missing or wrong is a defect of ours, and ends the program
 * with what is wrong (a test parses them all). */
const Form *form_get(const char *name);

/* A field by name; NULL where there is none. */
const FormField *form_field(const Form *form, const char *name);

/* The text called `name`: a printf format where the form says so. A missing one is a defect. */
const char *form_text(const Form *form, const char *name);

/* The text for `count` of something: of NAME_one and NAME_many in English, and as many forms as
 * another language has. */
#define FORM_ONE  "_one"
#define FORM_MANY "_many"
const char *form_text_count(const Form *form, const char *name, size_t count);

/* The name of text `index`; NULL behind the last. */
const char *form_text_name(const Form *form, size_t index);

/* The names of all forms, for tests; NULL behind the last. */
const char *const *form_names(void);

/* Parses the text of a form; NULL and the error where it is wrong. For tests, and for form_get().
 * form_free() frees it. */
Form *form_parse(const char *name, const char *text, size_t length, Error *error);
void form_free(Form *form);

#endif
