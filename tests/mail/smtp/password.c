#include "mail/smtp/password.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Reads the password of a file with this text, or of a command. */
static void expect_within(int deadline, const char *text, mode_t mode, const char *command,
                          const char *expected, const char *wrong)
{
    Error error = {0};
    char *directory = temporary_new(), *password;
    temporary_write(directory, "password", text ? text : "");
    char *path = temporary_path(directory, "password");
    chmod(path, mode);
    MailConfig config = {.user = (char[]){"u"},
                         .password_file = command ? NULL : path,
                         .password_command = command ? memory_text(command) : NULL,
                         .deadline = deadline};
    bool good = password_read(&config, &password, &error);
    cr_expect_eq(good, expected != NULL, "%s", error.text);
    if (good)
        cr_expect_str_eq(password, expected);
    else
        cr_expect_str_eq(error.text, wrong);
    password_free(password);
    free(config.password_command);
    free(path);
    temporary_remove(directory);
}

static void expect_password(const char *text, mode_t mode, const char *command,
                            const char *expected, const char *wrong)
{
    expect_within(120, text, mode, command, expected, wrong);
}

Test(password, is_the_first_line_of_the_file)
{
    expect_password("secret\nsecond\n", 0600, NULL, "secret", NULL);
    expect_password("secret", 0640, NULL, "secret", NULL);
    expect_password(" with spaces \r\n", 0600, NULL, " with spaces ", NULL);
    expect_password("\xC3\xBC\n", 0600, NULL, "\xC3\xBC", NULL);
}

Test(password, others_must_not_be_able_to_read_the_file)
{
    static const char wrong[] = "others can read or change the password: found mode %s, expected "
                                "0600 or 0640 (chmod 600 it, and change the password)";
    char *text = memory_format(wrong, "0644");
    expect_password("secret\n", 0644, NULL, NULL, text);
    free(text);
    text = memory_format(wrong, "0620");
    expect_password("secret\n", 0620, NULL, NULL, text);
    free(text);
}

Test(password, what_can_not_be_one_is_told)
{
    char big[400];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = '\0';
    expect_password("", 0600, NULL, NULL,
                    "the first line is empty: expected the password of the mail server");
    expect_password("\nsecret\n", 0600, NULL, NULL,
                    "the first line is empty: expected the password of the mail server");
    expect_password(big, 0600, NULL, NULL,
                    "the password has more than 250 octets: more can't be sent safely");
    expect_password("se\tcret\n", 0600, NULL, NULL,
                    "the password has a control character at octet 3");
}

Test(password, is_the_first_line_that_the_command_prints)
{
    expect_password(NULL, 0600, "printf 'pass word\\nmore\\n'", "pass word", NULL);
    expect_password(NULL, 0600, "echo \"$(echo in-a-shell)\"", "in-a-shell", NULL);
    expect_password(NULL, 0600, "printf 'pass word\\n'; sleep 0.1; echo more && echo still",
                    "pass word", NULL);
    expect_password(NULL, 0600, "echo early; sleep 3 2>/dev/null & exit 0", "early", NULL);
    expect_password(NULL, 0600, "exit 3", NULL, "mail.password_command ended with status 3");
    expect_password(NULL, 0600, "true", NULL,
                    "the first line is empty: expected the password of the mail server");
}

Test(password, a_command_that_does_not_end_is_ended)
{
    static const char wrong[] = "mail.password_command did not end within 1 s";
    expect_within(1, NULL, 0600, "echo secret; sleep 1000", NULL, wrong);
    expect_within(1, NULL, 0600, "exec yes", NULL, wrong);
    expect_password(NULL, 0600, "echo secret; kill -9 $$", NULL,
                    "mail.password_command was ended by signal 9");
}

Test(password, without_a_user_there_is_none)
{
    Error error = {0};
    char *password = NULL;
    MailConfig config = {0};
    cr_expect(password_read(&config, &password, &error));
    cr_expect_null(password);
}
