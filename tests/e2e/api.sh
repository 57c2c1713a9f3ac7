#!/usr/bin/env bash
# The HTTP interface as docs/api.md describes it, asked by curl and by clients that misbehave.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 114

ledger=$work/ledger.git
small_ledger "$ledger"
cp -r "$ledger" "$work/fork.git"
start_server "$ledger" || bail "the server does not start"

# problem NAME STATUS CODE OPTION... PATH: expects that refusal, as problem+json with all members.
problem() {
  local name=$1 wanted="$2 $3" status
  shift 3
  status=$(http "$@")
  check "$name: $wanted" equal "$status $(json_member code)" "$wanted"
  whole_problem >"$work/whole" 2>&1 || check "$name: a whole problem" cat "$work/whole" /nonexistent
}
whole_problem() {
  says "$work/headers" '^Content-Type: application/problem\+json' '^Content-Language: ' &&
    says "$work/body" '"type": "/problems/' '"title": ' '"status": [45]' '"detail": ' '"code": ' \
      '"line": ' '"column": ' '"path": ' '"rule": ' '"arguments": ' '"zh": ' '"en": '
}
header() { sed -nE "s/^$1: (.*[^[:space:]])[[:space:]]*$/\1/p" "$work/headers"; }

# --- paths, methods, media, queries ---
problem "a path that is not there" 404 request.path /v1/nothing
problem "a method that the path does not take" 405 request.method -X DELETE /v1/documents
check "Allow says which" equal "$(header Allow)" "OPTIONS, POST"
problem "POST to a list" 405 request.method -X POST -d x /v1/projects
check "Allow says GET and HEAD" equal "$(header Allow)" "GET, HEAD, OPTIONS"
check "OPTIONS of a path says the same" equal "$(http -X OPTIONS /v1/projects) $(header Allow)" \
  "204 GET, HEAD, OPTIONS"
check "OPTIONS of all says all" equal \
  "$(http -X OPTIONS --request-target '*' /) $(header Allow)" "204 GET, HEAD, OPTIONS, POST"
problem "a path of two slashes" 404 request.path --path-as-is //v1/health
problem "a compressed body" 415 request.coding -H 'Content-Encoding: gzip' -H 'Content-Type: text/yaml' \
  -d 'a: 1' /v1/documents
problem "another media type" 415 request.media -H 'Content-Type: application/json' -d '{}' /v1/documents
problem "no media type" 415 request.media -H 'Content-Type:' -d 'a: 1' /v1/documents
problem "no body" 400 request.empty -H 'Content-Type: text/yaml' -X POST /v1/documents
head -c 1080000 /dev/zero | tr '\0' 'x' >"$work/large"
problem "too large a body" 413 request.size -H 'Content-Type: text/yaml' -H 'Expect:' \
  --data-binary @"$work/large" /v1/documents
problem "an unknown query parameter" 400 request.query-unknown '/v1/projects?colour=red'
problem "a query parameter twice" 400 request.query-twice '/v1/projects?first=1&first=2'
problem "a malformed query parameter" 400 request.query-form '/v1/projects?first=99'
problem "a malformed sequence" 400 request.path-form /v1/entries/1x
problem "an entry that is not there" 404 entry.none /v1/entries/99
problem "a document that is not there" 404 document.none "/v1/documents/$(printf 'a%.0s' {1..64})"
problem "a project that is not there" 404 project.none /v1/projects/A210009
problem "a party that is not there" 404 party.none /v1/parties/91370600ND0000080G

# --- languages ---
http /v1/nothing >/dev/null
check "English unless asked otherwise" prints '"detail": "there is nothing at' -- cat "$work/body"
http -H 'Accept-Language: zh-CN,zh;q=0.9,en;q=0.5' /v1/nothing >/dev/null
check "Chinese for who prefers it" prints '"detail": "没有这个路径' -- cat "$work/body"
check "and it says so" equal "$(header Content-Language)" zh
http -H 'Accept-Language: en, zh;q=0.1' /v1/nothing >/dev/null
check "English for who prefers that" equal "$(header Content-Language)" en

