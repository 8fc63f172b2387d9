/* Many at once: what the marked subscriptions have in common. */
#include "base/memory.h"
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

static char *phone_note(const BulkFormPage *page)
{
    size_t values = common_phones(&page->common);
    return values > 1 ? differs(page, values)
                      : memory_text(form_text(
                            form_of(page), page->common.first.phone ? "phone_same" : "phone_none"));
}

static char *alerts_note(const BulkFormPage *page)
{
    const Common *common = &page->common;
    if (common->alerts == common->count || common->alerts == 0)
        return memory_text(form_text(form_of(page), common->alerts ? "alerts_on" : "alerts_off"));
    char *on = words_number(common->alerts), *off = words_number(common->count - common->alerts);
    char *note = words(form_of(page), "alerts_differ", on, off);
    free(on);
    free(off);
    return note;
}

void bulk_form_show_phone_note(BulkFormPage *page)
{
    set_note(page, ITEM_PHONE, phone_note(page));
}

/* All are read: says what they have in common. */
static void show_common(BulkFormPage *page)
{
    const Common *common = &page->common;
    size_t values = common_emails(common);
    set_note(page, ITEM_WHAT,
             values > 1 ? differs(page, values)
                        : words_count(form_of(page), "same",
                                      address_list_count(common->first.emails), true));
    bulk_form_show_phone_note(page);
    set_note(page, ITEM_ALERTS, alerts_note(page));
    bool untouched = form_page_state(&page->many.form, ITEM_PHONE) == page->phone_begun;
    if (untouched && common_phones(common) == 1 && common->first.phone) {
        form_page_set_text(&page->many.form, ITEM_PHONE, common->first.phone, false);
        page->phone_begun = form_page_state(&page->many.form, ITEM_PHONE);
        form_draft_expect(page->many.draft, ITEM_PHONE, common->first.phone);
    }
}

static void show_progress(BulkFormPage *page)
{
    char *done = words_number(page->read), *all = words_number(page->many.chosen.count);
    char *note = words(form_of(page), "reading", done, all);
    form_view_set_note(view_of(page), ITEM_WHAT, STYLE_HINT, note);
    form_view_set_note(view_of(page), ITEM_PHONE, STYLE_HINT, note);
    form_view_set_note(view_of(page), ITEM_ALERTS, STYLE_HINT, note);
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
