/* The addresses of Email notifications as a list: another view of the same text. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/draft.h"
#include "tui/pages/email/email_list_internal.h"
#include "tui/widgets/wrap.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NUMBER, COLUMN_ADDRESS, COLUMN_STATE, COLUMN_COUNT };

#define NOTE_LEAST    4  /* rows: with fewer there is no room for the note above the list */
#define DETAIL_LEAST  7  /* nor below it for what is wrong with the chosen row */
#define LEAST_ADDRESS 16 /* columns */
#define LEAST_STATE   12
#define NARROW        (LEAST_ADDRESS + LEAST_STATE + 5) /* with fewer there is no room for both */
#define DETAIL_ROWS   2
#define PROGRESS_MS   200 /* a slow line has no room for more */

static TextField *field_of(const EmailList *list)
{
    return form_view_field(list->email->form.view, list->email->emails);
}

/* "12 addresses, 1 problem, 2 duplicates (kept once)", as beside the field of the form. */
static char *counts_note(EmailList *list)
{
    AddressCounts counts = address_index_counts(email_rows(list->email));
    size_t duplicates = counts.rows - counts.invalid - counts.mailboxes;
    return email_counts_words(counts.mailboxes, counts.invalid, duplicates);
}

static char *numbers_words(EmailList *list, const char *name, size_t first, size_t second)
{
    char *numbers[] = {words_number(first), words_number(second)};
    char *text = words(list->list.page.form, name, numbers[0], numbers[1]);
    free(numbers[0]);
    free(numbers[1]);
    return text;
}

/* Puts behind the note how far something is. */
static char *add_progress(EmailList *list, char *note, const char *name, size_t percent)
{
    char *progress = numbers_words(list, name, percent, 0);
    char *longer = memory_format("%s · %s", note, progress);
    free(progress);
    free(note);
    return longer;
}

static char *note_of(EmailList *list)
{
    AddressIndex *rows = email_rows(list->email);
    const EmailFilter *filter = &list->filter;
    size_t count = address_index_count(rows);
    char *note = email_list_is_filtered(list)
                     ? numbers_words(list, filter->problems ? "problems_shown" : "shown",
                                     filter->count, count)
                     : counts_note(list);
    if (!address_index_complete(rows))
        note = add_progress(list, note, "reading", email_rows_percent(list->email));
    if (list->sort)
        note = add_progress(list, note, "sorting", email_list_sort_percent(list));
    if (email_list_is_filtered(list) && filter->next < count)
        note = add_progress(list, note, "filtering", filter->next * 100 / count);
    return note;
}

/* Draws `text`, which is taken, in `area`, where it is not what is drawn there. */
static void draw_text(char **drawn, char *text, Area area, Style style, bool all)
{
    bool same = !all && (text && *drawn ? strcmp(text, *drawn) == 0 : text == *drawn);
    size_t at = 0, start, used, length = text ? strlen(text) : 0;
    for (int i = 0; i < area.rows && !same; i++) {
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
        if (text && wrap_line(text, length, area.columns, &at, &start, &used))
            screen_text_n(area.row + i, area.column, area.columns, style, text + start,
                          i + 1 == area.rows ? length - start : used, true);
    }
    free(*drawn);
    *drawn = text;
}

/* As wide as the numbers of the rows, and of some more. */
static int number_width(EmailList *list)
{
    size_t count = address_index_count(email_rows(list->email));
    return count < 1000 ? 4 : count < 100000 ? 6 : 9;
}

void email_list_go_to_cursor(EmailList *list)
{
    email_list_update(list);
    list->to_cursor = true;
    list->left_at = list_view_selected(list->list.view);
    email_list_update(list);
}

void email_list_update(EmailList *list)
{
    unsigned long version = email_rows_version(list->email);
    if (list->edit.on)
        return;
    if (list->version != version) {
        list->version = version;
        email_list_filter_work(list);
        list_view_reload(list->list.view);
        list_view_set_width(list->list.view, COLUMN_NUMBER, number_width(list));
    }
    /* A long list is read first; who moves meanwhile wants to be elsewhere. */
    if (list_view_selected(list->list.view) != list->left_at)
        list->to_cursor = list->to_end = false;
    if ((list->to_cursor || list->to_end) && address_index_complete(email_rows(list->email))) {
        size_t count = address_index_count(email_rows(list->email));
        list->wanted = list->to_end ? count - 1
                                    : address_index_at(email_rows(list->email),
                                                       textfield_cursor(field_of(list)));
        list->to_cursor = list->to_end = false;
    }
    /* What the filter has not looked at yet is chosen once it has. */
    bool reached = !email_list_is_filtered(list) || list->filter.next > list->wanted ||
                   list->filter.next >= address_index_count(email_rows(list->email));
    if (list->held && list_view_selected(list->list.view) != 0)
        list->wanted = LIST_NONE; /* another one was chosen meanwhile */
    list->held = list->wanted != LIST_NONE && !reached;
    if (list->wanted != LIST_NONE)
        list_view_select(list->list.view, reached ? email_list_shown(list, list->wanted) : 0);
    if (reached)
        list->wanted = LIST_NONE;
}

