#include "site/config.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/day.h"
#include "site/directories.h"
#include "store/conf/settings_check.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* One setting: `take` puts the text of a checked type where it belongs. A new setting is a new row,
 * with a new `take` where it is of a new kind. */
typedef struct ConfigEntry {
    const char *group; /* the group { } that it is in; NULL: none */
    const char *name;
    const char *expected;
    bool (*take)(const struct ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                 const config_setting_t *group, Error *error);
    size_t offset;       /* of the value in SiteConfig */
    const char *initial; /* the default as text; NULL: site_config_defaults() has it */
    bool administrator;  /* what the administrator alone decides: see config.h */
} ConfigEntry;

static void *value_of(const ConfigEntry *entry, SiteConfig *config)
{
    return (char *)config + entry->offset;
}

static void put_text(const ConfigEntry *entry, SiteConfig *config, const char *text)
{
    char **value = value_of(entry, config);
    free(*value);
    *value = memory_text(text);
}

/* The text of the setting; NULL where it is missing. */
static bool get_text(const ConfigEntry *entry, const Settings *settings,
                     const config_setting_t *group, const char **text, Error *error)
{
    return settings_text(settings, group, entry->name, entry->expected, text, error);
}

static bool refuse(const ConfigEntry *entry, const Settings *settings,
                   const config_setting_t *group, Error *error)
{
    return settings_refuse_value(settings, config_setting_get_member(group, entry->name),
                                 entry->expected, error);
}

static bool take_zone(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    const char *text;
    if (!get_text(entry, settings, group, &text, error))
        return false;
    if (!text)
        return true;
    Error why;
    DayZone *zone = day_zone_new(text, &why);
    if (!zone)
        return refuse(entry, settings, group, error);
    day_zone_free(zone);
    put_text(entry, config, text);
    return true;
}

static bool take_path(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    const char *text;
    if (!get_text(entry, settings, group, &text, error))
        return false;
    if (text && (*text != '/' || !visible_is_plain(text, strlen(text))))
        return refuse(entry, settings, group, error);
    if (text)
        put_text(entry, config, text);
    return true;
}

static bool take_fan_out(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                         const config_setting_t *group, Error *error)
{
    const char *text;
    if (!get_text(entry, settings, group, &text, error))
        return false;
    if (text && strcmp(text, "one") != 0 && strcmp(text, "each") != 0)
        return refuse(entry, settings, group, error);
    if (text)
        *(bool *)value_of(entry, config) = strcmp(text, "each") == 0;
    return true;
}

static bool take_bool(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    return settings_bool(settings, group, entry->name, value_of(entry, config), error);
}

static bool take_theme(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                       const config_setting_t *group, Error *error)
{
    const char *text;
    if (!get_text(entry, settings, group, &text, error))
        return false;
    if (text && !theme_find(text, value_of(entry, config)))
        return refuse(entry, settings, group, error);
    return true;
}

/* "0660": octal digits, for the owner at least reading and writing, for all others nothing more. */
static bool take_mode(const ConfigEntry *entry, SiteConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    const char *text;
    if (!get_text(entry, settings, group, &text, error))
        return false;
    if (!text)
        return true;
    size_t digits = strspn(text, "01234567");
    mode_t mode = (mode_t)strtoul(text, NULL, 8);
    if ((digits != 3 && digits != 4) || text[digits] != '\0' || (mode & 0600) != 0600 ||
        (mode & ~(mode_t)0664) != 0)
        return refuse(entry, settings, group, error);
    *(mode_t *)value_of(entry, config) = mode;
    return true;
}

#define AT(member) offsetof(SiteConfig, member)

static const ConfigEntry entries[] = {
    {NULL, "day_zone", N_("the name of a time zone such as \"Europe/Berlin\""), take_zone,
     AT(day_zone), "UTC", true},
    {NULL, "fan_out", N_("\"one\" or \"each\""), take_fan_out, AT(fan_out_each), NULL, true},
    {NULL, "state", N_("the absolute path of a directory such as \"/var/lib/seccontacts\""),
     take_path, AT(state), NULL, true},
    {NULL, "file_mode", N_("a mode in quotes, from \"0600\" to \"0664\""), take_mode, AT(file_mode),
     NULL, true},
    {NULL, "theme", THEME_EXPECTED, take_theme, AT(theme), NULL, false},
    {NULL, "mouse", "true or false", take_bool, AT(mouse), NULL, false},
    {NULL, "syslog", "true or false", take_bool, AT(syslog), NULL, true},
};

/* The group that has a table of its own (mail_config.c): all of it is the administrator's. */
#define MAIL "mail"

#define ENTRIES (sizeof entries / sizeof *entries)

