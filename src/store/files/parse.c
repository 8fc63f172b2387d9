/* parse.c: what was in a file, from memory. */
#include "store/files/files.h"

bool store_contact_parse(const char *text, size_t length, const char *name, Contact *contact,
                         Error *error)
{
    Settings settings;
    settings_init(&settings, name);
    settings_take(&settings, text, length);
    bool ok = settings_parse(&settings, error) && contact_from_settings(&settings, contact, error);
    settings_clear(&settings);
    return ok;
}

bool store_subscriptions_parse(const char *text, size_t length, const char *name,
                               SubscriptionList *list, Error *error)
{
    Settings settings;
    settings_init(&settings, name);
    settings_take(&settings, text, length);
    bool ok =
        settings_parse(&settings, error) && subscriptions_from_settings(&settings, list, error);
    settings_clear(&settings);
    return ok;
}
