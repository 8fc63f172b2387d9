/* stack.h: the pages that are open, one upon the other, and what is around the topmost one:
 * breadcrumb, message line, legend, question. */
#ifndef TUI_APP_STACK_H
#define TUI_APP_STACK_H

#include "tui/app/page.h"
#include "tui/input/input.h"

#include <stdbool.h>

/* An empty stack, which the session refers to from now on. */
Stack *stack_new(Session *session);
void stack_free(Stack *stack); /* closes all pages without asking; NULL is nothing to do */

/* True once the last page is left: the editor ends. */
bool stack_is_empty(const Stack *stack);
/* The page that is shown; NULL where there is none. */
Page *stack_top(const Stack *stack);

/* The page below `page`; NULL where there is none. */
Page *stack_below(const Stack *stack, const Page *page);

/* Opens `page`, which the stack closes one day. */
void stack_push(Stack *stack, Page *page);

/* Likewise one that nobody has asked for: what is typed before it is drawn is for the page below,
 * which gets it once this one is closed. */
void stack_push_unasked(Stack *stack, Page *page);
/* The topmost page was asked for all the same, or the one that comes next is. */
void stack_is_asked(Stack *stack);

/* Closes the topmost page without asking. It is freed only when what runs now has returned. */
void stack_pop(Stack *stack);

/* Closes the topmost page, or all: asks each, and stops where one stays. */
void stack_back(Stack *stack);
void stack_quit(Stack *stack);

/* The page that asked in leave() may go now: goes on with what was wanted, back or quit. */
void stack_leave_go_on(Stack *stack);

/* Shows a message until the next key. `text` is taken. */
void stack_say(Stack *stack, Style style, char *text);

/* Adds the key that stops what the message line tells of, where that is a job of `owner`. */
void stack_chain_stop(const Stack *stack, const Page *owner, BindingChain *chain);

/* True where there is no message, and no question, on the screen. */
bool stack_is_quiet(const Stack *stack);

/* True where a question is on the screen. */
bool stack_is_asking(const Stack *stack);

/* Asks with the choices of forms/FORM.conf; `question` is taken. `answer` is called with the
 * command of the choice; `data` must live until then. */
void stack_ask(Stack *stack, const char *form, char *question,
               void (*answer)(const char *command, void *data), void *data);

/* One event: a key, a paste, a new size. */
void stack_input(Stack *stack, const Input *input);

/* Puts a key behind those that wait for the topmost page to have what they need; it comes back as
 * stack_input() brings it. */
void type_ahead(Stack *stack, Key key);
/* What waits for the topmost page is for another one on the stack. */
void type_ahead_for(Stack *stack, const Page *page);
/* True where keys wait for the topmost page. */
bool stack_is_holding(const Stack *stack);

/* The mouse, on what was drawn last. */
void stack_mouse(Stack *stack, const Mouse *mouse);

/* Draws what has changed; everything after stack_redraw(). */
void stack_draw(Stack *stack);
void stack_redraw(Stack *stack);

/* True where the topmost page is on the screen. */
bool stack_is_drawn(const Stack *stack);

/* Draws everything anew, and reads again what may have changed on disk. */
void stack_reread(Stack *stack);

/* Lets the page use an idle moment: milliseconds until the next one is wanted; -1: none. */
int stack_tick(Stack *stack);

/* The descriptors that the pages wait for, at most `room`; once one is ready: stack_tick(). */
size_t stack_watch(Stack *stack, struct pollfd *fds, size_t room);

/* Before stack_free() where nobody can be asked: each page keeps what is unsaved. */
void stack_keep(Stack *stack);

/* The keys that work now, for the help; the topmost page's. */
void stack_chain(const Stack *stack, BindingChain *chain);

#endif
