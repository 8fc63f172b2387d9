#include "azure/alerts.h"
#include "core/memory.h"
#include "mail/command.h"
#include "mail/deliver.h"
#include "mail/office.h"
#include "mail/rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { OPTION_JSON = 1, OPTION_DIALOGUE, OPTION_DRY_RUN, IDLE_MS = 1000, RELOAD_SECONDS = 5 };

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    stop_signal = number;
}

/* What is under way ends, the rest is left: SIGTERM from a service manager, Ctrl-C, a lost line. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

typedef struct Notify {
    Office office;
    Output output;
    Deliverer *deliverer;
    AlertReader *reader;
    const char *name; /* of the input, for messages */
    size_t problems;
    time_t reloaded;
} Notify;

static void report(Notify *notify, const Error *finding)
{
    char *text = error_message(finding);
    notify->problems++;
    output_problem(&notify->output, text);
    free(text);
}

/* The subscription of an alert; it may have been added since the list was read. */
static const Subscription *subscription_of(Notify *notify, const Alert *alert)
{
    const Subscription *found = office_find(&notify->office, alert->subscription);
    time_t now = time(NULL);
    Error error;
    if (!found && alert->subscription[0] && now - notify->reloaded >= RELOAD_SECONDS) {
        notify->reloaded = now;
        if (office_reload(&notify->office, &error))
            found = office_find(&notify->office, alert->subscription);
    }
    return found;
}

static bool take_alert(Notify *notify, const Alert *alert, int line, Error *error)
{
    const Subscription *subscription = subscription_of(notify, alert);
    Error finding;
    notify->output.alerts++;
    if (subscription)
        return deliver_alert(notify->deliverer, alert, subscription->name, error);
    char *title = alert_short_title(alert);
    if (alert->subscription[0])
        error_set_at(&finding, ERROR_DATA, notify->name, line,
                     "\"%s\" is of the subscription %.80s, which the site does not have: nobody "
                     "is told",
                     title, alert->subscription);
    else
        error_set_at(&finding, ERROR_DATA, notify->name, line,
                     "\"%s\" names no subscription: nobody is told", title);
    report(notify, &finding);
    free(title);
    return true;
}

/* Takes all alerts of what has come. False where nothing more can be done. */
static bool take_alerts(Notify *notify, Error *error)
{
    bool good = true;
    while (good && !stop_signal) {
        Alert alert;
        Error finding = {0};
        int line = 0;
        AlertRead what = alert_reader_next(notify->reader, &alert, &finding, &line);
        if (what == ALERT_READ_MORE)
            break;
        if (what == ALERT_READ_FINDING) {
            report(notify, &finding);
        } else {
            good = take_alert(notify, &alert, line, error) && output_works(error);
            alert_clear(&alert);
        }
        output_progress(&notify->output, false);
    }
    return good;
}

/* Nothing has come: ends what is under way and, when nothing comes for a while, lets go of the mail
 * server and writes the holds. */
static bool wait_for_input(Notify *notify, int fd, Error *error)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    if (poll(&poller, 1, 0) != 0)
        return true;
    if (!deliver_finish(notify->deliverer, error))
        return false;
    if (poll(&poller, 1, IDLE_MS) != 0)
        return true;
    transport_finish(notify->office.transport);
    if (!ledger_flush(notify->office.books.ledger, error))
        return false;
    while (!stop_signal && poll(&poller, 1, -1) < 0 && errno == EINTR)
        ;
    return true;
}

static bool take_input(Notify *notify, int fd, Error *error)
{
    char bytes[65536];
    bool good = true;
    ssize_t got = 1;
    while (good && got > 0 && !stop_signal) {
        good = wait_for_input(notify, fd, error);
        if (!good || stop_signal)
            break;
        got = read(fd, bytes, sizeof bytes);
        if (got > 0)
            alert_reader_feed(notify->reader, bytes, (size_t)got);
        else if (got == 0)
            alert_reader_end(notify->reader);
        else if (errno == EINTR || errno == EAGAIN)
            got = 1;
        else
            good = error_set_at(error, ERROR_IO, notify->name, 0, "can't be read: %s",
                                strerror(errno));
        good = good && take_alerts(notify, error);
    }
    if (stop_signal)
        deliver_stop(notify->deliverer);
    Error last;
    if (!deliver_finish(notify->deliverer, &last) && good) {
        *error = last;
        good = false;
    }
    return good;
}

static bool deliver(Notify *notify, int fd, Error *error)
{
    Office *office = &notify->office;
    DeliverOptions options = {.site = office->site,
                              .ledger = office->books.ledger,
                              .zone = office->books.zone,
                              .transport = office->transport,
                              .record_holds = true,
                              .event = output_event,
                              .data = &notify->output};
    catch_signals();
    notify->deliverer = deliverer_new(&options);
    notify->reader = alert_reader_new(notify->name);
    bool good = take_input(notify, fd, error);
    size_t undelivered = deliver_undelivered(notify->deliverer);
    output_progress(&notify->output, true);
    alert_reader_free(notify->reader);
    deliverer_free(notify->deliverer);
    if (good && undelivered > 0)
        error_set(error, ERROR_UNAVAILABLE,
                  undelivered == 1 ? "%zu alert was not delivered as it should have been"
                                   : "%zu alerts were not delivered as they should have been",
                  undelivered);
    else if (good && notify->problems > 0)
        error_set(error, ERROR_DATA,
                  notify->problems == 1 ? "%zu alert could not be dealt with"
                                        : "%zu alerts could not be dealt with",
                  notify->problems);
    else if (good && stop_signal)
        error_set(error, ERROR_RETRY, "ended by signal %d; what was under way is finished",
                  (int)stop_signal);
    return good;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    static const struct option options[] = {{"json", no_argument, NULL, OPTION_JSON},
                                            {"dialogue", no_argument, NULL, OPTION_DIALOGUE},
                                            {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
                                            OPTION_LAST};
    Notify notify = {.output = {.progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)}};
    bool dry_run = false;
    int option;
    while ((option = command_option(&command_notify, argc, argv, options, error)) > 0) {
        notify.output.json = notify.output.json || option == OPTION_JSON;
        notify.output.dialogue = notify.output.dialogue || option == OPTION_DIALOGUE;
        dry_run = dry_run || option == OPTION_DRY_RUN;
    }
    if (option != OPTION_END)
        return option == OPTION_HELP ? EX_OK : EX_USAGE;
    if (optind < argc - 1) {
        error_set(error, ERROR_USAGE, "notify: expected one FILE, found a second: \"%.60s\"",
                  argv[optind + 1]);
        return EX_USAGE;
    }
    const char *path = optind < argc ? argv[optind] : "-";
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    notify.name = standard ? "standard input" : path;
    if (fd < 0) {
        error_set_at(error, ERROR_NO_INPUT, path, 0, "can't be read: %s", strerror(errno));
        return EX_NOINPUT;
    }
    if (office_open(&notify.office, context, dry_run ? OFFICE_TO_READ : OFFICE_TO_SEND,
                    &notify.output, error)) {
        if (dry_run)
            rehearse(&notify.office, fd, notify.name, error);
        else
            deliver(&notify, fd, error);
    }
    office_close(&notify.office);
    if (!standard)
        close(fd);
    return error_exit_status(error);
}

const Command command_notify = {MAIL_USAGE_NOTIFY, .run = run};
