/* Many at once: what the marked subscriptions have in common. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/app/slice.h"
#include "tui/app/stack.h"
#include "tui/app/work.h"
#include "tui/pages/bulk/bulk_form_internal.h"

#include <stdlib.h>
#include <string.h>

static const Form *form_of(const BulkFormPage *page)
{
    return page->many.form.page.form;
}

static FormView *view_of(const BulkFormPage *page)
{
    return page->many.form.view;
}

/* A note, which is taken, with how many can't be read. */
static void set_note(BulkFormPage *page, size_t item, char *note)
{
    if (page->unreadable > 0) {
        char *more = words_count(form_of(page), "unreadable", page->unreadable, false);
        char *longer = memory_format("%s; %s", note, more);
        free(more);
        free(note);
        note = longer;
    }
    form_view_set_note(view_of(page), item, STYLE_HINT, note);
    free(note);
}

static char *differs(const BulkFormPage *page, size_t values)
{
    return words_count(form_of(page), "differs", values, false);
}

static char *text_note(const BulkFormPage *page, size_t field)
{
    size_t values = common_values(&page->common, field);
    bool none = !*contact_value(&page->common.first, field);
    return values > 1 ? differs(page, values)
                      : memory_text(form_text(form_of(page), none ? "text_none" : "text_same"));
}

static char *toggle_note(const BulkFormPage *page, size_t field)
{
    size_t all = page->common.count, are_on = page->common.on[field];
    if (are_on == all || are_on == 0)
        return memory_text(form_text(form_of(page), are_on ? "toggle_on" : "toggle_off"));
    char *on = words_number(are_on), *off = words_number(all - are_on);
    char *note = words(form_of(page), "toggle_differs", on, off);
    free(on);
    free(off);
    return note;
}

bool bulk_form_has_text(const BulkFormPage *page, size_t field)
{
    return field >= CONTACT_VALUES && contact_field_is_text(field) &&
           page->items[field] != BULK_FORM_NO_ITEM;
}

void bulk_form_show_text_note(BulkFormPage *page, size_t field)
{
    set_note(page, page->items[field], text_note(page, field));
}

/* A text begins with what all have. */
static void show_text(BulkFormPage *page, size_t field)
{
    size_t item = page->items[field];
    const char *first = contact_value(&page->common.first, field);
    bool untouched = form_page_state(&page->many.form, item) == page->begun[field];
    bulk_form_show_text_note(page, field);
    if (untouched && common_values(&page->common, field) == 1 && *first) {
        form_page_set_text(&page->many.form, item, first, false);
        page->begun[field] = form_page_state(&page->many.form, item);
        form_draft_expect(page->many.draft, item, first);
    }
}

/* All are read: says what they have in common. */
static void show_common(BulkFormPage *page)
{
    const Common *common = &page->common;
    size_t values = common_values(common, CONTACT_EMAILS);
    set_note(page, ITEM_WHAT,
             values > 1 ? differs(page, values)
                        : words_count(form_of(page), "same",
                                      address_list_count(common->first.emails), true));
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (bulk_form_has_text(page, i))
            show_text(page, i);
        else if (page->items[i] != BULK_FORM_NO_ITEM)
            set_note(page, page->items[i], toggle_note(page, i));
    }
}

static void show_progress(BulkFormPage *page)
{
    char *done = words_number(page->read), *all = words_number(page->many.chosen.count);
    char *note = words(form_of(page), "reading", done, all);
    form_view_set_note(view_of(page), ITEM_WHAT, STYLE_HINT, note);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (page->items[i] != BULK_FORM_NO_ITEM)
            form_view_set_note(view_of(page), page->items[i], STYLE_HINT, note);
    }
    free(note);
    free(done);
    free(all);
}

static void take_one(BulkFormPage *page)
{
    Contact contact;
    Error error;
    ContactLoad *load = page->load;
    page->load = NULL;
    page->read++;
    if (contact_load_end(load, &contact, &error)) {
        common_add(&page->common, &contact);
        contact_clear(&contact);
    } else {
        page->unreadable++;
    }
}

bool bulk_form_is_read(const BulkFormPage *page)
{
    return page->read == page->many.chosen.count;
}

int bulk_form_read_on(BulkFormPage *page)
{
    const Session *session = page->many.form.page.session;
    Store *store = session->site->store;
    long long begin = slice_begin();
    bool waits = false;
    while (!bulk_form_is_read(page) && !waits && !slice_is_over(begin)) {
        if (!page->load)
            page->load = contact_load_new(store, page->many.chosen.items[page->read].id);
        waits = !contact_load_is_done(page->load);
        if (!waits)
            take_one(page);
    }
    stack_tell(session->stack, waits ? contact_load_words(page->load) : NULL);
    if (bulk_form_is_read(page))
        show_common(page);
    else if (slice_tell(&page->told, false))
        show_progress(page);
    return waits ? WORK_POLL : 0;
}
