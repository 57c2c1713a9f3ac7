#!/usr/bin/env bash
# One host with hundreds of idle connections locks nobody out.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 3
ulimit -n 4096 || bail "no room for descriptors"
serve
host=${url#http://}
port=${host#*:}
held=()
for ((i = 0; i < 520; i++)); do
  exec {fd}<>"/dev/tcp/127.0.0.1/$port" || break
  printf 'GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd" || true
  held+=("$fd")
done
check "hundreds of connections are opened" test ${#held[@]} -gt 400
served=0
for ((i = 0; i < 5; i++)); do
  curl -sS --max-time 5 -o /dev/null "$url/v1/health" 2>"$work/err" && served=$((served + 1))
done
check "five honest requests are answered" equal $served 5
check "also one that comes from another address of the host" \
  curl -sS --max-time 5 --interface 127.0.0.9 -o /dev/null "$url/v1/health"