# --- submitting ---
void_document "$work/void.yaml"
clock_document "$work/clock.yaml" 2026-01-05T02:00:00Z
check "a document is sealed" equal "$(post "$work/void.yaml") $(json_member outcome)" "201 sealed"
sequence=$(json_member sequence)
cp "$work/body" "$work/first"
curl -sS "$url/v1/checkpoint" >"$work/kept"
check "Location names its entry" equal "$(header Location)" "/v1/entries/$sequence"
check "again: repeated" equal "$(post "$work/void.yaml") $(json_member outcome)" "200 repeated"
receipt_line() { grep '"receipt": ' "$1"; }
check "with the same receipt" equal "$(receipt_line "$work/body")" "$(receipt_line "$work/first")"
post "$work/void.yaml" -H 'Accept: text/plain' >/dev/null
cp "$work/body" "$work/receipt"
check "the receipt alone for who wants text" prints '^c2sp.org/tlog-proof@v1$' -- cat "$work/receipt"
http "/v1/entries/$sequence/receipt" >/dev/null
check "the same bytes from its entry" cmp "$work/body" "$work/receipt"
document=$(ccer show --hash "$work/void.yaml")
http "/v1/documents/$document/receipt" >/dev/null
check "and from its document's hash" cmp "$work/body" "$work/receipt"
id=$(sed -n 's/^id: //p' "$work/void.yaml")
printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$work/other.yaml"
fill "$work/other.yaml" "$operator:operator"
sed -i "s/^id: .*/id: $id/" "$work/other.yaml"
must ccer sign "$work/other.yaml" --key "$work/keys/operator" -o "$work/other.yaml"
check "the same id with other bytes is a conflict" \
  equal "$(post "$work/other.yaml") $(json_member code)" "409 document.conflict"
check "a refusal decided is signed" prints '"refusal": "ccer: refusal/1' "BEGIN SSH SIGNATURE" \
  -- cat "$work/body"

# --- dry runs ---
dry() { # FILE
  http -H 'Content-Type: text/yaml' --data-binary @"$1" '/v1/documents?dry_run=true'
}
size() { curl -sS "$url/v1/checkpoint" | sed -n 2p; }
before=$(size)
sed '/^---$/,$d' "$work/clock.yaml" >"$work/unsigned.yaml"
check "a dry run says that it would be sealed" \
  equal "$(dry "$work/unsigned.yaml") $(json_member outcome)" "200 acceptable"
check "without a sequence or receipt" equal "$(json_member sequence)$(json_member receipt)" ""
check "a signed one is refused" equal "$(dry "$work/clock.yaml") $(json_member code)" \
  "400 document.signed"
sed 's/^instant: .*/instant: tomorrow/' "$work/unsigned.yaml" >"$work/faulty.yaml"
printf 'colour: red\ntaste: sweet\n' >>"$work/faulty.yaml"
check "a dry run of three faults" equal "$(dry "$work/faulty.yaml")" 422
check "names all of them" equal "$(sed -n '/"faults"/,$p' "$work/body" | grep -c '"code": ')" 3
check "each with its place" equal "$(sed -n '/"faults"/,$p' "$work/body" | grep -c '"line": [1-9]')" 3
check "and nothing is left of dry runs" equal "$(size)" "$before"
check "what was tried dry is still sealed" equal "$(post "$work/clock.yaml")" 201
public=$(json_member sequence)

# --- who may see what ---
problem "a document that is not public" 403 entry.not-public "/v1/entries/$sequence"
problem "nor by its hash" 403 entry.not-public "/v1/documents/$document"
check "a public one is given as it was sent" equal "$(http "/v1/entries/$public")" 200
check "to the byte" cmp "$work/body" "$work/clock.yaml"
etag=$(header ETag)
check "with an ETag, for ever" equal "$(header Cache-Control | grep -c immutable)" 1
check "which gives 304" equal "$(http -H "If-None-Match: $etag" "/v1/entries/$public")" 304
check "another one does not" equal "$(http -H 'If-None-Match: "x"' "/v1/entries/$public")" 200
http '/v1/entries?from=1&first=1' >/dev/null
check "the index tells no kind of what is not public" \
  prints '"public": false' '"kind": null' "\"document\": \"$document\"" -- cat "$work/body"

# --- lists, compressed, kept, shown elsewhere ---
http /v1/entries >/dev/null
cp "$work/body" "$work/plain"
etag=$(header ETag)
check "a list has a tag" equal "$(http -H "If-None-Match: $etag" /v1/entries)" 304
check "and says on what it depends" equal "$(header Vary)" "Accept, Accept-Encoding, Accept-Language"
check "it may be shown by pages of other sites" equal "$(header Access-Control-Allow-Origin)" "*"
http -H 'Accept-Encoding: gzip' /problems >/dev/null
check "who takes gzip is given it" equal "$(header Content-Encoding)" gzip
check "under a tag of its own" equal "$(header ETag | grep -c -- '-gzip"$')" 1
gunzip <"$work/body" >"$work/unzipped"
http /problems >/dev/null
check "of the same bytes" cmp "$work/unzipped" "$work/body"
check "a code may be in small letters" equal "$(http /v1/projects/a210009) $(json_member code)" "404 project.none"
check "a character may be encoded" equal "$(http /v1/%68ealth)" 200

