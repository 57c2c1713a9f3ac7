#!/usr/bin/env bash
# Requests that readers read differently are refused, on a used connection as on a fresh one.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
n=0
cases=()
# NAME STATUSES BYTES: refused with one of these, as problem+json, and nothing behind it is answered.
add() { cases+=("$1" "$2" "$3"); }
get='GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n'
post_head='POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/yaml\r\n'
add "a NUL begins a header line" 400 'GET /v1/health HTTP/1.1\r\nHost: x\r\n\0\r\n\r\nGET /v1/ledger HTTP/1.1\r\nHost: x\r\n\r\n'
add "a NUL ends a length" 400 "${post_head}"'Content-Length: 2\0000\r\n\r\nabGET /v1/ledger HTTP/1.1\r\nHost: x\r\n\r\n'
add "a NUL in a coding" 400 "${post_head}"'Transfer-Encoding: chunked\0x\r\n\r\n0\r\n\r\n'
add "a NUL behind the version" 400 'GET /v1/health HTTP/1.1\0garbage\r\nHost: x\r\n\r\n'
add "version 4294967295.255" '400|505' 'GET /v1/health HTTP/4294967295.255\r\nHost: x\r\n\r\n'
add "version 1.32" '400|505' 'GET /v1/health HTTP/1.32\r\nHost: x\r\n\r\n'
add "version +1.+1" 400 'GET /v1/health HTTP/+1.+1\r\nHost: x\r\n\r\n'
add "no Host" 400 'GET /v1/health HTTP/1.1\r\n\r\n'
add "two Hosts" 400 'GET /v1/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'
add "a Host that is none" 400 'GET /v1/health HTTP/1.1\r\nHost: a b/c@d\r\n\r\n'
add "obs-fold" 400 'GET /v1/health HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n'
add "a chunk size +b" 400 "${post_head}"'Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n'
add "a chunk size 0x1" 400 "${post_head}"'Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n'
add "a chunk that is no number" 400 "${post_head}"'Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n0\r\n\r\n'
add "a chunk longer than its size" 400 "${post_head}"'Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefghij\r\n0\r\n\r\n'
add "a blank before a colon" 400 'GET /v1/health HTTP/1.1\r\nHost : x\r\n\r\n'
add "two lengths" 400 "${post_head}"'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab'
add "a length and a coding" 400 "${post_head}"'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
add "a length of 22 digits" '413|400' "${post_head}"'Content-Length: 9999999999999999999999\r\n\r\n'
add "a length above the bound that waits for 100" 413 "${post_head}"'Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n'
add "an expectation that nobody knows" 417 "${post_head}"'Content-Length: 1\r\nExpect: foo\r\n\r\na'
plan $((4 * ${#cases[@]} / 3 + 9))
serve
judge() { # NAME STATUS BEFORE: the answers in $work/raw
  local statuses
  statuses=$(grep -ao '^HTTP/[0-9.]* [0-9]*' "$work/raw" | awk '{print $2}' | grep -v 100 | tr '\n' ' ')
  cp "$work/raw" "$work/check.out"
  check "$1: $2, and nothing more is answered" grep -Eq "^$3($2) \$" <<<"$statuses"
  check "$1: as problem+json" test "$(grep -aci '^content-type: application/problem+json' "$work/raw")" -eq 1
}
for ((n = 0; n < ${#cases[@]}; n += 3)); do
  raw "${cases[n + 2]}" 1
  judge "${cases[n]}" "${cases[n + 1]}" ''
  raw "$get${cases[n + 2]}" 1
  judge "${cases[n]}, second on its connection" "${cases[n + 1]}" '200 '
done
raw "${post_head}"'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3;name=value\r\na: \r\n0\r\n\r\n' 2
check "a chunk's extension is passed over" never grep -q ' 413 ' "$work/raw"
raw 'GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: x, close\r\n\r\n'"$get" 2
check "Connection: x, close closes" equal "$(answers)" 1
raw '\r\nGET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' 2
check "an empty line before a request is passed over" equal "$(first_status)" 200
raw "${post_head}"'Content-Length:\t4\r\nConnection: close\r\n\r\na: b' 2
check "a tab before a length is lawful" never grep -Eq ' (400 Bad|415)' <(grep -a 'request.malformed' "$work/raw")
curl -sS -o "$work/body" -D "$work/headers" -H 'Accept-Encoding: gzip' "$url/v1/units?first=50"
check "gzip is answered" grep -qi '^content-encoding: gzip' "$work/headers"
check "Vary is said" grep -qi '^vary: .*accept-language' "$work/headers"
check "a list has an ETag" grep -qi '^etag: ' "$work/headers"
printf 'kind: void\n' | gzip >"$work/coded"
check "a coded body is 415" equal "$(http -H 'Content-Type: text/yaml' -H 'Content-Encoding: gzip' --data-binary @"$work/coded" /v1/documents)" 415
check "OPTIONS is answered" test "$(http -X OPTIONS -H 'Origin: http://a.example' /v1/units)" -lt 300
