/* contacts.c: reads security contacts of the cloud, and brings those of a subscription together. */
#include "azure/contacts.h"

#include "azure/contact_shape.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/visible.h"
#include "core/contact_field.h"
#include "core/subscription.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ID_LENGTH = 36 };

static void clear_parts(CloudContacts *contacts)
{
    for (size_t i = 0; contacts->parts && i < contacts->read; i++)
        contact_part_clear(&contacts->parts[i]);
    free(contacts->parts);
    contacts->parts = NULL;
    contacts->part_capacity = 0;
}

void contacts_clear(CloudContacts *contacts)
{
    clear_parts(contacts);
    for (size_t i = 0; i < contacts->count; i++) {
        free(contacts->items[i].subscription);
        contact_clear(&contacts->items[i].contact);
    }
    free(contacts->items);
    for (size_t i = 0; i < contacts->loss_count; i++)
        free(contacts->losses[i]);
    free(contacts->losses);
    *contacts = (CloudContacts){.region = contacts->region, .subscription = contacts->subscription};
}

static const char *string_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool is_contact(const json_t *item)
{
    static const char kind[] = "Microsoft.Security/securityContact";
    const char *type = string_of(item, "type"), *id = string_of(item, "id");
    if (type && strncasecmp(type, kind, sizeof kind - 1) == 0)
        return true;
    if (!type && id && strcasestr(id, "/providers/Microsoft.Security/securityContact"))
        return true;
    return !type && (contact_shape_is_properties(item) ||
                     contact_shape_is_properties(json_object_get(item, "properties")));
}

/* What the reply in an example of the REST API specifications holds; NULL where the item is no such
 * example. */
static json_t *example_body(const json_t *item)
{
    const json_t *responses = json_object_get(item, "responses");
    if (!json_is_object(json_object_get(item, "parameters")))
        return NULL;
    json_t *body = json_object_get(json_object_get(responses, "200"), "body");
    return body ? body : json_object_get(json_object_get(responses, "201"), "body");
}

static bool is_list(const json_t *item)
{
    const json_t *value = json_object_get(item, "value");
    return json_is_array(value) &&
           (json_array_size(value) == 0 || is_contact(json_array_get(value, 0)));
}

bool contacts_recognise(const json_t *item)
{
    const json_t *body = example_body(item);
    return is_contact(item) || is_list(item) || (body && (is_contact(body) || is_list(body)));
}

/* The id in lower case; NULL for none, or one that stands for any: all zero. The caller frees it.
 */
static char *real_id(const char *text)
{
    char *id = text ? subscription_id_normal(text) : NULL;
    if (id && strspn(id, "0-") == ID_LENGTH) {
        free(id);
        id = NULL;
    }
    return id;
}

/* The subscription that a resource's id names; NULL for none. The caller frees it. */
static char *subscription_of(const char *id)
{
    static const char before[] = "/subscriptions/";
    if (!id || strncasecmp(id, before, sizeof before - 1) != 0)
        return real_id(id);
    id += sizeof before - 1;
    char *guid = memory_text_n(id, strcspn(id, "/"));
    char *normal = real_id(guid);
    free(guid);
    return normal;
}

static bool find_subscription(const ContactReader *reader, const char *id, const char *example,
                              char **subscription)
{
    const char *given = reader->to->subscription;
    *subscription = subscription_of(id);
    if (!*subscription)
        *subscription = real_id(example);
    if (!*subscription)
        *subscription = memory_text(given);
    if (!*subscription && id)
        return contact_reader_error(reader,
                                    "\"id\" is \"%s\", which names no subscription; expected "
                                    "one, or --subscription",
                                    visible_start(id, 160));
    if (!*subscription)
        return contact_reader_error(reader, "a security contact without \"id\"; expected one that "
                                            "names its subscription, or --subscription");
    if (given && strcmp(*subscription, given) != 0)
        return contact_reader_error(reader,
                                    "is of subscription %s; expected %s, which --subscription "
                                    "names",
                                    *subscription, given);
    return true;
}

