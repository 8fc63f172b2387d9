/* mail_usage.h: how the commands of the mail program are used. seccontacts lists them and hands
 * them over; seccontacts-mail runs them: so both have a row for each, with all of it from here but
 * `run`. */
#ifndef COMMAND_MAIL_USAGE_H
#define COMMAND_MAIL_USAGE_H

#include "command/options.h"

/* The values of the options of all of them. */
enum {
    MAIL_OPTION_JSON = 1,
    MAIL_OPTION_JSON_LINES,
    MAIL_OPTION_DIALOGUE,
    MAIL_OPTION_DRY_RUN,
    MAIL_OPTION_SPOOL,
    MAIL_OPTION_ONCE,
    MAIL_OPTION_AT,
    MAIL_OPTION_CONTACT,
    MAIL_OPTION_RAW,
    MAIL_OPTION_ALERT_TYPE,
    MAIL_OPTION_ALERT_NAME,
    MAIL_OPTION_SEVERITY,
    MAIL_OPTION_RESOURCE_GROUP,
    MAIL_OPTION_ENTITY,
    MAIL_OPTION_ALERT,
    MAIL_OPTION_TO,
    MAIL_OPTION_UNPROVEN,
    MAIL_OPTION_MAX_AGE,
    MAIL_OPTION_MAILDIR,
    MAIL_OPTION_CLEAR,
};

extern const struct option mail_options_preview[], mail_options_test[], mail_options_notify[],
    mail_options_check_connection[], mail_options_bounces[];

#define MAIL_USAGE_ALERT                                                                           \
    "  --alert-type T      the alert's type: an id such as VM_LoginBruteForceSuccess,\n"           \
    "                      or a name\n"                                                            \
    "  --alert-name NAME   its name, where the type is an id\n"                                    \
    "  --severity S        High (the default), Medium, Low or Informational\n"                     \
    "  --resource-group G  the resource group that is attacked\n"                                  \
    "  --entity E          what is attacked in it, such as the name of a machine\n"                \
    "  --alert FILE        the first alert of this JSON file instead; - is standard\n"             \
    "                      input\n"

#define MAIL_USAGE_EVENTS                                                                          \
    "  --json              print a JSON object a line\n"                                           \
    "  --dialogue          print the dialogue with the mail server too, without\n"                 \
    "                      passwords\n"

#define MAIL_USAGE_PREVIEW                                                                         \
    .name = "preview", .usage = "SUB [OPTION ...]",                                                \
    .summary = "Show what an alert would do now: to whom it goes, the message",                    \
    .options = mail_options_preview, .operands = {1, 1, "SUB"},                                    \
    .help = "Sends and records nothing. Options:\n" MAIL_USAGE_ALERT                               \
            "  --at TIME           at another time: 2026-11-24, or 2026-11-24T09:00, in the\n"     \
            "                      site's day_zone, or with Z or +01:00 behind it\n"               \
            "  --contact FILE      with this contact instead: JSON as \"show --json\"\n"           \
            "                      prints it; - is standard input\n"                               \
            "  --json              print a JSON object\n"                                          \
            "  --json-lines        the same, each recipient on a line of its own behind it\n"      \
            "  --raw               print the bytes of the message, and nothing else\n"             \
            "\n"                                                                                   \
            "On a terminal the message is shown as a person reads it, else as it is sent.\n"       \
            "\n"                                                                                   \
            "Exit status: 0 where somebody would get it, 67 where nobody would.\n"                 \
            "\n"                                                                                   \
            "Example:\n"                                                                           \
            "  seccontacts preview \"Contoso Production\" --alert-type \"RDP brute force\"\n"

#define MAIL_USAGE_TEST                                                                            \
    .name = "test", .usage = "[SUB] [OPTION ...]",                                                 \
    .summary = "Send a test alert, under the limits of real ones", .options = mail_options_test,   \
    .operands = {0, 1, "SUB"},                                                                     \
    .help = "The message says TEST, and counts. Options:\n"                                        \
            "  --to ADDRESS        to this address of SUB alone: a type of alert of its own,\n"    \
            "                      so once a day\n"                                                \
            "  --unproven          to each address, of SUB or of all subscriptions, for which\n"   \
            "                      no mail server has accepted a message of late\n"                \
            "  --max-age DAYS      with --unproven: what is late, 1 to 36500; 90 unless "          \
            "told\n" MAIL_USAGE_ALERT MAIL_USAGE_EVENTS "\n"                                       \
            "Exit status: 0 sent, 75 held back by a rule, 69 refused, failed or unknown. With\n"   \
            "--unproven of the worst of them; 0 where all are proven.\n"                           \
            "\n"                                                                                   \
            "Example:\n"                                                                           \
            "  seccontacts test \"Contoso Production\" --entity vm1\n"

