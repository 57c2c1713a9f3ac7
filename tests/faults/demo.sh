#!/usr/bin/env bash
# Makes the ledger that the tests of faults copy: the main job's, once a build.
# Usage: demo.sh BUILD-FOLDER DEMO-FOLDER
set -euo pipefail
build=${1:?build folder} demo=${2:?folder to make}
"${top_srcdir:?}/scripts/main-job" "$build" "$demo.part" >"$demo.log" 2>&1 || {
  tail -n 20 "$demo.log"
  exit 1
}
rm -rf "$demo"
mv "$demo.part" "$demo"
