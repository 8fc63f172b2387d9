#include "tui/app/drafts/form_draft.h"

#include "base/memory.h"
#include "tui/app/drafts/draft_choice.h"
#include "tui/app/drafts/draft_writer.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 2000 /* bytes of a value */
#define BASE  "base."
#define SCOPE "scope"

struct FormDraft {
    FormPage *form;
    DraftWriter *writer;
    StoreVersion version;
    char **loaded;            /* the values that are saved, one of each field */
    char **written;           /* likewise, that are in the draft; NULL: there is none */
    unsigned long *looked_at; /* the states of the fields that were looked at last */
    bool looked;
    const FormDraftScope *scope; /* NULL: there is none */
};

static size_t count_of(const FormDraft *draft)
{
    return draft->form->page.form->field_count;
}

static char **values_of(const FormDraft *draft)
{
    char **values = memory_array(count_of(draft), sizeof *values);
    for (size_t i = 0; i < count_of(draft); i++)
        values[i] = form_page_value(draft->form, i);
    return values;
}

static void free_values(const FormDraft *draft, char **values)
{
    for (size_t i = 0; values && i < count_of(draft); i++)
        free(values[i]);
    free(values);
}

static bool are_equal(const FormDraft *draft, char *const *one, char *const *other)
{
    size_t same = 0;
    while (same < count_of(draft) && strcmp(one[same], other[same]) == 0)
        same++;
    return same == count_of(draft);
}

FormDraft *form_draft_new(FormPage *form)
{
    FormDraft *draft = memory_new(sizeof *draft);
    draft->form = form;
    draft->writer = draft_writer_new(form->page.session, form->page.class->form);
    draft->loaded = values_of(draft);
    draft->looked_at = memory_array(count_of(draft), sizeof *draft->looked_at);
    return draft;
}

void form_draft_set_scope(FormDraft *draft, const FormDraftScope *scope)
{
    draft->scope = scope;
}

void form_draft_expect(FormDraft *draft, size_t field, const char *value)
{
    free(draft->loaded[field]);
    draft->loaded[field] = memory_text(value);
    draft->looked = false;
}

static unsigned long state_of(const FormDraft *draft, size_t field)
{
    const FormPage *form = draft->form;
    switch (form->page.form->fields[field].type) {
    case FORM_CHOICE:
        return form_view_choice(form->view, field);
    case FORM_TOGGLE:
        return form_view_value(form->view, field);
    default:
        return form_page_state(form, field);
    }
}

/* Quick, however long a text is. */
static bool has_been_looked_at(const FormDraft *draft)
{
    size_t same = 0;
    while (same < count_of(draft) && draft->looked_at[same] == state_of(draft, same))
        same++;
    return draft->looked && same == count_of(draft);
}

static void look(FormDraft *draft)
{
    for (size_t i = 0; i < count_of(draft); i++)
        draft->looked_at[i] = state_of(draft, i);
    draft->looked = true;
}

static void forget(FormDraft *draft)
{
    draft_writer_forget(draft->writer);
    free_values(draft, draft->written);
    draft->written = NULL;
}

void form_draft_loaded(FormDraft *draft, char *const *values, const StoreVersion *version)
{
    for (size_t i = 0; i < count_of(draft); i++) {
        const FormField *field = &draft->form->page.form->fields[i];
        bool chosen = field->type == FORM_CHOICE || field->type == FORM_TOGGLE;
        free(draft->loaded[i]);
        draft->loaded[i] = memory_text(*values[i] || !chosen ? values[i] : field->initial);
    }
    draft->version = *version;
    draft->looked = false;
}

/* The name of a field in the draft, whose names have no underscore. */
static void name_field(const FormDraft *draft, size_t field, const char *before,
                       char name[DRAFT_NAME_SIZE])
{
    snprintf(name, DRAFT_NAME_SIZE, "%s%s", before, draft->form->page.form->fields[field].name);
    for (char *c = name; *c; c++) {
        if (*c == '_')
            *c = '-';
    }
}

static void put(const FormDraft *draft, Draft *new, size_t field, const char *before,
                const char *value)
{
    char name[DRAFT_NAME_SIZE];
    name_field(draft, field, before, name);
    draft_put(new, name, memory_text(value), strlen(value));
}

