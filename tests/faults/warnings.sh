#!/usr/bin/env bash
# A third class beside faults and fine: what is likely wrong is said before it is sealed, and
# nobody seals it unseen.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 31
serve
clock 2025-12-11T01:00:00Z

# --- what stands in the document alone, and what the ledger adds ---

design() { # FILE SED: the demonstration's design, 1 km beside it and changed, with a header
  grep -v '^#' "$top_srcdir/registry/demo/design.yaml" |
    sed -E "/^grid_registration:/d; s/^vvb: .*/vvb: '$ccsc'/; s/latitude: 36.2/latitude: 36.26/; $2" >"$1"
  must header "$1" "$owner:owner"
}
offline() { # NAME CODE SED: `ccer check` says it, without a network, and it is no fault
  design "$work/d.yaml" "$3"
  ccer check "$work/d.yaml" >"$work/said" 2>&1 && status=0 || status=$?
  check "$1: check" says "$work/said" "warning $2:" 'project-design [0-9a-f]{64}'
  check "$1: which is no fault" equal "$status" 0
  tried "$1: a dry run" "$2"
}
tried() { # NAME CODE: a dry run of what is in d.yaml says it
  ccer submit --server "$url" --dry-run --quiet "$work/d.yaml" >"$work/said" 2>&1 || true
  check "$1" says "$work/said" "warning $2:"
}
offline "latitude and longitude swapped" place.swapped \
  "s/^province: .*/province: '650000'/; s/latitude: 36/latitude: 75/; s/longitude: 121/longitude: 39/"
offline "a place outside China" place.outside 's/latitude: 36/latitude: 48/; s/longitude: 121/longitude: 2/'
offline "a place in another province" place.province "s/^province: .*/province: '650000'/"
offline "a year's reductions with a digit too many" expected.leap 's/2027, quantity: 497089/&0/'
offline "years that nothing is expected of" expected.years '/year: 203[0-2]/d'
design "$work/d.yaml" 's/latitude: ([0-9.]+), longitude: ([0-9.]+)/latitude: \2, longitude: \1/'
ccer check "$work/d.yaml" >"$work/said" 2>&1 || true
check "and where no latitude can be so large it is refused, and asked" says "$work/said" 'field.degrees: 121\.302114 .*swapped'
design "$work/d.yaml" 's/^grid: North/grid: 火星/'
tried "an unknown grid" grid.unknown
check "with the grids that are known" says "$work/said" 'it has: .*North'
design "$work/d.yaml" 's/^grid: North/grid: East/'
tried "a grid that is not the province's" grid.province
tried "a registered project close by" place.near
ccer --lang zh submit --server "$url" --dry-run --quiet "$work/d.yaml" >"$work/said" 2>&1 || true
check "in Chinese" says "$work/said" '警示 grid.province: .*不在区域电网'
http -H 'Content-Type: text/yaml' --data-binary @"$work/d.yaml" '/v1/documents?dry_run=true' >"$work/status"
check "for programs with codes and numbers" says "$work/body" '"grid.province"' '"path": ?"/grid"' '"arguments"'

# --- a company's code and name ---

beneficiary() { # FILE CODE NAME
  retirement "$1" 142601 142601 'purpose: enterprise' "beneficiary: $3" "beneficiary_id: '$2'" \
    'emission_period: {first: 2024-01-01, last: 2024-12-31}'
  must header "$1" "$buyer:holder"
  must ccer sign "$1" --key "$demo/keys/buyer-1" -o "$1"
}
beneficiary "$work/r.yaml" "$exchange" 甲公司
check_exit "a company's code beside another name is not sealed unasked" 4 \
  ccer submit --server "$url" "$work/r.yaml" </dev/null
cp "$work/check.out" "$work/said"
check "and is warned of" says "$work/said" 'warning beneficiary.name:' accept-warnings
check "but is with the warning accepted" ccer submit --server "$url" --accept-warnings "$work/r.yaml"

# --- at a terminal, and where it stands afterwards ---

design "$work/d.yaml" "s/^province: .*/province: '650000'/"
must ccer sign "$work/d.yaml" --key "$demo/keys/owner-1" -o "$work/d.yaml"
ask() { # ANSWER: what a person at a terminal answers; the command's own status
  script -qec "$top_builddir/ccer submit --server $url $work/d.yaml" /dev/null <<<"$1" >"$work/said" 2>&1
}
check_exit "a person who says no submits nothing" 4 ask n
check "having seen why" says "$work/said" 'warning place.province:' 'y/N'
check_exit "and who says yes does" 0 ask y
hash=$(ccer submit --server "$url" "$work/d.yaml" 2>/dev/null | grep -oE '[0-9a-f]{64}' || echo none)
for path in "/v1/documents/$hash/warnings" "/v1/projects/$hash"; do
  http "$path" >"$work/status"
  check "${path%%"$hash"*} has it" says "$work/body" '"place.province"'
done
check "so does its status" prints 'place.province' -- ccer status --server "$url" "$hash"
