/* alert_preview_internal.h: what the files of the page Test alert share. */
#ifndef TUI_PAGES_MAIL_ALERT_PREVIEW_INTERNAL_H
#define TUI_PAGES_MAIL_ALERT_PREVIEW_INTERNAL_H

#include "tui/pages/email/email_internal.h"
#include "tui/pages/mail/mail_child.h"
#include "tui/widgets/lines.h"
#include "tui/widgets/list_view.h"

/* What would become of the alert for one address of the list. */
typedef struct TestRecipient {
    char *address;
    const char *reason; /* one of the preview's */
    bool send;
    unsigned char left;
} TestRecipient;

/* What the mail program said that an alert would do. */
typedef struct TestPreview {
    TestRecipient *rows;
    size_t count, capacity;
    char **reasons; /* many rows share one */
    size_t reason_count, reason_capacity;
    size_t sends;
    bool told;             /* its first line was there */
    char *reason;          /* what holds it back from all; "" */
    char *to, *text, *raw; /* the message: for whom, as it reads, its bytes; "" */
} TestPreview;

typedef enum TestPane { PANE_FORM, PANE_RECIPIENTS, PANE_MESSAGE, PANES } TestPane;
typedef enum TestView { VIEW_MESSAGE, VIEW_RAW, VIEW_RESULT, VIEW_DIALOGUE } TestView;

typedef struct AlertPreviewPage {
    FormPage form;
    EmailPage *email;                     /* the page below */
    size_t type, severity, group, entity; /* items of the form */
    TestPane pane;
    int reason_rows;   /* below the list, as they were drawn */
    Area areas[PANES]; /* where they were drawn; no rows: not at all */
    bool dirty;        /* what is not the form is to be drawn */

    bool unsaved;  /* the contact is not as it is on disk */
    char *contact; /* as JSON then */
    size_t contact_length;

    MailChild *previewing;
    TestPreview next, preview; /* being read; to be seen */
    char *problem;             /* why there is no preview; NULL: there is one, or will be */
    char *asked;               /* what it is a preview of */
    bool stale;                /* to be made anew, */
    bool warned;               /* of a problem: once, and not at each key */
    long stale_since;          /* as page_now() */
    long silent_since;

    MailChild *sending;
    bool stopped, leaving;
    bool written;     /* something was, to the outbox */
    size_t sent;      /* or written */
    Style said_style; /* of the first outcome, */
    char *said;       /* in words; NULL: none */
    char *result;     /* a line an outcome */
    char *dialogue;   /* with the mail server */

    TestView view;
    ListView *list;
    Lines *lines;
    Bindings list_keys, filter_keys, pane_keys, lines_keys, pick_keys, sending_keys;
} AlertPreviewPage;

/* With what the form has, where that is unsaved: taken. */
Page *alert_preview_new(EmailPage *email, bool unsaved, char *contact, size_t length);

/* Forgets the preview; a new one is made when the typing rests. */
void test_preview_ask(AlertPreviewPage *page);
/* Starts, reads and ends the preview's child. Milliseconds until it wants to be called again, -1
 * for never. */
int test_preview_tick(AlertPreviewPage *page);
void test_preview_clear(TestPreview *preview);
bool test_preview_is_ready(const AlertPreviewPage *page);

/* The command line about the alert that the form describes: at most TEST_ARGUMENTS texts, NULL
 * behind the last; `kept` are those to be freed. */
enum { TEST_ARGUMENTS = 20, TEST_KEPT = 4 };
void test_arguments(const AlertPreviewPage *page, const char *command, const char **arguments,
                    char **kept);

/* Asks whether to send, or says why that can't be. */
void test_send_ask(AlertPreviewPage *page);
/* Reads and ends the sending. As test_preview_tick(). */
int test_send_tick(AlertPreviewPage *page);
void test_send_cancel(AlertPreviewPage *page);

/* The table of the preview's rows (alert_preview_recipients.c). list_view_free() it. */
ListView *test_recipients_new(AlertPreviewPage *page);

/* Shows this in the pane of the message (alert_preview_draw.c). */
void test_show(AlertPreviewPage *page, TestView view);

/* Draws the page. */
void test_draw(Page *page, Area area, bool all);

#endif