#define MAIL_USAGE_NOTIFY                                                                          \
    .name = "notify", .usage = "[OPTION ...] [FILE|-]",                                            \
    .summary = "Deliver alerts to the contacts, under the limits", .options = mail_options_notify, \
    .operands = {0, 1, "FILE"},                                                                    \
    .help = "Reads JSON as it comes: alerts of the REST API, the continuous export or the\n"       \
            "Activity Log; one, an array, a list in \"value\", or one a line. Whatever is\n"       \
            "malformed, or of an unknown subscription, is reported with its place, and\n"          \
            "the rest goes on. SIGTERM ends it when the message under way is finished.\n"          \
            "Options:\n"                                                                           \
            "  --dry-run           say who would have got what, had each alert been\n"             \
            "                      delivered when it happened, and of which high alerts\n"         \
            "                      nobody would have been told; send and record\n"                 \
            "                      nothing\n" MAIL_USAGE_EVENTS                                    \
            "  --spool DIR         deliver the files that are put into DIR, each once, until\n"    \
            "                      a signal ends it; what can't be dealt with is moved to\n"       \
            "                      DIR/aside\n"                                                    \
            "  --once              with --spool: the files that are there, and no more\n"          \
            "\n"                                                                                   \
            "A High alert of which nobody was told is \"unheard\": the limits of the day\n"        \
            "hold it back from everybody, alerts are off, there is no contact, or nothing\n"       \
            "was accepted. It is on record (seccontacts sent --unheard), and in the\n"             \
            "system's log. One of whose type a message was accepted today is not.\n"               \
            "\n"                                                                                   \
            "Exit status: 67 where nobody was told of a High alert, whatever else happened;\n"     \
            "else 0 all were dealt with, 65 some could not be understood or are of unknown\n"      \
            "subscriptions, 69 some could not be delivered, 75 ended by a signal; with\n"          \
            "--spool, 0 after a signal, and 75 where another program takes the files.\n"           \
            "\n"                                                                                   \
            "Example:\n"                                                                           \
            "  tail -f alerts.jsonl | seccontacts notify -\n"

#define MAIL_USAGE_BOUNCES                                                                         \
    .name = "bounces", .usage = "[--json] [--maildir DIR | FILE | --clear ADDRESS]",               \
    .summary = "Take what mail servers report on delivery into the ledger",                        \
    .options = mail_options_bounces, .operands = {0, 1, "FILE"},                                   \
    .help = "Reads a message from FILE or, without one, standard input. A report on a message\n"   \
            "that is in the ledger (it was delivered, relayed, is delayed, has bounced) is\n"      \
            "noted there; all else is left alone, and counted. An address to which mail\n"         \
            "bounced is passed over by the next alerts, until a test to it is accepted. The\n"     \
            "alert goes on to the next address of its list, under the limits; where there is\n"    \
            "none, it is \"unheard\". Options:\n"                                                  \
            "  --maildir DIR    the messages in DIR/new; reports on messages that are in the\n"    \
            "                   ledger are moved to DIR/cur\n"                                     \
            "  --clear ADDRESS  the address works again: it is not passed over any more\n"         \
            "  --json           print a JSON object a line\n"                                      \
            "\n"                                                                                   \
            "Exit status: 0 where it could be read, whatever it was; 67 where nobody was told\n"   \
            "of an alert that bounced; 75 where one waits for the mail server. From standard\n"    \
            "input 0 for 67, and 75 where anything can't be done now: a mail server tries\n"       \
            "again.\n"                                                                             \
            "\n"                                                                                   \
            "Example:\n"                                                                           \
            "  seccontacts bounces --maildir /var/mail/security-bounces\n"

#define MAIL_USAGE_CHECK_CONNECTION                                                                \
    .name = "check-connection", .usage = "[--to ADDRESS] [--json]",                                \
    .summary = "Try the mail server: connect, TLS, sign in, sender, recipient",                    \
    .options = mail_options_check_connection,                                                      \
    .help = "Sends no message. Shows the dialogue, without passwords. Options:\n"                  \
            "  --to ADDRESS  the recipient that is tried; else the first security contact of\n"    \
            "                the site\n"                                                           \
            "  --json        print a JSON object a line\n"                                         \
            "\n"                                                                                   \
            "What was not reached is listed. Exit status: 0 where it works, 69 where not.\n"       \
            "\n"                                                                                   \
            "Example:\n"                                                                           \
            "  seccontacts check-connection\n"

#endif
