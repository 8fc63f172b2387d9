#include "azure/export.h"

#include "azure/contacts.h"
#include "base/memory.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define ONE "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

enum { CONTACTS = 300, ADDRESSES = 5 };

/* Numbers that are the same in each run (xorshift). */
static unsigned next_number(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* An address with signs that some language gives a meaning. Where `lists`, without those that take
 * a list apart. */
static void add_address(AddressList *list, unsigned *state, bool lists)
{
    static const char atoms[] = "aZ0!#$%&'*+-/=?^_`{|}~";
    static const char quoted[] = "a ${}%$()<>@[]:'`|&*!#~\\\"";
    static const char *const domains[] = {"x.yz", "b\u00fccher.example", "[192.0.2.1]",
                                          "[IPv6:2001:db8::1]", "\u4f8b\u3048.jp"};
    char text[128], *to = text;
    bool quotes = next_number(state) % 3 == 0;
    if (quotes)
        *to++ = '"';
    for (size_t i = 0, count = 1 + next_number(state) % 12; i < count; i++) {
        if (!quotes) {
            *to++ = atoms[next_number(state) % (sizeof atoms - 1)];
            continue;
        }
        char sign = quoted[next_number(state) % (sizeof quoted - 1)];
        if (!lists && next_number(state) % 5 == 0)
            sign = ";,"[next_number(state) % 2];
        if (sign == '"' || sign == '\\')
            *to++ = '\\';
        *to++ = sign;
    }
    if (quotes)
        *to++ = '"';
    int used = snprintf(to, (size_t)(text + sizeof text - to), "@%s",
                        domains[next_number(state) % (sizeof domains / sizeof *domains)]);
    size_t length = (size_t)(to - text) + (size_t)used;
    cr_assert_eq(address_check(text, length, NULL), ADDRESS_OK, "%s", text);
    address_list_add(list, text, length);
}

static void make_contact(Contact *contact, unsigned *state, bool lists)
{
    contact_init(contact);
    for (size_t i = 0, count = 1 + next_number(state) % ADDRESSES; i < count; i++)
        add_address(contact->emails, state, lists);
    if (next_number(state) % 2)
        contact->phone = memory_text("+14255550100");
    contact->alerts = next_number(state) % 2;
}

static Subscription subscription(const char *name)
{
    return (Subscription){.id = (char *)ONE, .name = (char *)name, .tenant = "", .state = ""};
}

/* The text of `contact` in this format, in the default api-version or `api`; of JSON too. The
 * caller frees it. */
static char *text_of(const char *format_name, const char *api_name, const char *name,
                     const Contact *contact)
{
    ExportFormat format;
    ApiVersion api;
    Error error = {0};
    cr_assert(export_format(format_name, &format, &error) &&
              export_api(format, api_name, &api, &error));
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    Export *export = export_new(format, api, false, out);
    Subscription one = subscription(name);
    cr_assert_null(export_left_out(export, contact));
    cr_assert(export_check(export, &one, contact, &error), "%s", error.text);
    export_add(export, &one, contact);
    json_t *json = export_end(export);
    if (json)
        json_dumpf(json, out, JSON_INDENT(2));
    json_decref(json);
    export_free(export);
    fclose(out);
    return text;
}

static void expect_equal(const Contact *found, const Contact *expected, const char *text)
{
    char *difference = contact_difference(expected, found);
    cr_expect(contact_equal(expected, found), "%s: %s", difference, text);
    free(difference);
}

static void read_back(const char *text, const Contact *expected)
{
    CloudContacts contacts = {0};
    Error error = {0};
    FILE *in = tmpfile();
    fputs(text, in);
    rewind(in);
    cr_assert(contacts_read(&contacts, in, "export", &error), "%s: %s", error.text, text);
    fclose(in);
    contacts_finish(&contacts);
    cr_assert_eq(contacts.count, 1);
    cr_expect_eq(contacts.loss_count, 0, "%s", contacts.loss_count ? contacts.losses[0] : "");
    expect_equal(&contacts.items[0].contact, expected, text);
    contacts_clear(&contacts);
}

Test(export, what_is_exported_is_imported_again_as_it_was)
{
    static const struct Way {
        const char *format, *api;
        bool lists;
    } ways[] = {{"rest", "2017-08-01-preview", false},
                {"rest", "2020-01-01-preview", true},
                {"rest", "2023-12-01-preview", true},
                {"json", NULL, false}};
    unsigned state = 20261123;
    for (size_t i = 0; i < CONTACTS; i++) {
        const struct Way *way = &ways[i % 4];
        Contact contact;
        make_contact(&contact, &state, way->lists);
        char *text = text_of(way->format, way->api, "N", &contact);
        read_back(text, &contact);
        free(text);
        contact_clear(&contact);
    }
}

/* What the Azure CLI of 2.91 takes for the value of an option: one that begins with a single quote
 * ends with one, and ' in it is '/. The caller frees it. */
static char *without_shorthand(const char *value)
{
    if (*value != '\'')
        return memory_text(value);
    char *text = memory_new(strlen(value)), *to = text;
    for (value++; *value && !(value[0] == '\'' && value[1] != '/'); value++) {
        *to++ = *value;
        value += *value == '\'';
    }
    cr_expect_str_eq(value, "'");
    return text;
}

/* Takes the arguments of `az security contact create` from `at`, "" behind the last one, into
 * `contact`; what is behind them. */
static const char *take_arguments(const char *at, Contact *contact)
{
    cr_assert_str_eq(at, "security");
    for (; *at; at += strlen(at) + 1) {
        const char *value = at + strlen(at) + 1;
        const char *equals = strchr(at, '=');
        if (strncmp(at, "--email", 7) == 0 && equals)
            value = equals + 1;
        if (strncmp(at, "--email", 7) == 0) {
            bool list = at[7] == 's'; /* an option of 2.91, not of 2.45 */
            AddressFindings findings = {0};
            char *text = list ? without_shorthand(value) : memory_text(value);
            address_list_parse(contact->emails, text, strlen(text), &findings);
            cr_expect_eq(findings.count, 0, "%s", text);
            address_findings_clear(&findings);
            free(text);
        } else if (strcmp(at, "--phone") == 0) {
            contact->phone = memory_text(value);
        } else if (strcmp(at, "--subscription") == 0) {
            cr_expect_str_eq(value, ONE);
        } else if (strcmp(at, "--alert-notifications") == 0) {
            contact->alerts = strcmp(value, "on") == 0 || strstr(value, "\"state\":\"On\"");
        } else {
            continue;
        }
        if (value > at + strlen(at))
            at = value;
    }
    return at + 1;
}

/* Runs the lines with an `az` that prints its arguments, each with a NUL behind it, and one more
 * behind the last. */
static void az_takes(const char *api, bool lists)
{
    static const char begin[] = "az() { printf '%s\\0' \"$@\" ''; }\n";
    Contact *contacts = memory_array(CONTACTS, sizeof *contacts);
    unsigned state = 42;
    char *script = NULL;
    size_t size;
    FILE *out = open_memstream(&script, &size);
    fputs(begin, out);
    for (size_t i = 0; i < CONTACTS; i++) {
        make_contact(&contacts[i], &state, lists);
        char *lines = text_of("az", api, "N\n$(touch /tmp/x)", &contacts[i]);
        fputs(lines, out);
        free(lines);
    }
    fclose(out);
    ProgramRun run =
        program_run((const char *const[]){"/bin/sh", NULL}, &(ProgramInput){.text = script});
    cr_assert_eq(run.status, 0, "%s", run.err);
    cr_expect_str_eq(run.err, "");
    const char *at = run.out;
    for (size_t i = 0; i < CONTACTS; i++) {
        Contact found;
        contact_init(&found);
        size_t lines = lists ? 1 : address_list_count(contacts[i].emails);
        for (size_t j = 0; j < lines; j++)
            at = take_arguments(at, &found);
        expect_equal(&found, &contacts[i], script);
        contact_clear(&found);
        contact_clear(&contacts[i]);
    }
    cr_expect_eq((size_t)(at - run.out), run.out_length);
    program_run_clear(&run);
    free(script);
    free(contacts);
}

Test(export, a_shell_gives_az_just_what_was_written)
{
    az_takes("2020-01-01-preview", true);
    az_takes("2017-08-01-preview", false);
}

/* The text of the string that begins at `at` and is of HCL or Bicep; nothing in it may begin a
 * template's sequence. The caller frees it. */
static char *unquoted(const char *at)
{
    char quote = *at++, *text = memory_new(strlen(at) + 1), *to = text;
    for (; *at != quote; at++) {
        cr_assert(at[0] && at[0] != '\n');
        cr_expect(at[0] != '$' || at[-1] == '\\' || at[1] != '{', "%s", at);
        cr_expect(quote == '\'' || *at != '%' || at[1] != '{', "%s", at);
        if (*at == '\\' && at[1] == 'u') {
            *to++ = (char)strtol((char[]){at[4], at[5], '\0'}, NULL, 16);
            cr_expect(strncmp(at, "\\u00", 4) == 0);
            at += 5;
            continue;
        }
        at += *at == '\\';
        *to++ = *at;
    }
    return text;
}

static void add_all(Contact *contact, char *text, bool list)
{
    AddressFindings findings = {0};
    if (list)
        address_list_parse(contact->emails, text, strlen(text), &findings);
    else
        address_list_add(contact->emails, text, strlen(text));
    cr_expect_eq(findings.count, 0);
    address_findings_clear(&findings);
    free(text);
}

/* Reads what the lines that begin with these names say. */
static void read_lines(const char *text, const char *email, const char *phone, const char *on,
                       const Contact *expected)
{
    Contact found;
    contact_init(&found);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n ");
        if (strncmp(line, email, strlen(email)) == 0)
            add_all(&found, unquoted(line + strlen(email)), *line == 'e' && line[5] == 's');
        else if (strncmp(line, phone, strlen(phone)) == 0)
            found.phone = unquoted(line + strlen(phone));
        else if (strncmp(line, on, strlen(on)) == 0)
            found.alerts = true;
        if (*line == '\0')
            break;
    }
    expect_equal(&found, expected, text);
    contact_clear(&found);
}

