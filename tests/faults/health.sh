#!/usr/bin/env bash
# Health says 503 whenever submissions fail, and 200 again when they do not.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 10
serve
n=142000
submit() {
  n=$((n + 1))
  retirement "$work/r.yaml" $n $n 'purpose: public-interest'
  deliver "$work/r.yaml" "$as_buyer"
}
health() { curl -sS -o "$work/body" -w '%{http_code}' "$url/v1/health"; }
ill() { local i; for ((i = 0; i < 40; i++)); do [ "$(health)" != 503 ] || return 0; sleep 0.25; done; return 1; }
well() { local i; for ((i = 0; i < 60; i++)); do [ "$(health)" != 200 ] || return 0; sleep 0.25; done; return 1; }
check "all is well" submit
check "and health says so" equal "$(health)" 200

mv "$ledger" "$work/away"
submit || true
check "the ledger is gone: 503" ill
check "and the refusal has a reason, filled in" never grep -q '[{]' "$work/said"
mv "$work/away" "$ledger"
check "it is back: documents are taken" submit
check "and health says so" well

: >"$ledger/refs/heads/main.lock"
submit || true
check "main is locked: 503" ill
rm "$ledger/refs/heads/main.lock"
check "it is free: documents are taken" submit
if [ "$(id -u)" -eq 0 ] && mkdir "$work/small" && mount -t tmpfs -o size=16m tmpfs "$work/small" 2>/dev/null; then
  stop_server
  cp -a "$ledger" "$work/small/"
  start_server "$work/small/ledger.git" || bail "no server on the small disk"
  dd if=/dev/zero of="$work/small/fill" bs=4k 2>/dev/null || true
  submit || true
  check "the disk is full: 503" ill
  rm "$work/small/fill"
  check "there is room: documents are taken" submit
  stop_server
  umount "$work/small"
else
  ok "the disk is full # SKIP only root mounts a small one"
  ok "there is room # SKIP only root mounts a small one"
fi
