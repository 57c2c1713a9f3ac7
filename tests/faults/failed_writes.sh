#!/usr/bin/env bash
# A write that failed is no success, in any command; what could not run found nothing.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 14
[ -c /dev/full ] || bail "no /dev/full"
serve
full() { # NAME COMMAND...
  local name=$1 status=0
  shift
  "$@" >/dev/full 2>"$work/said" || status=$?
  check "$name" equal $status 3
}
full list ccer list projects --server "$url"
full status ccer status --server "$url" A210001
full log ccer log --ledger "$ledger" A210001
full trace ccer trace --ledger "$ledger" A210001-2022-1-10
full audit ccer audit --ledger "$ledger"
full id ccer id document
full "key public" ccer key public "$demo/keys/owner-1"
full help ccer help
full "show" ccer show "$demo/documents/00-genesis.yaml"
full export ccer export statistics --ledger "$ledger" --by province --format csv
check_exit "an audit of no ledger" 3 ccer audit --ledger "$work/none"
mkdir "$work/empty"
check_exit "of an empty folder" 3 ccer audit --ledger "$work/empty"
printf x >"$work/file"
check_exit "of a file" 3 ccer audit --ledger "$work/file"
check_exit "with a checkpoint that is not there" 3 ccer audit --ledger "$ledger" --checkpoint "$work/none"
