#!/usr/bin/env bash
# Whatever stands where a ledger, a file of it or a given proof should be: `ccer audit` ends, within
# five seconds of the processor and a gigabyte of memory, with what it found (exit status 1), with
# why it could not run (3), or, where the garbage is nothing that is read, as if it were not there.
# The ledger is the beginning of the golden one.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

SECONDS_MAX=5 MEMORY_MAX=1000000 PAGES=4
folder=$(mktemp -d "${TMPDIR:-/tmp}/ccer-garbage-XXXXXX") || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99
number=0
failures=0

# A build with a sanitizer needs more memory than there is.
(ulimit -v "$MEMORY_MAX" && "$top_builddir/ccer" help) >/dev/null 2>&1 || MEMORY_MAX=unlimited

# --- the ledger, with every object a file of its own, and packed ---

git clone -q --bare "$top_srcdir/tests/data/golden/rules-1.bundle" golden.git || exit 99
mapfile -t commits < <(git --git-dir golden.git rev-list --reverse main | head -n "$PAGES")
head=${commits[PAGES - 1]}
git init -q --bare -b main loose.git
git --git-dir golden.git pack-objects -q --revs --stdout <<<"$head" >head.pack
git --git-dir loose.git unpack-objects -q <head.pack
git --git-dir loose.git update-ref refs/heads/main "$head"
cp -a loose.git packed.git
git --git-dir packed.git repack -adq
mv packed.git/objects/pack/pack-*.idx p.idx && mv p.idx packed.git/objects/pack/pack-x.idx
mv packed.git/objects/pack/pack-*.pack p.pack && mv p.pack packed.git/objects/pack/pack-x.pack
chmod -R u+w loose.git packed.git
g() { git --git-dir ledger.git "$@"; }
begin() { rm -rf ledger.git kept && cp -a "${1:-loose}.git" ledger.git; }

# ended STATUSES NAME [AUDIT ARGUMENTS]
ended() {
  local wanted=$1 name=$2 status=0
  shift 2
  number=$((number + 1))
  (
    ulimit -v "$MEMORY_MAX" -t "$SECONDS_MAX"
    exec timeout -s KILL 120 "$top_builddir/ccer" audit --ledger ledger.git --json "$@"
  ) >audit.json 2>audit.err || status=$?
  if [[ " $wanted " = *" $status "* ]] && case $status in
    1) grep -q '"code": ' audit.json ;;
    3) [ -s audit.err ] && [ ! -s audit.json ] ;;
    esac then
    printf 'ok %d - %s: %d\n' "$number" "$name" "$status"
    return
  fi
  printf 'not ok %d - %s: exit status %d, not %d\n' "$number" "$name" "$status" "$wanted"
  head -c 4000 audit.json | sed 's/^/# /'
  sed 's/^/# /' audit.err
  failures=$((failures + 1))
}

begin
number=$((number + 1))
if "$top_builddir/ccer" audit --ledger ledger.git >/dev/null; then
  echo "ok $number - the ledger itself"
else
  echo "not ok $number - the ledger itself"
  failures=$((failures + 1))
fi

# --- what is put in the place of something ---

tail -c 3000 head.pack >garbage # bytes without a meaning, the same each time
{ cat garbage garbage garbage | tr -d '\n' && printf '\n\0\n'; } >binary
# An object that inflates to more than any of a ledger.
bomb=$(head -c 100000000 /dev/zero | g -c core.bigFileThreshold=1 hash-object -w --stdin)
mv "ledger.git/objects/${bomb:0:2}/${bomb:2}" bomb

# put FORM PATH
put() {
  local form=$1 path=$2
  case $form in
  cut) head -c $(($(stat -c %s "$path") / 2)) "$path" >cut.tmp && rm -f "$path" && mv cut.tmp "$path" ;;
  longer) printf 'more' >>"$path" ;;
  *)
    rm -rf "$path"
    case $form in
    nothing) ;;
    empty) : >"$path" ;;
    garbage) cp garbage "$path" ;;
    binary) cp binary "$path" ;;
    fifo) mkfifo "$path" ;;
    folder) mkdir "$path" ;;
    file) echo text >"$path" ;;
    zero) ln -s /dev/zero "$path" ;;
    loop) ln -s "$(basename "$path")" "$path" ;;
    nowhere) ln -s nowhere "$path" ;;
    sparse) truncate -s 20G "$path" ;;
    bomb) cp bomb "$path" ;;
    esac
    ;;
  esac
}

# each STATUS PATH FORM...
each() {
  local status=$1 path=$2 form
  shift 2
  for form in "$@"; do
    begin
    put "$form" "ledger.git${path:+/$path}"
    ended "$status" "${path:-the folder}: $form"
  done
}

