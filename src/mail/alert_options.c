/* alert_options.c: makes the alert that the options of preview and test describe. */
#include "mail/alert_options.h"

#include "azure/alerts.h"
#include "base/language.h"
#include "base/visible.h"
#include "command/mail_usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void alert_options_take(AlertOptions *options, int option)
{
    const char **where = option == MAIL_OPTION_ALERT_TYPE       ? &options->type
                         : option == MAIL_OPTION_ALERT_NAME     ? &options->name
                         : option == MAIL_OPTION_SEVERITY       ? &options->severity
                         : option == MAIL_OPTION_RESOURCE_GROUP ? &options->resource_group
                         : option == MAIL_OPTION_ENTITY         ? &options->entity
                                                                : &options->file;
    *where = optarg;
}

/* The first alert of the file. */
static bool read_alert(const char *path, Alert *alert, Error *error)
{
    char bytes[65536];
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? _("standard input") : path;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set_at(error, ERROR_NO_INPUT, path, 0, "can't be read: %s", strerror(errno));
    AlertReader *reader = alert_reader_new(name);
    AlertRead read_as = ALERT_READ_MORE;
    ssize_t got = 1;
    while (read_as == ALERT_READ_MORE && got > 0) {
        got = read(fd, bytes, sizeof bytes);
        if (got > 0)
            alert_reader_feed(reader, bytes, (size_t)got);
        else
            alert_reader_end(reader);
        read_as = alert_reader_next(reader, alert, error, NULL);
    }
    if (got < 0)
        error_set_at(error, ERROR_NO_INPUT, name, 0, "can't be read: %s", strerror(errno));
    else if (read_as == ALERT_READ_MORE)
        error_set_at(error, ERROR_DATA, name, 0, "found no alert, expected one");
    alert_reader_free(reader);
    if (!standard)
        close(fd);
    return read_as == ALERT_READ_ALERT;
}

bool alert_options_make(const AlertOptions *options, const Subscription *subscription, int64_t now,
                        Alert *alert, Error *error)
{
    Severity severity = options->severity ? severity_parse(options->severity) : SEVERITY_HIGH;
    bool other = options->type || options->name || options->severity || options->resource_group ||
                 options->entity;
    if (severity == SEVERITY_UNKNOWN)
        return error_set(error, ERROR_USAGE,
                         "--severity: found \"%s\", expected High, Medium, Low or Informational",
                         visible_start(options->severity, 40));
    if (options->file && other)
        return error_set(error, ERROR_USAGE,
                         "--alert has all of the alert: no other option about it goes with it");
    if (options->file) {
        if (!read_alert(options->file, alert, error))
            return false;
        alert_set(&alert->subscription, subscription->id);
        return true;
    }
    /* An id has no spaces; a display name mostly has. */
    bool is_id = options->type && !strchr(options->type, ' ');
    AlertTest test = {.type_id = is_id ? options->type : NULL,
                      .name = options->name ? options->name
                              : is_id       ? NULL
                                            : options->type,
                      .severity = severity,
                      .subscription = subscription->id,
                      .resource_group = options->resource_group,
                      .entity = options->entity};
    alert_init_test(alert, &test, now);
    return true;
}
