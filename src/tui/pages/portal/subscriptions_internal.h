/* subscriptions_internal.h: what subscriptions.c and its table share. */
#ifndef TUI_PAGES_PORTAL_SUBSCRIPTIONS_INTERNAL_H
#define TUI_PAGES_PORTAL_SUBSCRIPTIONS_INTERNAL_H

#include "tui/app/list.h"
#include "tui/app/session.h"

enum { COLUMN_NAME, COLUMN_STATE, COLUMN_CONTACTS, COLUMN_ALERTS, COLUMN_ID, COLUMN_COUNT };

typedef struct SubscriptionsPage {
    ListPage list;
    char *filter, *filter_folded; /* the last filter, and it folded */
    char *mark;                   /* what stands beside the breadcrumb; NULL: nothing */
    bool counting;                /* sorted by contacts that are not all known */
    bool sorting;                 /* and not done with it */
} SubscriptionsPage;

/* Its session. */
static inline Session *session_of(const SubscriptionsPage *page)
{
    return page->list.page.session;
}

/* All subscriptions that have been read. */
static inline const SubscriptionList *subscriptions_of(const SubscriptionsPage *page)
{
    return &session_of(page)->subscriptions;
}

/* Makes the page's list, with the columns of the subscriptions (subscriptions_table.c). */
void subscriptions_table_init(SubscriptionsPage *page, const PageClass *class, Session *session);

#endif
