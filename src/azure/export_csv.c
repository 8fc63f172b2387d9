/* What `export` writes as CSV. */
#include "azure/export_internal.h"

#include "base/visible.h"

#include <stdlib.h>
#include <string.h>

/* A field of RFC 4180. A spreadsheet takes what begins with one of these signs for a formula, which
 * somebody else may have written: an apostrophe in front makes it text. One that is there already
 * gets another, so that whoever takes the first one off has the text again. */
static void write_field(FILE *out, const char *text)
{
    bool quoted = strpbrk(text, "\",\r\n") != NULL;
    fputs(quoted ? "\"" : "", out);
    if (*text && strchr("=+-@\t\r'", *text))
        putc('\'', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    fputs(quoted ? "\"" : "", out);
}

static void write_row(FILE *out, const Subscription *subscription, const Contact *contact,
                      const char *email)
{
    char *name = visible_text(subscription->name);
    fprintf(out, "%s,", subscription->id);
    write_field(out, name);
    putc(',', out);
    write_field(out, email);
    /* + and digits are a number and no formula: left as it is, for programs that read it. */
    fprintf(out, ",%s,%s\r\n", contact->phone ? contact->phone : "",
            contact->alerts ? "on" : "off");
    free(name);
}

void export_write_csv(Export *export, const Subscription *subscription, const Contact *contact)
{
    if (export->count == 0)
        fputs("id,name,email,phone,alerts\r\n", export->out);
    size_t count = address_list_count(contact->emails);
    for (size_t i = 0; i < count; i++)
        write_row(export->out, subscription, contact, address_list_get(contact->emails, i));
    if (count == 0)
        write_row(export->out, subscription, contact, "");
}
