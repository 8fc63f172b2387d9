#include "mail/preview_internal.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "mail/message/message.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Takes `digits` digits from `*text`; -1 where they are not there. */
static int take_digits(const char **text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)**text))
            return -1;
        value = value * 10 + (*(*text)++ - '0');
    }
    return value;
}

/* Takes "HH:MM", and ":SS" where it follows. */
static bool take_clock(const char **text, struct tm *when)
{
    when->tm_hour = take_digits(text, 2);
    if (when->tm_hour < 0 || when->tm_hour > 23 || *(*text)++ != ':')
        return false;
    when->tm_min = take_digits(text, 2);
    if (when->tm_min < 0 || when->tm_min > 59)
        return false;
    if (**text != ':')
        return true;
    (*text)++;
    when->tm_sec = take_digits(text, 2);
    return when->tm_sec >= 0 && when->tm_sec <= 60;
}

static int64_t seconds_of(const struct tm *clock)
{
    return (int64_t)clock->tm_hour * 3600 + (int64_t)clock->tm_min * 60 + clock->tm_sec;
}

bool preview_time(const char *text, DayZone *zone, int64_t *result)
{
    Day day;
    char date[11];
    struct tm when = {0}, local;
    if (strlen(text) < 10)
        return false;
    memcpy(date, text, 10);
    date[10] = '\0';
    if (!day_parse(date, &day))
        return false;
    text += 10;
    if ((*text == 'T' || *text == ' ') && (text++, !take_clock(&text, &when)))
        return false;
    int64_t time = (int64_t)day * 86400 + seconds_of(&when);
    if (strcmp(text, "Z") == 0) {
        *result = time;
        return true;
    }
    if (*text == '+' || *text == '-') {
        int sign = *text++ == '-' ? -1 : 1;
        struct tm offset = {0};
        if (!take_clock(&text, &offset) || *text)
            return false;
        *result = time - sign * seconds_of(&offset);
        return true;
    }
    if (*text)
        return false;
    /* The offset that holds there: the second look is for a change of the clocks in between. */
    *result = time;
    for (int i = 0; i < 2; i++) {
        day_local_time(zone, *result, &local);
        *result = time - local.tm_gmtoff;
    }
    return true;
}

static void not_json(const json_error_t *where, const char *name, Error *error)
{
    char *words = json_words(where);
    error_set_at(error, ERROR_DATA, name, where->line > 0 ? where->line : 0,
                 "no contact as \"show --json\" prints it: %s", words);
    free(words);
}

bool preview_contact(const char *path, Contact *contact, Error *error)
{
    json_error_t where;
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? _("standard input") : path;
    errno = 0;
    FILE *in = standard ? stdin : fopen(path, "re");
    json_t *root = in ? json_loadf(in, 0, &where) : NULL;
    if (!in || ferror(in))
        error_set_at(error, ERROR_NO_INPUT, name, 0, "can't be read: %s", strerror(errno));
    else if (!root)
        not_json(&where, name, error);
    if (in && !standard)
        fclose(in);
    if (!root)
        return false;
    const json_t *emails = json_object_get(root, "emails");
    const json_t *alerts = json_object_get(root, "alerts");
    bool good = json_is_array(emails) && json_is_boolean(alerts);
    if (!good)
        error_set_at(error, ERROR_DATA, name, 0,
                     "expected a contact: {\"emails\": [ ... ], \"alerts\": true}");
    contact_init(contact);
    contact->alerts = json_is_true(alerts);
    size_t index;
    json_t *email;
    json_array_foreach(emails, index, email)
    {
        const char *text = json_string_value(email);
        size_t length = json_string_length(email);
        AddressProblem problem = text ? address_check(text, length, NULL) : ADDRESS_EMPTY;
        if (good && problem != ADDRESS_OK)
            good =
                error_set_at(error, ERROR_DATA, name, 0, "emails: entry %zu: \"%s\": %s", index + 1,
                             visible_start(text ? text : "", 100), address_problem_text(problem));
        if (problem == ADDRESS_OK)
            address_list_add(contact->emails, text, length);
    }
    if (!good)
        contact_clear(contact);
    json_decref(root);
    return good;
}

static void compose(Preview *preview, const MailContext *mail_context)
{
    size_t index = preview->decision.first;
    if (index >= preview->decision.count)
        index = 0; /* nobody gets it; it is shown as it would look */
    if (preview->decision.count == 0)
        return;
    const char *address = address_list_get(preview->contact.emails, index);
    preview->to = address_normal(address, strlen(address));
    unsigned left = preview->decision.recipients[index].left;
    MessageParts parts = {.alert = &preview->alert,
                          .subscription = preview->subscription->name,
                          .from = mail_context->site->config.mail.from,
                          .to = preview->to,
                          .message_id = MESSAGE_ID_PREVIEW,
                          .now = preview->now,
                          .zone = preview->zone,
                          .fan_out = preview->fan_out,
                          .number = left > 0 ? LIMIT_PER_DAY - left + 1 : LIMIT_PER_DAY};
    preview->bytes = message_compose(&parts, &preview->length);
}

static bool load_contact(Preview *preview, const MailContext *mail_context, const char *file,
                         Error *error)
{
    StoreVersionTag seen;
    return file ? preview_contact(file, &preview->contact, error)
                : store_contact_load(mail_context->site->store, preview->subscription->id,
                                     &preview->contact, &seen, error);
}

bool preview_make(Preview *preview, const MailContext *mail_context, const char *subscription,
                  const PreviewOptions *options, Error *error)
{
    preview->zone = mail_context->site_ledger.zone;
    preview->fan_out = mail_context->site->config.fan_out_each ? FAN_OUT_EACH : FAN_OUT_ONE;
    preview->now = clock_now(mail_context->site->clock);
    preview->subscription = office_subscription(mail_context, subscription, error);
    if (!preview->subscription)
        return false;
    if (options->at && !preview_time(options->at, preview->zone, &preview->now))
        return error_set(error, ERROR_USAGE,
                         "--at: found \"%s\", expected a time such as 2026-11-24T09:00 or "
                         "2026-11-24T09:00Z",
                         visible_start(options->at, 60));
    if (!load_contact(preview, mail_context, options->contact, error))
        return false;
    if (!alert_options_make(options->which, preview->subscription, preview->now, &preview->alert,
                            error)) {
        contact_clear(&preview->contact);
        return false;
    }
    preview->made = true;
    if (!ledger_facts(mail_context->site_ledger.ledger, &preview->alert, &preview->contact,
                      preview->now, &preview->facts, error))
        return false;
    /* At another time than now it is only asked what would be. */
    if (!options->at && !ledger_day_check(preview->facts.today, preview->facts.clock, error))
        return false;
    limit_decide(&preview->contact, &preview->alert, preview->fan_out, &preview->facts,
                 &preview->decision);
    compose(preview, mail_context);
    return true;
}

void preview_clear(Preview *preview)
{
    if (preview->made) {
        limit_decision_clear(&preview->decision);
        limit_facts_clear(&preview->facts);
        alert_clear(&preview->alert);
        contact_clear(&preview->contact);
    }
    free(preview->to);
    free(preview->bytes);
    *preview = (Preview){0};
}

char *preview_reason(const Preview *preview, size_t index)
{
    return limit_reason(&preview->contact, &preview->alert, &preview->facts, &preview->decision,
                        index);
}
