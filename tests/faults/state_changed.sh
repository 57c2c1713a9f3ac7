#!/usr/bin/env bash
# A state that was changed behind the server's back seals nothing that a replay refuses.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 9
serve
seller=$(account_of owner)
stop_server
cp "$work/state.sqlite" "$work/state.good"
anew() { # the ledger as it was, and no state
  rm -rf "$ledger" "$work"/state.sqlite* "$work/known"
  cp -a "$made/ledger.git" "$ledger"
}
taken() { # NAME SQL BODY-FILE: after that change the body is not sealed, and the ledger replays
  local name=$1 sql=$2 body=$3
  anew
  cp "$work/state.good" "$work/state.sqlite"
  sqlite3 "$work/state.sqlite" "$sql" || bail "the state has no such record"
  check "$name: the server starts, or says 3" started
  if [ -n "${server_pid:-}" ] && kill -0 "$server_pid" 2>/dev/null; then
    refused "$name: the document is not sealed" . deliver "$body" "$as_buyer"
    stop_server
  else
    ok "$name: the document is not sealed"
  fi
  rm -f "$work/state.sqlite"*
  check "$name: a replay of the ledger starts" start_server "$ledger"
  stop_server
}
started() { start_server "$ledger" || equal "$server_status" 3; }
retirement "$work/r.yaml" 300000 300000 'purpose: public-interest'
taken "units given to another" \
  "update block set account=(select account from party where name_zh like '%重点排放%' limit 1) where account='$seller'" "$work/r.yaml"
retirement "$work/r.yaml" 1 10 'purpose: public-interest'
taken "retired units made free" "update block set status=(select status from block where account='$seller' limit 1)" "$work/r.yaml"
sum=$(sqlite3 "$work/state.good" 'select count(*) from block')
check "the state holds its records" test "$sum" -gt 1
anew
serve
sqlite3 "$work/state.sqlite" "update block set account=(select account from party where name_zh like '%重点排放%' limit 1) where account='$seller'"
retirement "$work/r.yaml" 300001 300001 'purpose: public-interest'
refused "changed while the server runs: not sealed" . deliver "$work/r.yaml" "$as_buyer"
stop_server
rm -f "$work/state.sqlite"*
check "and a replay of the ledger starts" start_server "$ledger"
