/* The command validate: addresses and phone numbers of a file. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "core/address/address.h"
#include "core/address/address_doubt.h"
#include "core/address/address_list.h"
#include "core/phone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define LINE_MOST 65536 /* bytes: what is longer is no list of items */

/* How one kind of item is checked: its normal form, and a warning or NULL; or NULL and the reason.
 * The caller frees both. */
typedef char *(*Check)(const char *item, size_t length, char **reason);

/* For a line that is good as a list, though not as an address: how to write it; else NULL. */
static char *as_list(const char *item, size_t length)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, item, length, &findings);
    char *words = NULL;
    size_t count = address_list_count(list) + findings.duplicates;
    if (findings.invalid == 0 && count > 1)
        words = memory_format(n_("%zu address: write each in a line of its own",
                                 "%zu addresses: write each in a line of its own", count),
                              count);
    else if (findings.invalid == 0 && count == 1)
        words = memory_format(_("more than an address: write only %s"), address_list_get(list, 0));
    address_findings_clear(&findings);
    address_list_free(list);
    return words;
}

static char *check_email(const char *item, size_t length, char **reason)
{
    size_t offset = 0;
    AddressProblem problem = address_check(item, length, &offset);
    if (problem == ADDRESS_OK) {
        char *text = memory_text_n(item, length);
        AddressDomains *domains = address_domains_new();
        if (address_doubt(domains, text, NULL) != ADDRESS_DOUBT_NONE)
            *reason = address_doubt_text(domains, text);
        address_domains_free(domains);
        free(text);
        return address_normal(item, length);
    }
    *reason = as_list(item, length);
    if (*reason)
        return NULL;
    char *words = address_problem_words(problem, item, length, offset);
    *reason = length == 0 ? memory_text(words)
                          : memory_format(_("column %zu: %s"), address_column(item, offset), words);
    free(words);
    return NULL;
}

static char *check_phone(const char *item, size_t length, char **reason)
{
    static bool told;
    PhoneNumber number = {0};
    /* A NUL would hide what stands behind it. */
    PhoneVerdict verdict =
        strlen(item) == length ? phone_parse(item, &number, NULL) : PHONE_CHARACTER;
    if (verdict == PHONE_UNCHECKED && !told) {
        char *words = phone_verdict_text(verdict, &number);
        output_note("warning: %s", words);
        free(words);
        told = true;
    }
    if (verdict == PHONE_OK || verdict == PHONE_UNCHECKED)
        return memory_text(number.e164);
    *reason = phone_verdict_text(verdict, &number);
    if (verdict == PHONE_PREMIUM)
        return memory_text(number.e164);
    return NULL;
}

static bool print_verdict(Check check, const char *item, size_t length)
{
    char *reason = NULL;
    char *normal = check(item, length, &reason);
    char *shown = visible_text_n(item, length);
    printf("%s\t%s\t", normal ? "ok" : "bad", shown);
    output_visible(normal ? normal : reason);
    if (normal && reason) {
        putchar('\t');
        output_visible(reason);
    }
    putchar('\n');
    bool good = normal != NULL;
    free(shown);
    free(normal);
    free(reason);
    return good;
}

/* Reads a line without its end, and a NUL behind it. Returns its length; -1 at the end of the
 * input, at an error, and where it is longer than any item: `*size` is over LINE_MOST then. */
static ssize_t read_line(FILE *in, char **line, size_t *size)
{
    size_t length = 0;
    int c = getc(in);
    if (c == EOF)
        return -1;
    for (; c != EOF && c != '\n'; c = getc(in)) {
        if (length > LINE_MOST)
            return -1;
        *line = memory_reserve(*line, size, length + 2, 1);
        (*line)[length++] = (char)c;
    }
    if (ferror(in))
        return -1;
    if (c == '\n' && length > 0 && (*line)[length - 1] == '\r')
        length--;
    *line = memory_reserve(*line, size, length + 1, 1);
    (*line)[length] = '\0';
    return (ssize_t)length;
}

static int validate(Check check, FILE *in, const char *name, Error *error)
{
    int status = EX_OK, number = 1;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    errno = 0;
    while (output_works() && (length = read_line(in, &line, &size)) >= 0) {
        if (!print_verdict(check, line, (size_t)length))
            status = EX_DATAERR;
        number++;
    }
    if (ferror(in))
        error_set_at(error, ERROR_NO_INPUT, open_input_name(name), 0, "can't be read: %s",
                     strerror(errno));
    else if (!feof(in) && output_works())
        error_set_at(error, ERROR_DATA, open_input_name(name), number,
                     "found a line of over %d bytes, expected one item a line", LINE_MOST);
    free(line);
    return status;
}

static const struct option options[] = {OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    int option = options_next(context, argc, argv, error);
    if (option != OPTIONS_END)
        return options_status(option);
    const char *kind = argv[optind];
    const char *name = optind + 1 < argc ? argv[optind + 1] : "-";
    Check check = strcmp(kind, "emails") == 0   ? check_email
                  : strcmp(kind, "phones") == 0 ? check_phone
                                                : NULL;
    if (!check) {
        error_set(error, ERROR_USAGE,
                  "validate: \"%s\" can't be checked; expected \"emails\" or \"phones\"", kind);
        return EX_USAGE;
    }
    FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (!in) {
        error_set_at(error, ERROR_NO_INPUT, name, 0, "can't be read: %s", strerror(errno));
        return EX_NOINPUT;
    }
    int status = validate(check, in, name, error);
    if (in != stdin)
        fclose(in);
    return status;
}

const Command command_validate = {
    .name = "validate",
    .usage = "emails|phones [FILE|-]",
    .summary = "Check addresses or phone numbers, one a line",
    .help = "  emails  e-mail addresses, as RFC 5321 has them\n"
            "  phones  international phone numbers, beginning with + and the country code\n"
            "  FILE    the file to read; \"-\" or nothing: standard input\n"
            "\n"
            "Prints a line for each: \"ok\" or \"bad\", a tab, the item as it was given, a tab,\n"
            "its normal form or the reason. A line is taken as it is: a space at its end is\n"
            "part of it. A number that its country's plan does not have is bad.\n"
            "\n"
            "Exit status:\n"
            "  0   all are ok\n"
            "  65  at least one is bad\n"
            "  66  the file can't be read\n"
            "\n"
            "Example:\n"
            "  cut -d, -f3 people.csv | seccontacts validate emails\n",
    .options = options,
    .operands = {1, 2, N_("\"emails\" or \"phones\"")},
    .run = run,
};
