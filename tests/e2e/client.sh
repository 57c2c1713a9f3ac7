#!/usr/bin/env bash
# The client against real servers: what it keeps of a ledger, what it believes, and that
# it says so; and what a document's way through it is when something is wrong.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"

plan 21

ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" || bail "the server does not start"

# written FILE [ID]: a void document filled from the server and signed by the operator.
written() {
  printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$1"
  ccer fill "$1" --server "$url/" --until 2026-01-10T01:00:00Z --as "$operator:operator" -o "$1" &&
    ccer sign "$1" --key "$work/keys/operator" -o "$1"
}

written "$work/a.yaml" 2>"$work/met" || bail "a document cannot be made"
check "a ledger is shown the first time that it is met" \
  says "$work/met" 'met for the first time' "ledger $ledger_id\$" 'sealing key SHA256:'
check "a document is submitted, and its receipt kept beside it" \
  prints 'sealed as entry 1 ' 'receipt .*/a.yaml.proof$' -- ccer submit --server "$url" "$work/a.yaml"
check "the receipt is one" ccer audit --ledger "$ledger" --receipt "$work/a.yaml.proof"
written "$work/b.yaml" 2>"$work/met" || bail "a second document cannot be made"
check "a ledger that is known is not shown again" equal "$(cat "$work/met")" ''
both() { ccer submit --server "$url" "$work/a.yaml" "$work/b.yaml" && cat "$work"/[ab].yaml.proof; }
check "several files have a receipt each" prints 'sealed before as entry 1 ' 'as entry 2 ' -- both

check "what a receipt proves is shown without a network" \
  prints 'proven to be sealed' 'entry 1$' -- ccer verify "$work/a.yaml" "$work/a.yaml.proof"
check "by genesis alone, too" \
  env CCER_HOME= "$top_builddir/ccer" verify "$work/a.yaml" "$work/a.yaml.proof" --genesis "$work/genesis.yaml"
check_exit "a receipt of another document proves nothing" 1 \
  ccer verify "$work/b.yaml" "$work/a.yaml.proof"

check "a signature is its party's, by what the server proves" \
  prints "fits the text; the key of $operator" -- ccer show --server "$url" "$work/a.yaml"
check "and by a ledger at hand" \
  prints "fits the text; the key of $operator" -- ccer show --ledger "$ledger" "$work/a.yaml"
sed '/^---$/,$d; s/^voids: .*/voids: 7KQ2M9R4T6W0Y1ZB3V5N8JDHXC/' "$work/a.yaml" >"$work/forged.yaml"
must ccer key new "$work/keys/stranger"
must ccer sign "$work/forged.yaml" --key "$work/keys/stranger" -o "$work/forged.yaml"
check "a stranger's signature is not held for valid where nothing was compared" \
  prints 'not compared with any ledger' -- ccer show "$work/forged.yaml"
check_exit "and is refused where it was" 1 ccer show --server "$url" "$work/forged.yaml"
check_exit "by a ledger at hand, too" 1 ccer show --ledger "$ledger" "$work/forged.yaml"

# Signed for another ledger by a key that this one does not know.
sed "s#^ledger: .*#ledger: e2e.example/00000000000000000000000000000000#" "$work/forged.yaml" |
  sed '/^---$/,$d' >"$work/other.yaml"
must ccer sign "$work/other.yaml" --key "$work/keys/stranger" -o "$work/other.yaml"
check "the server names the other ledger before the key that it does not know" \
  equal "$(post "$work/other.yaml") $(json_member code)" "422 document.other-ledger"
check_exit "the client does before it sends it" 1 ccer submit --server "$url" "$work/other.yaml"
cp "$work/check.out" "$work/finding"
check "and names both" says "$work/finding" "client\.other-ledger: .*0{32}.*$ledger_id"

check "a file that is filled is renewed when that is asked" \
  prints '^valid_until: ' -- ccer fill "$work/a.yaml" --renew --server "$url"
full() { ccer "$@" >/dev/full; }
check_exit "an answer that cannot be written is a failure" 3 full list entries --server "$url"
check_exit "so is help" 3 full help
check_exit "a list of a project that is none" 1 ccer list units --server "$url" --project A219999
stop_server
check_exit "a server that is not there" 3 ccer list entries --server "$url"
