#!/bin/sh
# check.sh DIRECTORY: holds the sources in DIRECTORY against the plan of src/README. Prints each line
# that breaks it as "FILE:LINE: what is wrong"; status 1 where there is one.
# shellcheck disable=SC2016 # awk has a $ of its own
set -eu
cd "$1"
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT

# Includes run downwards, and a library is known to the modules that it is for.
find . -name '*.[ch]' -o -name '*.cc' | sed 's,^\./,,' | sort | xargs awk '
    BEGIN {
        # Who may include whom. "main" is main.c.
        below["base"] = "base"
        below["core"] = "base core"
        below["form"] = "base core form"
        below["azure"] = "base core form azure"
        below["store"] = "base core form azure store"
        below["db"] = "base core db"
        below["history"] = below["store"] " db history"
        below["ledger"] = "base core db ledger"
        below["site"] = below["store"] " db history ledger site"
        below["command"] = "base core azure command"
        below["mail"] = below["site"] " command mail"
        below["tui/text"] = "base core tui/text"
        below["tui/input"] = "base core tui/input"
        below["tui/widgets"] = "base core tui/text tui/input tui/widgets"
        below["tui/app"] = below["site"] " tui/text tui/input tui/widgets tui/app"
        below["tui/pages"] = below["tui/app"] " tui/pages"
        below["tui"] = below["tui/pages"] " tui"
        below["cli"] = below["site"] " command cli"
        below["main"] = below["tui"] " command cli main"

        # Where the header of a library may be included: the beginning of the file name.
        home["libconfig.h"] = "form/ store/ site/"
        home["jansson.h"] = "azure/ cli/ command/ mail/ tui/pages/mail/mail_line"
        home["sqlite3.h"] = "db/ ledger/ history/"
        home["zstd.h"] = "history/"
        home["libesmtp.h"] = home["auth-client.h"] = "mail/"
        home["openssl"] = home["gmime"] = home["ares.h"] = "mail/"
        home["sys/socket.h"] = home["netdb.h"] = home["netinet"] = "mail/"
        home["curses.h"] = home["ncurses.h"] = home["ncursesw"] = "tui/widgets/screen tui/input/terminfo"
        home["term.h"] = home["panel.h"] = "tui/widgets/screen tui/input/terminfo"
        home["idn2.h"] = "base/ core/address/"
        home["phonenumbers"] = home["unicode"] = "core/phone_module.cc"

        # core has no files and no screen. (The time zones of day.c are a file of the system.)
        outside = " fcntl.h dirent.h sys/stat.h sys/file.h sys/mman.h poll.h termios.h "

        # What asks for the time of day, in C (but for time(2) in a comment), GLib and SQL.
        asks = "(^|[^A-Za-z0-9_])(f?time)\\([^0-9]|gettimeofday|timespec_get|CLOCK_REALTIME"
        asks = asks "|CLOCK_TAI|g_get_real_time|g_get_current_time|g_date_time_new_now"
        asks = asks "|system_clock|CURRENT_(TIME|DATE)|\047now\047|unixepoch\\("
    }
    function module(path) {
        if (path ~ /^tui\/(text|input|widgets|app|pages)\//)
            return substr(path, 1, index(substr(path, 5), "/") + 3)
        return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "main"
    }
    function wrong(what) {
        printf "%s:%d: %s\n", FILENAME, FNR, what
    }
    function begins_with_one_of(text, list,    n, i, items) {
        n = split(list, items, " ")
        for (i = 1; i <= n; i++)
            if (index(text, items[i]) == 1)
                return 1
        return 0
    }
    FNR == 1 {
        here = module(FILENAME)
        if (!(here in below))
            wrong("no module is called " here)
        if (FILENAME ~ /\.cc$/ && FILENAME != "core/phone_module.cc")
            wrong("only core/phone_module.cc is C++")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, parts, "\"")
        header = parts[2]
        if ((getline line < header) < 0) {
            wrong("there is no " header)
            next
        }
        private = 0
        do
            private = private || tolower(line) ~ /for this module only/
        while ((getline line < header) > 0)
        close(header)
        there = module(header)
        if (index(" " below[here] " ", " " there " ") == 0)
            wrong(here " may not include " header)
        else if (private && there != here)
            wrong(header " is for " there " only")
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, parts, "[<>]")
        header = parts[2]
        library = header
        if (!(library in home))
            sub(/\/.*/, "", library)
        if (library == "unicode" && header ~ /^unicode\/u?ni/)
            next # not here: libunistring has names of its own
        if ((library in home) && !begins_with_one_of(FILENAME, home[library]))
            wrong("<" header "> is for " home[library] " only")
        if (here == "core" && FILENAME != "core/day.c" && index(outside, " " header " "))
            wrong("core has no files and no screen: <" header ">")
    }
    $0 ~ asks && FILENAME !~ /^base\/clock\.[ch]$/ {
        wrong("only base/clock.c asks for the time of day: a Clock or a time is handed down")
    }
    /clock_system/ && FILENAME !~ /^(base\/clock\.[ch]|main\.c|mail\/main\.c)$/ {
        wrong("clock_system is for the main functions only")
    }
