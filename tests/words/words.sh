#!/bin/sh
# words.sh TEXTS PROGRAM LOCALES [strace]: each translation has all of the wording, and is well formed;
# helps fit in 80 columns; and English opens no catalogue.
set -eu
texts=$1 program=$2 locales=$3 strace=${4:-}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

fail()
{
    echo "words: $1"
    status=1
}

forms/po/extract.sh "$texts" "$work/template.pot"
for po in forms/po/*.po; do
    msgfmt --check -o /dev/null "$po" || fail "$po is not well formed"
    msgmerge --quiet --no-fuzzy-matching -o "$work/merged.po" "$po" "$work/template.pot"
    for kind in untranslated only-fuzzy; do
        msgattrib --$kind --no-obsolete "$work/merged.po" >"$work/found"
        if [ "$(grep -c '^msgid ' "$work/found")" -gt 1 ]; then # beside the header
            cat "$work/found"
            fail "$po: $kind: ./dev words, and translate"
        fi
    done
done

LC_ALL=de_DE.UTF-8 LOCPATH=$locales
export LC_ALL LOCPATH
"$program" --help | sed -n 's/^  \([a-z][a-z-]*\)  *.*/\1/p' >"$work/commands"
[ "$(wc -l <"$work/commands")" -gt 10 ] || fail 'found no commands in --help'
for command in '' $(cat "$work/commands"); do
    # shellcheck disable=SC2086 # none, or one word
    "$program" $command --help >"$work/help"
    if LC_ALL=C.UTF-8 grep -E '^.{81}' "$work/help"; then
        fail "$command --help is wider than 80 columns"
    fi
done

if [ -n "$strace" ] && ! "$strace" -o /dev/null true 2>/dev/null; then
    echo 'test skipped: strace may trace no program here'
elif [ -n "$strace" ]; then
    for locale in C C.UTF-8; do
        LC_ALL=$locale LANGUAGE='' "$strace" -f -o "$work/calls" "$program" --version >"$work/out"
        grep -q exit_group "$work/calls" || fail 'nothing was traced'
        ! grep 'LC_MESSAGES/seccontacts' "$work/calls" ||
            fail "English ($locale) looks for a catalogue"
    done
    "$strace" -f -o "$work/calls" "$program" --version >"$work/out"
    grep -q 'de/LC_MESSAGES/seccontacts.mo' "$work/calls" || fail 'German opens no catalogue'
fi
exit "$status"
