#!/bin/sh
# Runs every fuzz target over its corpus; one TAP line a target. What a target
# says goes to its log, and as comments when it fails.
set -u
targets=${top_builddir:?}/tests/fuzz
corpora=${top_srcdir:?}/tests/fuzz/corpus
log=$targets/replay-corpus.out
n=0
failed=0

for folder in "$corpora"/*/; do
  name=$(basename "$folder")
  n=$((n + 1))
  if "$targets/fuzz_$name" "$folder"* >"$log" 2>&1; then
    echo "ok $n - $name: $(find "$folder" -type f | wc -l) files"
  else
    tail -n 40 "$log" | sed 's/^/# /'
    echo "not ok $n - $name"
    failed=1
  fi
done
rm -f "$log"
echo "1..$n"
exit "$failed"
