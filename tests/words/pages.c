/* The pages that one meets more rarely, in German, in a window of 80x24. */
#include "base/memory.h"
#include "support/program.h"
#include "support/temporary.h"
#include "words/walk.h"

#include <signal.h>
#include <stdlib.h>

enum { ROWS = 24 };

#define go(editor, steps) walk(editor, ROWS, steps, sizeof(steps) / sizeof *(steps))

static const Step to_form[] = {
    {"", "security-center", "Preise & Einstellungen", true},
    {"<Enter>", "subscriptions", "Contoso Production", true},
    {"<Enter>", "subscription", "Abonnement-ID", true},
    {"<Enter>", "email-notifications", "[ Speichern ]", true},
};

static void end(Editor *editor)
{
    editor_leave(editor);
    editor_free(editor);
}

static void write_ours(const Editor *editor)
{
    editor_write_contact(editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\" ];\nphone = \"+14255550100\";\n"
                         "alerts = true;\n");
}

static void write_theirs(const Editor *editor)
{
    editor_write_contact(editor, PRODUCTION,
                         "emails = [ \"A@contoso.com\", \"b@contoso.com\" ];\n"
                         "phone = \"+442079460958\";\nalerts = true;\n");
}

Test(german_pages, somebody_else_has_saved)
{
    static const Step ours[] = {
        {", c@contoso.com<Tab><Ctrl-U>+4930901820", "email-notifications", "+4930901820", true},
    };
    static const Step steps[] = {
        {"", "email-notifications", "von jemand anderem geändert", true},
        {"<Ctrl-S>", "conflict", "Von jemand anderem gespeichert", true},
        {"pa", "conflict", "Hier ist nichts zu wählen", true},
        {"<Esc>", "email-notifications", "[ Speichern ]", true},
        {"<Ctrl-S>", "conflict", "Von jemand anderem gespeichert", true},
        {"m", "email-notifications", "Contoso Production gespeichert", true},
    };
    Editor editor = walk_editor();
    write_ours(&editor);
    walk_start(&editor, ROWS);
    go(&editor, to_form);
    sees(&editor, "a@contoso.com");
    go(&editor, ours);
    write_theirs(&editor);
    go(&editor, steps);
    end(&editor);
}

static void set(const Editor *editor, const char *option, const char *value)
{
    const char *argv[] = {PROGRAM, "set", PRODUCTION, option, value, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = editor->home, .site = "site"});
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
}

Test(german_pages, what_has_changed)
{
    static const Step steps[] = {
        {"<Down><Down><Enter>", "history", "Rufnummer hinzugefügt", true},
        {"<Down><Enter>", "history-change", "+14255550100", true},
        {"r", "email-notifications", "noch nicht gespeichert. Strg-X zeigt", true},
        {"<Ctrl-S>", "email-notifications", "Contoso Production gespeichert", true},
        {"<Esc>", "history-change", "Rufnummer: keine -> +14255550100", true},
        {"<Esc>", "history", "Wer", true},
        {"<Home><Enter>", "history-change", "+ ops@contoso.com", true},
        {"<Esc>", "history", "Wer", true},
    };
    Editor editor = walk_editor();
    set(&editor, "--emails", "ops@contoso.com");
    set(&editor, "--phone", "+14255550100");
    set(&editor, "--emails", "wrong@contoso.com");
    walk_start(&editor, ROWS);
    walk(&editor, ROWS, to_form, 3);
    go(&editor, steps);
    end(&editor);
}

Test(german_pages, a_draft_is_offered)
{
    static const Step first[] = {
        {"", "security-center", "1 Entwurf: Contoso Production, gerade eben", true},
        {"d", "draft", "1 Sache darin kann so nicht gespeichert werden.", true},
        {"<Esc>", "email-notifications", "[ Speichern ]", true},
        {"<Esc>", "security-center", "1 Entwurf: Contoso Production, gerade eben", true},
        {"d", "draft", "1 Sache darin kann so nicht gespeichert werden.", true},
        {"d", "ask-draft", "Den Entwurf von Contoso Production verwerfen?", true},
        {"<Esc>", "draft", "1 Sache darin kann so nicht gespeichert werden.", true},
        {"t", "email-notifications", "Der Entwurf von Contoso Production", true},
        {"<Esc>", "ask-leave", "Die Änderungen an Contoso Production speichern?", true},
        {"d", "security-center", "3 Abonnements", true},
    };
    Editor editor = walk_editor();
    write_ours(&editor);
    walk_start(&editor, ROWS);
    go(&editor, to_form);
    sees(&editor, "a@contoso.com");
    types(&editor, ", c@contoso.com, nobody");
    sees(&editor, "nobody");
    kill(terminal_pid(editor.terminal), SIGTERM);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, NULL));
    walk_start(&editor, ROWS);
    go(&editor, first);
    end(&editor);
}

Test(german_pages, a_site_without_subscriptions)
{
    static const Step steps[] = {
        {"", "first-run", "az account list", true},
        {"<Ctrl-L>", "first-run", "Noch immer keine Abonnements", true},
        {"a", "add-subscription", "[ Hinzufügen ]", true},
        {"<Esc>", "first-run", "az account list", true},
    };
    Editor editor = walk_editor();
    editor_write_subscriptions(&editor, "subscriptions = ( );\n");
    walk_start(&editor, ROWS);
    go(&editor, steps);
    end(&editor);
}

