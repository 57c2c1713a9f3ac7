#!/usr/bin/env bash
# --lang zh leaves no English word that a Chinese reader meets: every command, its help and
# its wrong usages, lists, states, calculations and refusals, over the demonstration.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 63
serve
zh() { "$@" </dev/null; }
methodologies=$top_srcdir/methodologies
units=$top_srcdir/registry/units.yaml

# What is no word of English: names of programs, formats and things that have no Chinese.
table=(
  ccer ccerd git ssh-keygen ssh openssh puttygen openssl git-config chmod iconv http https
  csv json yaml html url utc utf-8 sha-256 sha256 ascii base64 base32 nul bom lf cr ansi gbk
  cors stderr stdout excel mathml id kib sqlite sigterm sigint sigquit sighup ipv6 mfile
  # what stands for a quantity, a unit or a thing in every language
  ccer co2 ch4 n2o gwp tco2 tco2e mwh mw lm w gj nm3 kg kgco2e tc ha om bm cm kv
)
# code FILE: the words that a methodology's file has outside of its English texts: symbols,
# ids, members, keys, and the language of its expressions.
code() {
  awk '{
    match($0, /^ */)
    if (folded && (RLENGTH > depth || $0 == "")) next
    folded = /(^| )en: >-$/
    depth = RLENGTH
    gsub(/(^|[ {])en: [^}]*/, "")
    print
  }' "$1" | grep -oE "[A-Za-z][A-Za-z_]+" | sort -u
}

# words FILE: what is left of it when codes, hashes, addresses and the words above are gone.
# shellcheck disable=SC2016,SC1111 # sed's own, and quotes of Chinese
words() {
  local pattern
  pattern=$(IFS='|' && echo "${table[*]}")
  sed -E \
    -e "s#${work}[^ ：，；）”]*##g" -e "s#${top_srcdir}[^ ：，；）”]*##g" \
    -e 's@docs/rulebook.md [a-z]+@@g' -e 's#https?://[^ ：，；）”]*##g' \
    -e 's/^[^ ]* ?[a-z]+(\.[a-z0-9-]+)+: //' \
    -e 's/\bccer( methodology| export)? [a-z-]+//g' -e 's/\bzh\|en\b//g' \
    -e 's/\b[0-9A-Z]{26}\b//g' -e 's/\bA-[0-9A-Z]{4}-[0-9A-Z]{4}\b//g' \
    -e 's/`[^`]*`//g' -e 's/“[^”]*”//g' -e 's/（[a-z][a-z_-]*）//g' \
    -e 's/--?[a-z][a-z-]*//g' \
    -e 's/SHA256:[A-Za-z0-9+\/]+//g' -e 's/[A-Za-z0-9+\/]{43,}={0,2}//g' \
    -e 's/ssh-ed25519 AAAA[A-Za-z0-9+\/=]*//g' -e 's/[0-9a-f]{8,}//g' \
    -e 's#[a-z0-9.]+\.example(/[0-9a-f]*)?##g' -e 's#[A-Za-z0-9/._-]+\.(yaml|csv|md|git|sqlite|proof|html)##g' \
    -e 's/AR-CM-[0-9]+//g' -e 's/CN?CA-[A-Z0-9:-]+//g' -e 's/CCER-[0-9]{2}-[0-9]{3}-V[0-9]+//g' -e 's/[ANP]?[0-9]{6}[0-9A-Z]*//g' \
    -e 's/GB(\/T)? [0-9-]+//g' \
    -e 's/\b[A-Za-z]*[0-9_][A-Za-z0-9_]*\b//g' "$1" |
    grep -oE "[A-Za-z][A-Za-z'-]*[A-Za-z]" |
    grep -viE "^($pattern)\$" | grep -vxFf "$work/code" | grep -vE '^[A-Z]{1,4}$' | sort -u || true
}
touch "$work/code"

