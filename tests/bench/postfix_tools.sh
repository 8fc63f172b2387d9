#!/bin/sh
# postfix_tools.sh DIRECTORY COMMAND [ARGUMENT ...]: runs COMMAND with smtp-sink and smtp-source of
# Postfix on PATH, and with POSTFIX_ROOT: where Postfix is. Where it is not installed its package is
# unpacked below DIRECTORY, without installing it: a mail server that runs is not wanted.
set -eu
directory=$1
shift
PATH=$PATH:/usr/sbin
POSTFIX_ROOT=/
if ! command -v smtp-sink >/dev/null || ! command -v smtp-source >/dev/null; then
    mkdir -p "$directory"
    directory=$(cd "$directory" && pwd)
    if [ ! -x "$directory/usr/sbin/smtp-sink" ]; then
        (
            cd "$directory"
            rm -f postfix_*.deb
            apt-get -q download postfix
            dpkg -x postfix_*.deb .
        ) >"$directory/log" 2>&1 || {
            cat "$directory/log" >&2
            echo "postfix_tools: no smtp-sink and smtp-source" >&2
            exit 69
        }
    fi
    PATH=$PATH:$directory/usr/sbin
    POSTFIX_ROOT=$directory
    LD_LIBRARY_PATH=$directory/usr/lib/postfix${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
fi
export PATH POSTFIX_ROOT
exec "$@"