Test(export, hcl_and_bicep_quote_every_address)
{
    unsigned state = 4711;
    for (size_t i = 0; i < CONTACTS; i++) {
        Contact contact;
        make_contact(&contact, &state, i % 2);
        char *text = text_of(i % 2 ? "bicep" : "terraform", NULL, "N\nresource = 1", &contact);
        if (i % 2)
            read_lines(text, "emails: ", "phone: ", "isEnabled: true", &contact);
        else
            read_lines(text, "email               = ", "phone               = ",
                       "alert_notifications = true", &contact);
        cr_expect_not_null(strstr(text, "N^Jresource = 1"));
        free(text);
        contact_clear(&contact);
    }
}

/* The next field of CSV at `*at`, which is moved behind it and its separator. The caller frees it.
 */
static char *next_field(const char **at)
{
    char *text = memory_new(strlen(*at) + 1), *to = text;
    bool quoted = **at == '"';
    const char *from = *at + quoted;
    for (; quoted ? *from != '"' || from[1] == '"' : !strchr(",\r", *from); from++) {
        from += quoted && *from == '"';
        *to++ = *from;
    }
    from += quoted;
    *at = from + (*from == '\r' ? 2 : 1);
    bool formula = text[0] && strchr("=-@", text[0]); /* + begins a phone number */
    cr_expect_not(formula, "%s", text);
    if (text[0] == '\'')
        memmove(text, text + 1, strlen(text));
    return text;
}