' >>"$findings"

# No file includes itself, however far round: tsort names a loop.
if ! loop=$(find . -name '*.[ch]' -o -name '*.cc' | sed 's,^\./,,' | sort | xargs awk '
    /^[ \t]*#[ \t]*include[ \t]*"/ { split($0, parts, "\""); print FILENAME, parts[2] }
' | LC_ALL=C tsort 2>&1 >/dev/null); then
    printf '%s\n' "$loop" | awk '
        /loop:$/ { first = ""; next }
        { name = $NF; path = first == "" ? name : path " -> " name
          if (first == "") first = name }
        END { print first ":1: includes itself: " path " -> " first }
    ' >>"$findings"
fi

# Each function of a header has a comment in its paragraph. (What _init, _clear and _free do is the
# same everywhere.)
find . -name '*.h' | sed 's,^\./,,' | sort | xargs awk '
    function end_of_paragraph() {
        if (prototype && !comment)
            printf "%s:%d: no comment says what this function does\n", file, prototype
        prototype = comment = 0
    }
    FNR == 1 { end_of_paragraph(); file = FILENAME; body = 0 }
    /^[ \t]*$/ && !body { end_of_paragraph() }
    /\/\*/ { comment = 1 }
    /^(typedef )?(struct|enum|union)[^()]*\{/ { body = 1 }
    /^\}/ { body = 0 }
    !body && /^[A-Za-z_][A-Za-z0-9_ *]*[ *][a-z0-9_]+\(/ &&
        !/^typedef/ && !/_(init|clear|free)\(/ && !prototype { prototype = FNR }
    END { end_of_paragraph() }
' >>"$findings"

# Each folder has its face: README says what it is for and has a line for each file by its name. And a
# folder that nobody can look over is parted.
find . -name '*.[ch]' -o -name '*.cc' | sed 's,^\./,,' | grep / | sort | awk '
    {
        folder = name = $0
        sub(/\/[^\/]*$/, "", folder)
        sub(/.*\//, "", name)
        sub(/\.[^.]*$/, "", name)
        files[folder]++
        have[folder, name] = 1
        if (!(folder in listed)) {
            listed[folder] = 0
            readme = folder "/README"
            while ((getline line < readme) > 0) {
                listed[folder] = 1
                if (line ~ /^  [a-z0-9_]+( |$)/) {
                    split(line, words, " ")
                    row[folder, words[1]] = 1
                }
            }
            close(readme)
            if (!listed[folder])
                print readme ":1: there is no such file, which would say what the folder is for"
        }
        if (listed[folder] && !((folder, name) in row) && !said[folder, name]++)
            print folder "/README:1: has no line for " name
    }
    END {
        for (folder in files)
            if (files[folder] > 40)
                print folder "/README:1: over 40 files: " files[folder]
        for (entry in row) {
            split(entry, parts, SUBSEP)
            if (!(entry in have))
                print parts[1] "/README:1: there is no " parts[2]
        }
    }
' >>"$findings"

cat "$findings"
[ ! -s "$findings" ]