/* Writes `values`, which are moved. */
static void write_draft(FormDraft *draft, char **values)
{
    Draft new = draft_writer_draft(draft->writer, &draft->version);
    for (size_t i = 0; i < count_of(draft); i++) {
        if (strcmp(values[i], draft->loaded[i]) != 0) {
            put(draft, &new, i, "", values[i]);
            put(draft, &new, i, BASE, draft->loaded[i]);
        }
    }
    if (draft->scope) {
        const char *text = draft->scope->text(draft->form);
        draft_put(&new, SCOPE, memory_text(text), strlen(text));
    }
    free_values(draft, draft->written);
    draft->written = values;
    draft_writer_write(draft->writer, &new, NULL);
}

int form_draft_tick(FormDraft *draft)
{
    if (draft_writer_is_busy(draft->writer))
        return -1;
    if (draft_writer_tell(draft->writer))
        return 0;
    if (has_been_looked_at(draft))
        return -1;
    int wait = draft->looked ? draft_writer_due(draft->writer) : 0;
    if (wait > 0)
        return wait;
    char **values = values_of(draft);
    bool same = are_equal(draft, values, draft->loaded);
    look(draft);
    if (same)
        forget(draft);
    if (same || (draft->written && are_equal(draft, values, draft->written))) {
        free_values(draft, values);
        return -1;
    }
    write_draft(draft, values);
    return -1;
}

void form_draft_keep(FormDraft *draft)
{
    char **values = values_of(draft);
    bool changed = !are_equal(draft, values, draft->loaded);
    if (changed)
        draft_writer_keep(draft->writer);
    if (changed && !(draft->written && are_equal(draft, values, draft->written) &&
                     draft_writer_is_good(draft->writer)))
        write_draft(draft, values);
    else
        free_values(draft, values);
}

void form_draft_discard(FormDraft *draft)
{
    form_draft_keep(draft);
    draft_writer_discard(draft->writer);
}

void form_draft_free(FormDraft *draft)
{
    if (!draft)
        return;
    draft_writer_free(draft->writer);
    free_values(draft, draft->loaded);
    free_values(draft, draft->written);
    free(draft->looked_at);
    free(draft);
}

void form_draft_saved(FormDraft *draft)
{
    forget(draft);
    look(draft);
}

/* What the draft has for a field, where that is a change. */
static const DraftField *change_of(const FormDraft *draft, const Draft *left, size_t field)
{
    char name[DRAFT_NAME_SIZE];
    name_field(draft, field, "", name);
    const DraftField *typed = draft_get(left, name);
    return typed && strcmp(typed->bytes, draft->loaded[field]) != 0 ? typed : NULL;
}

static void take(void *data, const Draft *left, DraftSlot *slot)
{
    FormDraft *draft = data;
    const DraftField *scope = draft->scope ? draft_get(left, SCOPE) : NULL;
    if (scope)
        draft->scope->take(draft->form, scope->bytes);
    for (size_t i = 0; i < count_of(draft); i++) {
        const DraftField *typed = change_of(draft, left, i);
        if (typed)
            form_page_set_value(draft->form, i, typed->bytes, true);
    }
    draft_writer_adopt(draft->writer, slot);
}

static void nothing(void *data)
{
    (void)data;
}

static void discarded(void *data)
{
    FormDraft *draft = data;
    const Page *page = &draft->form->page;
    if (stack_top(page->session->stack) == page) /* else it is being closed */
        form_draft_offer(draft, NULL);
}

/* A value as the form shows it. */
static const char *shown_value(const FormField *field, const char *value)
{
    if (field->type == FORM_TOGGLE)
        return form_text(form_get("fields"), strcmp(value, "on") == 0 ? "on" : "off");
    for (size_t i = 0; field->type == FORM_CHOICE && i < field->choice_count; i++) {
        if (strcmp(field->choices[i], value) == 0)
            return field->choice_labels[i];
    }
    return *value ? value : form_text(form_get("draft"), "empty");
}

static void add_change(Lines *lines, const FormField *field, const DraftField *typed)
{
    char *text = memory_text_n(typed->bytes, typed->length < SHOWN ? typed->length : SHOWN);
    char *line = words(form_get("draft"), "field", field->label, shown_value(field, text));
    lines_add(lines, STYLE_NORMAL, 2, line);
    free(line);
    free(text);
}

