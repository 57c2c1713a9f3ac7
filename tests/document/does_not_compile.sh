#!/usr/bin/env bash
# What must not compile: a schema row whose member is not what its form is read into,
# and a row of kinds.def that lacks something. Beside each stands its sound twin, which
# must compile, so that a case cannot pass for another reason.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

made() { sed -n "s/^$1 = //p" "$top_builddir/Makefile"; }
read -r -a compiler <<<"$(made CC) $(made CORE_CFLAGS) -std=gnu11 -Wall -Wextra -Werror -fsyntax-only"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tests=0
failed=0

result() { # OK NAME
  tests=$((tests + 1))
  if [ "$1" -eq 0 ]; then
    printf 'ok %d - %s\n' "$tests" "$2"
  else
    printf 'not ok %d - %s\n' "$tests" "$2"
    sed 's/^/# /' "$folder/said"
    failed=$((failed + 1))
  fi
}

compiles() { # FILE
  "${compiler[@]}" -I"$folder" -I"$top_srcdir/src" "$1" >"$folder/said" 2>&1
}

# MEMBER ROW WANTED: the row over `struct row { MEMBER }`; WANTED is in the compiler's
# message, or "" where the row must compile.
row() {
  printf '%s\n' '#include "document/kinds/schema_rows.h"' \
    "struct other { int64_t n; };" \
    "struct row { $1 };" \
    'static const struct field nested_fields[] = {{FIELD("n", FIELD_INTEGER, other, n)}};' \
    'static SCHEMA(nested, "nested", other, nested_fields);' \
    "const struct field rows[] = {{$2}};" \
    'const struct schema *use(void);' \
    'const struct schema *use(void) { return &nested; }' >"$folder/row.c"
  if [ -z "$3" ]; then
    compiles "$folder/row.c"
    result $? "$2 over $1 compiles"
  else
    ! compiles "$folder/row.c" && grep -qF -- "$3" "$folder/said"
    result $? "$2 over $1 does not"
  fi
}

row 'int64_t a;' 'FIELD("a", FIELD_INTEGER, row, a)' ''
row 'int32_t a;' 'FIELD("a", FIELD_INTEGER, row, a)' 'row.a is not of FIELD_INTEGER'
row 'int32_t a;' 'FIELD("a", FIELD_VINTAGE, row, a)' ''
row 'int64_t a;' 'FIELD("a", FIELD_VINTAGE, row, a)' 'row.a is not of FIELD_VINTAGE'
row 'const char *a;' 'FIELD("a", FIELD_LINE, row, a)' ''
row 'struct digest a;' 'FIELD("a", FIELD_LINE, row, a)' 'row.a is not of FIELD_LINE'
row 'struct party_id a;' 'FIELD("a", FIELD_ACCOUNT, row, a)' 'row.a is not of FIELD_ACCOUNT'
row 'enum role a;' 'WORD("a", row, a, WORDS_ROLE)' ''
row 'int64_t a;' 'WORD("a", row, a, WORDS_ROLE)' 'row.a is no enum'
row 'struct other a;' 'MAPPING("a", row, a, nested)' ''
row 'struct bilingual a;' 'MAPPING("a", row, a, nested)' 'row.a is not of nested'
row 'size_t a_n; struct other *a;' 'LIST_OF("a", row, a, nested)' ''
row 'size_t a_n; struct bilingual *a;' 'LIST_OF("a", row, a, nested)' 'row.a is not of a list of nested'
row 'int a_n; struct other *a;' 'LIST_OF("a", row, a, nested)' 'row.a_n is not of size_t, a count'
row 'size_t a_n; struct day *a;' 'ITEMS_OF("a", row, a, FIELD_DAY)' ''
row 'size_t a_n; struct digest *a;' 'ITEMS_OF("a", row, a, FIELD_DAY)' 'row.a is not of a list of FIELD_DAY'
row 'size_t a_n; struct named_value *a;' 'VALUES_OF("a", row, a, FIELD_DECIMAL)' ''
row 'size_t a_n; const char **a;' 'VALUES_OF("a", row, a, FIELD_DECIMAL)' 'row.a is not of named values'

# kind NAME SED FILE COMPILES: FILE with kinds.def as sed leaves it.
kind() {
  mkdir -p "$folder/document"
  sed "$2" "$top_srcdir/src/document/kinds.def" >"$folder/document/kinds.def"
  # Included by a path of its own, a source takes its folder's kinds.def no more.
  if [ "$4" = yes ]; then compiles "$top_srcdir/$3"; else ! compiles "$top_srcdir/$3"; fi
  result $? "$1"
  rm -r "$folder/document"
}
# shellcheck disable=SC2016
extra() { printf '$a X(EXTRA, "extra", "", "", %s, extra, extra, PUBLIC, 0, SMALL, ALONE, "", "", "", "")' "$1"; }

for file in src/document/kind.c src/document/schema.c src/rules/decide.c; do
  kind "$file compiles with the kinds as they are" '' "$file" yes
done
kind "a row that lacks its story does not" \
  '/^X(CLOCK,/,/)$/ s/^\t"", "")/\t"")/' src/document/kind.c no
kind "nor one that says of no file whether it may have it" \
  's/^X(CLOCK, \(.*\) ALONE,/X(CLOCK, \1/' src/document/kind.c no
kind "a kind with a body that is there compiles" "$(extra clock)" src/document/schema.c yes
kind "one without a body does not" "$(extra extra)" src/document/schema.c no
printf '#include "tests/document/samples.h"\nconst char *use(void);\nconst char *use(void) { return samples[1]; }\n' \
  >"$folder/use.c"
kind_sample() { # NAME SED COMPILES
  mkdir -p "$folder/document"
  sed "$2" "$top_srcdir/src/document/kinds.def" >"$folder/document/kinds.def"
  "${compiler[@]}" -I"$folder" -I"$top_srcdir/src" -I"$top_srcdir" "$folder/use.c" >"$folder/said" 2>&1
  local status=$?
  if [ "$3" = yes ]; then result "$status" "$1"; else result $((status == 0)) "$1"; fi
  rm -r "$folder/document"
}
kind_sample "the samples compile with the kinds as they are" '' yes
kind_sample "a kind without a sample does not" "$(extra clock)" no

printf '1..%d\n' "$tests"
[ "$failed" -eq 0 ]
