/* Any bytes as each of the settings files: whatever is read can be saved and reads back the same.
 */
#include "base/memory.h"
#include "site/config.h"
#include "store/conf/settings_print.h"
#include "store/files/files.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* It forgets a text in which the parser gives up. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}

static bool parse(Settings *settings, const char *text, size_t length)
{
    Error error = {0};
    settings_init(settings, "fuzz.conf");
    settings_take(settings, text, length);
    bool ok = settings_parse(settings, &error);
    if (!ok && settings->scan.lines > 0 && !settings->scan.problem)
        abort(); /* libconfig must read what the scan has let pass */
    if (!ok && (error.kind != ERROR_CONFIG || error.text[0] == '\0'))
        abort();
    return ok;
}

/* What was not edited is written as it was read. */
static void compare_unknown(const Settings *settings, const Settings *again)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        const config_setting_t *same = config_setting_get_member(
            config_root_setting(&again->config), config_setting_name(setting));
        const char *text, *same_text;
        size_t length, same_length;
        if (settings_raw(settings, setting, &text, &length) &&
            (!same || !settings_raw(again, same, &same_text, &same_length) ||
             length != same_length || memcmp(text, same_text, length) != 0))
            abort();
    }
}

static void try_contact(Settings *settings)
{
    Contact contact;
    Error error = {0};
    if (!contact_from_settings(settings, &contact, &error))
        return;
    static const char address[] = "added@fuzz.example";
    address_list_add(contact.emails, address, sizeof address - 1);
    contact.alerts = !contact.alerts;
    contact_to_settings(settings, &contact);
    size_t length = 0;
    char *text = settings_print(settings, &length, &error);
    if (text) {
        Settings again;
        Contact same;
        if (!parse(&again, text, length) || !contact_from_settings(&again, &same, &error) ||
            !contact_equal(&contact, &same))
            abort();
        compare_unknown(settings, &again);
        contact_clear(&same);
        settings_clear(&again);
        free(text);
    }
    contact_clear(&contact);
}

static void try_subscriptions(Settings *settings)
{
    SubscriptionList list;
    Error error = {0};
    if (!subscriptions_from_settings(settings, &list, &error))
        return;
    for (size_t i = 0; i < list.count / 2; i++) { /* turned round */
        Subscription other = list.items[i];
        list.items[i] = list.items[list.count - 1 - i];
        list.items[list.count - 1 - i] = other;
    }
    subscriptions_to_settings(settings, &list);
    size_t length = 0;
    char *text = settings_print(settings, &length, &error);
    if (text) {
        Settings again;
        SubscriptionList same;
        if (!parse(&again, text, length) || !subscriptions_from_settings(&again, &same, &error) ||
            same.count != list.count)
            abort();
        for (size_t i = 0; i < list.count; i++) {
            if (!subscription_equal(&list.items[i], &same.items[i]))
                abort();
        }
        compare_unknown(settings, &again);
        subscription_list_clear(&same);
        settings_clear(&again);
        free(text);
    }
    subscription_list_clear(&list);
}

static void count(const char *text, void *data)
{
    if (*text == '\0')
        abort();
    ++*(size_t *)data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    Settings settings;
    if (parse(&settings, text, size)) {
        SiteConfig config;
        size_t warnings = 0;
        Error error = {0};
        site_config_defaults(&config, "/etc/seccontacts");
        site_config_take(&config, &settings, count, &warnings, &error);
        site_config_clear(&config);
        try_contact(&settings);
    }
    settings_clear(&settings);
    if (parse(&settings, text, size))
        try_subscriptions(&settings);
    settings_clear(&settings);
    return 0;
}
