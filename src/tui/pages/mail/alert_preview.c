/* Test alert: what an alert would do now with the settings of the form below: the message, who
 * would get it, who not and why; and a key that sends it. */
#include "base/memory.h"
#include "tui/app/picker.h"
#include "tui/app/stack.h"
#include "tui/input/input.h"
#include "tui/pages/mail/alert_preview_internal.h"
#include "tui/pages/mail/alert_types.h"

#include <stdlib.h>
#include <string.h>

static void go_to(AlertPreviewPage *page, TestPane pane)
{
    page->pane = pane;
    page->dirty = true;
}

static void command_next(void *data)
{
    AlertPreviewPage *page = data;
    FormView *view = page->form.view;
    size_t last = page->form.page.form->field_count - 1;
    if (page->pane == PANE_FORM && form_view_focus(view) < last) {
        form_view_set_focus(view, form_view_focus(view) + 1);
        return;
    }
    if (page->pane == PANE_MESSAGE)
        form_view_set_focus(view, 0);
    go_to(page, (page->pane + 1) % PANES);
}

static void command_previous(void *data)
{
    AlertPreviewPage *page = data;
    FormView *view = page->form.view;
    if (page->pane == PANE_FORM && form_view_focus(view) > 0) {
        form_view_set_focus(view, form_view_focus(view) - 1);
        return;
    }
    if (page->pane == PANE_RECIPIENTS)
        form_view_set_focus(view, page->form.page.form->field_count - 1);
    go_to(page, (page->pane + PANES - 1) % PANES);
}

static void picked(const char *text, void *data)
{
    AlertPreviewPage *page = data;
    form_page_set_text(&page->form, form_view_focus(page->form.view), text, true);
    test_preview_tick(page);
}

static void pick_type(AlertPreviewPage *page)
{
    static ListColumn columns[ALERT_TYPE_COLUMNS];
    const Form *form = form_get("alert-type");
    PickerTable table = {.columns = columns, .column_count = ALERT_TYPE_COLUMNS};
    table.cells = alert_types(&table.count);
    columns[ALERT_TYPE_NAME] = (ListColumn){form_text(form, "name"), 46, 0, 0, false};
    columns[ALERT_TYPE_SEVERITY] = (ListColumn){form_text(form, "severity"), 13, 13, 1, false};
    columns[ALERT_TYPE_AREA] = (ListColumn){form_text(form, "area"), 16, 21, 2, false};
    stack_push(page->form.page.session->stack,
               picker_new(page->form.page.session, "alert-type", &table, picked, page));
}

static void pick_group(AlertPreviewPage *page)
{
    static ListColumn column;
    const Subscription *subscription = &page->email->subscription;
    column = (ListColumn){form_text(form_get("resource-group"), "name"), 20, 0, 0, false};
    PickerTable table = {.columns = &column,
                         .column_count = 1,
                         .cells = (const char *const *)subscription->resource_groups,
                         .count = subscription->resource_group_count};
    stack_push(page->form.page.session->stack,
               picker_new(page->form.page.session, "resource-group", &table, picked, page));
}

static void command_pick(void *data)
{
    AlertPreviewPage *page = data;
    if (form_view_focus(page->form.view) == page->type)
        pick_type(page);
    else
        pick_group(page);
}

static void command_send(void *data)
{
    test_send_ask(data);
}

static void command_cancel(void *data)
{
    test_send_cancel(data);
}

static void command_message(void *data)
{
    test_show(data, VIEW_MESSAGE);
}

static void command_raw(void *data)
{
    test_show(data, VIEW_RAW);
}

static void command_result(void *data)
{
    test_show(data, VIEW_RESULT);
}

static void command_dialogue(void *data)
{
    test_show(data, VIEW_DIALOGUE);
}

static const BindingCommand commands[] = {{"send", command_send, 0},
                                          {"next-field", command_next, 0},
                                          {"previous-field", command_previous, 0},
                                          {NULL, NULL, 0}};
