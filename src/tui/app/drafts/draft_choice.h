/* draft_choice.h: the page that offers a draft: what it holds, and the choice. Leaving it loses
 * nothing: the draft is offered again. */
#ifndef TUI_APP_DRAFTS_DRAFT_CHOICE_H
#define TUI_APP_DRAFTS_DRAFT_CHOICE_H

#include "store/drafts/drafts.h"
#include "tui/app/page.h"
#include "tui/widgets/lines.h"

/* Whose draft it is, and what is to be done with it. */
typedef struct DraftOwner {
    Page *page;              /* the form, which is below */
    const char *name;        /* as it is shown; lives as long as the page */
    const StoreVersion *now; /* what is on disk; likewise */
    /* Puts the draft into the form; `slot` is moved. */
    void (*take)(void *data, const Draft *draft, DraftSlot *slot);
    void (*discarded)(void *data);
    void (*close)(void *data); /* frees `data` */
    void *data;
} DraftOwner;

/* Begins what is to be read of the draft: who typed it, and when. The caller frees it, or gives it
 * to draft_choice_open(). */
Lines *draft_choice_lines(const DraftOwner *owner, const Draft *draft);

/* Opens the page; `slot`, `draft` and `lines` are moved into it. */
void draft_choice_open(const DraftOwner *owner, DraftSlot *slot, const Draft *draft, Lines *lines);

/* Says that the draft can't be used, and why. */
void draft_choice_damaged(const DraftOwner *owner, const Error *error);

#endif
