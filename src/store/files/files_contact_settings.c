/* The settings of a contact: from libconfig's tree, and into it. */
#include "store/files/files.h"

#include "base/language.h"
#include "base/memory.h"
#include "store/conf/settings_check.h"
#include "store/conf/settings_edit.h"
#include "store/conf/settings_texts.h"

#include <stdlib.h>
#include <string.h>

#define EMAILS     FILES_CONTACT_EMAILS
#define WORDS_MOST SETTINGS_MANY /* addresses whose differences are put into words with a save */

/* E.164: a plus and 7 to 15 digits, of which the first is not 0. Whether a country has such numbers
 * is not for the reading of a file to say. */
static bool is_e164(const char *text)
{
    size_t digits = strspn(text + 1, "0123456789");
    return text[0] == '+' && text[1] != '0' && digits >= 7 && digits <= 15 &&
           text[1 + digits] == '\0';
}

/* What is wrong with an entry that is no address; the caller frees it. */
static char *entry_words(const char *text, size_t length, AddressProblem problem)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, text, length, &findings);
    size_t count = address_list_count(list) + findings.duplicates;
    char *words;
    if (findings.invalid > 0 || count == 0)
        words = memory_text(address_problem_text(problem));
    else if (count == 1)
        words = memory_format(_("more than an address: write only %s"), address_list_get(list, 0));
    else
        words = memory_format(n_("%zu address: write each in double quotes of its own",
                                 "%zu addresses: write each in double quotes of its own", count),
                              count);
    address_findings_clear(&findings);
    address_list_free(list);
    return words;
}

static bool email_from_settings(const Settings *settings, const config_setting_t *array, size_t i,
                                AddressList *emails, Error *error)
{
    const char *text = settings_entry(array, i);
    size_t length = strlen(text);
    AddressProblem problem = address_check(text, length, NULL);
    const config_setting_t *entry = config_setting_get_elem(array, (unsigned)i);
    if (problem != ADDRESS_OK) {
        char *words = entry_words(text, length, problem);
        settings_refuse(settings, entry, error, "\"%s\": %s", text, words);
        free(words);
        return false;
    }
    if (address_list_add(emails, text, length))
        return true;
    const char *same = address_list_get(emails, address_list_find(emails, text, length));
    size_t first = 0; /* in the file, which may have entries that are not in the list */
    while (strcmp(settings_entry(array, first), same) != 0)
        first++;
    return settings_refuse(settings, entry, error,
                           "\"%s\" is the same mailbox as entry %zu, \"%s\": remove one", text,
                           first + 1, same);
}

/* The addresses of an array that is apart. False where one is wrong, and libconfig's tree is needed
 * to say which, or where it was cancelled. */
static bool emails_apart(const Settings *settings, AddressList *emails)
{
    const SettingsArray *array = &settings->scan.array;
    enum { STEP = 1024 };
    size_t count = 0;
    SettingsTexts texts = settings_texts_begin(settings);
    bool good = true;
    progress_begin(settings->progress, array->end);
    address_list_reserve(emails, array->count, array->bytes);
    while (good && settings_texts_next(&texts)) {
        good = address_check(texts.text, texts.length, NULL) == ADDRESS_OK &&
               address_list_add(emails, texts.text, texts.length) &&
               (++count % STEP != 0 || progress_at(settings->progress, texts.at));
    }
    settings_texts_end(&texts);
    address_list_pack(emails);
    return good;
}

static bool emails_from_settings(const Settings *settings, AddressList *emails, FilesReview *review,
                                 Error *error)
{
    if (settings_is_apart(settings))
        return emails_apart(settings, emails);
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *array;
    if (!settings_texts(settings, root, "emails",
                        "an array such as [ \"ops@example.com\", \"noc@example.com\" ]", &array,
                        error))
        return false;
    size_t count = array ? (size_t)config_setting_length(array) : 0;
    for (size_t i = 0; i < count; i++) {
        if (!email_from_settings(settings, array, i, emails, error) &&
            !files_review_goes_on(review, error))
            return false;
    }
    return true;
}

static bool phone_from_settings(const Settings *settings, char **phone, Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const char *text;
    if (!settings_text(settings, root, "phone", "a quoted text such as \"+14255550100\"", &text,
                       error))
        return false;
    if (!text || *text == '\0')
        return true;
    if (!is_e164(text))
        return settings_refuse_value(settings, config_setting_get_member(root, "phone"),
                                     "+ and 7 to 15 digits, such as \"+14255550100\"", error);
    *phone = memory_text(text);
    return true;
}

static bool alerts_from_settings(const Settings *settings, bool *alerts, Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    /* It is the last setting that we write: without it the file may have been cut short. */
    if (!config_setting_get_member(root, "alerts"))
        return error_set_at(error, ERROR_CONFIG, settings->path, settings->scan.lines,
                            "alerts: missing: if nothing else is, add alerts = true; or "
                            "alerts = false; at the end");
    return settings_bool(settings, root, "alerts", alerts, error);
}

bool files_contact_read(const Settings *settings, Contact *contact, FilesReview *review,
                        Error *error)
{
    contact_init(contact);
    if (!settings->version.exists)
        return true;
    bool ok = (emails_from_settings(settings, contact->emails, review, error) ||
               files_review_goes_on(review, error)) &&
              (phone_from_settings(settings, &contact->phone, error) ||
               files_review_goes_on(review, error)) &&
              (alerts_from_settings(settings, &contact->alerts, error) ||
               files_review_goes_on(review, error));
    ok = ok && (!review || review->count == 0);
    if (!ok)
        contact_clear(contact);
    return ok;
}

