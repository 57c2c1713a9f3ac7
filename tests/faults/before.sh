#!/usr/bin/env bash
# Builds the commit at which the faults of this folder were met, makes its demonstration, and
# runs every script here against its programs: each must find its fault there, by at least
# one fact that does not hold, or by not ending (FAULTS_SECONDS, 120 each), as where they wait for
# ever on what is no file. Run by `make check-faults-before`; needs the checkout's history.
# Ends in one line, "N passed, N failed": scripts that found their fault, and that did not.
set -euo pipefail
: "${top_srcdir:?make sets it}" "${top_builddir:?make sets it}"
commit=${FAULTS_AT:-4ce765b}
work=$(mktemp -d "${TMPDIR:-/tmp}/ccer-faults.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "building $commit and its demonstration..."
git clone -q "$top_srcdir" "$work/old"
git -C "$work/old" checkout -q "$commit"
(cd "$work/old" && ./autogen.sh && mkdir build && cd build && ../configure -q &&
  make -s -j"$(nproc)" ccer ccerd) >"$work/build.log" 2>&1 || {
  tail -n 20 "$work/build.log"
  exit 1
}
"$work/old/scripts/main-job" "$work/old/build" "$work/demo" >"$work/demo.log" 2>&1 || {
  tail -n 20 "$work/demo.log"
  exit 1
}

found=0 missed=0
for script in "$top_srcdir"/tests/faults/*.sh; do
  name=$(basename "$script" .sh)
  case $name in before | demo | lib) continue ;; esac
  status=0
  timeout -k 5 "${FAULTS_SECONDS:-120}" env "faults_tools=$top_builddir/tests/faults" "faults_demo=$work/demo" \
    "top_builddir=$work/old/build" bash "$script" >"$work/$name.log" 2>&1 || status=$?
  broken=$(grep -c '^not ok' "$work/$name.log" || true)
  printf '%-28s %3s of %3s facts do not hold\n' "$name" "$broken" \
    "$(sed -n 's/^1\.\.//p' "$work/$name.log" | head -n 1)"
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    echo "  and it did not end"
    broken=1
  fi
  if [ "$broken" -gt 0 ]; then found=$((found + 1)); else
    missed=$((missed + 1))
    sed 's/^/  /' "$work/$name.log"
  fi
done
echo "$found passed, $missed failed"
[ "$missed" -eq 0 ]
