/* The ways through the portal, as its users walk them. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/program.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A site that has nothing but what `seccontacts import` made of what Azure says. */
static Editor imported_site(void)
{
    Editor editor = editor_new();
    char *subscriptions = temporary_path(editor.home, "site/subscriptions.conf");
    char *site = temporary_path(editor.home, "site");
    const char *argv[] = {PROGRAM,
                          "--site",
                          site,
                          "import",
                          TEST_DATA "/accounts/az-account-list.json",
                          TEST_DATA "/accounts/az-group-list.json",
                          NULL};
    cr_assert_eq(unlink(subscriptions), 0);
    ProgramRun run = program_run(argv, NULL);
    cr_assert_eq(run.status, 0, "import: %s", run.err);
    program_run_clear(&run);
    free(subscriptions);
    free(site);
    return editor;
}

Test(flows, from_the_import_to_the_file_on_disk)
{
    Editor editor = imported_site();
    editor_start(&editor, NULL);
    sees(&editor, "Security Center");
    sees(&editor, "5 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Pricing & settings");
    sees(&editor, "CONTOSO-COM-01");
    sees(&editor, "Zürich – Geschäftskunden (Test)");
    sees(&editor, "上海生产环境");
    stands_at(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, "no contact details");
    sees(&editor, "2 resource groups");
    types(&editor, "<Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "ops@contoso.com, Night <<night@contoso.com>");
    sees(&editor, "2 addresses");
    types(&editor, "<Tab>+44 20 7946 0958");
    sees(&editor, "United Kingdom");
    types(&editor, "<Tab><Space><Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 2 addresses added");
    sees(&editor, "alerts on");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\n"
               "phone = \"+442079460958\";\n"
               "alerts = true;\n");
    types(&editor, "<Esc>");
    sees(&editor, "2 addresses, alerts on");
    types(&editor, "<Esc>");
    sees(&editor, "CONTOSO-COM-01");
    int row = terminal_find(editor.terminal, "Contoso Production", NULL);
    cr_expect(strstr(terminal_row(editor.terminal, row), " on") != NULL);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(flows, each_imported_subscription_gets_its_own_file)
{
    static const struct {
        const char *id, *name;
    } subscriptions[] = {
        {PRODUCTION, "Contoso Production"},
        {SHARED, "CONTOSO-COM-01"},
        {ZURICH, "Zürich – Geschäftskunden (Test)"},
        {"0b1f6471-1bf0-4dda-aec3-cb9272f09590", "上海生产环境"},
        {"bf97eca7-bcbd-41ce-bc31-9c5d684f2073", "Pay-As-You-Go"},
    };
    enum { COUNT = sizeof subscriptions / sizeof *subscriptions };
    Editor editor = imported_site();
    editor_start(&editor, NULL);
    sees(&editor, "5 subscriptions");
    types(&editor, "<Enter>");
    for (size_t i = 0; i < COUNT; i++) {
        stands_at(&editor, subscriptions[i].name);
        types(&editor, "<Enter>");
        sees(&editor, "no contact details");
        types(&editor, "<Enter>");
        sees(&editor, "[ Save ]");
        char *keys =
            memory_format("soc%zu@contoso.com<Tab>+44 20 7946 095%zu<Tab><Space><Ctrl-S>", i, i);
        char *saved = memory_format("Saved %s: 1 address added", subscriptions[i].name);
        types(&editor, keys);
        sees(&editor, saved);
        types(&editor, "<Esc>");
        sees(&editor, "1 address, alerts on");
        types(&editor, "<Esc>");
        sees(&editor, "Choose a subscription");
        types(&editor, "<Down>");
        free(keys);
        free(saved);
    }
    for (size_t i = 0; i < COUNT; i++) {
        char *expected = memory_format("emails = [ \"soc%zu@contoso.com\" ];\n"
                                       "phone = \"+44207946095%zu\";\nalerts = true;\n",
                                       i, i);
        contact_is(&editor, subscriptions[i].id, expected);
        free(expected);
    }
    editor_leave(&editor);
    editor_free(&editor);
}

Test(flows, a_change_keeps_what_the_file_has_beside)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\n"
                         "phone = \"+442079460958\";\nalerts = true;\nticket = \"SEC-1\";\n");
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    sees(&editor, "+44 20 7946 0958");
    types(&editor, "<Tab><Tab><Space><Ctrl-S>");
    sees(&editor, "Saved Contoso Production: alerts off");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\n"
               "phone = \"+442079460958\";\nalerts = false;\nticket = \"SEC-1\";\n");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing to save: Contoso Production is as it was");
    editor_leave(&editor);
    editor_free(&editor);
}

