#!/usr/bin/env bash
# The server dies at every point at which dying could hurt, and at random ones, and is
# started again without any help: what was acknowledged is there, and nothing is half there.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 47

RANDOM=${CCER_E2E_SEED:-$$}
echo "# CCER_E2E_SEED=${CCER_E2E_SEED:-$$}"
ledger=$work/ledger.git
small_ledger "$ledger"
mkdir "$work/documents" "$work/receipts"
git_() { git --git-dir "$ledger" "$@"; }

# quick_void N: documents/N.yaml, a signed void document whose id says N.
void_document "$work/first.yaml"
quick_void() {
  local file=$work/documents/$1.yaml
  sed -e '/^---$/,$d' -e "s/^id: .*/id: $(printf '%026d' "$1")/" "$work/first.yaml" >"$file"
  must ccer sign "$file" --key "$work/keys/operator" -o "$file"
}

# deliver N: submits it; if the answer is 2xx its receipt is kept as receipts/N, and must be
# the same as one kept before. 2: no answer, 1: another answer.
deliver() {
  local new=$work/receipts/$1.new status
  status=$(curl -s --max-time 20 -o "$new" -w '%{http_code}' -H 'Content-Type: text/yaml' \
    -H 'Accept: text/plain' --data-binary @"$work/documents/$1.yaml" "$url/v1/documents") || return 2
  case $status in
    200 | 201) ;;
    *)
      cat "$new"
      return 1
      ;;
  esac
  if [ -e "$work/receipts/$1" ]; then
    cmp "$new" "$work/receipts/$1" && [ "$status" = 200 ]
  else
    mv "$new" "$work/receipts/$1"
    delivered=$status
  fi
}

