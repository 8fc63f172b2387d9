/* What the shells complete when somebody presses Tab: names of subscriptions, which may hold
 * anything, become one word each, and nothing in them is run. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMPLETIONS TEST_DATA "/../../man/completions"

/* Each begins with a letter of its own. Were one of them run, it would make the file `canary`. */
static const char *const names[] = {
    "A plain name",
    "B it's Bob's",
    "C says \"hi\"",
    "D$(touch canary)",
    "E`touch canary`",
    "F;touch canary;",
    "G\\back\\\\slash \\",
    "H $HOME ~ * ? [x] {a,b} # <(touch canary)",
    "I|touch canary&",
    "J!! !touch",
    "K>canary",
    "L  two  spaces",
    "M Zürich – Geschäftskunden",
    "N\\$(touch canary)",
    "O'$(touch canary)'",
    "P\"$(touch canary)\"",
    "Q%s%n=~a:b",
    "R(touch canary)",
};
enum { NAMES = sizeof names / sizeof *names };

/* In place of the program, prints the word behind `show` into the file `word`; the completions ask
 * the real one, which is first on PATH. The prompt is "ready> ". */
static const char *const shells[][3] = {
    {"bash", "--rcfile",
     "PS1='ready> '\n"
     "seccontacts() { printf '%s' \"$4\" >word; }\n"
     ". " COMPLETIONS "/seccontacts.bash\n"},
    {"zsh", "--no-globalrcs",
     "PS1='ready> '\n"
     "fpath=(" COMPLETIONS " $fpath)\n"
     "autoload -U compinit; compinit -u -D\n"
     "unsetopt beep\n"
     "seccontacts() { printf '%s' \"$4\" >word; }\n"},
    {"fish", "--init-command",
     "function fish_prompt; echo -n 'ready> '; end\n"
     "function fish_greeting; end\n"
     "set -g fish_autosuggestion_enabled 0\n"
     "function seccontacts; printf '%s' $argv[4] >word; end\n"
     "source " COMPLETIONS "/seccontacts.fish\n"},
};

static char *libconfig_text(const char *text)
{
    char *escaped = memory_new(2 * strlen(text) + 1), *to = escaped;
    for (; *text; text++) {
        if (strchr("\\\"", *text))
            *to++ = '\\';
        *to++ = *text;
    }
    return escaped;
}

static Editor site_of_names(void)
{
    Editor editor = editor_new();
    char *list = memory_text("subscriptions = (");
    for (int i = 0; i < NAMES; i++) {
        char *name = libconfig_text(names[i]), *before = list;
        list = memory_format("%s%s { id = \"%08x-0000-4000-8000-000000000000\"; name = \"%s\"; }",
                             before, i ? "," : "", (unsigned)i, name);
        free(before);
        free(name);
    }
    char *text = memory_format("%s );\n", list);
    editor_write_subscriptions(&editor, text);
    free(text);
    free(list);
    return editor;
}

static void start_shell(Editor *editor, size_t shell)
{
    char *program = memory_text(PROGRAM);
    *strrchr(program, '/') = '\0';
    char *path = memory_format("PATH=%s:%s", program, getenv("PATH"));
    char *home = memory_format("HOME=%s", editor->home);
    char *dot = memory_format("ZDOTDIR=%s", editor->home);
    char *file = temporary_path(editor->home, ".zshrc");
    temporary_write(editor->home, ".zshrc", shells[shell][2]);
    /* LeakSanitizer, in its build, stops for ever in a child of zsh's line editor now and then. */
    const char *const environment[] = {path, home, dot, "ASAN_OPTIONS=detect_leaks=0", NULL};
    const char *const bash[] = {"bash", "--noprofile", "--rcfile", file, "-i", NULL};
    const char *const zsh[] = {"zsh", "--no-globalrcs", "-i", NULL};
    const char *const fish[] = {"fish",           "--no-config", "--init-command",
                                shells[shell][2], "-i",          NULL};
    const char *const *const commands[] = {bash, zsh, fish};
    editor->terminal = terminal_open(&(TerminalSetup){.columns = 120,
                                                      .rows = 40,
                                                      .environment = environment,
                                                      .command = commands[shell],
                                                      .directory = editor->home});
    free(file);
    free(dot);
    free(home);
    free(path);
    free(program);
    sees(editor, "ready>");
}

/* Types `typed`, Tab and Enter behind `show`, and checks the word that the command is given. */
static void completes(Editor *editor, const char *shell, const char *typed, const char *expected)
{
    char *line = memory_format("seccontacts --site site show %s<Tab>", typed);
    char *word = NULL;
    temporary_write(editor->home, "word", "(none)");
    types(editor, line);
    cr_assert(terminal_wait_taken(editor->terminal, TERMINAL_PATIENCE));
    types(editor, " ; echo do\'\'ne<Enter>"); /* what is typed is not what is awaited */
    sees(editor, "done");
    word = temporary_read(editor->home, "word", NULL);
    cr_expect_str_eq(word, expected, "%s: %s became \"%s\", expected \"%s\"", shell, typed, word,
                     expected);
    types(editor, "clear<Enter>");
    sees_gone(editor, "done");
    sees(editor, "ready>");
    free(word);
    free(line);
}

static void completes_all(size_t shell)
{
    struct stat status;
    Editor editor = site_of_names();
    start_shell(&editor, shell);
    for (int i = 0; i < NAMES; i++) {
        char first[] = {names[i][0], '\0'};
        completes(&editor, shells[shell][0], first, names[i]);
    }
    completes(&editor, shells[shell][0], "\"A p", names[0]);
    completes(&editor, shells[shell][0], "'A p", names[0]);
    completes(&editor, shells[shell][0], "0000000b", "0000000b-0000-4000-8000-000000000000");
    char *canary = temporary_path(editor.home, "canary");
    cr_expect_neq(stat(canary, &status), 0, "%s has run a part of a name", shells[shell][0]);
    free(canary);
    editor_free(&editor);
}

Test(completion, bash_makes_one_word_of_each_name)
{
    completes_all(0);
}

Test(completion, zsh_makes_one_word_of_each_name)
{
    completes_all(1);
}

Test(completion, fish_makes_one_word_of_each_name)
{
    completes_all(2);
}
