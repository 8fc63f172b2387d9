/* Rules: who of a list is told, and whose days count. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void open_page(Editor *editor)
{
    editor_start(editor, NULL);
    sees(editor, "3 subscriptions");
    types(editor, "<End><Up><Enter>");
    sees(editor, "Recipients of an alert");
}

Test(rules, are_seen_changed_and_hold_at_once)
{
    Editor editor = editor_new();
    char *config = memory_format("state = \"%s/state\";\nteam = \"night\";\n", editor.home);
    temporary_write(editor.home, "site/seccontacts.conf", config);
    open_page(&editor);
    sees(&editor, "‹ one ›");
    sees(&editor, "UTC");
    types(&editor, "<Space><Tab>Europa/Berlin");
    sees(&editor, "! found \"Europa/Berlin\", expected the name of a");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing is saved: there is a problem with: Time zone");
    types(&editor, "<Backspace><Backspace><Backspace><Backspace><Backspace><Backspace><Backspace><"
                   "Backspace>e/Berlin");
    sees_gone(&editor, "! ");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved. It holds for the next alert");
    char *text = temporary_read(editor.home, "site/seccontacts.conf", NULL);
    char *expected =
        memory_format("%sfan_out = \"each\";\nday_zone = \"Europe/Berlin\";\n", config);
    cr_expect_str_eq(text, expected);
    types(&editor, "<Esc>");
    sees(&editor, "each is told of an alert; days of Europe/Berlin");
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"a@x.com\" ];\nalerts = true;\n");
    types(&editor, "<Home><Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter><Enter>");
    sees(&editor, "Each is told, as long as messages are left today.");
    editor_leave(&editor);
    free(expected);
    free(text);
    free(config);
    editor_free(&editor);
}

Test(rules, of_a_shared_site_are_saved_beside_it)
{
    Editor editor = editor_new();
    char *site = temporary_path(editor.home, "site");
    temporary_write(editor.home, "site/seccontacts.conf", "theme = \"neutral\";\n");
    chmod(site, 0777); /* each could put a file there */
    temporary_write(editor.home, "site.conf", "fan_out = \"each\";\n");
    open_page(&editor);
    sees(&editor, "‹ each ›");
    types(&editor, "<Space><Ctrl-S>");
    sees(&editor, "Saved. It holds for the next alert");
    char *text = temporary_read(editor.home, "site.conf", NULL);
    cr_expect_str_eq(text, "fan_out = \"one\";\n");
    free(text);
    text = temporary_read(editor.home, "site/seccontacts.conf", NULL);
    cr_expect_str_eq(text, "theme = \"neutral\";\n");
    editor_leave(&editor);
    free(text);
    free(site);
    editor_free(&editor);
}
