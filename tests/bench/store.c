/* A contacts file of 1,000,000 addresses, opened, changed and saved by the store, beside bare
 * libconfig, which neither checks an address nor keeps the old file whole. */
#include "store/store.h"
#include "base/memory.h"
#include "bench/table.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 1000000, RUNS = 3 };

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

typedef struct Times {
    double open, save;
} Times;

static void stop(const char *what)
{
    fprintf(stderr, "bench_store: %s\n", what);
    exit(1);
}

static Times by_store(const char *site)
{
    Error error = {0};
    StorePolicy policy = {.file_mode = 0660};
    Contact contact;
    StoreVersionTag seen;
    Times times;
    double start = clock_seconds();
    Store *store = store_open_files(site, &policy, &error);
    if (!store || !store_contact_load(store, SUBSCRIPTION, &contact, &seen, &error))
        stop(error.text);
    times.open = clock_seconds() - start;
    if (address_list_count(contact.emails) != MANY)
        stop("not all addresses were read");
    contact.alerts = !contact.alerts;
    start = clock_seconds();
    if (store_contact_save(store, SUBSCRIPTION, &contact, &seen, &error) != STORE_SAVED)
        stop(error.text);
    times.save = clock_seconds() - start;
    contact_clear(&contact);
    store_close(store);
    return times;
}

static Times by_libconfig(const char *path)
{
    config_t config;
    Times times;
    int alerts;
    double start = clock_seconds();
    config_init(&config);
    if (!config_read_file(&config, path) || !config_lookup_bool(&config, "alerts", &alerts))
        stop(config_error_text(&config));
    const config_setting_t *emails = config_lookup(&config, "emails");
    for (int i = 0; i < MANY; i++) {
        if (!config_setting_get_string_elem(emails, i))
            stop("not all addresses were read");
    }
    times.open = clock_seconds() - start;
    config_setting_set_bool(config_lookup(&config, "alerts"), !alerts);
    start = clock_seconds();
    if (!config_write_file(&config, path))
        stop("not written");
    times.save = clock_seconds() - start;
    config_destroy(&config);
    return times;
}

static void better(Times *best, Times times)
{
    best->open = times.open < best->open ? times.open : best->open;
    best->save = times.save < best->save ? times.save : best->save;
}

int main(void)
{
    char *site = temporary_new();
    char *text = memory_new((size_t)MANY * 40), *end = text;
    end += sprintf(end, "emails = [ ");
    for (int i = 0; i < MANY; i++)
        end += sprintf(end, "%s\"a%d@contoso.com\"", i ? ", " : "", i);
    sprintf(end, " ];\nphone = \"+442079460958\";\nalerts = true;\n");
    temporary_write(site, "contacts/" SUBSCRIPTION ".conf", text);
    free(text);
    char *path = temporary_path(site, "contacts/" SUBSCRIPTION ".conf");

    Times ours = {1e9, 1e9}, bare = {1e9, 1e9};
    for (int i = 0; i < RUNS; i++) {
        table_step("open and save, run %d of %d", i + 1, RUNS);
        better(&ours, by_store(site));
        better(&bare, by_libconfig(path));
    }
    static const char *const libconfig[] = {"libconfig", NULL};
    table_begin("1,000,000 addresses, by the store, in ms", libconfig);
    table_row(&(TableRow){"open, check", ours.open * 1e3, {bare.open * 1e3}, 0, TABLE_NONE, NULL});
    table_row(&(TableRow){"save, synced", ours.save * 1e3, {bare.save * 1e3}, 0, TABLE_NONE, NULL});
    double both = (bare.open + bare.save) * 1e3;
    table_row(&(TableRow){"both, beside read and write",
                          (ours.open + ours.save) * 1e3,
                          {both},
                          0,
                          both * 1.5,
                          "1.5 x libconfig"});
    table_end();
    free(path);
    temporary_remove(site);
    return 0;
}
