#!/usr/bin/env bash
# Documents sealed a second by a ccerd with CLIENTS connections (120) that each submit one
# document after the other, for SECONDS_OF_BENCH (5). BESIDE=DIR is another build directory, of
# an older commit for example: its server and this one's are measured in turn, ROUNDS times (3),
# each on a new ledger, with the same clients; both medians and their ratio are printed.
# The last step of `make bench`.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
clients=${CLIENTS:-120}
seconds=${SECONDS_OF_BENCH:-5}
rounds=${ROUNDS:-3}
[ -n "${BESIDE:-}" ] || rounds=1
load=$top_builddir/load
own=$top_builddir

measure() { # BUILD: prints documents sealed a second
  local top_builddir=$1 ledger
  ledger=$(mktemp -d "$work/ledger.XXXXXX")/ledger.git
  rm -f "$work/state.sqlite"*
  small_ledger "$ledger"
  start_server "$ledger" --log-level error || bail "the server of $1 does not start"
  must "$load" submit --port "${url##*:}" --ledger "$ledger_id" --party "$operator" \
    --key "$work/keys/operator" --until 2026-01-10T01:00:00Z --acknowledged "$work/acknowledged" \
    --clients "$clients" --seconds "$seconds"
  stop_server
  rm -rf "${ledger%/*}"
  figure=$(sed -nE 's/.*[ (]([0-9]+)\/s\),.*/\1/p' "$work/must.out" | head -n 1)
  [ -n "$figure" ] || bail "the clients tell no figure: $(cat "$work/must.out")"
}

median() { # FILE
  sort -n "$1" | awk '{ f[NR] = $1 } END { print f[int((NR + 1) / 2)] }'
}

: >"$work/own"
: >"$work/beside"
for ((round = 0; round < rounds; round++)); do
  measure "$own"
  echo "$figure" >>"$work/own"
  [ -n "${BESIDE:-}" ] || continue
  measure "$BESIDE"
  echo "$figure" >>"$work/beside"
done
echo "sealed a second, $clients connections, $seconds s: $(median "$work/own")"
[ -z "${BESIDE:-}" ] || awk -v a="$(median "$work/own")" -v b="$(median "$work/beside")" \
  'BEGIN { printf "beside: %d, ratio %.2f\n", b, a / b }'
tap_planned=0
