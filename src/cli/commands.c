/* commands.c: the table of the commands of seccontacts, and the overview that lists them. */
#include "cli/commands.h"

#include "base/language.h"

#include <stdio.h>

const Command *const cli_commands[] = {
    &command_import,
    &command_diff,
    &command_export,
    &command_subscriptions,
    &command_show,
    &command_set,
    &command_replace,
    &command_history,
    &command_restore,
    &command_check,
    &command_preview,
    &command_test,
    &command_notify,
    &command_sent,
    &command_ledger,
    &command_metrics,
    &command_check_connection,
    &command_bounces,
    &command_validate,
    &command_help,
    NULL,
};

void cli_print_overview(void)
{
    fputs(_("Usage: seccontacts [--site DIR | --demo] [--ascii | --plain]\n"
            "       seccontacts [--site DIR | --demo] COMMAND [ARGUMENT ...]\n"
            "\n"
            "Settings editor for the security contacts of cloud subscriptions: who is\n"
            "e-mailed when one of them is attacked. Without a command it opens the editor.\n"
            "\n"
            "Commands:\n"),
          stdout);
    command_print_summaries(cli_commands);
    fputs(
        _("\n"
          "Options:\n"
          "  --site DIR      the directory of the settings; else $SECCONTACTS_SITE, else\n"
          "                  /etc/seccontacts where it exists, else\n"
          "                  $XDG_CONFIG_HOME/seccontacts (~/.config/seccontacts)\n"
          "  --demo          work on a throw-away copy of a demo site\n"
          "  --ascii         draw the editor without any character beyond ASCII\n"
          "  --plain         draw the editor without lines and colour, for screen readers\n"
          "  --help          say this; behind a command: how that is used\n"
          "  --version       say the version\n"
          "\n"
          "Exit status: 0, or one of sysexits(3). Details: seccontacts(1), seccontacts.conf(5).\n"),
        stdout);
}
