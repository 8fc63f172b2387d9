/* Every question of the editor: nobody answers it who has not seen it, and what is chosen at first
 * changes and loses nothing. */
#include "tui/driver.h"

#include "support/temporary.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTACT "emails = [ \"a@contoso.com\" ];\nalerts = true;\n"

/* How a question is come to, and what stands on the page once it is answered by "not yet". */
typedef struct Question {
    const char *name;
    void (*open_page)(Editor *editor);
    const char *key;      /* that brings the question */
    const char *question; /* as it is on the screen */
    const char *harmless; /* the choice that changes nothing */
    const char *page;     /* is on the page below it */
} Question;

static void start(Editor *editor)
{
    editor_write_contact(editor, PRODUCTION, CONTACT);
    editor_write_contact(editor, SHARED, CONTACT);
    editor_start(editor, NULL);
    sees(editor, "3 subscriptions");
}

static void open_list(Editor *editor)
{
    start(editor);
    types(editor, "<Enter>");
    sees(editor, "Shared services");
}

static void open_changed_form(Editor *editor)
{
    editor_write_contact(editor, PRODUCTION, CONTACT);
    editor_start(editor, NULL);
    editor_open_form(editor);
    types(editor, "<End>, b@contoso.com");
    sees(editor, "2 addresses");
}

static void open_mail_delivery(Editor *editor)
{
    start(editor);
    types(editor, "<End><Enter>");
    sees(editor, "Transport");
    types(editor, "<Tab>mx:25");
    sees(editor, "unsaved changes");
}

static void open_new_subscription(Editor *editor)
{
    open_list(editor);
    types(editor, "a");
    sees(editor, "Subscription id");
    types(editor, "20ff7fc3");
    sees(editor, "20ff7fc3");
}

static void open_many(Editor *editor)
{
    open_list(editor);
    types(editor, "m");
    sees(editor, "3 marked");
    types(editor, "c");
    sees(editor, "For 3 marked subscriptions.");
    types(editor, "<Right><Tab>b@contoso.com");
    sees(editor, "b@contoso.com");
}

static void open_preview(Editor *editor)
{
    open_many(editor);
    types(editor, "<Ctrl-S>");
    sees(editor, "3 of 3 subscriptions would change. Nothing is saved yet.");
}

static void open_draft(Editor *editor)
{
    open_changed_form(editor);
    sees(editor, "unsaved changes");
    kill(terminal_pid(editor->terminal), SIGTERM);
    cr_assert(terminal_wait_exit(editor->terminal, TERMINAL_PATIENCE, NULL));
    editor_start(editor, NULL);
    sees(editor, "1 draft: Contoso Production");
    types(editor, "d");
    sees(editor, "+ b@contoso.com");
}

static void open_test_alert(Editor *editor)
{
    editor_write_contact(editor, PRODUCTION, CONTACT);
    editor_start(editor, NULL);
    editor_open_form(editor);
    types(editor, "<Ctrl-T>");
    sees(editor, "1 message would be sent now");
}

