#!/bin/sh
# in_a_group.sh PROGRAM [ARGUMENT ...]: runs a test program. Where it hangs, or its ctest is gone, it
# is ended with all that it has started: ctest itself would end only the first process. No single
# test needs this limit: Criterion has one for each (hang_limit.h).
limit=$(sed -n 's/^#define HANG_LIMIT_SECONDS //p' "${0%/*}/hang_limit.h")
exec env -u LANGUAGE LC_ALL=C.UTF-8 setpriv --pdeathsig TERM \
    timeout --verbose -k 10 $((${SECCONTACTS_HANG_LIMIT:-$limit} * 30)) "$@"
