/* contact_shape.c: reads the properties of a security contact, in any of their shapes. */
#include "azure/contact_shape.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/contact_field.h"
#include "core/phone.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The names of an object that are understood where it stands beside others. */
static const char *const known[] = {
    "email", "alertNotifications", "alertsToAdmins",       "notificationsByRole", "isEnabled",
    "id",    "configured",         "notificationsSources",
}; /* and those of the fields */

/* Of a resource: they say nothing about who is told. */
static const char *const of_resource[] = {"name",       "type", "etag", "location",
                                          "systemData", "tags", "kind", "resourceGroup"};

void contact_part_clear(ContactPart *part)
{
    free(part->subscription);
    free(part->name);
    contact_clear(&part->contact);
    *part = (ContactPart){0};
}

bool contact_reader_error(const ContactReader *reader, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    json_items_error(reader->items, reader->error, "%s%s", reader->where, text);
    free(text);
    return false;
}

void contacts_add_loss(CloudContacts *contacts, char *line)
{
    contacts->losses = memory_reserve(contacts->losses, &contacts->loss_capacity,
                                      contacts->loss_count + 1, sizeof *contacts->losses);
    contacts->losses[contacts->loss_count++] = line;
}

void contact_reader_loss(const ContactReader *reader, const char *format, ...)
{
    Error said = {0}; /* it makes text visible, and knows how places are written */
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    json_items_error(reader->items, &said, "%s%s", reader->where, text);
    free(text);
    contacts_add_loss(reader->to, error_message(&said));
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

bool contact_shape_is_properties(const json_t *object)
{
    return json_object_get(object, "emails") || json_object_get(object, "alertsToAdmins") ||
           json_object_get(object, "notificationsByRole") ||
           json_object_get(object, "notificationsSources") ||
           (json_object_get(object, "alertNotifications") &&
            (json_object_get(object, "email") || json_object_get(object, "phone")));
}

/* The member called `name`; NULL where it is missing or null. */
static const json_t *member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_null(value) ? NULL : value;
}

/* Sets `*text` to the string called `name`, to NULL where there is none. */
static bool get_text(const ContactReader *reader, const json_t *object, const char *name,
                     const char **text)
{
    const json_t *value = member(object, name);
    *text = json_string_value(value);
    if (json_is_cut(*text))
        return contact_reader_error(reader, "\"%s\" is \"%s\": %s", name, visible_start(*text, 40),
                                    _(JSON_CUT));
    if (value && !*text)
        return contact_reader_error(reader, "\"%s\" is %s; expected a string", name,
                                    json_kind(value));
    return true;
}

/* What the switch called `name` is, where it is right. */
static const char *switch_values(const char *name)
{
    static const char *const booleans[] = {"isEnabled", "alerts", "owners"};
    return is_one_of(name, booleans, sizeof booleans / sizeof *booleans) ? N_("true or false")
                                                                         : N_("\"On\" or \"Off\"");
}

/* Sets `*on` from On or Off, in any case, or true or false. */
static bool get_switch(const ContactReader *reader, const char *name, const json_t *value, bool *on)
{
    const char *text = json_string_value(value);
    if (json_is_boolean(value) || (text && strcasecmp(text, "on") == 0)) {
        *on = !json_is_false(value);
        return true;
    }
    *on = false;
    if (text && strcasecmp(text, "off") == 0)
        return true;
    if (json_is_cut(text))
        return contact_reader_error(reader, "\"%s\" is \"%s\": %s", name, visible_start(text, 40),
                                    _(JSON_CUT));
    if (text)
        return contact_reader_error(reader, "\"%s\" is \"%s\"; expected %s", name,
                                    visible_start(text, 80), _(switch_values(name)));
    return contact_reader_error(reader, "\"%s\" is %s; expected %s", name, json_kind(value),
                                _(switch_values(name)));
}

static bool take_addresses(const ContactReader *reader, const char *name, const char *text,
                           size_t length, AddressList *list)
{
    AddressFindings findings = {0};
    bool good = true;
    address_list_parse(list, text, length, &findings);
    for (size_t i = 0; i < findings.count && good; i++) {
        const AddressFinding *finding = &findings.items[i];
        char *words = address_finding_text(finding, text, length, list);
        if (finding->item.problem != ADDRESS_OK)
            good = contact_reader_error(reader, "\"%s\": %s", name, words);
        else
            contact_reader_loss(reader, "\"%s\": %s: it is kept once", name, words);
        free(words);
    }
    address_findings_clear(&findings);
    return good;
}