each 3 '' nothing empty garbage fifo folder zero loop nowhere sparse
each 3 HEAD nothing fifo folder zero loop nowhere sparse binary
each 1 HEAD empty garbage
each 3 config fifo folder zero loop sparse
each 0 config nothing empty garbage nowhere
each 3 packed-refs fifo folder zero loop sparse
each 1 packed-refs garbage binary file
each 3 refs/heads/main fifo folder zero loop sparse binary
each 1 refs/heads/main nothing empty garbage nowhere
each 3 objects nothing file fifo zero loop sparse
each 1 objects folder
each 3 refs nothing file fifo zero loop sparse
each 1 refs folder
each 3 refs/heads file fifo zero loop sparse
each 1 refs/heads nothing folder
each 3 objects/pack file fifo zero loop sparse
each 0 objects/pack nothing folder

object() { printf 'objects/%s/%s' "${1:0:2}" "${1:2}"; }
page=$(g rev-parse "main:journal/00/00/00/03.yaml")
for id in "$head" "$(g rev-parse "main^{tree}")" "$page" "$(g rev-parse main:checkpoint)" "${commits[0]}"; do
  each 1 "$(object "$id")" nothing empty garbage cut longer fifo folder zero loop sparse bomb
done

# --- packs ---

each_packed() {
  local status=$1 path=objects/pack/$2 form
  shift 2
  for form in "$@"; do
    begin packed
    put "$form" "ledger.git/$path"
    ended "$status" "$path: $form"
  done
}
each_packed 1 pack-x.idx nothing empty garbage cut fifo zero
each_packed 1 pack-x.pack nothing empty garbage cut fifo zero bomb
# They are not in memory as a whole, where it is less than they.
each_packed "1 3" pack-x.idx sparse
each_packed "1 3" pack-x.pack sparse
# A pack of objects that are deltas of one another, or of themselves: pack IDS-OF-BASES...
# The names of the objects are 11.., 22.. and so on; each is a delta of the base that is given.
oct() { printf '\\%03o' "$@"; }
word() { printf '%b' "$(oct $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)))"; }
name() { local i; for ((i = 0; i < 20; i++)); do printf '%b' "$(oct "$1")"; done; }
deltas() {
  local n=$# i base at=12 offsets=()
  {
    printf 'PACK' && word 2 && word "$n"
    for base in "$@"; do
      offsets+=("$at")
      # A delta of four bytes: 5 bytes become 5. In zlib's form, stored.
      printf '%b' "$(oct 116)" && name "$base"
      printf '\170\001\001\004\000\373\377\005\005\220\005\000\000\000\000'
      at=$((at + 1 + 20 + 15))
    done
    name 0
  } >ledger.git/objects/pack/pack-y.pack
  at=12
  {
    printf '\377tOc' && word 2
    for ((i = 0; i < 256; i++)); do word $((i < n ? i : n)); done
    for ((i = 1; i <= n; i++)); do name "$i"; done
    for ((i = 1; i <= n; i++)); do word 0; done
    for ((i = 0; i < n; i++)); do word $((12 + 36 * i)); done
    name 0 && name 0
  } >ledger.git/objects/pack/pack-y.idx
}
begin && deltas 1
ended 1 "a delta of itself"
begin && deltas 2 1
ended 1 "two deltas of each other"
begin && deltas 2 3 4 5 1
ended 1 "five in a circle"

# --- trees: beside the page of the last commit ---

# with TREE-ENTRIES (of git mktree): the last commit's tree with them
with() {
  local tree
  tree=$({ g ls-tree main && cat; } | g mktree --missing)
  g cat-file commit "$head" | sed "s/^tree .*/tree $tree/" | g hash-object -t commit -w --stdin >id
  g update-ref refs/heads/main "$(cat id)"
}
# raw MODE NAME: one entry more, whatever git thinks of it
raw() {
  local tree
  tree=$({
    g cat-file tree "main^{tree}" && printf '%s %s\0' "$1" "$2" &&
      g cat-file tree "main^{tree}" | tail -c 20
  } | g hash-object -t tree -w --stdin --literally)
  g cat-file commit "$head" | sed "s/^tree .*/tree $tree/" | g hash-object -t commit -w --stdin >id
  g update-ref refs/heads/main "$(cat id)"
}
blob() { printf x | g hash-object -w --stdin; }
many() { # TREE: a tree that names it a thousand times
  local i
  for ((i = 0; i < 1000; i++)); do printf '040000 tree %s\td%04d\n' "$1" "$i"; done | g mktree
}
bush() { # LEVELS TREE
  local tree=$2 i
  for ((i = 0; i < $1; i++)); do tree=$(many "$tree"); done
  printf '040000 tree %s\tzz\n' "$tree" | with
}
begin && bush 10 "$(printf '100644 blob %s\tf\n' "$(blob)" | g mktree)"
ended 1 "a thousand names of one tree, ten levels deep"
begin && bush 10 "$(g mktree </dev/null)"
ended 1 "the same, and nothing in it"
begin && bush 3 "$(printf '100644 blob %s\tf\n' "$(blob)" | g mktree)"
ended 1 "a thousand names of one tree, three levels deep"
import() { # fast-import's files as a commit; its tree as zz
  { printf 'commit refs/heads/import\ncommitter a <a@b> 0 +0000\ndata 1\nx\n' && cat; } |
    g fast-import --quiet >/dev/null 2>&1
  printf '040000 tree %s\tzz\n' "$(g rev-parse 'refs/heads/import^{tree}')" | with
  g update-ref -d refs/heads/import
}
begin
printf 'M 100644 inline %sf\ndata 1\nx\n' "$(printf 'd/%.0s' {1..1500})" | import
ended 1 "a path of 1,500 folders"
begin
for ((i = 0; i < 100000; i++)); do printf 'M 100644 inline d%03d/f%d\ndata 1\nx\n' $((i % 1000)) "$i"; done | import
ended 1 "a hundred thousand files"
begin && printf '040000 tree %s\tzz\n' "$(g mktree </dev/null)" | with
ended 1 "an empty folder"
begin && printf '120000 blob %s\tzz\n' "$(blob)" | with
ended 1 "a symbolic link"
begin && printf '160000 commit %s\tzz\n' "$head" | with
ended 1 "a submodule"
begin && printf '100755 blob %s\tzz\n' "$(blob)" | with
ended 1 "a program"
begin && printf '040000 tree %s\tzz\n' 1111111111111111111111111111111111111111 | with
ended 1 "a folder that is not there"
for entry in '100644 ..' '100644 .git' '40000 ..' '100644 a/b' '100644 a' '100664 zz' '0 zz' '777777777777 zz' \
  '100644 ' 'x zz' "100644 $(head -c 5000 /dev/zero | tr '\0' n)"; do
  begin && raw "${entry%% *}" "${entry#* }"
  ended 1 "a name of a tree, ${entry:0:40}"
