#include "cli/helper.h"

#include "base/memory.h"
#include "core/corpus.h"
#include "support/environment.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(cli_validate, a_line_for_each)
{
    helper_expect(helper_run("/", "a@b.com\n\"B c\"@B.COM\r\nuser@bücher.example\n", "validate",
                             "emails", NULL),
                  0,
                  "ok\ta@b.com\ta@b.com\n"
                  "ok\t\"B c\"@B.COM\t\"B c\"@b.com\n"
                  "ok\tuser@bücher.example\tuser@xn--bcher-kva.example\n",
                  "");
    helper_expect(
        helper_run("/", " a@b.com\n\na\033@b.com\na b@c.d", "validate", "emails", "-", NULL), 65,
        "bad\t a@b.com\tmore than an address: write only a@b.com\n"
        "bad\t\tno address: write one as name@example.com\n"
        "bad\ta^[@b.com\tcolumn 2: a control character or one that is not seen: delete "
        "it: \"^[\"\n"
        "bad\ta b@c.d\tcolumn 2: a space, which no address has: a name is written Name "
        "<name@example.com>\n",
        "");
    helper_expect(helper_run("/", "Ann <a@b.com>\na@b.com, c@d.org\na@b.com;\n<x@y\n", "validate",
                             "emails", NULL),
                  65,
                  "bad\tAnn <a@b.com>\tmore than an address: write only a@b.com\n"
                  "bad\ta@b.com, c@d.org\t2 addresses: write each in a line of its own\n"
                  "bad\ta@b.com;\tmore than an address: write only a@b.com\n"
                  "bad\t<x@y\tcolumn 1: a < or > without its other half: write Name "
                  "<name@example.com>\n",
                  "");
    helper_expect(helper_run("/", "+1 425-555-0100\n425 555 0100\n", "validate", "phones", NULL),
                  65,
                  "ok\t+1 425-555-0100\t+14255550100\n"
                  "bad\t425 555 0100\tstart with + and the country code\n",
                  "");
    helper_expect(helper_run("/", "", "validate", "phones", NULL), 0, "", "");
}

Test(cli_validate, what_has_no_lines_is_no_list)
{
    char *text = memory_new(70000);
    memset(text, 'x', 69999);
    memcpy(text, "a@b.com\n", 8);
    helper_expect(
        helper_run("/", text, "validate", "emails", NULL), 65, "ok\ta@b.com\ta@b.com\n",
        "seccontacts: standard input:2: found a line of over 65536 bytes, expected one item "
        "a line\n");
    free(text);
    helper_expect(helper_run("/", NULL, "validate", "phones", "/dev/zero", NULL), 65, "",
                  "seccontacts: /dev/zero:1: found a line of over 65536 bytes, expected one item a "
                  "line\n");
}

Test(cli_validate, a_number_out_of_plan_is_bad)
{
    helper_expect(helper_run("/", "+1 999 555 0100\n", "validate", "phones", NULL), 65,
                  "bad\t+1 999 555 0100\tnot a number with country code +1, as far as the "
                  "numbering plan is known here: check the digits\n",
                  "");
}

Test(cli_validate, a_number_at_premium_rate_is_warned_of)
{
    helper_expect(helper_run("/", "tel:+49 900 1 123456\n", "validate", "phones", NULL), 0,
                  "ok\ttel:+49 900 1 123456\t+499001123456\ta number of Germany at premium rate: "
                  "whoever calls it pays for that\n",
                  "");
}

Test(cli_validate, an_address_that_is_perhaps_mistyped_is_warned_of)
{
    helper_expect(helper_run("/", "soc@gmial.com\nroot@vm\n", "validate", "emails", NULL), 0,
                  "ok\tsoc@gmial.com\tsoc@gmial.com\tdid you mean soc@gmail.com?\n"
                  "ok\troot@vm\troot@vm\tthe domain has no dot\n",
                  "");
}

Test(cli_validate, a_nul_hides_nothing)
{
    static const char phones[] = "+14255550100\0\n+14255550100\n";
    const char *argv[] = {PROGRAM, "validate", "phones", NULL};
    ProgramRun run =
        program_run(argv, &(ProgramInput){.text = phones, .length = sizeof phones - 1});
    cr_expect_eq(run.status, 65);
    cr_expect(strncmp(run.out, "bad\t+14255550100^@\t", 19) == 0, "%s", run.out);
    cr_expect_not_null(strstr(run.out, "\nok\t+14255550100\t+14255550100\n"));
    program_run_clear(&run);
}

