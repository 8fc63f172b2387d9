#include "tui/widgets/lines.h"

#include <criterion/criterion.h>
#include <string.h>

static void run(Lines *lines, const char *name)
{
    const BindingCommand *command = lines_commands;
    while (strcmp(command->name, name) != 0)
        command++;
    command->run(lines);
}

/* Without a screen: nothing is drawn, but everything is placed. */
static size_t top_after(Lines *lines)
{
    static const Area area = {.rows = 4, .columns = 20};
    lines_draw(lines, area, false);
    return lines_top(lines);
}

Test(lines, the_end_is_behind_what_was_added_since_the_last_drawing)
{
    Lines *lines = lines_new();
    for (int i = 0; i < 10; i++)
        lines_add(lines, STYLE_NORMAL, 0, "line");
    cr_expect_eq(top_after(lines), 0);
    for (int i = 0; i < 10; i++)
        lines_add(lines, STYLE_NORMAL, 0, "line");
    run(lines, "last");
    cr_expect_eq(top_after(lines), 16);
    lines_add(lines, STYLE_NORMAL, 0, "line");
    run(lines, "last");
    run(lines, "up");
    cr_expect_eq(top_after(lines), 16);
    run(lines, "page-down");
    cr_expect_eq(top_after(lines), 17);
    lines_free(lines);
}
