#!/usr/bin/env bash
# `ccer calculate` on raw data: a year of daily readings, a part of it, what if a value
# were another, and files that are refused at their place.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 13
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
  ccer --lang en calculate --methodology "$methodology" --units "$top_srcdir/registry/units.yaml" \
    --year 2024 "$@" 2>&1
}
refuses() { ! calculate "$@"; }

check "a year is derived month by month, to the digit, and says what the file was" prints \
  '= 185.975 tCO2' 'floored 185 tCO2e' "SHA-256 $(sha256sum "$work/meter.csv" | cut -d' ' -f1)" \
  -- calculate --data "meter=$work/meter.csv"
check "a part of the year has its months only" prints '= 30.99575 tCO2' \
  -- calculate --data "meter=$work/meter.csv" --days 2024-03-01..2024-04-30
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
