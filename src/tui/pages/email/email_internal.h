/* email_internal.h: what the files of the page Email notifications share. */
#ifndef TUI_PAGES_EMAIL_EMAIL_INTERNAL_H
#define TUI_PAGES_EMAIL_EMAIL_INTERNAL_H

#include "core/contact.h"
#include "core/phone.h"
#include "site/delivery/bounced.h"
#include "tui/app/form_page.h"
#include "tui/app/job.h"
#include "tui/pages/email/email_text.h"
#include "tui/pages/email/email_verify.h"

/* What is in the address field, as of its last check. */
typedef struct EmailChecked {
    bool done;           /* `state` is a state of the text */
    unsigned long state; /* that was checked */
    AddressList *list;   /* NULL where it is not done */
    AddressFindings findings;
    EmailDoubts doubts;
    bool plain; /* the text is what address_list_print() makes of the list */
    bool open;  /* the item that was being typed is not judged yet */
    bool told;  /* the page says what was found */
} EmailChecked;

typedef struct PhoneChecked {
    bool done;
    unsigned long state;
    bool empty;
    PhoneVerdict verdict;
    PhoneNumber number;
    bool open;
} PhoneChecked;

/* States of the fields, which tell whether they are as they were. */
typedef struct EmailStates {
    unsigned long of[CONTACT_FIELD_COUNT];
} EmailStates;

typedef struct EmailDraft EmailDraft; /* draft.h */
typedef struct EmailPresence
    EmailPresence; /* opaque: email_presence_new(), email_presence_free() */

typedef struct EmailRows EmailRows; /* email_rows.h */
typedef struct Conflict Conflict;   /* conflict.h */

/* What is under way for the page: one at a time. */
typedef enum EmailTask { EMAIL_IDLE, EMAIL_CHECKING, EMAIL_SAVING, EMAIL_MAKING } EmailTask;

typedef struct EmailPage {
    FormPage form;
    Subscription subscription;
    size_t items[CONTACT_FIELD_COUNT]; /* of the form, */
    size_t emails;                     /* and that of the addresses */
    Contact loaded;                    /* what the file had */
    StoreVersionTag seen;
    EmailStates loaded_states; /* that show it */
    EmailChecked addresses;
    PhoneChecked number;
    unsigned long phone_warned_state;
    unsigned long doubts_warned_state;
    EmailDraft *draft;
    EmailPresence *others;
    Bounced bounced;  /* {0} until it is known */
    Job *bounced_job; /* that asks for it; NULL: none */
    EmailRows *rows;  /* NULL until they are wanted */
    EmailTask task;
    Job *job; /* that is under way; NULL: none */
    struct {
        unsigned long state; /* of the text of the long check that was started last */
        void (*then)(struct EmailPage *page);
        bool stopped; /* by the user */
    } checking;
    bool named, frame_drawn;
    bool nobody;                                       /* alerts are on, and there is no address */
    bool phone_warned, comments_warned, doubts_warned; /* told; a save does it now */
    bool leave;   /* once the save that is under way has ended well */
    bool unsaved; /* the last save was not made */
} EmailPage;

/* How a save ended, and of what. */
typedef struct EmailSaved {
    EmailStates states; /* when it began */
    Contact contact;
    StoreVersionTag seen;
} EmailSaved;

/* What has been saved is what the file has; edits since then are unsaved. `made`: as of
 * email_show(). */
void email_saved(EmailPage *page, const EmailSaved *saved, const EmailText *made);

/* The state of a field, and of all of them. */
unsigned long email_state(const EmailPage *page, size_t field);
EmailStates email_states(const EmailPage *page);

/* What stands in a field from CONTACT_VALUES on, without the space around it; on or off of a
 * toggle. The caller frees it. */
char *email_value(const EmailPage *page, size_t field);

/* Puts a value into such a field: of a text as an edit that can be undone, where `undoable`. */
void email_set_value(EmailPage *page, size_t field, const char *value, bool undoable);

/* What was read for a page. */
typedef struct EmailLoaded {
    Contact contact;
    StoreVersionTag seen;
    Text *text; /* of its addresses, taken by the page; NULL: it makes one */
} EmailLoaded;

/* The page, which takes `others`. */
Page *email_page_make(Session *session, EmailPresence *others, const Subscription *subscription,
                      bool named, const EmailLoaded *loaded);

/* Shows `contact`, as an edit that can be undone where `undoable`, and takes it for what the file
 * has: there are no unsaved changes then. `made` is the text of its addresses, for a field that may
 * have changed since; NULL: it is made now. */
void email_show(EmailPage *page, const Contact *contact, const StoreVersionTag *seen, bool undoable,
                const EmailText *made);

/* Calls `then` with the text that shows `list`: now or, where it is long, once a thread of its own
 * has made it, for which keys wait; with NULL where the user has stopped that. Where the page is
 * closed before, `free` is called with the data, unless that is NULL. */
void email_when_made(EmailPage *page, const AddressList *list,
                     void (*then)(EmailPage *page, const EmailText *made, void *data),
                     void (*free)(void *data), void *data);

/* Puts `contact` into the form as an edit: changes that are not saved. */
void email_put(EmailPage *page, const Contact *contact);

/* True where a field is not as it was loaded. Quick, and true also for a change that leads to the
 * same settings. */
bool email_is_touched(const EmailPage *page);

/* Whether leaving would lose something; checks everything for that. */
bool email_has_changes(EmailPage *page);

/* Puts the focused field back as it was loaded, as an edit that can be undone, and says so. */
void email_revert(EmailPage *page);

