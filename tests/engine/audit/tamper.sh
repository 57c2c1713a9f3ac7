#!/usr/bin/env bash
# A ledger tampered with by stock git alone; `ccer audit` must end with 1 and name the
# check, the page and the path. The ledger is the golden one, as a clone of its bundle.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

folder=$(mktemp -d "${TMPDIR:-/tmp}/ccer-tamper-XXXXXX") || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99
git clone -q --bare "$top_srcdir/tests/data/golden/rules-1.bundle" golden.git || exit 99
mapfile -t commits < <(git --git-dir golden.git rev-list --reverse main)
last=$((${#commits[@]} - 1))
k=$((last - 2)) # the page that is tampered with, most of the time
number=0
failures=0

g() { git --git-dir ledger.git "$@"; }
path_of() { printf 'journal/%02d/%02d/%02d/%02d.yaml' 0 0 $(($1 / 100)) $(($1 % 100)); }

# The page of several entries.
several=
for ((i = 0; i <= last; i++)); do
  entries=$(git --git-dir golden.git show "${commits[i]}:$(path_of "$i")" | grep -c '^sequence: ')
  [ "$entries" -gt 1 ] && several=$i
done

begin() {
  rm -rf ledger.git index
  cp -r golden.git ledger.git
}

# commit N: the raw commit from standard input takes page N's place; later ones follow it.
commit() {
  local i=$1 id
  id=$(g hash-object -t commit -w --stdin --literally)
  for ((i++; i <= last; i++)); do
    id=$(g cat-file commit "${commits[i]}" | sed "s/^parent .*/parent $id/" |
      g hash-object -t commit -w --stdin)
  done
  g update-ref refs/heads/main "$id"
}

# tree N TREE: page N's commit gets another tree and is otherwise as it was.
tree() { g cat-file commit "${commits[$1]}" | sed "s/^tree .*/tree $2/" | commit "$1"; }

# index N ARGUMENTS: page N's tree, changed by git update-index.
index() {
  local n=$1
  shift
  export GIT_INDEX_FILE=$folder/index
  g read-tree "${commits[n]}"
  git --git-dir ledger.git --work-tree "$folder" update-index "$@"
  g write-tree
  unset GIT_INDEX_FILE
}

# page N COMMAND...: page N's bytes are passed through a command.
page() {
  local n=$1 path blob
  shift
  path=$(path_of "$n")
  blob=$(g cat-file blob "${commits[n]}:$path" | "$@" | g hash-object -w --stdin)
  tree "$n" "$(index "$n" --cacheinfo "100644,$blob,$path")"
}

added() { g diff-tree --no-commit-id --name-only --diff-filter=A -r "${commits[$1]}"; }

# found NAME CHECK PAGE [AUDIT ARGUMENTS]: what was done must be found.
found() {
  local name=$1 check=$2 page=$3 status
  shift 3
  number=$((number + 1))
  "$top_builddir/ccer" audit --ledger ledger.git --json "$@" >audit.json 2>audit.err
  status=$?
  if [ "$status" -eq 1 ] && grep -qE "\"page\": ($page)," < <(tr -d '\n' <audit.json |
    sed 's/},/},\n/g' | grep -E "\"check\": \"($check)\""); then
    printf 'ok %d - %s\n' "$number" "$name"
    return
  fi
  printf 'not ok %d - %s (exit %d)\n' "$number" "$name" "$status"
  sed 's/^/# /' audit.json audit.err
  failures=$((failures + 1))
}

begin
number=$((number + 1))
if "$top_builddir/ccer" audit --ledger ledger.git >audit.txt 2>&1; then
  printf 'ok %d - the golden ledger has no finding\n' "$number"
else
  printf 'not ok %d - the golden ledger has no finding\n' "$number"
  sed 's/^/# /' audit.txt
  failures=$((failures + 1))
fi

begin
tree "$k" "$(index "$k" --force-remove "$(added "$k" | head -n1)")"
found "a file is dropped" 'files|page' "$k"

begin
tree "$k" "$(index "$k" --force-remove genesis.yaml)"
found "an older file is dropped" files "$k"

begin
blob=$(echo strange | g hash-object -w --stdin)
tree "$k" "$(index "$k" --add --cacheinfo "100644,$blob,projects/strange.yaml")"
found "a file is added" files "$k"

begin
tree "$k" "$(index "$k" --cacheinfo "100755,$(g rev-parse "${commits[k]}:genesis.yaml"),genesis.yaml")"
found "a mode is changed" files "$k"

begin
tree "$k" "$(index "$k" --cacheinfo "120000,$(g rev-parse "${commits[k]}:checkpoint"),checkpoint")"
found "a file becomes a symbolic link" 'files|checkpoint' "$k"

begin
path=$(path_of "$k")
tree "$k" "$(index "$k" --add --cacheinfo \
  "100644,$(g rev-parse "${commits[k]}:$path"),$(path_of $((k + 50)))" --force-remove "$path")"
found "a page gets another number" page "$k"

begin
copy=$(added "$several" | grep -v ^journal/ | head -n1)
other=$(printf '%s' "$copy" | sed 's|/0\([0-9]*\)-|/7\1-|')
tree "$several" "$(index "$several" --add --cacheinfo \
  "100644,$(g rev-parse "${commits[several]}:$copy"),$other" --force-remove "$copy")"
found "a copy of a document gets another number" files "$several"

begin
g cat-file commit "${commits[k]}" | sed "s/^parent .*/&\nparent ${commits[0]}/" | commit "$k"
found "a commit becomes a merge" history '-1'

begin
g cat-file commit "${commits[k]}" | sed "s/^parent .*/parent ${commits[k - 2]}/" | commit "$k"
found "a page is left out" files "$((k - 1))"

begin
g cat-file commit "${commits[k]}" | sed '/^gpgsig /d; /^ /d' | commit "$k"
found "a commit is not signed" sealed "$k"

begin
ssh-keygen -q -t ed25519 -N '' -C '' -f other
date=$(g show -s --format=%ct "${commits[k]}")
id=$(GIT_AUTHOR_NAME=ccer.test GIT_AUTHOR_EMAIL=sealing@ccer.test GIT_AUTHOR_DATE="$date +0000" \
  GIT_COMMITTER_NAME=ccer.test GIT_COMMITTER_EMAIL=sealing@ccer.test \
  GIT_COMMITTER_DATE="$date +0000" \
  git --git-dir ledger.git -c gpg.format=ssh -c "user.signingkey=$folder/other" commit-tree -S \
  -p "${commits[k - 1]}" -m "$(g show -s --format=%s "${commits[k]}")" "${commits[k]}^{tree}")
g cat-file commit "$id" | commit "$k"
found "a commit is signed with another key" sealed "$k"

begin
page "$k" sed 's/^rules: 1$/rules: 2/'
found "the rules' version is changed" sequence "$k"

begin
page "$k" sed 's/^time: 20../time: 2001/'
found "time moves back" sequence "$k"

# A page of three entries, its entries in another order.
# shellcheck disable=SC2317 # page runs it
entries() { # NUMBER...
  local cut=$folder/entry n
  rm -f "$cut".*
  csplit -s -z -f "$cut." - '/^sequence: /-1' '{*}'
  for n in "$@"; do cat "$cut.0$n"; done
}

begin
page "$several" entries 0 2
found "an entry is dropped" 'page|sequence' "$several"

begin
page "$several" entries 0 1
found "the last entry of a page is dropped" 'files|commit' "$several"

begin
page "$several" entries 1 0 2
found "two entries are swapped" 'page|sequence' "$several"

begin
page "$several" entries 0 0 1 2
found "an entry is there twice" 'page|sequence' "$several"

begin
page "$k" sed 's/^  as: /  as: x/'
found "a document is changed" 'page|document' "$k"

begin
page "$k" sed 's/^changes: 0/changes: 1/; t; s/^changes: ./changes: 0/'
found "what was decided is changed" changes "$k"

begin
g show main:checkpoint >kept
g update-ref refs/heads/main "${commits[k]}"
found "pages at the end are dropped, and somebody kept a checkpoint" witness '-1' --checkpoint kept

begin
g update-ref -d refs/heads/main
found "the branch is gone" history '-1'

begin
echo 'ref: refs/heads/other' >ledger.git/HEAD
found "HEAD names another branch" history '-1'

printf '1..%d\n' "$number"
exit $((failures > 0))
