#!/usr/bin/env bash
# What writers and readers of methodologies do with files alone: ccer methodology.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?make check sets it}/tests/e2e/lib.sh"

units=$top_srcdir/registry/units.yaml
sound=$top_srcdir/methodologies/CCER-01-002-V01.yaml
broken=$work/broken.yaml

plan 25

check "the methodologies of the house have no faults" prints '^.*01-001.*: no faults; 14 parameters, 7 equations, 4 examples come out$' \
  '^.*01-002.*: no faults; 6 parameters, 5 equations, 6 examples come out$' -- \
  ccer --lang en methodology check --units "$units" "$top_srcdir"/methodologies/CCER-01-00?-V01.yaml

# One fault each: of the head, a key, a missing member, a symbol and dimensions.
sed -e 's/^status: .*/status: offical/' -e '0,/^- id: offshore/s//- idd: offshore/' \
  -e 's/EG_export - EG_import/EG_export - EG_imporx/' \
  -e 's/EF_OM . w_OM + EF_BM . w_BM/EF_OM * w_OM + w_BM/' "$sound" >"$broken"

every_fault() {
  ! ccer "$@" methodology check --units "$units" "$broken" >"$work/faults" 2>&1 || return 1
  cat "$work/faults"
  for fault in ':/status: field.word' ':/conditions/0/idd: methodology.key' \
    ':/equations/0/expression: formula.unknown' ':/equations/1/expression: formula.units' \
    ':/conditions/0: methodology.missing'; do
    grep -qE "broken.yaml:[0-9]+:[0-9]+$fault" "$work/faults" || return 1
  done
  [ "$(grep -c '^.*broken.yaml:' "$work/faults")" = 5 ]
}
check "five faults are reported at once, with their places" every_fault --lang en
check "their number ends the report" grep -qx '5 faults' "$work/faults"
check "what was meant is suggested" grep -q 'did you mean id?' "$work/faults"
check "in Chinese too" every_fault --lang zh
check_exit "a faulty methodology is exit status 1" 1 \
  ccer methodology check --units "$units" "$broken"
check_exit "an unknown subcommand is exit status 2" 2 ccer methodology chek

# --- diff ---
revised=$work/revised.yaml
sed -e 's/^code: .*/code: CCER-01-002-V02/' -e 's/expression: BE - PE/expression: BE-PE/' \
  -e 's/zh: 年上网电量/zh: 上网电量/' -e 's/^crediting_years_max: 10/crediting_years_max: 12/' \
  -e 's/en: Grid-connected offshore wind power}/en: Offshore wind power}/' "$sound" >"$revised"
check "the same file is no difference, exit status 0" prints '^0 changes of meaning, 0 of wording$' -- \
  ccer --lang en methodology diff "$sound" "$sound" --units "$units"
differences() {
  local got=0
  ccer --lang en methodology diff "$sound" "$revised" --units "$units" "$@" || got=$?
  [ "$got" = 1 ]
}
check "differences are exit status 1" differences
check "meaning and wording are told apart, blanks are neither" \
  prints '^  ~ code: CCER-01-002-V01$' '^    -> 12$' '^head, wording$' '^2 changes of meaning, 1 of wording$' \
  -- differences
check "as JSON" prints '"key": "crediting_years_max"' '"after": "12"' '"wording": \[$' \
  -- differences --json
check_exit "what cannot be read is exit status 3" 3 \
  ccer methodology diff "$sound" "$work/none.yaml" --units "$units"
check_exit "a faulty methodology too" 3 ccer methodology diff "$sound" "$broken" --units "$units"
explained() { # REGEX... -- OPTION...
  local regexes=()
  while [ "$1" != -- ]; do regexes+=("$1"); shift; done
  shift
  prints "${regexes[@]}" -- ccer methodology explain --units "$units" "$@" "$sound"
}
check "a methodology is written out in English" explained 'Net electricity delivered' \
  'BE_y = EG_.PJ,y. × EF_.grid,CM,y. +\(1\)$' -- --lang en
check "and in Chinese" explained '净上网电量' '^适用条件$' -- --lang zh
check "as a page with MathML" explained '^<html lang="zh-CN">$' '<msub><mi>ER</mi>' '^</html>$' -- \
  --lang zh --html -

widest() { # the columns of the longest line of a file, what is not ASCII left out
  tr -cd '\n -~' <"$1" | awk '{ if (length($0) > most) most = length($0) } END { print most }'
}
explain=(--lang en methodology explain --units "$units" "$sound")
narrow() { COLUMNS=60 ccer "${explain[@]}" >"$work/narrow" && [ "$(widest "$work/narrow")" -le 60 ]; }
wide() {
  (unset COLUMNS && ccer "${explain[@]}") >"$work/wide" &&
    [ "$(wc -l <"$work/wide")" -lt "$(wc -l <"$work/narrow")" ] && [ "$(widest "$work/wide")" -gt 60 ]
}
terminal() { # COLUMNS [NAME=VALUE]: a terminal of that width shows what 60 columns hold
  script -qec "stty cols $1 rows 24; env -u COLUMNS ${2:-} $top_builddir/ccer ${explain[*]}" /dev/null \
    </dev/null | tr -d '\r' | diff - "$work/narrow"
}
check "no line is wider than COLUMNS says" narrow
check "without it and without a terminal there are 80 columns" wide
check "a terminal's width is asked for" terminal 60
check "COLUMNS goes before it" terminal 120 COLUMNS=60
well_formed() {
  local file lang
  for file in "$top_srcdir"/methodologies/*.yaml "$top_srcdir"/tests/data/methodologies/*.yaml; do
    for lang in zh en; do
      ccer methodology explain --units "$units" --lang "$lang" --html "$work/page.html" "$file"
      xmllint --noout --nonet "$work/page.html" || return 1
    done
  done
}
if [ -n "$(command -v xmllint)" ]; then
  check "every page is well-formed, says xmllint too" well_formed
else
  ok "every page is well-formed # SKIP no xmllint"
fi
check_exit "what does not compile is not written out" 1 \
  ccer methodology explain --units "$units" "$broken"

# --- steps that are not exact ---
sed 's/expression: BE - PE/expression: "sqrt(BE * BE + 2 [tCO2^2]) - PE"/' "$sound" >"$work/root.yaml"
root() {
  ccer --lang en calculate --methodology "$work/root.yaml" --units "$units" --year 2023 \
    --set EG_export=10 --set EG_import=0 --row grid.factors:CM=0.5 "$@"
}
check "the text notes it" prints '= 5\.196152422706… tCO2  \(not exact: its low end\)$' -- root
check "JSON has both ends, of such steps only" \
  prints '"lower": "[0-9]+/[0-9]+"' '"upper": "[0-9]+/[0-9]+"' -- root --json
check "so has CSV" prints '^2023,ER,.*,5\.196152422706…,,[0-9]+/[0-9]+,[0-9]+/[0-9]+$' \
  '^2023,BE,.*,5,,,$' -- root --csv
