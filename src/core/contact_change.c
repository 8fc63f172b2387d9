/* contact_change.c: a change of a security contact, made once, applied to one or to many. */
#include "core/contact_change.h"

#include "base/memory.h"
#include "core/contact_field.h"

#include <stdlib.h>
#include <string.h>

void contact_change_clear(ContactChange *change)
{
    address_list_free(change->emails);
    address_list_free(change->remove);
    address_list_free(change->add);
    free(change->old);
    free(change->new);
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        free(change->values[i]);
    *change = (ContactChange){0};
}

static AddressList *copy_list(const AddressList *list)
{
    return list ? address_list_copy_indexed(list) : NULL;
}

void contact_change_copy_indexed(ContactChange *to, const ContactChange *from)
{
    *to = (ContactChange){.emails = copy_list(from->emails),
                          .remove = copy_list(from->remove),
                          .add = copy_list(from->add),
                          .old = memory_text(from->old),
                          .new = memory_text(from->new)};
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        to->values[i] = memory_text(from->values[i]);
}

bool contact_change_is_empty(const ContactChange *change)
{
    size_t not_given = 0;
    while (not_given < CONTACT_FIELD_COUNT && !change->values[not_given])
        not_given++;
    return !change->emails && !change->add && !change->remove && !change->old &&
           not_given == CONTACT_FIELD_COUNT;
}

static size_t find(const AddressList *list, const char *address)
{
    return address_list_find(list, address, strlen(address));
}

static void append(AddressList *list, const char *address)
{
    address_list_add(list, address, strlen(address));
}

static void take_list(Contact *contact, AddressList *emails)
{
    address_list_free(contact->emails);
    contact->emails = emails;
}

static void replace(Contact *contact, const char *old, const char *new)
{
    size_t at = find(contact->emails, old);
    if (at == ADDRESS_LIST_NONE)
        return;
    size_t there = find(contact->emails, new);
    AddressList *emails = address_list_new();
    for (size_t i = 0; i < address_list_count(contact->emails); i++) {
        if (i != at)
            append(emails, address_list_get(contact->emails, i));
        else if (there == ADDRESS_LIST_NONE || there == at)
            append(emails, new);
    }
    take_list(contact, emails);
}

void contact_change_apply(const ContactChange *change, Contact *contact)
{
    if (change->emails)
        take_list(contact, address_list_copy(change->emails));
    if (change->remove)
        address_list_subtract(contact->emails, change->remove);
    for (size_t i = 0; change->add && i < address_list_count(change->add); i++)
        append(contact->emails, address_list_get(change->add, i));
    if (change->old)
        replace(contact, change->old, change->new);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (change->values[i])
            contact_set_value(contact, i, change->values[i]);
    }
}
