#!/usr/bin/env bash
# KILLS SIGKILLs at random moments under load (300 unless set): the server must start by
# itself each time, and at the end nothing acknowledged may be gone and the audit must find
# nothing. `make check-crash` goes on with tests/e2e/crash_calls.sh, deaths placed by system
# call.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 5
kills=${KILLS:-300}
RANDOM=${SEED:-$$}
echo "# SEED=${SEED:-$$} KILLS=$kills"
ledger=$work/ledger.git
small_ledger "$ledger"
acknowledged=$work/acknowledged
: >"$acknowledged"

load() { # COMMAND OPTION...
  "$top_builddir/load" "$@" --port "${url##*:}" --acknowledged "$acknowledged"
}
# Few documents a second: what is tested is dying, and the ledger, which is replayed from
# nothing every tenth time, must not take longer and longer.
submit() { # SECONDS CLIENTS
  load submit --ledger "$ledger_id" --party $operator --key "$work/keys/operator" \
    --until 2026-01-10T01:00:00Z --seconds "$1" --clients "$2" --rate 100 --stop-when-gone
}

unaided=0
for ((kill_n = 0; kill_n < kills; kill_n++)); do
  start_server "$ledger" --log-level error || break
  unaided=$((unaided + 1))
  submit 1 12 >"$work/load.out" 2>&1 &
  load_pid=$!
  sleep "0.$(printf '%03d' $((RANDOM % 900)))"
  kill -KILL "$server_pid"
  wait_server
  wait "$load_pid" || true
  [ $((RANDOM % 10)) -ne 0 ] || rm -f "$work"/state.sqlite*
done
check "every start after $kills kills was unaided" equal "$unaided" "$kills"

check "it starts once more" start_server "$ledger" --log-level error
check "nothing acknowledged is gone, each is the entry that was answered" load check
sed 's/^/# /' "$work/check.out"
stop_server
check "no document was acknowledged under two numbers" \
  test -z "$(sort -u "$acknowledged" | cut -d' ' -f1 | uniq -d)"
check "the audit finds nothing" ccer audit --ledger "$ledger"
sed -n '2p;$p' "$work/check.out" | sed 's/^/# /'
