#!/usr/bin/env bash
# Signals do no harm, each stop has its line, and a sealed document its entry.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 10
serve
for signal in HUP USR1 USR2 ALRM PIPE WINCH; do
  kill -s "$signal" "$server_pid" 2>/dev/null || true
  sleep 0.2
  check "SIG$signal does no harm" curl -sS --max-time 5 -o "$work/body" "$url/v1/health"
done
[ "$(curl -sS --max-time 5 -o /dev/null -w '%{http_code}' "$url/v1/health" 2>/dev/null)" = 200 ] || serve
retirement "$work/r.yaml" 142301 142301 'purpose: public-interest'
must deliver "$work/r.yaml" "$as_buyer"
hash=$(ccer show --hash "$work/r.yaml")
entry=$(sed -n 's/.*sealed as entry \([0-9]*\).*/\1/p' "$work/said" | head -n 1)
sleep 0.3
check "its line has entry, kind and hash" grep -Eq "${entry:-none}.*retirement.*${hash:0:16}|${hash:0:16}.*${entry:-none}|entry=${entry:-none}.*${hash:0:16}" "$work/ccerd.log"
raw 'GET /\xe2\x80\xae\xc2\x9b31m HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
curl -sS -o /dev/null "$url/v1/%E2%80%AE%C2%9B31m" || true
sleep 0.3
check "nothing that turns a terminal's direction is in the log" never grep -q $'\u202e' "$work/ccerd.log"
check "nor a C1 control" never grep -aq $'\xc2\x9b' "$work/ccerd.log"
lines=$(wc -l <"$work/ccerd.log")
stop_server
check "a stop has its line" test "$(tail -n +$((lines + 1)) "$work/ccerd.log" | grep -ciE 'stop|ended')" -gt 0
