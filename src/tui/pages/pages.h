/* pages.h: the pages, each in a file of its own. Whoever makes one gives it to stack_push(). */
#ifndef TUI_PAGES_PAGES_H
#define TUI_PAGES_PAGES_H

#include "site/findings/findings.h"
#include "tui/app/page.h"

/* The pages of the site. */
Page *security_center_new(Session *session);
Page *subscriptions_new(Session *session);
Page *recommendations_new(Session *session);
Page *first_run_new(Session *session);
Page *sent_today_new(Session *session);

/* Likewise, with the last thirty days. */
Page *sent_days_page_new(Session *session);
Page *add_subscription_new(Session *session);

/* The same change for all marked subscriptions; one address for another in those, or in all where
 * none is marked. */
Page *bulk_form_page_new(Session *session);
Page *replace_page_new(Session *session);
/* Likewise, on the screen, with the draft that was left of it. */
void bulk_form_page_open(Session *session);
void replace_page_open(Session *session);

/* Tries the mail server as the mail program would use it. */
Page *mail_connection_new(Session *session);

/* Open them and offer a draft that was left, or say why that can't be done. */
void add_subscription_open(Session *session);
void mail_delivery_open(Session *session);
void rules_open(Session *session);

/* One recommendation: the subscriptions, or the files, that a kind of finding is about. */
Page *recommendation_new(Session *session, FindingKind kind);

/* The pages of one subscription, which they copy. */
Page *subscription_page_new(Session *session, const Subscription *subscription);
Page *resource_groups_new(Session *session, const Subscription *subscription);

/* Opens History: who changed what, of this subscription, which is copied; NULL: of the site. */
void history_page_open(Session *session, const Subscription *subscription);

/* Opens Email notifications of a subscription, or says why that can't be done; `named` puts its
 * name into the breadcrumb, for where no page below has it. A long list of addresses is read by a
 * thread of its own, which the user can stop. */
void email_page_open(Session *session, const Subscription *subscription, bool named);

/* Likewise, with the focus on the field called `field`. */
void email_page_open_at(Session *session, const Subscription *subscription, const char *field);

/* Likewise, with `contact` in the form as changes that are not saved, and the message `text`, which
 * is taken. A draft that was left stays for another time. */
void email_page_open_with(Session *session, const Subscription *subscription,
                          const Contact *contact, char *text);

#endif