# chinese NAME [IGNORED...] -- COMMAND...: what it prints, on both streams, has Chinese and
# no word of English; IGNORED are patterns of lines or parts that are typed as they stand.
chinese() {
  local name=$1 ignored=()
  shift
  while [ "$1" != -- ]; do
    ignored+=(-e "s@$1@@g")
    shift
  done
  shift
  zh "$@" >"$work/raw" 2>&1 || true
  sed -E -e '' "${ignored[@]}" "$work/raw" >"$work/said"
  words "$work/said" >"$work/words"
  tr '\n' ' ' <"$work/words" >"$work/check.out"
  if [ ! -s "$work/words" ] && grep -qP '[\x{4e00}-\x{9fff}]' "$work/raw"; then
    ok "$name"
  else
    cat "$work/raw" >>"$work/check.out"
    not_ok "$name" "has: $(head -c 300 "$work/words" | tr '\n' ' ')"
  fi
}
c() { ccer --lang zh "$@"; }
listed='[a-z][a-z-]*(\|[a-z][a-z-]*)+' # account|document|party, which a user types
example='^  ccer .*'
names='^  [a-z][a-z-]* '

# --- help and wrong usages of every command ---
chinese "the list of commands" "$names" -- c --help
commands=$(ccer --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
check "there are commands" test "$(wc -w <<<"$commands")" -ge 20
all_help() { for command in $commands; do c help "$command" || true; done; }
all_wrong() {
  for command in $commands; do
    [ "$command" = documents ] || c "$command" || true
    c "$command" --nonsense || true
    c "$command" a b c d e f || true
  done
}
chinese "the help of every command" "$example" "$listed" '(new|public|fingerprint|identity) ' \
  'identity、comment 或 contact' \
  'project、vintage、methodology、province' 'offset-records?|statistics' '（show 除外）' '\.proof' '--purpose contact' identity -- all_help
chinese "what every command says when used wrongly" "$listed" '(new|public|fingerprint|identity) ' 'offset-records?|statistics' \
  nonsense '--purpose contact' 'private' -- all_wrong
for command in check diff impact explain; do
  chinese "the help of methodology $command" "$example" "$listed" -- c methodology "$command" --help
done
chinese "an unknown command" nonsense -- c nonsense
chinese "the server's help" '/metrics' 'ccer_limit_' '^  [a-z_]+ +[0-9]+' 'error、warning、info.*debug' 'zh 或 en' -- "$top_builddir/ccerd" --lang zh --help
server_wrong() {
  "$top_builddir/ccerd" --lang zh || true
  "$top_builddir/ccerd" --lang zh --nonsense || true
  "$top_builddir/ccerd" --lang zh --listen x || true
  "$top_builddir/ccerd" --lang zh --log-level x || true
  "$top_builddir/ccerd" --lang zh a || true
}
chinese "what the server says when used wrongly" 'error、warning.*debug' -- server_wrong

# --- lists and states ---
for of in projects notices methodologies units retirements duties parties entries; do
  chinese "the list of $of" -- c list "$of" --server "$url"
done
chinese "an unknown list" "$listed" nonsense -- c list nonsense --server "$url"
chinese "the list that is not public" -- c list offset-records --server "$url"
chinese "units of a project" -- c list units --server "$url" --project A210001
chinese "a project" -- c status --server "$url" A210001
report=$(grep -l '^kind: accounting-report' "$demo"/documents/*.yaml | head -1)
hash=$(ccer show --hash "$report")
chinese "a document" '^(extra|index) .*' 'c2sp.org/tlog-proof' -- c status --server "$url" "$hash"
chinese "no project" NOPE -- c status --server "$url" NOPE
chinese "a project's log" -- c log --ledger "$ledger" A210001
chinese "what became of units" -- c trace --ledger "$ledger" A210001-2022-1
chinese "where free units are" -- c trace --ledger "$ledger" A210001-2022-300000
chinese "units that are none" -- c trace --ledger "$ledger" A210001-2099-1
chinese "units that are not written so" -- c trace --ledger "$ledger" foo
chinese "the audit" -- c audit --ledger "$ledger"

# --- documents ---
chinese "the reference of documents" '以下之一：.*' '之一：[^|]*' '^## .*' '读者：[^|]*' 'Crockford' CORSIA -- c documents
chinese "no such kind" nonsense -- c documents nonsense
heads() { # what is said of each document; below it stands its text
  for file in "$demo"/documents/*.yaml; do
    c check "$file"
    c show "$file" --ledger "$ledger" | sed '/^$/q'
  done
}
chinese "what is said of every document" -- heads
chinese "a receipt that proves" -- c verify "$report" "$demo/receipts/$(basename "$report" .yaml).proof" --genesis \
  "$(grep -l '^kind: genesis' "$demo"/documents/*.yaml | head -1)"
chinese "a receipt that is none" 'c2sp.org/tlog-proof' -- c verify "$report" "$units"
chinese "consistency" -- c consistency --server "$url" "$demo/checkpoint"
chinese "a server that does not answer" -- c list units --server http://127.0.0.1:1
chinese "no file" -- c check "$work/none.yaml"
chinese "a folder" -- c check "$work"
chinese "no ledger" -- c audit --ledger "$work/none"
chinese "a folder that is no ledger" -- c audit --ledger "$work"
chinese "no key" -- c sign "$report" --key "$work/none"
chinese "a file where a key should be" -- c sign "$report" --key "$units"

# --- calculations ---
chinese "a calculation" '^[^(]*= [^(]*' 'grid\.factors' -- c calculate --ledger "$ledger" --report "$hash" --year 2023
chinese "no such report" -- c calculate --ledger "$ledger" --report "$(printf '%064d' 7)"
chinese "no such symbol" XX -- c calculate --ledger "$ledger" --report "$hash" --set XX=1
for file in "$methodologies"/*.yaml; do
  code "$file" >"$work/code"
  chinese "the page of $(basename "$file")" -- c methodology explain --units "$units" "$file"
done
: >"$work/code"
chinese "what changed between two methodologies" '^  [-+~] .*' '^    -> .*' -- \
  c methodology diff "$methodologies/CCER-01-001-V01.yaml" "$methodologies/CCER-01-002-V01.yaml" --units "$units"
chinese "what a revision would change" -- c methodology impact "$methodologies/CCER-01-002-V01.yaml" --ledger "$ledger"
chinese "a check of a methodology" -- c methodology check --units "$units" "$methodologies/CCER-14-001-V01.yaml"

# --- refusals ---
tried() { # a report as a dry run has it
  sed '/^---$/,$d' "$report" >"$work/try.yaml"
  c submit --dry-run --server "$url" "$work/try.yaml"
}
printf 'kind: retirement\nversion: 1\nunits: x\nstrange: 1\n' >"$work/form.yaml"
must header "$work/form.yaml" "$buyer:holder"
chinese "faults of form" '此处可用：.*' '^ +[0-9]* \|.*' '^[^:]*:[0-9]+:[0-9]+:/[a-z_/0-9]*' "${work//./\\.}[^ ]*" -- c check "$work/form.yaml"
retirement "$work/held.yaml" 300000 300001 'purpose: public-interest'
deliver "$work/held.yaml" "$as_buyer" || true
chinese "a refusal of the rules" '^ +[0-9]* \|.*' '^[^ ]*:[0-9]+:[0-9]+:/[a-z_/0-9]*' -- c submit --server "$url" "$work/held.yaml"
printf 'kind: clock\nversion: 1\ninstant: 2024-01-01T00:00:00Z\n' >"$work/back.yaml"
deliver "$work/back.yaml" "$as_operator" || true
chinese "a refusal with a time" '^ +[0-9]* \|.*' '^[^ ]*:[0-9]+:[0-9]+:/[a-z_/0-9]*' -- c submit --server "$url" "$work/back.yaml"
check "whose time is Beijing's" says "$work/raw" '北京时间 2[0-9-]+ [0-9:]+'
check "and not UTC" never grep -Eq '^[^|]*T[0-9:.]+Z' "$work/raw"
chinese "a dry run's steps" '^ +[0-9]* \|.*' '^[^ ]*:[0-9]+:[0-9]+:' '^[^(]*= [^(]*' 'grid\.factors' -- tried
check "nothing provisional is called in force on trial" \
  never grep -q '暂行' <(c methodology explain --units "$units" "$methodologies/CCER-14-001-V01.yaml")
