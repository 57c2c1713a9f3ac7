#!/usr/bin/env bash
# What an operator does to a server: signals, a log that is moved away, a lock that is
# removed, a disk that hangs. Each stop leaves a line and no pid file.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 36

ledger=$work/ledger.git
small_ledger "$ledger"
log=$work/ccerd.log
pid_file=$work/ccerd.pid
sanitized() { grep -q __asan_init < <(nm "$top_builddir/ccerd" 2>/dev/null); }
# eventually COMMAND...: within ten seconds.
eventually() {
  local i
  for ((i = 0; i < 500; i++)); do
    "$@" >"$work/eventually.out" 2>&1 && return 0
    sleep 0.02
  done
  cat "$work/eventually.out"
  return 1
}
serve() { # with a log of its own
  : >"$log"
  start_server "$ledger" --pid-file "$pid_file" || bail "the server does not start"
}

# --- signals that stop nothing ---
serve
for signal in HUP USR1 USR2 ALRM VTALRM PROF IO WINCH URG CHLD PIPE STKFLT XFSZ CONT RTMIN RTMAX; do
  kill -s "$signal" "$server_pid"
done
check "it answers after every signal that asks for nothing" eventually equal "$(http /v1/health)" 200
check "the log names one that it does nothing for" eventually says "$log" 'event=signal signal="USR1"'
check "and a hang-up" says "$log" 'event=log-reopened'
stop_server

# --- each stop ---
for signal in TERM INT QUIT; do
  serve
  check "$signal: the pid file is there" test -s "$pid_file"
  kill -s "$signal" "$server_pid"
  wait_server
  check "$signal: it ends with 0" equal "$server_status" 0
  check "$signal: the log has a line for it" says "$log" "event=stopped because=\"signal $signal\""
  check "$signal: the pid file is gone" test ! -e "$pid_file"
done
if sanitized; then
  for what in "a fault is in the log" "and leaves no pid file"; do ok "$what # SKIP a sanitizer has the signal"; done
else
  serve
  kill -s SEGV "$server_pid"
  wait_server
  check "a fault is in the log" says "$log" '^time=.* level=error event=stopped because="signal SEGV"'
  check "and leaves no pid file" test ! -e "$pid_file"
fi

# --- a disk that does not answer ---
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
void_document "$work/void.yaml"
DIE_AT=object-synced:hang:1 LD_PRELOAD=$top_builddir/die-at-call.so serve
curl -s --max-time 30 -o /dev/null -H 'Content-Type: text/yaml' --data-binary @"$work/void.yaml" \
  "$url/v1/documents" &
client=$!
waiting() {
  http /metrics
  grep '^ccer_waiting 1$' "$work/body"
}
must eventually waiting
began=${EPOCHREALTIME/./}
stop_server
took=$(((${EPOCHREALTIME/./} - began) / 1000))
echo "# $took ms"
wait "$client" || true
check "a stop ends within its bound whatever is running" test "$took" -le 6500
check "with 0" equal "$server_status" 0
check "with a line that says so" says "$log" 'event=stopped because="signal TERM" left="1'
check "without a pid file" test ! -e "$pid_file"
check "the next start heals what was left" start_server "$ledger"
check "and the document can be sealed" equal "$(post "$work/void.yaml")" 201
stop_server

# --- the log as a file ---
rm -f "$work/own.log"*
start_server "$ledger" --pid-file "$pid_file" --log "$work/own.log" || bail "the server does not start"
check "the log can be a file" says "$work/own.log" 'event=listening'
check "for its owner's eyes" equal "$(stat -c %a "$work/own.log")" 600
mv "$work/own.log" "$work/own.log.1"
kill -HUP "$server_pid"
check "a hang-up begins it anew" eventually says "$work/own.log" 'event=log-reopened'
must http /v1/health
check "what follows is in the new one" eventually says "$work/own.log" 'path="/v1/health"'
check "and not in the old" equal "$(grep -c /v1/health "$work/own.log.1" || true)" 0

# --- what a client sends, in the log ---
clock_document "$work/clock.yaml" 2026-01-06T01:00:00Z
check "a document is sealed" equal "$(post "$work/clock.yaml")" 201
check "its line has entry, kind and hash" eventually says "$work/own.log" \
  'status="201".* entry="[0-9]+" kind="clock" document="[0-9a-f]{64}"'
printf 'GET /v1/a\xe2\x80\xaeb\xc2\x9bc\xe2\x80\x8bd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
  >"/dev/tcp/127.0.0.1/${url##*:}" || true
long=$(printf 'x%.0s' $(seq 9000))
http "/v1/$long" >/dev/null
check "a long path does not push the status out of its line" eventually says "$work/own.log" \
  'path="/v1/xxx.*status="404"'
check "no control and no direction of writing reaches the log" \
  equal "$(LC_ALL=C grep -cP '\xe2\x80[\x8b-\x8f\xaa-\xae]|\xc2[\x80-\x9f]|[\x00-\x08\x0b-\x1f\x7f]' "$work/own.log")" 0

# --- the lock taken away ---
rm -f "$ledger/ccer.lock"
check_exit "a second server is refused although somebody removed the lock's file" 3 \
  "$top_builddir/ccerd" --ledger "$ledger" --sealing-key "$sealing_key" --listen 127.0.0.1:0 \
  --state "$work/second.sqlite"
cp "$work/check.out" "$work/refusal"
check "it says why" says "$work/refusal" 'ledger.locked'
void_document "$work/another.yaml"
check "the first one is not disturbed" equal "$(post "$work/another.yaml")" 201
stop_server
check "it stops well" equal "$server_status" 0