static const BindingCommand pick_commands[] = {{"pick", command_pick, 0}, {NULL, NULL, 0}};
static const BindingCommand sending_commands[] = {{"cancel", command_cancel, 0}, {NULL, NULL, 0}};
static const BindingCommand pane_commands[] = {{"message", command_message, 0},
                                               {"raw", command_raw, 0},
                                               {"result", command_result, 0},
                                               {"dialogue", command_dialogue, 0},
                                               {NULL, NULL, 0}};

static void focus_form(AlertPreviewPage *page, BindingChain *chain)
{
    FormItemKind kind = form_view_focus_kind(page->form.view);
    size_t item = form_view_focus(page->form.view);
    chain->typing = kind == FORM_ITEM_TEXT;
    if (kind == FORM_ITEM_CHOICE)
        binding_chain_add(chain, &page->form.choice_keys);
    if (item == page->type || item == page->group)
        binding_chain_add(chain, &page->pick_keys);
    binding_chain_add(chain, &page->form.page.bindings);
    binding_chain_add(chain, &page->form.edit_keys);
}

static void focus(Page *page, BindingChain *chain)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    if (own->sending)
        binding_chain_add(chain, &own->sending_keys);
    if (own->pane == PANE_FORM) {
        focus_form(own, chain);
    } else if (own->pane == PANE_RECIPIENTS) {
        chain->typing = list_view_typing(own->list);
        if (list_view_filtered(own->list))
            binding_chain_add(chain, &own->filter_keys);
        binding_chain_add(chain, &page->bindings);
        binding_chain_add(chain, &own->list_keys);
    } else {
        binding_chain_add(chain, &page->bindings);
        binding_chain_add(chain, &own->pane_keys);
        binding_chain_add(chain, &own->lines_keys);
    }
}

static void key(Page *page, Key key)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    if (own->pane == PANE_RECIPIENTS) {
        if (!list_view_type(own->list, key) && input_key_equal(key, (Key){PRESS_ENTER, 0}))
            list_view_typing_end(own->list);
    } else if (own->pane == PANE_FORM && !form_view_key(own->form.view, key, input_pending())) {
        bool last = form_view_focus(own->form.view) + 1 == page->form->field_count;
        if (last && (key.code == PRESS_DOWN || key.code == PRESS_ENTER))
            go_to(own, PANE_RECIPIENTS);
    }
}

static void paste(Page *page, const char *text, size_t length)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    if (own->pane == PANE_FORM)
        form_page_paste(page, text, length);
    else if (own->pane == PANE_RECIPIENTS)
        list_view_paste(own->list, text, length);
}

static Click click(Page *page, int row, int column)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    int pane = 0;
    while (pane < PANES &&
           (row < own->areas[pane].row || row >= own->areas[pane].row + own->areas[pane].rows))
        pane++;
    if (pane == PANES)
        return CLICK_NOWHERE;
    Click click = CLICK_TAKEN;
    if (pane == PANE_FORM)
        click = form_view_click(own->form.view, row, column);
    else if (pane == PANE_RECIPIENTS)
        click = list_view_click(own->list, row, column);
    if (own->pane != (TestPane)pane)
        go_to(own, (TestPane)pane);
    return click;
}

static size_t watch(Page *page, struct pollfd *fds, size_t room)
{
    const AlertPreviewPage *own = (const AlertPreviewPage *)page;
    const MailChild *child = own->sending ? own->sending : own->previewing;
    return child ? mail_child_watch(child, fds, room) : 0;
}

static int tick(Page *page)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    int send = test_send_tick(own), preview = test_preview_tick(own);
    return send < 0 || (preview >= 0 && preview < send) ? preview : send;
}

/* Help above it does not hold up what is sent. */
static int background(Page *page)
{
    return test_send_tick((AlertPreviewPage *)page);
}

