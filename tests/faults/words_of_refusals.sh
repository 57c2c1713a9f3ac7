#!/usr/bin/env bash
# Every refusal reaches the user with its arguments; an address may end in a slash.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 11
serve
whole() { # NAME COMMAND...: what it says has no placeholder
  local name=$1
  shift
  "$@" >"$work/said" 2>&1 || true
  cp "$work/said" "$work/check.out"
  check "$name" never grep -q '{[a-z_]*}' "$work/said"
}
whole "a malformed query" ccer list units --server "$url" --project a210001
whole "a malformed path" ccer status --server "$url" a210001
whole "a project that is not there" ccer status --server "$url" A219999
check "and it names the project" grep -q A219999 "$work/said"
whole "the same in Chinese" ccer --lang zh status --server "$url" A219999
check "an address that ends in a slash" ccer status --server "$url/" A210001
check "and two" ccer list projects --server "$url//"
: >"$ledger/refs/heads/main.lock"
retirement "$work/r.yaml" 142101 142101 'purpose: public-interest'
deliver "$work/r.yaml" "$as_buyer" || true
check "a failure of the ledger has its reason" never grep -q '{[a-z_]*}' "$work/said"
rm "$ledger/refs/heads/main.lock"
status=$(curl -sS --path-as-is -o "$work/body" -w '%{http_code}' "$url//x/metrics")
check "a path with two slashes is no other path" test "$status" -ge 400
sed 's/^ledger: .*/ledger: other.example\/0123456789abcdef0123456789abcdef/' "$work/r.yaml" >"$work/other.yaml"
send "$work/other.yaml" >"$work/said" 2>&1 || true
check "another ledger's document is called that" grep -q 'other.example' "$work/said"
http_proxy=http://127.0.0.1:9 ccer status --server "$url" A210001 >"$work/said" 2>&1 || true
check "a dead proxy is named" grep -Eq '127\.0\.0\.1:9|proxy' "$work/said"