/* The row of the recommendation has these numbers of the unhealthy and the healthy. */
static void counts_are(Editor *editor, const char *title, const char *expected)
{
    int column;
    int row = terminal_find(editor->terminal, title, &column);
    size_t unhealthy = 0, healthy = 0;
    cr_assert_geq(row, 0);
    const char *numbers = strstr(terminal_row(editor->terminal, row), title) + strlen(title);
    sscanf(numbers, "%zu %zu", &unhealthy, &healthy);
    char *found = memory_format("%zu %zu", unhealthy, healthy);
    cr_expect_str_eq(found, expected, "%s: %s", title, numbers);
    free(found);
}

Test(flows, a_recommendation_is_gone_once_it_is_followed)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, SHARED,
                         "emails = [ \"a@contoso.com\" ];\nphone = \"\";\nalerts = false;\n");
    editor_start(&editor, NULL);
    sees(&editor, "2 subscriptions have no contact details");
    types(&editor, "<Down><Enter>");
    stands_at(&editor, "Provide security contact details");
    sees(&editor, "2.1.19, 8.1.13");
    sees(&editor, "none"); /* all is counted */
    counts_are(&editor, "Provide security contact details", "2 1");
    counts_are(&editor, "Name a second recipient", "1 2");
    counts_are(&editor, "Turn on e-mails about alerts", "3 0");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    sees(&editor, "Zürich");
    cr_expect_lt(terminal_find(editor.terminal, "Shared services", NULL), 0);
    types(&editor, "<Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "ops@contoso.com<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    types(&editor, "<Esc>");
    sees(&editor, "Nobody is named for these subscriptions");
    sees_gone(&editor, "Contoso Production");
    sees(&editor, "Zürich");
    types(&editor, "<Esc>");
    sees(&editor, "2.1.19, 8.1.13");
    counts_are(&editor, "Provide security contact details", "1 2");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(flows, resource_groups_inherit_and_say_from_where)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\nalerts = true;\n");
    EditorStart wide = {.columns = 100};
    editor_start(&editor, &wide);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, "2 resource groups, inherit these settings");
    types(&editor, "<Down><Enter>");
    sees(&editor, "Settings belong to the subscription. Its resource groups inherit them.");
    sees(&editor, "myRg2");
    int row = terminal_find(editor.terminal, "myRg1", NULL);
    cr_assert_geq(row, 0);
    cr_expect(strstr(terminal_row(editor.terminal, row), "inherited from Contoso Production") !=
              NULL);
    types(&editor, "<Enter>");
    sees(&editor, "myRg1 inherits its settings from Contoso Production");
    editor_leave(&editor);
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\nalerts = true;\n");
    editor_free(&editor);
}

Test(flows, the_first_run_says_how_to_begin_and_takes_one_by_hand)
{
    Editor editor = editor_new();
    char *subscriptions = temporary_path(editor.home, "site/subscriptions.conf");
    cr_assert_eq(unlink(subscriptions), 0);
    free(subscriptions);
    editor_start(&editor, NULL);
    sees(&editor, "There are no subscriptions yet.");
    sees(&editor, "az account list -o json | seccontacts");
    types(&editor, "a");
    sees(&editor, "Subscription id");
    types(&editor, "nonsense<Tab>By hand<Ctrl-S>");
    sees(&editor, "not a subscription id: 8-4-4-4-12 hexadecimal digits are expected");
    stands_at(&editor, "nonsense");
    types(&editor, "<Ctrl-U>" PRODUCTION "<Ctrl-S>");
    sees(&editor, "Added By hand");
    editor_leave(&editor);
    char *text = temporary_read(editor.home, "site/subscriptions.conf", NULL);
    cr_assert(text != NULL);
    cr_expect(strstr(text, "id = \"" PRODUCTION "\";") != NULL, "%s", text);
    cr_expect(strstr(text, "name = \"By hand\";") != NULL, "%s", text);
    free(text);
    editor_free(&editor);
}

Test(flows, the_list_is_filtered_by_name_and_id)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "/zÜR");
    sees_gone(&editor, "Shared services");
    sees(&editor, "Zürich");
    types(&editor, "<Ctrl-U>9edc");
    sees(&editor, "Shared services");
    sees_gone(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, SHARED);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(flows, help_lists_the_keys_and_says_what_the_page_is_for)
{
    Editor editor = editor_new();
    EditorStart tall = {.rows = 50, .columns = 100};
    editor_start(&editor, &tall);
    editor_open_form(&editor);
    types(&editor, "<F1>");
    sees(&editor, "Keys here");
    sees(&editor, "Save these settings");
    sees(&editor, "at most 3 messages a day to one recipient");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Keys here");
    sees(&editor, "[ Save ]");
    editor_leave(&editor);
    editor_free(&editor);
}
