/* settings_page.h: a form of settings of seccontacts.conf, or of the file beside the site that only
 * the administrator writes (site/admin_settings.h): Mail delivery, and Rules. All is the thread's
 * of the keys. */
#ifndef TUI_PAGES_MAIL_SETTINGS_PAGE_H
#define TUI_PAGES_MAIL_SETTINGS_PAGE_H

#include "site/admin_settings.h"
#include "tui/app/drafts/form_draft.h"
#include "tui/app/form_page.h"
#include "tui/app/job.h"

typedef struct SettingsPage {
    FormPage form;
    AdminSettings loaded;
    char *checked;   /* the texts that were checked last, in one */
    char *seen;      /* likewise, that were there at the last tick */
    long changed_at; /* page_now() */
    size_t wrong;    /* a field; the count of fields: none in particular */
    char *problem;   /* NULL: all is right */
    bool comments_warned;
    Job *checking;  /* NULL: nothing is being checked */
    Job *rereading; /* likewise */
    bool saving;
    FormDraft *draft;
} SettingsPage;

/* Reads the settings of the form `class->form`, and puts the page on the screen, with the draft
 * that was left of it; or says why that can't be done. `class` has SETTINGS_PAGE_CALLS. The text
 * "saved" of the form is what is said after a save. */
void settings_page_open(Session *session, const PageClass *class);

/* Whether any field has another value than the one that was loaded. */
bool settings_page_has_changes(const SettingsPage *page);

/* The commands "save" and "next-problem"; `data` is the page. */
void settings_page_command_save(void *data);
void settings_page_command_next_problem(void *data);

/* What the class has; the last one frees the page. */
int settings_page_tick(Page *page);
int settings_page_background(Page *page);
void settings_page_keep(Page *page);
bool settings_page_leave(Page *page);
const char *settings_page_mark(const Page *page);
void settings_page_draw(Page *page, Area area, bool all);
void settings_page_reread(Page *page);
bool settings_page_waits(Page *page, const Binding *binding);
void settings_page_close(Page *page);

#define SETTINGS_PAGE_CALLS                                                                        \
    .draw = settings_page_draw, .focus = form_page_focus, .key = form_page_key,                    \
    .click = form_page_click, .paste = form_page_paste, .tick = settings_page_tick,                \
    .background = settings_page_background, .keep = settings_page_keep,                            \
    .mark = settings_page_mark, .leave = settings_page_leave, .reread = settings_page_reread,      \
    .waits = settings_page_waits, .close = settings_page_close

#endif
