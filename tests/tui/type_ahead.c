/* What is typed before a page has read what it needs: nothing of it is lost, and it does what it
 * would have done. The keys of a test come in one piece, so that none finds anything read. */
#include "tui/driver.h"

#include "base/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 60000

/* Subscriptions called "Number 00000" and so on. */
static void write_many(const Editor *editor)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("subscriptions = (\n", out);
    for (size_t i = 0; i < MANY; i++)
        fprintf(out, "  { id = \"20ff7fc3-e762-44dd-bd96-%012zx\"; name = \"Number %05zu\"; }%s\n",
                i, i, i + 1 < MANY ? "," : " );");
    fclose(out);
    editor_write_subscriptions(editor, text);
    free(text);
}

/* Addresses number00000@contoso.com and so on, with `last` at the end. */
static void write_long_contact(const Editor *editor, const char *last)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("emails = [\n", out);
    for (size_t i = 0; i < MANY; i++)
        fprintf(out, "  \"number%05zu@contoso.com\",\n", i);
    fprintf(out, "  \"%s\" ];\nalerts = true;\n", last);
    fclose(out);
    editor_write_contact(editor, PRODUCTION, text);
    free(text);
}

Test(type_ahead, three_enters_at_once_open_the_form)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><Enter><Enter>");
    sees(&editor, "Security contact email addresses");
    sees(&editor, "Contoso Production");
    types_at_once(&editor, "a@contoso.com");
    sees(&editor, "a@contoso.com");
    editor_free(&editor);
}

Test(type_ahead, a_filter_and_enter_find_the_row_that_is_not_read_yet)
{
    Editor editor = editor_new();
    write_many(&editor);
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter>/59998<Enter><Enter>");
    sees(&editor, "Number 59998");
    sees(&editor, "Security contact email addresses");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, the_last_row_is_that_of_the_whole_table)
{
    Editor editor = editor_new();
    write_many(&editor);
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><End><Up><Enter>");
    sees(&editor, "Number 59998");
    sees(&editor, "Resource groups");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, what_is_sorted_is_chosen_from_once_it_is)
{
    Editor editor = editor_new();
    write_many(&editor);
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter>ss<Down><Enter>"); /* by name, downwards */
    sees(&editor, "Number 59998");
    sees(&editor, "Resource groups");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, a_screen_down_is_one_of_the_window)
{
    Editor editor = editor_new();
    write_many(&editor);
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><PageDown><Down><Enter>");
    sees(&editor, "Resource groups");
    sees(&editor, "Number 000"); /* of a window of 24 rows, not of one */
    cr_expect_lt(terminal_find(editor.terminal, "Number 00002", NULL), 0);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, recommendations_are_gone_through_to_the_form)
{
    Editor editor = editor_new();
    /* Without alerts: that they would go to the outbox would come first, once it is known. */
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\nalerts = false;\n");
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Down><Enter><Enter><Down><Enter>");
    sees(&editor, "Security contact email addresses");
    sees(&editor, "Zürich");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, a_row_of_a_giant_list_is_removed_once_it_is_read)
{
    Editor editor = editor_new();
    write_long_contact(&editor, "last@contoso.com");
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><Enter><Enter><Ctrl-F><End>x");
    sees(&editor, "Removed: last@contoso.com");
    sees(&editor, "60,000 addresses");
    editor_free(&editor);
}

Test(type_ahead, a_save_that_is_still_checked_is_made_before_the_editor_is_left)
{
    Editor editor = editor_new();
    int status;
    write_long_contact(&editor, "last@contoso.com");
    editor_start(&editor, NULL);
    sees(&editor, "Security Center"); /* before it, Ctrl-S and Ctrl-Q are the terminal's own */
    types_at_once(&editor, "<Enter><Enter><Enter><Ctrl-Home>?<Backspace>first@contoso.com, "
                           "<Ctrl-S><Ctrl-S><Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    char *saved = editor_read_contact(&editor, PRODUCTION);
    const char *first = strstr(saved, "\"first@contoso.com\"");
    const char *next = strstr(saved, "\"number00000@contoso.com\"");
    cr_expect(first && first < next, "first: %ld of %zu", first ? first - saved : -1,
              strlen(saved));
    free(saved);
    editor_free(&editor);
}

/* What was typed before the question was there does not answer it. */
Test(type_ahead, many_at_once_is_previewed_and_asked_for)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "Security Center");
    types_at_once(&editor, "<Enter>mc<Space><Tab>soc@contoso.com<Ctrl-S>sy<Enter> ");
    sees(&editor, "Save the changes of 3 subscriptions?");
    types_at_once(&editor, "<Right>"); /* and there it stays */
    contact_is_missing(&editor, ZURICH);
    types_at_once(&editor, "y");
    sees(&editor, "3 subscriptions are saved.");
    contact_is(&editor, ZURICH, "emails = [ \"soc@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(type_ahead, a_draft_is_not_discarded_unseen)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><Enter><Enter>draft@contoso.com");
    sees(&editor, "unsaved changes"); /* and not what the terminal has echoed before */
    kill(terminal_pid(editor.terminal), SIGTERM);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, NULL));
    editor_start(&editor, NULL);
    types_at_once(&editor, "dd"); /* the latest one, as soon as it is known */
    sees(&editor, "Changes to Contoso Production were");
    sees(&editor, "nothing is discarded");
    editor_start(&editor, NULL);
    types_at_once(&editor, "<Enter><Enter><Enter>dave@contoso.com");
    sees(&editor, "Changes to Contoso Production were");
    types_at_once(&editor, "t");
    sees(&editor, "draft@contoso.comdave@contoso.com"); /* the form got it when it was there */
    editor_free(&editor);
}
