/* The command check-connection, in the program that talks to mail servers. */
#include "base/language.h"
#include "base/memory.h"
#include "base/send_text.h"
#include "mail/commands.h"
#include "mail/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static bool check(const Site *site, Output *output, SendResult *result, Error *error)
{
    TransportOptions options = {.config = &site->config.mail,
                                .state = site->config.state,
                                .file_mode = site->config.file_mode,
                                .clock = site->clock,
                                .line = output_dialogue,
                                .line_data = output};
    if (site->config.mail.transport == MAIL_SMTP)
        return smtp_check(&options, result, error);
    Transport *transport = outbox_open(&options, error);
    transport_close(transport);
    *result = (SendResult){.outcome = OUTCOME_SENT};
    send_result_say(result, SEND_TEXT_WRITABLE);
    return transport != NULL;
}

static bool is_full_name(const char *host)
{
    return host[0] == '[' || strchr(host, '.') != NULL;
}

/* Warns of what many servers would refuse, Postfix and Exim among them. */
static void warn_of_names(const MailConfig *config, Output *output)
{
    const char *at = strrchr(config->from, '@');
    if (config->transport != MAIL_SMTP)
        return;
    if (!is_full_name(config->hello)) {
        char *text = memory_format(_("mail.hello: \"%s\" is no full host name, and many servers "
                                     "refuse such: set mail.hello to one such as "
                                     "\"ops1.example.com\""),
                                   config->hello);
        output_warning(text, output);
        free(text);
    }
    if (at && !is_full_name(at + 1)) {
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
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0)
        output.json = true;
    if (option != OPTIONS_END)
        return options_status(option);
    char *path = site_locate(context->site, error);
    Site *site =
        path ? site_open(path, false, output_warning, &output, context->clock, error) : NULL;
    free(path);
    if (site)
        warn_of_names(&site->config.mail, &output);
    bool good = site && check(site, &output, &result, error);
    site_close(site);
    if (!good)
        return error_exit_status(error);
    bool works = result.outcome == OUTCOME_SENT;
    if (output.json)
        output_json_now(json_pack("{s:b, s:o, s:o}", "works", works, "code",
                                  result.code != 0 ? json_integer(result.code) : json_null(),
                                  "text", output_string(result.text)));
    else
        puts(_(result.text));
    return works ? EX_OK : EX_UNAVAILABLE;
}

const Command command_check_connection = {MAIL_USAGE_CHECK_CONNECTION, .run = run};
