#!/usr/bin/env bash
# Work of more than two seconds shows its progress on a terminal, and only there.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 6

# on_terminal OUTPUT COMMAND: runs it in the background, on its own terminal; its id in pid_file.
pid_file=$work/pid
on_terminal() {
  rm -f "$pid_file"
  script -qec "echo \$\$ >$pid_file; exec $2" /dev/null </dev/null >"$1" 2>&1 &
  shown_by=$!
}
begun() { # a command for which something is to be true: within a minute
  local i
  for ((i = 0; i < 6000; i++)); do
    "$@" && return 0
    sleep 0.01
  done
  return 1
}

# --- a server that takes its time ---
ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" || bail "the server does not start"
list=("$top_builddir/ccer" --lang en list entries --server "$url")
must "${list[@]}" # the ledger is met: what is said of it then has been said
kill -STOP "$server_pid"
on_terminal "$work/slow" "${list[*]}"
slow=$shown_by
"${list[@]}" >"$work/piped" 2>"$work/piped.err" &
piped=$!
sleep 3.5
kill -CONT "$server_pid"
wait "$slow" "$piped"
check "a server that does not answer is waited for before people's eyes" \
  grep -q "waiting for $url, [23] s" "$work/slow"
check "what it answers stands there at last, alone" says "$work/slow" $'\r\033\\[K.*genesis|genesis'
check "a pipe has the answer and nothing else" \
  equal "$(grep -c genesis "$work/piped") $(wc -c <"$work/piped.err")" "1 0"
must "${list[@]}"
on_terminal "$work/quick" "${list[*]}"
wait "$shown_by"
not_waiting() { ! grep -q waiting "$work/quick" && grep -q genesis "$work/quick"; }
check "an answer that comes at once has no such line" not_waiting

# --- a great deal of raw data ---
awk 'BEGIN { print "time,kwh"
  for (d = 1; d <= 28; d++) for (s = 0; s < 86400; s++)
    printf "2024-03-%02dT%02d:%02d:%02d+08:00,1000.5\n", d, s / 3600, s / 60 % 60, s % 60 }' >"$work/meter.csv"
sed 's/step: .*/step: {every: "1", unit: s}/' "$top_srcdir/tests/data/methodologies/daily-meter.yaml" >"$work/meter.yaml"
calculate=("$top_builddir/ccer" --lang en calculate --methodology "$work/meter.yaml" --year 2024
  --units "$top_srcdir/registry/units.yaml" --days 2024-03-01..2024-03-28 --data "meter=$work/meter.csv")
reads_meter() { [ -s "$pid_file" ] && grep -q meter.csv < <(readlink "/proc/$(cat "$pid_file")/fd/"* 2>/dev/null); }
on_terminal "$work/raw" "${calculate[*]}"
begun reads_meter || bail "the raw data are not read"
kill -STOP "$(cat "$pid_file")"
sleep 2.2
kill -CONT "$(cat "$pid_file")" "$shown_by" # script stops with what it runs
wait "$shown_by"
check "raw data that take long show how far they have been read" says "$work/raw" "meter.csv \[#* *\] [0-9]+/[0-9]+" 'floored [0-9]+ tCO2e'
must "${calculate[@]}"
not_shown() { ! grep -q 'meter.csv \[#' "$work/must.out" && grep -q floored "$work/must.out"; }
check "without a terminal they do not" not_shown
