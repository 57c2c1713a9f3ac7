#!/usr/bin/env bash
# A second reader of YAML sees what we see, and one key is refused everywhere alike.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 12
serve
yaml_refused() { # NAME SED: a good retirement, changed
  retirement "$work/y.yaml" 142501 142501 'purpose: enterprise' 'beneficiary: "甲公司"' \
    'emission_period: {first: 2024-01-01, last: 2024-12-31}'
  must header "$work/y.yaml" "$buyer:holder"
  sed -i "$2" "$work/y.yaml"
  check_exit "$1" 1 ccer check "$work/y.yaml"
}
yaml_refused "?project is not the key project" 's/{project/{?project/'
yaml_refused "? project is a complex key" 's/{project/{? project/'
yaml_refused "a comment glued to a quoted value (SU5Z)" 's/^beneficiary: "甲公司"/beneficiary: "甲公司"#c/'
yaml_refused "a comment glued to a block's head (X4QW)" 's/^beneficiary: .*/beneficiary: >#c\n  甲公司/'
yaml_refused "a comment glued to a flow's comma (CVW2)" 's/, vintage/,#c\n  vintage/'
yaml_refused "a comment glued to a flow's end" 's/}$/}#c/'
yaml_refused "blanks deeper than the first line (S98Z)" 's/^beneficiary: .*/beneficiary: >\n \n  \n   \n # 甲公司/'
yaml_refused "a flow's continuation at the margin (9C9N)" 's/^emission_period: {/emission_period: {\n/'
yaml_refused "a quoted text's continuation at the margin (QB6E)" 's/^beneficiary: .*/beneficiary: "甲\n公司"/'
yaml_refused "a dash alone in a flow (YJV2)" 's/^units:/units: [-]/; /^- {/d'
yaml_refused "a lone dash in a flow of two (G5U8)" 's/^units:/units: [-, -]/; /^- {/d'
# A sound key to which a point of order 8 was added: its owner could sign one text two ways.
echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIECkz1xhHXN6LxxvzKhNnKv+2AmH8YalpsV+Ypv/GvJ/ >"$work/torsion.pub"
check_exit "a key with a part of small order" 1 ccer key public "$work/torsion.pub"