void site_config_defaults(SiteConfig *config, const char *path)
{
    *config = (SiteConfig){.file_mode = 0660, .state = directories_state(path)};
    mail_config_init(&config->mail);
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].initial)
            put_text(&entries[i], config, entries[i].initial);
    }
}

void site_config_clear(SiteConfig *config)
{
    free(config->day_zone);
    free(config->state);
    mail_config_clear(&config->mail);
    *config = (SiteConfig){0};
}

static bool is_in(const char *group, const char *of)
{
    return group ? of && strcmp(group, of) == 0 : !of;
}

static bool is_known(const char *group, const char *name)
{
    if (is_in(group, MAIL) ? mail_config_is_known(name) : !group && strcmp(name, MAIL) == 0)
        return true;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (is_in(group, entries[i].group) && strcmp(name, entries[i].name) == 0)
            return true;
        if (!group && entries[i].group && strcmp(name, entries[i].group) == 0)
            return true;
    }
    return false;
}

static void warn_unknown(const Settings *settings, const config_setting_t *in, const char *group,
                         StoreWarn warn, void *warn_data)
{
    for (int i = 0; i < config_setting_length(in); i++) {
        const config_setting_t *setting = config_setting_get_elem(in, (unsigned)i);
        const char *name = config_setting_name(setting);
        if (is_known(group, name)) {
            if (!group && config_setting_is_group(setting))
                warn_unknown(settings, setting, name, warn, warn_data);
            continue;
        }
        char *place = settings_name(setting);
        char *text = memory_format(_("%s:%d: %s: no setting of this name is known: it is ignored"),
                                   settings->path, settings_line(setting), place);
        char *visible = visible_text(text);
        warn(visible, warn_data);
        free(visible);
        free(text);
        free(place);
    }
}

bool site_config_take_values(SiteConfig *config, const Settings *settings, StoreWarn warn,
                             void *warn_data, Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    for (size_t i = 0; i < ENTRIES; i++) {
        const config_setting_t *group = root;
        if (entries[i].group && !settings_group(settings, root, entries[i].group, &group, error))
            return false;
        if (group && !entries[i].take(&entries[i], config, settings, group, error))
            return false;
    }
    const config_setting_t *mail;
    if (!settings_group(settings, root, MAIL, &mail, error) ||
        !mail_config_take(&config->mail, settings, mail, error))
        return false;
    if (warn)
        warn_unknown(settings, root, NULL, warn, warn_data);
    return true;
}

bool site_config_has_mail(const Settings *settings)
{
    return config_setting_get_member(config_root_setting(&settings->config), MAIL) != NULL;
}

bool site_config_check_together(const SiteConfig *config, const Settings *settings, Error *error)
{
    const config_setting_t *mail;
    return settings_group(settings, config_root_setting(&settings->config), MAIL, &mail, error) &&
           mail_config_check(&config->mail, settings, mail, error);
}

bool site_config_take(SiteConfig *config, const Settings *settings, StoreWarn warn, void *warn_data,
                      Error *error)
{
    return site_config_take_values(config, settings, warn, warn_data, error) &&
           site_config_check_together(config, settings, error);
}

/* Whether the administrator decides the setting `name` of the group `in`; NULL: it is in none. */
static bool is_administrators(const char *in, const char *name)
{
    if (is_in(in, MAIL))
        return mail_config_is_known(name);
    for (size_t i = 0; i < ENTRIES; i++) {
        if (is_in(in, entries[i].group) && strcmp(name, entries[i].name) == 0)
            return entries[i].administrator;
    }
    return false;
}

/* The group of `settings`, or the root; NULL where there is none. */
static const config_setting_t *find_group(const Settings *settings, const char *name)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *group = name ? config_setting_get_member(root, name) : root;
    return group && config_setting_is_group(group) ? group : NULL;
}

static bool visit_group(const Settings *settings, const char *name, ConfigVisit visit, void *data)
{
    const config_setting_t *group = find_group(settings, name);
    int count = group ? config_setting_length(group) : 0;
    for (int i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const char *own = config_setting_name(setting);
        bool goes_on = is_administrators(name, own) ? visit(setting, name, own, data)
                       : !name && config_setting_is_group(setting)
                           ? visit_group(settings, own, visit, data)
                           : true;
        if (!goes_on)
            return false;
    }
    return true;
}

bool site_config_visit_administrators(const Settings *settings, ConfigVisit visit, void *data)
{
    return visit_group(settings, NULL, visit, data);
}

bool site_config_has(const Settings *settings, const char *group, const char *name)
{
    const config_setting_t *in = find_group(settings, group);
    return in && config_setting_get_member(in, name);
}
