# shellcheck shell=bash
# shellcheck disable=SC2034 # ledger_id, url, server_status and so on are for the tests
# What the end-to-end tests share: TAP, a folder of their own, keys and documents,
# a small ledger on a simulated clock, and servers that end with the test.
#
# A test sources this file, calls `plan`, and states each fact with `check NAME COMMAND...`;
# what the command printed is shown when the fact does not hold.
set -euo pipefail

: "${top_srcdir:?make check sets it}" "${top_builddir:?make check sets it}"
export LC_ALL=C.UTF-8 TZ=UTC ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
# The configuration of whoever runs the tests must play no part.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset SSH_AUTH_SOCK http_proxy HTTP_PROXY DIE_AT CCER_SERVER

work=$(mktemp -d "${TMPDIR:-/tmp}/ccer-e2e.XXXXXX")
export CCER_HOME=$work/known
sealing_key=$work/keys/sealing
tap_n=0
tap_planned=
server_pids=()

ccer() { "$top_builddir/ccer" "$@"; }

# --- TAP ---

plan() {
  tap_planned=$1
  echo "1..$1"
}

bail() {
  echo "Bail out! $*"
  exit 1
}

ok() {
  tap_n=$((tap_n + 1))
  echo "ok $tap_n - $1"
}

not_ok() { # NAME WHY: and what the command printed
  tap_n=$((tap_n + 1))
  tap_failed=1
  echo "not ok $tap_n - $1"
  echo "# ${2:0:400}"
  head -n 60 "$work/check.out" | sed 's/^/# /'
}

check() { # NAME COMMAND...: the command succeeds
  local name=$1
  shift
  if "$@" >"$work/check.out" 2>&1; then
    ok "$name"
  else
    not_ok "$name" "exit status not 0: $*"
  fi
}

check_exit() { # NAME STATUS COMMAND...: the command exits with that status
  local name=$1 wanted=$2 got=0
  shift 2
  "$@" >"$work/check.out" 2>&1 || got=$?
  if [ "$got" -eq "$wanted" ]; then
    ok "$name"
  else
    not_ok "$name" "exit status $got, not $wanted: $*"
  fi
}

equal() { # GOT WANTED
  [ "$1" = "$2" ] && return 0
  printf 'got:    %s\nwanted: %s\n' "$1" "$2"
  return 1
}

says() { # FILE REGEX...: the file has each of them
  local file=$1 regex
  shift
  for regex in "$@"; do
    grep -Eq -- "$regex" "$file" && continue
    printf 'no line matches %s in:\n' "$regex"
    head -n 30 "$file"
    return 1
  done
}

prints() { # REGEX... -- COMMAND...: the command succeeds and prints lines of each of these forms
  local regexes=()
  while [ "$1" != -- ]; do
    regexes+=("$1")
    shift
  done
  shift
  "$@" >"$work/printed" || { cat "$work/printed"; return 1; }
  says "$work/printed" "${regexes[@]}"
}

# Set-up that must succeed for the test to mean anything.
must() {
  "$@" >"$work/must.out" 2>&1 && return 0
  sed 's/^/# /' "$work/must.out"
  bail "set-up failed: $*"
}

# --- the end ---

at_end() {
  local status=$? pid
  trap - EXIT
  for pid in "${server_pids[@]}"; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
  if [ "$status" -eq 0 ] && [ "$tap_n" -ne "${tap_planned:-0}" ]; then
    echo "# planned ${tap_planned:-nothing}, stated $tap_n"
    status=1
  fi
  # Campaigns are judged by their exit status alone.
  if [ "${tap_failed:-0}" -ne 0 ]; then status=1; fi
  exit "$status"
}
trap at_end EXIT
trap 'exit 1' INT TERM HUP

# --- servers ---

# start_server LEDGER [OPTION...]: sets url and server_pid; its log is $work/ccerd.log. Returns 1,
# with the exit status in server_status, if the server ended at once.
start_server() {
  local ledger=$1 i
  shift
  rm -f "$work/port"
  "$top_builddir/ccerd" --ledger "$ledger" --sealing-key "$sealing_key" \
    --state "$work/state.sqlite" --listen 127.0.0.1:0 --port-file "$work/port" "$@" \
    >"$work/ccerd.out" 2>>"$work/ccerd.log" &
  server_pid=$!
  server_pids+=("$server_pid")
  { # where bash tells of what was killed
    for ((i = 0; i < 1500; i++)); do
      if [ -s "$work/port" ]; then
        url=http://127.0.0.1:$(cat "$work/port")
        return 0
      fi
      kill -0 "$server_pid" || break
      sleep 0.02
    done
  } 2>/dev/null
  wait_server
  return 1
}

