/* The list of addresses: what its keys do. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/changes.h"
#include "tui/pages/email/email_list_internal.h"

#include <string.h>

/* What is not valid behind the chosen row, among those that are shown. */
static size_t next_shown_problem(EmailList *list)
{
    AddressIndex *rows = email_rows(list->email);
    size_t chosen = email_list_chosen(list);
    if (!email_list_is_filtered(list))
        return address_index_next_invalid(rows, chosen == LIST_NONE ? ADDRESS_LIST_NONE : chosen);
    size_t count = list->filter.count;
    size_t shown = chosen == LIST_NONE ? 0 : list_view_selected(list->list.view);
    for (size_t i = 1; i <= count; i++) {
        size_t row = list->filter.rows[(shown + i) % count];
        if (!address_index_get(rows, row).valid)
            return row;
    }
    return LIST_NONE;
}

static void command_next_problem(void *data)
{
    EmailList *list = data;
    email_list_edit_accept(list);
    email_list_update(list);
    size_t row = next_shown_problem(list);
    if (row == LIST_NONE)
        page_say(&list->list.page, STYLE_GOOD,
                 memory_text(form_text(list->list.page.form, "no_problem")));
    list->wanted = row;
    email_list_update(list);
}

static void command_edit(void *data)
{
    EmailList *list = data;
    list_view_typing_end(list->list.view);
    email_list_edit_begin(list, false);
}

static void command_add(void *data)
{
    email_list_edit_begin(data, true);
}

static void command_accept(void *data)
{
    email_list_edit_accept(data);
}

static void command_cancel(void *data)
{
    email_list_edit_cancel(data);
}

static void command_remove(void *data)
{
    email_list_remove(data);
}

static void command_up(void *data)
{
    email_list_move(data, true);
}

static void command_down(void *data)
{
    email_list_move(data, false);
}

static void command_first(void *data)
{
    email_list_move_first(data);
}

static void command_sort(void *data)
{
    email_list_sort(data);
}

static void command_last(void *data)
{
    EmailList *list = data;
    email_list_update(list);
    list_run(&list->list, "last");
    list->to_end = !address_index_complete(email_rows(list->email));
    list->left_at = list_view_selected(list->list.view);
}

static void command_filter(void *data)
{
    list_run(data, "filter");
}

static void command_stop_sorting(void *data)
{
    email_list_sort_stop(data, true);
}

static void command_problems(void *data)
{
    EmailList *list = data;
    email_list_filter_problems(list, !list->filter.problems);
}

static void command_undo(void *data)
{
    email_list_edit_accept(data);
    email_list_travel(data, true);
}

static void command_redo(void *data)
{
    email_list_edit_accept(data);
    email_list_travel(data, false);
}

static void command_text(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void command_changes(void *data)
{
    email_when_checked(((EmailList *)data)->email, changes_page_open);
}

/* What keeps it from being saved is gone to, here or on the form. */
static void command_save(void *data)
{
    EmailList *list = data;
    EmailPage *email = list->email;
    Stack *stack = list->list.page.session->stack;
    email_list_edit_accept(list);
    email_list_sort_stop(list, false);
    if (email_save(email, false) || stack_top(stack) != &list->list.page)
        return;
    if (form_view_focus(email->form.view) == email->emails)
        email_list_go_to_cursor(list);
    else
        stack_pop(stack);
}

bool email_list_must_wait(EmailList *list, const Binding *binding)
{
    unsigned needs = binding ? binding->needs : 0;
    bool all = needs & NEEDS_ALL, row = needs & NEEDS_ROW;
    if (!(needs & (NEEDS_ALL | NEEDS_ROW | NEEDS_SORTED | NEEDS_MOVE)) || (list->edit.on && !all))
        return false;
    email_list_update(list);
    bool complete = address_index_complete(email_rows(list->email));
    bool filtering = email_list_is_filtering(list);
    if (list->sort)
        return true;
    if (needs & NEEDS_MOVE)
        return list_view_must_wait(list->list.view, binding->command, !complete || filtering);
    if (!all && !row)
        return !complete && strcmp(binding->command, "sort") == 0;
    bool chosen = email_list_chosen(list) != LIST_NONE && !list->held;
    return !complete || (filtering && (all || !chosen));
}

const BindingCommand email_list_commands[] = {
    {"edit", command_edit, NEEDS_ROW},
    {"add", command_add, NEEDS_ROW},
    {"remove", command_remove, NEEDS_ROW},
    {"move-up", command_up, NEEDS_ROW},
    {"move-down", command_down, NEEDS_ROW},
    {"move-first", command_first, NEEDS_ROW},
    {"sort", command_sort, NEEDS_SORTED},
    {"last", command_last, NEEDS_SORTED},
    {"filter", command_filter, 0},
    {"next-problem", command_next_problem, NEEDS_ALL | NEEDS_IDLE},
    {"problems", command_problems, 0},
    {"text", command_text, NEEDS_SORTED},
    {"save", command_save, NEEDS_SORTED | NEEDS_IDLE},
    {"undo", command_undo, NEEDS_SORTED},
    {"redo", command_redo, NEEDS_SORTED},
    {"changes", command_changes, NEEDS_SORTED | NEEDS_IDLE},
    {NULL, NULL, 0},
};

const BindingCommand email_list_row_commands[] = {
    {"accept", command_accept, 0},
    {"cancel", command_cancel, 0},
    {"next-problem", command_next_problem, NEEDS_ALL | NEEDS_IDLE},
    {"text", command_text, NEEDS_SORTED},
    {"save", command_save, NEEDS_SORTED | NEEDS_IDLE},
    {"undo", command_undo, NEEDS_SORTED},
    {"redo", command_redo, NEEDS_SORTED},
    {NULL, NULL, 0},
};

const BindingCommand email_list_sort_commands[] = {{"stop-sorting", command_stop_sorting, 0},
                                                   {NULL, NULL, 0}};