done

# --- commits ---

# commit: standard input is the head
commit() {
  g hash-object -t commit -w --stdin --literally >id
  cp id ledger.git/refs/heads/main # git refuses what is none
}
body() { g cat-file commit "$head"; }
begin && body | sed '/^tree /d' | commit
ended 1 "a commit without a tree"
begin && body | sed "s/^parent .*/&\n&/" | commit
ended 1 "a commit with its parent twice"
begin && body | sed "s/^parent .*/parent $page/" | commit
ended 1 "a commit whose parent is a file"
begin && body | sed "s/^tree .*/tree $page/" | commit
ended 1 "a commit whose tree is a file"
begin && body | head -c 300 | commit
ended 1 "a commit cut short"
begin && { body && printf '\0'; } | commit
ended 1 "a NUL in a commit"
begin && { body && head -c 30000000 /dev/zero | tr '\0' x; } | commit
ended 1 "a commit of 30 MB"
begin && body | sed "s/^author .*/&\nauthor x <x> 0 +0000/" | commit
ended 1 "two authors"
begin && body | sed 's/^page .*/page 999999999999: x/' | commit
ended 1 "a page that is far away"
begin && : | commit
ended 1 "an empty commit"
begin && commit <garbage
ended 1 "a commit of garbage"
begin && { body | sed '/^$/,$d' && for ((i = 0; i < 100000; i++)); do echo "parent $page"; done; } | commit
ended 1 "a hundred thousand parents"
begin && echo "$page" >ledger.git/refs/heads/main
ended 1 "a file as the head"
begin && g rev-parse "main^{tree}" >tree && cp tree ledger.git/refs/heads/main
ended 1 "a tree as the head"
begin && printf 'object %s\ntype commit\ntag t\ntagger a <a@b> 0 +0000\n\nx\n' "$head" |
  g hash-object -t tag -w --stdin >id && cp id ledger.git/refs/heads/main
ended 1 "a tag as the head"

# --- refs ---

begin && for ((i = 0; i < 10000; i++)); do echo "$head refs/tags/t$i"; done >ledger.git/packed-refs
ended 1 "ten thousand tags, packed"
begin && mkdir -p ledger.git/refs/tags && (cd ledger.git/refs/tags && for ((i = 0; i < 5000; i++)); do echo "$head" >"t$i"; done)
ended 1 "five thousand tags"
begin && mkdir -p "ledger.git/refs/$(printf 'd/%.0s' {1..300})" && echo x >"ledger.git/refs/$(printf 'd/%.0s' {1..300})x"
ended 1 "a ref within three hundred folders"
begin && ln -s .. ledger.git/refs/round
ended 1 "a link that leads round"
begin && mkfifo ledger.git/refs/heads/fifo
ended 1 "a FIFO among the refs"
begin && printf 'ref: refs/heads/\377\033[2J\n' >ledger.git/HEAD
ended 1 "bytes that are no text in HEAD"
begin && printf 'ref: refs/heads/\377\033[2J\n' >ledger.git/refs/heads/main
ended 1 "bytes that are no text in main"
begin && raw 100644 "$(printf 'zz\377\033[2J')"
ended 1 "bytes that are no text in a tree"

# --- what is given ---

begin
for option in --checkpoint --receipt; do
  for form in nothing fifo folder zero loop nowhere sparse; do
    put "$form" kept
    ended 3 "$option: $form" "$option" kept
  done
  for form in empty garbage binary; do
    put "$form" kept
    ended 1 "$option: $form" "$option" kept
  done
  g show main:checkpoint | sed 's/$/\r/' >kept
  ended 1 "$option: lines that end in CR LF" "$option" kept
done

printf '1..%d\n' "$number"
exit $((failures > 0))