/* `example` is the subscription of an example around the resource, or NULL. */
static bool take_one(const ContactReader *reader, const json_t *item, const char *example)
{
    CloudContacts *to = reader->to;
    const json_t *properties = json_object_get(item, "properties");
    bool flat = !properties || json_is_null(properties);
    if (flat)
        properties = item;
    if (json_is_cut(json_string_value(properties)))
        return contact_reader_error(reader, "\"properties\" is \"%s\": %s",
                                    visible_start(json_string_value(properties), 40), _(JSON_CUT));
    if (!json_is_object(properties))
        return contact_reader_error(reader, "\"properties\" is %s; expected an object",
                                    json_kind(properties));
    if (flat && !contact_shape_is_properties(item))
        return contact_reader_error(reader, "a security contact without \"email\" or \"emails\"; "
                                            "expected its properties");
    ContactPart part = {.serial = to->read};
    const char *name = string_of(item, "name");
    part.name = memory_text(name ? name : "");
    if (!contact_shape_read(reader, properties, flat, &part) ||
        !find_subscription(reader, string_of(item, "id"), example, &part.subscription)) {
        contact_part_clear(&part);
        return false;
    }
    to->parts = memory_reserve(to->parts, &to->part_capacity, to->read + 1, sizeof *to->parts);
    to->parts[to->read++] = part;
    return true;
}

static bool take_list(ContactReader *reader, const json_t *item, const char *example)
{
    const char *more = string_of(item, "nextLink");
    if (more && *more)
        contact_reader_loss(reader,
                            "there is more: this is one page of a longer list, which goes on at "
                            "its \"nextLink\": the other pages are to be read in the same command");
    size_t index;
    json_t *value;
    json_array_foreach(json_object_get(item, "value"), index, value)
    {
        snprintf(reader->where, sizeof reader->where, "contact %zu: ", index + 1);
        if (!is_contact(value))
            return contact_reader_error(reader, "is no security contact, as the first one is");
        if (!take_one(reader, value, example))
            return false;
    }
    return true;
}

bool contacts_take(CloudContacts *contacts, const JsonItems *items, Error *error)
{
    ContactReader reader = {.to = contacts, .items = items, .error = error};
    const json_t *item = items->item;
    const char *example = NULL;
    if (!is_contact(item) && !is_list(item)) {
        example = string_of(json_object_get(item, "parameters"), "subscriptionId");
        item = example_body(item);
    }
    return is_contact(item) ? take_one(&reader, item, example) : take_list(&reader, item, example);
}

bool contacts_read(CloudContacts *contacts, FILE *in, const char *name, Error *error)
{
    static const char expected[] =
        N_("what \"az security contact list\" prints with -o json, or a reply of the REST API");
    JsonItems items;
    error_clear(error);
    bool good = json_items_open(&items, in, name, expected, error);
    while (good && json_items_next(&items, error))
        good = contacts_recognise(items.item)
                   ? contacts_take(contacts, &items, error)
                   : json_items_error(&items, error, "is no security contact; expected %s",
                                      _(expected));
    json_items_clear(&items);
    return error->kind == ERROR_NONE;
}

/* The place that a contact's name says: N of defaultN, 0 of default; LONG_MAX of another name. */
static long rank(const char *name)
{
    static const char word[] = "default";
    if (strncasecmp(name, word, sizeof word - 1) != 0)
        return LONG_MAX;
    const char *digits = name + sizeof word - 1;
    if (digits[strspn(digits, "0123456789")] != '\0' || strlen(digits) > 9)
        return LONG_MAX;
    return *digits ? strtol(digits, NULL, 10) : 0;
}

static int compare_parts(const void *a, const void *b)
{
    const ContactPart *one = a, *two = b;
    int difference = strcmp(one->subscription, two->subscription);
    if (difference != 0)
        return difference;
    long first = rank(one->name), second = rank(two->name);
    if (first != second)
        return first < second ? -1 : 1;
    return one->serial < two->serial ? -1 : 1;
}

