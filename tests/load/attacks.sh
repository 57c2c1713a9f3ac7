#!/usr/bin/env bash
# Attackers in processes of their own, at full speed, on the same cores and from the same address
# as an honest party: 200 signed documents one after the other, their median and 95th percentile
# beside each attack, at most 10 times those of the same server a moment before, and none refused.
# Each attack meets a server of its own: what another has left in its queues is that one's.
# TIMES=N asks for another factor, ONLY=REGEX for some of the attacks. `make check-load`.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
times=${TIMES:-10}
seconds=120 # more than any of it takes
ulimit -n 4096 || bail "no room for descriptors"
ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" --log-level error || bail "the server does not start"
port=${url##*:}

attack() { # OPTION...: in the background
  "$top_builddir/attack" --port "$port" --seconds $seconds "$@" >>"$work/attackers" 2>&1 &
  attackers+=($!)
}
honest() {
  "$top_builddir/load" submit --port "$port" --ledger "$ledger_id" --party $operator \
    --key "$work/keys/operator" --until 2026-01-10T01:00:00Z --seconds $seconds --clients 1 --documents 200
}
figures() { sed -nE 's/^latency us: median ([0-9]+), 95% ([0-9]+)$/\1 \2/p' "$1"; }

# --- what the attackers send ---

ccer key new "$work/keys/stranger" --comment stranger >"$work/out"
void_of() { # FILE PARTY:ROLE KEY
  printf 'kind: void\nversion: 1\nvoids: 00000000000000000000000000\n' >"$1"
  fill "$1" "$2"
  must ccer sign "$1" --key "$work/keys/$3" -o "$1"
}
void_of "$work/stranger.yaml" "$operator:operator" stranger
void_of "$work/operator.yaml" "$operator:operator" operator # spoilt by --vary
void_of "$work/refused.yaml" "$mee:exchange" mee
void_document "$work/sealed.yaml"
must ccer submit --server "$url" "$work/sealed.yaml"

# A party with 16 keys of its own, all of which sign: only the rules can refuse it.
keys=() signing=()
for i in $(seq 16); do
  ccer key new "$work/keys/own$i" --comment own >"$work/out"
  keys+=("\"$(ccer key public "$work/keys/own$i")\"")
  signing+=(--key "$work/keys/own$i")
done
printf 'kind: party\nversion: 1\nparty: 91370687ND0000072N\ntype: organisation\nname: {zh: 某公司}\nprovince: "370000"\nthreshold: 1\nkeys: [%s]\naccount: %s\n' \
  "$(IFS=,; echo "${keys[*]}")" "$(ccer id account)" >"$work/party.yaml"
fill "$work/party.yaml" 91370687ND0000072N:holder
must ccer sign "$work/party.yaml" "${signing[@]}" -o "$work/party.yaml"

# The largest that is read: units of measure by the thousand, by nobody and by a party that may not.
large() { # FILE KEY
  {
    printf 'kind: units\nversion: 1\nsource: 试\nunits:\n'
    awk 'BEGIN { for (i = 0; i < 4000; i++) printf "- {symbol: u%d, factor: \"1\", of: t, name: {zh: 某种很长的计量单位名称之第%d号, en: some unit of measure with a long name number %d}}\n", i, i, i }'
  } >"$1"
  fill "$1" "$mee:exchange"
  must ccer sign "$1" --key "$work/keys/$2" -o "$1"
}
large "$work/large-stranger.yaml" stranger
large "$work/large-refused.yaml" mee

# The dearest that may be tried without a signature.
{
  cat <<'YAML'
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
  awk -v members=420 'BEGIN {
    print "indexes:\n- {symbol: i, set: rows, name: {zh: 行}}\n- {symbol: j, set: columns, name: {zh: 列}}"
    print "parameters:"
    print "- {symbol: A, index: i, unit: \"1\", source: monitored, name: {zh: 甲}}"
    print "- {symbol: B, index: j, unit: \"1\", source: monitored, name: {zh: 乙}}"
    print "equations:\n- symbol: ER\n  unit: tCO2"
    print "  expression: \"if sum(i in rows: sum(j in columns: exp(A[i] * B[j] / 7))) > 0 then 1 [tCO2] else 0 [tCO2]\""
    print "result: {symbol: ER, unit: tCO2, rounding: floor, per: calendar-year}\nexamples:"
    for (e = 0; e < 40; e++) {
      print "- name: e" e "\n  year: 2023\n  values:"
      for (k = 0; k < members; k++) print "    \"A[m" k "]\": \"1." k "\"\n    \"B[m" k "]\": \"1." k "\""
      print "  expect: {tonnes: 1}"
    }
  }'
} >"$work/costly.yaml"
fill "$work/costly.yaml" "$mee:mee"
printf 'x%.0s' $(seq 60000) >"$work/garbage"

