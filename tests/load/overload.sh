#!/usr/bin/env bash
# CLIENTS clients (500 unless set), half of them slow, for SECONDS: memory stays bounded,
# every request is answered or refused in time, the database's log stays bounded, nothing
# is sealed twice. `make check-load`.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 6
clients=${CLIENTS:-500}
seconds=${SECONDS_OF_LOAD:-20}
memory_max_kb=$((512 * 1024))
wal_max=$((64 * 1024 * 1024))
ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" --log-level error || bail "the server does not start"
acknowledged=$work/acknowledged

load() { "$top_builddir/load" "$@" --port "${url##*:}" --acknowledged "$acknowledged"; }
check "every honest request is answered, none refused" load submit --ledger "$ledger_id" \
  --party $operator --key "$work/keys/operator" --until 2026-01-10T01:00:00Z \
  --seconds "$seconds" --clients "$clients" --slow $((clients / 2))
cp "$work/check.out" "$work/load.out"
sed 's/^/# /' "$work/load.out"
check "no connection was cut" says "$work/load.out" ', 0 cut,'
peak=$(awk '/VmHWM/ { print $2 }' "/proc/$server_pid/status")
echo "# peak memory $peak kB"
check "memory is bounded by $memory_max_kb kB" test "$peak" -lt "$memory_max_kb"
wal=$(stat -c %s "$work/state.sqlite-wal" 2>/dev/null || echo 0)
echo "# database log $wal bytes"
check "the database's log is bounded by $wal_max bytes" test "$wal" -lt "$wal_max"
check "no document was acknowledged under two numbers" test -z "$(sort -u "$acknowledged" | cut -d' ' -f1 | uniq -d)"
stop_server
check "the audit finds nothing" ccer audit --ledger "$ledger"