static void write_config(const Editor *editor, const char *more)
{
    char *config = memory_format("state = \"%s/state\";\n%s", editor->home, more);
    temporary_write(editor->home, "site/seccontacts.conf", config);
    free(config);
}

Test(german_pages, the_mail_server_is_tried)
{
    static const Step steps[] = {
        {"", "security-center", "3 Abonnements", true},
        {"<End><Enter>", "mail-delivery", "Transport", true},
        {"<Ctrl-T>", "mail-connection", "! Es funktioniert nicht: 127.0.0.1:1 ist nicht", true},
        {"<Esc>", "mail-delivery", "Transport", true},
    };
    Editor editor = walk_editor();
    write_config(&editor,
                 "mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; tls = \"none\"; "
                 "hello = \"ops\"; from = \"alerts@ops.example\"; };\n");
    walk_start(&editor, ROWS);
    go(&editor, steps);
    end(&editor);
}

/* A row of each state, and what can be done with it. */
Test(german_pages, addresses_as_a_list)
{
    static const Step steps[] = {
        {", A@contoso.com, b@b@contoso.com, c@contoso.com", "email-notifications",
         "- Spalte 16:", true},
        {"<Ctrl-F>", "address-list", "Duplikat von Zeile 1", false},
        {"<Home><Ctrl-N>", "address-list", "Sie ein @", false},
        {"<Enter>", "address-row", "Esc Lassen", true},
        {"<Esc>", "address-list", "3  b@b@contoso.com", false},
        {"/c@", "filter", "1 von 4 gezeigt", true},
        {"<Esc>", "address-list", "Duplikat von Zeile 1", false},
        {"s", "address-list", "Nach Adresse sortiert: 4 Zeilen.", false},
        {"<Home>x", "address-list", "Entfernt: b@b@contoso.com", false},
        {"<Ctrl-G>", "address-list", "1  b@b@contoso.com", false},
        {"<Ctrl-F>", "email-notifications", "- Spalte 33:", true},
        {"<Esc>", "ask-leave", "Die Änderungen an Contoso Production speichern?", true},
        {"d", "subscription", "Abonnement-ID", true},
    };
    Editor editor = walk_editor();
    write_ours(&editor);
    walk_start(&editor, ROWS);
    go(&editor, to_form);
    sees(&editor, "a@contoso.com");
    go(&editor, steps);
    end(&editor);
}

Test(german_pages, many_at_once)
{
    static const Step steps[] = {
        {"m", "subscriptions", "3 markiert", true},
        {"c", "many", "verschieden: in 1 ein, in 2 aus", true},
        {"<Right><Tab>b@example.com<Ctrl-S>", "batch", "3 von 3 Abonnements würden", true},
        {"s", "ask-batch", "Die Änderungen von 3 Abonnements speichern?", true},
        {"y", "batch", "3 Abonnements sind gespeichert.", true},
        {"<Enter>", "batch-item", "gespeichert: 1 Adresse hinzugefügt", true},
        {"<Esc>", "batch", "3 Abonnements sind gespeichert.", true},
        {"<Esc>", "subscriptions", "Kontakte", true},
        {"r", "replace", "Alte Adresse", true},
        {"x<Ctrl-S>", "replace", "Noch nicht: 2 Probleme", true},
        {"<Ctrl-U>b@example.com<Tab>new@example.com<Ctrl-S>", "batch", "hinzugefügt, 1 entfernt",
         true},
        {"<Esc>", "replace", "Die, die geht", true},
        {"<Esc>", "ask-discard", "Verlassen?", true},
        {"d", "subscriptions", "Kontakte", true},
    };
    Editor editor = walk_editor();
    write_ours(&editor);
    walk_start(&editor, ROWS);
    walk(&editor, ROWS, to_form, 2);
    go(&editor, steps);
    end(&editor);
}

Test(german_pages, a_test_alert_is_sent)
{
    static const Step steps[] = {
        {"<Ctrl-T>", "test-alert", "1 Nachricht würde jetzt gesendet", false},
        {"<Ctrl-S>", "ask-send", "Diese Testwarnung an A@contoso.com senden?", true},
        {"s", "test-alert", "Für A@contoso.com in eine Datei geschrieben", false},
    };
    Editor editor = walk_editor();
    write_theirs(&editor);
    walk_start(&editor, ROWS);
    go(&editor, to_form);
    go(&editor, steps);
    end(&editor);
}

Test(german_pages, settings_that_can_not_be_read)
{
    static const Step steps[] = {
        {"", "security-center", "2 Abonnements ohne Kontaktdetails; 1 unlesbar", true},
        {"<Enter>", "subscriptions", "Contoso Production", true},
        {"<Enter>", "subscription", "! Einstellungen können nicht gelesen werden", true},
        {"<Enter>", "subscription", "alerts: fehlt", true},
    };
    Editor editor = walk_editor();
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\n");
    walk_start(&editor, ROWS);
    go(&editor, steps);
    end(&editor);
}

/* The look changes nothing of the wording. */
Test(german_pages, in_every_theme)
{
    static const char *const themes[] = {"dark", "light", "high-contrast", "mono", "plain"};
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        Editor editor = walk_editor();
        char *theme = memory_format("theme = \"%s\";\n", themes[i]);
        write_config(&editor, theme);
        write_ours(&editor);
        walk_start(&editor, ROWS);
        go(&editor, to_form);
        free(theme);
        end(&editor);
    }
}
