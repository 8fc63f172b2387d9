#!/bin/sh
# extract.sh TEXTS OUTPUT: writes the template of all wording, of the sources and of what the program
# TEXTS (tests/words/template/texts.c) prints, to OUTPUT.
set -eu
texts=$1
output=$2
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Functions that translate a format or a text which they are given: NAME:ARGUMENT.
keywords='_ N_ n_:1,2
    error_set:3 error_set_at:5 error_set_errno:4 output_note:1
    settings_refuse:4 settings_refuse_value:3 settings_text:4 settings_texts:4 files_warn:2
    refuse:3 draft_slot_refuse:3 failed:2 damaged:2 refuse_directory:2
    contact_reader_error:2 contact_reader_loss:2 json_items_error:3 found:4 wrong_here:3
    PART:4,5 add_row:2'

# What has no word in it is the same in every language.
cat >"$work/not.po" <<'EOF'
msgid "%s"
msgstr ""

msgid "%s: %s"
msgstr ""

msgid "%.*s%s%s"
msgstr ""

msgid "%s%s"
msgstr ""

msgid "%s/"
msgstr ""
EOF

options=
for keyword in $keywords; do
    options="$options --keyword=$keyword"
done
"$texts" >"$work/texts.pot"
# shellcheck disable=SC2086 # options
find src -name '*.[ch]' | LC_ALL=C sort | xgettext --language=C --from-code=UTF-8 --keyword $options \
    --add-location=file --add-comments=TRANSLATORS --exclude-file="$work/not.po" --width=100 \
    --package-name=seccontacts --msgid-bugs-address= --files-from=- --output="$work/sources.pot" \
    2>"$work/warnings" || { cat "$work/warnings" >&2; exit 1; }
msguniq --use-first --width=100 --add-location=file "$work/texts.pot" -o "$work/unique.pot"
msgcat --use-first --width=100 --add-location=file "$work/sources.pot" "$work/unique.pot" \
    -o "$output"
