#!/bin/sh
# package.sh OLD.deb NEW.deb EDITORS: installs the package OLD.deb in a clean Debian, uses it as the
# members of its group do, upgrades it to NEW.deb, removes and purges it, and says after each step
# what is not as it should be. EDITORS is the program test_package (editors.c). Root must run it, in a
# mount namespace of its own: `unshare --mount`.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin
old=$1
new=$2
editors=$3
here=$(cd "$(dirname "$0")" && pwd)
id=20ff7fc3-e762-44dd-bd96-b71116dcdc23
checks=0
failures=0

root=$(mktemp -d)
clean_up()
{
    umount "$root/proc" 2>/dev/null || :
    rm -rf --one-file-system "$root"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# ---- checking ----

# check WHAT COMMAND...: COMMAND succeeds. Its output is shown where it does not.
check()
{
    what=$1
    shift
    checks=$((checks + 1))
    if output=$("$@" 2>&1); then
        return
    fi
    failures=$((failures + 1))
    printf 'package: %s: FAILED\n%s\n' "$what" "$output" | head -n 40
}

# refused WHAT COMMAND...: COMMAND fails.
refused()
{
    what=$1
    shift
    checks=$((checks + 1))
    if output=$("$@" 2>&1); then
        failures=$((failures + 1))
        printf 'package: %s: not refused\n%s\n' "$what" "$output" | head -n 40
    fi
}

# is WHAT EXPECTED FOUND
is()
{
    checks=$((checks + 1))
    if [ "$2" != "$3" ]; then
        failures=$((failures + 1))
        printf 'package: %s:\nexpected %s\nfound    %s\n' "$1" "$2" "$3"
    fi
}

# Succeeds where standard input has the line $1.
has_line()
{
    grep -qxF -- "$1"
}

# ---- in the clean root ----

inside()
{
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TERM=dumb "$@"
}

# as USER UMASK COMMAND...: as a login does, with all groups of the user.
as()
{
    user=$1 mask=$2
    shift 2
    # shellcheck disable=SC2016 # sh's own
    inside setpriv --reuid "$user" --regid "$user" --init-groups -- \
        sh -c 'umask "$0"; exec "$@"' "$mask" "$@"
}

# What a file is: mode, user, group.
mode_of()
{
    inside stat -c '%a %U %G' "$1"
}

# All that there is outside of what is always changing, a path a line.
everything()
{
    (cd "$root" && find . -path ./proc -prune -o -path ./var/log -prune -o -path ./var/lib/dpkg \
        -prune -o -path ./tmp -prune -o -path ./run -prune -o -print | sort)
}

# What members share is the group's, of no one else, and the group can use it: mode and name of what
# is not so. A draft is its writer's alone.
not_shared()
{
    (cd "$root" && find etc/seccontacts var/lib/seccontacts var/spool/seccontacts/default \
        -name '*.draft' -prune -o \
        '(' ! -gid "$gid" -o -perm /007 -o -type d ! -perm -2070 -o -type f ! -perm -060 ')' \
        -printf '%m %u %g %p\n')
}

"$here/clean_root.sh" "$root" "$new"
mount -t proc proc "$root/proc"
cp "$old" "$root/tmp/old.deb"
cp "$new" "$root/tmp/new.deb"
everything >"$root/tmp/before"

# ---- installing ----

inside dpkg -i /tmp/old.deb >"$root/tmp/install.log" 2>&1 || {
    cat "$root/tmp/install.log"
    echo 'package: it does not install'
    exit 1
}
is 'what installing says' \
    'seccontacts: the members of the group seccontacts keep the settings in /etc/seccontacts:
    usermod -aG seccontacts USER' "$(grep -A 1 '^seccontacts: ' "$root/tmp/install.log")"
is '/etc/seccontacts' '2770 root seccontacts' "$(mode_of /etc/seccontacts)"
is '/var/lib/seccontacts' '2770 root seccontacts' "$(mode_of /var/lib/seccontacts)"
is 'the spool' '2770 root seccontacts' "$(mode_of /var/spool/seccontacts/default)"
is 'the timer' /lib/systemd/system/seccontacts-check.timer \
    "$(readlink "$root/etc/systemd/system/timers.target.wants/seccontacts-check.timer")"
gid=$(inside getent group seccontacts | cut -d : -f 3)
refused 'libraries that are missing' sh -c \
    "chroot '$root' ldd /usr/bin/seccontacts /usr/libexec/seccontacts/* | grep 'not found'"
check 'it runs' inside seccontacts --version

# ---- two members, and an outsider ----

for user in alice bob mallory; do
    inside useradd -m -s /bin/sh "$user"
done
inside usermod -aG seccontacts alice
inside usermod -aG seccontacts bob
cat >"$root/tmp/accounts.json" <<ACCOUNTS
[{"id": "$id", "name": "Contoso Production", "state": "Enabled", "tenantId": "$id"}]
ACCOUNTS
alert()
{
    printf '{"SystemAlertId":"%s","AlertType":"%s","AlertDisplayName":"%s","AlertSeverity":"High",' \
        "$1" "$2" "$2"
    printf '"AzureResourceSubscriptionId":"%s"}\n' "$id"
}
alert a1 T1 >"$root/tmp/a1.json"
alert a2 T2 >"$root/tmp/a2.json"
chmod 644 "$root/tmp/"*.json

check 'alice imports' as alice 077 seccontacts import /tmp/accounts.json
check 'alice sets' as alice 077 seccontacts set "$id" --emails alice@example.com --alerts on
check 'bob adds' as bob 002 seccontacts set "$id" --add bob@example.com --phone +14255550100
check 'alice adds' as alice 077 seccontacts set "$id" --add carol@example.com
check 'alice delivers, first of all' as alice 077 seccontacts notify /tmp/a1.json
check 'bob delivers' as bob 002 seccontacts notify /tmp/a2.json
is 'what was sent, as alice sees it' 2 "$(as alice 077 seccontacts sent --json | grep -c '"written"')"
is 'what was sent, by another spelling of the site' 2 \
    "$(as alice 077 seccontacts --site /etc/../etc//seccontacts/ sent --json | grep -c '"written"')"
check 'bob reads what alice was sent' sh -c \
    "cat '$root'/var/lib/seccontacts/outbox/new/*.eml | grep -q '^To: alice@example.com'"
for message in "$root"/var/lib/seccontacts/outbox/new/*.eml; do
    check 'bob reads the outbox' as bob 002 cat "${message#"$root"}"
done
check 'both use the editor' "$editors" "$root"
is 'what both have saved' 'alice@example.com, bob@example.com, carol@example.com, bob2@example.com, alice2@example.com' \
    "$(as bob 002 seccontacts show "$id" --json | tr -d '\n' | sed 's/.*"emails": *\[\([^]]*\)\].*/\1/; s/[ "]//g; s/,/, /g')"
is 'what is not shared' '' "$(not_shared)"
is 'who saved it, as bob sees it' 'alice bob' "$(as bob 002 seccontacts history "$id" --json |
    sed -n 's/.*"user": *"\([a-z]*\)".*/\1/p' | sort -u | tr '\n' ' ' | sed 's/ $//')"

for place in /etc/seccontacts /etc/seccontacts/contacts /var/lib/seccontacts \
    /var/lib/seccontacts/outbox /var/spool/seccontacts/default; do
    check 'a member lists it' as bob 002 ls "$place"
    refused "an outsider lists $place" as mallory 022 ls "$place"
    refused "an outsider writes $place" as mallory 022 touch "$place/x"
done
for file in "/etc/seccontacts/contacts/$id.conf" /var/lib/seccontacts/ledger.db \
    /etc/seccontacts/subscriptions.conf; do
    check 'it is there' as alice 077 test -r "$file"
    refused "an outsider reads $file" as mallory 022 cat "$file"
done
for command in "show $id" "history $id" subscriptions sent check "set $id --phone none" export; do
    # shellcheck disable=SC2086 # words
    refused "an outsider: $command" as mallory 022 seccontacts $command
done

is 'what an outsider is told' \
    'seccontacts: /etc/seccontacts: cannot be opened as a directory: only members of the group seccontacts may' \
    "$(as mallory 022 seccontacts show "$id" 2>&1)"

# ---- who may decide what ----

is 'the home of the services' /nonexistent "$(inside getent passwd seccontacts | cut -d : -f 6)"
cat >"$root/tmp/planted.conf" <<'PLANTED'
mail = {
  transport = "smtp";
  server = "127.0.0.1:1";
  user = "bob";
  password_command = "id >/tmp/pwned";
};
PLANTED
chmod 644 "$root/tmp/planted.conf"
check 'bob plants a command' as bob 007 cp /tmp/planted.conf /etc/seccontacts/seccontacts.conf
for user in root alice seccontacts; do
    refused "$user runs what bob planted" as "$user" 022 seccontacts check-connection
done
refused 'what bob planted was run' test -e "$root/tmp/pwned"
rm "$root/etc/seccontacts/seccontacts.conf"
printf 'mail = { transport = "outbox"; };\n' >"$root/etc/seccontacts.conf"
chmod 644 "$root/etc/seccontacts.conf"
check 'alice has what root decided' as alice 077 seccontacts check-connection
refused 'bob decides it' as bob 002 sh -c 'echo >>/etc/seccontacts.conf'

# ---- the services ----

# service UNIT [OPTION]: what systemd would run, as whom.
service()
{
    command=$(sed -n 's/%i/default/g; s/^ExecStart=//p' "$root/lib/systemd/system/$1")
    shift
    # shellcheck disable=SC2086 # words
    as seccontacts 0007 $command "$@"
}

for unit in seccontacts-notify@default.service seccontacts-check.service seccontacts-check.timer \
    seccontacts-metrics.service seccontacts-metrics.timer seccontacts-bounces.service \
    seccontacts-bounces.timer; do
    check "systemd understands $unit" inside systemd-analyze verify --man=no "$unit"
done
for unit in seccontacts-notify@.service seccontacts-check.service seccontacts-metrics.service \
    seccontacts-bounces.service; do
    check "the exposure of $unit" inside systemd-analyze security --no-pager --offline=true \
        --threshold=15 "/lib/systemd/system/$unit"
    printf '%s\n' "$output" | sed -n 's/^.*\(Overall exposure level .*[0-9]\).*/\1/p'
done
alert a3 T3 >"$root/tmp/a3.json"
chmod 644 "$root/tmp/a3.json"
check 'alice puts an alert into the spool' as alice 077 sh -c \
    'umask 027; cd /var/spool/seccontacts/default && cp /tmp/a3.json .a3 && mv .a3 a3.json'
check 'the service delivers it' service seccontacts-notify@.service --once
refused 'it is still there' test -e "$root/var/spool/seccontacts/default/a3.json"
is 'what was sent, as bob sees it' 3 "$(as bob 002 seccontacts sent --json | grep -c '"written"')"
refused 'the daily check finds that nothing is mailed' service seccontacts-check.service
is 'what is not shared, after the services' '' "$(not_shared)"

# ---- upgrading ----

inside systemctl --quiet disable seccontacts-check.timer 2>/dev/null
inside systemctl --quiet enable seccontacts-notify@default 2>/dev/null
sums()
{
    (cd "$root" && find etc/seccontacts var/lib/seccontacts -type f -exec sha256sum '{}' + | sort)
}
sums >"$root/tmp/sums"
inside dpkg -i /tmp/new.deb >"$root/tmp/upgrade.log" 2>&1 || {
    cat "$root/tmp/upgrade.log"
    echo 'package: it does not upgrade'
    exit 1
}
is 'the version' "Version: $(dpkg-deb -f "$new" Version)" \
    "$(inside dpkg-query -s seccontacts | grep '^Version: ')"
refused 'what upgrading says' grep '^seccontacts: ' "$root/tmp/upgrade.log"
check 'settings and state are as they were' sh -c "cd '$root' && sha256sum -c --quiet tmp/sums"
is 'the group' "$gid" "$(inside getent group seccontacts | cut -d : -f 3)"
refused 'a timer that was disabled is enabled' \
    test -e "$root/etc/systemd/system/timers.target.wants/seccontacts-check.timer"
check 'a member still can' as alice 077 seccontacts set "$id" --phone none
check 'and the other one' as bob 002 seccontacts set "$id" --phone +14255550100
is 'what is not shared, after the upgrade' '' "$(not_shared)"

# ---- removing, and coming back ----

check 'it goes' inside dpkg -r seccontacts
refused 'a program is left' test -e "$root/usr/bin/seccontacts" -o -e "$root/usr/libexec/seccontacts"
check 'settings are kept' test -f "$root/etc/seccontacts/contacts/$id.conf"
check 'the state is kept' test -f "$root/var/lib/seccontacts/ledger.db"
check 'it comes back' inside dpkg -i /tmp/new.deb
check 'with what there was' as bob 002 seccontacts show "$id"
is 'what was sent, after all' 3 "$(as bob 002 seccontacts sent --json | grep -c '"written"')"

# ---- purging ----

check 'bob has a file of his own there' as bob 002 sh -c 'echo note >/etc/seccontacts/note.txt'
is 'what a purge says' \
    'seccontacts: purged the settings in /etc/seccontacts; other files in it are still there
seccontacts: purged /var/lib/seccontacts, and with it the record of what was sent
seccontacts: purged /var/spool/seccontacts, and with it the alerts that waited there' \
    "$(inside dpkg --purge seccontacts 2>&1 | grep '^seccontacts: ')"
is 'what is left of the settings' "$root/etc/seccontacts
$root/etc/seccontacts/note.txt" "$(find "$root/etc/seccontacts")"
rm "$root/etc/seccontacts/note.txt"
check 'it comes back from nothing' inside dpkg -i /tmp/new.deb
is 'the directory keeps its mode' '2770 root seccontacts' "$(mode_of /etc/seccontacts)"
check 'and is purged at once' inside dpkg --purge seccontacts
for user in alice bob mallory; do
    inside userdel -r "$user" 2>/dev/null || :
done
everything >"$root/tmp/after"
is 'what is left of all' '' "$(comm -13 "$root/tmp/before" "$root/tmp/after" |
    grep -vE '^\./etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$')"

echo "dev-passed $((checks - failures))"
echo "dev-failed $failures"
[ "$failures" -eq 0 ]
