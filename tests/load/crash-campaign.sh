#!/usr/bin/env bash
# KILLS SIGKILLs at random moments under load (300 unless set) and PLACED more placed by
# step of a page's commit (200 unless set; needs --enable-crash-points): the server must
# start by itself each time, and in the end nothing acknowledged may be gone and the audit
# must find nothing. `make check-crash`.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 5
kills=${KILLS:-300}
placed=${PLACED:-200}
RANDOM=${SEED:-$$}
echo "# SEED=${SEED:-$$} KILLS=$kills PLACED=$placed"
ledger=$work/ledger.git
small_ledger "$ledger"
acknowledged=$work/acknowledged
: >"$acknowledged"

load() { # COMMAND OPTION...
  "$top_builddir/load" "$@" --port "${url##*:}" --acknowledged "$acknowledged"
}
# Few documents a second: what is tried is dying, and a ledger made anew from nothing every
# tenth time must not take longer and longer.
submit() { # SECONDS CLIENTS
  load submit --ledger "$ledger_id" --party $operator --key "$work/keys/operator" \
    --until 2026-01-10T01:00:00Z --seconds "$1" --clients "$2" --rate 100
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

points=(object commit ref before-state-commit)
placed_n=0
if "$top_builddir/ccerd" --version >/dev/null && grep -q 'define CCER_CRASH_POINTS' "$top_builddir/config.h"; then
  for ((i = 0; i < placed; i++)); do
    # Rolling forward after the death before commits a page too, and may die at once.
    if CCER_CRASH_AT=${points[i % 4]} start_server "$ledger" --log-level error; then
      submit 1 4 >"$work/load.out" 2>&1 || true
      wait_server
    fi
    [ "$server_status" -eq 137 ] || break
    placed_n=$((placed_n + 1))
  done
  check "$placed deaths placed at the steps of a page's commit" equal "$placed_n" "$placed"
else
  ok "deaths placed by step # SKIP built without --enable-crash-points"
fi

check "it starts once more" start_server "$ledger" --log-level error
check "nothing acknowledged is gone" load check
sed 's/^/# /' "$work/check.out"
stop_server
check "the audit finds nothing" ccer audit --ledger "$ledger"
sed -n '2p;$p' "$work/check.out" | sed 's/^/# /'
