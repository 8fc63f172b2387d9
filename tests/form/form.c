#include "form/form.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static Form *parses(const char *text)
{
    Error error = {0};
    Form *form = form_parse("trial", text, strlen(text), &error);
    cr_assert(form != NULL, "%s:%d: %s", error.file, error.line, error.text);
    return form;
}

static void refused_n(const char *text, size_t length, const char *expected)
{
    Error error = {0};
    Form *form = form_parse("trial", text, length, &error);
    cr_assert(form == NULL, "accepted: %s", text);
    char *message = error_message(&error);
    cr_expect_str_eq(message, expected, "of: %s\n  got: %s\n  not: %s", text, message, expected);
    cr_expect_eq(error_exit_status(&error), EX_SOFTWARE);
    free(message);
}

static void refused(const char *text, const char *expected)
{
    refused_n(text, strlen(text), expected);
}

/* The error of a form whose only field has these settings. */
static void field_refused(const char *settings, const char *expected)
{
    char text[1024];
    snprintf(text, sizeof text, "title = \"T\";\nfields = ( {\n%s\n} );", settings);
    refused(text, expected);
}

static void keys_refused(const char *keys, const char *expected)
{
    char text[1024];
    snprintf(text, sizeof text, "title = \"T\";\nkeys = (\n%s );", keys);
    refused(text, expected);
}

Test(form, has_everything_that_its_file_says)
{
    Form *form = parses(
        "title = \"Mail delivery\"; intro = \"How alerts leave.\"; help = \"More.\";\n"
        "fields = ( { name = \"transport\"; type = \"choice\"; label = \"Transport\";\n"
        "             choices = [ \"outbox\", \"smtp\" ]; default = \"smtp\"; hint = \"Try it\"; "
        "},\n"
        "           { name = \"port\"; type = \"number\"; label = \"Port\"; minimum = 1;\n"
        "             maximum = 65535; default = 25; },\n"
        "           { name = \"alerts\"; type = \"toggle\"; label = \"Alerts\"; default = true; "
        "},\n"
        "           { name = \"owners\"; type = \"toggle\"; label = \"Owners\"; rows = 4;\n"
        "             disabled = \"not available yet\"; help = \"Why\"; } );\n"
        "keys = ( { command = \"save\"; key = \"Ctrl-S\"; also = [ \"F2\", \"F10\" ];\n"
        "           label = \"Save\"; help = \"Saves\"; }, { command = \"quit\"; key = \"q\";\n"
        "           label = \"\"; } );\n"
        "texts = { saved = \"Saved %s: %s\"; other = \"\"; };\n");
    cr_expect_str_eq(form->name, "trial");
    cr_expect_str_eq(form->title, "Mail delivery");
    cr_expect_str_eq(form->intro, "How alerts leave.");
    cr_expect_str_eq(form->help, "More.");

    cr_assert_eq(form->field_count, 4);
    const FormField *transport = form_field(form, "transport");
    cr_expect_eq(transport->type, FORM_CHOICE);
    cr_expect_str_eq(transport->label, "Transport");
    cr_expect_str_eq(transport->hint, "Try it");
    cr_expect_str_eq(transport->help, "");
    cr_expect_str_eq(transport->initial, "smtp");
    cr_assert_eq(transport->choice_count, 2);
    cr_expect_str_eq(transport->choices[0], "outbox");
    cr_expect_str_eq(transport->choices[1], "smtp");
    cr_expect_eq(transport->rows, 1);
    cr_expect(transport->disabled == NULL);

    const FormField *port = form_field(form, "port");
    cr_expect_eq(port->type, FORM_NUMBER);
    cr_expect_eq(port->minimum, 1);
    cr_expect_eq(port->maximum, 65535);
    cr_expect_str_eq(port->initial, "25");

    cr_expect_str_eq(form_field(form, "alerts")->initial, "on");
    const FormField *owners = form_field(form, "owners");
    cr_expect_eq(owners->type, FORM_TOGGLE);
    cr_expect_str_eq(owners->disabled, "not available yet");
    cr_expect_str_eq(owners->initial, "off");
    cr_expect_str_eq(owners->help, "Why");
    cr_expect_eq(owners->rows, 4);
    cr_expect(form_field(form, "nothing") == NULL);

    cr_assert_eq(form->key_count, 2);
    cr_expect_str_eq(form->keys[0].command, "save");
    cr_expect_str_eq(form->keys[0].label, "Save");
    cr_expect_str_eq(form->keys[0].help, "Saves");
    cr_assert_eq(form->keys[0].key_count, 3);
    cr_expect_str_eq(form->keys[0].keys[0], "Ctrl-S");
    cr_expect_str_eq(form->keys[0].keys[2], "F10");
    cr_expect_str_eq(form->keys[1].label, "");

    cr_expect_str_eq(form_text(form, "saved"), "Saved %s: %s");
    cr_expect_str_eq(form_text(form, "other"), "");
    form_free(form);
}

