# fish completion for seccontacts

set -l commands import diff export subscriptions show set replace history restore check preview test notify sent ledger metrics check-connection bounces validate help

# The site's subscriptions: an id, and its name as the description; then the names.
function __seccontacts_subscriptions
    set -l guid '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
    set -l words (commandline -opc)
    set -l before
    if set -l at (contains -i -- --site $words)
        and set -q words[(math $at + 1)]
        set before --site $words[(math $at + 1)]
    else if contains -- --demo $words
        set before --demo
    end
    command seccontacts $before subscriptions 2>/dev/null |
        sed -nE "s/^(.*[^ ]) +($guid)  .*/\1\n\2\t\1/p"
end

complete -c seccontacts -f
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l site -r -a '(__fish_complete_directories)' -d 'The directory of the settings'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l demo -d 'Work on a throw-away copy of a demo site'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l ascii -d 'Draw the editor in ASCII'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l plain -d 'Draw the editor without lines and colour'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l version -d 'Say the version'
complete -c seccontacts -l help -d 'Say how it is used'

complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a import -d 'Bring in what Azure has'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a diff -d 'Show how site and cloud differ'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a export -d 'Write security contacts in other formats'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a subscriptions -d 'List the subscriptions'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a show -d 'Show a security contact'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a set -d 'Change security contacts'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a replace -d 'Put one address into the place of another'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a history -d 'List who changed what'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a restore -d 'Make settings again what they were'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a check -d 'Say what is missing or wrong'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a preview -d 'Show what an alert would do now'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a test -d 'Send a test alert'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a notify -d 'Deliver alerts'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a check-connection -d 'Try the mail server'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a bounces -d 'Take reports on delivery'
complete -c seccontacts -n '__fish_seen_subcommand_from bounces' -l maildir -xa '(__fish_complete_directories)' -d 'The messages in a Maildir'
complete -c seccontacts -n '__fish_seen_subcommand_from bounces' -l clear -x -d 'The address works again'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a sent -d 'List the alert e-mails of a day'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a metrics -d 'Print figures for Prometheus'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a ledger -d 'Say which day the ledger has, verify it'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a validate -d 'Check addresses or phone numbers'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a help -d 'Say how a command is used'