# --- persons, whose names stay out of the ledger ---
must ccer key identity "$work/identity"
mkdir -m 700 "$work/private"
# withheld VALUE: the mapping of a person's identity.
withheld() {
  printf '%s\n' "$1" | ccer withhold --purpose identity --identity-key "$work/identity" \
    --private "$work/private"
}
person() { # FILE VALUE: a signed party document of that person
  local party identity
  party=$(ccer id party)
  identity=$(withheld "$2") || bail "nothing was withheld"
  must ccer key new "$1.key"
  cat >"$1" <<YAML
kind: party
version: 1
party: $party
type: person
identity: $identity
province: '110000'
threshold: 1
keys: ["$(ccer key public "$1.key")"]
account: $(ccer id account)
YAML
  must ccer fill "$1" --ledger "$ledger_id" --now 2026-01-05T01:00:00Z --days 5 \
    --as "$operator:operator" --as "$party:holder" -o "$1"
  must ccer sign "$1" --key "$work/keys/operator" --key "$1.key" -o "$1"
}
person "$work/person.yaml" '张三 110101199003070038'
person "$work/again.yaml" '张三 110101199003070038'
person "$work/namesake.yaml" '张三 11010119900307002X'
commit=$(sed -nE 's/^identity: \{commit: ([0-9a-f]{64}), tag: [0-9a-f]{64}\}$/\1/p' "$work/person.yaml")
check "a person is registered by what ccer withhold printed" equal "$(post "$work/person.yaml")" 201
check "the same person is not registered again" \
  equal "$(post "$work/again.yaml") $(json_member code)" "409 party.identity-taken"
check "a namesake is another person" equal "$(post "$work/namesake.yaml")" 201
check "the ledger has the commitment" git --git-dir "$ledger" grep -q "$commit" main
check_exit "and not the value" 1 git --git-dir "$ledger" grep -q 110101199003070038 main
check "the value that is kept opens it" prints "^\{commit: $commit\}\$" -- \
  ccer withhold --check "$work/private/$commit"
check "for its keeper's eyes only" equal "$(stat -c %a "$work/private/$commit")" 600
kept() { find "$work/private" -type f | wc -l; }
before=$(kept)
unprinted() { withheld '李四' >/dev/full; }
check_exit "a commitment that could not be printed" 3 unprinted
check "is not kept either" equal "$(kept)" "$before"

# --- every answer is of one checkpoint ---
named() {
  local path wanted
  wanted=$(size)
  for path in projects notices methodologies units retirements duties parties entries \
    ledger health "parties/$operator"; do
    [ "$(http "/v1/$path")" = 200 ] && says "$work/headers" '^Content-Type: application/json' &&
      says "$work/body" '^  "checkpoint": \{$' "^    \"size\": $wanted,\$" || return 1
  done
}
check "every JSON answer names the checkpoint it was read at" named
check "HEAD has GET's length and no body" equal \
  "$(curl -sS -I "$url/v1/ledger" | grep -ic '^content-length: [1-9]')" 1
check "the list of paths is text" equal "$(http /) $(header Content-Type)" "200 text/plain; charset=utf-8"
check "every code is explained" equal "$(http /problems/document.conflict) $(json_member code)" \
  "200 document.conflict"

# --- limits ---
limits() {
  diff <("$top_builddir/ccerd" --help | sed -nE 's/^  ([a-z_]+) +([0-9]+)  .*/\1 \2/p') \
    <(curl -sS "$url/metrics" | sed -nE 's/^ccer_limit_([a-z_]+ [0-9]+)$/\1/p') &&
    [ "$(curl -sS "$url/metrics" | grep -c '^ccer_limit_')" -ge 15 ]
}
check "--help and /metrics show the same limits" limits
check "and what is held now" prints '^ccer_connections [1-9][0-9]*$' '^ccer_body_bytes [1-9][0-9]*$' \
  '^ccer_discarded_total 0$' '^ccer_waiting 0$' '^ccer_healthy 1$' \
  '^ccer_refusals_total\{status="[0-9]+",code="[a-z0-9.-]+"\} [0-9]+$' \
  '^ccer_submission_seconds_bucket\{le="\+Inf"\} [0-9]+$' '^ccer_submission_seconds_sum [0-9]+\.[0-9]{3}$' \
  '^ccer_disk_room_bytes\{of="ledger"\} [0-9]+$' '^ccer_disk_room_bytes\{of="state"\} [0-9]+$' -- curl -sS "$url/metrics"

