/* draft_writer.h: writes what is unsaved in a form aside, in the background, so that no key ever
 * waits for the disk. What is begun is done one after the other, also when the form has gone.
 */
#ifndef TUI_APP_DRAFTS_DRAFT_WRITER_H
#define TUI_APP_DRAFTS_DRAFT_WRITER_H

#include "store/drafts/drafts.h"
#include "tui/app/session.h"

#include <stdbool.h>

typedef struct DraftWriter DraftWriter; /* opaque: draft_writer_new(), draft_writer_free() */

/* What takes time to add to a draft. */
typedef struct DraftPart {
    void (*add)(Draft *draft, void *data); /* in the background */
    void (*free)(void *data);              /* once the draft is written */
    void *data;
} DraftPart;

/* What writes the draft of the form that is called `name`: the id of a subscription, or the name of
 * a form. */
DraftWriter *draft_writer_new(Session *session, const char *name);

/* Ends it: the draft is removed, unless draft_writer_keep() was called. NULL is nothing to do. */
void draft_writer_free(DraftWriter *writer);

/* A draft without fields, of now. */
Draft draft_writer_draft(const DraftWriter *writer, const StoreVersion *base);

/* Whether a write is under way. */
bool draft_writer_is_busy(const DraftWriter *writer);

/* To be called while something is unsaved that is not written: the milliseconds until it is to be;
 * 0: now. */
int draft_writer_due(DraftWriter *writer);

/* Begins to write `draft`, which is moved, and with it all that it refers to; `part` may be NULL.
 */
void draft_writer_write(DraftWriter *writer, Draft *draft, const DraftPart *part);

/* Whether the last write that has ended was good. */
bool draft_writer_is_good(const DraftWriter *writer);

/* Says once that there is no draft, and why. True where it has been said now. */
bool draft_writer_tell(DraftWriter *writer);

/* The draft stays when the writer ends. */
void draft_writer_keep(DraftWriter *writer);

/* Nothing is unsaved any more: removes the draft. */
void draft_writer_forget(DraftWriter *writer);

/* What is unsaved is not wanted: the draft can be had back until another one is discarded. */
void draft_writer_discard(DraftWriter *writer);

/* The draft in `slot`, which is moved, is the writer's own from now on. */
void draft_writer_adopt(DraftWriter *writer, DraftSlot *slot);

#endif
