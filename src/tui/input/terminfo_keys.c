/* terminfo_keys.c: the keys that a terminfo entry names. */
#include "tui/input/terminfo_keys.h"

#include "base/memory.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

bool terminfo_key_strings(const char *term, const char *const *names, char **strings, size_t count)
{
    TERMINAL *before = cur_term;
    int found;
    bool known = setupterm(term, STDOUT_FILENO, &found) == OK;
    for (size_t i = 0; i < count; i++) {
        const char *bytes = known ? tigetstr(names[i]) : NULL;
        bool has = bytes && bytes != (const char *)-1; /* -1: no string */
        strings[i] = has ? memory_text(bytes) : NULL;
    }
    TERMINAL *own = set_curterm(before);
    if (known && own != before)
        del_curterm(own);
    return known;
}
