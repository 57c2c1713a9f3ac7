#!/bin/sh
# Fuzzes one target after the other, SECONDS each, from its corpus; new inputs are
# kept beside the programs, in work/. The first fault ends the run.
# Usage: run.sh SECONDS TARGET...
set -eu
seconds=${1:?}
shift
targets=${top_builddir:?}/tests/fuzz
corpora=${top_srcdir:?}/tests/fuzz/corpus

for name in "$@"; do
  name=${name#tests/fuzz/fuzz_}
  work=$targets/work/$name
  mkdir -p "$work"
  printf '== %s, %s seconds\n' "$name" "$seconds"
  case $name in
    replay) longest=48 ;; # about twenty documents: more of them are slow, not deeper
    *) longest=0 ;;       # as the corpus has it
  esac
  if ! "$targets/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len="$longest" \
    -print_final_stats=1 -artifact_prefix="$targets/work/$name-" "$work" "$corpora/$name" \
    >"$targets/work/$name.log" 2>&1; then
    tail -n 60 "$targets/work/$name.log"
    echo "$name: a fault; its input is beside $targets/work/$name.log"
    exit 1
  fi
  grep -E '^stat::(number_of_executed_units|average_exec_per_sec)' "$targets/work/$name.log"
  grep -E ' DONE ' "$targets/work/$name.log" || true
done
