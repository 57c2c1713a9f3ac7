#!/usr/bin/env bash
# Many read over HTTP while the server seals one clock document after the other, each a
# second later than the one before: the time that an answer gives, the last entry of a list
# and the root of the tree all follow from the checkpoint that the answer names.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 6

documents=${DOCUMENTS:-150} readers=4
ledger=$work/ledger.git
small_ledger "$ledger"
start_server "$ledger" --log-level error || bail "the server does not start"
began=1767574800 # 2026-01-05T01:00:00Z, the clock of entry 0
mkdir "$work/documents"
clock_document "$work/first.yaml" 2026-01-05T01:00:01Z
for ((n = 1; n <= documents; n++)); do
  sed -e '/^---$/,$d' -e "s/^id: .*/id: $(printf '%026d' "$n")/" \
    -e "s/^instant: .*/instant: $(date -u -d "@$((began + n))" +%FT%TZ)/" "$work/first.yaml" \
    >"$work/documents/$n.yaml"
  must ccer sign "$work/documents/$n.yaml" --key "$work/keys/operator" -o "$work/documents/$n.yaml"
done

# What was read goes into a file for each reader, one answer on each line.
read_on() { # READER
  local from=0
  while [ ! -e "$work/sealed" ]; do
    curl -s "$url/v1/ledger#[1-20]" | tr -d ' \n' | sed 's/}{"checkpoint/}\n{"checkpoint/g'
    echo
    curl -s "$url/v1/entries?from=$from#[1-5]" | tr -d ' \n' | sed 's/}{"checkpoint/}\n{"checkpoint/g'
    echo
    curl -s "$url/v1/statistics" | tr -d ' \n'
    echo
    from=$(curl -s "$url/metrics" | awk '/^ccer_entries / { print $2 - 1 }')
  done >"$work/read.$1"
}
for ((r = 0; r < readers; r++)); do
  read_on "$r" &
  pids[r]=$!
done
all_sealed() {
  local n
  for ((n = 1; n <= documents; n++)); do
    [ "$(post "$work/documents/$n.yaml")" = 201 ] || { cat "$work/body"; return 1; }
  done
}
check "$documents clock documents are sealed meanwhile" all_sealed
touch "$work/sealed"
wait "${pids[@]}"

cat "$work"/read.* | grep . >"$work/answers"
# SIZE ROOT of every answer.
sed -nE 's/^\{"checkpoint":\{"size":([0-9]+),"root":"([^"]*)"\}.*/\1 \2/p' "$work/answers" >"$work/heads"
check "every answer names its checkpoint" equal "$(wc -l <"$work/heads")" "$(wc -l <"$work/answers")"
echo "# $(wc -l <"$work/answers") answers at $(cut -d' ' -f1 "$work/heads" | sort -u | wc -l) heads"
check "readers saw many heads" test "$(cut -d' ' -f1 "$work/heads" | sort -u | wc -l)" -gt 10
check "a size has one root, whoever reads it" equal "$(sort -u "$work/heads" | cut -d' ' -f1 | uniq -d)" ""

# /v1/ledger: entry n set the clock n seconds ahead.
times() {
  local size time wrong=0 n=0
  while read -r size time; do
    n=$((n + 1))
    [ "$time" = "$((began + size - 1))" ] || wrong=$((wrong + 1))
  done < <(sed -nE 's/^\{"checkpoint":\{"size":([0-9]+),.*"time":"([^"]*)","commit".*/\1 \2/p' "$work/answers" |
    while read -r size time; do echo "$size $(date -u -d "$time" +%s)"; done | sort | uniq)
  echo "$n times, $wrong wrong"
  [ "$n" -gt 10 ] && [ "$wrong" -eq 0 ]
}
check "the ledger's time is that of its checkpoint" times
# A list that is not cut ends with the checkpoint's last entry.
lists() {
  grep '"sequence":' "$work/answers" | grep '"has_next_page":false' >"$work/lists" || true
  sed -nE 's/^\{"checkpoint":\{"size":([0-9]+),.*"sequence":([0-9]+),.*/\1 \2/p' "$work/lists" |
    awk '$2 != $1 - 1 { wrong++ } END { print NR " lists, " wrong + 0 " wrong"; exit !(NR > 10 && !wrong) }'
}
check "a list ends with the last entry of its checkpoint" lists
