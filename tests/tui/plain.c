/* --plain: what a screen reader reads, from top to bottom, and where its cursor stands. */
#include "tui/driver.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What is on the screen above the legend, row by row, as a screen reader reads it. */
static void reads(Editor *editor, const char *const *rows, int count)
{
    for (int i = 0; i < count; i++) {
        const char *found = terminal_row(editor->terminal, i);
        cr_expect_str_eq(found, rows[i], "row %d:\n   found: %s\nexpected: %s", i, found, rows[i]);
    }
}

static void has_no_attributes(Editor *editor)
{
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            TerminalCell cell = terminal_cell(editor->terminal, row, column);
            cr_assert_not(cell.bold || cell.underline || cell.reverse || cell.coloured,
                          "row %d, column %d", row, column);
            /* Of other characters only letters, in names: no line, no arrow, no sign. */
            cr_assert_lt((unsigned char)cell.text[0], 0xCA, "row %d: %s", row, cell.text);
        }
    }
}

Test(plain, a_form_can_be_read_from_top_to_bottom)
{
    static const char *const form[22] = {
        " . > Contoso Production > Email notifications                  unsaved changes",
        "",
        "  Who is told by e-mail when this subscription is attacked.",
        "",
        "  Security contact email addresses   1 address, 1 problem",
        "    ops@contoso.com, b@@contoso.com",
        "",
        "",
        "",
        "",
        "    ! column 20: \"b@@contoso.com\": a second @: put a comma between two",
        "      addresses, or delete one @",
        "",
        "  Security contact phone number",
        "    (empty)",
        "    One international number: + and the country code first.",
        "",
        "  Send me emails about alerts              [ ] off",
        "  Send email also to subscription owners   [ ] off, not available yet",
        "",
        "  [ Save ]",
        " Not saved: there is a problem with: Security contact email addresses",
    };
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.option = "--plain"});
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com, b@@contoso.com<Ctrl-S>");
    sees(&editor, "Not saved");
    has_no_attributes(&editor);
    reads(&editor, form, 22);
    editor_free(&editor);
}

Test(plain, it_tells_marks_in_words)
{
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.option = "--plain"});
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "<Down><Space>");
    sees(&editor, "marked: Shared services");
    editor_leave(&editor);
    editor_free(&editor);
}

/* Without an attribute to show it, a mark says which choice Enter takes. */
Test(plain, it_marks_the_choice_that_has_the_focus)
{
    Editor editor = editor_new();
    EditorStart start = {.option = "--plain"};
    editor_start(&editor, &start);
    editor_open_form(&editor);
    types(&editor, "a@contoso.com<Esc>");
    sees(&editor, "s Save   d Discard   c Changes > Esc Stay");
    types(&editor, "<Tab>");
    sees(&editor, "> s Save   d Discard   c Changes   Esc Stay");
    types(&editor, "<Tab>");
    sees(&editor, "s Save > d Discard   c Changes   Esc Stay");
    stands_at(&editor, "Discard");
    types(&editor, "<Right><Right><Enter>");
    sees_gone(&editor, "Discard");
    sees(&editor, "a@contoso.com");
    editor_free(&editor);
}

/* The rows of a page that have something, in their order. */
static void reads_page(Editor *editor, const char *const *rows)
{
    int row = 0;
    for (size_t i = 0; rows[i]; i++)
        sees(editor, rows[i]);
    for (; *rows; rows++) {
        while (row < 24 && *terminal_row(editor->terminal, row) == '\0')
            row++;
        const char *found = terminal_row(editor->terminal, row++);
        cr_expect_str_eq(found, *rows, "\n   found: %s\nexpected: %s", found, *rows);
    }
    has_no_attributes(editor);
}

#define PAGE(...)                                                                                  \
    do {                                                                                           \
        static const char *const rows[] = {__VA_ARGS__, NULL};                                     \
        reads_page(&editor, rows);                                                                 \
    } while (0)