/* What others do with the settings of a subscription: from before they are loaded on. */
EmailPresence *email_presence_new(Store *store, const char *subscription);
/* Takes back the notice that we edit them, too, in the background. */
void email_presence_free(EmailPresence *others);

/* The file has this version, as far as is known. */
void email_presence_saw(EmailPage *page, const StoreVersion *version);

/* Looks at the file, even if nothing tells that it has changed. */
void email_presence_look(EmailPage *page);

/* Looks, where it is time. Returns the milliseconds until the next look; 0 where something is to be
 * drawn. */
int email_presence_tick(EmailPage *page);

/* Draws the notices at the top of `area`, and returns what is left. */
Area email_presence_draw(const EmailPage *page, Area area, bool all);

/* For the PageClass. */
size_t email_presence_watch(Page *page, struct pollfd *fds, size_t room);

/* Checks what has changed. With `all` at once and strictly; else the item that is being typed is
 * left alone for a moment, and a long text until the typing rests, and then by a thread of its own.
 * Returns the milliseconds until there is something to check, -1 for never, 0 where something
 * changed on the page. */
int email_check(EmailPage *page, bool all);
void email_checked_clear(EmailPage *page);

/* Shows what the last check has found in the addresses; `lenient`: but for what is being typed. */
void email_findings_show(EmailPage *page, bool lenient);

/* Asks the ledger which addresses are passed over since mail to them bounced; the form says so once
 * that is known. */
void email_bounced_ask(EmailPage *page);

/* Adds to the `count` problems what is to be said of those in the list, up to `most`. Returns how
 * many there are then. */
size_t email_bounced_list(const EmailPage *page, FormProblem *problems, size_t count, size_t most);

/* The finding in words: its bytes are still in the text. The caller frees them. */
char *email_finding_words(const EmailPage *page, const AddressFinding *finding);

/* True where email_check() has nothing to do that takes long. */
bool email_is_checked(const EmailPage *page);

/* Takes over what a check of the addresses has found, of the text as it was in `state`; frees it.
 */
void email_checked_take(EmailPage *page, EmailVerify *verify, unsigned long state);

/* The addresses are these, and their text is what address_list_print() makes of them. */
void email_checked_set(EmailPage *page, const AddressList *list);

/* The user has stopped it: the text stays, and the page says that it is not all checked. */
void email_check_stopped(EmailPage *page);

/* Calls `then` once everything is checked: now, where that is so; else the addresses are checked by
 * a thread of its own, which the user can stop. */
void email_when_checked(EmailPage *page, void (*then)(EmailPage *page));

/* Whether a command that needs this (NEEDS_IDLE) has to wait for a save, or for a check that
 * another command waits for; and for a text that is made everything, also what is typed: 0. */
bool email_must_wait(const EmailPage *page, unsigned needs);

/* How many things keep the page from being saved, after email_check(). */
size_t email_problems(const EmailPage *page);

/* Puts the cursor on the next problem; false where there is none. */
bool email_next_problem(EmailPage *page);

/* The settings of the page, after email_check() without problems. The caller clears them. */
void email_contact(const EmailPage *page, Contact *contact);

/* Saves, or says why not. A long list is saved by a thread of its own: what is edited meanwhile is
 * unsaved then. With `leave` the page is left once there are no unsaved changes. False where it is
 * known already that it was not saved. */
bool email_save(EmailPage *page, bool leave);

/* True while a save is under way, or waits for the check before it. */
bool email_is_saving(const EmailPage *page);

/* Leaves the page, which stack_back() or stack_quit() wanted, unless something is unsaved again. */
void email_leave(EmailPage *page);

/* Saves `contact` over what is known as `theirs`: ours as it is or, with `merged`, made of the
 * changes of both. */
void email_save_resolved(EmailPage *page, const Contact *contact, const Contact *theirs,
                         const StoreVersionTag *seen, bool merged);

/* What is under way. */
EmailTask email_work_task(const EmailPage *page);

/* True where what is under way is being given up: it will come to nothing. */
bool email_work_is_stopping(const EmailPage *page);

/* A job of the page, as of job.h; its data is freed by done() or free(). */
typedef struct EmailJob {
    void (*run)(void *data, Progress *progress);
    void (*done)(EmailPage *page, void *data, bool complete);
    void (*free)(void *data);
    size_t bytes; /* that it works on */
} EmailJob;

/* Starts it, after dropping what is under way. A save asks the disk; what is typed waits for
 * EMAIL_MAKING. */
void email_work_start(EmailPage *page, EmailTask task, const EmailJob *job, void *data);

/* Bytes of the longer of the two texts: of the addresses in the form, and of those that were
 * loaded. */
size_t email_bytes(const EmailPage *page);

/* Gives up what is under way: its done() is called once it has ended. */
void email_work_stop(EmailPage *page);

/* Tells once that a save over `seen` will lose comments: true where that was said now. */
bool email_warn_of_comments(EmailPage *page, const StoreVersionTag *seen);

/* Somebody else has saved, too: a page that shows both changes and lets one choose. `conflict`,
 * which has been made, is moved into it. */
Page *conflict_page_new(EmailPage *email, Conflict *conflict);

/* "12 addresses, 1 problem, 2 duplicates (kept once)"; "1 problem" where no address is valid. The
 * caller frees it. */
char *email_counts_words(size_t count, size_t invalid, size_t duplicates);

/* The addresses as a list. */
Page *email_list_new(EmailPage *email);

/* Opens the page that shows what an alert would do with the settings of the form, as they stand. */
void alert_preview_open(EmailPage *email);

#endif
