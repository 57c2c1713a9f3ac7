#!/usr/bin/env bash
# `ccer calculate` on raw data: a year of daily readings, a part of it, the same with a
# value changed, and files that are refused at their place; values and rows with names of
# members; steps in all three forms.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 34
methodology=$top_srcdir/tests/data/methodologies/daily-meter.yaml

readings() { # a row a day of 2024: 1,000.5 kWh and the day of the month
  echo time,kwh
  for month in 1 2 3 4 5 6 7 8 9 10 11 12; do
    for ((day = 1; day <= $(date -d "2024-$month-1 +1 month -1 day" +%d); day++)); do
      printf '2024-%02d-%02dT00:00:00+08:00,%d.5\n' "$month" "$day" $((1000 + day))
    done
  done
}
readings >"$work/meter.csv"

calculate() { # OPTION...
  ccer --lang "${language:-en}" calculate --methodology "$methodology" --units "$top_srcdir/registry/units.yaml" \
    --year 2024 "$@" 2>&1
}
refuses() { ! calculate "$@"; }

check "a year is derived month by month, to the digit, and says what the file was" prints \
  '= 185.975 tCO2' 'floored 185 tCO2e' "SHA-256 $(sha256sum "$work/meter.csv" | cut -d' ' -f1)" \
  -- calculate --data "meter=$work/meter.csv"
chinese() { language=zh "$@"; }
check "in Chinese too it says where a derived value comes from" prints '由原始数据 meter：.*，[0-9]+ 行，缺 0 行' \
  -- chinese calculate --data "meter=$work/meter.csv"
check "a part of the year has its months only" prints '= 30.99575 tCO2' \
  -- calculate --data "meter=$work/meter.csv" --days 2024-03-01..2024-04-30
check "a step says which raw data its value comes from" prints \
  '^  EG\[01\] .* MWh  .from raw data meter: sum of kwh, 31 rows, 0 missing.$' \
  -- calculate --data "meter=$work/meter.csv"
check "one given by hand does not" prints '^  EG\[03\] .*= 1 MWh  .monitored.$' \
  -- calculate --data "meter=$work/meter.csv" --set 'EG[03]=1'
check "a value given by hand goes before a derived one" prints '= 15.74 tCO2' \
  -- calculate --data "meter=$work/meter.csv" --days 2024-03-01..2024-04-30 --set 'EG[03]=1'
check "a month outside is refused by its name" prints 'calculation.month: EG.04.' \
  -- refuses --days 2024-03-01..2024-03-31 --set 'EG[03]=1' --set 'EG[04]=1'
check "a month that is not given is missed" prints 'calculation.missing: .*EG.04.' \
  -- refuses --days 2024-03-01..2024-04-30 --set 'EG[03]=1'
check "raw data of another name are refused" prints 'attachment.file' \
  -- refuses --data "gauge=$work/meter.csv"

hash=$(sha256sum "$work/meter.csv" | cut -d' ' -f1)
check "a file of the hash that is expected is taken" prints '= 185.975 tCO2' \
  -- calculate --data "meter=$work/meter.csv#$hash"
check "another file is refused, with both hashes and the place that asks" \
  prints "meter.csv: attachment.hash: .*$hash.*0000.*/raw_data/0" \
  -- refuses --data "meter=$work/meter.csv#${hash//?/0}"

refused() { # NAME SED REGEX: the readings changed by the sed program
  sed "$2" "$work/meter.csv" >"$work/bad.csv"
  check "$1" prints "bad.csv:$3" -- refuses --data "meter=$work/bad.csv"
}
refused "a byte order mark is refused" '1s/^/\xef\xbb\xbf/' '1:1:.*csv\.'
refused "thousands separators are refused, with the place in data and methodology" \
  's/,1010.5/,"1,010.5"/' '11:28:/meter/kwh: attachment.number: .*/raw_data/0/columns/1'
refused "another column is refused" '1s/kwh/power/' '1:6:.*attachment.header: .*/raw_data/0'
refused "a day that is missing is refused" '60d' '60:1:.*attachment.gap: .*/raw_data/0/values/0'
refused "a day that stands twice is refused" '60p' '61:1:.*attachment.order'

# --- names of members ---
forest() { # OPTION...
  ccer --lang "${language:-en}" calculate --methodology "$top_srcdir/methodologies/CCER-14-001-V01.yaml" \
    --units "$top_srcdir/registry/units.yaml" --year 2025 "$@" 2>&1
}
no_forest() { ! forest "$@"; }
larch=(--row "factors.trees[larch]:BCEF=0.90 RSR=0.24 CF=0.47" --row "gwp[CH4]:GWP=28" --row "gwp[N2O]:GWP=265")
values=('A[a]=422.27' 'V1[a,larch]=8.20' 'V2[a,larch]=21.70' 'G[a,p1]=25.9' 'G[a,p2]=26' 'G[a,p3]=25.95'
  'age[a]=10' 'dSOC[a]=0.50' t=5 GHG_E=120)
