#!/usr/bin/env bash
# -o replaces an ordinary file by a rename, and nothing else.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 12
statistics() { # FILE
  ccer export statistics --ledger "$ledger" --by province --format csv -o "$1"
}
mkfifo "$work/fifo"
cat "$work/fifo" >"$work/through" &
reader=$!
statistics "$work/fifo" >/dev/null 2>&1 || true
check "a FIFO is still one" test -p "$work/fifo"
kill $reader 2>/dev/null || wait $reader || true
printf 'old\n' >"$work/target"
ln -s "$work/target" "$work/link"
statistics "$work/link" >/dev/null 2>&1 || true
check "a link is still one" test -L "$work/link"
printf 'old\n' >"$work/fixed"
chmod 444 "$work/fixed"
check_exit "a file that may not be written is refused" 3 statistics "$work/fixed"
check "and is as it was" equal "$(cat "$work/fixed")" old
mkdir "$work/folder"
check_exit "a folder is refused" 3 statistics "$work/folder"
check_exit "a folder that is not there" 3 statistics "$work/none/out.csv"
printf 'old\n' >"$work/plain"
ln "$work/plain" "$work/second"
check "an ordinary file is replaced" statistics "$work/plain"
check "by a rename: its other name keeps the old one" equal "$(cat "$work/second")" old
check "nothing else is left beside it" equal "$(find "$work" -maxdepth 1 -name '*plain*' | wc -l)" 1
ln -s /dev/null "$work/null"
check "a link to a device is written through" statistics "$work/null"
check "and stays" test -L "$work/null"
if [ "$(id -u)" -eq 0 ] && mknod "$work/device" c 1 3 2>/dev/null; then
  statistics "$work/device" >/dev/null 2>&1 || true
  check "a device is still one" test -c "$work/device"
else
  ok "a device is still one # SKIP only root makes one"
fi
