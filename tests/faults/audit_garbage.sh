#!/usr/bin/env bash
# Nothing that stands where a ledger, a file of it or a proof should be holds the audit for long:
# five seconds of the processor, and no wait for anybody. tests/engine/audit/garbage.sh has more.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 11
# A build with a sanitizer needs more memory than there is.
memory=2000000
(ulimit -v "$memory" && ccer help) >"$work/check.out" 2>&1 || memory=unlimited
fresh() { rm -rf "$work/l.git"; cp -a "$ledger" "$work/l.git"; }
ends() { # NAME [OPTION...]: and not with success
  local name=$1 status=0
  shift
  (
    ulimit -v "$memory"
    ulimit -t 5
    exec timeout -s KILL 60 "$top_builddir/ccer" audit --ledger "$work/l.git" "$@"
  ) >"$work/said" 2>&1 || status=$?
  cp "$work/said" "$work/check.out"
  if [ "$status" -eq 1 ] || [ "$status" -eq 3 ]; then ok "$name"; else not_ok "$name" "exit status $status"; fi
}
git_() { git --git-dir "$work/l.git" "$@"; }
fresh
head=$(git_ rev-parse main)
rm -f "$work/l.git/refs/heads/main" "$work/l.git/packed-refs"
mkfifo "$work/l.git/refs/heads/main"
ends "a FIFO as main"
fresh
rm -f "$work/l.git/objects/${head:0:2}/${head:2}"
mkfifo "$work/l.git/objects/${head:0:2}/${head:2}"
ends "a FIFO as the head's object"
fresh
rm -f "$work/l.git/config"
mkfifo "$work/l.git/config"
ends "a FIFO as the configuration"
fresh
mkfifo "$work/fifo"
ends "a FIFO as a checkpoint" --checkpoint "$work/fifo"
ends "a FIFO as a receipt" --receipt "$work/fifo"
ends "an endless file as a checkpoint" --checkpoint /dev/zero
truncate -s 20G "$work/sparse"
ends "20 GB of nothing as a receipt" --receipt "$work/sparse"
rm "$work/sparse"
check "a shell's own pipe is read" ccer audit --ledger "$work/l.git" \
  --checkpoint <(git_ show main:checkpoint)

# with TREE: the last commit's own page, and the tree beside it.
with() {
  local tree
  tree=$({ git_ ls-tree main && printf '040000 tree %s\tzz\n' "$1"; } | git_ mktree)
  git_ update-ref refs/heads/main "$(git_ cat-file commit "$head" | sed "s/^tree .*/tree $tree/" |
    git_ hash-object -t commit -w --stdin)"
}
leaf() { printf '100644 blob %s\tf\n' "$(printf 'x' | git_ hash-object -w --stdin)" | git_ mktree; }
many() { for ((i = 0; i < 1000; i++)); do printf '040000 tree %s\td%04d\n' "$1" $i; done | git_ mktree; }
tree=$(leaf)
for ((depth = 0; depth < 10; depth++)); do tree=$(many "$tree"); done
with "$tree"
ends "a thousand names of one tree, ten levels deep"
fresh
tree=$(leaf)
for ((depth = 0; depth < 300; depth++)); do tree=$(printf '040000 tree %s\td\n' "$tree" | git_ mktree); done
with "$tree"
ends "a tree three hundred levels deep"
fresh
git_ repack -adq
deltas=$work/l.git/objects/pack/pack-y
same() { for ((i = 0; i < $1; i++)); do printf '%b' "$2"; done; }
{
  printf 'PACK\0\0\0\2\0\0\0\1\164' && same 20 '\001'
  printf '\170\001\001\004\000\373\377\005\005\220\005\000\000\000\000' && same 20 '\000'
} >"$deltas.pack"
{
  printf '\377tOc\0\0\0\2\0\0\0\0' && same 255 '\0\0\0\01' && same 20 '\001'
  printf '\0\0\0\0\0\0\0\014' && same 40 '\000'
} >"$deltas.idx"
git_ update-ref refs/heads/main "$head"
same 20 01 >"$work/l.git/refs/heads/main"
ends "a delta of itself, as the head"
