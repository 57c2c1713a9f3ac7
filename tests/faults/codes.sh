#!/usr/bin/env bash
# A unified social credit code has its check character wherever it stands.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 2
serve
for_code() { # FILE FIRST CODE
  retirement "$1" "$2" "$2" 'purpose: enterprise' 'beneficiary: 甲公司' "beneficiary_id: $3" \
    'emission_period: {first: 2024-01-01, last: 2024-12-31}'
}
for_code "$work/r.yaml" 141201 911101011012963817
refused "a beneficiary's wrong check character" '911101011012963817|beneficiary_id' \
  deliver "$work/r.yaml" "$as_buyer"
for_code "$work/r.yaml" 141202 "$(uscc 91110101 10129638)"
check "a right one is taken" deliver "$work/r.yaml" "$as_buyer"