Test(export, csv_has_a_row_for_each_address)
{
    unsigned state = 1;
    for (size_t i = 0; i < CONTACTS; i++) {
        Contact contact, found;
        make_contact(&contact, &state, false);
        contact_init(&found);
        char *text = text_of("csv", NULL, "=cmd|' /C calc'!A0, \"x\"", &contact);
        static const char begin[] = "id,name,email,phone,alerts\r\n";
        cr_assert(strncmp(text, begin, sizeof begin - 1) == 0);
        for (const char *at = text + sizeof begin - 1; *at;) {
            char *fields[5];
            cr_expect(strstr(at, ONE ",\"'=cmd|' /C calc'!A0, \"\"x\"\"\",") == at);
            for (size_t j = 0; j < 5; j++)
                fields[j] = next_field(&at);
            cr_expect_str_eq(fields[0], ONE);
            add_all(&found, fields[2], false);
            free(found.phone);
            found.phone = *fields[3] ? memory_text(fields[3]) : NULL;
            found.alerts = strcmp(fields[4], "on") == 0;
            free(fields[0]);
            free(fields[1]);
            free(fields[3]);
            free(fields[4]);
        }
        expect_equal(&found, &contact, text);
        free(text);
        contact_clear(&found);
        contact_clear(&contact);
    }
}

