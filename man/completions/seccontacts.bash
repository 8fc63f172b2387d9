# bash completion for seccontacts                                -*- shell-script -*-

# The site's subscriptions, "NAME<tab>ID" a line. Arguments: the options in front of the command.
_seccontacts_subscriptions()
{
    local guid='[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
    command seccontacts "$@" subscriptions 2>/dev/null |
        sed -nE "s/^(.*[^ ]) +($guid)  .*/\\1	\\2/p"
}

# Adds what $cur may become, of the subscriptions. Names may hold anything: they are quoted.
_seccontacts_complete_subscription()
{
    local name id quoted
    while IFS=$'\t' read -r name id; do
        case $cur in
        [\"\']*)
            # Within quotes only names that need no more quoting.
            if [[ $name != *[\"\'\\\$\`!]* && $name == "${cur:1}"* ]]; then
                COMPREPLY+=("$name")
            fi
            ;;
        *)
            printf -v quoted %q "$name"
            if [[ $quoted == "$cur"* ]]; then
                COMPREPLY+=("$quoted")
            elif [[ -n $cur && $id == "$cur"* ]]; then
                COMPREPLY+=("$id")
            fi
            ;;
        esac
    done < <(_seccontacts_subscriptions "$@")
}

_seccontacts_complete_words()
{
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen -W "$1" -- "$cur")
}

_seccontacts_complete_files()
{
    local word
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen "$1" -- "$cur")
}

_seccontacts()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='import diff export subscriptions show set replace history restore check preview'
    commands+=' test notify sent ledger metrics check-connection bounces validate help'
    local alert='--alert-type --alert-name --severity --resource-group --entity --alert'
    local command='' i before=()
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --site)
            ((i++))
            before=(--site "${COMP_WORDS[i]/#\~\//$HOME/}")
            ;;
        --demo) before=(--demo) ;;
        -*) ;;
        *)
            command=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    case $command in
    '')
        case $prev,$cur in
        --site,*) _seccontacts_complete_files -d ;;
        *,-*) _seccontacts_complete_words '--site --demo --ascii --plain --help --version' ;;
        *) _seccontacts_complete_words "$commands" ;;
        esac
        ;;
    import)
        case $prev,$cur in
        --region,*) _seccontacts_complete_words 'AT AU CH DE FR GB IN US' ;;
        --subscription,*) _seccontacts_complete_subscription "${before[@]}" ;;
        *,-*)
            _seccontacts_complete_words '--dry-run --force --region --subscription --help'
            ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    diff)
        case $prev,$cur in
        --region,*) _seccontacts_complete_words 'AT AU CH DE FR GB IN US' ;;
        --subscription,*) _seccontacts_complete_subscription "${before[@]}" ;;
        *,-*) _seccontacts_complete_words '--region --subscription --help' ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    export)
        case $prev,$cur in
        --format,*) _seccontacts_complete_words 'az rest arm bicep terraform json csv' ;;
        --api-version,*)
            _seccontacts_complete_words \
                '2017-08-01-preview 2020-01-01-preview 2023-12-01-preview'
            ;;
        *,-*) _seccontacts_complete_words '--format --api-version --help' ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    subscriptions) _seccontacts_complete_words '--missing --json --help' ;;
    show)
        case $cur in
        -*) _seccontacts_complete_words '--json --help' ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    set)
        case $prev,$cur in
        --alerts,*) _seccontacts_complete_words 'on off' ;;
        --phone,*) _seccontacts_complete_words 'none' ;;
        --emails,* | --add,* | --remove,*) ;;
        *,-*)
            _seccontacts_complete_words \
                '--all --missing --emails --add --remove --phone --alerts --dry-run --force --help'
            ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    replace)
        case $cur in
        -*) _seccontacts_complete_words '--all --dry-run --force --help' ;;
        *) ((COMP_CWORD - i > 2)) && _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    history)
        case $prev,$cur in
        --show,* | --since,* | --limit,* | --head,*) ;;
        *,-*) _seccontacts_complete_words '--show --since --limit --verify --head --json --help' ;;
        *)
            _seccontacts_complete_words 'subscriptions.conf seccontacts.conf'
            _seccontacts_complete_subscription "${before[@]}"
            ;;
        esac
        ;;
    restore)
        case $cur in
        -*) _seccontacts_complete_words '--dry-run --force --help' ;;
        *)
            if ((COMP_CWORD - i == 1)); then
                _seccontacts_complete_words 'subscriptions.conf seccontacts.conf'
                _seccontacts_complete_subscription "${before[@]}"
            fi
            ;;
        esac
        ;;
    check)
        case $prev,$cur in
        --as,*) _seccontacts_complete_words 'prowler scoutsuite steampipe policy' ;;
        *,-*) _seccontacts_complete_words '--proven --max-age --mail --summary --dns --dns-server --dns-timeout --as --json --junit --help' ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    preview | test)
        case $prev,$cur in
        --severity,*) _seccontacts_complete_words 'High Medium Low Informational' ;;
        --alert,* | --contact,*) _seccontacts_complete_files -f ;;
        --alert-type,* | --alert-name,* | --resource-group,* | --entity,* | --at,* | --to,* | --max-age,*) ;;
        *,-*)
            case $command in
            preview) _seccontacts_complete_words "$alert --at --contact --json --json-lines --raw --help" ;;
            *) _seccontacts_complete_words "$alert --to --unproven --max-age --json --dialogue --help" ;;
            esac
            ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    notify)
        case $prev,$cur in
        --spool,*) _seccontacts_complete_files -d ;;
        *,-*) _seccontacts_complete_words '--dry-run --json --dialogue --spool --once --help' ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    check-connection) _seccontacts_complete_words '--to --json --help' ;;
    bounces)
        case $prev,$cur in
        --maildir,*) _seccontacts_complete_files -d ;;
        --clear,*) ;;
        *,-*) _seccontacts_complete_words '--maildir --clear --json --help' ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    metrics)
        case $cur in
        -*) _seccontacts_complete_words '--help' ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    sent)
        case $prev,$cur in
        --day,*) ;;
        *,-*) _seccontacts_complete_words '--day --held --unheard --json --help' ;;
        *) _seccontacts_complete_subscription "${before[@]}" ;;
        esac
        ;;
    ledger)
        case $prev in
        --head | --set-day | --reason) ;;
        *) _seccontacts_complete_words '--verify --head --set-day --reason --json --help' ;;
        esac
        ;;
    validate)
        case $prev,$cur in
        *,-*) _seccontacts_complete_words '--help' ;;
        validate,*) _seccontacts_complete_words 'emails phones' ;;
        *) _seccontacts_complete_files -f ;;
        esac
        ;;
    help)
        case $cur in
        -*) _seccontacts_complete_words '--help' ;;
        *) _seccontacts_complete_words "$commands" ;;
        esac
        ;;
    esac
}

complete -F _seccontacts seccontacts
