/* alert_options.h: the options of `preview` and `test` that say which alert. */
#ifndef MAIL_ALERT_OPTIONS_H
#define MAIL_ALERT_OPTIONS_H

#include "base/error.h"
#include "core/alert.h"
#include "core/subscription.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct AlertOptions {
    const char *type, *name, *severity, *resource_group, *entity, *file; /* NULL: not given */
} AlertOptions;

/* Takes an option of mail_options_test that says which alert, with its argument in `optarg`. */
void alert_options_take(AlertOptions *options, int option);

/* The alert for `subscription` at `now`. It is initialised after success only. False and the error
 * where an option is wrong or the file has no alert. */
bool alert_options_make(const AlertOptions *options, const Subscription *subscription, int64_t now,
                        Alert *alert, Error *error);

#endif
