/* Opening Email notifications: at once, or, where the list of addresses is long, behind a page that
 * says how far the reading is. What is typed there comes to the form. */
#include "core/memory.h"
#include "tui/pages/draft.h"
#include "tui/pages/pages.h"
#include "tui/pages/stack.h"
#include "tui/pages/work.h"

#include <stdlib.h>
#include <string.h>

#define FORM "email-notifications"

/* Where the form is to be opened. */
typedef struct Opening {
    Session *session;
    Subscription subscription;
    bool named;
    const char *field; /* that gets the focus; lives in the form */
    EmailOthers *others;
    Contact *put; /* in the form, as changes that are not saved; NULL: nothing */
    char *text;   /* said with it */
} Opening;

/* A load: whoever runs it touches nothing else. */
typedef struct Load {
    Store *store;
    char *id;
    EmailLoaded loaded;
    bool good;
    Error error;
} Load;

typedef struct OpeningPage {
    Page page;
    Opening opening;
    Load load;
    Work *work;
} OpeningPage;

static void run(void *data, Progress *progress)
{
    Load *load = data;
    EmailLoaded *loaded = &load->loaded;
    load->good = store_contact_load_long(load->store, load->id, &loaded->contact, &loaded->seen,
                                         progress, &load->error);
    if (load->good)
        loaded->text = email_text_of(loaded->contact.emails);
}

static void say_unreadable(const Opening *opening, const Error *error)
{
    char *reason = error_message(error);
    stack_say(opening->session->stack, STYLE_PROBLEM,
              words(form_get(FORM), "unreadable", opening->subscription.name, reason));
    free(reason);
}

/* Shows what was loaded. */
static void show(Opening *opening, const EmailLoaded *loaded)
{
    Page *page = email_page_make(opening->session, opening->others, &opening->subscription,
                                 opening->named, loaded);
    opening->others = NULL;
    EmailPage *email = (EmailPage *)page;
    form_view_set_focus(email->form.view, form_page_item(&email->form, opening->field));
    stack_push(opening->session->stack, page);
    stack_hold_for(opening->session->stack, page);
    if (opening->put) {
        email_put(email, opening->put);
        stack_say(opening->session->stack, STYLE_NORMAL, opening->text);
        opening->text = NULL;
    } else {
        draft_offer(email);
    }
}

static void clear_opening(Opening *opening)
{
    email_others_free(opening->others);
    subscription_clear(&opening->subscription);
    if (opening->put)
        contact_clear(opening->put);
    free(opening->put);
    free(opening->text);
}

static void finish(OpeningPage *page)
{
    Opening *opening = &page->opening;
    Stack *stack = opening->session->stack;
    work_end(page->work);
    page->work = NULL;
    stack_tell(stack, NULL);
    stack_pop(stack);
    if (!page->load.good) {
        say_unreadable(opening, &page->load.error);
        return;
    }
    Contact contact = page->load.loaded.contact;
    show(opening, &page->load.loaded);
    page->load.good = false;
    contact_clear(&contact);
}

static int tick(Page *page)
{
    OpeningPage *own = (OpeningPage *)page;
    if (work_is_done(own->work)) {
        finish(own);
        return 0;
    }
    stack_tell(page->session->stack, work_words(own->work, form_get(FORM), "opening"));
    return WORK_POLL;
}

/* What is typed is for the form. */
static bool waits(Page *page, const Binding *binding)
{
    (void)page;
    return !binding || strcmp(binding->command, "back") != 0;
}

static void focus(Page *page, BindingChain *chain)
{
    chain->typing = true;
    binding_chain_add(chain, &page->bindings);
}

static void draw(Page *page, Area area, bool all)
{
    page_draw_intro(page, area, all);
    screen_cursor(area.row, area.column);
}

static char *crumb(const Page *page)
{
    const Opening *opening = &((const OpeningPage *)page)->opening;
    const Form *form = form_get(FORM);
    return opening->named ? words(form, "crumb", opening->subscription.name)
                          : memory_text(form->title);
}

static void close_page(Page *page)
{
    OpeningPage *own = (OpeningPage *)page;
    if (own->work)
        work_cancel(own->work);
    work_end(own->work);
    stack_tell(page->session->stack, NULL);
    if (own->load.good) {
        contact_clear(&own->load.loaded.contact);
        text_free(own->load.loaded.text);
    }
    free(own->load.id);
    clear_opening(&own->opening);
    page_clear(page);
    free(own);
}

static const PageClass opening_class = {
    .form = "opening",
    .draw = draw,
    .focus = focus,
    .waits = waits,
    .tick = tick,
    .crumb = crumb,
    .close = close_page,
};

static void open_slowly(const Opening *opening)
{
    OpeningPage *page = memory_new(sizeof *page);
    page_init(&page->page, &opening_class, opening->session);
    page->opening = *opening;
    page->load =
        (Load){.store = opening->session->site->store, .id = memory_text(opening->subscription.id)};
    page->work = work_start(run, &page->load);
    stack_push(opening->session->stack, &page->page);
}

static void open_at_once(Opening *opening)
{
    EmailLoaded loaded = {0};
    Error error;
    if (store_contact_load(opening->session->site->store, opening->subscription.id, &loaded.contact,
                           &loaded.seen, &error)) {
        show(opening, &loaded);
        contact_clear(&loaded.contact);
    } else {
        say_unreadable(opening, &error);
    }
    clear_opening(opening);
}

/* `opening` has the session and what is beside the subscription. */
static void begin(Opening opening, const Subscription *subscription)
{
    opening.others = email_others_new(opening.session, subscription->id);
    subscription_copy(&opening.subscription, subscription);
    if (store_contact_size(opening.session->site->store, subscription->id) > WORK_LONG)
        open_slowly(&opening);
    else
        open_at_once(&opening);
}

void email_page_open(Session *session, const Subscription *subscription, bool named)
{
    begin((Opening){.session = session, .named = named, .field = "emails"}, subscription);
}

void email_page_open_at(Session *session, const Subscription *subscription, const char *field)
{
    begin((Opening){.session = session, .named = true, .field = field}, subscription);
}

void email_page_open_with(Session *session, const Subscription *subscription,
                          const Contact *contact, char *text)
{
    Contact *put = memory_new(sizeof *put);
    contact_copy(put, contact);
    begin((Opening){.session = session, .named = true, .field = "emails", .put = put, .text = text},
          subscription);
}
