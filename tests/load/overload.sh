#!/usr/bin/env bash
# CLIENTS clients (500 unless set), a fifth of them slow. First it is measured what the server
# can seal, with honest clients that wait for each answer; then twice that is asked for, by
# clients that send at fixed times as far as they come to it, beside the slow ones, for
# SECONDS_OF_LOAD: more is offered than can be sealed, memory stays bounded,
# every honest request is answered in time, or refused with 503 and Retry-After, the
# database's log stays bounded, no answer is lost and nothing is sealed twice.
# `make check-load`.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 12
clients=${CLIENTS:-500}
seconds=${SECONDS_OF_LOAD:-20}
in_time_ms=3000 # from its sending; a tenth of what one request may take to come
memory_max_kb=$((512 * 1024))
wal_max=$((64 * 1024 * 1024))
ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" --log-level error || bail "the server does not start"
acknowledged=$work/acknowledged
: >"$acknowledged"

load() { "$top_builddir/load" "$@" --port "${url##*:}" --acknowledged "$acknowledged"; }
submit() { # OPTION...
  load submit --ledger "$ledger_id" --party $operator --key "$work/keys/operator" \
    --until 2026-01-10T01:00:00Z "$@"
}
figure() { sed -nE "s/.*[ (]([0-9]+)$2.*/\1/p" "$1" | head -n 1; } # FILE WHAT FOLLOWS

check "capacity: every request of $((clients / 5)) honest clients is answered, none refused" \
  submit --seconds 8 --clients $((clients / 5))
cp "$work/check.out" "$work/capacity"
sed 's/^/# /' "$work/capacity"
capacity=$(figure "$work/capacity" '\/s\),')
rate=$((2 * capacity))

# The slow ones are in a program of their own, so that each kind is counted by itself. All of
# both have places (limit connections); beyond, the longest idle would rightly make way.
submit --seconds "$seconds" --clients $((clients / 5)) --slow $((clients / 5)) >"$work/slow" 2>&1 &
slow_pid=$!
check "clients come with twice that" submit --seconds "$seconds" --clients $((clients * 4 / 5)) \
  --rate "$rate" --open
cp "$work/check.out" "$work/honest"
wait "$slow_pid" || true
sed 's/^/# honest: /' "$work/honest"
sed 's/^/# slow: /' "$work/slow"
echo "# capacity $capacity/s, to be offered $rate/s"
check "more was offered than it can seal" test "$(figure "$work/honest" '\/s, at most')" -gt "$capacity"
refused=$(figure "$work/honest" ' busy \(503\)')
check "what passed the capacity was refused" test "$refused" -gt 0
check "no honest connection was cut or turned away" says "$work/honest" ', 0 cut, 0 not connected'
check "a 503 says when to come again" says "$work/honest" ', 0 of them without Retry-After'
in_time() {
  [ "$(figure "$work/honest" ' ms, [0-9]+ of them')" -lt $in_time_ms ] &&
    [ "$(sed -nE 's/^latency.* most ([0-9]+)$/\1/p' "$work/honest")" -lt $in_time_ms ]
}
check "the slowest answer came within $in_time_ms ms" in_time
peak=$(awk '/VmHWM/ { print $2 }' "/proc/$server_pid/status")
echo "# peak memory $peak kB"
check "memory is bounded by $memory_max_kb kB" test "$peak" -lt "$memory_max_kb"
wal=$(stat -c %s "$work/state.sqlite-wal" 2>/dev/null || echo 0)
echo "# database log $wal bytes"
check "the database's log is bounded by $wal_max bytes" test "$wal" -lt "$wal_max"
check "no document was acknowledged under two numbers" test -z "$(sort -u "$acknowledged" | cut -d' ' -f1 | uniq -d)"
check "each acknowledged document is the entry that was answered" load check
sed 's/^/# /' "$work/check.out"
stop_server
check "the audit finds nothing" ccer audit --ledger "$ledger"
sed -n '2p;$p' "$work/check.out" | sed 's/^/# /'
