#!/usr/bin/env bash
# What nobody has signed has a bound on its work and time, and holds up nothing that is signed.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 8
serve

# costly FILE EXAMPLES: a methodology that is sound, and whose examples take about a million
# operations each.
costly() {
  cat >"$1" <<'YAML'
kind: methodology
version: 1
code: CCER-01-099-V01
name: {zh: 试, en: trial}
status: official
source: 试
from: 2023-10-24
additionality: exempt
crediting_years_max: 10
scope: {zh: 试, en: trial}
boundary: {zh: 试, en: trial}
baseline: {zh: 试, en: trial}
leakage: {zh: 试, en: trial}
YAML
  awk -v examples="$2" -v members=420 'BEGIN {
    print "indexes:\n- {symbol: i, set: rows, name: {zh: 行}}\n- {symbol: j, set: columns, name: {zh: 列}}"
    print "parameters:"
    print "- {symbol: A, index: i, unit: \"1\", source: monitored, name: {zh: 甲}}"
    print "- {symbol: B, index: j, unit: \"1\", source: monitored, name: {zh: 乙}}"
    print "equations:"
    print "- symbol: ER"
    print "  unit: tCO2"
    print "  expression: \"if sum(i in rows: sum(j in columns: exp(A[i] * B[j] / 7))) > 0 then 1 [tCO2] else 0 [tCO2]\""
    print "result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}"
    print "examples:"
    for (e = 0; e < examples; e++) {
      print "- name: e" e "\n  year: 2023\n  values:"
      for (k = 0; k < members; k++) print "    \"A[m" k "]\": \"1." k "\"\n    \"B[m" k "]\": \"1." k "\""
      print "  expect: {tonnes: 1}"
    }
  }' >>"$1"
  header "$1" "$mee:mee" || bail "the methodology does not get its header"
}
try() { # FILE: an unsigned dry run, in the background; its answer and seconds beside it
  local place=$1.$2
  curl -sS --max-time 60 -o "$place.body" -w '%{http_code} %{time_total}\n' -H 'Expect:' \
    -H 'Content-Type: text/yaml' --data-binary @"$1" "$url/v1/documents?dry_run=true" \
    >"$place.status" 2>&1 &
}
costly "$work/m.yaml" 40
check "the file is one that may be sent" test "$(stat -c %s "$work/m.yaml")" -lt 1048576

for i in 1 2 3 4; do try "$work/m.yaml" $i; done
sleep 0.3
retirement "$work/r.yaml" 141901 141901 'purpose: public-interest'
began=$(date +%s%N)
check "a signed document is sealed beside four of them" deliver "$work/r.yaml" "$as_buyer"
took=$((($(date +%s%N) - began) / 1000000))
check "at once" test $took -lt 3000
echo "# $took ms"
for job in $(jobs -p); do [ "$job" = "$server_pid" ] || wait "$job" || true; done
cat "$work"/m.yaml.*.status | sed 's/^/# /'
slowest() { cut -d' ' -f2 "$work"/m.yaml.*.status | sort -g | tail -n 1; }
check "each of them is answered within its bound" awk "BEGIN { exit !($(slowest) < 4 * 12) }"
# By its own examples' bound or by the time of a dry run, whichever this machine comes to first.
told_why() {
  local i
  for i in 1 2 3 4; do
    grep -Eq '"code": *"(example\.work|dry-run\.time)"' "$work/m.yaml.$i.body" || return 1
  done
}
check "and told why it was not calculated" told_why

for i in 5 6 7; do try "$work/m.yaml" $i; done
sleep 0.3
began=$(date +%s%N)
kill -TERM "$server_pid"
wait_server
took=$((($(date +%s%N) - began) / 1000000))
check "it ends when it is told to" equal "$server_status" 0
check "and within its bound" test $took -lt 5500
echo "# $took ms"
for job in $(jobs -p); do wait "$job" || true; done
check "the ledger is whole" ccer audit --ledger "$ledger"
