#!/usr/bin/env bash
# A list of several records is one JSON array and one YAML stream for stock parsers.
# shellcheck disable=SC2059 # parts of formats are put together
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 9
serve
reads() { "$faults_tools/reads" "$@"; }
# A second company that applies to offset, so that the year has two records.
second=$(uscc 91370600 11111111)
must new_party "$second" second 乙公司
account=$(sed -n 's/^account: //p' "$work/party-second.yaml")
units='units:\n- {project: A210001, vintage: 2023, first: 1, last: 10}\n'
printf "kind: trading-deposit\nversion: 1\naccount: $(account_of owner)\n$units" >"$work/d.yaml"
must deliver "$work/d.yaml" "$as_owner"
printf 'kind: settlement\nversion: 1\ntrading_day: 2025-12-10\nreference: T-second\nlegs:\n- {seller: %s, buyer: %s, units: {project: A210001, vintage: 2023, first: 1, last: 10}, price_fen: 8000}\n' \
  "$(account_of owner)" "$account" >"$work/s.yaml"
must deliver "$work/s.yaml" "$as_exchange"
printf "kind: trading-return\nversion: 1\naccount: $account\n$units" >"$work/t.yaml"
must deliver "$work/t.yaml" "$as_exchange"
printf 'kind: obligation\nversion: 1\nentity: %s\nprovince: "370000"\ncompliance_year: 2024\nallowances_due: 1000\nsurrender_by: 2025-12-31\n' "$second" >"$work/o.yaml"
must deliver "$work/o.yaml" "$province:province=province-1"
printf 'kind: binding\nversion: 1\naction: bind\naccount: %s\ncea_account: 1E5\nentity: %s\n' "$account" "$second" >"$work/b.yaml"
must deliver "$work/b.yaml" "$second:holder=second" "$cea:cea=cea-1"
printf "kind: offset-application\nversion: 1\naccount: $account\ncea_account: 1E5\ncompliance_year: 2024\n$units" >"$work/a.yaml"
must deliver "$work/a.yaml" "$second:holder=second"
stop_server

records() { ccer export offset-records --ledger "$ledger" --year "${3:-2024}" --format "$1" "${@:4}" >"$2"; }
records json "$work/o.json"
check "two records as JSON" equal "$(reads json "$work/o.json")" 2
records yaml "$work/o.yaml"
check "two as YAML" equal "$(reads yaml "$work/o.yaml")" 2
records json "$work/os.json" 2024 --sealing-key "$sealing_key"
check "two signed ones as JSON" equal "$(reads json "$work/os.json")" 2
records json "$work/none.json" 2019
check "none is an empty array" equal "$(reads json "$work/none.json")" 0
start_server "$ledger" || bail "the server does not start"
for what in projects units parties; do
  ccer list $what --server "$url" --json >"$work/l.json" 2>"$work/err" || true
  check "the list of $what is one array of more than one" \
    test "$(reads json "$work/l.json" || echo 0)" -gt 1
done
records csv "$work/o.csv" 2019
check "CSV has its header where there is no record" test -s "$work/o.csv"
records csv "$work/o.csv" 2024
check "for programs a code is as it is" grep -q '1E5' "$work/o.csv"
