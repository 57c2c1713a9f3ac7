#!/usr/bin/env bash
# What a person's editor makes of a file is named for what it is.
# shellcheck source=tests/faults/lib.sh
. "${top_srcdir:?}/tests/faults/lib.sh"
plan 18
printf 'kind: retirement\nversion: 1\naccount: A-XS7B-QFEG\nunits:\n- {project: A210001, vintage: 2022, first: 1, last: 2}\npurpose: public-interest\n' >"$work/good.yaml"
named() { # NAME REGEX-EN REGEX-ZH COMMAND...: said in both languages
  local name=$1 en=$2 zh=$3
  shift 3
  ccer --lang en "$@" >"$work/en" 2>&1 || true
  ccer --lang zh "$@" >"$work/zh" 2>&1 || true
  cat "$work/en" "$work/zh" >"$work/check.out"
  if grep -Eiq -- "$en" "$work/en" && grep -Eq -- "$zh" "$work/zh"; then ok "$name"; else
    not_ok "$name" "not named"
  fi
}
sed 's/$/\r/' "$work/good.yaml" >"$work/crlf.yaml"
named "lines that end in CR LF" 'CR LF' 'CR LF' check "$work/crlf.yaml"
{ printf '\xef\xbb\xbf'; cat "$work/good.yaml"; } >"$work/bom.yaml"
named "a byte order mark" 'BOM|byte order mark' 'BOM|字节顺序标记' check "$work/bom.yaml"
iconv -f UTF-8 -t UTF-16 "$work/good.yaml" >"$work/utf16.yaml"
named "UTF-16" 'UTF-16' 'UTF-16' check "$work/utf16.yaml"
sed 's/^version: /version：/' "$work/good.yaml" >"$work/colon.yaml"
named "a full-width colon" '：|full-width' '全角|：' check "$work/colon.yaml"
check "at its own line" grep -q 'colon.yaml:2' "$work/en"
sed 's/vintage: 2022, /vintage: 2022，/' "$work/good.yaml" >"$work/comma.yaml"
named "a full-width comma" '，|full-width' '全角|，' check "$work/comma.yaml"
sed 's/last: 2}/last: 65,000}/' "$work/good.yaml" >"$work/thousands.yaml"
named "quoted thousands in a mapping" 'thousand|65,?000|comma' '千|逗号' check "$work/thousands.yaml"
sed 's/^kind: .*/kind: design/' "$work/good.yaml" >"$work/kind.yaml"
named "a kind that is meant" 'project-design' 'project-design' check "$work/kind.yaml"
document=("$demo"/documents/*-retirement.yaml)
named "a signed file given to fill" 'signed' '签名|已签' fill "${document[0]}" --ledger demo.ccer.example/0123456789abcdef0123456789abcdef --as "$buyer:holder"
sed '/^---$/,$d' "${document[0]}" >"$work/body.yaml"
ssh-keygen -q -t rsa -b 2048 -N '' -f "$work/rsa"
ssh-keygen -q -t ecdsa -N '' -f "$work/ec"
named "an RSA key" 'ssh-rsa|RSA' 'ssh-rsa|RSA' sign "$work/body.yaml" --key "$work/rsa" -o "$work/j"
named "an ECDSA key" 'ecdsa' 'ecdsa' sign "$work/body.yaml" --key "$work/ec" -o "$work/j"
printf -- '-----BEGIN %s KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END %s KEY-----\n' \
  PRIVATE PRIVATE >"$work/p8"
chmod 600 "$work/p8"
named "a PKCS#8 key" 'PKCS' 'PKCS' sign "$work/body.yaml" --key "$work/p8" -o "$work/j"
printf 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n' >"$work/putty.ppk"
chmod 600 "$work/putty.ppk"
named "a PuTTY key" 'PuTTY' 'PuTTY' sign "$work/body.yaml" --key "$work/putty.ppk" -o "$work/j"
ssh-keygen -y -f "$demo/keys/buyer-1" >"$work/mine.pub"
named "a public key given to sign" 'public' '公钥' sign "$work/body.yaml" --key "$work/mine.pub" -o "$work/j"
sed 's/$/\r/' "$work/mine.pub" >"$work/crlf.pub"
check "a public key with CR LF is read" ccer key public "$work/crlf.pub"
ssh-keygen -q -Y sign -n document@demo.ccer.example -f "$demo/keys/buyer-1" "$work/body.yaml" 2>/dev/null
sed 's/$/\r/' "$work/body.yaml.sig" >"$work/crlf.sig"
named "a signature with CR LF" 'CR LF' 'CR LF' join "$work/body.yaml" "$work/crlf.sig" -o "$work/j"
ssh-keygen -q -Y sign -n document@demo.ccer.example -f "$work/rsa" <"$work/body.yaml" >"$work/rsa.sig" 2>/dev/null
named "an RSA signature" 'ssh-rsa|RSA' 'ssh-rsa|RSA' join "$work/body.yaml" "$work/rsa.sig" -o "$work/j"
printf 'demo\r\n1\r\nAAAA\r\n\r\n' >"$work/checkpoint"
named "a checkpoint with CR LF" 'CR LF' 'CR LF' audit --ledger "$ledger" --checkpoint "$work/checkpoint"
