#!/usr/bin/env bash
# A forgery is never called valid: show says whose key signed, or that it does not know.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 5
serve
retirement "$work/r.yaml" 141601 141601 'purpose: public-interest' 'statement: 示例企业'
must header "$work/r.yaml" "$buyer:holder"
must ccer key new "$work/mine"
must ccer sign "$work/r.yaml" --key "$work/mine" -o "$work/forged.yaml"
must ccer sign "$work/r.yaml" --key "$demo/keys/buyer-1" -o "$work/true.yaml"
ccer show "$work/forged.yaml" >"$work/alone" 2>&1 || true
check "alone: it does not call a forgery's signature good" never grep -Eq '(holds|valid)$' "$work/alone"
check "it says that no ledger was asked" grep -Eiq 'not compared|ledger' "$work/alone"
status=0
ccer show --server "$url" "$work/forged.yaml" >"$work/asked" 2>&1 || status=$?
check "asked of the ledger: a stranger's key, and not success" test "$status" -ne 0
status=0
ccer show --server "$url" "$work/true.yaml" >"$work/asked" 2>&1 || status=$?
check "the party's own is success" equal $status 0
check "and named as its key" grep -q "$buyer" "$work/asked"
