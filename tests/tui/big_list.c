/* The table of subscriptions, where there are many. */
#include "tui/driver.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *id_of(size_t number)
{
    return memory_format("20ff7fc3-e762-44dd-bd96-%012zx", number);
}

/* Subscriptions called "Number 00000" and so on; the last one "Zürich". */
static void write_many(const Editor *editor, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("subscriptions = (\n", out);
    for (size_t i = 0; i < count; i++) {
        char *id = id_of(i);
        fprintf(out, "  { id = \"%s\"; name = \"", id);
        if (i + 1 < count)
            fprintf(out, "Number %05zu\"; state = \"Enabled\"; },\n", i);
        else
            fputs("Zürich\"; state = \"Enabled\"; } );\n", out);
        free(id);
    }
    fclose(out);
    editor_write_subscriptions(editor, text);
    free(text);
}

static void write_contact(const Editor *editor, size_t number, const char *emails)
{
    char *id = id_of(number);
    char *text = memory_format("emails = [ %s ];\nalerts = true;\n", emails);
    editor_write_contact(editor, id, text);
    free(text);
    free(id);
}

Test(big_list, the_first_frame_and_the_keys_do_not_wait_for_100000)
{
    Editor editor = editor_new();
    write_many(&editor, 100000);
    editor_start(&editor, NULL);
    sees(&editor, "Security Center");
    types(&editor, "<Enter>");
    sees(&editor, "Number 00000");
    cr_assert(terminal_wait_output(editor.terminal, " of 100,000 read", TERMINAL_PATIENCE),
              "there were no rows before all were read");
    types(&editor, "<Down>");
    stands_at(&editor, "Number 00001");
    sees_gone(&editor, " of 100,000 read");
    types(&editor, "<End>");
    stands_at(&editor, "Zürich");
    types(&editor, "<PageUp>");
    stands_at(&editor, "Number 99984");
    types(&editor, "<Home>");
    stands_at(&editor, "Number 00000");
    types(&editor, "/ZURI");
    sees(&editor, "1 of 100,000");
    stands_at(&editor, "ZURI");
    types(&editor, "<Ctrl-U>bd96-00000001869F"); /* a part of the id of the same one */
    sees(&editor, "1 of 100,000");
    sees(&editor, "Zürich");
    editor_leave(&editor);
    editor_free(&editor);
}

/* The order of the first three rows of the table. */
static void first_rows_are(Editor *editor, const char *first, const char *second, const char *third)
{
    const char *const names[] = {first, second, third};
    sees(editor, first);
    int row = terminal_find(editor->terminal, first, NULL);
    for (int i = 1; i < 3; i++) {
        const char *text = terminal_row(editor->terminal, row + i);
        cr_expect(strstr(text, names[i]) != NULL, "row %d is: %s", i, text);
    }
}

Test(big_list, columns_are_sorted_and_the_title_says_which)
{
    Editor editor = editor_new();
    write_many(&editor, 4);
    write_contact(&editor, 1, "\"a@contoso.com\", \"b@contoso.com\"");
    write_contact(&editor, 3, "\"a@contoso.com\"");
    editor_start(&editor, NULL);
    sees(&editor, "4 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Zürich");
    types(&editor, "ss");
    sees(&editor, "Subscription ↓");
    sees(&editor, "Sorted by Subscription, downwards");
    first_rows_are(&editor, "Zürich", "Number 00002", "Number 00001");
    types(&editor, "sss"); /* state upwards, downwards, contacts upwards */
    sees(&editor, "Contacts↑");
    first_rows_are(&editor, "Number 00000", "Number 00002", "Zürich");
    types(&editor, "S");
    sees(&editor, "Sorted by Contacts, downwards");
    sees(&editor, "Contacts↓");
    first_rows_are(&editor, "Number 00001", "Zürich", "Number 00000");
    types(&editor, "<Ctrl-L>");
    sees(&editor, "Read again from disk");
    first_rows_are(&editor, "Number 00001", "Zürich", "Number 00000");
    types(&editor, "sssss");
    sees(&editor, "In the order of the file");
    first_rows_are(&editor, "Number 00000", "Number 00001", "Number 00002");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(big_list, marks_survive_filter_sort_and_what_others_add)
{
    Editor editor = editor_new();
    write_many(&editor, 30);
    editor_start(&editor, NULL);
    sees(&editor, "30 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Number 00000");
    types(&editor, "<Space><Space>");
    sees(&editor, "2 marked");
    stands_at(&editor, "Number 00002");
    types(&editor, "/zur<Tab>m");
    sees(&editor, "1 of 30");
    sees(&editor, "3 marked");
    types(&editor, "<Esc>");
    sees_gone(&editor, "1 of 30");
    types(&editor, "ss");
    sees(&editor, "3 marked");
    sees(&editor, "*Zürich");
    editor_write_subscriptions(&editor, "subscriptions = (\n"
                                        "  { id = \"20ff7fc3-e762-44dd-bd96-00000000001d\"; name "
                                        "= \"Zürich\"; },\n"
                                        "  { id = \"9edc6208-d5b1-4c58-a35b-ec241d032b28\"; name "
                                        "= \"New\"; },\n"
                                        "  { id = \"20ff7fc3-e762-44dd-bd96-000000000001\"; name "
                                        "= \"Number 00001\"; } );\n");
    types(&editor, "<Ctrl-L>");
    sees(&editor, "2 marked");
    sees(&editor, "*Zürich");
    sees(&editor, "*Number 00001");
    cr_expect_lt(terminal_find(editor.terminal, "*New", NULL), 0);
    types(&editor, "u");
    sees_gone(&editor, "2 marked");
    sees_gone(&editor, "*");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(big_list, a_list_that_can_not_be_read_is_told_and_read_when_it_is_mended)
{
    Editor editor = editor_new();
    editor_write_subscriptions(&editor, "subscriptions = ( { name = \"No id\"; } );\n");
    editor_start(&editor, NULL);
    sees(&editor, "id: missing");
    write_many(&editor, 3);
    types(&editor, "<Ctrl-L>");
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Number 00001");
    editor_write_subscriptions(&editor, "subscriptions = ( { name = \"No id\"; } );\n");
    types(&editor, "<Ctrl-L>");
    sees(&editor, "id: missing");
    sees(&editor, "Number 00001"); /* as before */
    editor_leave(&editor);
    editor_free(&editor);
}
