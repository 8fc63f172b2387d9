#!/bin/sh
# with_tools.sh DIRECTORY TEST [ARGUMENT ...]: runs the tests with Postfix (bench/postfix_tools.sh);
# without, where they are skipped anyway: only root can start it.
[ "$(id -u)" -eq 0 ] && exec "${0%/*}/../bench/postfix_tools.sh" "$@"
shift
exec "$@"
