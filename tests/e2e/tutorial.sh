#!/usr/bin/env bash
# The tutorial is true: every ```sh block of docs/tutorial.md runs, in order, against
# the server that the main job leaves running.
set -euo pipefail
source_folder=${top_srcdir:?}
build=${top_builddir:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/ccer-tutorial.XXXXXX")
server=

stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT

echo 1..2
"$source_folder/scripts/main-job" "$build" "$work/demo" serve >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 1200); do
  grep -q 'keeps running' "$work/serve.log" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if ! grep -q 'keeps running' "$work/serve.log"; then
  sed 's/^/# /' "$work/serve.log"
  echo "not ok 1 - the main job serves"
  exit 1
fi
echo "ok 1 - the main job serves"

awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$source_folder/docs/tutorial.md" \
  >"$work/commands.sh"
url=$(grep -o 'http://[0-9.:]*' "$work/serve.log" | head -n 1)
if (cd "$source_folder" && PATH=$build:$PATH D=$work/demo R=$url LC_ALL=C.UTF-8 \
  bash -euo pipefail -x "$work/commands.sh") >"$work/tutorial.log" 2>&1; then
  echo "ok 2 - every command of the tutorial runs"
else
  tail -n 30 "$work/tutorial.log" | sed 's/^/# /'
  echo "not ok 2 - every command of the tutorial runs"
  exit 1
fi