/* The list as `seccontacts export --format json` writes it: an address a string. */
static bool take_address_array(const ContactReader *reader, const json_t *array, AddressList *list)
{
    size_t index;
    json_t *value;
    json_array_foreach(array, index, value)
    {
        const char *text = json_string_value(value);
        size_t length = json_string_length(value), at;
        if (!text)
            return contact_reader_error(reader, "\"emails\": address %zu is %s; expected a string",
                                        index + 1, json_kind(value));
        AddressProblem problem = address_check(text, length, &at);
        if (problem != ADDRESS_OK)
            return contact_reader_error(reader, "\"emails\": \"%s\": %s", visible_start(text, 80),
                                        address_problem_text(problem));
        if (!address_list_add(list, text, length))
            contact_reader_loss(reader, "\"emails\": \"%s\" is there twice: it is kept once",
                                visible_start(text, 80));
    }
    return true;
}

static bool take_emails(const ContactReader *reader, const json_t *properties, AddressList *list)
{
    const json_t *emails = member(properties, "emails");
    if (json_is_array(emails))
        return take_address_array(reader, emails, list);
    static const char *const names[] = {"email", "emails"};
    for (size_t i = 0; i < 2; i++) {
        const char *text;
        if (!get_text(reader, properties, names[i], &text))
            return false;
        if (text && !take_addresses(reader, names[i], text, strlen(text), list))
            return false;
    }
    if (!emails && !member(properties, "email"))
        contact_reader_loss(reader, "nothing says what the addresses are: none is taken");
    return true;
}

static bool take_phone(const ContactReader *reader, const json_t *properties, ContactPart *part)
{
    const char *text;
    if (!get_text(reader, properties, "phone", &text))
        return false;
    if (!text || *text == '\0')
        return true;
    PhoneNumber number;
    PhoneVerdict verdict = phone_parse_in(text, reader->to->region, &number, NULL);
    char *words = phone_verdict_text(verdict, &number);
    if (verdict == PHONE_OK || phone_is_warning(verdict))
        part->contact.phone = memory_text(number.e164);
    else
        part->phone_left_out = true;
    if (phone_is_warning(verdict))
        contact_reader_loss(reader, "phone \"%s\" is taken, but: %s", visible_start(text, 40),
                            words);
    else if ((verdict == PHONE_NATIONAL || verdict == PHONE_ZEROS) && !reader->to->region)
        contact_reader_loss(reader, "phone \"%s\" is left out: %s, or give --region",
                            visible_start(text, 40), words);
    else if (verdict != PHONE_OK)
        contact_reader_loss(reader, "phone \"%s\" is left out: %s", visible_start(text, 40), words);
    free(words);
    return true;
}

/* Fields that Azure has not, but `show --json` prints. */
static bool take_texts(const ContactReader *reader, const json_t *properties, Contact *contact)
{
    bool good = true;
    for (size_t i = CONTACT_VALUES; good && i < CONTACT_FIELD_COUNT; i++) {
        const char *text = NULL, *expected;
        if (contact_fields[i].type == CONTACT_TEXT)
            good = get_text(reader, properties, contact_fields[i].name, &text);
        if (text && !contact_value_is_valid(i, text, &expected))
            good =
                contact_reader_error(reader, "\"%s\" is \"%s\"; expected %s",
                                     contact_fields[i].name, visible_start(text, 80), _(expected));
        else if (text)
            contact_set_value(contact, i, text);
    }
    return good;
}

static void tell_severity(const ContactReader *reader, const json_t *object)
{
    const json_t *value = member(object, "minimalSeverity");
    const char *severity =
        value && !json_is_string(value) ? json_kind(value) : json_string_value(value);
    if (severity && strcasecmp(severity, "high") != 0)
        contact_reader_loss(reader,
                            "minimal severity %s is left out: alerts of high severity are "
                            "e-mailed, no others",
                            visible_start(severity, 40));
}

/* "Owner, Admin", for the caller to free; NULL for none. What is no array of names is told as it
 * is: roles are left out in any case. */
static char *list_roles(const json_t *roles)
{
    if (json_is_string(roles))
        return memory_text(visible_start(json_string_value(roles), 80));
    if (roles && !json_is_array(roles))
        return memory_text(json_kind(roles));
    char *text = NULL;
    size_t index;
    json_t *role;
    json_array_foreach(roles, index, role)
    {
        const char *name = json_string_value(role);
        char *longer = memory_format("%s%s%s", text ? text : "", text ? ", " : "",
                                     visible_start(name ? name : json_kind(role), 80));
        free(text);
        text = longer;
    }
    return text;
}

/* Whether a switch of what is left out anyway is on: unless it says that it is off. */
static bool is_on(const json_t *value)
{
    const char *text = json_string_value(value);
    return !json_is_false(value) && !(text && strcasecmp(text, "off") == 0);
}