Test(export, what_a_list_cant_hold_is_refused)
{
    Contact contact;
    contact_init(&contact);
    static const char address[] = "\"a;b\"@x.yz";
    address_list_add(contact.emails, address, sizeof address - 1);
    Subscription one = subscription("Contoso Production");
    static const struct Way {
        ExportFormat format;
        ApiVersion api;
        bool good;
    } ways[] = {{EXPORT_AZ, API_2020, false},       {EXPORT_REST, API_2023, false},
                {EXPORT_ARM, API_2020, false},      {EXPORT_BICEP, API_2023, false},
                {EXPORT_AZ, API_2017, true},        {EXPORT_REST, API_2017, true},
                {EXPORT_TERRAFORM, API_2017, true}, {EXPORT_JSON, API_2017, true},
                {EXPORT_CSV, API_2017, true}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        Error error = {0};
        Export *export = export_new(ways[i].format, ways[i].api, false, stdout);
        cr_expect_eq(export_check(export, &one, &contact, &error), ways[i].good, "way %zu", i);
        if (!ways[i].good)
            cr_expect_str_eq(error.text,
                             "Contoso Production: \"a;b\"@x.yz can't be exported: Azure takes a "
                             "list of addresses apart at \";\", in quotes too");
        export_free(export);
    }
    contact_clear(&contact);
}

Test(export, a_list_longer_than_an_argument_is_no_command_line)
{
    Contact contact;
    contact_init(&contact);
    for (int i = 0; i < 6554; i++) { /* 20 bytes each, with a separator: 131,080 */
        char address[32];
        int length = snprintf(address, sizeof address, "a%06d@example.com", i);
        address_list_add(contact.emails, address, (size_t)length);
    }
    Subscription one = subscription("N");
    Error error = {0};
    Export *az = export_new(EXPORT_AZ, API_2020, false, stdout);
    Export *rest = export_new(EXPORT_REST, API_2020, false, stdout);
    cr_expect_not(export_check(az, &one, &contact, &error));
    cr_expect_str_eq(error.text, "N: its 6554 addresses are longer than a command line can be; the "
                                 "format rest holds them");
    cr_expect(export_check(rest, &one, &contact, &error));
    address_list_remove(contact.emails, 6553);
    cr_expect(export_check(az, &one, &contact, &error));
    char *text = text_of("az", NULL, "N", &contact);
    char *script = memory_format("az() { /bin/echo \"$@\"; }\n%s", text);
    ProgramRun run =
        program_run((const char *const[]){"/bin/sh", NULL}, &(ProgramInput){.text = script});
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(script);
    free(text);
    export_free(rest);
    export_free(az);
    contact_clear(&contact);
}

Test(export, empty_contacts_are_left_out)
{
    Contact contact;
    contact_init(&contact);
    Export *rest = export_new(EXPORT_REST, API_2023, false, stdout);
    Export *old = export_new(EXPORT_REST, API_2017, false, stdout);
    Export *csv = export_new(EXPORT_CSV, API_2017, false, stdout);
    cr_expect_str_eq(export_left_out(rest, &contact), "no security contact");
    cr_expect_null(export_left_out(csv, &contact));
    contact.alerts = true;
    cr_expect_null(export_left_out(rest, &contact));
    cr_expect_str_eq(export_left_out(old, &contact), "no address, and this format needs one");
    export_free(csv);
    export_free(old);
    export_free(rest);
    contact_clear(&contact);
}

Test(export, formats_and_versions_have_names)
{
    ExportFormat format;
    ApiVersion api;
    Error error = {0};
    cr_expect_not(export_format("yaml", &format, &error));
    cr_expect_str_eq(error.text, "export: unknown format \"yaml\"; expected az, rest, arm, bicep, "
                                 "terraform, json or csv");
    cr_expect(export_api(EXPORT_AZ, NULL, &api, &error));
    cr_expect_eq(api, API_2020);
    cr_expect_not(export_api(EXPORT_AZ, "2023-12-01-preview", &api, &error));
    cr_expect_str_eq(error.text,
                     "export: unknown --api-version \"2023-12-01-preview\" of the format az; "
                     "expected 2017-08-01-preview or 2020-01-01-preview");
    cr_expect_not(export_api(EXPORT_REST, "2020", &api, &error));
    cr_expect_str_eq(error.text,
                     "export: unknown --api-version \"2020\" of the format rest; expected "
                     "2017-08-01-preview, 2020-01-01-preview or 2023-12-01-preview");
    cr_expect_not(export_api(EXPORT_CSV, "2017-08-01-preview", &api, &error));
    cr_expect_str_eq(error.text, "export: --api-version is not for the format csv");
    cr_expect_not(export_takes(EXPORT_ARM, 2, &error));
    cr_expect_str_eq(error.text, "export: a template at subscription scope is for one "
                                 "subscription, not 2: name one SUB");
    cr_expect_not(export_takes(EXPORT_BICEP, 0, &error));
    cr_expect(export_takes(EXPORT_BICEP, 1, &error));
    cr_expect(export_takes(EXPORT_REST, 2, &error));
}
