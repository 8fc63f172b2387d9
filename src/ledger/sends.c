/* Reservations: may this message be sent today? */
#include "ledger/sqlite.h"

#include "base/memory.h"
#include "core/address/address.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* From this many addresses on, what was sent today is read once, instead of once for each. */
enum { LONG_LIST = 4096 };

/* Columns of a fact, in the order of its statements. */
enum {
    FACT_STATE,
    FACT_OWNER,
    FACT_DAY,
    FACT_TIME,
    FACT_ADDRESS,
    FACT_TITLE,
    FACT_MESSAGE_ID,
    FACT_BOUNCED,
    FACT_TYPE,
    FACT_SLOT
};

/* An alert as it is asked for. */
typedef struct Asked {
    char *type, *id; /* keys */
    const char *subscription;
    const char *transport;
    int64_t now;
    SetAside aside;
    bool bounced; /* a message of this alert has */
} Asked;

static Asked asked_new(const SqliteLedger *ledger, const Alert *alert, int64_t now)
{
    return (Asked){
        .type = alert_type_key(alert),
        .id = alert_id_key(alert),
        .subscription = alert->subscription,
        .transport = ledger->transport,
        .now = now,
    };
}

static void asked_clear(Asked *asked)
{
    free(asked->type);
    free(asked->id);
}

/* The state of the row, in which what counts by itself may yet not, since its process is gone. */
static SendState state_of(SqliteLedger *ledger, sqlite3_stmt *row, int64_t now)
{
    return sqlite_state(ledger, database_text(row, FACT_STATE), database_text(row, FACT_OWNER),
                        now - sqlite3_column_int64(row, FACT_TIME),
                        sqlite3_column_int(row, FACT_BOUNCED) != 0);
}

static SendFact *fact_of(sqlite3_stmt *row, SendState state)
{
    SendFact *fact = send_fact_new(
        state, sqlite3_column_int(row, FACT_DAY), sqlite3_column_int64(row, FACT_TIME),
        database_text(row, FACT_ADDRESS), database_text(row, FACT_TITLE));
    fact->message_id = memory_text(database_text(row, FACT_MESSAGE_ID));
    return fact;
}

