#!/bin/sh
# in_a_group.sh PROGRAM [ARGUMENT ...]: runs a test program.
# Where it hangs, or its ctest is gone, it is ended with all that it has started: ctest itself would
# end only the first process. No single test needs this limit: Criterion has one for each
# (hang_limit.h).
# It gets nothing of the machine but what environment.list names: no terminal to read from, and the
# same home (none), language, zone and umask everywhere.
# With SECCONTACTS_TEST_NOW, in seconds since 1970, that is the time when it starts, by the library
# $SECCONTACTS_TEST_FAKETIME; the files keep the time of the machine. SECCONTACTS_TEST_ZONE is its TZ.
here=${0%/*}
limit=$(sed -n 's/^#define HANG_LIMIT_SECONDS //p' "$here/hang_limit.h")
limit=${SECCONTACTS_HANG_LIMIT:-$limit}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
TZ=${SECCONTACTS_TEST_ZONE:-UTC}
umask 022
if [ -n "${SECCONTACTS_TEST_NOW:-}" ]; then # an offset, so that it is the same time for all it starts
    offset=$(printf '%+d' $((SECCONTACTS_TEST_NOW - $(date +%s))))
    set -- "LD_PRELOAD=$SECCONTACTS_TEST_FAKETIME" "FAKETIME=$offset" \
        FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 "$@"
fi
for name in $(tr -d '",' <"$here/environment.list"); do
    eval "value=\${$name-}"
    [ -z "$value" ] || set -- "$name=$value" "$@"
done
exec setpriv --pdeathsig TERM timeout --verbose -k 10 $((limit * 30)) \
    env -i HOME=/proc/nonexistent LC_ALL=C.UTF-8 TERM=dumb "$@" </dev/null