static const Question questions[] = {
    {"form", open_changed_form, "<Ctrl-Q>", "Save the changes to Contoso Production?", "Stay",
     "2 addresses"},
    {"mail delivery", open_mail_delivery, "<Ctrl-Q>", "Save the changes to Mail delivery?", "Stay",
     "mx:25"},
    {"add", open_new_subscription, "<Ctrl-Q>", "Save the changes to", "Stay", "20ff7fc3"},
    {"many", open_many, "<Ctrl-Q>", "Leave it?", "Stay", "For 3 marked subscriptions."},
    {"preview", open_preview, "s", "Save the changes of 3 subscriptions?", "Not yet",
     "Nothing is saved yet."},
    {"draft", open_draft, "d", "Discard the draft of Contoso Production?", "Not yet",
     "+ b@contoso.com"},
    {"test alert", open_test_alert, "<Ctrl-S>", "Send this test alert to a@contoso.com?",
     "Don't send", "1 message would be sent now"},
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static bool has_sent(const Editor *editor)
{
    char *path = temporary_path(editor->home, "state/outbox/new");
    DIR *directory = opendir(path);
    bool found = false;
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        found = found || entry->d_name[0] != '.';
    if (directory)
        closedir(directory);
    free(path);
    return found;
}

/* Nothing was done, and the page is there. */
static void is_back(Editor *editor, const Question *asked)
{
    sees_gone(editor, asked->question);
    sees(editor, asked->page);
    contact_is(editor, PRODUCTION, CONTACT);
    cr_expect_not(has_sent(editor), "%s: a message was sent", asked->name);
}

static void ask(Editor *editor, const Question *asked, const char *keys)
{
    terminal_type(editor->terminal, asked->key);
    if (*keys)
        terminal_type(editor->terminal, keys);
    sees(editor, asked->question);
}

static void try_question(const Question *asked)
{
    Editor editor = editor_new();
    asked->open_page(&editor);

    /* What comes at once with the key that asks was typed before. */
    char *all = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&all, &size);
    fprintf(out, "%s%s, sydc<Enter><Space>y", asked->key, asked->key);
    fclose(out);
    types_at_once(&editor, all);
    free(all);
    sees(&editor, asked->question);
    types(&editor, "<Esc>");
    is_back(&editor, asked);

    /* The key that asks does not answer. */
    ask(&editor, asked, "");
    types(&editor, asked->key);
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    types(&editor, "<Esc>");
    is_back(&editor, asked);

    /* Nor a text, nor what is no choice. */
    ask(&editor, asked, "");
    types(&editor, "soc@contoso.com y d s");
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    types(&editor, "xs");
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    types(&editor, "<Enter>");
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    types(&editor, "<Esc>");
    is_back(&editor, asked);

    /* Enter, and Space, take what is harmless. */
    ask(&editor, asked, "");
    stands_at(&editor, asked->harmless);
    types(&editor, "<Enter>");
    is_back(&editor, asked);
    ask(&editor, asked, "");
    types(&editor, "<Space>");
    is_back(&editor, asked);
    editor_free(&editor);
}

Test(dialogs, of_forms_are_answered_by_nobody_who_has_not_seen_them)
{
    for (size_t i = 0; i < 3; i++)
        try_question(&questions[i]);
}

Test(dialogs, of_many_are_answered_by_nobody_who_has_not_seen_them)
{
    for (size_t i = 3; i < 5; i++)
        try_question(&questions[i]);
}

Test(dialogs, of_drafts_and_tests_are_answered_by_nobody_who_has_not_seen_them)
{
    for (size_t i = 5; i < QUESTIONS; i++)
        try_question(&questions[i]);
}

/* A letter of a text that is typed slowly, each one read by itself: nothing is answered. */
static void type_slowly(Editor *editor, const char *text)
{
    for (; *text; text++) {
        terminal_type(editor->terminal, (char[]){*text, '\0'});
        cr_assert(terminal_wait_taken(editor->terminal, TERMINAL_PATIENCE));
    }
}

Test(dialogs, are_not_answered_by_a_text_that_is_typed_slowly)
{
    static const char *const texts[] = {"save@contoso.com", "d@contoso.com", ", zz@contoso.com",
                                        "changes", "y d s"};
    Editor editor = editor_new();
    open_changed_form(&editor);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        types(&editor, "<Esc>");
        sees(&editor, "Save the changes to Contoso Production?");
        type_slowly(&editor, texts[i]);
        stands_at(&editor, "Stay");
        contact_is(&editor, PRODUCTION, CONTACT);
        types(&editor, "<Esc>");
        is_back(&editor, &questions[0]);
    }
    editor_free(&editor);
}

/* It is shown as chosen meanwhile, and Enter takes it at once. */
Test(dialogs, a_letter_alone_answers)
{
    Editor editor = editor_new();
    open_changed_form(&editor);
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "c");
    sees(&editor, "+ b@contoso.com");
    types(&editor, "<Esc>");
    sees(&editor, "2 addresses");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "s<Enter>");
    sees(&editor, "Resource groups");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"b@contoso.com\" ];\nalerts = true;\n");
    editor_free(&editor);
}
