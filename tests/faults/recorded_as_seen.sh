#!/usr/bin/env bash
# What a signer sees is what is recorded: a comment never ends a value, and nothing unseen
# stands at the ends of a text.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 14
serve

hash_in() { # NAME FIRST LINE
  retirement "$work/r.yaml" "$2" "$2" 'purpose: enterprise' "$3" \
    'emission_period: {first: 2024-01-01, last: 2024-12-31}'
  refused "$1" . deliver "$work/r.yaml" "$as_buyer"
}
hash_in "a comment behind a plain value" 141101 'beneficiary: 甲 #1厂'
hash_in "a comment behind a quoted value" 141102 'beneficiary: "甲" # 1厂'
hash_in "a comment behind a block's head" 141103 $'beneficiary: | # 1厂\n  甲'
retirement "$work/r.yaml" 141104 141104 'purpose: public-interest'
sed -i 's/^- {project.*/&   # of 2022/' "$work/r.yaml"
refused "a comment behind a flow mapping" . deliver "$work/r.yaml" "$as_buyer"
sed '/^equations:/,$s/^  expression: \(.*\)$/  expression: \1 #- 1000 [MWh]/' \
  "$top_srcdir/methodologies/CCER-01-002-V01.yaml" >"$work/m.yaml"
check_exit "a comment behind an equation of a methodology" 1 \
  ccer methodology check --units "$top_srcdir/registry/units.yaml" "$work/m.yaml"

n=141110
for escape in '\u3000' '\u00a0' '\u2003' '\u2800' '\ufe0f' '\u3164' '\u200b' '\uffa0'; do
  n=$((n + 1))
  # shellcheck disable=SC2059
  retirement "$work/r.yaml" $n $n 'purpose: enterprise' "$(printf "beneficiary: 甲公司$escape")" \
    'emission_period: {first: 2024-01-01, last: 2024-12-31}'
  refused "$escape at the end of a text" . deliver "$work/r.yaml" "$as_buyer"
done
retirement "$work/r.yaml" 141131 141131 '# a line of its own is no value' 'purpose: public-interest'
check "a comment on a line of its own is taken" deliver "$work/r.yaml" "$as_buyer"
