/* Many at once: one form for the marked subscriptions, its preview and its save; and one address in
 * the place of another everywhere. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TWO   "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\nalerts = true;\n"
#define ONE   "emails = [ \"a@contoso.com\" ];\nphone = \"+442079460958\";\nalerts = false;\n"
#define EMPTY "emails = [ ];\nalerts = false;\n"

/* Contoso Production has TWO, Shared services ONE, Zürich EMPTY; all of them are marked. */
static Editor marked_editor(const EditorStart *start)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, TWO);
    editor_write_contact(&editor, SHARED, ONE);
    editor_write_contact(&editor, ZURICH, EMPTY);
    editor_start(&editor, start);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "m");
    sees(&editor, "3 marked");
    return editor;
}

Test(many, only_what_is_touched_is_changed)
{
    Editor editor = marked_editor(NULL);
    types(&editor, "c");
    sees(&editor, "For 3 marked subscriptions.");
    sees(&editor, "differs (3 values)"); /* the addresses */
    sees(&editor, "differs (2 values)"); /* the numbers */
    sees(&editor, "differs: on in 1, off in 2");
    types(&editor, "<Space><Tab>soc@contoso.com, b@contoso.com<Ctrl-S>");
    sees(&editor, "3 of 3 subscriptions would change. Nothing is saved yet.");
    stands_at(&editor, "Contoso Production");
    int row = terminal_find(editor.terminal, "Shared services", NULL);
    cr_expect(strstr(terminal_row(editor.terminal, row), "2 addresses added") != NULL);
    types(&editor, "<Enter>");
    sees(&editor, "+ soc@contoso.com");
    contact_is(&editor, PRODUCTION, TWO);
    types(&editor, "<Left>s");
    sees(&editor, "Save the changes of 3 subscriptions?");
    types(&editor, "y");
    sees(&editor, "3 subscriptions are saved.");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"b@contoso.com\", \"soc@contoso.com\" ];\n"
               "alerts = true;\n");
    contact_is(&editor, SHARED,
               "emails = [ \"a@contoso.com\", \"soc@contoso.com\", \"b@contoso.com\" ];\n"
               "phone = \"+442079460958\";\nalerts = false;\n");
    contact_is(&editor, ZURICH,
               "emails = [ \"soc@contoso.com\", \"b@contoso.com\" ];\nalerts = false;\n");
    types(&editor, "<Esc>"); /* the form is done, too */
    sees(&editor, "Choose a subscription");
    sees_gone(&editor, "3 marked");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(many, what_all_have_is_shown_and_can_be_set_and_removed)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, ONE);
    editor_write_contact(&editor, SHARED, ONE);
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "c");
    sees(&editor, "Mark some subscriptions first");
    types(&editor, "<Space><Space>c");
    sees(&editor, "the same in all: 1 address");
    sees(&editor, "off in all");
    sees(&editor, "+442079460958");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing to preview: change something first");
    types(&editor, "<Left>"); /* round to: set to these */
    sees(&editor, "set to these");
    sees(&editor, "a@contoso.com");
    types(&editor, "<Tab><Tab><Ctrl-U>");
    sees(&editor, "removed from all");
    types(&editor, "<Tab><Space><Ctrl-S>");
    sees(&editor, "phone removed, alerts on");
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "2 subscriptions are saved.");
    contact_is(&editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\nalerts = true;\n");
    contact_is(&editor, SHARED, "emails = [ \"a@contoso.com\" ];\nalerts = true;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(many, a_conflict_and_a_broken_file_stop_no_other_and_can_be_tried_again)
{
    EditorStart wide = {.columns = 120, .rows = 30};
    Editor editor = marked_editor(&wide);
    types(&editor, "c");
    sees(&editor, "differs (3 values)");
    types(&editor, "<Space><Space><Tab>a@contoso.com<Ctrl-S>"); /* remove */
    sees(&editor, "2 of 3 subscriptions would change.");
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\", \"theirs@contoso.com\" ];\n"
                         "alerts = true;\n");
    editor_write_contact(&editor, SHARED, "emails = [ \"a@contoso.com\" ];\n");
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "No subscription is saved. 2 are not saved, and their lines say why");
    sees(&editor, "! not saved: somebody else has changed it since");
    sees(&editor, "alerts: missing");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"theirs@contoso.com\" ];\nalerts = true;\n");
    contact_is(&editor, SHARED, "emails = [ \"a@contoso.com\" ];\n");
    editor_write_contact(&editor, SHARED, ONE);
    types(&editor, "r");
    sees(&editor, "2 of 3 subscriptions would change.");
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "2 subscriptions are saved.");
    contact_is(&editor, PRODUCTION, "emails = [ \"theirs@contoso.com\" ];\nalerts = true;\n");
    contact_is(&editor, SHARED, "emails = [ ];\nphone = \"+442079460958\";\nalerts = false;\n");
    contact_is(&editor, ZURICH, EMPTY);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(many, what_is_wrong_is_said_before_the_preview_and_nothing_is_lost_by_leaving)
{
    Editor editor = marked_editor(NULL);
    types(&editor, "c");
    sees(&editor, "differs (3 values)");
    types(&editor, "<Tab>soc@contoso.com<Ctrl-S>");
    sees(&editor, "choose above what is to be done with these");
    types(&editor, "<Tab>12<Ctrl-S>");
    sees(&editor, "Not yet: 2 problems");
    stands_at(&editor, "soc@contoso.com");
    types(&editor, "<Esc>");
    sees(&editor, "What you entered here is not saved. Leave it?");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Leave it?");
    sees(&editor, "soc@contoso.com");
    types(&editor, "<Esc>");
    sees(&editor, "Leave it?");
    types(&editor, "d");
    sees(&editor, "3 marked");
    contact_is(&editor, PRODUCTION, TWO);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(many, narrow_windows_show_it_all)
{
    EditorStart narrow = {.columns = 40, .rows = 12};
    Editor editor = marked_editor(&narrow);
    types(&editor, "c");
    sees(&editor, "leave as they are");
    types(&editor, "<Tab><Tab><Tab><Space>");
    sees(&editor, "on");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "2 of 3 subscriptions would change.");
    sees(&editor, "Shared services");
    types(&editor, "s");
    sees(&editor, "Save the changes of 2");
    types(&editor, "y");
    sees(&editor, "2 subscriptions are saved.");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(replace_page, one_address_takes_the_place_of_another_everywhere)
{
    Editor editor = marked_editor(NULL);
    types(&editor, "ur");
    sees(&editor, "In those of all 3 subscriptions that have the old address.");
    types(&editor, "A@contoso.com<Tab>James <<j@contoso.com><Ctrl-S>");
    sees(&editor, "2 of 3 subscriptions would change.");
    sees_gone(&editor, "Zürich");
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "2 subscriptions are saved.");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"j@contoso.com\", \"b@contoso.com\" ];\nalerts = true;\n");
    contact_is(&editor, SHARED,
               "emails = [ \"j@contoso.com\" ];\nphone = \"+442079460958\";\nalerts = false;\n");
    types(&editor, "<Esc>");
    sees(&editor, "Choose a subscription");
    types(&editor, "<Home><Space>r");
    sees(&editor, "In the one marked subscription, if it has the old address.");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not yet: 2 problems; the first one is with: Old address");
    types(&editor, "nobody@contoso.com<Tab>x@contoso.com<Ctrl-S>");
    sees(&editor, "Nothing to save: the subscription is that way already.");
    types(&editor, "s");
    sees(&editor, "There is nothing to save here");
    types(&editor, "<Esc>");
    sees(&editor, "[ Preview ]");
    types(&editor, "<Esc>");
    sees(&editor, "Leave it?");
    types(&editor, "d");
    sees(&editor, "Choose a subscription");
    editor_leave(&editor);
    editor_free(&editor);
}

