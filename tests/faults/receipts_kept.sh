#!/usr/bin/env bash
# Receipts are kept beside the documents, and proven offline.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 8
serve
for n in 1 2; do
  retirement "$work/r$n.yaml" 14170$n 14170$n 'purpose: public-interest'
  must header "$work/r$n.yaml" "$buyer:holder"
  must ccer sign "$work/r$n.yaml" --key "$demo/keys/buyer-1" -o "$work/r$n.yaml"
done
check "two documents at once" send "$work/r1.yaml" "$work/r2.yaml"
mapfile -t proofs < <(grep -l '^c2sp.org/tlog-proof@v1' "$work"/r*.proof "$work"/r*.receipt 2>/dev/null)
check "two receipts beside them" equal "${#proofs[@]}" 2
key=$(curl -sS "$url/v1/ledger" | grep -o '"[^" ]*+[0-9a-f]\{8\}+[^"]*"' | head -n 1 | tr -d '"')
check "the registry's public key is published" test -n "$key"
stop_server
verify() { ccer verify "$1" "$2" --ledger-key "$key"; }
check "verify proves one without the server" verify "$work/r1.yaml" "${proofs[0]:-none}"
check_exit "another document's receipt is refused" 1 verify "$work/r2.yaml" "${proofs[0]:-none}"
sed '1,/^---$/s/141701/141703/g' "$work/r1.yaml" >"$work/other.yaml"
check_exit "a changed document is refused" 1 verify "$work/other.yaml" "${proofs[0]:-none}"
sed '$s/.$/A/' "${proofs[0]:-/dev/null}" >"$work/bad.proof"
check_exit "a changed receipt is refused" 1 verify "$work/r1.yaml" "$work/bad.proof"
other_key=${key%%+*}+00000000+${key##*+}
status=0
ccer verify "$work/r1.yaml" "${proofs[0]:-none}" --ledger-key "$other_key" >"$work/out" 2>&1 || status=$?
check "another key is refused" test "$status" -ne 0
