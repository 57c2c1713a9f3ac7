#!/usr/bin/env bash
# A damaged page of the state heals without a person.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 12
serve
stop_server
cp "$work/state.sqlite" "$work/state.good"
size=$(stat -c %s "$work/state.good")
running() { [ "$server_pid" != 0 ] && kill -0 "$server_pid" 2>/dev/null; }
# The same file again and again, the server started anew where it ended by itself.
sealed() { # UNIT
  local i
  running || start_server "$ledger" || return 1
  retirement "$work/r.yaml" "$1" "$1" 'purpose: public-interest'
  header "$work/r.yaml" "$buyer:holder"
  ccer sign "$work/r.yaml" --key "$demo/keys/buyer-1" -o "$work/r.yaml"
  for ((i = 0; i < 40; i++)); do
    running || start_server "$ledger" || return 1
    ! send "$work/r.yaml" || return 0
    sleep 0.25
  done
  return 1
}
pages=$((size / 4096))
for ((n = 1; n <= 12; n++)); do
  page=$((n * (pages - 1) / 12))
  rm -rf "$ledger" "$work"/state.sqlite* "$work/known" "$work"/r.yaml*
  cp -a "$made/ledger.git" "$ledger"
  cp "$work/state.good" "$work/state.sqlite"
  head -c 4096 /dev/urandom |
    dd of="$work/state.sqlite" bs=4096 seek=$page conv=notrunc 2>/dev/null
  server_pid=0
  check "page $page of $pages is garbage: documents are sealed all the same" sealed $((142400 + n))
  stop_server
done