given=()
echo name,value >"$work/values.csv"
for value in "${values[@]}"; do
  given+=(--set "$value")
  echo "${value%=*},${value#*=}" >>"$work/values.csv"
  echo "\"${value%=*}\": \"${value#*=}\"" >>"$work/values.yaml"
done
sed 's/^\(.*\),\([^,]*\)$/"\1","\2"/' "$work/values.csv" >"$work/quoted.csv"
check "names with commas are set one by one" prints 'C2\[a,larch\] .*' 'floored 13243 tCO2e' -- forest "${given[@]}" "${larch[@]}"
check "or by a file of lines" prints 'floored 13243 tCO2e' -- forest --values "$work/values.csv" "${larch[@]}"
check "in quotes as spreadsheets write them" prints 'floored 13243 tCO2e' -- forest --values "$work/quoted.csv" "${larch[@]}"
check "or of YAML" prints 'floored 13243 tCO2e' -- forest --values "$work/values.yaml" "${larch[@]}"
check "one set by hand goes before the file's" prints ' 30 m3/ha  .monitored.$' -- forest --values "$work/values.csv" \
  --set 'V2[a,larch]=30' "${larch[@]}"
check "a name that is none is refused, with what was meant" prints 'formula.unknown: dSOK.a. ' 'did you mean dSOC\?$' \
  -- no_forest --set 'dSOK[a]=1' "${larch[@]}"

# --- rows ---
many() { # a row for each of 300 species
  local rows=() set=() k
  for ((k = 1; k <= 300; k++)); do
    rows+=(--row "factors.trees[s$k]:BCEF=0.90 RSR=0.24" --row "factors.trees[s$k]@2025:CF=0.47 BCEF=0.90 RSR=0.24")
    set+=(--set "V1[a,s$k]=0" --set "V2[a,s$k]=0")
  done
  forest --values "$work/values.csv" "${set[@]}" "${rows[@]}" "${larch[@]}"
}
check "603 rows are taken" prints 'floored 13243 tCO2e' -- many
check "a column that the methodology does not take is refused, with what was meant" \
  prints 'client.row-column: .* CFX ' 'did you mean factors.trees:CF\?' \
  -- no_forest --values "$work/values.csv" --row "factors.trees[larch]:CFX=1" "${larch[@]}"
check "a row of another member is refused" prints 'client.row-unasked: .*factors.trees.larhc.' 'factors.trees.larch.@2025\?' \
  -- no_forest --values "$work/values.csv" --row "factors.trees[larhc]:CF=1" "${larch[@]}"
check "so is one of another year" prints 'client.row-unasked: .*factors.trees.larch.@2024' \
  -- no_forest --values "$work/values.csv" --row "factors.trees[larch]@2024:CF=1" "${larch[@]}"
check_exit "what is no row is exit status 2" 2 forest --row "factors.trees[larch]:CF"

# --- a step in all three forms ---
step=(--values "$work/values.csv" "${larch[@]}")
check "a step of text has symbol, expression, values, unit and result" prints \
  '^  C2\[a,larch\] += V2\[i,k\] \* BCEF' '^ += 21.7 \* 0.9 \* ' '^ += 41.734308 tCO2/ha$' -- forest "${step[@]}"
json() { forest "${step[@]}" --json | tr -d '\n' | tr -s ' ' | tr '}' '\n' | sed 's/.*{//'; }
check "a step of JSON too, and the tonnes" prints \
  '"symbol": "C2.a,larch.", "unit": "tCO2/ha", "expression": "V2.*", "substituted": "21.7 \* 0.9 .*", "value": "41.734308"' \
  '"tonnes": 13243' -- json
check "a step of CSV too, and the tonnes" prints \
  '^2025,"C2\[a,larch\]",tCO2/ha,"?V2.*,21.7 \* 0.9 .*,41.734308,' '^2025,tonnes,tCO2e,,,13243,floored,,$' -- forest "${step[@]}" --csv

# --- where a value comes from, in the reader's language ---
check "text says it in Chinese" prints '  \(监测值\)$' '取自表 factors.trees 的 BCEF 列' -- chinese forest "${step[@]}"
check "JSON has both, whatever the language" prints '"note": "monitored", "note_zh": "监测值"' \
  '"note": "from table factors.trees, column BCEF[^"]*", "note_zh": "取自表 factors.trees 的 BCEF 列' -- chinese json
check "CSV has that of the reader" prints ',监测值,,$' '^2025,tonnes,tCO2e,,,13243,向下取整,,$' -- chinese forest "${step[@]}" --csv

# --- an estimate ---
estimate() { # half of each of two years
  ccer --lang en calculate --methodology "$top_srcdir/methodologies/CCER-01-002-V01.yaml" --units "$top_srcdir/registry/units.yaml" \
    --period 2023-07-02..2024-07-01 --set EG_export=1000 --set EG_import=0 --row grid.factors:CM=0.5 && echo end
}
check "an estimate ends with the total, a line of its own" prints '^  floored 250 tCO2e$' '^total 500 tCO2e$' '^end$' -- estimate
