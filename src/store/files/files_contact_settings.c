/* The settings of a contact: from libconfig's tree, and into it. */
#include "store/files/files.h"

#include "base/language.h"
#include "base/memory.h"
#include "core/contact_field.h"
#include "store/conf/settings_check.h"
#include "store/conf/settings_edit.h"
#include "store/conf/settings_texts.h"

#include <stdlib.h>
#include <string.h>

#define EMAILS     FILES_CONTACT_EMAILS
#define WORDS_MOST SETTINGS_MANY /* addresses whose differences are put into words with a save */

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
    if (!settings_texts(settings, root, EMAILS, contact_fields[CONTACT_EMAILS].expected, &array,
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

/* Sets a text from the file. Where it is wrong, nothing. */
static bool text_from_settings(const Settings *settings, Contact *contact, size_t index,
                               Error *error)
{
    const ContactField *field = &contact_fields[index];
    const config_setting_t *root = config_root_setting(&settings->config);
    const char *text, *expected;
    if (!settings_text(settings, root, field->name, field->expected, &text, error))
        return false;
    if (text && !contact_value_is_valid(index, text, &expected))
        return settings_refuse_value(settings, config_setting_get_member(root, field->name),
                                     expected, error);
    contact_set_value(contact, index, text);
    return true;
}

static bool toggle_from_settings(const Settings *settings, Contact *contact, size_t index,
                                 Error *error)
{
    const ContactField *field = &contact_fields[index];
    const config_setting_t *root = config_root_setting(&settings->config);
    bool on = false;
    if (field->required && !config_setting_get_member(root, field->name))
        return error_set_at(error, ERROR_CONFIG, settings->path, settings->scan.lines,
                            "%s: missing: if nothing else is, add %s = true; or %s = false; at "
                            "the end",
                            field->name, field->name, field->name);
    if (!settings_bool(settings, root, field->name, &on, error))
        return false;
    contact_set_value(contact, index, on ? "on" : "off");
    return true;
}

/* Sets what a file has beside the addresses. */
static bool values_from_settings(const Settings *settings, Contact *contact, FilesReview *review,
                                 Error *error)
{
    bool good = true;
    for (size_t i = CONTACT_VALUES; good && i < CONTACT_FIELD_COUNT; i++)
        good = contact_fields[i].fixed ||
               (contact_field_is_text(i) ? text_from_settings(settings, contact, i, error)
                                         : toggle_from_settings(settings, contact, i, error)) ||
               files_review_goes_on(review, error);
    return good;
}

bool files_contact_read(const Settings *settings, Contact *contact, FilesReview *review,
                        Error *error)
{
    contact_init(contact);
    if (!settings->version.exists)
        return true;
    bool ok = (emails_from_settings(settings, contact->emails, review, error) ||
               files_review_goes_on(review, error)) &&
              values_from_settings(settings, contact, review, error);
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

static int greater(int a, int b)
{
    return a > b ? a : b;
}

/* Where the setting stands in the file, from 0; -1 where it does not. */
static int place_of(const config_setting_t *root, const char *name)
{
    const config_setting_t *setting = config_setting_get_member(root, name);
    return setting ? config_setting_index(setting) : -1;
}

void contact_to_settings(Settings *settings, const Contact *contact)
{
    config_setting_t *root = config_root_setting(&settings->config);
    SettingsSource source = files_contact_source(contact);
    settings_put_apart(settings, EMAILS, &source);
    int last = -1;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        const ContactField *field = &contact_fields[i];
        const char *value = contact_value(contact, i);
        if (field->fixed)
            continue;
        if (!contact_field_is_text(i))
            settings_put_bool(root, field->name, contact_is_on(contact, i));
        else if (*value)
            settings_put_text(root, field->name, value);
        else
            settings_remove(root, field->name);
    }
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        last = greater(last, place_of(root, contact_fields[i].name));
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (contact_fields[i].required && place_of(root, contact_fields[i].name) < last)
            settings_move_last(root, contact_fields[i].name);
    }
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

/* Whether the file has this value; false in `*same` where not. */
static bool compare_value(const Settings *settings, const Contact *contact, size_t index,
                          bool *same, Error *error)
{
    const ContactField *field = &contact_fields[index];
    const config_setting_t *root = config_root_setting(&settings->config);
    const char *text;
    bool on = false;
    if (field->fixed)
        return true;
    if (!contact_field_is_text(index)) {
        bool good = settings_bool(settings, root, field->name, &on, error);
        *same = *same && on == contact_is_on(contact, index);
        return good;
    }
    bool good = settings_text(settings, root, field->name, "a quoted text", &text, error);
    *same = *same && good && strcmp(text ? text : "", contact_value(contact, index)) == 0;
    return good;
}

/* Whether the file says all that already. Its addresses have been checked when it was loaded; its
 * types are checked here, since they are about to be relied on. */
static bool compare_contact(const Settings *settings, const Contact *contact, bool *same,
                            Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *emails;
    bool good = settings_texts(settings, root, EMAILS, "an array [ ]", &emails, error);
    *same = true;
    for (size_t i = CONTACT_VALUES; good && i < CONTACT_FIELD_COUNT; i++)
        good = compare_value(settings, contact, i, same, error);
    *same = *same && good && equal_emails(settings, emails, contact);
    return good;
}

/* The differences in words where there are very many addresses, of which only the counts are told:
 * more would take longer than the save. */
static char *words_of_many(const Settings *settings, const Contact *contact,
                           const config_setting_t *emails, size_t old)
{
    Contact before, after;
    Error ignored; /* settings that are wrong have no words: the save replaces them */
    contact_init(&before);
    contact_init(&after);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        contact_set_value(&after, i, contact_value(contact, i));
    char *words = NULL;
    if (values_from_settings(settings, &before, NULL, &ignored) && !contact_equal(&before, &after))
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
    Error ignored; /* settings that are wrong have no words: the save replaces them */
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

/* What is to be saved must be what can be loaded again. */
static bool check_values(const Contact *contact, Error *error)
{
    const char *expected;
    size_t good = CONTACT_VALUES;
    while (good < CONTACT_FIELD_COUNT &&
           contact_value_is_valid(good, contact_value(contact, good), &expected))
        good++;
    return good == CONTACT_FIELD_COUNT ||
           error_set(error, ERROR_DATA, "%s: found \"%s\", expected %s", contact_fields[good].name,
                     contact_value(contact, good), _(expected));
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
    if (!check_values(contact, error))
        return false;
    bool before = language_pause();
    edit->what = words_of(settings, contact);
    language_resume(before);
    contact_to_settings(settings, contact);
    return true;
}
