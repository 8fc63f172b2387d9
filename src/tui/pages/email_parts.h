/* email_parts.h: what the files of the page Email notifications share. */
#ifndef TUI_PAGES_EMAIL_PARTS_H
#define TUI_PAGES_EMAIL_PARTS_H

#include "core/contact.h"
#include "core/phone.h"
#include "tui/pages/form_page.h"

/* What is in the address field, as of its last check. */
typedef struct EmailChecked {
    bool done;           /* `state` is a state of the text */
    unsigned long state; /* that was checked */
    char *text;
    size_t length;
    AddressList *list;
    AddressFindings findings;
    bool open; /* the item that was being typed is not judged yet */
} EmailChecked;

typedef struct PhoneChecked {
    bool done;
    unsigned long state;
    bool empty;
    PhoneVerdict verdict;
    PhoneNumber number;
    bool open;
} PhoneChecked;

typedef struct EmailDraft EmailDraft;   /* draft.h */
typedef struct EmailOthers EmailOthers; /* opaque: email_others_new(), email_others_free() */

typedef struct EmailRows EmailRows; /* email_rows.h */

typedef struct EmailPage {
    FormPage form;
    Subscription subscription;
    bool named;
    size_t emails, phone, alerts; /* items of the form */
    Contact loaded;               /* what the file had */
    StoreSeen seen;
    unsigned long emails_loaded, phone_loaded; /* states of the texts that show it */
    bool frame_drawn;
    bool nobody; /* alerts are on, and there is no address */
    EmailChecked addresses;
    PhoneChecked number;
    bool phone_warned, comments_warned; /* told; a save does it now */
    unsigned long phone_warned_state;
    EmailDraft *draft;
    EmailOthers *others;
    EmailRows *rows; /* NULL until they are wanted */
} EmailPage;

/* Shows `contact`, as an edit that can be undone where `undoable`, and takes it for what the file
 * has: there are no unsaved changes then. */
void email_show(EmailPage *page, const Contact *contact, const StoreSeen *seen, bool undoable);

/* True where a field is not as it was loaded. Quick, and true also for a change that leads to the
 * same settings. */
bool email_is_touched(const EmailPage *page);

/* Whether leaving would lose something; checks everything for that. */
bool email_has_changes(EmailPage *page);

/* Puts the focused field back as it was loaded, as an edit that can be undone, and says so. */
void email_revert(EmailPage *page);

/* What others do with the settings of a subscription: from before they are loaded on. */
EmailOthers *email_others_new(Session *session, const char *subscription);
void email_others_free(EmailOthers *others); /* also takes back the notice that we edit them */

/* The file has this version, as far as is known. */
void email_others_saw(EmailPage *page, const StoreVersion *version);

/* Looks, where it is time. Returns the milliseconds until the next look; 0 where something is to be
 * drawn. */
int email_others_tick(EmailPage *page);

/* Draws the notices at the top of `area`, and returns what is left. */
Area email_others_draw(const EmailPage *page, Area area, bool all);

/* For the PageClass. */
size_t email_others_watch(Page *page, struct pollfd *fds, size_t room);

/* Checks what has changed. With `all` at once and strictly; else the item that is being typed is
 * left alone for a moment, and a large text until the typing rests. Returns the milliseconds until
 * there is something to check, -1 for never, 0 where something changed on the page. */
int email_check(EmailPage *page, bool all);
void email_checked_clear(EmailPage *page);

/* How many things keep the page from being saved, after email_check(). */
size_t email_problems(const EmailPage *page);

/* Puts the cursor on the next problem; false where there is none. */
bool email_next_problem(EmailPage *page);

/* The settings of the page, after email_check() without problems. The caller clears them. */
void email_contact(const EmailPage *page, Contact *contact);

/* Saves, or says why not. True where there are no unsaved changes left. */
bool email_save(EmailPage *page);

/* Saves `contact`, made of the changes of both, over what is known as `theirs`. */
bool email_save_resolved(EmailPage *page, const Contact *contact, const Contact *theirs,
                         const StoreSeen *seen);

/* Tells once that a save over `seen` will lose comments: true where that was said now. */
bool email_warn_of_comments(EmailPage *page, const StoreSeen *seen);

/* Somebody else saved over `base`, which `ours` was made of: a page that shows both changes and
 * lets one choose. `theirs` and `ours` are moved into it. */
Page *conflict_page_new(EmailPage *email, const Contact *base, Contact *theirs,
                        const StoreSeen *seen, Contact *ours);

/* "12 addresses, 1 problem, 2 duplicates (kept once)". The caller frees it. */
char *email_counts_words(size_t count, size_t invalid, size_t duplicates);

/* The addresses as a list. */
Page *email_list_new(EmailPage *email);

/* What an alert would do with the settings of the page as they stand. */
Page *test_alert_new(EmailPage *email);

#endif
