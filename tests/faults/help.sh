#!/usr/bin/env bash
# Each command's help has its options and an example; what is unknown is refused.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
mapfile -t commands < <(ccer help 2>&1 | awk '/^  [a-z-]+ /{print $1}' | sort -u)
[ ${#commands[@]} -gt 10 ] || bail "no list of commands"
plan $((3 * ${#commands[@]} + 5))
for c in "${commands[@]}"; do
  ccer "$c" --help >"$work/help" 2>&1 || true
  check "$c --help names an example" grep -Eiq 'example' "$work/help"
  ccer --lang zh "$c" --help >"$work/zh" 2>&1 || true
  check "$c --help in Chinese" grep -q '例' "$work/zh"
  status=0
  ccer "$c" --no-such-option >"$work/out" 2>&1 || status=$?
  check "$c: an unknown option is refused" equal $status 2
done
check_exit "an unknown language is refused" 2 ccer --lang xx id document
check_exit "an unknown command is refused" 2 ccer nonsense
check_exit "an unknown kind of id is refused" 2 ccer id nonsense
check_exit "an unknown list is refused" 2 ccer list nonsense --server http://127.0.0.1:1
check_exit "an unknown kind in documents" 2 ccer documents nonsense
