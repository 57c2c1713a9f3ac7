#!/usr/bin/env bash
# ccer submit believes a receipt that proves this document, and nothing else.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 19
serve
retirement "$work/one.yaml" 141501 141501 'purpose: public-interest'
retirement "$work/two.yaml" 141502 141502 'purpose: public-interest'
must deliver "$work/one.yaml" "$as_buyer"
http "/v1/documents/$(ccer show --hash "$work/one.yaml")/receipt" >"$work/status"
cp "$work/body" "$work/one.proof"
must header "$work/two.yaml" "$buyer:holder"
must ccer sign "$work/two.yaml" --key "$demo/keys/buyer-1" -o "$work/two.yaml"

"$faults_tools/answer" "$work/liar" "$work/lie" &
server_pids+=($!)
for _ in $(seq 100); do [ ! -s "$work/liar" ] || break; sleep 0.05; done
liar=http://127.0.0.1:$(cat "$work/liar")
lie() { # STATUS TYPE BODY-FILE
  printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "$1" "$2" \
    "$(stat -c %s "$3")" | cat - "$3" >"$work/lie"
}
believed() { # NAME: the client must not
  local status=0
  rm -f "$work/r"
  ccer submit --server "$liar" --receipt "$work/r" "$work/two.yaml" >"$work/said" 2>&1 || status=$?
  check "$1: the client ends with 3" equal $status 3
  check "$1: and says why" test -s "$work/said"
  check "$1: no receipt is kept" test ! -e "$work/r"
}
printf '{}' >"$work/b"
lie "201 Created" application/json "$work/b"
believed "an empty object"
printf '<html>log in</html>' >"$work/b"
lie "200 OK" text/html "$work/b"
believed "a page to log in"
printf '' >"$work/b"
lie "301 Moved Permanently" text/html "$work/b"
believed "a redirection"
json_receipt() { # FILE: as a member of the answer
  printf '{"outcome":"sealed","sequence":99,"instant":"2025-12-10T01:00:00.000Z","document":"%s","receipt":"' \
    "$(ccer show --hash "$work/two.yaml")"
  sed ':a;N;$!ba;s/\n/\\n/g' "$1"
  printf '"}'
}
json_receipt "$work/one.proof" | tr -d '\n' >"$work/b"
lie "201 Created" application/json "$work/b"
believed "another document's receipt"
printf 'c2sp.org/tlog-proof@v1\nindex 99\nfake\n' >"$work/fake"
json_receipt "$work/fake" | tr -d '\n' >"$work/b"
lie "201 Created" application/json "$work/b"
believed "a receipt that proves nothing"
printf '{"type":"/problems/x","title":"x","status":422,"detail":"\\u001b[31mred\\u202e","code":"x.y","line":null,"column":null,"path":null,"rule":null,"arguments":{},"zh":"\\u001b[31mred\\u202e","en":"\\u001b[31mred\\u202e"}' >"$work/b"
lie "422 Unprocessable" application/problem+json "$work/b"
ccer submit --server "$liar" "$work/two.yaml" >"$work/said" 2>&1 || true
check "no escape reaches the terminal" never grep -q $'\x1b' "$work/said"
check "and nothing that turns its direction" never grep -q $'\u202e' "$work/said"
check "the true server's receipt is believed" send --receipt "$work/r" "$work/two.yaml"
check "and kept" grep -q '^c2sp.org/tlog-proof@v1' "$work/r"
