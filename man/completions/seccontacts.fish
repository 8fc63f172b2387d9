# fish completion for seccontacts

set -l commands import subscriptions show set sent validate help

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
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -l version -d 'Say the version'
complete -c seccontacts -l help -d 'Say how it is used'

complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a import -d 'Bring in subscriptions and resource groups'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a subscriptions -d 'List the subscriptions'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a show -d 'Show a security contact'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a set -d 'Change security contacts'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a sent -d 'List the alert e-mails of a day'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a validate -d 'Check addresses or phone numbers'
complete -c seccontacts -n "not __fish_seen_subcommand_from $commands" -a help -d 'Say how a command is used'

complete -c seccontacts -n "__fish_seen_subcommand_from import" -F
complete -c seccontacts -n "__fish_seen_subcommand_from import set" -l dry-run -d 'Save nothing'
complete -c seccontacts -n "__fish_seen_subcommand_from import set" -l force -d 'Override warnings'
complete -c seccontacts -n "__fish_seen_subcommand_from subscriptions" -l missing -d 'Only those without contacts'
complete -c seccontacts -n "__fish_seen_subcommand_from subscriptions show sent" -l json -d 'Print JSON'
complete -c seccontacts -n "__fish_seen_subcommand_from show set sent" -a '(__seccontacts_subscriptions)'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l emails -x -d 'The addresses from now on'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l add -x -d 'Addresses to add'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l remove -x -d 'Addresses to remove'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l phone -x -a none -d 'Phone number'
complete -c seccontacts -n "__fish_seen_subcommand_from set" -l alerts -x -a 'on off' -d 'E-mails about alerts'
complete -c seccontacts -n "__fish_seen_subcommand_from sent" -l day -x -d 'Of this day, such as 2026-11-23'
complete -c seccontacts -n "__fish_seen_subcommand_from sent" -l held -d 'What was held back'
complete -c seccontacts -n "__fish_seen_subcommand_from validate" -a 'emails phones' -F
complete -c seccontacts -n "__fish_seen_subcommand_from help" -a "$commands"
