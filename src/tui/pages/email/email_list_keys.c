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

typedef enum Need { NEED_NOTHING, NEED_SORTED, NEED_MOVE, NEED_ROW, NEED_ALL } Need;

/* What a command needs; those of the keys that are not here, nothing. */
static Need need_of(const char *command)
{
    static const struct {
        const char *command;
        Need need;
    } needs[] = {
        {"edit", NEED_ROW},         {"add", NEED_ROW},       {"remove", NEED_ROW},
        {"move-up", NEED_ROW},      {"move-down", NEED_ROW}, {"move-first", NEED_ROW},
        {"next-problem", NEED_ALL}, {"sort", NEED_SORTED},   {"up", NEED_MOVE},
        {"down", NEED_MOVE},        {"page-up", NEED_MOVE},  {"page-down", NEED_MOVE},
        {"text", NEED_SORTED},      {"save", NEED_SORTED},   {"changes", NEED_SORTED},
        {"undo", NEED_SORTED},      {"redo", NEED_SORTED},   {"last", NEED_SORTED},
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        if (strcmp(needs[i].command, command) == 0)
            return needs[i].need;
    }
    return NEED_NOTHING;
}

bool email_list_must_wait(EmailList *list, const Binding *binding)
{
    Need need = binding ? need_of(binding->command) : NEED_NOTHING;
    if (need == NEED_NOTHING || (list->edit.on && need != NEED_ALL))
        return false;
    email_list_update(list);
    bool complete = address_index_complete(email_rows(list->email));
    bool filtering = email_list_is_filtering(list);
    if (list->sort)
        return true;
    if (need == NEED_MOVE)
        return list_view_must_wait(list->list.view, binding->command, !complete || filtering);
    if (need == NEED_SORTED)
        return !complete && strcmp(binding->command, "sort") == 0;
    bool chosen = email_list_chosen(list) != LIST_NONE && !list->held;
    return !complete || (filtering && (need == NEED_ALL || !chosen));
}

const BindingCommand email_list_commands[] = {
    {"edit", command_edit},
    {"add", command_add},
    {"remove", command_remove},
    {"move-up", command_up},
    {"move-down", command_down},
    {"move-first", command_first},
    {"sort", command_sort},
    {"last", command_last},
    {"filter", command_filter},
    {"next-problem", command_next_problem},
    {"problems", command_problems},
    {"text", command_text},
    {"save", command_save},
    {"undo", command_undo},
    {"redo", command_redo},
    {"changes", command_changes},
    {NULL, NULL},
};

const BindingCommand email_list_row_commands[] = {
    {"accept", command_accept},
    {"cancel", command_cancel},
    {"next-problem", command_next_problem},
    {"text", command_text},
    {"save", command_save},
    {"undo", command_undo},
    {"redo", command_redo},
    {NULL, NULL},
};

const BindingCommand email_list_sort_commands[] = {{"stop-sorting", command_stop_sorting},
                                                   {NULL, NULL}};
