/* Drafts of the forms for many subscriptions, which name those that they are for. */
#include "tui/draft_files.h"

#include <signal.h>

#define ONE "emails = [ \"a@contoso.com\" ];\nalerts = true;\n"

/* Types an address that is to be added in all three. */
static Editor editor_with_change(void)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, ONE);
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>mc");
    sees(&editor, "For 3 marked subscriptions.");
    types(&editor, "<Space><Tab>soc@contoso.com");
    sees(&editor, "soc@contoso.com");
    return editor;
}

Test(draft_many, kill_9_leaves_what_was_typed_for_the_next_start)
{
    Editor editor = editor_with_change();
    wait_draft(&editor, "soc@contoso.com\n");
    kill_editor(&editor, SIGKILL);
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Many at once, a moment ago");
    types(&editor, "d");
    sees(&editor, "Changes to Many at once were typed and never saved.");
    sees(&editor, "Security contact email addresses: add these");
    sees(&editor, "These addresses: soc@contoso.com");
    sees(&editor, "It is for 3 subscriptions, the first of them Contoso Production.");
    types(&editor, "t");
    sees(&editor, "The draft of Many at once is in the form");
    sees(&editor, "For 3 marked subscriptions.");
    sees(&editor, "differs (2 values)");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "3 of 3 subscriptions would change");
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "3 subscriptions are saved.");
    wait_draft(&editor, NULL);
    contact_is(&editor, ZURICH, "emails = [ \"soc@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_start(&editor, NULL);
    sees(&editor, "no subscription lacks contact details");
    sees_gone(&editor, "draft");
    editor_free(&editor);
}

Test(draft_many, subscriptions_that_are_gone_are_named_and_left_out)
{
    Editor editor = editor_with_change();
    kill_editor(&editor, SIGTERM);
    cr_assert(draft_has(&editor, "soc@contoso.com\n"));
    editor_write_subscriptions(&editor, "subscriptions = (\n"
                                        "  { id = \"" ZURICH "\"; name = \"Zürich\"; },\n"
                                        "  { id = \"" PRODUCTION "\"; name = \"Contoso\"; } );\n");
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Many at once");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso");
    types(&editor, "<Space>c"); /* for another one */
    sees(&editor, "It is for 2 subscriptions, the first of them Contoso.");
    sees(&editor, "1 of its subscriptions is not there any more, and is left out: Shared");
    types(&editor, "<Esc>");
    sees(&editor, "For the marked subscription Zürich.");
    types(&editor, "<Esc>");
    sees(&editor, "1 marked");
    types(&editor, "c");
    sees(&editor, "Changes to Many at once were");
    types(&editor, "t");
    sees(&editor, "For 2 marked subscriptions.");
    stands_at(&editor, "add these");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "2 of 2 subscriptions would change");
    editor_free(&editor);
}

Test(draft_many, the_form_that_replaces_an_address_keeps_one_too)
{
    static const int signals[] = {SIGHUP, SIGKILL};
    for (size_t i = 0; i < 2; i++) {
        Editor editor = editor_new();
        editor_write_contact(&editor, PRODUCTION, ONE);
        editor_start(&editor, NULL);
        sees(&editor, "Pricing & settings");
        types(&editor, "<Enter>r");
        sees(&editor, "In those of all 3 subscriptions");
        types(&editor, "a@contoso.com<Tab>new@con");
        sees(&editor, "new@con");
        if (signals[i] == SIGKILL)
            wait_draft(&editor, "new@con\n");
        kill_editor(&editor, signals[i]);
        editor_start(&editor, NULL);
        sees(&editor, "1 draft: Replace an address");
        types(&editor, "<Enter>r");
        sees(&editor, "Old address: a@contoso.com");
        sees(&editor, "It is for all subscriptions.");
        types(&editor, "t");
        sees(&editor, "The draft of Replace an address is in the");
        sees(&editor, "new@con");
        types(&editor, "<Esc>");
        sees(&editor, "What you entered here is not saved. Leave it?");
        types(&editor, "d");
        sees(&editor, "Choose a subscription");
        wait_draft(&editor, NULL);
        editor_leave(&editor);
        editor_free(&editor);
    }
}
