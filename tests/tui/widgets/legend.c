#include "tui/widgets/legend.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run(void *data)
{
    (void)data;
}

static const BindingCommand commands[] = {{"save", run, 0}, {"undo", run, 0}, {"revert", run, 0},
                                          {"list", run, 0}, {"back", run, 0}, {"help", run, 0},
                                          {"quit", run, 0}, {NULL, NULL, 0}};

static void add(Bindings *bindings, const char *command, const char *key, const char *label,
                bool rare)
{
    cr_assert(bindings_add(bindings, commands, NULL, command, &key, 1, label, ""));
    bindings->items[bindings->count - 1].rare = rare;
}

static Bindings page, every;

static BindingChain chain_of_a_form(void)
{
    add(&page, "save", "Ctrl-S", "Save", false);
    add(&page, "revert", "Ctrl-P", "Put back", true);
    add(&page, "list", "Ctrl-F", "List", false);
    add(&page, "undo", "Ctrl-G", "Undo", false);
    add(&every, "back", "Esc", "Back", false);
    add(&every, "help", "F1", "Help", false);
    add(&every, "quit", "Ctrl-Q", "Quit", false);
    return (BindingChain){.sets = {&page, &every}, .count = 2};
}

/* The keys that are shown, in their order, as pressing every place of the legend tells. */
static void shows(const BindingChain *chain, int columns, int rows, const char *expected)
{
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);
    Key last = {0};
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            Key key;
            if (!legend_key_at(chain, (Area){10, 5, rows, columns}, 10 + row, 5 + column, &key) ||
                input_key_equal(key, last))
                continue;
            char *name = input_key_name(key);
            fprintf(out, "%s ", name);
            free(name);
            last = key;
        }
    }
    fclose(out);
    cr_expect_str_eq(shown, expected, "%d columns: %s", columns, shown);
    free(shown);
}

static void clear(void)
{
    bindings_clear(&page);
    bindings_clear(&every);
}

Test(legend, drops_what_is_rare_first_and_the_way_back_never)
{
    BindingChain chain = chain_of_a_form();
    shows(&chain, 100, 1, "Ctrl-S Ctrl-P Ctrl-F Ctrl-G Esc F1 Ctrl-Q ");
    shows(&chain, 80, 1, "Ctrl-S Ctrl-F Ctrl-G Esc F1 Ctrl-Q ");
    shows(&chain, 66, 1, "Ctrl-S Ctrl-F Ctrl-G Esc F1 ");
    shows(&chain, 50, 1, "Ctrl-S Ctrl-F Esc F1 ");
    shows(&chain, 33, 1, "Ctrl-S Esc F1 ");
    shows(&chain, 20, 1, "Esc F1 ");
    shows(&chain, 10, 1, "Esc ");
    shows(&chain, 50, 2, "Ctrl-S Ctrl-P Ctrl-F Ctrl-G Esc F1 Ctrl-Q ");
    clear();
}

Test(legend, takes_another_row_only_for_what_is_usual)
{
    BindingChain chain = chain_of_a_form();
    cr_expect_eq(legend_rows(&chain, 100, 2), 1);
    cr_expect_eq(legend_rows(&chain, 66, 2), 1);
    cr_expect_eq(legend_rows(&chain, 50, 2), 2);
    cr_expect_eq(legend_rows(&chain, 50, 1), 1);
    clear();
}

Test(legend, beside_an_entry_there_is_no_key)
{
    BindingChain chain = chain_of_a_form();
    Area area = {10, 5, 1, 80};
    Key key;
    cr_expect(legend_key_at(&chain, area, 10, 6, &key));
    cr_expect(input_key_equal(key, (Key){'s', KEY_CONTROL}));
    static const int beside[][2] = {{10, 5}, {10, 17}, {9, 6}, {11, 6}, {10, 84}};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        cr_expect_not(legend_key_at(&chain, area, beside[i][0], beside[i][1], &key), "%d, %d",
                      beside[i][0], beside[i][1]);
    clear();
}