static bool is_busy(const EmailList *list)
{
    return list->sort || !address_index_complete(email_rows(list->email)) ||
           email_list_is_filtering(list);
}

static void draw_note(EmailList *list, Area area, bool all)
{
    draw_text(&list->note, note_of(list), area, STYLE_LABEL, all);
    list->drawn_at = page_now();
}

/* The state of the chosen row, where its column has cut it; NULL: it has not. */
static char *cut_state(EmailList *list, Style *style)
{
    char *text = email_list_detail(list, true, style);
    Area cell = list_view_cell(list->list.view, COLUMN_STATE);
    if (!text || screen_text_width(text, strlen(text)) > cell.columns)
        return text;
    free(text);
    return NULL;
}

static void draw(Page *page, Area area, bool all)
{
    EmailList *list = (EmailList *)page;
    email_list_update(list);
    area = email_presence_draw(list->email, area, all);
    Area note = {area.row, area.column, 1, area.columns};
    if (area.rows >= NOTE_LEAST) {
        if (all || !is_busy(list) || page_now() - list->drawn_at >= PROGRESS_MS)
            draw_note(list, note, all);
        area.row++;
        area.rows--;
    }
    /* What has no room in the column of states stands below, of the chosen row. */
    bool narrow = area.columns < NARROW;
    bool room = area.rows > (narrow ? 1 : 3) && !list_view_typing(list->list.view);
    int detail_rows = area.rows >= DETAIL_LEAST ? DETAIL_ROWS : room ? 1 : 0;
    Area detail = {area.row + area.rows - detail_rows, area.column, detail_rows, area.columns};
    area.rows -= detail_rows;
    list_view_draw(list->list.view, area, all);
    email_list_edit_draw(list, area, all);
    Style style = STYLE_NORMAL;
    char *text = email_list_detail(list, narrow, &style);
    if (!text && !list->edit.on)
        text = cut_state(list, &style);
    draw_text(&list->detail, text, detail, style, all);
}

/* The keys of the page, innermost first. */
static void add_keys(EmailList *list, BindingChain *chain)
{
    stack_chain_stop(list->list.page.session->stack, &list->email->form.page, chain);
    ListPage *own = &list->list;
    chain->typing = list->edit.on || list_view_typing(own->view);
    if (list->edit.on) {
        binding_chain_add(chain, &list->row_keys);
        return;
    }
    if (list->sort)
        binding_chain_add(chain, &list->sort_keys);
    if (list_view_filtered(own->view))
        binding_chain_add(chain, &own->filter_keys);
    binding_chain_add(chain, &own->page.bindings);
    binding_chain_add(chain, &own->list_keys);
}

static bool holds_back(const EmailList *list)
{
    return !list->edit.on && !list_view_typing(list->list.view) && email_list_burst_takes(list);
}

static void focus(Page *page, BindingChain *chain)
{
    EmailList *list = (EmailList *)page;
    if (list->burst_length > 0) {
        chain->typing = true;
        return;
    }
    add_keys(list, chain);
    chain->typing = chain->typing || holds_back(list);
}

static void key(Page *page, Key key)
{
    EmailList *list = (EmailList *)page;
    if (list->edit.on)
        email_list_edit_key(list, key);
    else if (list_view_typing(list->list.view))
        list_view_type(list->list.view, key);
    else if (list->burst_length > 0 || (input_key_is_text(key) && holds_back(list)))
        email_list_burst_key(list, key);
}

static bool waits(Page *page, const Binding *binding)
{
    EmailList *list = (EmailList *)page;
    return email_list_must_wait(list, binding) ||
           (binding && email_must_wait(list->email, binding->needs));
}

void email_list_press(EmailList *list, Key pressed)
{
    BindingChain chain = {0};
    Stack *stack = list->list.page.session->stack;
    add_keys(list, &chain);
    const Binding *binding = binding_chain_find(&chain, pressed);
    /* What comes behind a key that waits, or for the page that a key has led to. */
    bool elsewhere = stack_is_holding(stack) || stack_top(stack) != &list->list.page;
    if (!elsewhere && binding && !waits(&list->list.page, binding))
        binding->run(binding->data);
    else if (!elsewhere && !binding && list->edit.on)
        email_list_edit_key(list, pressed);
    else if (!elsewhere && !binding && list_view_typing(list->list.view))
        list_view_type(list->list.view, pressed);
    else
        type_ahead(stack, pressed); /* so, too, a key of every page */
}

