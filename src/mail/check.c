/* The command check-connection, in the program that talks to mail servers. */
#include "base/language.h"
#include "base/memory.h"
#include "base/send_text.h"
#include "base/visible.h"
#include "core/address/address.h"
#include "mail/commands.h"
#include "mail/output.h"
#include "mail/smtp/smtp_monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static bool check(const Site *site, const char *to, Output *output, SendResult *result,
                  Error *error)
{
    TransportOptions options = {.config = &site->config.mail,
                                .state = site->config.state,
                                .file_mode = site->config.file_mode,
                                .clock = site->clock,
                                .line = output_dialogue,
                                .line_data = output};
    if (site->config.mail.transport == MAIL_SMTP)
        return smtp_check(&options, to, result, error);
    Transport *transport = outbox_open(&options, error);
    transport_close(transport);
    *result = (SendResult){.outcome = OUTCOME_SENT};
    send_result_say(result, SEND_TEXT_WRITABLE);
    return transport != NULL;
}

/* The first address of the first subscription that has one, in its normal form; NULL: there is
 * none, or it can't be read. The caller frees it. */
static char *first_contact(const Site *site)
{
    Error ignored; /* what is wrong with the contacts is for `check` to say */
    SubscriptionList list = {0};
    StoreVersionTag seen;
    char *found = NULL;
    if (!store_subscriptions_load(site->store, &list, &seen, &ignored))
        return NULL;
    for (size_t i = 0; i < list.count && !found; i++) {
        Contact contact;
        if (!store_contact_load(site->store, list.items[i].id, &contact, &seen, &ignored))
            continue;
        if (address_list_count(contact.emails) > 0) {
            const char *address = address_list_get(contact.emails, 0);
            found = address_normal(address, strlen(address));
        }
        contact_clear(&contact);
    }
    subscription_list_clear(&list);
    return found;
}

/* The recipient to try: `given`, checked, or the first contact. False and the error where `given`
 * is no address. */
static bool choose_recipient(const Site *site, const char *given, char **to, Error *error)
{
    size_t offset;
    *to = NULL;
    if (!given)
        *to = first_contact(site);
    else if (address_check(given, strlen(given), &offset) == ADDRESS_OK)
        *to = address_normal(given, strlen(given));
    else
        return error_set(error, ERROR_USAGE, "check-connection: --to \"%s\" is no e-mail address",
                         visible_start(given, 80));
    return true;
}

/* The steps that were not come to, with commas between. The caller frees it. */
static char *not_reached(const MailConfig *config, const char *to, const SendResult *result)
{
    const struct {
        SmtpStage stage;
        bool wanted;
    } steps[] = {{STAGE_TLS, config->tls},
                 {STAGE_AUTH, config->user != NULL},
                 {STAGE_MAIL, true},
                 {STAGE_RCPT, to != NULL}};
    char *list = memory_text("");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (!steps[i].wanted || (int)steps[i].stage <= result->stage)
            continue;
        char *longer =
            memory_format("%s%s%s", list, list[0] ? ", " : "", _(smtp_stage_name(steps[i].stage)));
        free(list);
        list = longer;
    }
    return list;
}

/* What came of it, for a person. The caller frees it. */
static char *conclusion(const MailConfig *config, const char *to, const SendResult *result)
{
    if (result->outcome == OUTCOME_REFUSED)
        return memory_format(_("the server refused %s: %d %s"),
                             smtp_stage_name((SmtpStage)result->stage), result->code, result->text);
    if (result->outcome != OUTCOME_SENT || config->transport != MAIL_SMTP)
        return memory_text(_(result->text));
    if (!to)
        return memory_format(
            _("%s: the server accepts the sender %s; no recipient was tried, since "
              "there is no security contact"),
            _(result->text), config->from);
    return memory_format(_("%s: the server accepts the sender %s and the recipient %s"),
                         _(result->text), config->from, to);
}

static void print(const MailConfig *config, const char *to, const SendResult *result, bool json)
{
    bool works = result->outcome == OUTCOME_SENT;
    char *text = conclusion(config, to, result);
    char *rest = works ? memory_text("") : not_reached(config, to, result);
    if (json)
        output_json_now(json_pack("{s:b, s:o, s:o, s:o, s:o}", "works", works, "code",
                                  result->code != 0 ? json_integer(result->code) : json_null(),
                                  "text", output_string(text), "recipient", output_string(to),
                                  "not_reached", output_string(rest)));
    else
        puts(text);
    if (!json && rest[0])
        printf(_("not reached: %s\n"), rest);
    free(rest);
    free(text);
}

/* Warns of what many servers would refuse, Postfix and Exim among them. */
static void warn_of_names(const MailConfig *config, Output *output)
{
    if (config->transport != MAIL_SMTP)
        return;
    if (!mail_config_is_full_name(config->hello)) {
        char *text = memory_format(_("mail.hello: \"%s\" is no full host name, and many servers "
                                     "refuse such: set mail.hello to one such as "
                                     "\"ops1.example.com\""),
                                   config->hello);
        output_warning(text, output);
        free(text);
    }
    if (!mail_config_has_full_domain(config->from)) {
        char *text =
            memory_format(_("mail.from: \"%s\" has no full host name behind the @, and "
                            "many servers refuse such: set mail.from to an address such as "
                            "\"security-alerts@example.com\""),
                          config->from);
        output_warning(text, output);
        free(text);
    }
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Output output = {.dialogue = true};
    SendResult result;
    const char *given = NULL;
    char *to = NULL;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        output.json |= option == MAIL_OPTION_JSON;
        if (option == MAIL_OPTION_TO)
            given = optarg;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    char *path = site_locate(context->site, error);
    Site *site =
        path ? site_open(path, false, output_warning, &output, context->clock, error) : NULL;
    free(path);
    if (site)
        warn_of_names(&site->config.mail, &output);
    bool good = site && choose_recipient(site, given, &to, error) &&
                check(site, to, &output, &result, error);
    if (good)
        print(&site->config.mail, to, &result, output.json);
    site_close(site);
    free(to);
    if (!good)
        return error_exit_status(error);
    return result.outcome == OUTCOME_SENT ? EX_OK : EX_UNAVAILABLE;
}

const Command command_check_connection = {MAIL_USAGE_CHECK_CONNECTION, .run = run};
