#include "bench/peers.h"

#include "base/memory.h"
#include "support/program.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

const char *const peer_names[] = {"nano", "dialog", "whiptail", NULL};

static const int sites[] = {6, RECORDED, LISTED, 100000};

static struct {
    char *directory, *home, *lines, *empty;
    char numbers[LISTED][16];
} world;

static const char *const ours[] = {PROGRAM, NULL};
static const char *nano_field[] = {"nano", "-I", NULL, NULL};
static const char *nano_list[] = {"nano", "-I", NULL, NULL};
static const char *const dialog_field[] = {"dialog", "--inputbox", "Addresses", "10", "60", NULL};
static const char *const whiptail_field[] = {"whiptail", "--inputbox", "Addresses",
                                             "10",       "60",         NULL};
static const char *dialog_list[6 + LISTED * 2 + 1] = {"dialog", "--menu", "Choose",
                                                      "25",     "60",     "18"};
static const char *whiptail_list[6 + LISTED * 2 + 1] = {"whiptail", "--menu", "Choose",
                                                        "25",       "60",     "18"};

static const Peer peers[PEERS] = {
    {"seccontacts", ours, ours, "? Help", "<Enter><Enter><Enter>", "<Enter>", "[ Save ]",
     "Number 5", "Sent today", true},
    {"nano", nano_field, nano_list, "^X Exit", "", "", "", "line 5", NULL, false},
    {"dialog", dialog_field, dialog_list, "Cancel", "", "", "", "Number 5", NULL, true},
    {"whiptail", whiptail_field, whiptail_list, "Cancel", "", "", "", "Number 5", NULL, true},
};

static void make_site(int count)
{
    char *text = memory_new((size_t)count * 90 + 256), *end = text;
    end += sprintf(end, "subscriptions = ( { id = \"" SUBSCRIPTION "\"; name = \"First\"; }");
    for (int i = 1; i < count; i++)
        end += sprintf(end, ",\n{ id = \"20ff7fc3-e762-44dd-bd96-%012x\"; name = \"Number %d\"; }",
                       i, i);
    sprintf(end, " );\n");
    char *path = memory_format("site-%d/subscriptions.conf", count);
    temporary_write(world.directory, path, text);
    free(path);
    free(text);
    path = memory_format("site-%d/seccontacts.conf", count);
    char *config = memory_format("state = \"%s/%s\";\n", world.directory,
                                 count == RECORDED ? "recorded" : "state");
    temporary_write(world.directory, path, config);
    free(config);
    free(path);
    path = memory_format("site-%d/contacts/" SUBSCRIPTION ".conf", count);
    temporary_write(world.directory, path, "emails = [ ];\nalerts = true;\n");
    free(path);
}

/* As after the first save of every site. */
static void make_history(void)
{
    char *site = memory_format("%s/site-%d", world.directory, RECORDED);
    const char *const command[] = {PROGRAM, "--site",   site,  "set",
                                   "First", "--alerts", "off", NULL};
    ProgramRun run = program_run(command, NULL);
    if (run.status != 0)
        window_stop("a save, so that there is a history");
    program_run_clear(&run);
    free(site);
}

const Peer *peers_open(void)
{
    char text[LISTED * 16], *end = text;
    world.directory = temporary_new();
    world.home = memory_format("HOME=%s", world.directory);
    world.lines = temporary_path(world.directory, "lines");
    world.empty = temporary_path(world.directory, "empty");
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++)
        make_site(sites[i]);
    make_history();
    for (int i = 0; i < LISTED; i++) {
        end += sprintf(end, "line %d\n", i);
        snprintf(world.numbers[i], sizeof world.numbers[i], "Number %d", i);
        dialog_list[6 + 2 * i] = whiptail_list[6 + 2 * i] = world.numbers[i];
        dialog_list[7 + 2 * i] = whiptail_list[7 + 2 * i] = "none";
    }
    temporary_write(world.directory, "lines", text);
    nano_list[2] = world.lines;
    nano_field[2] = world.empty;
    return peers;
}

void peers_close(void)
{
    temporary_remove(world.directory);
    free(world.home);
    free(world.lines);
    free(world.empty);
}

const char *peers_directory(void)
{
    return world.directory;
}

/* What a killed program left would be offered first: an editor's draft, nano's lock. */
static void forget_the_last_one(void)
{
    char *state = temporary_path(world.directory, "state");
    temporary_remove(state);
    temporary_write(world.directory, "empty", "");
}

Terminal *peers_start(const Peer *peer, const char *const *command, const char *const *tool,
                      int subscriptions)
{
    const char *line[32 + 6 + LISTED * 2 + 1];
    size_t count = 0;
    for (; tool && *tool; tool++)
        line[count++] = *tool;
    while (*command)
        line[count++] = *command++;
    line[count] = NULL;
    forget_the_last_one();
    char *site = memory_format("SECCONTACTS_SITE=%s/site-%d", world.directory, subscriptions);
    const char *environment[] = {world.home, peer == &peers[OURS] ? site : NULL, NULL};
    TerminalSetup setup = {.command = line, .environment = environment, .rows = 30, .columns = 100};
    Terminal *terminal = terminal_open(&setup);
    free(site);
    return terminal;
}

/* Types the keys one by one, each once the program rests. */
static void go(const Peer *peer, Terminal *terminal, const char *keys, const char *there)
{
    window_until(terminal, "", keys[0] ? peer->ready : there);
    while (*keys) {
        char key[16];
        const char *end = strchr(keys, '>');
        snprintf(key, sizeof key, "%.*s", (int)(end - keys + 1), keys);
        window_idle(terminal);
        terminal_type(terminal, key);
        keys = end + 1;
    }
    window_until(terminal, "", there);
    window_idle(terminal);
}

void peers_go_to_field(const Peer *peer, Terminal *terminal)
{
    go(peer, terminal, peer->to_field, peer->to_field[0] ? peer->in_field : peer->ready);
}

void peers_go_to_list(const Peer *peer, Terminal *terminal)
{
    go(peer, terminal, peer->to_list, peer->in_list);
}