# --- the attacks ---

attacks=(
  "idle connections" "slow bodies" "strangers' signatures" "bad signatures by a known key"
  "sixteen signatures of strangers" "refusals of a known party" "documents sent again"
  "large documents of strangers" "large documents of a known party" "dry runs" "reads, compressed"
  "a connection for each read" "garbage"
)
run_attack() { # NAME: two processes of each
  for _ in 1 2; do
    case $1 in
      "idle connections") attack --way idle --connections 300 --path /v1/health ;;
      "slow bodies") attack --way slow --connections 150 "$work/operator.yaml" ;;
      "strangers' signatures") attack --vary --connections 100 "$work/stranger.yaml" ;;
      "bad signatures by a known key") attack --vary --connections 100 "$work/operator.yaml" ;;
      "sixteen signatures of strangers") attack --connections 75 "$work/party.yaml" ;;
      "refusals of a known party") attack --connections 100 "$work/refused.yaml" ;;
      "documents sent again") attack --connections 100 "$work/sealed.yaml" ;;
      "large documents of strangers") attack --connections 30 "$work/large-stranger.yaml" ;;
      "large documents of a known party") attack --connections 30 "$work/large-refused.yaml" ;;
      "dry runs") attack --connections 20 --path '/v1/documents?dry_run=true' "$work/costly.yaml" ;;
      "reads, compressed") attack --gzip --connections 50 --path '/v1/parties' ;;
      "a connection for each read") attack --way close --connections 50 --path /v1/checkpoint ;;
      garbage) attack --connections 100 "$work/garbage" ;;
    esac
  done
}
stop_attack() { # sets how many were still at it
  local pid
  attacking=0
  for pid in "${attackers[@]}"; do
    kill "$pid" 2>/dev/null && attacking=$((attacking + 1))
    wait "$pid" 2>/dev/null || true
  done
}
withstood() { # it was an attack, and nobody else is refused
  equal "$attacking" 2 && none_refused "$1"
}
within() { # QUIET-MEDIAN QUIET-95 MEDIAN 95
  [ "$3" -le $((times * $1)) ] && [ "$4" -le $((times * $2)) ]
}
none_refused() { says "$1" ' 200 sealed| [0-9]+ sealed' && says "$1" ' 0 busy \(503\), 0 refused, 0 cut, 0 not connected'; }

chosen=()
for name in "${attacks[@]}"; do
  [[ $name =~ ${ONLY:-.} ]] && chosen+=("$name")
done
plan $((3 * ${#chosen[@]} + 1))
stop_server
for name in "${chosen[@]}"; do
  start_server "$ledger" --log-level error || bail "the server does not start again"
  port=${url##*:}
  honest >"$work/warm" 2>&1 || true
  honest >"$work/quiet" 2>&1 || true
  check "$name: a quiet server refuses none" none_refused "$work/quiet"
  read -r quiet_median quiet_95 <<<"$(figures "$work/quiet")"
  attackers=()
  : >"$work/attackers"
  run_attack "$name"
  sleep 1
  honest >"$work/attacked" 2>&1 || true
  stop_attack
  check "$name: no honest document is refused" withstood "$work/attacked"
  read -r median p95 <<<"$(figures "$work/attacked")"
  sed 's/^/#   /' "$work/attackers"
  echo "# $name: median $median us, quiet $quiet_median ($((median / quiet_median))x), 95th percentile $p95 us, quiet $quiet_95 ($((p95 / quiet_95))x)"
  check "$name: they wait at most $times times as long" within "$quiet_median" "$quiet_95" "${median:-999999999}" "${p95:-999999999}"
  stop_server
done
check "the audit finds nothing" ccer audit --ledger "$ledger"