static size_t background_watch(Page *page, struct pollfd *fds, size_t room)
{
    const AlertPreviewPage *own = (const AlertPreviewPage *)page;
    return own->sending ? mail_child_watch(own->sending, fds, room) : 0;
}

static const char *mark(const Page *page)
{
    return ((const AlertPreviewPage *)page)->unsaved ? form_text(page->form, "mark") : NULL;
}

/* What is being sent is not left alone: once it has ended the page goes. */
static bool leave(Page *page)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    if (!own->sending)
        return true;
    own->leaving = true;
    test_send_cancel(own);
    return false;
}

static void reread(Page *page)
{
    test_preview_ask((AlertPreviewPage *)page);
}

static void shown(Page *page)
{
    ((AlertPreviewPage *)page)->dirty = true;
}

/* What would be sent has to be known, and who is a recipient. */
static bool waits(Page *page, const Binding *binding)
{
    const AlertPreviewPage *own = (AlertPreviewPage *)page;
    bool more = !own->sending && !own->problem && !test_preview_is_ready(own);
    if (!binding || !more)
        return false;
    if (own->pane == PANE_RECIPIENTS && binding->data == own->list)
        return list_view_must_wait(own->list, binding->command, true);
    return strcmp(binding->command, "send") == 0 && !own->unsaved;
}

static void close_page(Page *page)
{
    AlertPreviewPage *own = (AlertPreviewPage *)page;
    Bindings *sets[] = {&own->list_keys,  &own->filter_keys, &own->pane_keys,
                        &own->lines_keys, &own->pick_keys,   &own->sending_keys};
    char *texts[] = {own->contact, own->problem, own->asked, own->said, own->result, own->dialogue};
    mail_child_free(own->previewing);
    mail_child_let_go(own->sending);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        bindings_clear(sets[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    test_preview_clear(&own->preview);
    test_preview_clear(&own->next);
    list_view_free(own->list);
    lines_free(own->lines);
    form_page_clear(&own->form);
    free(own);
}

static const PageClass alert_preview_class = {
    .form = "test-alert",
    .commands = commands,
    .draw = test_draw,
    .focus = focus,
    .waits = waits,
    .key = key,
    .paste = paste,
    .click = click,
    .tick = tick,
    .watch = watch,
    .background = background,
    .background_watch = background_watch,
    .mark = mark,
    .leave = leave,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

static void init_panes(AlertPreviewPage *page, Session *session)
{
    const Form *list = form_get("list");
    page->list = test_recipients_new(page);
    page->lines = lines_new();
    page_bind(&page->list_keys, list, list_view_commands, page->list, session, NULL);
    page_bind(&page->filter_keys, form_get("filter"), list_view_filter_commands, page->list,
              session, NULL);
    page_bind(&page->lines_keys, form_get("help"), lines_commands, page->lines, session, NULL);
    page_bind(&page->pane_keys, form_get("message-pane"), pane_commands, page, session, NULL);
    page_bind(&page->pick_keys, form_get("pick"), pick_commands, page, session, NULL);
    page_bind(&page->sending_keys, form_get("sending"), sending_commands, page, session, NULL);
}

Page *alert_preview_new(EmailPage *email, bool unsaved, char *contact, size_t length)
{
    AlertPreviewPage *page = memory_new(sizeof *page);
    Session *session = email->form.page.session;
    page->email = email;
    page->unsaved = unsaved;
    page->contact = contact;
    page->contact_length = length;
    form_page_init(&page->form, &alert_preview_class, session, NULL, NULL);
    form_view_set_beside(page->form.view);
    page->type = form_page_item(&page->form, "alert_type");
    page->severity = form_page_item(&page->form, "severity");
    page->group = form_page_item(&page->form, "resource_group");
    page->entity = form_page_item(&page->form, "entity");
    init_panes(page, session);
    test_show(page, VIEW_MESSAGE);
    return &page->form.page;
}