Test(plain, the_way_from_the_start_to_a_save_is_read_in_order)
{
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.option = "--plain"});
    sees(&editor, "3 subscriptions");
    stands_at(&editor, "Pricing & settings");
    PAGE(" Security Center", "  Who is e-mailed when one of your subscriptions is attacked.",
         "  >  Pricing & settings        3 subscriptions",
         "     Recommendations           3 subscriptions have no contact details",
         "     Sent today                no message",
         "     History                   who changed what",
         "     Rules                     one is told of an alert; days of UTC",
         "     Mail delivery             ! to files in an outbox: nobody is mailed",
         " Enter Open   q Quit   ? Help");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    sees(&editor, "none");
    stands_at(&editor, "Contoso Production");
    PAGE(" Security Center > Pricing & settings",
         "  Choose a subscription to see or change who is told of its alerts.",
         "     Subscription                        State     Contacts  Alerts  Id",
         "  >  Contoso Production                  Enabled   none      off     20ff7fc3>",
         "     Shared services                     Enabled   none      off     9edc6208>",
         "     Zürich - Geschäftskunden (Test)     Warned    none      off     558a029f>",
         " Enter Open   e E-mail notifications   a Add   s Sort   Space Mark",
         " c Change marked   r Replace   / Filter   Esc Back   ? Help   Ctrl-Q Quit");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    PAGE(" Security Center > Pricing & settings > Contoso Production",
         "  >  Email notifications       no contact details, alerts off",
         "     Resource groups           2 resource groups, inherit these settings",
         "     History                   who changed what",
         "     Subscription id           20ff7fc3-e762-44dd-bd96-b71116dcdc23",
         "     Tenant id                 not known", "     State                     Enabled",
         " Enter Open   Esc Back   ? Help   Ctrl-Q Quit");
    types(&editor, "<Enter>");
    sees(&editor, "Security contact email addresses");
    PAGE(" Security Center > Pricing & settings > Contoso Production > Email notifications",
         "  Who is told by e-mail when this subscription is attacked.",
         "  Security contact email addresses   no address yet", "    (empty)",
         "    Separated by commas. One is told: the first who has messages left today.",
         "  Security contact phone number", "    (empty)",
         "    One international number: + and the country code first.",
         "  Send me emails about alerts              [ ] off",
         "  Send email also to subscription owners   [ ] off, not available yet", "  [ Save ]",
         " Ctrl-S Save   Ctrl-N Next problem   Ctrl-F List   Ctrl-X Changes   Ctrl-T Test",
         " Tab Next field   Ctrl-G Undo   Esc Back   F1 Help   Ctrl-Q Quit");
    types(&editor, "ops@contoso.com, oncall@contoso.com");
    sees(&editor, "2 addresses");
    types(&editor, "<Tab>+44 20 7946 0123");
    sees(&editor, "United Kingdom");
    types(&editor, "<Tab>");
    types(&editor, "<Space>");
    sees(&editor, "[x] on");
    stands_at(&editor, "Send me emails about alerts");
    PAGE(" . > Contoso Production > Email notifications                  unsaved changes",
         "  Who is told by e-mail when this subscription is attacked.",
         "  Security contact email addresses   2 addresses",
         "    ops@contoso.com, oncall@contoso.com",
         "    Separated by commas. One is told: the first who has messages left today.",
         "  Security contact phone number   +44 20 7946 0123 - United Kingdom",
         "    +44 20 7946 0123", "    One international number: + and the country code first.",
         "  Send me emails about alerts              [x] on",
         "  Send email also to subscription owners   [ ] off, not available yet", "  [ Save ]",
         " Space Switch on or off   Ctrl-S Save   Ctrl-N Next problem   Ctrl-F List",
         " Ctrl-X Changes   Ctrl-T Test   Tab Next field   Ctrl-G Undo   Esc Back   ? Help");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    PAGE(" Security Center > Pricing & settings > Contoso Production > Email notifications",
         "  Who is told by e-mail when this subscription is attacked.",
         "  Security contact email addresses   2 addresses",
         "    ops@contoso.com, oncall@contoso.com",
         "    Separated by commas. One is told: the first who has messages left today.",
         "  Security contact phone number   +44 20 7946 0123 - United Kingdom",
         "    +44 20 7946 0123", "    One international number: + and the country code first.",
         "  Send me emails about alerts              [x] on",
         "  Send email also to subscription owners   [ ] off, not available yet", "  [ Save ]",
         " Saved Contoso Production: 2 addresses added, phone added, alerts on",
         " Space Switch on or off   Ctrl-S Save   Ctrl-N Next problem   Ctrl-F List",
         " Ctrl-X Changes   Ctrl-T Test   Tab Next field   Ctrl-G Undo   Esc Back   ? Help");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    stands_at(&editor, "Email notifications       2 addresses, alerts on");
    PAGE(" Security Center > Pricing & settings > Contoso Production",
         "  >  Email notifications       2 addresses, alerts on",
         "     Resource groups           2 resource groups, inherit these settings",
         "     History                   who changed what",
         "     Subscription id           20ff7fc3-e762-44dd-bd96-b71116dcdc23",
         "     Tenant id                 not known", "     State                     Enabled",
         " Enter Open   Esc Back   ? Help   Ctrl-Q Quit");
    editor_leave(&editor);
    editor_free(&editor);
}
