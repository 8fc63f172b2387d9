#!/bin/sh
# promtool.sh PROGRAM TOOLS RULES: Prometheus' own tool understands what `metrics` writes, and the
# example of alerting rules; and the rules fire when they should. Where it is not installed, its
# package is unpacked below TOOLS, without installing it: a server that runs is not wanted.
set -eu
program=$1 tools=$2 rules=$3
here=$(cd "${0%/*}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

promtool=$(command -v promtool || echo "$tools/usr/bin/promtool")
if [ ! -x "$promtool" ]; then
    mkdir -p "$tools"
    (
        cd "$tools"
        rm -f prometheus_*.deb
        timeout 120 apt-get -q download prometheus
        dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
        rm -f prometheus_*.deb
    ) >"$work/log" 2>&1 || {
        echo 'test skipped: the format of metrics, for which there is no promtool'
        exit 0
    }
fi

"$program" --demo metrics "$work/seccontacts.prom"
"$promtool" check metrics <"$work/seccontacts.prom"
"$promtool" check rules "$rules"
cp "$rules" "$work/seccontacts.rules"
cp "$here/rules.test" "$work/rules.test"
(cd "$work" && "$promtool" test rules rules.test)
