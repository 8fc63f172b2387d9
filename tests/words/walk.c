#include "words/walk.h"

#include "base/language.h"
#include "form/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In this process too, so that the forms say what is to be seen. */
static void speak_german(void)
{
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("LOCPATH", LOCALES, 1);
    unsetenv("LANGUAGE");
    language_open();
    cr_assert_str_eq(language_name(), "de");
}

Editor walk_editor(void)
{
    speak_german();
    return editor_new();
}

void walk_start(Editor *editor, int rows)
{
    editor_start(editor, &(EditorStart){
                             .columns = 80, .rows = rows, .locale = {GERMAN_LOCALE, GERMAN_PATH}});
}

/* Below the breadcrumb, only ids may be cut, and why a message is held, which the page tells as a
 * whole for the row that one stands on. ("…" by itself: it is being read.) */
static void expect_nothing_cut(const Editor *editor, int rows)
{
    static const char mark[] = "…";
    for (int row = 1; row < rows; row++) {
        const char *text = terminal_row(editor->terminal, row);
        const char *cut = strstr(text, mark);
        bool good = !cut || cut == text || strchr(" 0123456789abcdef", cut[-1]) ||
                    strstr(text, "gehalten  ");
        if (!good)
            terminal_print(editor->terminal);
        cr_assert(good, "row %d is cut", row);
    }
}

/* Words that are in most sentences, and are no German ones. */
static void expect_no_english(const Editor *editor, int rows)
{
    static const char *const words[] = {"the", "of",   "is",   "are",  "and",  "to", "you",  "your",
                                        "for", "with", "from", "not",  "it",   "by", "this", "that",
                                        "has", "have", "were", "been", "when", "or", "page", "key"};
    static const char between[] = " ,.:;!?()[]\"'";
    for (int row = 0; row < rows; row++) {
        char text[512], *rest = text, *word;
        snprintf(text, sizeof text, "%s", terminal_row(editor->terminal, row));
        while ((word = strsep(&rest, between))) {
            for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
                bool german =
                    strcasecmp(word, words[i]) != 0 || strcmp(word, "FROM") == 0; /* MAIL FROM */
                if (!german)
                    terminal_print(editor->terminal);
                cr_assert(german, "row %d is in English: \"%s\"", row, word);
            }
        }
    }
}

/* All labels of the form's fields are there, as a whole. */
static void expect_labels(const Editor *editor, const char *name)
{
    const Form *form = form_get(name);
    for (size_t i = 0; i < form->field_count; i++) {
        sees(editor, form->fields[i].label);
    }
}

/* The legend names each key of the form that has a label, as a whole; rare ones where there is
 * room. */
static void expect_legend(const Editor *editor, const char *name)
{
    const Form *form = form_get(name);
    for (size_t i = 0; i < form->key_count; i++) {
        const FormKey *key = &form->keys[i];
        char entry[256];
        snprintf(entry, sizeof entry, "%s %s", language_name_of(LANGUAGE_KEY, key->keys[0]),
                 key->label);
        if (key->label[0] != '\0' && !key->rare)
            sees(editor, entry);
    }
}

/* Names of alerts, which are long, and mail: both are in English. */
static bool shows_a_message(const char *form)
{
    return strcmp(form, "alert-type") == 0 || strcmp(form, "test-alert") == 0 ||
           strcmp(form, "ask-send") == 0;
}

void walk(Editor *editor, int rows, const Step *steps, size_t count)
{
    for (const Step *step = steps; step < steps + count; step++) {
        types(editor, step->keys);
        sees(editor, step->text);
        if (step->legend)
            expect_legend(editor, step->form);
        if (rows > 24)
            expect_labels(editor, step->form);
        if (strcmp(step->form, "alert-type") != 0)
            expect_nothing_cut(editor, rows);
        if (!shows_a_message(step->form))
            expect_no_english(editor, rows);
    }
}
