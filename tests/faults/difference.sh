#!/usr/bin/env bash
# A register's readings: the reading at the first instant behind a period closes it.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 6
{
  sed '/^raw_data:/,$d' "$top_srcdir/methodologies/CCER-01-002-V01.yaml"
  cat <<'YAML'
raw_data:
- name: register
  title: {zh: 表码}
  columns:
  - {name: time, type: time}
  - {name: export, unit: MWh, minimum: "0"}
  - {name: import, unit: MWh, minimum: "0"}
  values:
  - {symbol: EG_export, rule: difference, of: [export]}
  - {symbol: EG_import, rule: difference, of: [import]}

YAML
  sed -n '/^equations:/,$p' "$top_srcdir/methodologies/CCER-01-002-V01.yaml"
} >"$work/m.yaml"
readings() { # the first of each month of three years, and the next January
  local year month value=0
  echo time,export,import
  for year in 2022 2023 2024 2025; do
    for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
      echo "$year-$month-01 00:00:00,$((value * 10)),$value"
      value=$((value + 100))
      [ "$year" != 2025 ] || return 0
    done
  done
}
readings >"$work/r.csv"
year() { # YEAR FILE
  ccer calculate --methodology "$work/m.yaml" --units "$top_srcdir/registry/units.yaml" --year "$1" \
    --data "register=$2" --row grid.factors:CM=0.5 >"$work/out" 2>&1
}
for y in 2022 2023 2024; do
  year $y "$work/r.csv" || true
  check "$y is whole" says "$work/out" 'EG_export += 12000 ' 'EG_import += 1200 '
done
head -n 37 "$work/r.csv" >"$work/open.csv" # without the reading that closes 2024
check_exit "a year that no reading closes is refused" 1 year 2024 "$work/open.csv"
check "and one that is closed stands" year 2023 "$work/open.csv"
sed 's/^2023-06-01 00:00:00,17000/2023-06-01 00:00:00,1/' "$work/r.csv" >"$work/back.csv"
check_exit "a reading that goes back is refused" 1 year 2023 "$work/back.csv"