Test(form, needs_no_more_than_a_title)
{
    Form *form = parses("title = \"T\"");
    cr_expect_str_eq(form->intro, "");
    cr_expect_str_eq(form->help, "");
    cr_expect_eq(form->field_count, 0);
    cr_expect_eq(form->key_count, 0);
    form_free(form);
    form_free(NULL);
}

Test(form, a_wrong_file_is_refused_with_its_line)
{
    refused("", "forms/trial.conf:1: \"title\" is missing");
    refused("title = \"\";", "forms/trial.conf:1: \"title\" is empty");
    refused("\ntitle = 7;", "forms/trial.conf:2: \"title\" must be a string");
    refused("title = \"T\";\ncolour = 1;",
            "forms/trial.conf:2: unknown setting \"colour\" of a form");
    refused("title = \"T\";\nfields = { };",
            "forms/trial.conf:2: \"fields\" must be a list ( ... )");
    refused("title = \"T\";\nfields = ( 7 );",
            "forms/trial.conf:2: a field must be a group { ... }");
    refused("title = \"T\";\ntexts = [ ];",
            "forms/trial.conf:2: \"texts\" must be a group { ... }");
    refused("title = \"T\";\ntexts = {\n n = 5; };", "forms/trial.conf:3: \"n\" must be a string");
    refused("title = \"T\";\ntitle = \"U\";", "forms/trial.conf:2: duplicate setting name");
    refused("title = \"T\"\nfields = (", "forms/trial.conf:3: syntax error");
    refused("title = \"T\"; /* and so on", "forms/trial.conf: a comment does not end");
    refused_n("title = \"T\";\0", 13, "forms/trial.conf: has a NUL byte");
    refused("title = \"T\";\n@include \"/etc/passwd\"\n",
            "forms/trial.conf:2: @include is not allowed");
    refused("\t @include \"forms\"", "forms/trial.conf:1: @include is not allowed");
}

Test(form, a_wrong_field_is_refused_with_its_line)
{
    field_refused("", "forms/trial.conf:2: \"name\" is missing");
    field_refused("name = \"a\";", "forms/trial.conf:3: \"type\" is missing");
    field_refused("name = \"a\";\ntype = \"colour\";",
                  "forms/trial.conf:4: unknown type \"colour\"");
    field_refused("name = \"a\"; type = \"text\";", "forms/trial.conf:3: \"label\" is missing");
    field_refused("name = \"a\"; type = \"text\";\nlabel = \"\";",
                  "forms/trial.conf:4: \"label\" is empty");
    field_refused("name = \"a\"; type = \"text\"; label = \"A\";\nhnit = \"\";",
                  "forms/trial.conf:4: unknown setting \"hnit\" of a field");
    field_refused("name = \"a\"; type = \"toggle\"; label = \"A\";\ndisabled = \"\";",
                  "forms/trial.conf:4: \"disabled\" is empty");
    field_refused("name = \"a\"; type = \"toggle\"; label = \"A\";\ndisabled = true;",
                  "forms/trial.conf:4: \"disabled\" must be a string");
    field_refused("name = \"a\"; type = \"toggle\"; label = \"A\";\ndefault = 1;",
                  "forms/trial.conf:4: \"default\" of a toggle must be true or false");
    field_refused("name = \"a\"; type = \"text\"; label = \"A\";\ndefault = 1;",
                  "forms/trial.conf:4: \"default\" must be a string");
    field_refused("name = \"a\"; type = \"text\"; label = \"A\";\nrows = 0;",
                  "forms/trial.conf:4: \"rows\" must be from 1 to 100");
    field_refused("name = \"a\"; type = \"text\"; label = \"A\";\nminimum = 0;",
                  "forms/trial.conf:4: \"minimum\" is for numbers only");
    field_refused("name = \"a\"; type = \"text\"; label = \"A\";\nchoices = [ ];",
                  "forms/trial.conf:4: \"choices\" is for the type \"choice\" only");
}

