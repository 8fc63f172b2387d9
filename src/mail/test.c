/* The command test: a test alert for a subscription. */
#include "mail/alert_options.h"
#include "mail/commands.h"
#include "mail/deliver.h"
#include "mail/mail_context.h"
#include "mail/signals.h"

#include <sysexits.h>

static bool send(MailContext *mail_context, const char *subscription, const AlertOptions *which,
                 Error *error)
{
    Alert alert;
    const Subscription *to = office_subscription(mail_context, subscription, error);
    if (!to || !alert_options_make(which, to, clock_now(mail_context->site->clock), &alert, error))
        return false;
    alert.test = true;
    DeliverOptions options = {.site = mail_context->site,
                              .ledger = mail_context->site_ledger.ledger,
                              .zone = mail_context->site_ledger.zone,
                              .transport = mail_context->transport,
                              .record = true,
                              .stopped = signals_stopped,
                              .event = output_event,
                              .data = mail_context->output};
    signals_catch(); /* the message in hand is finished, and no other recipient is tried */
    Deliverer *deliverer = deliverer_new(&options);
    bool good =
        deliver_alert(deliverer, &alert, to->name, error) && deliver_finish(deliverer, error);
    deliverer_free(deliverer);
    alert_clear(&alert);
    return good;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    AlertOptions which = {0};
    Output output = {0};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == MAIL_OPTION_JSON)
            output.json = true;
        else if (option == MAIL_OPTION_DIALOGUE)
            output.dialogue = true;
        else
            alert_options_take(&which, option);
    }
    if (option != OPTIONS_END)
        return options_status(option);
    MailContext mail_context;
    bool good = office_open(&mail_context, context, OFFICE_TO_SEND, &output, error) &&
                send(&mail_context, argv[optind], &which, error);
    office_close(&mail_context);
    if (!good)
        return error_exit_status(error);
    return output.sent + output.written > 0 ? EX_OK
           : output.other > 0               ? EX_UNAVAILABLE
                                            : EX_TEMPFAIL;
}

const Command command_test = {MAIL_USAGE_TEST, .run = run};
