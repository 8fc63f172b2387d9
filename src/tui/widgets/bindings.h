/* bindings.h: which key does what, for the thing that has the focus.
 *
 * A widget or a page has a table of commands: name and function. A set of bindings gives keys and
 * words to them. What has the focus gives a chain of sets, innermost first; a key does what the
 * first set that knows it says. The legend and the help are made from the same chain, so that they
 * can't lie.
 */
#ifndef TUI_WIDGETS_BINDINGS_H
#define TUI_WIDGETS_BINDINGS_H

#include "tui/input/key.h"

#include <stdbool.h>
#include <stddef.h>

/* What a command needs, where it has to wait for it: whether that is there, the page knows (see
 * PageClass.waits()). */
enum {
    NEEDS_ROW = 1,    /* the row of the list that is chosen */
    NEEDS_ALL = 2,    /* all rows */
    NEEDS_SORTED = 4, /* the order of the rows: no sort is under way */
    NEEDS_MOVE = 8,   /* the rows that the cursor goes to */
    NEEDS_IDLE = 16,  /* that no work of the page is under way */
};

/* What can be done; a table of these ends with name NULL. */
typedef struct BindingCommand {
    const char *name;
    void (*run)(void *data);
    unsigned needs; /* NEEDS_* */
} BindingCommand;

typedef struct Binding {
    const char *command;
    const char *label; /* in the legend; "" keeps it out of there */
    const char *help;  /* in the help; "" keeps it out of there */
    bool rare;         /* in the legend only where there is room to spare */
    Key *keys;
    const char **names; /* of the keys, as they are shown */
    size_t key_count;
    void (*run)(void *data);
    void *data;
    unsigned needs; /* of the command */
} Binding;

typedef struct Bindings {
    Binding *items;
    size_t count, capacity;
} Bindings; /* initialise with {0} */

void bindings_clear(Bindings *bindings);

/* Binds the keys called `names` to `command` of `commands`; the texts must live as long as the
 * bindings. False where no such command or no such key exists: a defect of the caller's tables. */
bool bindings_add(Bindings *bindings, const BindingCommand *commands, void *data,
                  const char *command, const char *const *names, size_t name_count,
                  const char *label, const char *help);

/* Sets from the innermost to the outermost. `typing`: characters go to a text, so that no key that
 * is one is bound. */
typedef struct BindingChain {
    const Bindings *sets[16];
    size_t count;
    bool typing;
    bool field; /* and that text is a field of a form, not a filter */
} BindingChain;

/* Adds an outer set. More than there is room for are a defect, and end the program. */
void binding_chain_add(BindingChain *chain, const Bindings *bindings);
/* The same sets, and the same about typing. */
bool binding_chain_equal(const BindingChain *a, const BindingChain *b);

/* What `key` does; NULL where it is not bound. */
const Binding *binding_chain_find(const BindingChain *chain, Key key);

/* The index of the first key of `binding` that really runs it; binding->key_count where none does,
 * since inner sets or typing take them all. */
size_t binding_chain_first_key(const BindingChain *chain, const Binding *binding);

#endif