/* What is read for an offer: of one draft after the other. */
typedef struct Offer {
    FormDraft *draft;
    const Drafts *drafts;
    const char *form; /* its name, which lives in its class */
    void (*then)(FormPage *form);
    int64_t now;
    bool searched;
    DraftFound *found; /* all of the form, the latest first */
    size_t count, next;
    DraftSlot *slot; /* of the one at hand; NULL: there is none */
    Draft left;
    bool read, remove;
    Error error;
} Offer;

static void read_next(void *data, Progress *progress)
{
    Offer *offer = data;
    Error ignored;
    (void)progress;
    if (offer->remove) {
        draft_slot_remove(offer->slot, &ignored);
        draft_slot_free(offer->slot);
        offer->slot = NULL;
        offer->remove = false;
    }
    if (!offer->searched)
        offer->count = drafts_find(offer->drafts, offer->form, offer->now, &offer->found);
    offer->searched = true;
    offer->read = false;
    offer->error = (Error){0};
    if (offer->next == offer->count)
        return;
    offer->slot = draft_slot_open(offer->drafts, offer->found[offer->next++].name, &offer->error);
    offer->read = offer->slot && draft_slot_read(offer->slot, &offer->left, &offer->error);
}

static void free_offer(void *data)
{
    Offer *offer = data;
    if (offer->read)
        draft_clear(&offer->left);
    draft_slot_free(offer->slot);
    drafts_found_free(offer->found, offer->count);
    free(offer);
}

static void go_on(Offer *offer);

/* Opens a page for it; false where it is not worth one: it is of what has been saved. */
static bool show(Offer *offer)
{
    FormDraft *draft = offer->draft;
    const Form *form = draft->form->page.form;
    const DraftOwner owner = {
        &draft->form->page, form->title, &draft->version, take, discarded, nothing, draft};
    size_t changes = 0;
    Lines *lines = draft_choice_lines(&owner, &offer->left);
    for (size_t i = 0; i < form->field_count; i++) {
        const DraftField *typed = change_of(draft, &offer->left, i);
        if (!typed)
            continue;
        add_change(lines, &form->fields[i], typed);
        changes++;
    }
    if (changes == 0) {
        lines_free(lines);
        return false;
    }
    const DraftField *scope = draft->scope ? draft_get(&offer->left, SCOPE) : NULL;
    if (scope)
        draft->scope->describe(draft->form, scope->bytes, lines);
    draft_choice_open(&owner, offer->slot, &offer->left, lines);
    offer->slot = NULL;
    offer->read = false;
    return true;
}

static void was_read(void *data, bool complete)
{
    Offer *offer = data;
    FormDraft *draft = offer->draft;
    const DraftOwner owner = {.page = &draft->form->page, .name = draft->form->page.form->title};
    bool shown = complete && offer->read && show(offer);
    bool refused = offer->error.kind != ERROR_NONE && offer->error.kind != ERROR_RETRY;
    if (complete && refused)
        draft_choice_damaged(&owner, &offer->error);
    if (shown || !complete || offer->next == offer->count) {
        if (offer->then)
            offer->then(draft->form);
        free_offer(offer);
        return;
    }
    offer->remove = offer->read;
    if (offer->read)
        draft_clear(&offer->left);
    if (!offer->remove) {
        draft_slot_free(offer->slot);
        offer->slot = NULL;
    }
    go_on(offer);
}

static void go_on(Offer *offer)
{
    const JobWork work = {.run = read_next,
                          .done = was_read,
                          .free = free_offer,
                          .label = "opening",
                          .external = true,
                          .prompt = true,
                          .modal = true,
                          .stops = true,
                          .queue = offer->drafts};
    job_start(&offer->draft->form->page, &work, offer);
}

void form_draft_offer(FormDraft *draft, void (*then)(FormPage *form))
{
    const Page *page = &draft->form->page;
    Offer *offer = memory_new(sizeof *offer);
    *offer = (Offer){.draft = draft,
                     .drafts = session_drafts(page->session),
                     .form = page->class->form,
                     .then = then,
                     .now = session_now(page->session)};
    go_on(offer);
}
