#!/usr/bin/env bash
# Keys and signatures of other programs and other kinds, given where ccer wants its own: each named
# for what it is, in both languages.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 17

mkdir -p "$work/keys"
small_ledger "$work/ledger.git"
printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$work/a.yaml"
fill "$work/a.yaml" "$operator:operator"
namespace=document@e2e.example

# names NAME REGEX ZH COMMAND...: the command is refused and says REGEX, in Chinese ZH.
names() {
  local name=$1 regex=$2 zh=$3 got=0
  shift 3
  "$@" >"$work/check.out" 2>&1 || got=$?
  if [ "$got" -ne 0 ] && says "$work/check.out" "$regex" >"$work/said" &&
    ! "$1" --lang zh "${@:2}" >"$work/zh.out" 2>&1 && says "$work/zh.out" "$zh" >"$work/said"; then
    ok "$name"
  else
    cat "$work/said" "$work/check.out" "$work/zh.out" >"$work/all" 2>/dev/null
    mv "$work/all" "$work/check.out"
    not_ok "$name" "exit status $got"
  fi
}

# --- signatures ---
must ssh-keygen -q -Y sign -f "$work/keys/operator" -n "$namespace" "$work/a.yaml"
sed 's/$/\r/' "$work/a.yaml.sig" >"$work/crlf.sig"
names "a signature with line ends of Windows" 'CR LF' 'CR LF（Windows' \
  ccer join "$work/a.yaml" "$work/crlf.sig" -o "$work/out"
{ printf '\xef\xbb\xbf'; cat "$work/a.yaml.sig"; } >"$work/bom.sig"
names "a signature with a byte order mark" 'byte order mark' 'BOM' \
  ccer join "$work/a.yaml" "$work/bom.sig" -o "$work/out"
must ssh-keygen -q -t rsa -b 4096 -N '' -f "$work/keys/rsa"
must ssh-keygen -q -Y sign -f "$work/keys/rsa" -n "$namespace" <"$work/a.yaml"
mv "$work/must.out" "$work/rsa.sig"
names "a signature by an RSA key" 'keys of type ssh-rsa' 'ssh-rsa 类型' \
  ccer join "$work/a.yaml" "$work/rsa.sig" -o "$work/out"
must ssh-keygen -q -t ecdsa -N '' -f "$work/keys/ec"
must ssh-keygen -q -Y sign -f "$work/keys/ec" -n "$namespace" <"$work/a.yaml"
mv "$work/must.out" "$work/ec.sig"
names "a signature by an ECDSA key" 'keys of type ecdsa-sha2-nistp256' 'ecdsa-sha2-nistp256 类型' \
  ccer join "$work/a.yaml" "$work/ec.sig" -o "$work/out"
cp "$work/keys/operator.pub" "$work/certified.pub"
cp "$work/keys/operator" "$work/certified"
must ssh-keygen -q -s "$work/keys/mee" -I x -n x "$work/certified.pub"
must ssh-keygen -q -Y sign -f "$work/certified-cert.pub" -n "$namespace" <"$work/a.yaml"
mv "$work/must.out" "$work/certified.sig"
names "a signature by a certificate" 'ssh-ed25519-cert-v01@openssh.com' 'ssh-ed25519-cert-v01@openssh.com' \
  ccer join "$work/a.yaml" "$work/certified.sig" -o "$work/out"
names "a secret key for a signature" 'secret key, to be shown to nobody' '私钥，请勿外传' \
  ccer join "$work/a.yaml" "$work/keys/operator" -o "$work/out"

# --- secret keys ---
secret() { # NAME FILE REGEX ZH
  chmod "${5:-600}" "$2"
  names "$1" "$3" "$4" ccer sign "$work/a.yaml" --key "$2" -o "$work/out"
}
printf -- '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n' >"$work/p8"
secret "a key of PKCS#8" "$work/p8" 'PKCS#8' 'PKCS#8 格式'
printf 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n' >"$work/ppk"
secret "a key of PuTTY" "$work/ppk" 'puttygen FILE' 'PuTTY 的密钥'
must ssh-keygen -q -t rsa -m PEM -N '' -f "$work/keys/pem"
secret "a key of RSA in PEM" "$work/keys/pem" 'RSA, EC or DSA in PEM' 'PEM 格式的 RSA'
secret "a key of RSA" "$work/keys/rsa" 'keys of type ssh-rsa' 'ssh-rsa 类型'
must ssh-keygen -q -t rsa -N secret -f "$work/keys/locked"
secret "a key of RSA with a passphrase" "$work/keys/locked" 'keys of type ssh-rsa' 'ssh-rsa 类型'
secret "a public key for a secret one, of which others may know" "$work/keys/mee.pub" \
  'it is a public key; the secret key is wanted' '这是公钥；此处要私钥' 644
sed 's/$/\r/' "$work/keys/mee" >"$work/crlf"
secret "a secret key with line ends of Windows" "$work/crlf" 'CR LF' 'CR LF（Windows'
cp "$work/keys/mee" "$work/open"
secret "a secret key that others may read" "$work/open" 'chmod 600' '他人可读' 644

# --- public keys ---
names "a public key of ECDSA" 'keys of type ecdsa-sha2-nistp256' 'ecdsa-sha2-nistp256 类型' \
  ccer key public "$work/keys/ec.pub"
sed 's/$/\r/' "$work/keys/mee.pub" >"$work/crlf.pub"
check "a public key with line ends of Windows is read" \
  equal "$(ccer key public "$work/crlf.pub")" "$(ccer key public "$work/keys/mee.pub")"
names "a PEM key for a public one" 'PEM' 'PEM' ccer key public "$work/keys/pem"
