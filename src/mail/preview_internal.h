/* preview_internal.h: what a preview consists of: a decision, and the message. */
#ifndef MAIL_PREVIEW_INTERNAL_H
#define MAIL_PREVIEW_INTERNAL_H

#include "core/contact.h"
#include "core/limits.h"
#include "mail/alert_options.h"
#include "mail/mail_context.h"

typedef struct PreviewOptions {
    const AlertOptions *which;
    const char *at;      /* a time as text; NULL: now */
    const char *contact; /* a JSON file; NULL: the subscription's own */
} PreviewOptions;

typedef struct Preview {
    const Subscription *subscription; /* the mail context's */
    DayZone *zone;                    /* the mail context's */
    Alert alert;
    Contact contact;
    LimitFacts facts;
    LimitDecision decision;
    FanOut fan_out;
    int64_t now;
    char *to;    /* whom the message is composed for; NULL: there is nobody */
    char *bytes; /* of the message; NULL likewise */
    size_t length;
    bool made;
} Preview;

/* Decides and composes; sends and records nothing. preview_clear() in either case. */
bool preview_make(Preview *preview, const MailContext *mail_context, const char *subscription,
                  const PreviewOptions *options, Error *error);
void preview_clear(Preview *preview);

/* Why recipient `index` would not get it, or with `index` == decision.count nobody. The caller
 * frees it. */
char *preview_reason(const Preview *preview, size_t index);

/* Reads "2026-11-24", "2026-11-24T09:00" or "2026-11-24 09:00:00", in `zone` or with "Z" or
 * "+01:00" behind it. False where it is none of them. */
bool preview_time(const char *text, DayZone *zone, int64_t *time);

/* Reads a contact from JSON: {"emails": [...], "alerts": bool}. The contact is initialised after
 * success only. */
bool preview_contact(const char *path, Contact *contact, Error *error);

#endif