static void wait_saved(const Editor *editor, const char *id)
{
    double since = clock_seconds();
    char *text;
    while (!(text = editor_read_contact(editor, id)))
        cr_assert(hang_limit_wait(since), "%s was never saved", id);
    free(text);
}

Test(many, saving_many_can_be_stopped_between_two_and_gone_on_with)
{
    enum { COUNT = 3000 };
    Editor editor = editor_new();
    char *text = memory_new(COUNT * 100), *end = text + sprintf(text, "subscriptions = (\n");
    for (int i = 0; i < COUNT; i++)
        end += sprintf(end, "{ id = \"20ff7fc3-e762-44dd-bd96-%012x\"; name = \"N %d\"; }%s\n", i,
                       i, i + 1 < COUNT ? "," : ");");
    editor_write_subscriptions(&editor, text);
    free(text);
    editor_start(&editor, NULL);
    sees(&editor, "3,000 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "N 12");
    types(&editor, "m");
    sees(&editor, "3,000 marked");
    types(&editor, "c");
    sees(&editor, "off in all");
    types(&editor, "<Tab><Tab><Tab><Space><Ctrl-S>");
    sees(&editor, "3,000 of 3,000 subscriptions would change.");
    types(&editor, "s");
    sees(&editor, "Save the changes of 3,000 subscriptions?");
    types(&editor, "y");
    sees(&editor, "Saving: ");
    wait_saved(&editor, "20ff7fc3-e762-44dd-bd96-000000000000");
    int lock = editor_hold_lock(&editor); /* between two of them */
    types(&editor, "<Esc>");
    sees(&editor, "Stopped. What is saved is saved; s goes on with the rest");
    close(lock);
    sees(&editor, "still to be saved: s goes on.");
    types(&editor, "<Esc>");
    sees(&editor, "[ Preview ]");
    types(&editor, "<Esc>");
    sees(&editor, "What you entered here");
    types(&editor, "d");
    sees(&editor, "Choose a subscription");
    sees_gone(&editor, "3,000 marked"); /* those that are saved are not marked any more */
    editor_leave(&editor);
    editor_free(&editor);
}
