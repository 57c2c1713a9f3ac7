#!/usr/bin/env bash
# fill on a filled file adds, renews or refuses, never nothing.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 7
serve
retirement "$work/r.yaml" 142201 142201 'purpose: public-interest'
must header "$work/r.yaml" "$buyer:holder"
cp "$work/r.yaml" "$work/again.yaml"
changed_or_refused() { # NAME OPTION...: the file is another, or fill says no
  local name=$1 status=0
  shift
  cp "$work/r.yaml" "$work/again.yaml"
  ccer fill "$work/again.yaml" --server "$url" "$@" -o "$work/again.yaml" >"$work/said" 2>&1 || status=$?
  if [ $status -eq 0 ] && cmp -s "$work/r.yaml" "$work/again.yaml"; then
    not_ok "$name" "nothing was done, and nothing said"
  else
    ok "$name"
  fi
}
changed_or_refused "another signer" --as "$owner:holder"
changed_or_refused "another life" --days 3
changed_or_refused "another last day" --until 2025-12-12T00:00:00Z
cp "$work/r.yaml" "$work/again.yaml"
check "--renew" ccer fill "$work/again.yaml" --server "$url" --renew --days 9 -o "$work/again.yaml"
check "gives a new life" never grep -qF "$(grep '^valid_until' "$work/r.yaml")" "$work/again.yaml"
printf 'kind: nonsense\nversion: 1\n' >"$work/n.yaml"
check_exit "an unknown kind is refused" 1 ccer fill "$work/n.yaml" --server "$url" --as "$buyer:holder" -o "$work/n.yaml"
new=$(uscc 91370600 22222222)
ccer key new "$demo/keys/new" >/dev/null
printf 'kind: party\nversion: 1\nparty: %s\ntype: organisation\nname: {zh: 丙公司}\nprovince: "370000"\nthreshold: 1\nkeys: ["%s"]\naccount: %s\n' \
  "$new" "$(ccer key public "$demo/keys/new")" "$(ccer id account)" >"$work/p.yaml"
ccer fill "$work/p.yaml" --server "$url" --as "$new:holder" -o "$work/p.yaml" >"$work/said" 2>&1 || true
ccer check "$work/p.yaml" >>"$work/said" 2>&1 || true
check "a signer whom the kind wants is asked for" grep -q operator "$work/said"
