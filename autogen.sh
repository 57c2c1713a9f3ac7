#!/bin/sh
# Makes configure from configure.ac; needs autoconf, automake and pkg-config.
set -eu
cd "$(dirname "$0")"
mkdir -p build-aux
autoreconf --install --force