/* The fact of the first row that counts, if there is one. */
static bool one_fact(SqliteLedger *ledger, sqlite3_stmt *statement, int64_t now, SendFact **fact,
                     Error *error)
{
    int result = SQLITE_DONE;
    while (*fact == NULL && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        SendState state = state_of(ledger, statement, now);
        if (send_state_counts(state))
            *fact = fact_of(statement, state);
    }
    sqlite3_reset(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

/* Likewise of those that did not bounce; `*bounced` where one before it did. */
static bool list_fact(SqliteLedger *ledger, sqlite3_stmt *statement, int64_t now, SendFact **fact,
                      bool *bounced, Error *error)
{
    int result = SQLITE_DONE;
    while (*fact == NULL && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        SendState state = state_of(ledger, statement, now);
        *bounced = *bounced || state == SEND_BOUNCED;
        if (send_state_counts(state) && state != SEND_BOUNCED)
            *fact = fact_of(statement, state);
    }
    sqlite3_reset(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

/* What was sent to anyone: of this type for this subscription today, and of this alert ever. */
static bool list_facts(SqliteLedger *ledger, Asked *asked, LimitFacts *facts, Error *error)
{
    bool of_type = false;
    sqlite3_stmt *type = sqlite_statement(ledger, STATEMENT_TYPE_OF_LIST, error);
    sqlite3_stmt *alert = sqlite_statement(ledger, STATEMENT_ALERT_OF_LIST, error);
    if (type == NULL || alert == NULL)
        return false;
    database_bind(type, "ittt", (int64_t)facts->today, asked->subscription, asked->type,
                  asked->transport);
    database_bind(alert, "tt", asked->id, asked->transport);
    if (!list_fact(ledger, type, asked->now, &facts->type, &of_type, error) ||
        !list_fact(ledger, alert, asked->now, &facts->alert, &asked->bounced, error))
        return false;
    if (asked->aside.last == 0)
        return true;
    type = sqlite_aside(ledger, STATEMENT_TYPE_OF_LIST_ASIDE, facts->today, &asked->aside, error);
    if (type == NULL)
        return false;
    sqlite3_bind_text(type, 4, asked->subscription, -1, SQLITE_STATIC);
    sqlite3_bind_text(type, 5, asked->type, -1, SQLITE_STATIC);
    sqlite3_bind_text(type, 6, asked->transport, -1, SQLITE_STATIC);
    return list_fact(ledger, type, asked->now, &facts->type, &of_type, error);
}

/* Counts a row of today for its recipient, if it counts. */
static bool count_row(SqliteLedger *ledger, sqlite3_stmt *row, const Asked *asked,
                      RecipientFacts *recipient)
{
    SendState state = state_of(ledger, row, asked->now);
    if (!send_state_counts(state))
        return false;
    recipient->count++;
    if (recipient->type == NULL && strcmp(database_text(row, FACT_TYPE), asked->type) == 0)
        recipient->type = fact_of(row, state);
    if (recipient->under_way == NULL && send_state_is_under_way(state))
        recipient->under_way = fact_of(row, state);
    return true;
}

/* Counts the rows of a day. `*slots` gets a bit for each: 1 << slot. */
static bool count_rows(SqliteLedger *ledger, sqlite3_stmt *day, const Asked *asked,
                       RecipientFacts *recipient, unsigned *slots, Error *error)
{
    int result;
    while ((result = sqlite3_step(day)) == SQLITE_ROW) {
        if (count_row(ledger, day, asked, recipient))
            *slots |= 1U << sqlite3_column_int(day, FACT_SLOT);
    }
    sqlite3_reset(day);
    return result == SQLITE_DONE || database_error(&ledger->database, result, error);
}

/* `*slots` gets a bit for each of the day's messages: 1 << slot. */
static bool recipient_facts(SqliteLedger *ledger, const Asked *asked, const char *key,
                            const LimitFacts *facts, RecipientFacts *recipient, unsigned *slots,
                            Error *error)
{
    sqlite3_stmt *day = sqlite_statement(ledger, STATEMENT_RECIPIENT_DAY, error);
    if (day == NULL)
        return false;
    database_bind(day, "itt", (int64_t)facts->today, key, asked->transport);
    if (!count_rows(ledger, day, asked, recipient, slots, error))
        return false;
    if (asked->aside.last != 0) {
        day =
            sqlite_aside(ledger, STATEMENT_RECIPIENT_DAY_ASIDE, facts->today, &asked->aside, error);
        if (day == NULL)
            return false;
        sqlite3_bind_text(day, 4, key, -1, SQLITE_STATIC);
        sqlite3_bind_text(day, 5, asked->transport, -1, SQLITE_STATIC);
        if (!count_rows(ledger, day, asked, recipient, slots, error))
            return false;
    }
    if (!sqlite_bounced_of(ledger, key, &recipient->bounced, &recipient->bounced_day, error))
        return false;
    if (facts->alert == NULL && !asked->bounced)
        return true;
    sqlite3_stmt *alert = sqlite_statement(ledger, STATEMENT_ALERT_OF_RECIPIENT, error);
    if (alert == NULL)
        return false;
    database_bind(alert, "ttt", asked->id, key, asked->transport);
    return one_fact(ledger, alert, asked->now, &recipient->alert, error);
}

static bool short_list(SqliteLedger *ledger, const Asked *asked, const AddressList *list,
                       LimitFacts *facts, Error *error)
{
    bool known = true;
    for (size_t i = 0; known && i < facts->recipient_count; i++) {
        const char *address = address_list_get(list, i);
        char *key = address_key(address, strlen(address));
        unsigned slots = 0;
        known = recipient_facts(ledger, asked, key, facts, &facts->recipients[i], &slots, error);
        free(key);
    }
    return known;
}

static bool long_list(SqliteLedger *ledger, const Asked *asked, const AddressList *list,
                      LimitFacts *facts, Error *error)
{
    int result = SQLITE_DONE;
    sqlite3_stmt *day = sqlite_statement(ledger, STATEMENT_DAY, error);
    sqlite3_stmt *alert = sqlite_statement(ledger, STATEMENT_ALERT, error);
    if (day == NULL || alert == NULL)
        return false;
    database_bind(day, "it", (int64_t)facts->today, asked->transport);
    database_bind(alert, "tt", asked->id, asked->transport);
    sqlite3_stmt *aside =
        sqlite_aside(ledger, STATEMENT_DAY_ASIDE, facts->today, &asked->aside, error);
    if (aside == NULL)
        return false;
    sqlite3_bind_text(aside, 4, asked->transport, -1, SQLITE_STATIC);
    sqlite3_stmt *all[] = {day, aside, alert};
    for (size_t b = 0; b < 3 && result == SQLITE_DONE; b++) {
        while ((result = sqlite3_step(all[b])) == SQLITE_ROW) {
            const char *address = database_text(all[b], FACT_ADDRESS);
            size_t index = address_list_find(list, address, strlen(address));
            if (index == ADDRESS_LIST_NONE)
                continue;
            SendState state = state_of(ledger, all[b], asked->now);
            if (all[b] != alert)
                count_row(ledger, all[b], asked, &facts->recipients[index]);
            else if (facts->recipients[index].alert == NULL && send_state_counts(state))
                facts->recipients[index].alert = fact_of(alert, state);
        }
        sqlite3_reset(all[b]);
    }
    return result == SQLITE_DONE ? sqlite_bounced_of_list(ledger, list, facts, error)
                                 : database_error(&ledger->database, result, error);
}

bool sqlite_count(Ledger *base, const char *address, Day day, bool to_outbox, unsigned *count,
                  Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    const LimitFacts facts = {.today = day};
    RecipientFacts recipient = {0};
    /* No age is too great: the process alone says whether one of its reservations counts. */
    Asked asked = {.type = (char *)(uintptr_t) "", .transport = sqlite_transport(to_outbox)};
    unsigned slots = 0;
    char *key = address_key(address, strlen(address));
    bool counted = sqlite_set_aside(ledger, day, &asked.aside, error) &&
                   recipient_facts(ledger, &asked, key, &facts, &recipient, &slots, error);
    *count = recipient.count;
    send_fact_free(recipient.type);
    send_fact_free(recipient.under_way);
    free(recipient.bounced);
    free(key);
    return counted;
}

bool sqlite_facts(Ledger *base, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    size_t count = address_list_count(contact->emails);
    Day today = DAY_NONE, clock = DAY_NONE;
    if (!sqlite_do(ledger, STATEMENT_BEGIN_READ, error)) /* all from one moment */
        return false;
    Asked asked = asked_new(ledger, alert, now);
    bool known = sqlite_today(base, now, &today, &clock, error) &&
                 sqlite_set_aside_today(ledger, today, &asked.aside, error);
    limit_facts_init(facts, count, today, ledger->zone);
    facts->clock = clock;
    known =
        known && list_facts(ledger, &asked, facts, error) &&
        (count < LONG_LIST ? short_list : long_list)(ledger, &asked, contact->emails, facts, error);
    asked_clear(&asked);
    Error ignored; /* a transaction that only read has nothing to lose */
    sqlite_do(ledger, STATEMENT_COMMIT, &ignored);
    if (!known)
        limit_facts_clear(facts);
    return known;
}

static void message_id_new(char *id, size_t size, const char *domain)
{
    uint64_t random[2];
    size_t have = 0;
    while (have < sizeof random) {
        ssize_t got = getrandom((char *)random + have, sizeof random - have, 0);
        if (got > 0)
            have += (size_t)got;
    }
    if (domain == NULL || domain[0] == '\0' || strlen(domain) > 255)
        domain = "localhost";
    snprintf(id, size, "<%016" PRIx64 "%016" PRIx64 "@%s>", random[0], random[1], domain);
}

/* Which rule an index stands for: SQLite names the columns of the one that refused. */
static LimitHold hold_of_constraint(const char *message)
{
    if (strstr(message, "sends.slot") != NULL || strstr(message, "CHECK") != NULL)
        return HOLD_COUNT;
    if (strstr(message, "sends.alert") != NULL)
        return strstr(message, "sends.recipient") != NULL ? HOLD_ALERT_RECIPIENT : HOLD_ALERT;
    if (strstr(message, "sends.type") != NULL)
        return strstr(message, "sends.recipient") != NULL ? HOLD_TYPE_RECIPIENT : HOLD_TYPE;
    return HOLD_NONE;
}

/* Inserts the reservation. `*hold` is the rule by which the schema refused it, if one did. */
static bool insert(SqliteLedger *ledger, const LedgerRequest *request, const Asked *asked,
                   const char *key, Reservation *reservation, LimitHold *hold, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_RESERVE, error);
    if (statement == NULL)
        return false;
    char *title = alert_short_title(request->alert);
    message_id_new(reservation->message_id, sizeof reservation->message_id,
                   request->message_domain);
    database_bind(statement,
                  "itttttttti"
                  "iittt",
                  (int64_t)reservation->day, asked->subscription, key, request->address,
                  asked->type, title, asked->id, request->alert->id,
                  request->fan_out == FAN_OUT_ONE ? "one" : "each", (int64_t)reservation->slot,
                  (int64_t)request->alert->test, request->now, reservation->message_id,
                  ledger->owner, ledger->transport);
    int result = sqlite3_step(statement);
    if ((result & 0xFF) == SQLITE_CONSTRAINT)
        *hold = hold_of_constraint(sqlite3_errmsg(ledger->database.handle));
    bool inserted = result == SQLITE_DONE;
    if (!inserted && *hold == HOLD_NONE)
        database_error(&ledger->database, result, error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    free(title);
    if (!inserted)
        return false;
    reservation->id = sqlite3_last_insert_rowid(ledger->database.handle);
    const ChainEvent event = {
        .record = reservation->id, .event = "reservation", .at = request->now};
    return database_event(&ledger->database, &event, error) &&
           (request->content == NULL ||
            sqlite_keep_content(ledger, reservation->id, request->content, error));
}

/* The schema has refused what the facts allow: a program died after it was looked for, so that its
 * message is not settled yet. That one is under way until the next reservation settles it. */
static void add_under_way(LimitFacts *facts, const LedgerRequest *request)
{
    char *title = alert_short_title(request->alert);
    SendFact **missing[] = {&facts->type, &facts->alert, &facts->recipients[0].type,
                            &facts->recipients[0].alert};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (*missing[i] == NULL)
            *missing[i] =
                send_fact_new(SEND_RESERVED, facts->today, request->now, request->address, title);
    free(title);
}

LedgerReserve sqlite_reserve(Ledger *base, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    memset(reservation, 0, sizeof *reservation);
    if (!database_write_begin_unsynced(&ledger->database, error))
        return LEDGER_FAILED;
    LimitFacts facts;
    limit_facts_init(&facts, 1, 0, ledger->zone);
    Asked asked = asked_new(ledger, request->alert, request->now);
    char *key = address_key(request->address, strlen(request->address));
    unsigned slots = 0;
    LimitHold hold = HOLD_NONE;
    bool reserved = false, first = false, any = false;
    bool known = sqlite_settlements_write(ledger, error) &&
                 sqlite_settle_dead(ledger, request->now, &any, error) &&
                 sqlite_today(base, request->now, &facts.today, &facts.clock, error) &&
                 ledger_day_check(facts.today, facts.clock, error) &&
                 sqlite_set_aside_today(ledger, facts.today, &asked.aside, error) &&
                 sqlite_is_first(ledger, facts.today, &first, error) &&
                 list_facts(ledger, &asked, &facts, error) &&
                 recipient_facts(ledger, &asked, key, &facts, facts.recipients, &slots, error);
    facts.named = request->named;
    if (known) {
        hold = limit_check_recipient(request->alert, request->fan_out, &facts, facts.recipients);
        reservation->day = facts.today;
        reservation->slot = 1;
        while ((slots & 1U << reservation->slot) != 0)
            reservation->slot++;
    }
    LimitHold held_by_facts = hold;
    if (known && hold == HOLD_NONE)
        reserved = insert(ledger, request, &asked, key, reservation, &hold, error) &&
                   (!first || database_chain_head(&ledger->database, &reservation->head, error));
    bool refused = known && held_by_facts == HOLD_NONE && hold != HOLD_NONE;
    bool good = reserved || (any && hold != HOLD_NONE);
    if (!sqlite_write_end(ledger, good, error))
        reserved = false;
    LedgerReserve result = reserved            ? LEDGER_RESERVED
                           : hold != HOLD_NONE ? LEDGER_HELD
                                               : LEDGER_FAILED;
    if (result == LEDGER_HELD) {
        if (refused)
            add_under_way(&facts, request);
        const SendFact *fact = limit_hold_fact(hold, &facts, facts.recipients);
        *held = (LedgerHeld){
            .hold = hold,
            .reason = limit_hold_text(hold, request->alert, &facts, facts.recipients, NULL),
            .rests_on = refused        ? SEND_RESERVED
                        : fact != NULL ? fact->state
                                       : SEND_RELEASED,
        };
        snprintf(held->message_id, sizeof held->message_id, "%s",
                 fact != NULL && fact->message_id != NULL ? fact->message_id : "");
    }
    free(key);
    asked_clear(&asked);
    limit_facts_clear(&facts);
    return result;
}