# --- clients that misbehave ---
address=${url#http://}
port=${address#*:}
# half TEXT: opens a connection as descriptor 5, sends TEXT and nothing more.
half() {
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  printf '%b' "$1" >&5
}
answers() { equal "$(curl -sS --max-time 5 -o "$work/body" -w '%{http_code}' "$url/v1/ledger")" 200; }
half 'GET /v1/led'
check "half a request line stops nobody" answers
exec 5>&-
half 'POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/yaml\r\nContent-Length: 900000\r\n\r\nkind: '
check "half a body stops nobody" answers
exec 5>&-
half 'NONSENSE\r\n\r\n'
check "nonsense stops nobody" answers
exec 5>&-
# raw_problem NAME CODES TEXT: expects such a refusal, alone, then the end of the connection.
raw_problem() {
  half ''
  printf '%b' "$3" >"$work/request"
  cat "$work/request" >&5 || true # in one piece: the answer may come before the end is sent
  timeout 10 cat <&5 >"$work/raw" || true
  exec 5>&-
  sed '1,/^[[:space:]]*$/d' "$work/raw" >"$work/body"
  check "$1: $2" raw_code "$2"
  check "$1: a whole problem" raw_whole
}
# raw_status STATUS TEXT: what is answered behind a first request of the same connection.
raw_status() {
  half "$behind"
  head -n 1 <&5 >/dev/null
  printf '%b' "$2" >"$work/request"
  cat "$work/request" >&5 || true
  timeout 10 cat <&5 >"$work/raw" || true
  exec 5>&-
  grep -a '^HTTP/' "$work/raw" | tail -n 1 | grep -a "^HTTP/1.1 $1 " && ! grep -ai '<html' "$work/raw"
}
raw_code() { # CODES: one answer, of one of them
  json_member code | grep -Ex "$1" && equal "$(grep -c '^HTTP/1' "$work/raw")" 1
}
raw_whole() {
  says "$work/raw" '^HTTP/1.1 400 ' '^Content-Type: application/problem\+json' '^Connection: close' '"zh": ' '"en": '
}
post='POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/yaml\r\n'
behind='GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n'
raw_problem "what is no HTTP" request.malformed 'NONSENSE\r\n\r\n'
raw_problem "two lengths" request.framing \
  "${post}Content-Length: 5\r\nContent-Length: 40\r\n\r\na: 1\n$behind"
# Newer builds of the library below refuse this one themselves.
raw_problem "a length beside an encoding" 'request.framing|request.malformed' \
  "${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$behind"
raw_problem "a request in the body of a GET" request.framing \
  "GET /v1/ledger HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n$behind"
check "a NUL hides nothing" raw_status 400 \
  "POST /v1/documents HTTP/1.1\\r\\nHost: x\\r\\n\\0Content-Length: 2\\r\\n\\r\\n$behind"
check "another version is 505" raw_status 505 'GET / HTTP/2.0\r\nHost: x\r\n\r\n'
check "no host is 400" raw_status 400 'GET / HTTP/1.1\r\n\r\n'
check "a large body is 413 before it comes" raw_status 413 \
  "${post}Content-Length: 9223372036854775808\r\nExpect: 100-continue\r\n\r\n"
idle=()
for _ in {1..60}; do
  exec {fd}<>"/dev/tcp/127.0.0.1/$port"
  idle+=("$fd")
done
check "sixty silent connections stop nobody" answers
for fd in "${idle[@]}"; do exec {fd}>&-; done

# A client that sends a whole document and leaves before the answer.
void_document "$work/left.yaml"
before=$(size)
exec 5<>"/dev/tcp/127.0.0.1/$port"
{
  printf 'POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: text/yaml\r\nContent-Length: %s\r\n\r\n' \
    "$(wc -c <"$work/left.yaml")"
  cat "$work/left.yaml"
} >&5
exec 5>&-
for _ in {1..100}; do
  [ "$(size)" -gt "$before" ] && break
  sleep 0.05
done
check "the document of a client that left is sealed" equal "$(size)" "$((before + 1))"
check "and can be asked for again" equal "$(post "$work/left.yaml") $(json_member outcome)" "200 repeated"
check "once" equal "$(size)" "$((before + 1))"

# Many at once, each of them twice.
for n in {1..8}; do void_document "$work/many$n.yaml"; done
before=$(size)
clients=()
for n in {1..8} {1..8}; do
  curl -sS --max-time 30 -o "$work/many$n.${#clients[@]}" -H 'Content-Type: text/yaml' \
    -H 'Accept: text/plain' --data-binary @"$work/many$n.yaml" "$url/v1/documents" &
  clients+=("$!")
done
for client in "${clients[@]}"; do wait "$client" || true; done
check "eight documents sent twice at once are eight entries" equal "$(size)" "$((before + 8))"
twins() {
  local n
  for n in {1..8}; do cmp "$work/many$n.$((n - 1))" "$work/many$n.$((n + 7))" || return 1; done
}
check "both got the same receipt" twins

# --- an old checkpoint against a newer one ---
check "the ledger still begins with the entries of a kept checkpoint" \
  ccer consistency --server "$url" "$work/kept" -o "$work/newer"
curl -sS "$url/v1/checkpoint" >"$work/newest"
check "the newer one is kept" cmp "$work/newer" "$work/newest"
check "which is consistent with itself" ccer consistency --server "$url" "$work/newer"
sed '3s/^..../AAAA/' "$work/kept" >"$work/forged"
check_exit "a checkpoint that nobody signed is refused" 1 ccer consistency --server "$url" "$work/forged"
# --- what a document has seen of the ledger ---
# seeing FILE: a signed void, filled from the server's checkpoint.
seeing() {
  printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$1"
  must ccer fill "$1" --server "$url" --until 2026-01-10T01:00:00Z --as "$operator:operator" -o "$1"
  cp "$1" "$1.unsigned"
  must ccer sign "$1" --key "$work/keys/operator" -o "$1"
}
seeing "$work/seen.yaml"
check "a document filled from a server names the ledger that it has seen" \
  prints "^seen: \{entries: $(size), root: [0-9a-f]{64}\}\$" -- cat "$work/seen.yaml"
check "and is sealed in it" equal "$(post "$work/seen.yaml")" 201
sed 's/entries: [0-9]*/entries: 999/; s/^kind: void/kind: clock/; s/^voids: .*/instant: 2026-01-08T00:00:00Z/' \
  "$work/seen.yaml.unsigned" >"$work/ahead.yaml"
check "one that has seen more than there is is refused" \
  equal "$(dry "$work/ahead.yaml") $(json_member code)" "409 document.seen-ahead"
problem "a proof up to what is not there" 400 request.query-form '/v1/consistency?from=1&to=999'
problem "a proof backwards" 400 request.query-form '/v1/consistency?from=3&to=2'
stop_server
check "the server stops well" equal "$server_status" 0
# The same genesis and sealing key, another history.
start_server "$work/fork.git" --state "$work/fork.sqlite" || bail "the fork does not start"
for n in 1 2 3; do must post "$work/many$n.yaml"; done
printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$work/unfilled.yaml"
check_exit "whoever saw the first history fills nothing from the other" 3 \
  ccer fill "$work/unfilled.yaml" --server "$url" --as "$operator:operator"
cp "$work/check.out" "$work/finding"
check "and is told why" says "$work/finding" 'client\.behind: WARNING'
export CCER_HOME=$work/known-fork
seeing "$work/fork.yaml"
seeing "$work/fork2.yaml"
check "a document filled in another history is sealed there" equal "$(post "$work/fork.yaml")" 201
check_exit "a history that was rewritten is found" 1 ccer consistency --server "$url" "$work/kept"
cp "$work/check.out" "$work/finding"
check "and named" says "$work/finding" 'audit\.rewritten'
check_exit "so is one that was cut" 1 ccer consistency --server "$url" "$work/newest"
cp "$work/check.out" "$work/finding"
check "and named too" says "$work/finding" 'audit\.shorter'
stop_server
start_server "$ledger" || bail "the server does not start again"
check "what was filled in another history is refused in this one" \
  equal "$(post "$work/fork2.yaml") $(json_member code)" "409 document.seen-other"
check "and the refusal is signed" prints '"refusal": "ccer: refusal/1' -- cat "$work/body"
stop_server
check "the audit finds nothing" ccer audit --ledger "$ledger" --receipt "$work/receipt"
