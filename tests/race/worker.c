#include "worker.h"

#include "base/memory.h"
#include "ledger/ledger.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHARED = 4, OWN = 1, TYPES = 6 };

static const char *const subscriptions[] = {"20ff7fc3-e762-44dd-bd96-b71116dcdc23",
                                            "86057c9f-3cdd-484e-83b1-7bf1c17a9ff8"};
static const char *const lists[] = {"a@x.com, B@x.com, c@x.com", "b@X.COM, d@x.com, A@x.com"};

typedef struct Worker {
    WorkerSetup setup;
    uint64_t random;
    DayZone *zone;
    Ledger *ledger;
    int server;
    Contact contacts[2];
} Worker;

uint64_t race_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DULL;
}

int64_t race_time(uint32_t round)
{
    return ((int64_t)RACE_FIRST_DAY + round / RACE_ROUNDS_A_DAY) * 86400 + 9 * 3600 +
           round % RACE_ROUNDS_A_DAY * 60;
}

static bool one_in(Worker *worker, unsigned n)
{
    return race_random(&worker->random) % n == 0;
}

_Noreturn static void fail(const Worker *worker, const char *what, const Error *error)
{
    fprintf(stderr, "worker %u: %s: %s\n", worker->setup.number, what, error->text);
    exit(1);
}

/* The moments that matter most are met more often than the driver's clock alone would meet them. */
static void die_sometimes(Worker *worker)
{
    if (one_in(worker, 150))
        kill(getpid(), SIGKILL);
}

/* Hands a message to the server: from this write on it has got it. */
static void serve(Worker *worker, const Reservation *reservation, const Alert *alert,
                  const char *address)
{
    char *line =
        memory_format("%s %d %s %s %s %s\n", reservation->message_id, (int)reservation->day,
                      alert->subscription, address, alert->name, alert->id);
    if (write(worker->server, line, strlen(line)) != (ssize_t)strlen(line))
        fail(worker, "server", &(Error){0});
    free(line);
}

/* Reserves, sends and settles. False where the next recipient is to be tried: the server's no. */
static bool send(Worker *worker, const Alert *alert, const char *address, int64_t now)
{
    LedgerRequest request = {
        .alert = alert, .address = address, .fan_out = worker->setup.fan_out, .now = now};
    LedgerOutcome outcome = {.state = SEND_SENT, .code = 250, .text = "2.0.0 Ok", .now = now};
    Reservation reservation;
    LedgerHeld held;
    Error error = {0};
    switch (ledger_reserve(worker->ledger, &request, &reservation, &held, &error)) {
    case LEDGER_FAILED:
        fail(worker, "reserve", &error);
    case LEDGER_HELD:
        free(held.reason);
        return true;
    case LEDGER_RESERVED:
        break;
    }
    die_sometimes(worker);
    bool ours = false;
    if (one_in(worker, 10)) {
        outcome.state = one_in(worker, 2) ? SEND_RELEASED : SEND_REFUSED;
    } else {
        if (!ledger_begin(worker->ledger, &reservation, now, &ours, &error) || !ours)
            fail(worker, "begin", &error);
        die_sometimes(worker);
        serve(worker, &reservation, alert, address);
        if (one_in(worker, 20))
            outcome.state = SEND_UNKNOWN;
        die_sometimes(worker);
    }
    if (!ledger_settle(worker->ledger, &reservation, &outcome, &error))
        fail(worker, "settle", &error);
    return send_state_counts(outcome.state);
}

static void deliver(Worker *worker, const Alert *alert, const Contact *contact, int64_t now)
{
    LimitFacts facts;
    LimitDecision decision;
    Error error = {0};
    if (!ledger_facts(worker->ledger, alert, contact, now, &facts, &error))
        fail(worker, "facts", &error);
    limit_decide(contact, alert, worker->setup.fan_out, &facts, &decision);
    for (size_t i = decision.first; i < decision.count; i = limit_next(&decision, i)) {
        bool dealt = send(worker, alert, address_list_get(contact->emails, i), now);
        if (dealt && worker->setup.fan_out == FAN_OUT_ONE)
            break;
    }
    for (size_t i = 0; i < decision.count; i++)
        if (decision.recipients[i].hold != HOLD_NONE &&
            !ledger_note_hold(worker->ledger, alert, address_list_get(contact->emails, i),
                              decision.recipients[i].hold, "held", now, &error))
            fail(worker, "hold", &error);
    limit_decision_clear(&decision);
    limit_facts_clear(&facts);
}

/* Alert `which` of a round: the first ones are everybody's, and every third of them is one that
 * came in an earlier round already. */
static void play(Worker *worker, uint32_t round, unsigned which)
{
    Alert alert;
    bool shared = which < SHARED;
    uint32_t of = which % 3 == 2 && round >= 5 ? round - 5 : round;
    uint64_t choice = (uint64_t)round * 31 + which * 7 + (shared ? 0 : worker->setup.number);
    size_t s = race_random(&choice) % 2;
    alert_init(&alert);
    alert.severity = SEVERITY_HIGH;
    alert_set(&alert.subscription, subscriptions[s]);
    free(alert.id);
    alert.id = shared ? memory_format("r%u-s%u", of, which)
                      : memory_format("r%u-w%u-%u", round, worker->setup.number, which);
    free(alert.name);
    alert.name = memory_format("type-%u", (unsigned)(race_random(&choice) % TYPES));
    deliver(worker, &alert, &worker->contacts[s], race_time(round));
    alert_clear(&alert);
}

static void open_all(Worker *worker)
{
    Error error = {0};
    worker->zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = worker->zone, .file_mode = 0600};
    worker->ledger = ledger_open(worker->setup.state, &options, &error);
    if (worker->ledger == NULL)
        fail(worker, "open", &error);
    worker->server = open(worker->setup.server, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    for (size_t i = 0; i < 2; i++) {
        AddressFindings findings = {0};
        contact_init(&worker->contacts[i]);
        address_list_parse(worker->contacts[i].emails, lists[i], strlen(lists[i]), &findings);
        address_findings_clear(&findings);
        worker->contacts[i].alerts = true;
    }
}

_Noreturn void worker_run(const WorkerSetup *setup, int orders, int reports)
{
    Worker worker = {.setup = *setup, .random = setup->seed | 1};
    uint32_t round;
    open_all(&worker);
    while (read(orders, &round, sizeof round) == sizeof round) {
        unsigned first = (unsigned)(race_random(&worker.random) % SHARED);
        for (unsigned i = 0; i < SHARED; i++)
            play(&worker, round, (first + i) % SHARED);
        for (unsigned i = 0; i < OWN; i++)
            play(&worker, round, SHARED + i);
        if (write(reports, "", 1) != 1)
            break;
    }
    ledger_close(worker.ledger);
    contact_clear(&worker.contacts[0]);
    contact_clear(&worker.contacts[1]);
    day_zone_free(worker.zone);
    exit(0);
}
