#!/bin/sh
# on.sh RELEASE [--quick]: in a clean root directory of a release of Debian with a fresh copy of the
# sources that git has of the work tree, runs both commands of README, which install what they need:
# `./dev run` has to show the editor, and `./dev test` (with --quick, if given) to pass. `./dev test
# --on` starts it as root, in namespaces of mounts and processes of its own.
#
# The root directory, with the packages but without sources, is kept as build/releases/RELEASE/image
# until the lists of packages or this file change. Where it is made, `./dev run` runs before the
# packages of the tests are there, too. What is written to it lies in an overlay, and is thrown away.
set -eu
release=$1
shift
sources=$(cd "$(dirname "$0")/../.." && pwd)
cd "$sources"
kept=$sources/build/releases/$release
log=$sources/build/log
root=
passed=0
failed=0
mkdir -p "$kept" "$log"

# One at a time: another waits until this process and what it started have ended.
exec 9>"$kept/lock"
flock -n 9 || { echo "Waiting for another ./dev test --on $release"; flock 9; }

# in_root COMMAND...: in $root, as on a machine of that release. The file 9 is not for it.
in_root()
{
    chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        TERM=xterm-256color ${http_proxy:+http_proxy="$http_proxy"} "$@" 9>&-
}

# What a machine has, and a directory has not.
mount_system()
{
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
}

unmount_system()
{
    umount -l "$root/proc" "$root/sys" "$root/dev"
}

copy_sources()
{
    mkdir -p "$root/root/seccontacts"
    if [ -e .git ]; then
        git -c safe.directory='*' ls-files -z --cached
    else
        find . -path ./build -prune -o -type f -printf '%P\0'
    fi >"$kept/files"
    # What is deleted in the work tree git still names.
    # shellcheck disable=SC2016 # the variable is that of the inner shell
    xargs -0 -a "$kept/files" sh -c 'for file; do [ ! -e "$file" ] || printf "%s\\0" "$file"; done' sh |
        tar -c --null --no-recursion --owner=0 --group=0 -T - |
        tar -x -C "$root/root/seccontacts"
}

say_end()
{
    seconds=$(($(date +%s) - start))
    if [ "$1" -eq 0 ]; then
        echo "ok, $seconds s"
        passed=$((passed + 1))
    else
        echo "FAILED, $seconds s: $2"
        failed=$((failed + 1))
        tail -n 40 "$2" | sed 's/^/    /'
    fi
}

begin()
{
    printf '%-44s ' "$1"
    start=$(date +%s)
}

# The first command of README, on a terminal: the editor comes, on the demo site, and Ctrl-Q ends it.
editor_comes()
{
    rm -f "$kept/keys" "$kept/screen"
    mkfifo "$kept/keys"
    in_root script -qefc 'cd /root/seccontacts && stty rows 24 cols 80 && exec ./dev run' /dev/null \
        <"$kept/keys" >"$kept/screen" 2>&1 &
    running=$!
    exec 3>"$kept/keys"
    waited=0
    until grep -q 'Pricing & settings' "$kept/screen"; do
        waited=$((waited + 1))
        if [ "$waited" -gt 18000 ] || ! kill -0 "$running" 2>/dev/null; then # an hour: it hangs
            exec 3>&-
            return 1
        fi
        sleep 0.2
    done
    printf '\021' >&3
    status=0
    wait "$running" || status=$?
    exec 3>&-
    return "$status"
}

check_run()
{
    begin "$1"
    status=0
    editor_comes || status=1
    tr '\033' '~' <"$kept/screen" | tr -d '\r' >"$log/on-$release-run.log"
    say_end "$status" "$log/on-$release-run.log"
    return "$status"
}

make_image()
{
    rm -f "$kept/key" # first: half an image is none
    rm -rf --one-file-system "$kept/image"
    root=$kept/image
    script=
    [ -e "/usr/share/debootstrap/scripts/$release" ] || script=sid # a release newer than debootstrap
    begin "A root directory of $release"
    status=0
    debootstrap --variant=minbase "$release" "$root" ${script:+http://deb.debian.org/debian} \
        ${script:+"/usr/share/debootstrap/scripts/$script"} >"$log/on-$release.log" 2>&1 || status=$?
    say_end "$status" "$log/on-$release.log"
    [ "$status" -eq 0 ] || return 1
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
    echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/80valid" # of a mirror
    mount_system
    copy_sources
    check_run './dev run, with its own packages alone' || return 1
    begin 'The packages of ./dev test'
    in_root sh -c 'cd /root/seccontacts && ./dev stage packages' >"$log/on-$release.log" 2>&1 ||
        status=$?
    say_end "$status" "$log/on-$release.log"
    [ "$status" -eq 0 ] || return 1
    rm -rf "$root/root/seccontacts" "$root"/var/cache/apt/archives/*.deb
    unmount_system
    echo "$key" >"$kept/key"
}

finish()
{
    umount -l "$kept/work/root" 2>/dev/null || :
    rm -rf --one-file-system "$kept/work" "$kept/keys" "$kept/files"
    echo "$passed passed, $failed failed${skipped:+, $skipped skipped}"
    [ "$failed" -eq 0 ]
    exit
}

key=$({ ./dev stage package_lists; cat "$0"; } | sha256sum)
skipped=
made=
if [ "$(cat "$kept/key" 2>/dev/null)" != "$key" ]; then
    make_image || finish
    made=yes
fi

# Above the image, what is written now.
rm -rf --one-file-system "$kept/work"
mkdir -p "$kept/work/upper" "$kept/work/work" "$kept/work/root"
root=$kept/work/root
mount -t overlay overlay \
    -o "lowerdir=$kept/image,upperdir=$kept/work/upper,workdir=$kept/work/work" "$root" 2>/dev/null ||
    { mount --bind "$root" "$root" && cp -a "$kept/image/." "$root"; }
mount_system
copy_sources
[ -n "$made" ] || check_run './dev run, in a clean root directory' || :
in_root sh -c 'cd /root/seccontacts && exec ./dev test "$@"' dev "$@" </dev/null |
    tee "$log/on-$release-test.log" | sed '/^[0-9]* passed, [0-9]* failed/d'
last=$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' \
    "$log/on-$release-test.log" | tail -n 1)
# shellcheck disable=SC2086 # its words
set -- $last
passed=$((passed + ${1:-0}))
failed=$((failed + ${2:-1}))
skipped=${3:-}
cp -R "$root/root/seccontacts/build/log" "$log/on-$release" 2>/dev/null || :
finish