Test(form, a_wrong_choice_or_number_is_refused_with_its_line)
{
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\";",
                  "forms/trial.conf:3: \"choices\" is missing");
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\";\nchoices = [ ];",
                  "forms/trial.conf:4: \"choices\" is empty");
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\";\nchoices = \"x\";",
                  "forms/trial.conf:4: \"choices\" must be an array [ ... ]");
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\"; choices = [ \"x\" ];\n"
                  "default = \"y\";",
                  "forms/trial.conf:4: \"default\" is none of the choices");
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\";\nchoices = [ \"x\", \"x\" ];",
                  "forms/trial.conf:4: \"x\" is there twice");
    field_refused("name = \"a\"; type = \"choice\"; label = \"A\";\nchoices = [ 1, 2 ];",
                  "forms/trial.conf:4: \"choices\" must hold strings that are not empty");
    field_refused("name = \"a\"; type = \"number\"; label = \"A\";",
                  "forms/trial.conf:3: \"minimum\" is missing");
    field_refused("name = \"a\"; type = \"number\"; label = \"A\";\nminimum = 2; maximum = 1;",
                  "forms/trial.conf:4: \"minimum\" is above \"maximum\"");
    field_refused("name = \"a\"; type = \"number\"; label = \"A\"; minimum = 1; maximum = 9;\n"
                  "default = 10;",
                  "forms/trial.conf:4: \"default\" must be from 1 to 9");
    field_refused("name = \"a\"; type = \"number\"; label = \"A\"; minimum = 1;\nmaximum = \"9\";",
                  "forms/trial.conf:4: \"maximum\" must be a whole number");
}

Test(form, a_name_or_key_may_be_there_once)
{
    field_refused("name = \"a\"; type = \"text\"; label = \"A\"; }, {\n"
                  "name = \"a\"; type = \"text\"; label = \"B\";",
                  "forms/trial.conf:4: field \"a\" is there twice");
    keys_refused("{ command = \"a\"; key = \"x\"; label = \"A\"; },\n"
                 "{ command = \"a\"; key = \"y\"; label = \"B\"; }",
                 "forms/trial.conf:4: command \"a\" is there twice");
    keys_refused("{ command = \"a\"; key = \"x\"; label = \"A\"; },\n"
                 "{ command = \"b\"; key = \"y\"; also = [ \"x\" ]; label = \"B\"; }",
                 "forms/trial.conf:4: key \"x\" is there twice");
    keys_refused("{ command = \"a\"; key = \"x\";\nalso = [ \"x\" ]; label = \"A\"; }",
                 "forms/trial.conf:4: \"x\" is there twice");
}

Test(form, a_wrong_key_is_refused_with_its_line)
{
    keys_refused("{ key = \"x\"; label = \"A\"; }", "forms/trial.conf:3: \"command\" is missing");
    keys_refused("{ command = \"a\"; label = \"A\"; }", "forms/trial.conf:3: \"key\" is missing");
    keys_refused("{ command = \"a\"; key = \"x\"; }", "forms/trial.conf:3: \"label\" is missing");
    keys_refused("{ command = \"a\"; key = \"x\"; label = \"A\";\nalso = \"y\"; }",
                 "forms/trial.conf:4: \"also\" must be an array [ ... ]");
    keys_refused("{ command = \"a\"; key = \"x\"; label = \"A\";\nrare = 1; }",
                 "forms/trial.conf:4: \"rare\" must be true or false");
}

Test(form, every_form_of_the_program_parses)
{
    for (const char *const *name = form_names(); *name; name++) {
        const Form *form = form_get(*name);
        cr_expect_str_eq(form->name, *name);
        cr_expect(form == form_get(*name), "parsed twice: %s", *name);
    }
}

/* Runs `ask` in a child; `words` gets what it wrote to standard error. Returns its exit status. */
static int status_of(void (*ask)(void), char *words, size_t size)
{
    int ends[2], status = 0;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        ask();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = read(ends[0], words + length, size - 1 - length)) > 0)
        length += (size_t)got;
    words[length] = '\0';
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_form(void)
{
    form_get("no-such-form");
}

static void ask_text(void)
{
    static Form *form;
    form = parses("title = \"T\"; texts = { a = \"\"; };");
    form_text(form, "no-such-text");
}

Test(form, what_is_missing_ends_the_program_with_words)
{
    char words[256];
    cr_expect_eq(status_of(ask_form, words, sizeof words), EX_SOFTWARE);
    cr_expect_str_eq(words, "seccontacts: defect: no form is called \"no-such-form\"\n");
    cr_expect_eq(status_of(ask_text, words, sizeof words), EX_SOFTWARE);
    cr_expect_str_eq(words, "seccontacts: defect: forms/trial.conf has no text \"no-such-text\"\n");
}