/* Replaces the Unicode pictures of control characters (U+2400 and on, U+2421 for DEL). */
static void put_item(FILE *out, const char *item, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (i + 2 < length && memcmp(item + i, "\xE2\x90", 2) == 0) {
            unsigned char picture = (unsigned char)item[i + 2];
            putc(picture == 0xA1 ? 0x7F : picture - 0x80, out);
            i += 2;
        } else {
            putc(item[i], out);
        }
    }
}

/* Of the verdicts in a plan that has changed since the corpus was made: tests/core/phone.c. */
static bool is_of_plan(const char *line)
{
    return strncmp(line, "ok\t", 3) == 0 || strstr(line, "as far as the numbering plan is known") ||
           strstr(line, "too short for a number of") || strstr(line, "too long for a number of");
}

/* Every row of the corpus that can be a line of a file: without a line feed, and without the
 * carriage return that belongs to the end of a line. `changed`: how many numbering plans may say
 * otherwise. */
static void agrees(const char *kind, const char *name, const char *const *good, size_t changed)
{
    char *corpus = temporary_read(TEST_DATA, name, NULL);
    cr_assert(corpus != NULL);
    char *input = NULL, *expected = NULL;
    size_t input_size, expected_size, rows = 0;
    FILE *in = open_memstream(&input, &input_size);
    FILE *out = open_memstream(&expected, &expected_size);
    for (char *rest = corpus, *line; (line = strsep(&rest, "\n")) && *line;) {
        size_t length = strcspn(line, "\t");
        const char *verdict = line + length + 1;
        if (memmem(line, length, "␊", 3) || (length >= 3 && memcmp(line + length - 3, "␍", 3) == 0))
            continue;
        bool ok = false;
        for (const char *const *word = good; *word; word++)
            ok |= strncmp(verdict, *word, strlen(*word)) == 0 && verdict[strlen(*word)] == '\t';
        put_item(in, line, length);
        putc('\n', in);
        fputs(ok ? "ok\n" : "bad\n", out);
        rows++;
    }
    fclose(in);
    fclose(out);
    cr_assert(gt(sz, rows, 150));
    const char *argv[] = {PROGRAM, "validate", kind, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.text = input, .length = input_size});
    cr_expect_eq(run.status, 65);
    const char *want = expected;
    char *rest = run.out;
    for (size_t row = 0; row < rows; row++) {
        char *line = strsep(&rest, "\n");
        cr_assert(line != NULL, "%zu lines for %zu rows", row, rows);
        size_t length = strcspn(want, "\n");
        bool agreed = strncmp(line, want, length) == 0 && line[length] == '\t';
        if (!agreed && changed > 0 && is_of_plan(line))
            changed--;
        else
            cr_expect(agreed, "%s", line);
        want += length + 1;
    }
    cr_expect(rest && *rest == '\0');
    program_run_clear(&run);
    free(expected);
    free(input);
    free(corpus);
}

Test(cli_validate, agrees_with_the_corpus_of_addresses)
{
    agrees("emails", "corpora/email.tsv", (const char *const[]){"smtp", "idn", NULL}, 0);
}

Test(cli_validate, agrees_with_the_corpus_of_numbers)
{
    agrees("phones", "corpora/phone.tsv", (const char *const[]){"valid", NULL},
           CORPUS_PLANS_CHANGED);
}

Test(cli_validate, usage)
{
    helper_expect(helper_run("/", NULL, "validate", NULL), 64, "",
                  "seccontacts: validate: no \"emails\" or \"phones\" given; see seccontacts "
                  "validate --help\n");
    helper_expect(helper_run("/", NULL, "validate", "names", NULL), 64, "",
                  "seccontacts: validate: \"names\" can't be checked; expected \"emails\" or "
                  "\"phones\"\n");
    helper_expect(helper_run("/", NULL, "validate", "emails", NO_SUCH_PATH, NULL), 66, "",
                  "seccontacts: " NO_SUCH_PATH ": can't be read: No such file or directory\n");
    helper_expect(helper_run("/", NULL, "validate", "emails", "/", NULL), 66, "",
                  "seccontacts: /: can't be read: Is a directory\n");
}
