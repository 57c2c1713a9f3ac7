#!/usr/bin/env bash
# A settlement that is sent again under a new id, with the next units, is one settlement.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 3
serve
settle() { # FIRST REFERENCE
  printf 'kind: settlement\nversion: 1\ntrading_day: 2025-12-10\nreference: %s\nlegs:\n- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2022, first: %s, last: %s}, price_fen: 8000}\n' \
    "$2" "$(account_of owner)" "$(account_of buyer)" "$1" "$1" >"$work/s.yaml"
  deliver "$work/s.yaml" "$as_exchange"
}
check "the first is sealed" settle 160001 T-77
entry=$(sed -n 's/.*sealed as entry \([0-9]*\).*/\1/p' "$work/said")
refused "the same reference is refused" "$entry" settle 160002 T-77
check "another reference is sealed" settle 160003 T-78