# Waits for the server to end by itself; sets server_status to its status, 137 if it was killed.
wait_server() {
  local i
  server_status=0
  { # where bash tells of what was killed
    for ((i = 0; i < 1500; i++)); do
      kill -0 "$server_pid" || break
      sleep 0.02
    done
    kill -KILL "$server_pid" || true
    wait "$server_pid" || server_status=$?
  } 2>/dev/null
  forget_server
}

forget_server() {
  local pid rest=()
  for pid in "${server_pids[@]}"; do
    [ "$pid" = "$server_pid" ] || rest+=("$pid")
  done
  server_pids=("${rest[@]}")
}

stop_server() {
  kill -TERM "$server_pid" 2>/dev/null || true
  wait_server
}

# --- a small ledger ---

operator=12100000ND0000013E
mee=11100000ND0000021C
samr=11100000ND000003X4

# small_ledger FOLDER: simulated clock, each authority with one key; keys are in $work/keys.
# Sets ledger_id.
small_ledger() {
  local folder=$1 name genesis=$work/genesis.yaml
  mkdir -p "$work/keys"
  for name in sealing operator mee samr; do
    [ -e "$work/keys/$name" ] || must ccer key new "$work/keys/$name" --comment "$name"
  done
  cat >"$genesis" <<YAML
kind: genesis
version: 1
ledger: e2e.example
title: {zh: 端到端测试, en: End-to-end test}
clock: simulated
start: 2026-01-05T01:00:00Z
rules: 1
sealing_key: $(ccer key public "$work/keys/sealing")
authorities:
- party: $operator
  role: operator
  name: {zh: 登记机构, en: Operator}
  threshold: 1
  keys: ["$(ccer key public "$work/keys/operator")"]
- party: $mee
  role: mee
  name: {zh: 生态环境主管部门, en: Ecology and environment}
  threshold: 1
  keys: ["$(ccer key public "$work/keys/mee")"]
- party: $samr
  role: samr
  name: {zh: 市场监督管理部门, en: Market regulation}
  threshold: 1
  keys: ["$(ccer key public "$work/keys/samr")"]
YAML
  must ccer fill "$genesis" --as "$operator:operator" --as "$mee:mee" --as "$samr:samr" -o "$genesis"
  must ccer sign "$genesis" --key "$work/keys/operator" --key "$work/keys/mee" \
    --key "$work/keys/samr" -o "$genesis"
  must ccer init "$folder" --genesis "$genesis" --sealing-key "$work/keys/sealing"
  ledger_id=e2e.example/$(ccer show --hash "$genesis" | cut -c1-32)
}

# fill FILE PARTY:ROLE: header for a body of the small ledger.
fill() {
  must ccer fill "$1" --ledger "$ledger_id" --now 2026-01-05T01:00:00Z --days 5 --as "$2" -o "$1"
}

# void_document FILE: a signed document of no consequence, which only its party may see.
void_document() {
  printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$1"
  fill "$1" "$operator:operator"
  must ccer sign "$1" --key "$work/keys/operator" -o "$1"
}

# clock_document FILE INSTANT: a signed document that everyone may see.
clock_document() {
  printf 'kind: clock\nversion: 1\ninstant: %s\n' "$2" >"$1"
  fill "$1" "$operator:operator"
  must ccer sign "$1" --key "$work/keys/operator" -o "$1"
}

# --- HTTP ---

# http OPTION... PATH: the status; headers and body in $work/headers and $work/body.
http() {
  local path=${!#}
  set -- "${@:1:$#-1}"
  curl -sS --max-time 20 -o "$work/body" -D "$work/headers" -w '%{http_code}' "$@" "$url$path"
}

post() { # FILE [OPTION...]: the status
  local file=$1
  shift
  http -H 'Content-Type: text/yaml' -H 'Expect:' --data-binary @"$file" "$@" /v1/documents
}

# json_member NAME: its value in $work/body, if that is a number, a word or a text without quotes.
json_member() {
  tr '\n' ' ' <"$work/body" |
    sed -nE 's/.*"'"$1"'": *("([^"\\]|\\[^"])*"|-?[0-9]+|true|false|null).*/\1/p' | sed 's/^"//; s/"$//'
}
