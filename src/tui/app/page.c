#include "tui/app/page.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/app/help_page.h"
#include "tui/app/stack.h"
#include "tui/widgets/wrap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void command_back(void *data)
{
    stack_back(((Session *)data)->stack);
}

static void command_help(void *data)
{
    Session *session = data;
    if (strcmp(stack_top(session->stack)->class->form, "help") == 0)
        stack_back(session->stack); /* help upon help is no help */
    else
        stack_push(session->stack, help_page_new(session));
}

static void command_quit(void *data)
{
    stack_quit(((Session *)data)->stack);
}

static void command_redraw(void *data)
{
    stack_reread(((Session *)data)->stack);
}

/* input.c turns the signal into an event, as it does with the key. */
static void command_suspend(void *data)
{
    (void)data;
    kill(getpid(), SIGTSTP);
}

/* Whoever presses the key that ends other programs is told, and loses nothing. */
static void command_interrupt(void *data)
{
    stack_say(((Session *)data)->stack, STYLE_NORMAL,
              memory_text(form_text(form_get("common"), "interrupt")));
}

static const BindingCommand every_page_commands[] = {
    {"back", command_back, 0},
    {"help", command_help, 0},
    {"quit", command_quit, 0},
    {"redraw", command_redraw, 0},
    {"suspend", command_suspend, 0},
    {"interrupt", command_interrupt, 0},
    {NULL, NULL, 0},
};

static bool has_command(const BindingCommand *commands, const char *name)
{
    while (commands && commands->name && strcmp(commands->name, name) != 0)
        commands++;
    return commands && commands->name;
}

static _Noreturn void defect(const Form *form, const FormKey *key)
{
    screen_close();
    fprintf(stderr,
            "seccontacts: forms/%s.conf: the command \"%s\" or one of its keys is unknown\n",
            form->name, key->command);
    exit(EX_SOFTWARE);
}

void page_bind(Bindings *bindings, const Form *form, const BindingCommand *commands, void *data,
               Session *session, const char *without)
{
    for (size_t i = 0; i < form->key_count; i++) {
        const FormKey *key = &form->keys[i];
        if (without && strcmp(key->command, without) == 0)
            continue;
        bool own = has_command(commands, key->command);
        if (!bindings_add(bindings, own ? commands : every_page_commands, own ? data : session,
                          key->command, key->keys, key->key_count, key->label, key->help))
            defect(form, key);
        bindings->items[bindings->count - 1].rare = key->rare;
    }
}

void page_init(Page *page, const PageClass *class, Session *session)
{
    page->class = class;
    page->session = session;
    page->form = form_get(class->form);
    page_bind(&page->bindings, page->form, class->commands, page, session, NULL);
}

void page_clear(Page *page)
{
    bindings_clear(&page->bindings);
}

void page_say(Page *page, Style style, char *text)
{
    stack_say(page->session->stack, style, text);
}

Area page_draw_intro(const Page *page, Area area, bool all)
{
    return page_draw_text(page->form->intro, area, all);
}

Area page_draw_text(const char *text, Area area, bool all)
{
    size_t length = strlen(text), at = 0, start, used;
    int rows = (int)wrap_count(text, length, area.columns > 0 ? area.columns : 1);
    if (rows == 0 || area.rows < rows + 8)
        return area;
    int row = area.row;
    while (wrap_line(text, length, area.columns, &at, &start, &used)) {
        if (all)
            screen_text_n(row, area.column, area.columns, STYLE_NORMAL, text + start, used, false);
        row++;
    }
    area.row += rows + 1;
    area.rows -= rows + 1;
    return area;
}

long page_now(void)
{
    return (long)monotonic_ms();
}
