#!/bin/sh
exec "${top_srcdir:?}/scripts/check-symbols" "${top_builddir:?}"
