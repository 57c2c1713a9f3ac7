# shellcheck shell=bash
# shellcheck disable=SC2034 # the parties' codes are for the tests
# What the tests of faults share. Each script here is one fault that a user, an attacker or
# an auditor met at commit 4ce765b, asked from outside: by the two programs, a socket and
# stock tools alone, so that `make check-faults-before` can run it against the programs of
# that commit, where it must fail. The ledger is a copy of the main job's.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
export HOME=$work
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME

: >"$work/check.out"
faults_tools=${faults_tools:-$top_builddir/tests/faults}
made=${faults_demo:-$top_builddir/tests/faults/demo}
demo=$work/demo
[ -d "$made/ledger.git" ] || bail "no demonstration at $made"
cp -a "$made" "$demo"
ledger=$demo/ledger.git
sealing_key=$demo/keys/sealing

operator=12100000ND0000013E
mee=11100000ND0000021C
samr=11100000ND000003X4
exchange=91110000ND00000480
cea=91420100ND00000568
province=11370000ND00000644
owner=91370687ND0000072N
buyer=91370600ND0000080G
ccsc=911101011012963816

serve() { start_server "$ledger" || bail "the server does not start"; }
account_of() { sed -n 's/^account: //p' "$demo"/documents/*-party-"$1".yaml; }
has_option() { grep -q -- "$2" < <(ccer help "$1" 2>&1); }

# header FILE PARTY:ROLE...: gives a body its header, in place.
header() {
  local file=$1 as=() signer
  shift
  for signer in "$@"; do as+=(--as "$signer"); done
  ccer fill "$file" --server "$url" "${as[@]}" -o "$file"
}

# send FILE: submits what is signed, warnings accepted where the client knows them.
send() {
  local options=()
  has_option submit accept-warnings && options=(--accept-warnings)
  ccer submit --server "$url" "${options[@]}" "$@"
}

# deliver FILE PARTY:ROLE=KEY,KEY...: header, signatures, submission; what it says in $work/said.
deliver() {
  local file=$1 signer key signers=() keys=()
  shift
  for signer in "$@"; do
    signers+=("${signer%%=*}")
    for key in $(tr , ' ' <<<"${signer#*=}"); do keys+=(--key "$demo/keys/$key"); done
  done
  { header "$file" "${signers[@]}" && ccer sign "$file" "${keys[@]}" -o "$file" &&
    send "$file"; } >"$work/said" 2>&1
}
as_buyer="$buyer:holder=buyer-1"
as_owner="$owner:holder=owner-1"
as_operator="$operator:operator=operator-1,operator-2"
as_exchange="$exchange:exchange=exchange-1,exchange-2"

# retirement FILE FIRST LAST [LINE...]: a body of the buyer's.
retirement() {
  local file=$1 first=$2 last=$3
  shift 3
  printf 'kind: retirement\nversion: 1\naccount: %s\nunits:\n- {project: A210001, vintage: 2022, first: %s, last: %s}\n' \
    "$(account_of buyer)" "$first" "$last" >"$file"
  printf '%s\n' "$@" >>"$file"
}

# said CODE: the last delivery was refused with that code.
said() { says "$work/said" "$1"; }
refused() { # NAME REGEX COMMAND...: the delivery fails and says so
  local name=$1 regex=$2
  shift 2
  if "$@"; then
    cp "$work/said" "$work/check.out"
    not_ok "$name" "it was taken"
  else
    check "$name" says "$work/said" "$regex"
  fi
}
never() { ! "$@"; }
unchanged() { # FILE: as it was when its sum was kept in FILE.sum
  sha256sum --status -c "$1.sum"
}

# clock INSTANT: moves the ledger's simulated clock.
clock() {
  printf 'kind: clock\nversion: 1\ninstant: %s\n' "$1" >"$work/clock.yaml"
  deliver "$work/clock.yaml" "$as_operator" || bail "the clock does not move: $(cat "$work/said")"
}

# new_party CODE KEY NAME [LINE...]: a party of that name with a key of that name.
new_party() {
  local code=$1 key=$2 name=$3
  shift 3
  [ -e "$demo/keys/$key" ] || ccer key new "$demo/keys/$key" >/dev/null
  {
    printf 'kind: party\nversion: 1\nparty: %s\ntype: organisation\nname: {zh: %s}\n' "$code" "$name"
    printf "province: '370000'\nthreshold: 1\nkeys: [\"%s\"]\naccount: %s\n" \
      "$(ccer key public "$demo/keys/$key")" "$(ccer id account)"
    [ $# -eq 0 ] || printf '%s\n' "$@"
  } >"$work/party-$key.yaml"
  deliver "$work/party-$key.yaml" "$as_operator" "$code:holder=$key"
}

# uscc REGION8 BODY8: a unified social credit code of these with both its check characters.
uscc() {
  local alphabet=0123456789ABCDEFGHJKLMNPQRTUWXY weights=(3 7 9 10 5 8 4 2) sum=0 weight=1 i at code
  for ((i = 0; i < 8; i++)); do sum=$((sum + ${2:i:1} * weights[i])); done
  case $((11 - sum % 11)) in
    10) code=$1$2X ;;
    11) code=$1${2}0 ;;
    *) code=$1$2$((11 - sum % 11)) ;;
  esac
  sum=0
  for ((i = 0; i < 17; i++)); do
    at=${alphabet%%"${code:i:1}"*}
    sum=$(((sum + ${#at} * weight) % 31))
    weight=$((weight * 3 % 31))
  done
  printf '%s%s\n' "$code" "${alphabet:$(((31 - sum) % 31)):1}"
}

# raw BYTES [SECONDS]: sends them (a printf format) on a connection of its own; what came is in $work/raw.
raw() {
  local host=${url#http://}
  exec 9<>"/dev/tcp/${host%:*}/${host#*:}" || return 1
  # shellcheck disable=SC2059 # a format is what is given
  printf -- "$1" >&9
  timeout "${2:-3}" cat <&9 >"$work/raw" || true
  exec 9>&- 9<&-
}
answers() { grep -ac '^HTTP/1\.1 [1-5]' "$work/raw" || true; }
first_status() { sed -n '1s/^HTTP\/1\.1 \([0-9]*\).*/\1/p' "$work/raw"; }
