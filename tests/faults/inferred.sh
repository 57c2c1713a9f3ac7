#!/usr/bin/env bash
# What was solved back from registrations is not called the ministry's.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 3
check "grid factors without a record of their own are inferred" \
  grep -rlq '^status: inferred' "$top_srcdir/registry"
check "the form says that word" grep -q 'inferred' <(ccer documents 2>/dev/null)
ccer audit --ledger "$ledger" >"$work/audit" 2>&1 || true
check "an audit that was told no ledger id checked none" grep -Eq '^ *14 .* none' "$work/audit"
