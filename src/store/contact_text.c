#include "store/files.h"

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
