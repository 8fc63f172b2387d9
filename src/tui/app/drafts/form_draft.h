/* form_draft.h: drafts of a form whose fields are few and short: kept while one types, offered when
 * the form is opened the next time. */
#ifndef TUI_APP_DRAFTS_FORM_DRAFT_H
#define TUI_APP_DRAFTS_FORM_DRAFT_H

#include "store/store.h"
#include "tui/app/form_page.h"
#include "tui/widgets/lines.h"

typedef struct FormDraft FormDraft; /* opaque: form_draft_new(), form_draft_free() */

/* For a form that shows now what is saved, or is empty; the draft is called as the form is. */
FormDraft *form_draft_new(FormPage *form);

/* Ends it: the draft is removed, unless form_draft_keep() has kept it. NULL is nothing to do. */
void form_draft_free(FormDraft *draft);

/* What is saved are now these values, as of form_page_set_value(), and is of `version`. */
void form_draft_loaded(FormDraft *draft, char *const *values, const StoreVersion *version);

/* What a form is for besides its fields, as a text that goes into the draft with them. */
typedef struct FormDraftScope {
    /* The text of now; it lives until the next draft is written, or the form is closed. */
    const char *(*text)(FormPage *form);
    /* Says in `lines` what the text of a draft is about. */
    void (*describe)(FormPage *form, const char *text, Lines *lines);
    /* The form is for this now. */
    void (*take)(FormPage *form, const char *text);
} FormDraftScope;

/* `scope` lives as long as the draft. */
void form_draft_set_scope(FormDraft *draft, const FormDraftScope *scope);

/* The form itself has put this value into a field: it is no change. */
void form_draft_expect(FormDraft *draft, size_t field, const char *value);

/* What the form has is saved: there is nothing to keep. */
void form_draft_saved(FormDraft *draft);

/* Writes what is unsaved aside, where that is due; removes the draft where nothing is unsaved any
 * more. Returns the milliseconds until it is to be called again; -1: after the next key; 0: there
 * is something to draw. */
int form_draft_tick(FormDraft *draft);

/* Writes what is unsaved aside now, and leaves it there. */
void form_draft_keep(FormDraft *draft);

/* The user discards what is unsaved: the draft can be had back until he discards another one. */
void form_draft_discard(FormDraft *draft);

/* Opens the page that offers the latest draft of the form, where there is one: what is typed waits
 * until that is known. `then` is called after it, in any case; NULL: nothing is to be done. */
void form_draft_offer(FormDraft *draft, void (*then)(FormPage *form));

#endif
