/* What `export` writes for Terraform. */
#include "azure/export_internal.h"

#include <string.h>

/* A quoted template of HCL: "${" and "%{" would begin a template's sequence. As an escape neither
 * sign begins one, whatever stands around it. */
static void write_string(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        if (*text == '$' || *text == '%')
            fprintf(out, "\\u%04x", (unsigned)*text);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
    }
    putc('"', out);
}

/* "subscription_20ff7fc3_...": an identifier. */
static void write_label(FILE *out, const Subscription *subscription)
{
    fputs("subscription_", out);
    for (const char *c = subscription->id; *c; c++)
        putc(*c == '-' ? '_' : *c, out);
}

static void write_provider(FILE *out, const Subscription *subscription)
{
    fputs("\n", out);
    export_write_comment(out, "#", subscription);
    fputs("provider \"azurerm\" {\n"
          "  alias           = \"",
          out);
    write_label(out, subscription);
    fprintf(out,
            "\"\n"
            "  subscription_id = \"%s\"\n"
            "  features {}\n"
            "}\n",
            subscription->id);
}

/* The names are default, default2, default3 and so on. */
static void write_resource(FILE *out, const Subscription *subscription, const Contact *contact,
                           size_t index)
{
    fputs("\nresource \"azurerm_security_center_contact\" \"", out);
    write_label(out, subscription);
    fprintf(out, "_%zu\" {\n  provider            = azurerm.", index + 1);
    write_label(out, subscription);
    fputs("\n  name                = \"default", out);
    if (index > 0)
        fprintf(out, "%zu", index + 1);
    fputs("\"\n  email               = ", out);
    write_string(out, address_list_get(contact->emails, index));
    if (contact->phone && index == 0)
        fprintf(out, "\n  phone               = \"%s\"", contact->phone);
    fprintf(out,
            "\n  alert_notifications = %s\n"
            "  alerts_to_admins    = false\n"
            "}\n",
            contact->alerts ? "true" : "false");
}

void export_write_terraform(Export *export, const Subscription *subscription,
                            const Contact *contact)
{
    FILE *out = export->out;
    if (export->count == 0)
        fputs("# azurerm_security_center_contact takes one e-mail address: several are several\n"
              "# resources. It has no minimal severity and no roles.\n",
              out);
    write_provider(out, subscription);
    for (size_t i = 0; i < address_list_count(contact->emails); i++)
        write_resource(out, subscription, contact, i);
}
