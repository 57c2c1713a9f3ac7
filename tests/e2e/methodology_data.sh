#!/usr/bin/env bash
# The methodologies' raw data: sample files are derived and give the figures known for them.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?make check sets it}/tests/e2e/lib.sh"

plan 13
data=$top_srcdir/tests/data/raw

calculate() { # CODE OPTION...
  local code=$1
  shift
  ccer --lang en calculate --methodology "$top_srcdir/methodologies/CCER-$code-V01.yaml" \
    --units "$top_srcdir/registry/units.yaml" "$@" 2>&1
}
refuses() { ! calculate "$@"; }
# saved NAME: keeps its input as a file and prints where
saved() {
  cat >"$work/$1.csv"
  echo "$work/$1.csv"
}

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

forest=(14-001 --year 2025 --set 'V1[a,larch]=8.20' --set 'V2[a,larch]=21.70' --set 'age[a]=10'
  --set 'dSOC[a]=0.5' --set t=5 --set GHG_E=120
  --parameters "$top_srcdir/registry/factors-trees.yaml"
  --parameters "$top_srcdir/registry/gwp.yaml")
check "afforestation: parcels and trees of plots give the figures of the trial chain" prints \
  'A.a. = 422.27 ' 'G.a,p1. = 25.9 ' 'G.a,p2. = 26 ' 'G.a,p3. = 25.95 ' \
  '= 10963.7084898 tCO2' 'floored 13243 ' -- \
  calculate "${forest[@]}" --data "parcels=$data/forest-parcels.csv" \
  --data "trees=$data/forest-trees.csv"
check "afforestation: a parcel that stands twice does not count twice but is refused" prints \
  '4:3:/parcels/parcel: attachment.twice: "p-2" may have one row only and has line 3 ' -- \
  refuses "${forest[@]}" --data "trees=$data/forest-trees.csv" \
  --data "parcels=$(sed '$p' "$data/forest-parcels.csv" | saved parcels)"
check "afforestation: so is a tree that was measured twice" prints \
  '6:1:/trees/stratum: attachment.twice: "a, p3, 4" may have one row only ' -- \
  refuses "${forest[@]}" --data "parcels=$data/forest-parcels.csv" \
  --data "trees=$(sed '$s/.*/&\n&/; $s/1.038/2/' "$data/forest-trees.csv" | saved trees)"
check "mangroves: parcels and trees of plots give the figures of the trial chain" prints \
  'A.a. = 47.86 ' 'c2.a,p1. = 10.5 ' '= 1842.61 tCO2' '= 3079.791 tCO2' 'floored 3079 ' -- \
  calculate 14-002 --year 2025 --data "parcels=$data/mangrove-parcels.csv" \
  --data "trees=$data/mangrove-trees.csv" --set 'dSOC[a]=1.80' --set t=5
lamps=(07-001 --year 2025 --set 'eta_PJ[a]=200' --set 'eta_BL[a]=100' --set 'eta_PJ[b]=175' --set 'eta_BL[b]=125'
  --key North --row grid.factors:CM=0.7 --days)
check "tunnels: daily readings give each tunnel's months" prints \
  'EC.a,11. = 10 ' 'EC.a,12. = 12 ' 'EC.b,11. = 4 ' 'EC.b,12. = 6 ' '= 18.2 tCO2' -- \
  calculate "${lamps[@]}" 2025-11-29..2025-12-01 --data "meters=$data/tunnels.csv"
check "tunnels: a day of one tunnel that is not there is refused" prints \
  'attachment.uncovered: "b" has no row of 2025-11-30 .methodology /raw_data/0/covers ' -- \
  refuses "${lamps[@]}" 2025-11-29..2025-12-01 \
  --data "meters=$(sed '/^b,2025-11-30/d' "$data/tunnels.csv" | saved tunnels)"
check "tunnels: a day of one tunnel that is there twice is refused" prints \
  '8:1:/meters/tunnel: attachment.twice: "b, 2025-12-01 00:00:00" .* line 7 of file 1' -- \
  refuses "${lamps[@]}" 2025-11-29..2025-12-01 \
  --data "meters=$(sed '$p' "$data/tunnels.csv" | saved tunnels-twice)"

awk 'BEGIN { print "time,flow_in,c_in,flow_out,c_out"
  for (s = 0; s < 86400; s++)
    printf "2025-03-01 %02d:%02d:%02d,2160000,10,2160000,0.2\n", s / 3600, s / 60 % 60, s % 60
}' >"$work/oxidiser.csv"
mine=(10-001 --year 2025 --days 2025-03-01..2025-03-01 --key North --row grid.factors:CM=0.6185
  --parameters "$top_srcdir/registry/gwp.yaml" --set Q=139800 --set EC=2600
  --set EF_heat=0.0561 --set eta_boiler=0.92)
check "mine gas: a day of seconds gives the volumes of the trial chain" prints \
  'V_in = 5184000 ' 'V_out = 103680 ' 'floored 98892 ' -- \
  calculate "${mine[@]}" --data "oxidiser=$work/oxidiser.csv"
sed -i '$s/0.2$//' "$work/oxidiser.csv"
check "mine gas: a second without its outlet is refused" prints 'attachment.empty' -- \
  refuses "${mine[@]}" --data "oxidiser=$work/oxidiser.csv"
