/* What `export` writes for Bicep. */
#include "azure/export_internal.h"

/* In Bicep's single quotes "'", "\" and "${" have a meaning; "\$" is a dollar sign anywhere. */
static void write_string(FILE *out, const char *text)
{
    putc('\'', out);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\' || *text == '$')
            putc('\\', out);
        putc(*text, out);
    }
    putc('\'', out);
}

/* Writes a value, and what is in it `depth` steps to the right. The names of our objects are Bicep
 * identifiers. */
static void write_value(FILE *out, const json_t *value, int depth)
{
    const char *name;
    json_t *member;
    size_t index;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        fputs("{\n", out);
        json_object_foreach((json_t *)value, name, member)
        {
            fprintf(out, "%*s%s: ", 2 * (depth + 1), "", name);
            write_value(out, member, depth + 1);
            putc('\n', out);
        }
        fprintf(out, "%*s}", 2 * depth, "");
        break;
    case JSON_ARRAY:
        fputs(json_array_size(value) > 0 ? "[\n" : "[", out);
        json_array_foreach(value, index, member)
        {
            fprintf(out, "%*s", 2 * (depth + 1), "");
            write_value(out, member, depth + 1);
            putc('\n', out);
        }
        fprintf(out, "%*s]", json_array_size(value) > 0 ? 2 * depth : 0, "");
        break;
    case JSON_STRING:
        write_string(out, json_string_value(value));
        break;
    default:
        fputs(json_is_true(value) ? "true" : "false", out);
        break;
    }
}

void export_write_bicep(Export *export, const Subscription *subscription, const Contact *contact)
{
    FILE *out = export->out;
    export_write_comment(out, "//", subscription);
    fprintf(out,
            "// az deployment sub create --subscription %s --location LOCATION \\\n"
            "//     --template-file FILE\n"
            "targetScope = 'subscription'\n",
            subscription->id);
    for (size_t i = 0; i < export_resource_count(export->api, contact); i++) {
        char name[32];
        export_resource_name(export->api, i, name);
        json_t *resource = json_pack("{s:s, s:o}", "name", name, "properties",
                                     export_properties(export->api, contact, i));
        fprintf(out, "\nresource contact%zu 'Microsoft.Security/securityContacts@%s' = ", i + 1,
                api_name(export->api));
        write_value(out, resource, 0);
        putc('\n', out);
        json_decref(resource);
    }
}
