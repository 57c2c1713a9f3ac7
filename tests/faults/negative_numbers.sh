#!/usr/bin/env bash
# Numbers stay numbers in CSV, below zero too.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 2
ccer calculate --methodology "$top_srcdir/methodologies/CCER-01-002-V01.yaml" \
  --units "$top_srcdir/registry/units.yaml" --year 2023 --set EG_export=100 --set EG_import=300 \
  --row grid.factors:CM=0.5 --csv >"$work/c.csv" 2>"$work/err" || true
check "a value below zero is there" grep -E '(^|,)"?-100' "$work/c.csv"
check "and no apostrophe is before it" never grep -F "'-" "$work/c.csv"
