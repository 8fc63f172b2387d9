#!/bin/sh
# names.sh COMPILER LIBRARIES PROGRAMS ARCHIVES (lists with semicolons): no function or variable of
# our ARCHIVES has the name of one in a library that PROGRAMS are linked with or load later
# (LIBRARIES), nor in what those need. The dynamic loader would take ours for the library's own, and a
# newer library's header may not let it compile. The functions of *_calls.c are there for that
# (src/base/library.h). And the check finds such a name where there is one.
set -eu
export LC_ALL=C
compiler=$1
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# The shared libraries that the files $@ need, and those that are among them.
libraries()
{
    for file; do
        ldd "$file" | awk '$3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
        case $file in
        *.so | *.so.*) echo "$file" ;;
        esac
    done | xargs realpath | sort -u
}

# Name and file of each symbol that is defined in the archives $@ for others to use.
ours()
{
    nm -A -g --defined-only "$@" | awk '{
        file = $1
        sub(/:[^:]*$/, "", file) # the address
        sub(/:$/, "", file)
        if (file !~ /_calls\.c\.o$/ && $NF !~ /^_/) print $NF, file }' | sort
}

# Says which of the symbols in the file $1 are in the file $2 too, and fails.
apart()
{
    join "$1" "$2" | awk '{ print $2 ": " $1 "() is in " $3 " too"; bad = 1 } END { exit bad }'
}

old=$IFS
IFS=';'
# shellcheck disable=SC2086 # lists
libraries $2 $3 >"$directory/libraries"
# shellcheck disable=SC2086
ours $4 >"$directory/ours"
IFS=$old
while read -r library; do
    nm -D --defined-only "$library" | awk -v library="$library" 'NF == 3 {
        sub(/@.*/, "", $3); print $3, library }'
done <"$directory/libraries" | sort -u >"$directory/theirs"

# Nothing was overlooked because a tool prints otherwise than expected.
for name in json_loadb config_init initscr smtp_create_session sqlite3_step printf; do
    grep -q "^$name " "$directory/theirs" || { echo "names: no library has $name()"; exit 1; }
done
for name in settings_parse site_open; do
    grep -q "^$name " "$directory/ours" || { echo "names: ours do not have $name()"; exit 1; }
done

echo 'void config_init(void); void config_init(void) {} int settings_file_of_ours = 1;' \
    >"$directory/breach.c"
"$compiler" -c -o "$directory/breach.c.o" "$directory/breach.c"
ar rc "$directory/libbreach.a" "$directory/breach.c.o" 2>/dev/null
ours "$directory/libbreach.a" >"$directory/breach"
if apart "$directory/breach" "$directory/theirs" >"$directory/found"; then
    echo 'names: config_init() of ours was not found'
    exit 1
fi
grep -q 'breach\.c\.o: config_init() is in .*libconfig\.so\.' "$directory/found"
[ "$(wc -l <"$directory/found")" -eq 1 ] || { cat "$directory/found"; exit 1; }

apart "$directory/ours" "$directory/theirs"
