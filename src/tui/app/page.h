/* page.h: a page of the editor: what is on it and what its keys do.
 *
 * A page is a struct that begins with a Page, and a PageClass with its functions. Its words and
 * keys come from forms/NAME.conf. The stack (stack.h) shows the topmost page, gives it keys, and
 * frees it when it is left.
 */
#ifndef TUI_APP_PAGE_H
#define TUI_APP_PAGE_H

#include "form/form.h"
#include "form/wording.h"
#include "tui/app/session.h"
#include "tui/input/mouse.h"
#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/screen.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Page Page;

/* Functions that a page has no need of are NULL. */
typedef struct PageClass {
    const char *form;
    const BindingCommand *commands; /* of the keys of the form; their data is the page */
    /* Draws what has changed, or everything, into `area`, and sets the cursor. */
    void (*draw)(Page *page, Area area, bool all);
    /* Adds the bindings of what has the focus, and the page's own, innermost first; those of every
     * page follow. Without it just the page's own. */
    void (*focus)(Page *page, BindingChain *chain);
    /* Whether what a key does needs something that is still being read: then it waits for that, and
     * what is typed behind it, too (type_ahead.c). `binding`: what it is bound to; NULL: nothing.
     */
    bool (*waits)(Page *page, const Binding *binding);
    /* A key that is not bound. */
    void (*key)(Page *page, Key key);
    void (*paste)(Page *page, const char *text, size_t length);
    bool takes_paste; /* wherever the cursor stands; else a paste is for a text alone */
    /* A press of the mouse at a place of the screen. */
    Click (*click)(Page *page, int row, int column);
    /* Called when no key is waiting. Returns the milliseconds until it wants to be called again, -1
     * for never; 0 too where it changed something that is to be drawn. */
    int (*tick)(Page *page);
    /* Fills in at most `room` descriptors, and what to wait for; once one is ready tick() is called
     * at once. Returns how many. */
    size_t (*watch)(Page *page, struct pollfd *fds, size_t room);
    /* Likewise tick(), but called also while other pages or a question are above it. */
    int (*background)(Page *page);
    /* Likewise watch(), for background() while others are above it. */
    size_t (*background_watch)(Page *page, struct pollfd *fds, size_t room);
    /* The editor ends without asking (a signal, a lost terminal): keep what is unsaved. */
    void (*keep)(Page *page);
    /* Its part of the breadcrumb, or with a newline two of them, which the caller frees; without
     * it the title of the form. */
    char *(*crumb)(const Page *page);
    /* A word on its state at the right of the breadcrumb; NULL: none. */
    const char *(*mark)(const Page *page);
    /* Asked before it is left. False: it stays, since it has asked the user something. When that is
     * answered it calls stack_leave_go_on(). */
    bool (*leave)(Page *page);
    void (*shown)(Page *page);  /* the page above it has gone */
    void (*reread)(Page *page); /* read again what may have changed on disk */
    void (*close)(Page *page);  /* frees everything, the page too */
} PageClass;

struct Page {
    const PageClass *class;
    Session *session;
    const Form *form;
    Bindings bindings;
};

/* Sets up the first member of a page. A key of its form without a function is a defect of ours and
 * ends the program; a test opens all pages. */
void page_init(Page *page, const PageClass *class, Session *session);
void page_clear(Page *page);

/* Binds the keys of `form` to `commands` (NULL: none), or where they have no such, to those of
 * every page ("back", "help", "quit", "redraw", "suspend"), but for the command `without` (NULL:
 * none). */
void page_bind(Bindings *bindings, const Form *form, const BindingCommand *commands, void *data,
               Session *session, const char *without);

/* Shows a message on the message line: `text` is taken and freed. */
void page_say(Page *page, Style style, char *text);

/* Draws the intro of the form, wrapped, at the top of `area`, where there is room for it, and
 * returns what is left. */
Area page_draw_intro(const Page *page, Area area, bool all);

/* Likewise another text. */
Area page_draw_text(const char *text, Area area, bool all);

/* A clock in milliseconds. */
long page_now(void);

#endif
