#!/bin/sh
# Fuzzes one target after the other, SECONDS each, from its corpus; new inputs are
# kept next to the programs, in found/. The first fault ends the run.
# Usage: run.sh SECONDS TARGET...
set -eu
seconds=${1:?}
shift
targets=${top_builddir:?}/tests/fuzz
corpora=${top_srcdir:?}/tests/fuzz/corpus

for name in "$@"; do
  name=${name#tests/fuzz/fuzz_}
  found=$targets/found/$name
  mkdir -p "$found"
  printf '== %s, %s seconds\n' "$name" "$seconds"
  case $name in
    replay) longest=48 ;; # about twenty documents: more of them are slow, not deeper
    *) longest=0 ;;       # as the corpus has it
  esac
  if ! "$targets/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len="$longest" \
    -print_final_stats=1 -artifact_prefix="$targets/found/$name-" "$found" "$corpora/$name" \
    >"$targets/found/$name.log" 2>&1; then
    tail -n 60 "$targets/found/$name.log"
    echo "$name: a fault; its input is beside $targets/found/$name.log"
    exit 1
  fi
  grep -E '^stat::(number_of_executed_units|average_exec_per_sec)' "$targets/found/$name.log"
  grep -E ' DONE ' "$targets/found/$name.log" || true
done
