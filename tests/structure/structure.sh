#!/bin/sh
# structure.sh SOURCES: the sources keep to the plan of src/README; and the check that says so finds
# each kind of breach in a tree that has one of each.
set -eu
check=$(cd "$(dirname "$0")" && pwd)/check.sh
"$check" "$1"

# The top of the project is for what a newcomer looks for, and for nothing else.
for entry in "$1"/../*; do
    case ${entry##*/} in
    src | forms | tests | man | CMakeLists.txt | CMakePresets.json | README | CHANGELOG | LICENSE) ;;
    dev | build | compile_commands.json) ;;
    *)
        echo "structure: ${entry##*/} does not belong at the top of the project"
        exit 1
        ;;
    esac
done

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
mkdir -p base core form azure store db ledger site command mail cli tui/widgets tui/app tui/pages attic

# good NAME, breach NAME WHAT: a file from standard input; of the breaches, each must be found.
good()
{
    cat >"$1"
}
breach()
{
    cat >"$1"
    echo "$1:$2" >>expected
}

good core/a.h <<'END'
/* a.h */
typedef struct A {
    int (*call)(int);
} A;

/* Makes one. */
A *a_new(void);
void a_free(A *a);
END
good core/phone_module.cc </dev/null
good form/texts.h <<'END'
/* For this module only. */
END
good tui/widgets/screen.c <<'END'
#include "core/a.h"
#include <curses.h>
END
good main.c <<'END'
#include "core/a.h"
END

breach core/up.c '1: core may not include form/texts.h' <<'END'
#include "form/texts.h"
END
breach base/knows.c '1: base may not include core/a.h' <<'END'
#include "core/a.h"
END
breach tui/app/knows.c '1: tui/app may not include tui/pages/p.h' <<'END'
#include "tui/pages/p.h"
END
breach tui/widgets/knows.c '2: tui/widgets may not include store/s.h' <<'END'
#include "core/a.h"
# include "store/s.h"
END
breach cli/pages.c '1: cli may not include tui/pages/p.h' <<'END'
#include "tui/pages/p.h"
END
breach main.c '1: main may not include mail/m.h' <<'END'
#include "mail/m.h"
END
breach store/inside.c '1: form/texts.h is for form only' <<'END'
#include "form/texts.h"
END
breach store/missing.c '1: there is no store/none.h' <<'END'
#include "store/none.h"
END
breach tui/pages/draws.c '1: <curses.h> is for tui/widgets/screen tui/input/terminfo only' <<'END'
#include <curses.h>
END
breach cli/net.c '1: <sys/socket.h> is for mail/ only' <<'END'
#include <sys/socket.h>
END
breach site/tls.c '1: <openssl/ssl.h> is for mail/ only' <<'END'
#include <openssl/ssl.h>
END
breach core/opens.c '1: core has no files and no screen: <fcntl.h>' <<'END'
#include <fcntl.h>
END
breach store/fast.cc '1: only core/phone_module.cc is C++' <<'END'
int fast;
END
breach attic/old.c '1: no module is called attic' <<'END'
int old;
END
breach tui/pages/p.h '3: no comment says what this function does' <<'END'
/* p.h */

const char *p_name(int p);
END
late='1: only base/clock.c asks for the time of day: a Clock or a time is handed down'
breach core/late.c "$late" <<'END'
time_t now = time(NULL);
END
breach store/late.c "$late" <<'END'
    clock_gettime(CLOCK_REALTIME, &now);
END
breach ledger/late.c "$late" <<'END'
static const char sql[] = "SELECT strftime('%s', 'now')";
END
breach tui/pages/late.c "$late" <<'END'
    gettimeofday(&now, NULL);
END
breach mail/late.c "$late" <<'END'
    GDateTime *now = g_date_time_new_now_utc();
END
breach cli/late.c '1: clock_system is for the main functions only' <<'END'
    int64_t now = clock_now(&clock_system);
END
good base/clock.c <<'END'
    clock_gettime(CLOCK_REALTIME, &now);
const Clock clock_system;
END
good store/early.c <<'END'
    strftime(text, sizeof text, "%H:%M", &when); /* seconds as time(2) counts */
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t noon = mktime(&when) + (time_t)(now - run_time(when));
END
good mail/main.c <<'END'
    CommandContext context = {.clock = &clock_system};
END
good mail/m.h </dev/null
good store/s.h </dev/null
good ledger/one.h <<'END'
#include "ledger/two.h"
END
good ledger/two.h <<'END'
#include "ledger/one.h"
END

# Faces: two that are wrong, one that is missing, and a folder of 41 files.
for i in $(seq 41); do
    good "azure/file_$i.c" </dev/null
done
for folder in base core form azure store db ledger site command mail cli tui/widgets tui/app tui/pages; do
    for file in "$folder"/*; do
        [ ! -e "$file" ] || printf '  %s  what it is for\n' "$(basename "${file%.*}")"
    done >"$folder/README"
done
echo '  gone  what it was for' >>mail/README
sed -i '/^  s /d' store/README
cat >>expected <<'END'
mail/README:1: there is no gone
store/README:1: has no line for s
azure/README:1: over 40 files: 41
attic/README:1: there is no such file, which would say what the folder is for
END

status=0
"$check" . >found || status=$?
[ "$status" -eq 1 ] || { echo "structure: a wrong tree gave status $status"; exit 1; }
grep -q '^ledger/one.h:1: includes itself: ledger/one.h -> ledger/two.h -> ledger/one.h$' found ||
    grep -q '^ledger/two.h:1: includes itself: ledger/two.h -> ledger/one.h -> ledger/two.h$' found || {
    echo 'structure: the circle of ledger/one.h was not found'
    exit 1
}
grep -v 'includes itself' found | sort >found.lines
sort expected | diff - found.lines || { echo 'structure: expected <, found >'; exit 1; }
