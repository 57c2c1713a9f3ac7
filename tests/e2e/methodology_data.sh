#!/usr/bin/env bash
# The methodologies' raw data: sample files are derived and give the figures known for them.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?make check sets it}/tests/e2e/lib.sh"

plan 4
data=$top_srcdir/tests/data/raw

calculate() { # CODE OPTION...
  local code=$1
  shift
  ccer --lang en calculate --methodology "$top_srcdir/methodologies/CCER-$code-V01.yaml" \
    --units "$top_srcdir/registry/units.yaml" "$@" 2>&1
}
refuses() { ! calculate "$@"; }

wind=(01-002 --year 2022 --key East --row grid.factors:CM=0.58955 --days)
check "wind: a late meter of export and one of import out of its class are corrected" prints \
  'EG_export = 1258675 ' 'EG_import = 4007.86 ' '= 739689.012387 tCO2' 'floored 739689 ' -- \
  calculate "${wind[@]}" 2022-06-27..2022-06-30 --data "meters=$data/offshore-meters.csv"
check "wind: nothing stands in for a day that is missing" prints 'attachment.gap' -- \
  refuses "${wind[@]}" 2022-06-27..2022-07-01 --data "meters=$data/offshore-meters.csv"
sed '3s/late-class-05//' "$data/offshore-meters.csv" >"$work/stateless.csv"
check "wind: a day whose meter has no state is refused" prints 'attachment.left-out' -- \
  refuses "${wind[@]}" 2022-06-27..2022-06-30 --data "meters=$work/stateless.csv"

check "solar: three files give electricity, gases and masses, corrected upwards" prints \
  '= 355600.8 MWh' 'FC.natural_gas. = 12.5 ' 'FC.other_gas. = 2.05 ' 'FC_t.liquid. = 101 ' -- \
  calculate 01-001 --year 2023 --key Northwest --row grid.factors:CM=0.63055 \
  --days 2023-06-29..2023-06-30 --data "meters=$data/solar-meters.csv" \
  --data "gases=$data/solar-gases.csv" --data "masses=$data/solar-masses.csv" \
  --parameters "$top_srcdir/registry/fuel-gas.yaml" \
  --row 'fuel.gas[other_gas]:NCV=300' --row 'fuel.gas[other_gas]:CC=0.01' \
  --row 'fuel.gas[other_gas]:OF=100' --row 'fuel.mass[liquid]:NCV=40' \
  --row 'fuel.mass[liquid]:CC=0.0225' --row 'fuel.mass[liquid]:OF=100'
