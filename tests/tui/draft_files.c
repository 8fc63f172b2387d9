#include "tui/draft_files.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

char *draft_name(const Editor *editor)
{
    char *path = temporary_path(editor->home, "state/drafts"), *name = NULL;
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (*entry->d_name != '.' && !strstr(entry->d_name, ".discarded")) {
            cr_assert_null(name, "more than one draft");
            name = memory_format("state/drafts/%s", entry->d_name);
        }
    }
    if (directory)
        closedir(directory);
    free(path);
    return name;
}

bool draft_has(const Editor *editor, const char *text)
{
    size_t length = 0;
    char *name = draft_name(editor);
    char *bytes = name ? temporary_read(editor->home, name, &length) : NULL;
    bool has = bytes && (!text || memmem(bytes, length, text, strlen(text)));
    free(bytes);
    free(name);
    return has;
}

void wait_draft(const Editor *editor, const char *text)
{
    double since = clock_seconds();
    while (draft_has(editor, text) != (text != NULL))
        cr_assert(hang_limit_wait(since), "never there, or never gone: %s", text ? text : "any");
}

void kill_editor(Editor *editor, int signal)
{
    int status;
    kill(terminal_pid(editor->terminal), signal);
    cr_assert(terminal_wait_exit(editor->terminal, TERMINAL_PATIENCE, &status));
}
