/* batch_words.h: how a change of many subscriptions stands, in the words of the form "batch". The
 * caller frees each text. */
#ifndef TUI_PAGES_BATCH_WORDS_H
#define TUI_PAGES_BATCH_WORDS_H

#include "site/batch.h"

/* How one of them is. */
char *batch_item_text(const BatchItem *item);

/* How far the reading is; and the saving of `all`. */
char *batch_reading_text(const Batch *batch);
char *batch_saving_text(const Batch *batch, size_t all);

/* What a save would do, when all are read; and what became of it. */
char *batch_preview_text(const Batch *batch);
char *batch_saved_text(const Batch *batch);

/* Whether to save those that would change. */
char *batch_question_text(const Batch *batch);

#endif
