#!/usr/bin/env bash
# A file of values is read as a spreadsheet writes it, and says a name once.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 5
calculate() {
  ccer calculate --methodology "$top_srcdir/methodologies/CCER-01-002-V01.yaml" \
    --units "$top_srcdir/registry/units.yaml" --year 2023 --row grid.factors:CM=0.5 "$@"
}
printf 'EG_export,1000\nEG_import,10\n' >"$work/v.csv"
check "a plain file" prints 'EG_export +=  *1000 MWh' -- calculate --values "$work/v.csv"
cp "$work/v.csv" "$work/V.CSV"
check "the same with an extension in capitals" prints 'EG_export +=  *1000 MWh' -- calculate --values "$work/V.CSV"
printf 'EG_export,1000\nEG_import,10\nEG_export,2000\n' >"$work/twice.csv"
calculate --values "$work/twice.csv" >"$work/out" 2>&1 && status=0 || status=$?
check "a name twice is refused" equal "$((status != 0))" 1
check "and named" says "$work/out" EG_export
printf '"EG_export","1000"\n"EG_import","10"\n' >"$work/quoted.csv"
check "quoted cells are cells" prints 'EG_export +=  *1000 MWh' -- calculate --values "$work/quoted.csv"
