#include "tui/app/drafts/form_draft.h"

#include "base/memory.h"
#include "tui/app/drafts/draft_choice.h"
#include "tui/app/drafts/draft_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLL_MS 100  /* for the end of a write */
#define SHOWN   2000 /* bytes of a value */
#define BASE    "base."
#define SCOPE   "scope"

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

static void put(const FormDraft *draft, Draft *job, size_t field, const char *before,
                const char *value)
{
    char name[DRAFT_NAME_SIZE];
    name_field(draft, field, before, name);
    draft_put(job, name, memory_text(value), strlen(value));
}

static const char *scope_piece(const void *text, size_t index, size_t *length)
{
    *length = strlen(text);
    return index == 0 && *length > 0 ? text : NULL;
}

/* The job of a write; `values` are moved. */
static Draft take_up(FormDraft *draft, char **values)
{
    Draft job = draft_writer_job(draft->writer, &draft->version);
    for (size_t i = 0; i < count_of(draft); i++) {
        if (strcmp(values[i], draft->loaded[i]) != 0) {
            put(draft, &job, i, "", values[i]);
            put(draft, &job, i, BASE, draft->loaded[i]);
        }
    }
    if (draft->scope) {
        const char *text = draft->scope->text(draft->form);
        draft_put_pieces(&job, SCOPE, scope_piece, text, strlen(text));
    }
    free_values(draft, draft->written);
    draft->written = values;
    return job;
}

int form_draft_tick(FormDraft *draft)
{
    if (draft_writer_is_busy(draft->writer))
        return POLL_MS;
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
    Draft job = take_up(draft, values);
    draft_writer_start(draft->writer, &job, NULL, NULL);
    return POLL_MS;
}

void form_draft_keep(FormDraft *draft)
{
    draft_writer_wait(draft->writer);
    char **values = values_of(draft);
    bool changed = !are_equal(draft, values, draft->loaded);
    if (changed)
        draft_writer_keep(draft->writer);
    if (changed && !(draft->written && are_equal(draft, values, draft->written) &&
                     draft_writer_is_good(draft->writer))) {
        Draft job = take_up(draft, values);
        draft_writer_write(draft->writer, &job, NULL, NULL);
    } else {
        free_values(draft, values);
    }
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
    form_draft_offer(data);
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

/* True where it was worth a page; a draft of what has been saved is none, and is removed. */
static bool offer(void *data, const char *name)
{
    FormDraft *draft = data;
    const Form *form = draft->form->page.form;
    const DraftOwner owner = {
        &draft->form->page, form->title, &draft->version, take, discarded, nothing, draft};
    Draft left;
    DraftSlot *slot;
    size_t changes = 0;
    if (!draft_choice_read(&owner, name, &slot, &left))
        return false;
    Lines *lines = draft_choice_lines(&owner, &left);
    for (size_t i = 0; i < form->field_count; i++) {
        const DraftField *typed = change_of(draft, &left, i);
        if (!typed)
            continue;
        add_change(lines, &form->fields[i], typed);
        changes++;
    }
    const DraftField *scope = draft->scope ? draft_get(&left, SCOPE) : NULL;
    if (scope && changes > 0)
        draft->scope->describe(draft->form, scope->bytes, lines);
    if (changes > 0) {
        draft_choice_open(&owner, slot, &left, lines);
        return true;
    }
    Error ignored;
    draft_slot_remove(slot, &ignored);
    draft_slot_free(slot);
    draft_clear(&left);
    lines_free(lines);
    return false;
}

void form_draft_offer(FormDraft *draft)
{
    const Page *page = &draft->form->page;
    draft_choice_offer(page->session, page->class->form, offer, draft);
}
