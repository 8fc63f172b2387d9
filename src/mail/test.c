/* The command test: a test alert for a subscription, to one of its addresses, or to all that are
 * not proven. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address.h"
#include "mail/alert_options.h"
#include "mail/commands.h"
#include "mail/deliver.h"
#include "mail/mail_context.h"
#include "mail/signals.h"
#include "site/delivery/proofs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct Test {
    MailContext *mail_context;
    AlertOptions which;
    const char *to, *max_age; /* --to, --max-age; NULL: not given */
    bool unproven;
} Test;

/* Makes it an alert of a type of its own for the address: one a day. */
static void set_type(Alert *alert, const char *address)
{
    char *key = address_key(address, strlen(address));
    char *type = memory_format("seccontacts-test %s", key);
    alert_set(&alert->type_id, type);
    free(type);
    free(key);
}

/* Sends it to the contact of `to` or, where `address` is not NULL, to that one of its addresses. */
static bool send(const Test *test, const Subscription *to, const char *address, Error *error)
{
    Alert alert;
    MailContext *mail_context = test->mail_context;
    if (!alert_options_make(&test->which, to, clock_now(mail_context->site->clock), &alert, error))
        return false;
    alert.test = true;
    if (address)
        set_type(&alert, address);
    DeliverOptions options = {.site = mail_context->site,
                              .ledger = mail_context->site_ledger.ledger,
                              .zone = mail_context->site_ledger.zone,
                              .transport = mail_context->transport,
                              .only = address,
                              .record = true,
                              .stopped = signals_stopped,
                              .event = output_event,
                              .data = mail_context->output};
    Deliverer *deliverer = deliverer_new(&options);
    bool good =
        deliver_alert(deliverer, &alert, to->name, error) && deliver_finish(deliverer, error);
    deliverer_free(deliverer);
    alert_clear(&alert);
    return good;
}

static bool check_address(const Test *test, const Subscription *to, Error *error)
{
    Contact contact;
    StoreVersionTag seen;
    if (!store_contact_load(test->mail_context->site->store, to->id, &contact, &seen, error))
        return false;
    bool found = address_list_find(contact.emails, test->to, strlen(test->to)) != ADDRESS_LIST_NONE;
    if (!found)
        error_set(error, ERROR_DATA,
                  "--to \"%s\" is none of the addresses of %s: seccontacts show %s lists them",
                  visible_start(test->to, 80), to->id, to->id);
    contact_clear(&contact);
    return found;
}

/* Sends to those of its addresses that are neither proven nor in `asked`, and puts them there. */
static bool send_unproven(const Test *test, const Subscription *to, const Proofs *proofs,
                          AddressList *asked, Error *error)
{
    Contact contact;
    StoreVersionTag seen;
    if (!store_contact_load(test->mail_context->site->store, to->id, &contact, &seen, error))
        return false;
    bool good = true;
    size_t count = contact.alerts ? address_list_count(contact.emails) : 0;
    for (size_t i = 0; good && i < count && !signals_stopped(); i++) {
        const char *address = address_list_get(contact.emails, i);
        if (!proofs_has(proofs, address) && address_list_add(asked, address, strlen(address)))
            good = send(test, to, address, error);
    }
    contact_clear(&contact);
    return good;
}

static bool send_all_unproven(const Test *test, const Subscription *only, Error *error)
{
    int max_age = PROOFS_MAX_AGE;
    MailContext *mail_context = test->mail_context;
    if (mail_context->site->config.mail.transport == MAIL_OUTBOX)
        return error_set(error, ERROR_CONFIG,
                         "--unproven: messages are only written to files, which proves nothing: "
                         "set mail.transport to \"smtp\"");
    if (test->max_age && !proofs_parse_age("test", test->max_age, &max_age, error))
        return false;
    Proofs *proofs = proofs_read(mail_context->site_ledger.ledger,
                                 clock_now(mail_context->site->clock), max_age, error);
    AddressList *asked = address_list_new();
    bool good = proofs != NULL;
    const SubscriptionList *list = &mail_context->subscriptions;
    for (size_t i = 0; good && i < list->count && !signals_stopped(); i++)
        if (!only || only == &list->items[i])
            good = send_unproven(test, &list->items[i], proofs, asked, error);
    if (good && address_list_count(asked) == 0 && !mail_context->output->json)
        puts(_("All addresses are proven."));
    address_list_free(asked);
    proofs_free(proofs);
    return good;
}

static bool send_what_is_asked(const Test *test, const char *operand, Error *error)
{
    const Subscription *to = NULL;
    if (operand && !(to = office_subscription(test->mail_context, operand, error)))
        return false;
    signals_catch(); /* the message in hand is finished, and no other recipient is tried */
    if (test->unproven)
        return send_all_unproven(test, to, error);
    return to && (!test->to || check_address(test, to, error)) && send(test, to, test->to, error);
}

static bool check_options(const Test *test, const char *operand, Error *error)
{
    if (test->to && test->unproven)
        return error_set(error, ERROR_USAGE, "test: --to and --unproven don't go together");
    if (test->max_age && !test->unproven)
        return error_set(error, ERROR_USAGE, "test: --max-age goes with --unproven");
    return operand || test->unproven ||
           error_set(error, ERROR_USAGE, "test: no SUB given; see seccontacts test --help");
}

static int status_of(const Test *test, const Output *output)
{
    bool any = output->sent + output->written > 0;
    if (test->unproven && output->other > 0)
        return EX_UNAVAILABLE;
    if (test->unproven && output->held > 0)
        return EX_TEMPFAIL;
    return any || test->unproven ? EX_OK : output->other > 0 ? EX_UNAVAILABLE : EX_TEMPFAIL;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Output output = {0};
    MailContext mail_context;
    Test test = {.mail_context = &mail_context};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == MAIL_OPTION_JSON)
            output.json = true;
        else if (option == MAIL_OPTION_DIALOGUE)
            output.dialogue = true;
        else if (option == MAIL_OPTION_TO)
            test.to = optarg;
        else if (option == MAIL_OPTION_UNPROVEN)
            test.unproven = true;
        else if (option == MAIL_OPTION_MAX_AGE)
            test.max_age = optarg;
        else
            alert_options_take(&test.which, option);
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (!check_options(&test, argv[optind], error))
        return EX_USAGE;
    bool good = office_open(&mail_context, context, OFFICE_TO_SEND, &output, error) &&
                send_what_is_asked(&test, argv[optind], error);
    office_close(&mail_context);
    return good ? status_of(&test, &output) : error_exit_status(error);
}

const Command command_test = {MAIL_USAGE_TEST, .run = run};
