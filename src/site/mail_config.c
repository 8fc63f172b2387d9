/* mail_config.c: the settings of the group mail, and what goes with what. */
#include "site/mail_config.h"

#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address.h"
#include "store/conf/settings_check.h"

#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOST_LIMIT = 253, LABEL_LIMIT = 63 };

/* Letters, digits and hyphens between dots (RFC 1123, 2.1). */
static bool is_host(const char *text, size_t length)
{
    size_t label = 0;
    for (size_t i = 0; i < length; i++) {
        bool letter = isalnum((unsigned char)text[i]) != 0;
        if (text[i] == '.' ? label == 0 || text[i - 1] == '-'
                           : !letter && (text[i] != '-' || label == 0))
            return false;
        label = text[i] == '.' ? 0 : label + 1;
        if (label > LABEL_LIMIT)
            return false;
    }
    return length > 0 && length <= HOST_LIMIT && label > 0 && text[length - 1] != '-';
}

static bool is_hello(const char *text)
{
    AddressProblem problem = ADDRESS_OK;
    if (text[0] == '[') { /* an address literal (RFC 5321, 4.1.3) */
        char *mailbox = memory_format("a@%s", text);
        problem = address_check(mailbox, strlen(mailbox), NULL);
        free(mailbox);
        return problem == ADDRESS_OK;
    }
    return is_host(text, strlen(text));
}

static bool is_user(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= MAIL_SECRET_LIMIT && visible_is_plain(text, length);
}

static bool set_server(void *values, const char *text, const char **why)
{
    MailConfig *config = values;
    const char *colon = strchr(text, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    long port =
        digits > 0 && digits < 6 && colon[1 + digits] == '\0' ? strtol(colon + 1, NULL, 10) : 0;
    (void)why;
    if (port < 1 || port > 65535 || !is_host(text, (size_t)(colon - text)))
        return false;
    free(config->host);
    config->host = memory_text_n(text, (size_t)(colon - text));
    config->port = (int)port;
    return true;
}

static bool set_address(char **value, const char *text, const char **why)
{
    AddressProblem problem = address_check(text, strlen(text), NULL);
    *why = problem != ADDRESS_OK ? address_problem_text(problem) : NULL;
    if (problem != ADDRESS_OK)
        return false;
    free(*value);
    *value = address_normal(text, strlen(text));
    return true;
}

static bool set_from(void *values, const char *text, const char **why)
{
    MailConfig *config = values;
    return set_address(&config->from, text, why);
}

static bool set_reverse_path(void *values, const char *text, const char **why)
{
    MailConfig *config = values;
    return set_address(&config->reverse_path, text, why);
}

#define AT(member) .offset = offsetof(MailConfig, member)

static const ConfigRow rows[] = {
    {.name = "transport", AT(transport)},
    {.name = "server", .set = set_server},
    {.name = "tls", AT(tls), .truth = "required"},
    {.name = "clear_text", AT(clear_text)},
    {.name = "ca_file", AT(ca_file)},
    {.name = "user", AT(user), .good = is_user},
    {.name = "password_file", AT(password_file)},
    {.name = "password_command", AT(password_command)},
    {.name = "from", .set = set_from},
    {.name = "reverse_path", .set = set_reverse_path},
    {.name = "hello", AT(hello), .good = is_hello},
    {.name = "timeout", AT(timeout)},
    {.name = "deadline", AT(deadline)},
};

static const ConfigTable table = {"mail-delivery", rows, sizeof rows / sizeof *rows};

/* The name of this host where it is fit for SMTP, else "localhost". */
static char *host_name(void)
{
    char name[HOST_NAME_MAX + 1] = "";
    bool good = gethostname(name, sizeof name - 1) == 0 && is_host(name, strlen(name));
    return memory_text(good ? name : "localhost");
}

void mail_config_init(MailConfig *config)
{
    *config = (MailConfig){0};
    config_table_defaults(&table, config);
    config->hello = host_name();
    config->from = memory_format("seccontacts@%s", config->hello);
}

void mail_config_clear(MailConfig *config)
{
    free(config->host);
    free(config->ca_file);
    free(config->user);
    free(config->password_file);
    free(config->password_command);
    free(config->from);
    free(config->reverse_path);
    free(config->hello);
    *config = (MailConfig){0};
}

const char *mail_config_reverse_path(const MailConfig *config)
{
    return config->reverse_path ? config->reverse_path : config->from;
}

const ConfigRow *mail_config_find(const char *name)
{
    return config_table_find(&table, name);
}

static bool is_loopback(const char *host)
{
    return strcasecmp(host, "localhost") == 0 ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

bool mail_config_is_full_name(const char *host)
{
    return host[0] == '[' || strchr(host, '.') != NULL;
}

bool mail_config_has_full_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return !at || mail_config_is_full_name(at + 1);
}

bool mail_config_check_senders(const MailConfig *config, Error *error)
{
    const struct {
        const char *setting, *address;
    } senders[] = {{"from", config->from}, {"reverse_path", mail_config_reverse_path(config)}};
    for (size_t i = 0; !is_loopback(config->host) && i < sizeof senders / sizeof *senders; i++) {
        if (!mail_config_has_full_domain(senders[i].address))
            return error_set(error, ERROR_CONFIG,
                             "mail.%s: \"%s\" has no full host name behind the @: nothing is sent "
                             "from it to %s, since no reply and no bounce can come back to it; set "
                             "mail.%s to an address such as \"security-alerts@example.com\"",
                             senders[i].setting, senders[i].address, config->host,
                             senders[i].setting);
    }
    return true;
}

bool mail_config_check(const MailConfig *config, const Settings *settings,
                       const config_setting_t *group, Error *error)
{
    if (!group)
        return true;
    const config_setting_t *user = config_setting_get_member(group, "user");
    const config_setting_t *tls = config_setting_get_member(group, "tls");
    if (config->timeout > config->deadline)
        return settings_refuse(settings, group, error,
                               "timeout is %d and deadline %d: expected a deadline that is no less",
                               config->timeout, config->deadline);
    if (config->password_file && config->password_command)
        return settings_refuse(settings, group, error,
                               "found password_file and password_command: expected one of them");
    if (config->user && !config->password_file && !config->password_command)
        return settings_refuse(settings, user, error,
                               "found no password_file and no password_command: expected one");
    if (config->user && !config->tls)
        return settings_refuse(settings, user, error,
                               "found tls = \"none\": a password is never sent in clear text");
    if (config->transport != MAIL_SMTP)
        return true;
    if (!config->host)
        return settings_refuse(settings, group, error,
                               "transport is \"smtp\": found no server, expected one such as "
                               "\"localhost:25\"");
    if (!config->tls && !config->clear_text && !is_loopback(config->host))
        return settings_refuse(settings, tls, error,
                               "found \"none\" for \"%s\", which is not this host: expected "
                               "\"required\", or clear_text = true beside it to say it twice",
                               config->host);
    return true;
}

bool mail_config_take(MailConfig *config, const Settings *settings, const config_setting_t *group,
                      Error *error)
{
    return !group || config_table_take(&table, config, settings, group, error);
}