# Checks the whole ledger, every receipt that was ever given out, and asks git too.
audit() {
  local receipt flags=()
  for receipt in "$work"/receipts/*[0-9]; do flags+=(--receipt "$receipt"); done
  ccer audit --ledger "$ledger" "${flags[@]}" && git_ fsck --strict --no-progress
}

# --- one server at a time ---
start_server "$ledger" || bail "the server does not start"
quick_void 1
check "a first document is sealed" deliver 1
check_exit "a second server on the same ledger ends with status 3" 3 \
  "$top_builddir/ccerd" --ledger "$ledger" --sealing-key "$sealing_key" --listen 127.0.0.1:0 \
  --state "$work/second.sqlite"
cp "$work/check.out" "$work/refusal"
check "it says why" says "$work/refusal" 'another process has the ledger'
check "the first one is not disturbed" deliver 1
# How long one takes here, so that the kills hit the stream on any machine.
began=${EPOCHREALTIME/./}
for n in 2 3 4; do
  quick_void "$n"
  must deliver "$n"
done
took=$(((${EPOCHREALTIME/./} - began) / 3))
stop_server
check "and stops well" equal "$server_status" 0

# --- at the calls between which the page's commit lies ---
# crash DIE_AT N WANTED: the document's first answer after the crash must be WANTED.
crash() {
  local at=$1 n=$2 wanted=$3
  quick_void "$n"
  if DIE_AT=$at LD_PRELOAD=$top_builddir/die-at-call.so start_server "$ledger"; then
    check_exit "$at: the client of a server that dies has no answer" 2 deliver "$n"
    wait_server
  else
    ok "$at: the server dies before it takes requests"
  fi
  check "$at: it was killed" equal "$server_status" 137
  start_server "$ledger" || true
  delivered=
  check "$at: it starts again unaided and takes the document" deliver "$n"
  equal "$delivered" "$wanted" >"$work/check.out" || true
  check "$at: sealed once" equal "$delivered" "$wanted"
  must deliver "$n"
  stop_server
  check "$at: the audit finds nothing, every receipt holds" audit
}
# A preloaded library is loaded before a sanitizer's, which does not like that.
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
crash lock-taken:after:1 11 201
crash object-linked:after:1 12 201
crash ref-locked:before:1 13 201
crash ref-renamed:after:1 14 200
crash wal-written:before:1 15 200

# --- what a crash may leave in the folder ---
check_starts_and_audits() { # NAME
  check "$1: the server starts" start_server "$ledger"
  stop_server
  check "$1: the audit finds nothing" audit
}
touch "$ledger/refs/heads/main.lock" "$ledger/HEAD.lock" "$ledger/config.lock" \
  "$ledger/packed-refs.lock"
check_starts_and_audits "locks left over"

object_file() { echo "$ledger/objects/${1:0:2}/${1:2}"; }
truncated=$(head -c 5000 /dev/urandom | git_ hash-object -w --stdin)
chmod u+w "$(object_file "$truncated")"
truncate -s 1000 "$(object_file "$truncated")"
garbage=$(object_file 0123456789abcdef0123456789abcdef01234567)
empty=$(object_file fedcba9876543210fedcba9876543210fedcba98)
mkdir -p "${garbage%/*}" "${empty%/*}"
head -c 100 /dev/urandom >"$garbage"
: >"$empty"
head -c 100 /dev/urandom >"${garbage%/*}/tmp_obj_a1B2c3"
check_starts_and_audits "objects by half, garbage and empty"
check "they are gone" equal "$(find "$ledger/objects" -path "*/${truncated:2}" -o -name "${garbage##*/}" \
  -o -name "${empty##*/}" -o -name 'tmp_obj*')" ""

# The object that the next page needs, cut short: git would take it for written.
printf 'kind: rules\nversion: 1\nrules: 1\n' >"$work/documents/20.yaml"
must ccer fill "$work/documents/20.yaml" --ledger "$ledger_id" --now 2026-01-05T01:00:00Z --days 5 \
  --as "$operator:operator" --as "$mee:mee" -o "$work/documents/20.yaml"
must ccer sign "$work/documents/20.yaml" --key "$work/keys/operator" --key "$work/keys/mee" \
  -o "$work/documents/20.yaml"
torn=$(git_ hash-object -w "$work/documents/20.yaml")
chmod u+w "$(object_file "$torn")"
truncate -s 100 "$(object_file "$torn")"
must start_server "$ledger"
must deliver 20
stop_server
check "a document's own blob torn off is written anew" \
  equal "$(git_ cat-file -t "$torn" 2>&1)" blob
check "and the audit finds nothing" audit

# --- the state ---
rm -f "$work"/state.sqlite*
check_starts_and_audits "the state deleted"
# All but its first page, by which it is known to be a state of ours.
head -c 20000 /dev/urandom | dd of="$work/state.sqlite" bs=4096 seek=1 conv=notrunc status=none
check_starts_and_audits "the state garbage"

# --- killed at random moments under a stream ---
kills=20 stream=4
stream() { # FIRST
  local i
  for ((i = $1; i < $1 + stream; i++)); do deliver "$i" || return 0; done
}
for ((n = 100; n < 100 + kills * stream; n++)); do quick_void "$n"; done
starts=0
for ((round = 0; round < kills; round++)); do
  first=$((100 + round * stream))
  if ((round % 4 == 1)); then rm -f "$work"/state.sqlite*; fi
  if ((round % 4 == 3)); then touch "$ledger/refs/heads/main.lock"; fi
  start_server "$ledger" || break
  starts=$((starts + 1))
  stream "$first" &
  client=$!
  moment=$(((RANDOM * 32768 + RANDOM) % (took * (stream - 1))))
  sleep "$((moment / 1000000)).$(printf '%06d' $((moment % 1000000)))"
  kill -KILL "$server_pid"
  wait_server
  wait "$client" || true
done
acknowledged() { find "$work/receipts" -name '[0-9][0-9][0-9]' | wc -l; }
echo "# $(acknowledged) of $((kills * stream)) were acknowledged before the last kill"
check "it started after each of $kills kills" equal "$starts" "$kills"
check "and once more" start_server "$ledger"
check "nothing acknowledged is gone, nothing is there by half" audit
all_again() {
  local n
  for ((n = 100; n < 100 + kills * stream; n++)); do deliver "$n" || return 1; done
}
check "every document is sealed once, with the receipt that was given" all_again
stop_server
check "the audit finds nothing, every receipt holds" audit
check "each document is one entry" equal "$(git_ grep -c '^kind: void' main -- journal |
  awk -F: '{ n += $NF } END { print n }')" "$((kills * stream + $(find "$work/receipts" -name '1[1-5]' | wc -l) + 4))"
