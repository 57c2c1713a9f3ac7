#!/usr/bin/env bash
# Files of the ledger, its state and keys are for their owner's eyes.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 5
umask 022
small_ledger "$work/own.git"
sealing_key=$work/keys/sealing
open_to_others() { find "$@" ! -type l -perm /077 | head -n 5; }
check "what init makes" equal "$(open_to_others "$work/own.git")" ""
check "keys" equal "$(open_to_others "$work/keys" -type f ! -name '*.pub')" ""
start_server "$work/own.git" --state "$work/own.sqlite" || bail "the server does not start"
clock_document "$work/c.yaml" 2026-01-05T02:00:00Z
post "$work/c.yaml" >"$work/status"
check "what the server writes into the ledger" equal "$(open_to_others "$work/own.git")" ""
check "and its state" equal "$(open_to_others "$work"/own.sqlite*)" ""
stop_server
chmod -R go+rX "$work/own.git"
: >"$work/ccerd.log"
start_server "$work/own.git" --state "$work/own.sqlite" || bail "the server does not start"
check "where others may read, the server says so" grep -Eq 'level=warn.*(read|open|mode|others)' "$work/ccerd.log"