complete -c seccontacts -n "__fish_seen_subcommand_from import diff" -F
complete -c seccontacts -n "__fish_seen_subcommand_from export" -l format -x -a 'az rest arm bicep terraform json csv' -d 'What to write'
complete -c seccontacts -n "__fish_seen_subcommand_from export" -l api-version -x -a '2017-08-01-preview 2020-01-01-preview 2023-12-01-preview' -d 'Version of the REST API'
complete -c seccontacts -n "__fish_seen_subcommand_from import diff" -l region -x -a 'AT AU CH DE FR GB IN US' -d 'Country of national phone numbers'
complete -c seccontacts -n "__fish_seen_subcommand_from import diff" -l subscription -x -a '(__seccontacts_subscriptions)' -d 'Whose the contacts are'
complete -c seccontacts -n "__fish_seen_subcommand_from import set replace restore notify" -l dry-run -d 'Save nothing'
complete -c seccontacts -n "__fish_seen_subcommand_from import set replace restore" -l force -d 'Override warnings'
complete -c seccontacts -n "__fish_seen_subcommand_from subscriptions set" -l missing -d 'Only those without contacts'
complete -c seccontacts -n "__fish_seen_subcommand_from subscriptions show history check sent ledger preview test notify check-connection bounces" -l json -d 'Print JSON'
complete -c seccontacts -n "__fish_seen_subcommand_from export show set replace history restore check sent preview test" -a '(__seccontacts_subscriptions)'
complete -c seccontacts -n "__fish_seen_subcommand_from history restore" -a 'subscriptions.conf seccontacts.conf' -d 'Settings file'
complete -c seccontacts -n "__fish_seen_subcommand_from set replace" -l all -d 'Every subscription'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l emails -x -d 'The addresses from now on'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l add -x -d 'Addresses to add'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l remove -x -d 'Addresses to remove'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l phone -x -a none -d 'Phone number'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l alerts -x -a 'on off' -d 'E-mails about alerts'
complete -c seccontacts -n "__fish_seen_subcommand_from history" -l show -x -d 'All that this version changed'
complete -c seccontacts -n "__fish_seen_subcommand_from history" -l since -x -d 'Changes of this day and later, such as 2026-11-23'
complete -c seccontacts -n "__fish_seen_subcommand_from history" -l limit -x -d 'The latest so many; 0 is all'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l proven -d 'When addresses were last proven'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l dns -d 'Ask whether the domains take mail'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l dns-server -x -d 'Ask this name server'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l dns-timeout -x -d 'Seconds to wait for an answer'
complete -c seccontacts -n "__fish_seen_subcommand_from check test" -l max-age -x -d 'Days for which a proof holds'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l as -x -a 'prowler scoutsuite steampipe policy' -d 'As this program would judge'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l junit -d 'Print a JUnit report'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l alert-type -x -d 'Its type: an id or a name'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l alert-name -x -d 'Its name, where the type is an id'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l severity -x -a 'High Medium Low Informational' -d 'Its severity'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l resource-group -x -d 'The resource group that is attacked'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l entity -x -d 'What is attacked in it'
complete -c seccontacts -n "__fish_seen_subcommand_from preview test" -l alert -r -F -d 'The first alert of this file'
complete -c seccontacts -n "__fish_seen_subcommand_from test check-connection" -l to -x -d 'The recipient'
complete -c seccontacts -n "__fish_seen_subcommand_from test" -l unproven -d 'To all that are not proven'
complete -c seccontacts -n "__fish_seen_subcommand_from preview" -l at -x -d 'At this time'
complete -c seccontacts -n "__fish_seen_subcommand_from preview" -l contact -r -F -d 'With the contact of this file'
complete -c seccontacts -n "__fish_seen_subcommand_from preview" -l json-lines -d 'Print JSON, a recipient a line'
complete -c seccontacts -n "__fish_seen_subcommand_from preview" -l raw -d 'Print the message alone'
complete -c seccontacts -n "__fish_seen_subcommand_from test notify" -l dialogue -d 'The dialogue with the mail server too'
complete -c seccontacts -n "__fish_seen_subcommand_from notify" -F
complete -c seccontacts -n "__fish_seen_subcommand_from notify" -l spool -x -a '(__fish_complete_directories)' -d 'Deliver the files that are put there'
complete -c seccontacts -n "__fish_seen_subcommand_from notify" -l once -d 'With --spool: those that are there'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l mail -d 'Try the mail server, too'
complete -c seccontacts -n "__fish_seen_subcommand_from check" -l summary -d 'How often each thing was found'
complete -c seccontacts -n "__fish_seen_subcommand_from sent" -l day -x -d 'Of this day, such as 2026-11-23'
complete -c seccontacts -n "__fish_seen_subcommand_from sent" -l held -d 'What was held back'
complete -c seccontacts -n "__fish_seen_subcommand_from sent" -l unheard -d 'High alerts of which nobody was told'
complete -c seccontacts -n "__fish_seen_subcommand_from history ledger" -l verify -d 'Name the record that was changed'
complete -c seccontacts -n "__fish_seen_subcommand_from history ledger" -l head -x -d 'A head of the chain, in the log'
complete -c seccontacts -n "__fish_seen_subcommand_from ledger" -l set-day -x -d 'The day of the clock, such as 2026-11-23'
complete -c seccontacts -n "__fish_seen_subcommand_from ledger" -l reason -x -d 'Why'
complete -c seccontacts -n "__fish_seen_subcommand_from validate" -a 'emails phones' -F
complete -c seccontacts -n "__fish_seen_subcommand_from help" -a "$commands"
