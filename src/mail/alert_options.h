/* alert_options.h: the options of `preview` and `test` that say which alert. */
#ifndef MAIL_ALERT_OPTIONS_H
#define MAIL_ALERT_OPTIONS_H

#include "core/alert.h"
#include "core/error.h"
#include "core/subscription.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct AlertOptions {
    const char *type, *name, *severity, *resource_group, *entity, *file; /* NULL: not given */
} AlertOptions;

/* For the table of options of a command. */
#define ALERT_OPTIONS                                                                              \
    {"alert-type", required_argument, NULL, 't'}, {"alert-name", required_argument, NULL, 'n'},    \
        {"severity", required_argument, NULL, 's'},                                                \
        {"resource-group", required_argument, NULL, 'g'},                                          \
        {"entity", required_argument, NULL, 'e'},                                                  \
    {                                                                                              \
        "alert", required_argument, NULL, 'f'                                                      \
    }

/* Takes option `option`, one of ALERT_OPTIONS, with its argument in `optarg`. */
void alert_options_take(AlertOptions *options, int option);

/* The alert for `subscription` at `now`. It is initialised after success only. False and the error
 * where an option is wrong or the file has no alert. */
bool alert_options_make(const AlertOptions *options, const Subscription *subscription, int64_t now,
                        Alert *alert, Error *error);

#endif
