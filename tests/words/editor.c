/* The editor in German: it is German, and nothing is cut off for want of room in 80 columns. */
#include "core/language.h"
#include "form/form.h"
#include "support/temporary.h"
#include "tui/driver.h"
#include "words/german.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

TestSuite(german_editor, .timeout = 120);

/* In this process too, so that the forms say what is to be seen. */
static void speak_german(void)
{
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("LOCPATH", LOCALES, 1);
    unsetenv("LANGUAGE");
    language_open();
    cr_assert_str_eq(language_name(), "de");
}

static Editor german_editor(int rows)
{
    speak_german();
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){
                              .columns = 80, .rows = rows, .locale = {GERMAN_LOCALE, GERMAN_PATH}});
    return editor;
}

/* Below the breadcrumb, only ids may be cut. ("…" by itself: it is being read.) */
static void expect_nothing_cut(const Editor *editor, int rows)
{
    static const char mark[] = "…";
    for (int row = 1; row < rows; row++) {
        const char *text = terminal_row(editor->terminal, row);
        const char *cut = strstr(text, mark);
        bool good = !cut || cut == text || strchr(" 0123456789abcdef", cut[-1]);
        if (!good)
            terminal_print(editor->terminal);
        cr_assert(good, "row %d is cut", row);
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

/* From page to page: the keys that lead there, the form of the page, and what is to be seen. */
typedef struct Step {
    const char *keys, *form, *text;
    bool legend;
} Step;

static const Step steps[] = {
    {"", "security-center", "Preise & Einstellungen", true},
    {"<Enter>", "subscriptions", "Contoso Production", true},
    {"<Enter>", "subscription", "Abonnement-ID", true},
    {"<Enter>", "email-notifications", "[ Speichern ]", true},
    {"<Ctrl-F>", "address-list", "Noch keine Adresse. a fügt eine hinzu", false},
    {"<Ctrl-F>", "email-notifications", "[ Speichern ]", true},
    {"a@b@c<Ctrl-N>", "email-notifications", "ein zweites @", true},
    {"<F1>", "help", "Tasten überall", false},
    {"<Esc>", "email-notifications", "[ Speichern ]", true},
    {"<Ctrl-X>", "changes", "Speichern würde Contoso Production ändern:", true},
    {"<Esc>", "email-notifications", "[ Speichern ]", true},
    {"<Ctrl-T>", "test-alert", "Warnungstyp", false},
    {"<Enter>", "alert-type", "Niedrig", true},
    {"<Esc>", "test-alert", "Entität", false},
    {"<Esc>", "email-notifications", "[ Speichern ]", true},
    {"<Esc>", "ask-leave", "Die Änderungen an Contoso Production speichern?", true},
    {"d", "subscription", "Abonnement-ID", true},
    {"<Down><Enter>", "resource-groups", "geerbt von Contoso Production", true},
    {"<Enter>", "resource-groups", "erbt seine Einstellungen von", true},
    {"<Esc>", "subscription", "Abonnement-ID", true},
    {"<Esc>", "subscriptions", "Zürich", true},
    {"<Space>", "subscriptions", "1 markiert", true},
    {"c", "many", "Für das markierte Abonnement", true},
    {"<Ctrl-S>", "many", "Nichts für eine Vorschau: ändern Sie zuerst etwas", true},
    {"<Right><Tab>a@example.com<Ctrl-S>", "batch", "1 von 1 Abonnements würde sich ändern.", true},
    {"<Enter>", "batch-item", "+ a@example.com", true},
    {"<Esc>", "batch", "1 von 1 Abonnements würde sich ändern.", true},
    {"<Esc>", "many", "Für das markierte Abonnement", true},
    {"<Esc>", "ask-discard", "Verlassen?", true},
    {"d", "subscriptions", "1 markiert", true},
    {"r", "replace", "Alte Adresse", true},
    {"<Esc>", "subscriptions", "1 markiert", true},
    {"u", "subscriptions", "Zürich", true},
    {"a", "add-subscription", "Wie Sie es in den Listen sehen möchten", true},
    {"<Ctrl-S>", "add-subscription", "Nicht hinzugefügt: 2 Probleme; das erste mit: Abonnement-ID",
     true},
    {"<Esc>", "subscriptions", "Zürich", true},
    {"/", "filter", "Filter:", true},
    {"xyz", "filter", "Nichts hier enthält diesen Text.", true},
    {"<Esc>", "subscriptions", "Zürich", true},
    {"<Esc>", "security-center", "Mailversand", true},
    {"<Down><Enter>", "recommendations", "Sicherheitskontaktdetails angeben", true},
    {"<Enter>", "recommendation", "Contoso Production", true},
    {"<Esc>", "recommendations", "Sicherheitskontaktdetails angeben", true},
    {"<Esc>", "security-center", "Mailversand", true},
    {"<Down><Enter>", "sent-today", "An diesem Tag wurde nichts gesendet.", true},
    {"h", "sent-today", "An diesem Tag wurde nichts zurückgehalten.", true},
    {"<Esc>", "security-center", "Mailversand", true},
    {"<Down><Enter>", "history", "Noch keine Änderung verzeichnet.", true},
    {"<Esc>", "security-center", "Mailversand", true},
    {"<Down><Enter>", "mail-delivery", "Klartext anderswohin", true},
    {"<Esc>", "security-center", "Mailversand", true},
};

static void walk(int rows)
{
    Editor editor = german_editor(rows);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const Step *step = &steps[i];
        types(&editor, step->keys);
        sees(&editor, step->text);
        if (step->legend)
            expect_legend(&editor, step->form);
        if (rows > 24)
            expect_labels(&editor, step->form);
        if (strcmp(step->form, "alert-type") != 0) /* whose names are long, and in English */
            expect_nothing_cut(&editor, rows);
    }
    editor_leave(&editor);
    editor_free(&editor);
}

Test(german_editor, every_page_is_whole_in_a_small_window)
{
    walk(24);
}

Test(german_editor, every_label_is_whole)
{
    walk(60);
}

Test(german_editor, numbers_and_dates_are_those_of_the_locale)
{
    enum { COUNT = 1234 };
    char *text = NULL, day[64];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cr_assert(out != NULL);
    fputs("subscriptions = (", out);
    for (int i = 0; i < COUNT; i++)
        fprintf(out, "%s{ id = \"00000000-0000-4000-8000-%012d\"; name = \"Nummer %d\"; }",
                i > 0 ? ",\n" : "\n", i, i);
    fputs(" );\n", out);
    fclose(out);
    Editor editor = editor_new();
    editor_write_subscriptions(&editor, text);
    editor_start(&editor, &(EditorStart){.locale = {GERMAN_LOCALE, GERMAN_PATH}});
    sees(&editor, "1.234 Abonnements");
    types(&editor, "<Down><Down><Enter>");
    time_t now = time(NULL);
    strftime(day, sizeof day, "%d.%m.%Y (UTC), heute: keine Nachricht", gmtime(&now));
    sees(&editor, day);
    editor_leave(&editor);
    editor_start(&editor, NULL);
    sees(&editor, "1,234 subscriptions");
    types(&editor, "<Down><Down><Enter>");
    strftime(day, sizeof day, "%Y-%m-%d (UTC), today: no message", gmtime(&now));
    sees(&editor, day);
    editor_leave(&editor);
    editor_free(&editor);
    free(text);
}

/* One of something, and many of it. */
Test(german_editor, counts_have_their_forms)
{
    Editor editor = german_editor(24);
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter><Enter>");
    sees(&editor, "noch keine Adresse");
    types(&editor, "a@example.com");
    sees(&editor, "1 Adresse");
    types(&editor, ", b@example.com");
    sees(&editor, "2 Adressen");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Contoso Production gespeichert: 2 Adressen hinzugefügt");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(german_editor, a_test_alert_says_who_would_get_it)
{
    Editor editor = german_editor(24);
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@example.com\", \"b@example.com\" ];\nalerts = true;\n");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter><Enter>");
    sees(&editor, "2 Adressen");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "1 Nachricht würde jetzt gesendet");
    sees(&editor, "senden    3 / 3");
    sees(&editor, "gehalten  3 / 3   R2: \"Test alert\"");
    editor_leave(&editor);
    editor_free(&editor);
}
