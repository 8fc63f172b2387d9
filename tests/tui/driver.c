#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <stdlib.h>

static const char subscriptions[] =
    "subscriptions = ( { id = \"" PRODUCTION "\"; name = \"Contoso Production\";\n"
    "    state = \"Enabled\"; resource_groups = [ \"myRg1\", \"myRg2\" ]; },\n"
    "  { id = \"" SHARED "\"; name = \"Shared services\"; state = \"Enabled\";\n"
    "    resource_groups = [ \"AKS_nodes\" ]; },\n"
    "  { id = \"" ZURICH "\"; name = \"Zürich – Geschäftskunden (Test)\";\n"
    "    state = \"Warned\"; } );\n";

Editor editor_new(void)
{
    Editor editor = {.home = temporary_new()};
    char *config = memory_format("state = \"%s/state\";\n", editor.home);
    temporary_write(editor.home, "site/seccontacts.conf", config);
    free(config);
    editor_write_subscriptions(&editor, subscriptions);
    return editor;
}

void editor_free(Editor *editor)
{
    terminal_close(editor->terminal);
    temporary_remove(editor->home);
}

/* Starts `command` with the environment of the editor. */
static void start_command(Editor *editor, const char *const *command, const EditorStart *start)
{
    char *home = memory_format("HOME=%s", editor->home);
    char *site = memory_format("SECCONTACTS_SITE=%s/site", editor->home);
    const char *environment[8] = {home, site, "PS1=ready> ", "program=" PROGRAM};
    const char *more[] = {start->environment, start->locale[0], start->locale[1]};
    for (size_t i = 0, at = 4; i < sizeof more / sizeof *more; i++) {
        if (more[i])
            environment[at++] = more[i];
    }
    TerminalSetup setup = {
        .columns = start->columns,
        .rows = start->rows,
        .term = start->term,
        .environment = environment,
        .command = command,
        .directory = editor->home,
    };
    terminal_close(editor->terminal);
    editor->terminal = terminal_open(&setup);
    free(home);
    free(site);
}

void editor_start(Editor *editor, const EditorStart *start)
{
    static const EditorStart usual;
    if (!start)
        start = &usual;
    const char *command[] = {PROGRAM, start->option, NULL};
    start_command(editor, command, start);
}

void editor_start_shell(Editor *editor)
{
    static const EditorStart usual;
    const char *command[] = {"sh", "-i", NULL};
    start_command(editor, command, &usual);
    sees(editor, "ready>");
}

void editor_write_subscriptions(const Editor *editor, const char *text)
{
    temporary_write(editor->home, "site/subscriptions.conf", text);
}

void editor_write_contact(const Editor *editor, const char *id, const char *text)
{
    char *name = memory_format("site/contacts/%s.conf", id);
    temporary_write(editor->home, name, text);
    free(name);
}

int editor_hold_lock(const Editor *editor)
{
    return temporary_lock(editor->home, "site/contacts/.lock");
}

char *editor_read_contact(const Editor *editor, const char *id)
{
    char *name = memory_format("site/contacts/%s.conf", id);
    char *text = temporary_read(editor->home, name, NULL);
    free(name);
    return text;
}

void editor_open_form(Editor *editor)
{
    sees(editor, "Pricing & settings");
    types(editor, "<Enter>");
    sees(editor, "Contoso Production");
    types(editor, "<Enter>");
    sees(editor, "Email notifications");
    types(editor, "<Enter>");
    sees(editor, "Security contact email addresses");
}

void editor_leave(Editor *editor)
{
    int status;
    types(editor, "<Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor->terminal, TERMINAL_PATIENCE, &status));
    cr_assert_eq(status, 0, "status %d", status);
    cr_assert_not(terminal_alternate(editor->terminal));
}
