#!/usr/bin/env bash
# Texts that read differently from how they parse, sent as documents: each is refused, at its place.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 74

ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" || bail "the server does not start"
void_document "$work/good.yaml"
sed '/^---$/,$d' "$work/good.yaml" >"$work/body.yaml"
sed '1,/^---$/d' "$work/good.yaml" >"$work/signatures"
lines=$(wc -l <"$work/body.yaml")

# A document with the good one's signature: what is wrong with its text must be found first.
signed() {
  cat
  echo ---
  cat "$work/signatures"
}

# refused NAME CODE LINE COLUMN [STATUS]: expects that for $work/bad.yaml.
refused() {
  local status
  status=$(post "$work/bad.yaml")
  check "$1" equal "$status $(json_member code) $(json_member line):$(json_member column)" \
    "${5:-400} $2 $3:$4"
}

# with_line NAME CODE COLUMN LINE: expects that when LINE (a printf format) is inserted at line 3.
with_line() {
  local name=$1 code=$2 column=$3
  # shellcheck disable=SC2059 # LINE is a format
  { head -n 2 "$work/body.yaml"; printf -- "$4\n"; tail -n +3 "$work/body.yaml"; } |
    signed >"$work/bad.yaml"
  refused "$name" "$code" 3 "$column"
}

# --- characters that nobody sees, or that move what is seen ---
character() { # NAME ESCAPE [CODE [CODE OF THE VALUE]]: as a comment's fifth character, then in a value
  with_line "$1 in a comment" "${3:-text.character}" 5 "# ab$2 live: key"
  with_line "$1 in a value" "${4:-${3:-text.character}}" 6 "key: $2"
}
character "line separator U+2028" '\u2028'
character "paragraph separator U+2029" '\u2029'
character "next line U+0085" '\u0085'
character "carriage return" '\r' text.character text.cr-lf
character "tab" '\t' text.tab
character "escape" '\x1b'
character "delete" '\x7f'
character "byte order mark inside" '\ufeff'
character "right-to-left override" '\u202e'
character "left-to-right isolate" '\u2066'
character "right-to-left mark" '\u200f'
character "zero-width space" '\u200b'
character "zero-width joiner" '\u200d'
character "word joiner" '\u2060'
character "soft hyphen" '\u00ad'
character "tag character" '\U000e0041'
character "noncharacter" '\ufffe'
{ printf '\xef\xbb\xbf'; cat "$work/body.yaml"; } | signed >"$work/bad.yaml"
refused "a byte order mark at the beginning" text.bom 1 1
with_line "columns count characters, not bytes" text.character 7 '# 减排量：\u200b'
with_line "an escape for one of them" text.character 6 'key: "\\u2028"'
with_line "an escape for a control" text.character 6 'key: "a\\tb"'

# --- bytes ---
with_line "bytes that are no UTF-8" text.utf-8 6 'key: \xff\xfe'
with_line "an overlong form" text.utf-8 6 'key: \xc0\xaf'
with_line "half a surrogate pair" text.utf-8 6 'key: \xed\xa0\x80'
with_line "NUL" text.character 6 'key: \x00'

# --- what other programs leave in a file ---
sed 's/$/\r/' "$work/body.yaml" | signed >"$work/bad.yaml"
refused "line ends of CR LF" text.cr-lf 1 "$(head -n 1 "$work/body.yaml" | wc -c)"
{ printf '\xff\xfe'; sed 's/./&\x00/g' "$work/body.yaml"; } >"$work/bad.yaml"
refused "UTF-16" text.utf-16 1 1
with_line "a full-width colon" yaml.full-width 4 'key：value'
with_line "a number with separators of thousands" yaml.thousands 17 'key: {first: 65,000}'

# --- what is seen and not read ---
with_line "a comment behind a value" yaml.comment 8 'key: 甲 #3机组'
with_line "a comment that touches a quoted value" yaml.comment 9 'key: "v"# c'
with_line "a question mark before a key" yaml.feature 9 'key: { ?a: 1 }'

# --- lines that begin another document ---
with_line "a line that begins with ---" text.marker 1 '--- x'
with_line "a line of ..." text.marker 1 '...'
with_line "a directive" text.marker 1 '%%YAML 1.1'
printf '%s' "$(cat "$work/body.yaml")" >"$work/bad.yaml"
refused "no LF at the end" text.final-line "$lines" "$(($(tail -n 1 "$work/body.yaml" | wc -c)))"
{ cat "$work/body.yaml"; echo; } | signed >"$work/bad.yaml"
refused "an empty line at the end" text.final-line $((lines + 1)) 1
: >"$work/bad.yaml"
check "no body" equal "$(post "$work/bad.yaml") $(json_member code)" "400 request.empty"

# --- YAML that we do not speak ---
with_line "an anchor" yaml.feature 6 'key: &a 1'
with_line "an alias" yaml.feature 6 'key: *a'
with_line "a tag" yaml.feature 6 'key: !!str 1'
with_line "a merge key" yaml.feature 1 '<<: {a: 1}'
with_line "the same key twice" yaml.duplicate-key 1 'kind: void'
with_line "the same key twice within" yaml.duplicate-key 13 'key: {a: 1, a: 2}'
{ cat "$work/body.yaml"; echo 'quantity: 1'; } >"$work/bad.yaml"
check "a key that is not known" equal \
  "$(http -H 'Content-Type: text/yaml' --data-binary @"$work/bad.yaml" '/v1/documents?dry_run=true') $(json_member code)" \
  "422 field.unknown"
depth() { printf 'key: '; printf '[%.0s' $(seq "$1"); printf ']%.0s' $(seq "$1"); }
with_line "32 levels and one more" yaml.depth 37 "$(depth 32)"
with_line "a hundred thousand levels" yaml.depth 37 "$(depth 20000)"
with_line "a bracket too many" yaml.syntax 6 'key: ]'
printf -- '- kind: void\n' | signed >"$work/bad.yaml"
refused "a list at the root" yaml.not-a-mapping 1 1

# --- size ---
{ cat "$work/body.yaml"; head -c 70000 /dev/zero | tr '\0' '#'; echo; } | signed >"$work/bad.yaml"
check "more than 64 KiB of a small kind" equal "$(post "$work/bad.yaml") $(json_member code)" \
  "413 document.size"
head -c 1100000 /dev/zero | tr '\0' 'x' >"$work/bad.yaml"
check "more than a submission may be" equal "$(post "$work/bad.yaml") $(json_member code)" \
  "413 request.size"

# --- the signatures' half ---
{ cat "$work/body.yaml"; printf -- '---\nsignatures:\n- |\n  garbage\n'; } >"$work/bad.yaml"
refused "garbage for a signature" signature.armour $((lines + 3)) 3 422
{ cat "$work/body.yaml"; printf -- '---\n'; cat "$work/signatures"; printf 'more: 1\n'; } >"$work/bad.yaml"
check "something beside the signatures" equal "$(post "$work/bad.yaml") $(json_member code)" \
  "400 document.signatures"
{ cat "$work/body.yaml"; printf -- '---\n'; cat "$work/signatures"; tail -n +2 "$work/signatures"; } >"$work/bad.yaml"
check "one signature twice" equal "$(post "$work/bad.yaml") $(json_member code)" \
  "400 document.signature-twice"

# --- after all that ---
check "the server took no harm" equal "$(post "$work/good.yaml")" 201
check "the ledger holds genesis and the good document" equal \
  "$(git --git-dir "$ledger" rev-list --count main)" 2
stop_server
check "it stops well" equal "$server_status" 0
