/* contact_field.c: the table of the fields of a security contact, and what is asked of a row. */
#include "core/contact_field.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdlib.h>
#include <string.h>

const ContactField contact_fields[CONTACT_FIELD_COUNT] = {
    [CONTACT_EMAILS] =
        {
            .name = "emails",
            .type = CONTACT_ADDRESSES,
            .offset = offsetof(Contact, emails),
            .label = N_("Contacts"),
            .expected = N_("an array such as [ \"ops@example.com\", \"noc@example.com\" ]"),
        },
    [CONTACT_PHONE] =
        {
            .name = "phone",
            .type = CONTACT_NUMBER,
            .offset = offsetof(Contact, phone),
            .label = N_("Phone"),
            .what = N_("the phone number"),
            .change = N_("phone: "),
            .added = N_("phone added"),
            .removed = N_("phone removed"),
            .changed = N_("phone changed"),
            .expected = N_("a quoted text such as \"+14255550100\""),
        },
    [CONTACT_ALERTS] =
        {
            .name = "alerts",
            .type = CONTACT_TOGGLE,
            .offset = offsetof(Contact, alerts),
            .label = N_("Alerts"),
            .change = N_("alerts: "),
            .added = N_("alerts on"),
            .removed = N_("alerts off"),
            .required = true,
        },
    [CONTACT_OWNERS] =
        {
            .name = "owners",
            .type = CONTACT_TOGGLE,
            .offset = offsetof(Contact, owners),
            .label = N_("Owners"),
            .change = N_("owners: "),
            .added = N_("owners on"),
            .removed = N_("owners off"),
            .fixed = true,
        },
};

const ContactField *contact_field_find(const char *name)
{
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        if (strcmp(contact_fields[i].name, name) == 0)
            return &contact_fields[i];
    }
    return NULL;
}

bool contact_field_is_text(size_t index)
{
    ContactFieldType type = contact_fields[index].type;
    return type == CONTACT_NUMBER || type == CONTACT_TEXT;
}

static const void *member(const Contact *contact, size_t index)
{
    return (const char *)contact + contact_fields[index].offset;
}

static void *member_to_change(Contact *contact, size_t index)
{
    return (char *)contact + contact_fields[index].offset;
}

bool contact_is_on(const Contact *contact, size_t index)
{
    return *(const bool *)member(contact, index);
}

const char *contact_value(const Contact *contact, size_t index)
{
    if (!contact_field_is_text(index))
        return contact_is_on(contact, index) ? "on" : "off";
    const char *text = *(char *const *)member(contact, index);
    return text ? text : "";
}

void contact_set_value(Contact *contact, size_t index, const char *value)
{
    if (!contact_field_is_text(index)) {
        *(bool *)member_to_change(contact, index) = value && strcmp(value, "on") == 0;
        return;
    }
    char **text = member_to_change(contact, index);
    char *copy = memory_text(value && *value ? value : NULL);
    free(*text);
    *text = copy;
}

bool contact_field_equal(const Contact *a, const Contact *b, size_t index)
{
    if (contact_fields[index].type == CONTACT_ADDRESSES)
        return address_list_equal(a->emails, b->emails);
    return strcmp(contact_value(a, index), contact_value(b, index)) == 0;
}

/* E.164: a plus and 7 to 15 digits, of which the first is not 0. */
static bool is_e164(const char *text)
{
    size_t digits = strspn(text + 1, "0123456789");
    return text[0] == '+' && text[1] != '0' && digits >= 7 && digits <= 15 &&
           text[1 + digits] == '\0';
}

bool contact_value_is_valid(size_t index, const char *value, const char **expected)
{
    bool number = contact_fields[index].type == CONTACT_NUMBER;
    *expected = number ? N_("+ and 7 to 15 digits, such as \"+14255550100\"")
                       : N_("one line of text without control characters");
    return *value == '\0' || (number ? is_e164(value) : visible_is_plain(value, strlen(value)));
}
