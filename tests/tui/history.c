/* History, in the editor: who changed what, and a version back in the form. */
#include "tui/driver.h"

#include "support/program.h"
#include "support/temporary.h"

#include <stdlib.h>

static void set(const Editor *editor, const char *option, const char *value)
{
    const char *argv[] = {PROGRAM, "set", PRODUCTION, option, value, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = editor->home, .site = "site"});
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
}

Test(history, a_version_comes_back_as_an_unsaved_change)
{
    Editor editor = editor_new();
    set(&editor, "--emails", "ops@contoso.com");
    set(&editor, "--phone", "+14255550100");
    set(&editor, "--emails", "wrong@contoso.com");
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, "who changed what");
    types(&editor, "<Down><Down><Enter>");
    sees(&editor, "1 address added, 1 removed");
    sees(&editor, "phone added");
    types(&editor, "<Down><Enter>");
    sees(&editor, "phone: none -> +14255550100");
    types(&editor, "r");
    sees(&editor, "not saved yet");
    sees(&editor, "unsaved changes");
    sees(&editor, "ops@contoso.com");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"wrong@contoso.com\" ];\nphone = \"+14255550100\";\n"
               "alerts = false;\n");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\" ];\nphone = \"+14255550100\";\nalerts = false;\n");
    types(&editor, "<Esc>");
    sees(&editor, "phone: none -> +14255550100");
    types(&editor, "<Esc>");
    sees(&editor, "phone added");
    types(&editor, "<Home><Enter>");
    sees(&editor, "editor"); /* what saved it */
    sees(&editor, "+ ops@contoso.com");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(history, of_the_site_is_filtered_and_shows_edits_by_hand)
{
    Editor editor = editor_new();
    set(&editor, "--emails", "ops@contoso.com");
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"by@hand.com\" ];\nalerts = true;\n");
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Down><Down><Down><Enter>");
    sees(&editor, "Security Center › History");
    sees(&editor, "Contoso Prod…");
    sees(&editor, "edited outside");
    types(&editor, "/outside");
    sees_gone(&editor, "subscriptions.conf");
    types(&editor, "<Enter><Enter>");
    sees(&editor, "+ by@hand.com");
    sees(&editor, "- ops@contoso.com");
    types(&editor, "<Esc>");
    sees(&editor, "edited outside");
    types(&editor, "/<Ctrl-U>subscriptions.conf");
    sees_gone(&editor, "edited outside");
    types(&editor, "<Enter>r");
    sees(&editor, "Only a command restores this: seccontacts restore subscriptions.conf");
    editor_leave(&editor);
    editor_free(&editor);
}
