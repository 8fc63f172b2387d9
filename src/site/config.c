/* config.c: seccontacts.conf: its settings, and which of them are the administrator's. */
#include "site/config.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/day.h"
#include "site/config_table.h"
#include "site/directories.h"
#include "store/conf/settings_check.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool is_zone(const char *text)
{
    Error why;
    DayZone *zone = day_zone_new(text, &why);
    day_zone_free(zone);
    return zone != NULL;
}

/* "0660": octal digits, for the owner at least reading and writing, for all others nothing more. */
static bool set_mode(void *values, const char *text, const char **why)
{
    SiteConfig *config = values;
    size_t digits = strspn(text, "01234567");
    mode_t mode = (mode_t)strtoul(text, NULL, 8);
    (void)why;
    if ((digits != 3 && digits != 4) || text[digits] != '\0' || (mode & 0600) != 0600 ||
        (mode & ~(mode_t)0664) != 0)
        return false;
    config->file_mode = mode;
    return true;
}

/* What the page Rules has. */
static const ConfigRow rules_rows[] = {
    {.name = "day_zone", .offset = offsetof(SiteConfig, day_zone), .good = is_zone},
    {.name = "fan_out", .offset = offsetof(SiteConfig, fan_out_each), .truth = "each"},
};

static const ConfigRow rows[] = {
    {.name = "state", .offset = offsetof(SiteConfig, state)},
    {.name = "file_mode", .set = set_mode},
    {.name = "theme", .offset = offsetof(SiteConfig, theme), .of_members = true},
    {.name = "mouse", .offset = offsetof(SiteConfig, mouse), .of_members = true},
    {.name = "syslog", .offset = offsetof(SiteConfig, syslog)},
};

static const ConfigTable rules = {"rules", rules_rows, sizeof rules_rows / sizeof *rules_rows},
                         table = {"settings", rows, sizeof rows / sizeof *rows};

/* The group that has a table of its own (mail_config.c): all of it is the administrator's. */
#define MAIL "mail"

void site_config_defaults(SiteConfig *config, const char *path)
{
    *config = (SiteConfig){0};
    config_table_defaults(&rules, config);
    config_table_defaults(&table, config);
    config->state = directories_state(path);
    mail_config_init(&config->mail);
}

void site_config_clear(SiteConfig *config)
{
    free(config->day_zone);
    free(config->state);
    mail_config_clear(&config->mail);
    *config = (SiteConfig){0};
}

const ConfigRow *site_config_find(const char *group, const char *name)
{
    if (group)
        return strcmp(group, MAIL) == 0 ? mail_config_find(name) : NULL;
    const ConfigRow *row = config_table_find(&rules, name);
    return row ? row : config_table_find(&table, name);
}

static bool is_known(const char *group, const char *name)
{
    return site_config_find(group, name) || (!group && strcmp(name, MAIL) == 0);
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
    const config_setting_t *mail;
    if (!config_table_take(&rules, config, settings, root, error) ||
        !config_table_take(&table, config, settings, root, error) ||
        !settings_group(settings, root, MAIL, &mail, error) ||
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
    const ConfigRow *row = site_config_find(in, name);
    return row && !row->of_members;
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
