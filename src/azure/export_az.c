/* Lines for a POSIX shell. The options of `az security contact create` are those of the version of
 * the Azure CLI that has the api-version: 2.45 the one of 2017, 2.91 the one of 2020. */
#include "azure/export_internal.h"
#include "base/memory.h"

#include <stdlib.h>

/* Between single quotes the shell leaves every character as it is but the single quote (POSIX.1,
 * 2.2.2): that one stands outside of them, behind a backslash. */
static void write_quoted(FILE *out, const char *text)
{
    putc('\'', out);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else
            putc(*text, out);
    }
    putc('\'', out);
}

/* What the Azure CLI of 2.91 takes for `value`: there a text that begins with a single quote is one
 * in such quotes, and ' in it is '/ (its doc/shorthand_syntax.md). The caller frees it. */
static char *shorthand(const char *value)
{
    if (*value != '\'')
        return memory_text(value);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text(value);
    putc('\'', out);
    for (; *value; value++)
        fputs(*value == '\'' ? "'/" : (const char[]){*value, '\0'}, out);
    putc('\'', out);
    fclose(out);
    return text;
}

/* An address may begin with "-": behind "=" it is no option. */
static void write_option(FILE *out, const char *name, const char *value)
{
    fprintf(out, " \\\n    %s%c", name, *value == '-' ? '=' : ' ');
    write_quoted(out, value);
}

static void write_json(FILE *out, const char *name, const json_t *properties, const char *member)
{
    char *value = json_dumps(json_object_get(properties, member), JSON_COMPACT);
    write_option(out, name, value);
    free(value);
}

static void begin(FILE *out, const Subscription *subscription, ApiVersion api, size_t index)
{
    char name[32];
    export_resource_name(api, index, name);
    fprintf(out, "az security contact create --subscription %s -n %s", subscription->id, name);
}

static void write_old(FILE *out, const Subscription *subscription, const Contact *contact,
                      size_t index)
{
    begin(out, subscription, API_2017, index);
    write_option(out, "--email", address_list_get(contact->emails, index));
    if (contact->phone && index == 0)
        write_option(out, "--phone", contact->phone);
    fprintf(out, " \\\n    --alert-notifications %s --alerts-admins off\n",
            contact->alerts ? "on" : "off");
}

static void write_new(FILE *out, const Subscription *subscription, const Contact *contact)
{
    json_t *properties = export_properties(API_2020, contact, 0);
    begin(out, subscription, API_2020, 0);
    char *emails = shorthand(json_string_value(json_object_get(properties, "emails")));
    write_option(out, "--emails", emails);
    free(emails);
    if (contact->phone)
        write_option(out, "--phone", contact->phone);
    write_json(out, "--notifications-by-role", properties, "notificationsByRole");
    write_json(out, "--alert-notifications", properties, "alertNotifications");
    putc('\n', out);
    json_decref(properties);
}

void export_write_az(Export *export, const Subscription *subscription, const Contact *contact)
{
    export_write_comment(export->out, "#", subscription);
    if (export->api != API_2017) {
        write_new(export->out, subscription, contact);
        return;
    }
    for (size_t i = 0; i < address_list_count(contact->emails); i++)
        write_old(export->out, subscription, contact, i);
}
