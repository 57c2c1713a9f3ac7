#!/usr/bin/env bash
# ccerd --state takes a state of its own, or nothing, and never another's file.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 11
kept() { # NAME FILE
  sha256sum "$2" >"$2.sum"
  local status=0
  timeout 10 "$top_builddir/ccerd" --ledger "$ledger" --sealing-key "$sealing_key" --state "$2" \
    --listen 127.0.0.1:0 >"$work/out" 2>&1 || status=$?
  check "$1: the server ends with 3" equal $status 3
  check "$1: the file is as it was" unchanged "$2"
}
cp "$demo/keys/owner-1" "$work/key"
kept "a secret key" "$work/key"
printf 'a text\n' >"$work/text"
kept "a text" "$work/text"
sqlite3 "$work/app.db" 'create table customers(n); insert into customers values(1)'
kept "another program's database" "$work/app.db"
kept "the ledger's configuration" "$ledger/config"
check "git still reads the ledger" git --git-dir "$ledger" log -1 --format=%h
mkdir "$work/folder"
check_exit "a folder" 3 timeout 10 "$top_builddir/ccerd" --ledger "$ledger" \
  --sealing-key "$sealing_key" --state "$work/folder" --listen 127.0.0.1:0
: >"$work/empty"
check "an empty file becomes a state" start_server "$ledger" --state "$work/empty"