static const char *first_address(const ContactPart *part)
{
    return address_list_count(part->contact.emails) > 0 ? address_list_get(part->contact.emails, 0)
                                                        : part->name;
}

/* Notes a loss of the subscription `of`, about `part`, by its first address. */
static void lose(CloudContacts *contacts, const CloudContact *of, const ContactPart *part,
                 const char *format)
{
    Error said = {0};
    char address[81];
    snprintf(address, sizeof address, "%s", first_address(part));
    char *text = sentence_fill(_(format), (const char *[]){of->subscription, address, NULL});
    error_set(&said, ERROR_DATA, "%s", text);
    free(text);
    contacts_add_loss(contacts, error_message(&said));
}

/* Adds `part` to what came before it of the same subscription. */
static void add_part(CloudContacts *contacts, CloudContact *to, const ContactPart *part)
{
    const AddressList *emails = part->contact.emails;
    for (size_t i = 0; i < address_list_count(emails); i++) {
        const char *address = address_list_get(emails, i);
        if (!address_list_add(to->contact.emails, address, strlen(address)))
            lose(contacts, to, part,
                 N_("subscription %s: the contact of \"%s\": a mailbox is there twice, kept once"));
    }
    if (part->contact.alerts && !to->contact.alerts)
        lose(contacts, to, part,
             N_("subscription %s: alerts are on for \"%s\", and off before it: one setting holds "
                "for "
                "all, on"));
    else if (to->contact.alerts && !part->contact.alerts)
        lose(contacts, to, part,
             N_("subscription %s: alerts are off for \"%s\", and on before it: one setting holds "
                "for "
                "all, on"));
    to->contact.alerts |= part->contact.alerts;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (contact_fields[i].type == CONTACT_TEXT && !*contact_value(&to->contact, i))
            contact_set_value(&to->contact, i, contact_value(&part->contact, i));
    }
    if (!to->contact.phone && !to->phone_left_out) {
        to->contact.phone = memory_text(part->contact.phone);
        to->phone_left_out = part->phone_left_out;
    } else if (part->contact.phone &&
               (!to->contact.phone || strcmp(part->contact.phone, to->contact.phone) != 0)) {
        lose(contacts, to, part,
             N_("subscription %s: the phone number of \"%s\" is left out: the first one is kept"));
    }
}

void contacts_finish(CloudContacts *contacts)
{
    ContactPart *parts = contacts->parts;
    if (contacts->read > 0)
        qsort(parts, contacts->read, sizeof *parts, compare_parts);
    CloudContact *items = memory_array(contacts->read, sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < contacts->read; i++) {
        ContactPart *part = &parts[i];
        if (count > 0 && strcmp(items[count - 1].subscription, part->subscription) == 0) {
            add_part(contacts, &items[count - 1], part);
            continue;
        }
        items[count++] = (CloudContact){part->subscription, part->contact, part->phone_left_out};
        part->subscription = NULL;
        part->contact = (Contact){0};
    }
    contacts->items = items;
    contacts->count = count;
    clear_parts(contacts);
}

static int compare_id(const void *id, const void *item)
{
    return strcmp(id, ((const CloudContact *)item)->subscription);
}

const CloudContact *contacts_find(const CloudContacts *contacts, const char *id)
{
    if (contacts->count == 0)
        return NULL;
    return bsearch(id, contacts->items, contacts->count, sizeof *contacts->items, compare_id);
}

void contacts_apply(const CloudContact *from, Contact *contact)
{
    address_list_free(contact->emails);
    contact->emails = address_list_copy(from->contact.emails);
    if (!from->phone_left_out)
        contact_set_value(contact, CONTACT_PHONE, contact_value(&from->contact, CONTACT_PHONE));
    contact->alerts = from->contact.alerts;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        const char *value = contact_value(&from->contact, i);
        if (contact_fields[i].type == CONTACT_TEXT && *value)
            contact_set_value(contact, i, value);
    }
}
