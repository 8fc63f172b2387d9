#include "judge.h"

#include "base/memory.h"
#include "ledger/ledger.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A list of texts, to be sorted and counted. */
typedef struct Keys {
    char **items;
    size_t count, capacity;
} Keys;

static void keys_add(Keys *keys, char *key)
{
    keys->items = memory_reserve(keys->items, &keys->capacity, keys->count + 1, sizeof(char *));
    keys->items[keys->count++] = key;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void keys_sort(Keys *keys)
{
    if (keys->count > 0)
        qsort(keys->items, keys->count, sizeof(char *), compare);
}

static bool keys_have(const Keys *keys, const char *key)
{
    return keys->count > 0 &&
           bsearch(&key, keys->items, keys->count, sizeof(char *), compare) != NULL;
}

static void keys_clear(Keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        free(keys->items[i]);
    free(keys->items);
}

/* Says, and counts, each key that is there more than `most` times. */
static void at_most(Keys *keys, size_t most, const char *rule, Verdict *verdict)
{
    keys_sort(keys);
    for (size_t i = 0, j; i < keys->count; i = j) {
        for (j = i + 1; j < keys->count && strcmp(keys->items[i], keys->items[j]) == 0;)
            j++;
        if (j - i > most) {
            fprintf(stderr, "race: %s: %zu times %s\n", rule, j - i, keys->items[i]);
            verdict->breaches++;
        }
    }
    keys_clear(keys);
}

typedef struct Records {
    Keys counting; /* message ids that count */
    Verdict *verdict;
} Records;

static bool record(const LedgerSend *send, void *data)
{
    Records *records = data;
    records->verdict->recorded++;
    if (!send_state_counts(send->state))
        return true;
    records->verdict->counting++;
    keys_add(&records->counting, memory_text(send->message_id));
    if (send_state_is_under_way(send->state)) {
        fprintf(stderr, "race: %s is \"being sent\" by a process that is gone\n", send->message_id);
        records->verdict->breaches++;
    }
    return true;
}

static bool count_hold(const LedgerHold *hold, void *data)
{
    (void)hold;
    (*(size_t *)data)++;
    return true;
}

static void judge_server(const char *path, FanOut fan_out, const Keys *counting, Verdict *verdict)
{
    Keys r2 = {0}, r2_list = {0}, r3 = {0}, r5 = {0}, ids = {0};
    char line[512];
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *rest = line;
        char *id = strsep(&rest, " "), *day = strsep(&rest, " ");
        char *subscription = strsep(&rest, " "), *recipient = strsep(&rest, " ");
        char *type = strsep(&rest, " "), *alert = strsep(&rest, "\n");
        for (char *c = recipient; *c != '\0'; c++)
            *c = (char)tolower((unsigned char)*c); /* the spellings differ by case alone */
        verdict->served++;
        keys_add(&ids, memory_text(id));
        keys_add(&r2, memory_format("%s %s %s", day, recipient, type));
        keys_add(&r3, memory_format("%s %s", day, recipient));
        if (fan_out == FAN_OUT_ONE)
            keys_add(&r2_list, memory_format("%s %s %s", day, subscription, type));
        keys_add(&r5, fan_out == FAN_OUT_ONE ? memory_text(alert)
                                             : memory_format("%s %s", alert, recipient));
        if (!keys_have(counting, id)) {
            fprintf(stderr, "race: the server got %s, which does not count in the ledger\n", id);
            verdict->breaches++;
        }
    }
    if (file != NULL)
        fclose(file);
    at_most(&ids, 1, "Message-ID", verdict);
    at_most(&r2, 1, "R2, recipient", verdict);
    at_most(&r2_list, 1, "R2, subscription", verdict);
    at_most(&r3, LIMIT_PER_DAY, "R3", verdict);
    at_most(&r5, 1, "R5", verdict);
}

/* Tomorrow each recipient may have their three messages, whatever was left undone today. */
static void judge_tomorrow(Ledger *ledger, FanOut fan_out, int64_t tomorrow, Verdict *verdict)
{
    static const char *const addresses[] = {"a@x.com", "b@x.com", "c@x.com", "d@x.com"};
    for (unsigned i = 0; i < 4 * (LIMIT_PER_DAY + 1); i++) {
        Alert alert;
        Error error = {0};
        Reservation reservation;
        LedgerHeld held = {0};
        alert_init(&alert);
        alert.severity = SEVERITY_HIGH;
        alert_set(&alert.subscription, "20ff7fc3-e762-44dd-bd96-b71116dcdc23");
        free(alert.id);
        alert.id = memory_format("tomorrow-%u", i);
        free(alert.name);
        alert.name = memory_format("tomorrow's-type-%u", i);
        LedgerRequest request = {
            .alert = &alert, .address = addresses[i % 4], .fan_out = fan_out, .now = tomorrow};
        LedgerReserve expected = i < 4 * LIMIT_PER_DAY ? LEDGER_RESERVED : LEDGER_HELD;
        if (ledger_reserve(ledger, &request, &reservation, &held, &error) != expected) {
            fprintf(stderr, "race: tomorrow, message %u to %s: %s%s\n", i / 4 + 1, addresses[i % 4],
                    held.reason != NULL ? held.reason : "", error.text);
            verdict->breaches++;
        }
        free(held.reason);
        alert_clear(&alert);
    }
}

Verdict judge(const char *state, const char *server, FanOut fan_out, int64_t tomorrow)
{
    Verdict verdict = {0};
    Error error = {0};
    Records records = {.verdict = &verdict};
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0600};
    Ledger *ledger = ledger_open(state, &options, &error);
    if (ledger != NULL && !ledger_verify(ledger, NULL, &(ChainVerified){0}, NULL, &error)) {
        fprintf(stderr, "race: the chain: %s\n", error.text);
        verdict.breaches++;
    }
    if (ledger == NULL || !ledger_sends(ledger, &all, tomorrow, record, &records, &error) ||
        !ledger_holds(ledger, &all, count_hold, &verdict.holds, &error)) {
        fprintf(stderr, "race: the ledger: %s\n", error.text);
        verdict.breaches++;
    } else {
        keys_sort(&records.counting);
        judge_server(server, fan_out, &records.counting, &verdict);
        judge_tomorrow(ledger, fan_out, tomorrow, &verdict);
    }
    if (verdict.served == 0) {
        fprintf(stderr, "race: the server got nothing\n");
        verdict.breaches++;
    }
    keys_clear(&records.counting);
    ledger_close(ledger);
    day_zone_free(zone);
    return verdict;
}
