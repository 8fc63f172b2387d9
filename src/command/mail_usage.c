/* mail_usage.c: the options of the commands of the mail program. */
#include "command/mail_usage.h"

/* What says which alert it is, of preview and test. */
#define ALERT_OPTIONS                                                                              \
    {"alert-type", required_argument, NULL, MAIL_OPTION_ALERT_TYPE},                               \
        {"alert-name", required_argument, NULL, MAIL_OPTION_ALERT_NAME},                           \
        {"severity", required_argument, NULL, MAIL_OPTION_SEVERITY},                               \
        {"resource-group", required_argument, NULL, MAIL_OPTION_RESOURCE_GROUP},                   \
        {"entity", required_argument, NULL, MAIL_OPTION_ENTITY},                                   \
    {                                                                                              \
        "alert", required_argument, NULL, MAIL_OPTION_ALERT                                        \
    }

const struct option mail_options_preview[] = {
    ALERT_OPTIONS,
    {"at", required_argument, NULL, MAIL_OPTION_AT},
    {"contact", required_argument, NULL, MAIL_OPTION_CONTACT},
    {"json", no_argument, NULL, MAIL_OPTION_JSON},
    {"json-lines", no_argument, NULL, MAIL_OPTION_JSON_LINES},
    {"raw", no_argument, NULL, MAIL_OPTION_RAW},
    OPTIONS_LAST,
};

const struct option mail_options_test[] = {
    ALERT_OPTIONS,
    {"to", required_argument, NULL, MAIL_OPTION_TO},
    {"unproven", no_argument, NULL, MAIL_OPTION_UNPROVEN},
    {"max-age", required_argument, NULL, MAIL_OPTION_MAX_AGE},
    {"json", no_argument, NULL, MAIL_OPTION_JSON},
    {"dialogue", no_argument, NULL, MAIL_OPTION_DIALOGUE},
    OPTIONS_LAST,
};

const struct option mail_options_notify[] = {
    {"json", no_argument, NULL, MAIL_OPTION_JSON},
    {"dialogue", no_argument, NULL, MAIL_OPTION_DIALOGUE},
    {"dry-run", no_argument, NULL, MAIL_OPTION_DRY_RUN},
    {"spool", required_argument, NULL, MAIL_OPTION_SPOOL},
    {"once", no_argument, NULL, MAIL_OPTION_ONCE},
    OPTIONS_LAST,
};

const struct option mail_options_check_connection[] = {
    {"to", required_argument, NULL, MAIL_OPTION_TO},
    {"json", no_argument, NULL, MAIL_OPTION_JSON},
    OPTIONS_LAST,
};

const struct option mail_options_bounces[] = {
    {"json", no_argument, NULL, MAIL_OPTION_JSON},
    {"maildir", required_argument, NULL, MAIL_OPTION_MAILDIR},
    {"clear", required_argument, NULL, MAIL_OPTION_CLEAR},
    OPTIONS_LAST,
};
