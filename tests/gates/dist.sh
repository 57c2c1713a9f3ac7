#!/bin/sh
exec "${top_srcdir:?}/scripts/check-dist" "${top_builddir:?}/tests/gates/lists"
