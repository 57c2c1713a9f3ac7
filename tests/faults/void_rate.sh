#!/usr/bin/env bash
# A party cannot grow the ledger without bound by documents that do nothing.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 3
serve
void() {
  printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$work/v.yaml"
  deliver "$work/v.yaml" "$as_buyer"
}
check "the first is sealed" void
stopped=
for ((i = 0; i < 400; i++)); do
  void || { stopped=$i; break; }
done
check "an end comes within 400 of a day" test -n "$stopped"
retirement "$work/r.yaml" 141901 141901 'purpose: public-interest'
check "and other documents of that party are taken still" deliver "$work/r.yaml" "$as_buyer"
