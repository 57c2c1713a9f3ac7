#!/usr/bin/env bash
# PLACED deaths (20 unless set; `make check-crash` has 200), each at a system call of the
# server as it was built: at every kind of call that takes a lock, writes, links, renames,
# syncs or removes, before it, after it or with half of it done, while documents are being
# submitted. After each the server must start by itself, nothing acknowledged may be gone,
# and the audit must find nothing.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 9

placed=${PLACED:-20}
RANDOM=${SEED:-$$}
echo "# SEED=${SEED:-$$} PLACED=$placed"
shim=$top_builddir/die-at-call.so
mapfile -t classes < <(DIE_AT='list' LD_PRELOAD=$shim env true)
ledger=$work/ledger.git
small_ledger "$ledger"
acknowledged=$work/acknowledged
: >"$acknowledged"
# A preloaded library is loaded before a sanitizer's, which does not like that.
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

load() { # COMMAND OPTION...
  "$top_builddir/load" "$@" --port "${url##*:}" --acknowledged "$acknowledged"
}

submit() { # SECONDS
  load submit --ledger "$ledger_id" --party $operator --key "$work/keys/operator" \
    --until 2026-01-10T01:00:00Z --seconds "$1" --clients 4 --rate 150 --stop-when-gone
}

# How many calls of a class are sure to come, from the start of a server that gets submissions.
calls_of() { # CLASS
  case $1 in
    lock-taken | leftover-removed | wal-removed) echo 1 ;;
    folder-made) echo 256 ;;
    ref-*) echo 6 ;;
    wal-synced) echo 4 ;;
    database-written) echo 4 ;;
    database-synced) echo 1 ;;
    answer-written) echo 6 ;;
    *) echo 40 ;;
  esac
}

declare -A deaths
late=0 unaided=0 placed_n=0
# place CLASS WHEN N: runs a server that dies there. 1 if it ended without dying.
place() {
  local class=$1 when=$2 n=$3 seconds=2
  case $class in
    # What a server still does when it ends.
    database-* | wal-removed) seconds=0.2 ;;
    leftover-removed) touch "$ledger/refs/heads/main.lock" ;;
  esac
  if DIE_AT=$class:$when:$n LD_PRELOAD=$shim start_server "$ledger" --log-level error; then
    submit $seconds >"$work/load.out" 2>&1 || true
    stop_server
  fi
  [ "$server_status" -eq 137 ] && return
  late=$((late + 1))
  [ "$server_status" -eq 0 ]
}

# A server started without any help seals, and has every document that was acknowledged.
starts_and_has_all() {
  local before
  start_server "$ledger" --log-level error || return 1
  unaided=$((unaided + 1))
  before=$(wc -l <"$acknowledged")
  submit 0.1 >"$work/load.out" 2>&1 || return 1
  [ "$(wc -l <"$acknowledged")" -gt "$before" ] || return 1
  load check >"$work/load.out" || return 1
  ccer audit --ledger "$ledger" >"$work/audit.out"
}

all_there=0
tries=0
while [ "$placed_n" -lt "$placed" ] && [ "$tries" -lt $((placed * 2)) ]; do
  read -r class moments <<<"${classes[tries++ % ${#classes[@]}]}"
  read -ra moments <<<"$moments"
  when=${moments[RANDOM % ${#moments[@]}]}
  before=$late
  [ $((RANDOM % 5)) -ne 0 ] || rm -f "$work"/state.sqlite*
  place "$class" "$when" $((RANDOM % $(calls_of "$class") + 1)) || break
  [ "$late" -eq "$before" ] || continue
  placed_n=$((placed_n + 1))
  deaths[$class:$when]=$((${deaths[$class:$when]:-0} + 1))
  if starts_and_has_all; then all_there=$((all_there + 1)); fi
  stop_server
done

empty=0
printf '# %-22s %6s %6s %6s\n' 'deaths at' before half after
for row in "${classes[@]}"; do
  class=${row%% *}
  printf '# %-22s %6s %6s %6s\n' "$class" "${deaths[$class:before]:-0}" \
    "$([[ $row = *half* ]] && echo "${deaths[$class:half]:-0}")" "${deaths[$class:after]:-0}"
  [ -n "${deaths[$class:before]:-}${deaths[$class:half]:-}${deaths[$class:after]:-}" ] ||
    empty=$((empty + 1))
done
echo "# $late servers ended before the call came"
check "$placed deaths were placed by system call" equal "$placed_n" "$placed"
check "none of ${#classes[@]} kinds of call was left out" equal "$empty" 0
check "every start after them was unaided" equal "$unaided" "$placed"
check "each sealed again, had all that was acknowledged, and the audit found nothing" equal "$all_there" "$placed"

check "the server starts once more" start_server "$ledger" --log-level error
check "nothing acknowledged is gone, each is the entry that was answered" load check
sed 's/^/# /' "$work/check.out"
stop_server
check "and it stops well" equal "$server_status" 0
check "no document was acknowledged under two numbers" \
  test -z "$(sort -u "$acknowledged" | cut -d' ' -f1 | uniq -d)"
check "the audit finds nothing" ccer audit --ledger "$ledger"
sed -n '2p;$p' "$work/check.out" | sed 's/^/# /'
