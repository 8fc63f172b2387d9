/* session_internal.h: what session.c and the taking over of what was read share. */
#ifndef TUI_APP_SESSION_INTERNAL_H
#define TUI_APP_SESSION_INTERNAL_H

#include "tui/app/session.h"

/* Frees the texts of a list, all summaries, the list that is being read again. */
void session_texts_clear(SessionTexts *texts);
void session_forget_summaries(Session *session);
void session_drop_next(Session *session);

/* The summary of a subscription, and the counts that it belongs to. */
void session_set_summary(Session *session, size_t index, Summary summary);

/* Takes over what the reader has read since it was asked last. */
void session_take_news(Session *session);

#endif
