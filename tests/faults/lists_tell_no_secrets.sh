#!/usr/bin/env bash
# Lists and counts show nothing of documents that are for their parties.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 5
serve
list() { curl -sS "$url$1" >"$work/list"; cat "$work/list"; }
list /v1/retirements >"$work/retirements"
check "a use for the national market names no company" never grep -q '重点排放单位' "$work/retirements"
check "nor its tonnes" never grep -Eq '"quantity": 75000' "$work/retirements"
list /v1/units?project=A210001 >"$work/units"
check "units show no serial numbers that such a use retired" never grep -Eq '"last": 75000' "$work/units"
printf 'kind: offset-application\nversion: 1\naccount: %s\ncea_account: CEA-000123456\ncompliance_year: 2024\nunits:\n- {project: A210001, vintage: 2022, first: 145001, last: 145123}\n' \
  "$(account_of buyer)" >"$work/a.yaml"
deliver "$work/a.yaml" "$as_buyer" || bail "$(cat "$work/said")"
list '/v1/units?project=A210001' >"$work/units"
check "nor those of a pending application" never grep -q '145123' "$work/units"
list /v1/offset-records >"$work/records"
check "its record shows no quantity to strangers" never grep -Eq '"quantity": 123[^0-9]' "$work/records"
