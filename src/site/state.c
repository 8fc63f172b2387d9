/* state.c: directories that those who share a site write together, see state.h. */
#include "site/state.h"

#include "base/language.h"
#include "site/directories.h"
#include "site/trust.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const Trust *trust, const char *path, const char *what, const char *mend,
                   Error *error)
{
    char *why = trust_text(trust);
    error_set_at(error, ERROR_PERMISSION, path, 0, "%s is not safe: %s: %s", _(what), why, _(mend));
    free(why);
    return false;
}

static const char *mend_of(const Trust *trust)
{
    if (trust->above)
        return N_("expected that only root and you can write above it: choose another place");
    if (trust->why == TRUST_OWNER)
        return N_("expected one of root's or your own: chown it, or choose another place");
    if (trust->why == TRUST_ANYONE)
        return N_("chmod o-w it");
    return N_("expected the group of the site's directory: chgrp it, or chmod g-w it");
}

/* What only a directory on the way may be: one that everybody can write, with the sticky bit. */
static void judge_last(Trust *trust, const Site *site, int directory, bool of_anybody)
{
    struct stat status;
    if (trust->above || fstat(directory, &status) != 0)
        return;
    bool shared = status.st_gid == site->group;
    if (trust->why == TRUST_OWNER && !(of_anybody && shared))
        return;
    trust->status = status;
    memcpy(trust->path, trust->real, sizeof trust->path);
    if (status.st_mode & S_IWOTH)
        trust->why = TRUST_ANYONE;
    else if (!(status.st_mode & S_IWGRP) || shared)
        trust->why = TRUST_YES;
    else if (status.st_mode & S_ISVTX)
        trust->why = TRUST_GROUP;
}

static bool check(const Site *site, const char *path, const char *what, bool of_anybody,
                  Error *error)
{
    Trust trust;
    int directory = trust_open(path, O_PATH | O_DIRECTORY, &trust);
    if (directory < 0)
        return true;
    judge_last(&trust, site, directory, of_anybody);
    close(directory);
    return trust.why == TRUST_YES || refuse(&trust, path, what, mend_of(&trust), error);
}

static const char state[] = N_("the state directory");

bool site_state_check(const Site *site, Error *error)
{
    return check(site, site->config.state, state, false, error);
}

bool site_state_make(const Site *site, Error *error)
{
    if (!directories_make(site->config.state, true, error)) {
        Error why = *error;
        return error_set_at(error, why.kind, why.file, 0, "%s: %s", _(state), why.text);
    }
    return site_state_check(site, error);
}

bool site_spool_check(const Site *site, const char *path, Error *error)
{
    return check(site, path, N_("the spool directory"), true, error);
}