static void paste(Page *page, const char *text, size_t length)
{
    EmailList *list = (EmailList *)page;
    if (list->edit.on)
        email_list_edit_paste(list, text, length);
    else if (list_view_typing(list->list.view))
        list_view_paste(list->list.view, text, length);
    else
        email_list_paste(list, text, length);
}

static Click click(Page *page, int row, int column)
{
    EmailList *list = (EmailList *)page;
    if (list->edit.on)
        email_list_edit_accept(list);
    return list_view_click(list->list.view, row, column);
}

static int sooner(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* How long until what is typed is judged; -1: it is. */
static int judge_wait(const EmailList *list)
{
    long wait = list->email->form.last_edit + JUDGE_REST - page_now();
    return list->edit.on && wait > 0 ? (int)wait : -1;
}

/* Works while no key waits, at one thing at a time: each takes less than a frame. */
static int tick(Page *page)
{
    EmailList *list = (EmailList *)page;
    int burst = email_list_burst_tick(list);
    if (burst == 0 || email_rows_tick(list->email) == 0)
        return 0;
    int sort = email_list_sort_tick(list);
    if (sort == 0)
        return 0;
    email_list_limits_tick(list);
    if (email_list_filter_work(list)) {
        if (!is_busy(list) || page_now() - list->drawn_at >= PROGRESS_MS)
            list_view_reload(list->list.view);
        return 0;
    }
    return sooner(sooner(burst, sort), judge_wait(list));
}

/* The cursor of the text goes to the chosen row. */
static bool leave(Page *page)
{
    EmailList *list = (EmailList *)page;
    email_list_burst_end(list);
    email_list_edit_accept(list);
    email_list_sort_stop(list, false);
    size_t row = list->wanted != LIST_NONE ? list->wanted : email_list_chosen(list);
    AddressIndex *rows = email_rows(list->email);
    if (row < address_index_count(rows) && address_index_complete(rows) && !list->to_cursor)
        textfield_go(field_of(list), address_index_get(rows, row).start);
    form_view_touch(list->email->form.view, list->email->emails);
    return true;
}

static void keep(Page *page)
{
    email_list_burst_end((EmailList *)page);
    email_draft_keep(((EmailList *)page)->email);
}

static void reread(Page *page)
{
    email_list_limits_forget((EmailList *)page);
    list_view_touch(((EmailList *)page)->list.view);
}

static const char *mark(const Page *page)
{
    const Form *form = ((const EmailList *)page)->email->form.page.form;
    return email_is_touched(((const EmailList *)page)->email) ? form_text(form, "unsaved") : NULL;
}

static void close_page(Page *page)
{
    EmailList *list = (EmailList *)page;
    textfield_free(list->edit.field);
    email_list_sort_stop(list, false);
    email_list_filter_clear(list);
    email_list_limits_forget(list);
    bindings_clear(&list->row_keys);
    bindings_clear(&list->sort_keys);
    list_clear(&list->list);
    free(list->burst);
    free(list->cell.text);
    free(list->note);
    free(list->detail);
    free(list);
}

static const PageClass list_class = {
    .form = "address-list",
    .commands = email_list_commands,
    .draw = draw,
    .focus = focus,
    .waits = waits,
    .key = key,
    .click = click,
    .paste = paste,
    .takes_paste = true,
    .tick = tick,
    .keep = keep,
    .mark = mark,
    .leave = leave,
    .shown = reread,
    .reread = reread,
    .close = close_page,
};

Page *email_list_new(EmailPage *email)
{
    Session *session = email->form.page.session;
    EmailList *list = memory_new(sizeof *list);
    const Form *form = form_get(list_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NUMBER] = {form_text(form, "number"), 4, 4, 2, true},
        [COLUMN_ADDRESS] = {form_text(form, "address"), LEAST_ADDRESS, 36, 0, false},
        [COLUMN_STATE] = {form_text(form, "state"), LEAST_STATE, 0, 1, false},
    };
    const ListSource source = {.data = list,
                               .count = email_list_count,
                               .cell = email_list_cell,
                               .filter = email_list_filter};
    list->email = email;
    list->wanted = LIST_NONE;
    list_init(&list->list, &list_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    page_bind(&list->row_keys, form_get("address-row"), email_list_row_commands, list, session,
              NULL);
    page_bind(&list->sort_keys, form_get("address-sort"), email_list_sort_commands, list, session,
              NULL);
    form_view_set_focus(email->form.view, email->emails);
    email_rows_saved_known(email); /* from now on it is to be */
    email_rows_tick(email);
    email_list_go_to_cursor(list);
    return &list->list.page;
}
