#!/bin/sh
# What must be compiled again when a sentence changes: the compiler's own lists of
# dependencies tell how many objects include the texts of errors. Once there were 179.
cd "${top_builddir:?}" || exit 2
most=5
if [ ! -s src/base/.deps/libcore_a-error.Po ] ||
	! grep -q errors.def src/base/.deps/libcore_a-error.Po; then
	echo "1..0 # SKIP configured without dependency tracking"
	exit 0
fi
objects=$(find . -name '*.Po' -exec grep -l 'base/error_texts\.def' {} +)
count=$(printf '%s\n' "$objects" | grep -c .)
echo "1..1"
if [ "$count" -ge 1 ] && [ "$count" -le "$most" ]; then
	echo "ok 1 - a sentence changed recompiles $count of at most $most objects"
else
	printf '%s\n' "$objects" | sed 's/^/# /'
	echo "not ok 1 - a sentence changed recompiles $count objects, at most $most"
	exit 1
fi
