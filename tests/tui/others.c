/* What others do with the settings that are edited here is seen, and so are the own changes. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define BEFORE "emails = [ \"a@b.de\" ];\nphone = \"+442079460958\";\nalerts = false;\n"
#define THEIRS "emails = [ \"a@b.de\", \"x@y.de\" ];\nalerts = true;\n"

static const EditorStart sizes[] = {{.columns = 80, .rows = 24}, {.columns = 40, .rows = 10}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* At any size: to the form of Contoso Production. */
static void open_form(Editor *editor, const EditorStart *start)
{
    editor_start(editor, start);
    sees(editor, "Pricing & settings");
    types(editor, "<Enter>");
    sees(editor, "Shared");
    types(editor, "<Enter>");
    sees(editor, "Email notifications");
    types(editor, "<Enter>");
    stands_at(editor, "a@b.de");
}

Test(others, a_change_on_disk_is_shown_where_nothing_is_unsaved)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        editor_write_contact(&editor, PRODUCTION, THEIRS);
        sees(&editor, "x@y.de");
        sees(&editor, "Somebody else has saved Contoso");
        types(&editor, "<Ctrl-S>");
        sees(&editor, "Nothing to save");
        contact_is(&editor, PRODUCTION, THEIRS);
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(others, a_change_on_disk_is_told_where_something_is_unsaved)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        types(&editor, "<End>, c@d.de");
        sees(&editor, "c@d.de");
        editor_write_contact(&editor, PRODUCTION, THEIRS);
        sees(&editor, "! Changed on disk by somebody else");
        stands_at(&editor, "a@b.de, c@d.de");
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        sees_gone(&editor, "! Changed on disk");
        editor_write_contact(&editor, PRODUCTION, "emails = [");
        sees(&editor, "! Changed on disk, and it can't be");
        editor_write_contact(&editor, PRODUCTION, THEIRS);
        sees(&editor, "! Changed on disk by somebody else");
        types(&editor, "<Ctrl-S>");
        sees(&editor, "Someone else has saved Contoso");
        types(&editor, "m");
        sees(&editor, "changes of both");
        sees_gone(&editor, "! Changed on disk");
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(others, where_both_changed_the_number_theirs_can_be_chosen)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        types(&editor, "<Tab><Ctrl-U>+442079460000");
        sees(&editor, "+442079460000");
        editor_write_contact(&editor, PRODUCTION,
                             "emails = [ \"a@b.de\" ];\nphone = \"+442079460111\";\n"
                             "alerts = false;\n");
        sees(&editor, "! Changed on disk by somebody else");
        types(&editor, "<Ctrl-S>");
        sees(&editor, "Someone else has saved Contoso");
        types(&editor, "<End>");
        sees(&editor, "yours;");
        types(&editor, "p");
        sees(&editor, "theirs;");
        types(&editor, "p");
        sees(&editor, "yours;");
        types(&editor, "p");
        sees(&editor, "theirs;");
        types(&editor, "m");
        sees(&editor, "Nothing to save");
        contact_is(&editor, PRODUCTION,
                   "emails = [ \"a@b.de\" ];\nphone = \"+442079460111\";\nalerts = false;\n");
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(others, two_editors_see_each_other)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        Editor second = {.home = editor.home};
        open_form(&second, &sizes[i]);
        sees(&editor, "! Also being edited by ");
        sees(&second, "! Also being edited by ");
        types(&second, "<Esc>");
        sees(&second, "Resource groups");
        sees_gone(&editor, "! Also being edited by ");
        types(&second, "<Enter>");
        sees(&editor, "! Also being edited by ");
        kill(terminal_pid(second.terminal), SIGKILL);
        sees_gone(&editor, "! Also being edited by ");
        terminal_close(second.terminal);
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(others, what_a_notice_says_moves_no_cursor)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, BEFORE);
    open_form(&editor, NULL);
    temporary_write(editor.home, "site/contacts/.editing/" PRODUCTION ".far.1.1.editor",
                    "user \033[2Jeve\nhost f\342\200\256ar\nsince 1795420800\n");
    sees(&editor, "! Also being edited by ^[[2Jeve on f<U+202E>ar since");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(others, the_changes_are_shown_and_saved)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        types(&editor, "<Ctrl-X>");
        sees(&editor, "Saving would change Contoso Production");
        sees(&editor, "nothing");
        types(&editor, "<Esc>");
        stands_at(&editor, "a@b.de");
        types(&editor, "<End>, c@d.de, bad<Ctrl-X>");
        sees(&editor, "1 problem keeps the form from being");
        sees(&editor, "+ c@d.de");
        types(&editor, "<Ctrl-X>");
        stands_at(&editor, "bad");
        types(&editor, "<Ctrl-E><Backspace><Backspace><Backspace><Backspace><Backspace><Ctrl-X>");
        sees(&editor, "+ c@d.de");
        types(&editor, "s");
        sees(&editor, "Saved Contoso Production");
        contact_is(&editor, PRODUCTION,
                   "emails = [ \"a@b.de\", \"c@d.de\" ];\nphone = \"+442079460958\";\n"
                   "alerts = false;\n");
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(others, the_question_of_leaving_shows_the_changes)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, BEFORE);
    open_form(&editor, NULL);
    types(&editor, "<End>, c@d.de<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "c");
    sees(&editor, "+ c@d.de");
    types(&editor, "<Esc>");
    stands_at(&editor, "c@d.de");
    editor_free(&editor);
}

Test(others, a_field_is_put_back_and_that_is_undone)
{
    for (size_t i = 0; i < SIZES; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, BEFORE);
        open_form(&editor, &sizes[i]);
        types(&editor, "<Ctrl-P>");
        sees(&editor, "Nothing was changed here");
        types(&editor, "<End>, c@d.de");
        sees(&editor, "c@d.de");
        types(&editor, "<Ctrl-P>");
        sees(&editor, "Put back as it was saved");
        sees_gone(&editor, "c@d.de");
        types(&editor, "<Ctrl-X>");
        sees(&editor, "nothing");
        types(&editor, "<Esc>");
        stands_at(&editor, "a@b.de");
        types(&editor, "<Ctrl-G>");
        stands_at(&editor, "a@b.de, c@d.de");
        types(&editor, "<Tab><Ctrl-U>123<Ctrl-P>");
        sees(&editor, "Put back as it was saved");
        stands_at(&editor, "+442079460958");
        types(&editor, "<Ctrl-S>");
        sees(&editor, "Saved Contoso Production");
        contact_is(&editor, PRODUCTION,
                   "emails = [ \"a@b.de\", \"c@d.de\" ];\nphone = \"+442079460958\";\n"
                   "alerts = false;\n");
        editor_leave(&editor);
        editor_free(&editor);
    }
}
