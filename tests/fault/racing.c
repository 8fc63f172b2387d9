/* Several who save at once: no change is lost, whoever is killed in between. */
#include "base/memory.h"
#include "store/store.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ID        "11111111-2222-3333-4444-555555555555"
#define PROCESSES 8
#define EDITS     50

static Store *open_store(const char *directory)
{
    StorePolicy policy = {.file_mode = 0660};
    Error error = {0};
    Store *store = store_open_files(directory, &policy, &error);
    if (!store)
        fprintf(stderr, "%s\n", error.text);
    return store;
}

/* Adds one address, again and again until nobody was faster. */
static bool add(Store *store, const char *address)
{
    for (;;) {
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        if (!store_contact_load(store, ID, &contact, &seen, &error)) {
            fprintf(stderr, "%s\n", error.text);
            return false;
        }
        address_list_add(contact.emails, address, strlen(address));
        contact.alerts = true;
        StoreSave result = store_contact_save(store, ID, &contact, &seen, &error);
        contact_clear(&contact);
        if (result == STORE_SAVED)
            return true;
        if (result != STORE_CONFLICT && error.kind != ERROR_RETRY) {
            fprintf(stderr, "%s\n", error.text);
            return false;
        }
    }
}

static char *address_of(int process, int edit)
{
    return memory_format("p%d-e%d@contoso.com", process, edit);
}

/* A child that adds its addresses, one a save; after each it tells `progress`. */
static pid_t start(const char *directory, int process, int edits, int progress)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    Store *store = open_store(directory);
    for (int edit = 0; store && edit < edits; edit++) {
        char *address = address_of(process, edit);
        if (!add(store, address))
            _exit(1);
        free(address);
        if (progress >= 0 && write(progress, &process, sizeof process) < 0)
            _exit(1);
    }
    _exit(store ? 0 : 1);
}

static bool has(const Contact *contact, int process, int edit)
{
    char *address = address_of(process, edit);
    bool there = address_list_find(contact->emails, address, strlen(address)) != ADDRESS_LIST_NONE;
    free(address);
    return there;
}

Test(racing, no_change_is_lost)
{
    char *directory = temporary_new();
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start(directory, i, EDITS, -1);
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        waitpid(children[i], &status, 0);
        cr_expect_eq(status, 0, "process %d ended with %d", i, status);
    }
    Store *store = open_store(directory);
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    cr_assert(store_contact_load(store, ID, &contact, &seen, &error), "%s", error.text);
    cr_expect_eq(address_list_count(contact.emails), (size_t)PROCESSES * EDITS);
    for (int i = 0; i < PROCESSES; i++) {
        for (int edit = 0; edit < EDITS; edit++)
            cr_expect(has(&contact, i, edit), "lost: process %d, edit %d", i, edit);
    }
    contact_clear(&contact);
    store_close(store);
    temporary_remove(directory);
}

/* Whoever is killed takes along the edit that he was at, and no other. */
Test(racing, who_is_killed_loses_nothing_that_was_saved)
{
    char *directory = temporary_new();
    Store *store = open_store(directory);
    int done[PROCESSES] = {0};
    pid_t children[PROCESSES];
    int progress[2];
    cr_assert_eq(pipe(progress), 0);
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start(directory, i, 1000000, progress[1]);
    close(progress[1]); /* so that their end is the end of the pipe */
    unsigned random = 1;
    for (int alive = PROCESSES; alive > 0;) {
        int process;
        cr_assert_eq(read(progress[0], &process, sizeof process), (ssize_t)sizeof process,
                     "all of them have given up");
        done[process]++;
        random = random * 1103515245 + 12345;
        int victim = (int)(random >> 16) % PROCESSES;
        if ((random >> 8) % 16 == 0 && children[victim] > 0) {
            kill(children[victim], SIGKILL);
            waitpid(children[victim], NULL, 0);
            children[victim] = 0;
            alive--;
        }
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        cr_assert(store_contact_load(store, ID, &contact, &seen, &error), "%s", error.text);
        contact_clear(&contact);
    }
    int process;
    while (read(progress[0], &process, sizeof process) == (ssize_t)sizeof process)
        done[process]++;
    close(progress[0]);
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    cr_assert(store_contact_load(store, ID, &contact, &seen, &error), "%s", error.text);
    size_t told = 0;
    for (int i = 0; i < PROCESSES; i++) {
        told += (size_t)done[i];
        for (int edit = 0; edit < done[i]; edit++)
            cr_expect(has(&contact, i, edit), "lost: process %d, edit %d", i, edit);
    }
    /* One more of each at most: saved, and killed before it was told. */
    cr_expect(address_list_count(contact.emails) >= told);
    cr_expect(address_list_count(contact.emails) <= told + PROCESSES);
    contact_clear(&contact);
    store_close(store);
    temporary_remove(directory);
}
