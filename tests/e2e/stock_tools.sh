#!/usr/bin/env bash
# Signing and checking with ssh-keygen alone, and a document that passed through it.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 23

# --- an authority whose keys ccer never made ---
mkdir -p "$work/keys"
must ssh-keygen -q -t ed25519 -N '' -C "the operator's own" -f "$work/keys/operator"
check "ccer reads a public key that ssh-keygen made" \
  equal "$(ccer key public "$work/keys/operator")" "$(cut -d' ' -f1-2 "$work/keys/operator.pub")"
check "both name it by the same fingerprint" equal \
  "$(ccer key fingerprint "$work/keys/operator")" \
  "$(ssh-keygen -lf "$work/keys/operator.pub" | cut -d' ' -f2)"
small_ledger "$work/ledger.git"
start_server "$work/ledger.git" || bail "the server does not start"
ccer allowed-signers --ledger "$work/ledger.git" >"$work/allowed" || bail "no list of signers"
namespace=document@e2e.example

# unsigned FILE: a void document of the operator, filled by ccer.
unsigned() {
  printf 'kind: void\nversion: 1\nvoids: %s\n' "$(ccer id document)" >"$1"
  fill "$1" "$operator:operator"
}

# --- filled by ccer, signed by ssh-keygen, joined, sealed ---
unsigned "$work/a.yaml"
check "ssh-keygen signs what ccer filled" \
  ssh-keygen -q -Y sign -f "$work/keys/operator" -n "$namespace" "$work/a.yaml"
check "ccer joins the two" ccer join "$work/a.yaml" "$work/a.yaml.sig" -o "$work/a.signed.yaml"
check "the server seals it" equal "$(post "$work/a.signed.yaml")" 201
ccer sign "$work/a.yaml" --key "$work/keys/operator" -o "$work/a.ours.yaml"
check "ccer's own signature is the same to the byte" cmp "$work/a.ours.yaml" "$work/a.signed.yaml"

# --- signed twice over, by two hands ---
cat >"$work/two.yaml" <<YAML
kind: rules
version: 1
rules: 1
YAML
ccer fill "$work/two.yaml" --ledger "$ledger_id" --now 2026-01-05T01:00:00Z --days 5 \
  --as "$operator:operator" --as "$mee:mee" -o "$work/two.yaml"
cp "$work/two.yaml" "$work/two.mee.yaml"
must ssh-keygen -q -Y sign -f "$work/keys/operator" -n "$namespace" "$work/two.yaml"
check "a key that ccer made signs by ssh-keygen" \
  ssh-keygen -q -Y sign -f "$work/keys/mee" -n "$namespace" "$work/two.mee.yaml"
check "two signatures are joined" ccer join "$work/two.yaml" "$work/two.yaml.sig" \
  "$work/two.mee.yaml.sig" -o "$work/two.signed.yaml"
check "both are shown to hold" equal \
  "$(ccer show "$work/two.signed.yaml" | grep -c '^signature SHA256:.*  fits the text; whose key it is was not compared')" 2
must ccer join "$work/two.yaml" "$work/two.mee.yaml.sig" "$work/two.yaml.sig" -o "$work/two.other.yaml"
check "the order of joining does not matter" cmp "$work/two.signed.yaml" "$work/two.other.yaml"
check_exit "one signature twice is refused" 1 \
  ccer join "$work/two.yaml" "$work/two.yaml.sig" "$work/two.yaml.sig" -o "$work/out.yaml"

# --- split and checked by ssh-keygen ---
must mkdir "$work/split"
check "ccer split says how to check each signature" equal \
  "$(ccer split "$work/two.signed.yaml" --into "$work/split" | grep -c '^ssh-keygen -Y verify ')" 2
check_split() { # NAMESPACE
  local signature party n=0
  for signature in "$work"/split/*.sig; do
    party=$(ssh-keygen -Y find-principals -f "$work/allowed" -s "$signature" | head -n1) || return 1
    ssh-keygen -Y verify -f "$work/allowed" -I "$party" -n "$1" -s "$signature" \
      <"$work/split/two.signed.yaml.doc" || return 1
    n=$((n + 1))
  done
  equal "$n" 2
}
check "ssh-keygen accepts both" check_split "$namespace"
check "what was split is what was signed" cmp "$work/split/two.signed.yaml.doc" "$work/two.yaml"

# --- a key of ccer in ssh-keygen's hands ---
check "ssh-keygen gives the same public half" equal \
  "$(ssh-keygen -y -f "$work/keys/mee" | cut -d' ' -f1-2)" "$(ccer key public "$work/keys/mee")"
cp "$work/keys/mee" "$work/keys/mee-locked"
chmod 600 "$work/keys/mee-locked"
check "ssh-keygen puts a passphrase on it" \
  ssh-keygen -q -p -P '' -N 'a passphrase' -f "$work/keys/mee-locked"
check "a secret key is its owner's alone to read" \
  equal "$(stat -c %a "$work/keys/mee")" 600

# --- what must not pass ---
unsigned "$work/b.yaml"
must ssh-keygen -q -Y sign -f "$work/keys/operator" -n git "$work/b.yaml"
check_exit "join refuses a signature of another namespace" 1 \
  ccer join "$work/b.yaml" "$work/b.yaml.sig" -o "$work/out.yaml"
armoured() { # DOCUMENT SIGNATURE: the two as a file, unchecked
  cat "$1"
  printf -- '---\nsignatures:\n- |\n'
  sed 's/^/  /' "$2"
}
armoured "$work/b.yaml" "$work/b.yaml.sig" >"$work/b.signed.yaml"
check "so does the server" equal "$(post "$work/b.signed.yaml") $(json_member code)" \
  "403 signature.namespace"
rm "$work/b.yaml.sig"
must ssh-keygen -q -Y sign -f "$work/keys/operator" -n "$namespace" "$work/b.yaml"
# An id may begin with any letter, a Z too.
sed -e 's/^voids: Z/voids: Y/' -e t -e 's/^voids: ./voids: Z/' "$work/b.yaml" >"$work/flipped.yaml"
check_exit "join refuses a document with one byte changed" 1 \
  ccer join "$work/flipped.yaml" "$work/b.yaml.sig" -o "$work/out.yaml"
armoured "$work/flipped.yaml" "$work/b.yaml.sig" >"$work/flipped.signed.yaml"
check "so does the server" equal "$(post "$work/flipped.signed.yaml") $(json_member code)" \
  "403 signature.bad"
must ssh-keygen -q -t ed25519 -N '' -C stranger -f "$work/keys/stranger"
rm "$work/b.yaml.sig"
must ssh-keygen -q -Y sign -f "$work/keys/stranger" -n "$namespace" "$work/b.yaml"
armoured "$work/b.yaml" "$work/b.yaml.sig" >"$work/b.stranger.yaml"
check "a key that nobody declared is refused" \
  equal "$(post "$work/b.stranger.yaml") $(json_member code)" "403 signers.unknown-key"
rm "$work/b.yaml.sig"
must ssh-keygen -q -Y sign -f "$work/keys/operator" -n "$namespace" "$work/b.yaml"
armoured "$work/b.yaml" "$work/b.yaml.sig" >"$work/b.good.yaml"
check "the same document well signed is sealed" equal "$(post "$work/b.good.yaml")" 201
