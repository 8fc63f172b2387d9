/* settings_page_internal.h: what settings_page.c shares with settings_page_work.c, which asks the
 * disk. */
#ifndef TUI_PAGES_MAIL_SETTINGS_PAGE_INTERNAL_H
#define TUI_PAGES_MAIL_SETTINGS_PAGE_INTERNAL_H

#include "tui/pages/mail/settings_page.h"

/* Whether a field has another value than the one that was loaded. */
bool settings_page_is_changed(const SettingsPage *page, size_t item);

/* One of the texts that all such pages have. */
const char *settings_page_text(const char *name);

/* All values in one text. The caller frees it. */
char *settings_page_texts(const SettingsPage *page);

/* Shows what is wrong at its field; NULL: nothing is. */
void settings_page_show_problem(SettingsPage *page, size_t field, const Error *error);

/* These settings, which are taken, are what is saved; and shows them. */
void settings_page_take(SettingsPage *page, AdminSettings *settings);
void settings_page_show(SettingsPage *page);

/* Begins to hold the values against the rules, in the background; `jump`: the focus goes to what is
 * wrong then, and what is typed waits for that. */
void settings_page_check(SettingsPage *page, bool jump);

/* Begins to save; `leaving`: the page goes once it is saved. */
void settings_page_save(SettingsPage *page, bool leaving);

/* Begins to read what is saved, and shows that unless something is changed meanwhile. */
void settings_page_begin_reread(SettingsPage *page);

#endif