/* Tells of e-mail to roles, which is left out: so nothing of it is refused. */
static void tell_roles(const ContactReader *reader, const json_t *properties)
{
    static const char *const owners[] = {"alertsToAdmins", "owners"};
    for (size_t i = 0; i < 2; i++) {
        const json_t *value = member(properties, owners[i]);
        if (value && is_on(value))
            contact_reader_loss(reader,
                                "e-mail to subscription owners (\"%s\") is left out: it is not "
                                "available yet",
                                owners[i]);
    }
    const json_t *by_role = member(properties, "notificationsByRole");
    if (!by_role)
        return;
    bool whole = json_is_object(by_role);
    char *roles = list_roles(whole ? member(by_role, "roles") : by_role);
    const json_t *state = whole ? member(by_role, "state") : NULL;
    bool on = state ? is_on(state) : roles != NULL;
    if (on)
        contact_reader_loss(reader, "e-mail to the roles %s is left out: it is not available yet",
                            roles ? roles : _("(none is named)"));
    else if (roles)
        contact_reader_loss(reader, "the roles %s are left out, to whom e-mail is off", roles);
    free(roles);
}

/* Sets `*alerts` from the sources of api-version 2023-12-01-preview. */
static bool take_sources(const ContactReader *reader, const json_t *sources, bool *alerts)
{
    const char *cut =
        json_string_value(json_is_array(sources) ? json_array_get(sources, 0) : sources);
    if (json_is_cut(cut))
        return contact_reader_error(reader, "\"notificationsSources\" is \"%s\": %s",
                                    visible_start(cut, 40), _(JSON_CUT));
    if (!json_is_array(sources))
        return contact_reader_error(reader, "\"notificationsSources\" is %s; expected an array",
                                    json_kind(sources));
    size_t index;
    json_t *source;
    json_array_foreach(sources, index, source)
    {
        const char *type;
        const char *level = json_string_value(member(source, "minimalRiskLevel"));
        if (!get_text(reader, source, "sourceType", &type))
            return false;
        if (!type)
            return contact_reader_error(reader,
                                        "\"notificationsSources\": source %zu has no "
                                        "\"sourceType\"; expected \"Alert\" or \"AttackPath\"",
                                        index + 1);
        if (strcasecmp(type, "Alert") == 0) {
            *alerts = true;
            tell_severity(reader, source);
        } else if (strcasecmp(type, "AttackPath") == 0) {
            contact_reader_loss(reader,
                                "e-mail about attack paths (minimal risk level %s) is left out: "
                                "alerts are e-mailed, nothing else",
                                visible_start(level ? level : _("unknown"), 40));
        } else {
            contact_reader_loss(reader,
                                "e-mail about \"%s\" is left out: alerts are e-mailed, nothing "
                                "else",
                                visible_start(type, 40));
        }
    }
    return true;
}

/* `alertNotifications` of api-version 2020-01-01-preview. */
static bool take_notifications(const ContactReader *reader, const json_t *object, bool *alerts)
{
    const json_t *state = member(object, "state");
    tell_severity(reader, object);
    if (state)
        return get_switch(reader, "alertNotifications.state", state, alerts);
    *alerts = member(object, "minimalSeverity") != NULL;
    contact_reader_loss(
        reader,
        *alerts
            ? N_("\"alertNotifications\" has no \"state\": alerts are taken as on, as there is a "
                 "minimal severity")
            : N_("\"alertNotifications\" has no \"state\": alerts are taken as off"));
    return true;
}

static bool take_alerts(const ContactReader *reader, const json_t *properties, bool *alerts)
{
    const json_t *own = member(properties, "alerts");
    const json_t *notifications = member(properties, "alertNotifications");
    const json_t *sources = member(properties, "notificationsSources");
    const json_t *enabled = member(properties, "isEnabled");
    if (own)
        return get_switch(reader, "alerts", own, alerts);
    if (json_is_object(notifications))
        return take_notifications(reader, notifications, alerts);
    if (notifications)
        return get_switch(reader, "alertNotifications", notifications, alerts);
    if (sources && !take_sources(reader, sources, alerts))
        return false;
    if (enabled) {
        bool on;
        if (!get_switch(reader, "isEnabled", enabled, &on))
            return false;
        *alerts = *alerts && on;
    } else if (!sources) {
        contact_reader_loss(reader, "nothing says whether alerts are on: they are taken as off");
    } else if (*alerts) {
        contact_reader_loss(reader, "no \"isEnabled\": alerts are taken as on");
    }
    return true;
}

static void tell_unknown(const ContactReader *reader, const json_t *properties, bool flat)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)properties, name, value)
    {
        if (!contact_field_find(name) && !is_one_of(name, known, sizeof known / sizeof *known) &&
            !(flat && is_one_of(name, of_resource, sizeof of_resource / sizeof *of_resource)))
            contact_reader_loss(reader, "\"%s\" is left out: no such property is known",
                                visible_start(name, 80));
    }
}

bool contact_shape_read(const ContactReader *reader, const json_t *properties, bool flat,
                        ContactPart *part)
{
    contact_init(&part->contact);
    bool good = take_emails(reader, properties, part->contact.emails) &&
                take_phone(reader, properties, part) &&
                take_alerts(reader, properties, &part->contact.alerts) &&
                take_texts(reader, properties, &part->contact);
    if (good)
        tell_roles(reader, properties);
    if (good)
        tell_unknown(reader, properties, flat);
    return good;
}