bool contact_from_settings(const Settings *settings, Contact *contact, Error *error)
{
    return files_contact_read(settings, contact, NULL, error);
}

static const char *get_email(const void *emails, size_t index)
{
    return address_list_get(emails, index);
}

SettingsSource files_contact_source(const Contact *contact)
{
    return (SettingsSource){address_list_count(contact->emails), get_email, contact->emails};
}

void contact_to_settings(Settings *settings, const Contact *contact)
{
    config_setting_t *root = config_root_setting(&settings->config);
    SettingsSource source = files_contact_source(contact);
    settings_put_apart(settings, EMAILS, &source);
    if (contact->phone)
        settings_put_text(root, "phone", contact->phone);
    else
        settings_remove(root, "phone");
    settings_put_bool(root, "alerts", contact->alerts);
    const config_setting_t *emails = config_setting_get_member(root, "emails");
    const config_setting_t *phone = config_setting_get_member(root, "phone");
    int alerts = config_setting_index(config_setting_get_member(root, "alerts"));
    if (alerts < config_setting_index(emails) || (phone && alerts < config_setting_index(phone)))
        settings_move_last(root, "alerts");
}

/* Whether the addresses in the file, which are `emails` unless there are many, are the contact's.
 */
static bool equal_emails(const Settings *settings, const config_setting_t *emails,
                         const Contact *contact)
{
    if (settings->left_out.count > 0)
        return settings->left_out.same;
    SettingsSource source = files_contact_source(contact);
    if (settings_is_apart(settings))
        return settings_texts_equal(settings, &source);
    size_t count = emails ? (size_t)config_setting_length(emails) : 0;
    bool same = count == source.count;
    for (size_t i = 0; same && i < count; i++)
        same = strcmp(settings_entry(emails, i), address_list_get(contact->emails, i)) == 0;
    return same;
}

/* Whether the file says all that already. Its addresses have been checked when it was loaded; its
 * types are checked here, since they are about to be relied on. */
static bool compare_contact(const Settings *settings, const Contact *contact, bool *same,
                            Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *emails;
    const char *phone;
    bool alerts = false;
    if (!settings_texts(settings, root, EMAILS, "an array [ ]", &emails, error) ||
        !settings_text(settings, root, "phone", "a quoted text", &phone, error) ||
        !settings_bool(settings, root, "alerts", &alerts, error))
        return false;
    *same = alerts == contact->alerts &&
            strcmp(phone ? phone : "", contact->phone ? contact->phone : "") == 0 &&
            equal_emails(settings, emails, contact);
    return true;
}

/* The differences in words where there are very many addresses, of which only the counts are told:
 * more would take longer than the save. */
static char *words_of_many(const Settings *settings, const Contact *contact,
                           const config_setting_t *emails, size_t old)
{
    Contact before, after;
    Error ignored;
    contact_init(&before);
    contact_init(&after);
    after.phone = memory_text(contact->phone);
    after.alerts = contact->alerts;
    char *words = NULL;
    if (phone_from_settings(settings, &before.phone, &ignored) &&
        alerts_from_settings(settings, &before.alerts, &ignored) && !contact_equal(&before, &after))
        words = contact_difference(&before, &after);
    if (!equal_emails(settings, emails, contact)) {
        char *counts =
            memory_format("%zu addresses, before it %zu%s%s", address_list_count(contact->emails),
                          old, words ? ", " : "", words ? words : "");
        free(words);
        words = counts;
    }
    contact_clear(&before);
    contact_clear(&after);
    return words;
}

/* The differences in words, for the record; NULL where the old settings are not valid. */
static char *words_of(const Settings *settings, const Contact *contact)
{
    Contact before;
    Error ignored;
    const config_setting_t *emails =
        config_setting_get_member(config_root_setting(&settings->config), EMAILS);
    size_t old = settings->left_out.count > 0  ? settings->left_out.count
                 : settings_is_apart(settings) ? settings->scan.array.count
                 : emails                      ? (size_t)config_setting_length(emails)
                                               : 0;
    if (old + address_list_count(contact->emails) > WORDS_MOST)
        return words_of_many(settings, contact, emails, old);
    Settings unwatched = *settings;
    unwatched.progress = NULL;
    if (!contact_from_settings(&unwatched, &before, &ignored))
        return NULL;
    bool translating = language_pause(); /* the record is for others, too */
    char *words = contact_difference(&before, contact);
    language_resume(translating);
    contact_clear(&before);
    return words;
}

bool files_contact_change(Settings *settings, const void *value, FilesEdit *edit, Error *error)
{
    const Contact *contact = value;
    bool same;
    if (!settings_parse(settings, error) || !compare_contact(settings, contact, &same, error))
        return false;
    edit->changed = !same;
    if (same)
        return true;
    if (contact->phone && !is_e164(contact->phone))
        return error_set(error, ERROR_DATA,
                         "phone: found \"%s\", expected + and 7 to 15 digits, such as "
                         "\"+14255550100\"",
                         contact->phone);
    bool before = language_pause();
    edit->what = words_of(settings, contact);
    language_resume(before);
    contact_to_settings(settings, contact);
    return true;
}
