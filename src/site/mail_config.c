#include "site/mail_config.h"

#include "base/language.h"
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

enum { TIMEOUT = 30, DEADLINE = 120, HOST_LIMIT = 253, LABEL_LIMIT = 63 };

/* One setting. A text is checked by `good` and copied; where it is of another kind, `take` does it
 * all. */
typedef struct Row {
    const char *name;
    const char *expected;
    bool (*good)(const char *text);
    bool (*take)(const struct Row *row, MailConfig *config, const Settings *settings,
                 const config_setting_t *group, Error *error);
    size_t offset; /* in MailConfig */
    int minimum, maximum;
} Row;

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

static bool is_path(const char *text)
{
    return text[0] == '/' && visible_is_plain(text, strlen(text));
}

static bool is_line(const char *text)
{
    return text[0] != '\0' && visible_is_plain(text, strlen(text));
}

static bool is_user(const char *text)
{
    return is_line(text) && strlen(text) <= MAIL_SECRET_LIMIT;
}

static char **text_of(const Row *row, MailConfig *config)
{
    return (char **)(void *)((char *)config + row->offset);
}

static bool take_text(const Row *row, MailConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    const char *text;
    if (!settings_text(settings, group, row->name, row->expected, &text, error))
        return false;
    if (!text)
        return true;
    if (!row->good(text))
        return settings_refuse_value(settings, config_setting_get_member(group, row->name),
                                     row->expected, error);
    char **value = text_of(row, config);
    free(*value);
    *value = memory_text(text);
    return true;
}

/* One of two words: the second one is true. */
static bool take_word(const Row *row, const char *const words[2], bool *second, MailConfig *config,
                      const Settings *settings, const config_setting_t *group, Error *error)
{
    const char *text;
    (void)config;
    if (!settings_text(settings, group, row->name, row->expected, &text, error))
        return false;
    if (text && strcmp(text, words[0]) != 0 && strcmp(text, words[1]) != 0)
        return settings_refuse_value(settings, config_setting_get_member(group, row->name),
                                     row->expected, error);
    if (text)
        *second = strcmp(text, words[1]) == 0;
    return true;
}

static bool take_transport(const Row *row, MailConfig *config, const Settings *settings,
                           const config_setting_t *group, Error *error)
{
    static const char *const words[2] = {"outbox", "smtp"};
    bool smtp = false;
    if (!take_word(row, words, &smtp, config, settings, group, error))
        return false;
    config->transport = smtp ? MAIL_SMTP : MAIL_OUTBOX;
    return true;
}

static bool take_tls(const Row *row, MailConfig *config, const Settings *settings,
                     const config_setting_t *group, Error *error)
{
    static const char *const words[2] = {"none", "required"};
    return take_word(row, words, &config->tls, config, settings, group, error);
}

static bool take_clear_text(const Row *row, MailConfig *config, const Settings *settings,
                            const config_setting_t *group, Error *error)
{
    return settings_bool(settings, group, row->name, &config->clear_text, error);
}

static bool take_server(const Row *row, MailConfig *config, const Settings *settings,
                        const config_setting_t *group, Error *error)
{
    const char *text;
    if (!settings_text(settings, group, row->name, row->expected, &text, error))
        return false;
    if (!text)
        return true;
    const char *colon = strchr(text, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    long port =
        digits > 0 && digits < 6 && colon[1 + digits] == '\0' ? strtol(colon + 1, NULL, 10) : 0;
    if (port < 1 || port > 65535 || !is_host(text, (size_t)(colon - text)))
        return settings_refuse_value(settings, config_setting_get_member(group, row->name),
                                     row->expected, error);
    free(config->host);
    config->host = memory_text_n(text, (size_t)(colon - text));
    config->port = (int)port;
    return true;
}

static bool take_from(const Row *row, MailConfig *config, const Settings *settings,
                      const config_setting_t *group, Error *error)
{
    const char *text;
    if (!settings_text(settings, group, row->name, row->expected, &text, error))
        return false;
    if (!text)
        return true;
    AddressProblem problem = address_check(text, strlen(text), NULL);
    if (problem != ADDRESS_OK)
        return settings_refuse(settings, config_setting_get_member(group, row->name), error,
                               "found \"%s\", expected %s: %s", visible_start(text, 100),
                               _(row->expected), address_problem_text(problem));
    free(config->from);
    config->from = address_normal(text, strlen(text));
    return true;
}

static bool take_seconds(const Row *row, MailConfig *config, const Settings *settings,
                         const config_setting_t *group, Error *error)
{
    int *value = (int *)(void *)((char *)config + row->offset);
    long long number = *value;
    if (!settings_number(settings, group, row->name, row->minimum, row->maximum, &number, error))
        return false;
    *value = (int)number;
    return true;
}

#define AT(member) offsetof(MailConfig, member)

static const char path_expected[] = N_("the absolute path of a file");

static const Row rows[] = {
    {"transport", N_("\"outbox\" or \"smtp\""), NULL, take_transport, 0, 0, 0},
    {"server", N_("a host name and a port such as \"localhost:25\""), NULL, take_server, 0, 0, 0},
    {"tls", N_("\"required\" or \"none\""), NULL, take_tls, 0, 0, 0},
    {"clear_text", N_("true or false"), NULL, take_clear_text, 0, 0, 0},
    {"ca_file", path_expected, is_path, take_text, AT(ca_file), 0, 0},
    {"user", N_("a name of at most 250 octets"), is_user, take_text, AT(user), 0, 0},
    {"password_file", path_expected, is_path, take_text, AT(password_file), 0, 0},
    {"password_command", N_("a command for /bin/sh"), is_line, take_text, AT(password_command), 0,
     0},
    {"from", N_("an e-mail address"), NULL, take_from, 0, 0, 0},
    {"hello", N_("a host name such as \"ops1.example.com\""), is_hello, take_text, AT(hello), 0, 0},
    {"timeout", NULL, NULL, take_seconds, AT(timeout), 1, 600},
    {"deadline", NULL, NULL, take_seconds, AT(deadline), 1, 3600},
};

#define ROWS (sizeof rows / sizeof *rows)

/* The name of this host where it is fit for SMTP, else "localhost". */
static char *host_name(void)
{
    char name[HOST_NAME_MAX + 1] = "";
    bool good = gethostname(name, sizeof name - 1) == 0 && is_host(name, strlen(name));
    return memory_text(good ? name : "localhost");
}

void mail_config_init(MailConfig *config)
{
    *config = (MailConfig){
        .transport = MAIL_OUTBOX, .tls = true, .timeout = TIMEOUT, .deadline = DEADLINE};
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
    free(config->hello);
    *config = (MailConfig){0};
}

bool mail_config_is_known(const char *name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool is_loopback(const char *host)
{
    return strcasecmp(host, "localhost") == 0 ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
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
    if (!group)
        return true;
    for (size_t i = 0; i < ROWS; i++) {
        if (!rows[i].take(&rows[i], config, settings, group, error))
            return false;
    }
    return true;
}
