/* editors.c: `test_package ROOT`: two members of the group, with different umasks, edit the same
 * subscription at once, in the package that is installed in ROOT. Status 1 where it goes wrong. */
#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/terminal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Member {
    const char *name;
    Terminal *terminal;
} Member;

static void give_up(const Member *member, const char *what)
{
    fprintf(stderr, "editors: %s %s\n", member->name, what);
    exit(1);
}

static void sees(Member *member, const char *text)
{
    char *what = memory_format("never sees: %s", text);
    if (!terminal_wait_text(member->terminal, text, TERMINAL_PATIENCE))
        give_up(member, what);
    free(what);
}

static Member start(const char *root, const char *name, const char *umask)
{
    char *script = memory_format("umask %s; exec seccontacts", umask);
    const char *command[] = {"chroot",        root, "setpriv", "--reuid", name,   "--regid", name,
                             "--init-groups", "--", "sh",      "-c",      script, NULL};
    Member member = {name, terminal_open(&(TerminalSetup){.rows = 30, .command = command})};
    free(script);
    sees(&member, "Pricing & settings");
    terminal_type(member.terminal, "<Enter>");
    sees(&member, "Contoso Production");
    terminal_type(member.terminal, "<Enter>");
    sees(&member, "Email notifications");
    terminal_type(member.terminal, "<Enter>");
    sees(&member, "Security contact email addresses");
    return member;
}

static size_t drafts(const char *root)
{
    size_t count = 0;
    char *path = memory_format("%s/var/lib/seccontacts/drafts", root);
    DIR *directory = opendir(path);
    for (const struct dirent *entry; directory && (entry = readdir(directory));)
        count += strstr(entry->d_name, ".draft") != NULL;
    if (directory)
        closedir(directory);
    free(path);
    return count;
}

static void await_drafts(const char *root, const Member *member, size_t count)
{
    double since = clock_seconds();
    while (drafts(root) != count) {
        if (!hang_limit_wait(since))
            give_up(member, count > 0 ? "has no draft" : "has left a draft");
    }
}

static void leave(Member *member)
{
    int status = -1;
    terminal_type(member->terminal, "<Ctrl-Q>");
    if (!terminal_wait_exit(member->terminal, TERMINAL_PATIENCE, &status) || status != 0)
        give_up(member, "can't leave the editor");
    terminal_close(member->terminal);
}

int main(int argc, char **argv)
{
    const char *root = argc == 2 ? argv[1] : "";
    Member alice = start(root, "alice", "077"), bob = start(root, "bob", "002");
    sees(&bob, "alice");
    sees(&alice, "bob");
    terminal_type(alice.terminal, "<End>, alice2@example.com");
    await_drafts(root, &alice, 1);
    terminal_type(bob.terminal, "<End>, bob2@example.com");
    await_drafts(root, &bob, 2);
    terminal_type(bob.terminal, "<Ctrl-S>");
    sees(&bob, "Saved Contoso Production");
    sees(&alice, "! Changed on disk by somebody else");
    terminal_type(alice.terminal, "<Ctrl-S>");
    sees(&alice, "Someone else has saved Contoso");
    terminal_type(alice.terminal, "m");
    sees(&alice, "changes of both");
    await_drafts(root, &alice, 0);
    leave(&alice);
    leave(&bob);
    return 0;
}
