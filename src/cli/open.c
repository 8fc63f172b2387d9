/* open.c: opens the site and the input of a command. */
#include "cli/open.h"

#include "base/language.h"
#include "base/memory.h"
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void warn(const char *text, void *data)
{
    (void)data;
    output_note("warning: %s", text);
}

Site *open_site(const CommandContext *context, bool create, Error *error)
{
    char *path = site_locate(context->site, error);
    Site *site = path ? site_open(path, create, warn, NULL, context->clock, error) : NULL;
    free(path);
    return site;
}

const Subscription **open_chosen(const SubscriptionList *list, char **operands,
                                 size_t operand_count, size_t *count, Error *error)
{
    const Subscription **chosen = memory_array(list->count + 1, sizeof *chosen);
    bool *taken = memory_array(list->count + 1, sizeof *taken);
    *count = 0;
    for (size_t i = 0; operand_count == 0 && i < list->count; i++)
        chosen[(*count)++] = &list->items[i];
    for (size_t i = 0; i < operand_count && chosen; i++) {
        size_t index;
        if (!subscription_list_choose(list, operands[i], &index, error)) {
            free(chosen);
            chosen = NULL;
        } else if (!taken[index]) {
            taken[index] = true;
            chosen[(*count)++] = &list->items[index];
        }
    }
    free(taken);
    return chosen;
}

const char *open_input_name(const char *name)
{
    return strcmp(name, "-") == 0 ? _("standard input") : name;
}

static bool copy(FILE *from, FILE *to)
{
    char buffer[65536];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, from)) > 0)
        if (fwrite(buffer, 1, got, to) != got)
            return false;
    return !ferror(from) && fflush(to) == 0;
}

FILE *open_input(const char *name, Error *error)
{
    bool standard = strcmp(name, "-") == 0;
    FILE *in = standard ? stdin : fopen(name, "re");
    struct stat status;
    if (!in || fstat(fileno(in), &status) != 0) {
        error_set_at(error, ERROR_NO_INPUT, open_input_name(name), 0, "can't be read: %s",
                     strerror(errno));
        return NULL;
    }
    if (S_ISREG(status.st_mode) && !standard)
        return in;
    FILE *spool = tmpfile();
    if (!spool) {
        error_set_errno(error, ERROR_CANT_CREATE, errno, "can't make a temporary file");
    } else if (!copy(in, spool)) {
        error_set_at(error, ferror(in) ? ERROR_NO_INPUT : ERROR_IO, open_input_name(name), 0,
                     ferror(in) ? N_("can't be read: %s") : N_("can't be copied: %s"),
                     strerror(errno));
        fclose(spool);
        spool = NULL;
    } else {
        rewind(spool);
    }
    if (!standard)
        fclose(in);
    return spool;
}
