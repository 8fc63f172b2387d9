/* Opening Email notifications: once its contact is read; where that takes long, behind a page that
 * says how far the reading is. */
#include "base/memory.h"
#include "tui/app/opening.h"
#include "tui/app/stack.h"
#include "tui/pages/email/draft.h"
#include "tui/pages/pages.h"

#include <stdlib.h>

#define FORM "email-notifications"

/* Where the form is to be opened, and what is read for it. */
typedef struct Load {
    Session *session;
    Subscription subscription;
    bool named;
    const char *field; /* that gets the focus; lives in the form */
    EmailPresence *others;
    Contact *put; /* in the form, as changes that are not saved; NULL: nothing */
    char *text;   /* said with it */
    /* Whoever reads touches nothing else: */
    Store *store;
    EmailLoaded loaded;
    bool good;
    Error error;
} Load;

static void run(void *data, Progress *progress)
{
    Load *load = data;
    EmailLoaded *loaded = &load->loaded;
    load->others = email_presence_new(load->store, load->subscription.id);
    load->good = store_contact_load_long(load->store, load->subscription.id, &loaded->contact,
                                         &loaded->seen, progress, &load->error);
    if (load->good)
        loaded->text = email_text_of(loaded->contact.emails);
}

static void say_unreadable(const Load *load)
{
    char *reason = error_message(&load->error);
    stack_say(load->session->stack, STYLE_PROBLEM,
              words(form_get(FORM), "unreadable", load->subscription.name, reason));
    free(reason);
}

/* Shows what was loaded. */
static void show(Load *load)
{
    Page *page = email_page_make(load->session, load->others, &load->subscription, load->named,
                                 &load->loaded);
    load->others = NULL;
    load->loaded.text = NULL;
    EmailPage *email = (EmailPage *)page;
    form_view_set_focus(email->form.view, form_page_item(&email->form, load->field));
    stack_push(load->session->stack, page);
    type_ahead_for(load->session->stack, page);
    if (load->put) {
        email_put(email, load->put);
        stack_say(load->session->stack, STYLE_NORMAL, load->text);
        load->text = NULL;
    } else {
        draft_offer(email);
    }
}

static void forget(void *data)
{
    Load *load = data;
    if (load->good) {
        contact_clear(&load->loaded.contact);
        text_free(load->loaded.text);
    }
    email_presence_free(load->others);
    subscription_clear(&load->subscription);
    if (load->put)
        contact_clear(load->put);
    free(load->put);
    free(load->text);
    free(load);
}

static void done(void *data)
{
    Load *load = data;
    if (load->good)
        show(load);
    else
        say_unreadable(load);
    forget(load);
}

/* `from` has the session and what is beside the subscription. */
static void begin(const Load *from, const Subscription *subscription)
{
    Load *load = memory_new(sizeof *load);
    *load = *from;
    load->store = load->session->site->store;
    subscription_copy(&load->subscription, subscription);
    const Form *form = form_get(FORM);
    char *crumb = load->named ? words(form, "crumb", subscription->name) : NULL;
    opening_page_open(
        load->session, crumb ? crumb : memory_text(form->title),
        &(Opening){.run = run, .done = done, .forget = forget, .addresses = true, .data = load});
}

void email_page_open(Session *session, const Subscription *subscription, bool named)
{
    begin(&(Load){.session = session, .named = named, .field = "emails"}, subscription);
}

void email_page_open_at(Session *session, const Subscription *subscription, const char *field)
{
    begin(&(Load){.session = session, .named = true, .field = field}, subscription);
}

void email_page_open_with(Session *session, const Subscription *subscription,
                          const Contact *contact, char *text)
{
    Contact *put = memory_new(sizeof *put);
    contact_copy(put, contact);
    begin(&(Load){.session = session, .named = true, .field = "emails", .put = put, .text = text},
          subscription);
}
