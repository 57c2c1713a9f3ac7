#!/usr/bin/env bash
# Who has not signed learns from a dry run what is wrong with the form, and no more.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 8
serve
asked() { # FILE SIGNER: an unsigned dry run; the answer without what the document itself says
  ccer fill "$1" --server "$url" --as "$2" -o "$1" >"$work/out" 2>&1 || true
  http -H 'Content-Type: text/yaml' --data-binary @"$1" '/v1/documents?dry_run=true' >"$work/status"
  cat "$work/status" "$work/body"
}
same() { # NAME FILE FILE SIGNER: two documents that only the ledger tells apart are answered alike
  asked "$2" "$4" | grep -E '^[0-9]{3}|"(code|outcome)"' >"$work/one"
  asked "$3" "$4" | grep -E '^[0-9]{3}|"(code|outcome)"' >"$work/two"
  check "$1" cmp "$work/one" "$work/two"
}
retirement "$work/has.yaml" 141301 141301 'purpose: public-interest'
retirement "$work/not.yaml" 300000 357373 'purpose: public-interest'
sed -i 's/vintage: 2022/vintage: 2024/; s/first: 300000, last: 357373/first: 300000, last: 300001/' "$work/not.yaml"
same "units that the account holds, and that another does" "$work/has.yaml" "$work/not.yaml" "$buyer:holder"
application() { # FILE FIRST LAST YEAR
  printf 'kind: offset-application\nversion: 1\naccount: %s\ncea_account: CEA-000123456\ncompliance_year: %s\nunits:\n- {project: A210001, vintage: 2022, first: %s, last: %s}\n' \
    "$(account_of buyer)" "$4" "$2" "$3" >"$1"
}
application "$work/in.yaml" 141401 141402 2024
application "$work/above.yaml" 141401 300000 2024
same "an offset within the limit and above" "$work/in.yaml" "$work/above.yaml" "$buyer:holder"
application "$work/bound.yaml" 141401 141402 2024
application "$work/free.yaml" 141401 141402 2023
same "a year with an obligation, and one without" "$work/bound.yaml" "$work/free.yaml" "$buyer:holder"
check "no limit is told" never grep -E '100000|75000' "$work/body"
obligation() { # FILE ENTITY
  printf 'kind: obligation\nversion: 1\nentity: %s\nprovince: "370000"\ncompliance_year: 2024\nallowances_due: 1000\nsurrender_by: 2025-12-31\n' "$2" >"$1"
}
obligation "$work/has.yaml" "$buyer"
obligation "$work/not.yaml" "$owner"
same "an entity with an obligation, and one without" "$work/has.yaml" "$work/not.yaml" "$province:province"
printf 'kind: offset-application\nversion: 1\naccount: %s\ncompliance_year: twenty\n' "$(account_of buyer)" >"$work/form.yaml"
asked "$work/form.yaml" "$buyer:holder" >"$work/out"
check "faults of form are named" grep -q '/compliance_year' "$work/out"
deposit() { # FILE FIRST
  printf 'kind: trading-deposit\nversion: 1\naccount: %s\nunits:\n- {project: A210001, vintage: 2022, first: %s, last: %s}\n' "$(account_of buyer)" "$2" "$2" >"$1"
}
deposit "$work/has.yaml" 141302
deposit "$work/not.yaml" 1
same "free units and retired ones" "$work/has.yaml" "$work/not.yaml" "$buyer:holder"
binding() { printf 'kind: binding\nversion: 1\naction: bind\naccount: %s\ncea_account: %s\nentity: %s\n' "$(account_of buyer)" "$2" "$buyer" >"$1"; }
binding "$work/has.yaml" CEA-000123456
binding "$work/not.yaml" CEA-000999999
same "an account that is bound, and one that is not" "$work/has.yaml" "$work/not.yaml" "$buyer:holder"
