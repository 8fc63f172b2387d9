/* Many at once: what the marked subscriptions have in common. */
#include "base/memory.h"
#include "base/monotonic.h"
#include "core/contact_field.h"
#include "tui/app/refresh.h"
#include "tui/pages/bulk/bulk_form_internal.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_READ = 256, READ_MS = 30 }; /* of one job */

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

/* Some of the subscriptions, and what was read of them. */
typedef struct Reading {
    BulkFormPage *page;
    Store *store;
    char **ids;
    size_t count;
    Common common; /* of all that were read before, too */
    size_t read, unreadable;
} Reading;

static void read_some(void *data, Progress *progress)
{
    Reading *reading = data;
    int64_t end = monotonic_ms() + READ_MS;
    do {
        Contact contact;
        StoreVersionTag seen;
        Error error;
        if (store_contact_load_long(reading->store, reading->ids[reading->read++], &contact, &seen,
                                    progress, &error)) {
            common_add(&reading->common, &contact);
            contact_clear(&contact);
        } else {
            reading->unreadable++;
        }
    } while (reading->read < reading->count && !progress_is_cancelled(progress) &&
             monotonic_ms() < end);
}

static void free_reading(void *data)
{
    Reading *reading = data;
    for (size_t i = 0; i < reading->count; i++)
        free(reading->ids[i]);
    free(reading->ids);
    common_clear(&reading->common);
    free(reading);
}

static void read_done(void *data, bool complete)
{
    Reading *reading = data;
    BulkFormPage *page = reading->page;
    (void)complete; /* what is given up is dropped */
    page->job = NULL;
    common_clear(&page->common);
    page->common = reading->common;
    page->read += reading->read;
    page->unreadable += reading->unreadable;
    common_init(&reading->common);
    free_reading(reading);
    if (bulk_form_is_read(page)) {
        page->checked = false;
        show_common(page);
    } else if (refresh_is_due(&page->told, false)) {
        show_progress(page);
    }
}

bool bulk_form_is_read(const BulkFormPage *page)
{
    return page->read == page->many.chosen.count;
}

void bulk_form_read_on(BulkFormPage *page)
{
    if (page->job || bulk_form_is_read(page))
        return;
    const SubscriptionList *chosen = &page->many.chosen;
    size_t left = chosen->count - page->read;
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){.page = page, .store = page->many.form.page.session->site->store};
    reading->count = left < MOST_READ ? left : MOST_READ;
    reading->ids = memory_array(reading->count, sizeof *reading->ids);
    for (size_t i = 0; i < reading->count; i++)
        reading->ids[i] = memory_text(chosen->items[page->read + i].id);
    reading->common = page->common;
    common_init(&page->common);
    const JobWork work = {.run = read_some,
                          .done = read_done,
                          .free = free_reading,
                          .label = "opening",
                          .external = true};
    page->job = job_start(&page->many.form.page, &work, reading);
}
