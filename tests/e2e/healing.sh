#!/usr/bin/env bash
# What the server does while it cannot write, and with a state that is not what it wrote:
# health says so, nothing is half done, and it comes back with nobody's help.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 36

ledger=$work/ledger.git
small_ledger "$ledger"
log=$work/ccerd.log
eventually() { # COMMAND...: within half a minute
  local i
  for ((i = 0; i < 600; i++)); do
    "$@" >"$work/eventually.out" 2>&1 && return 0
    sleep 0.05
  done
  cat "$work/eventually.out"
  return 1
}
n=0
fresh() { # a document that is not sealed yet
  n=$((n + 1))
  void_document "$work/void-$n.yaml"
  document=$work/void-$n.yaml
}
# WANTED: the status, and the code of a problem behind it.
submitted() {
  local status
  status=$(post "$document")
  [ "$status" -lt 300 ] || status+=" $(json_member code)"
  equal "$status" "$1"
}
health() { equal "$(http /v1/health) $(json_member code)" "$1"; }
reads() { equal "$(http /v1/entries)" 200; }
damage() { # FILE PAGE: garbage in the place of it
  head -c 4096 /dev/urandom | dd of="$1" bs=4096 seek="$2" conv=notrunc status=none
}

start_server "$ledger" || bail "the server does not start"
check "healthy at first" health "200 null"

# --- a state that is not what was written ---
fresh
must submitted "201"
for page in 3 7; do damage "$work/state.sqlite" $page; done
for ((page = 0; page < 6; page++)); do damage "$work/state.sqlite-wal" $page; done
fresh
check "damaged while it runs: the server heals, and takes what comes" eventually submitted "201"
check "the log says what happened" says "$log" 'event=healing code="state.corrupt"' 'event=healed'
check "and health is good again" eventually health "200 null"
rm -f "$work/state.sqlite" "$work/state.sqlite-wal"
check "gone while it runs: the server heals without being asked for anything" \
  eventually test -s "$work/state.sqlite"
check "reads go on" eventually reads
fresh
check "and so do submissions" eventually submitted "201"
stop_server
check "it stops well" equal "$server_status" 0
damage "$work/state.sqlite" 5
: >"$log"
check "damaged while it is stopped: it starts" start_server "$ledger"
check "and says that the state was made again" says "$log" 'event=state-discarded code="state.corrupt"'
fresh
check "what it seals then" submitted "201"
check "the audit finds nothing" ccer audit --ledger "$ledger"

# --- another program's lock ---
touch "$ledger/refs/heads/main.lock"
check "a lock on main: unhealthy before anything is submitted" eventually health "503 ledger.unwritable"
fresh
check "a submission is 503" submitted "503 ledger.unwritable"
check "and may be tried again" says "$work/headers" '^Retry-After: '
rm "$ledger/refs/heads/main.lock"
check "the lock gone: healthy by itself" eventually health "200 null"
check "and the same file is taken" submitted "201"

# --- the ledger moved away ---
mv "$ledger" "$work/away.git"
check "moved away: unhealthy" eventually health "503 ledger.unwritable"
fresh
check "moved away: a submission is 503" submitted "503 ledger.unwritable"
mkdir "$ledger"
check "another folder in its place is not the ledger" health "503 ledger.unwritable"
rmdir "$ledger"
mv "$work/away.git" "$ledger"
check "moved back: healthy by itself" eventually health "200 null"
check "moved back: the file is taken" submitted "201"

# --- the state locked by another program ---
mkfifo "$work/hold"
sqlite3 "$work/state.sqlite" <"$work/hold" >"$work/holder" 2>&1 &
exec 8>"$work/hold"
printf 'BEGIN IMMEDIATE;\n.print held\n' >&8
must eventually grep -q held "$work/holder"
fresh
check "locked by another: a submission is 503" submitted "503 state.busy"
exec 8>&-
check "let go: healthy by itself" eventually health "200 null"
check "let go: the file is taken" eventually submitted "201"
stop_server
check "it stops well then, too" equal "$server_status" 0

# --- a full disk ---
small=$work/small
mkdir "$small"
if mount -t tmpfs -o size=12m tmpfs "$small" 2>/dev/null; then
  trap 'umount -l "$small"; at_end' EXIT
  must cp -a "$ledger" "$small/ledger.git"
  rm -rf "$work/state.sqlite"*
  start_server "$small/ledger.git" || bail "the server does not start"
  dd if=/dev/zero of="$small/fill" bs=4k 2>/dev/null || true
  fresh
  check "a full disk: a submission is 503, with a problem of its own" submitted "503 server.disk-full"
  check "and may be tried again then" says "$work/headers" '^Retry-After: '
  check "a full disk: unhealthy" health "503 server.disk-full"
  rm "$small/fill"
  check "room again: healthy by itself" eventually health "200 null"
  check "room again: the file is taken" submitted "201"
  stop_server
  # The state's disk alone.
  must cp -a "$small/ledger.git" "$work/second.git"
  rm -rf "$small/ledger.git" "$work/state.sqlite"*
  start_server "$work/second.git" --state "$small/state.sqlite" || bail "the server does not start"
  must eventually health "200 null"
  dd if=/dev/zero of="$small/fill" bs=4k 2>/dev/null || true
  check "the state's disk full: unhealthy" eventually health "503 server.disk-full"
  fresh
  check "a submission is not answered 500" equal "$(post "$document")" 503
  rm "$small/fill"
  check "room for the state: healthy by itself" eventually health "200 null"
  check "the file is sealed, once" eventually equal "$(post "$document" | sed 's/201/200/')" 200
  stop_server
  check "the audit finds nothing then" ccer audit --ledger "$work/second.git"
  umount "$small"
  trap at_end EXIT
else
  for ((i = 0; i < 10; i++)); do ok "a full disk # SKIP no file system can be mounted here"; done
fi
