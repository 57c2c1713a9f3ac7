#!/bin/sh
exec "${top_srcdir:?}/scripts/check-core" "${top_builddir:?}/libcore.a"
