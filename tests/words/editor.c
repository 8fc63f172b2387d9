/* The editor in German: it is German, and nothing is cut off for want of room in 80 columns. */
#include "support/temporary.h"
#include "words/walk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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
    {"<Down><Enter>", "rules", "Empfänger einer Warnung", true},
    {"<Esc>", "security-center", "Mailversand", true},
    {"<Down><Enter>", "mail-delivery", "Klartext anderswohin", true},
    {"<Esc>", "security-center", "Mailversand", true},
};

static void walk_all(int rows)
{
    Editor editor = walk_editor();
    walk_start(&editor, rows);
    walk(&editor, rows, steps, sizeof steps / sizeof *steps);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(german_editor, every_page_is_whole_in_a_small_window)
{
    walk_all(24);
}

Test(german_editor, every_label_is_whole)
{
    walk_all(60);
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
    Editor editor = walk_editor();
    walk_start(&editor, 24);
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
    Editor editor = walk_editor();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@example.com\", \"b@example.com\" ];\nalerts = true;\n");
    walk_start(&editor, 24);
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter><Enter>");
    sees(&editor, "2 Adressen");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "1 Nachricht würde jetzt gesendet");
    sees(&editor, "senden    3 / 3");
    sees(&editor, "gehalten  3 / 3        \"Test alert\"");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "Diese Testwarnung an a@example.com senden?");
    types(&editor, "s");
    sees(&editor, "in eine Datei geschrieben");
    editor_leave(&editor);
    editor_free(&editor);
}
