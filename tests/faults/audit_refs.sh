#!/usr/bin/env bash
# The audit names what a repository holds beside the ledger, and calls what it cannot read whole
# by its name: that is no finding.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 24
audit() { ccer audit --ledger "$1"; }
git_() { git --git-dir "$work/l.git" "$@"; }
fresh() { rm -rf "$work/l.git"; cp -a "$ledger" "$work/l.git"; }
found() { check_exit "$1" 1 audit "$work/l.git"; }
named() { # NAME REGEX FOLDER: not read, exit status 3, and called what it is
  local status=0
  audit "$3" >"$work/said" 2>&1 || status=$?
  cp "$work/said" "$work/check.out"
  if [ "$status" -ne 3 ]; then
    not_ok "$1" "exit status $status, not 3"
  else
    check "$1" says "$work/said" "$2"
  fi
}

check "the ledger itself" audit "$ledger"
fresh
blob=$(git_ ls-tree -r main | awk '/journal/ && !n++ {print $3}')
other=$(printf 'forged\n' | git_ hash-object -w --stdin)
git_ replace "$blob" "$other"
found "refs/replace of a page"
fresh
git_ replace "$(git_ rev-parse main)" "$(git_ rev-parse main~1)"
git_ pack-refs --all
found "refs/replace of the head, packed"
fresh
git_ rev-parse main >"$work/l.git/info/grafts"
found "info/grafts"
fresh
git_ branch side main~3
found "another branch"
git_ pack-refs --all
found "another branch, packed"
fresh
git_ tag kept main~3
found "a tag"
fresh
git_ update-ref refs/remotes/origin/main main
found "a remote's branch in a bare repository"
fresh
mkfifo "$work/l.git/refs/heads/fifo"
found "a FIFO among the branches"
fresh
git_ update-ref refs/heads/real "$(git_ rev-parse main)"
git_ symbolic-ref refs/heads/main refs/heads/real
found "main as a symbolic ref"
fresh
mv "$work/l.git/refs/heads/main" "$work/l.git/elsewhere" &&
  ln -s ../../elsewhere "$work/l.git/refs/heads/main"
found "main as a link"

git clone -q "$ledger" "$work/clone" 2>/dev/null
check "a clone with a work tree is read" audit "$work/clone"
check "so is its .git" audit "$work/clone/.git"
git -C "$work/clone" branch side
check_exit "a branch more in it is found" 1 audit "$work/clone"
git -C "$work/clone" worktree add -q "$work/tree" side
named "a work tree more is called that" 'names a repository that is elsewhere' "$work/tree"
named "what git keeps of it, too" 'git worktree' "$work/clone/.git/worktrees/tree"
git clone -q --bare --depth 1 "file://$ledger" "$work/shallow.git" 2>/dev/null
named "a shallow clone" 'shallow clone' "$work/shallow.git"
git clone -q --bare --shared "$ledger" "$work/shared.git" 2>/dev/null
named "a shared clone" 'shared clone' "$work/shared.git"
git --git-dir "$work/shared.git" repack -qad && rm "$work/shared.git/objects/info/alternates"
check "made whole as it says, it is read" audit "$work/shared.git"
git clone -q --bare "file://$ledger" "$work/packs.git" 2>/dev/null
git --git-dir "$work/packs.git" multi-pack-index write 2>/dev/null
named "an index of several packs" 'index of several packs' "$work/packs.git"
named "nothing" 'nothing of that name' "$work/none"
mkdir "$work/empty"
named "an empty folder" 'folder is empty' "$work/empty"
named "a folder without a repository" 'no git repository' "$demo"
git --git-dir "$ledger" bundle create -q "$work/bundle" HEAD main
named "a file" 'clone --bare' "$work/bundle"
