#!/usr/bin/env bash
# The main job as a whole, and everything that it promises, checked again from outside.
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:?}/tests/e2e/lib.sh"
plan 98

demo=$work/demo
check_exit "the main job ends well" 0 \
  "$top_srcdir/scripts/main-job" "$top_builddir" "$demo" run
cp "$work/check.out" "$work/story"
ledger=$demo/ledger.git
git_() { git --git-dir "$ledger" "$@"; }
[ -d "$ledger" ] || bail "the main job made no ledger"

# --- what it says by itself ---
check "it says that nothing was found by the audit" says "$work/story" '^nothing was found$'
check "it shows the refusal's code" says "$work/story" 'offset\.limit'
check "the refusal names limit, used and asked" says "$demo/refused-offset-above-the-limit.txt" \
  'offset limit of 100000 t' '120000 t are asked' 'art\. 29'
check "the refusal shows the line of the document" says "$demo/refused-offset-above-the-limit.txt" \
  '^ +14 \| - \{project: A210001, vintage: 2022, first: 1, last: 120000\}' '^ +\| \^'
check "it issues the nine projects' 9,482,312 t" says "$work/story" \
  '^  total +9482312 +1000$' '^  retired +76000$'
check "the table has them by project, vintage and batch" says "$work/story" \
  '^  A210008 +2020 +1 +66365 +0$' '^  A110002 +2022 +1 +3916 +0$' '^  A210001 +2022 +1 +357373 +1000$'
check "the statistics of the ledger have the same total" prints '"issued": 9482312' -- \
  ccer export statistics --ledger "$ledger" --by vintage --format json
named_ones_are_there() { # documents that pages name by number
  local name
  while read -r name; do
    [ -e "$demo/documents/$name.yaml" ] || {
      echo "no $name" >"$work/check.out"
      return 1
    }
  done < <(grep -ohE '\b[0-9]{3}-[a-z][a-z-]+' "$top_srcdir/README.md" "$top_srcdir/docs/tutorial.md" | sort -u)
}
check "documents that pages name by their number are there" named_ones_are_there
check "it says where it runs what is invented" says "$work/story" 'invented: .*solved back from' 'invented: all of it, the buyer'
check "the 22 comments of the record are played, and say what they are" equal \
  "$(grep -l '^kind: comment$' "$demo"/documents/*.yaml | wc -l) $(grep -l '^text: 占位：' "$demo"/documents/*.yaml | wc -l)" '22 22'
check "75,000 t were used" says "$work/story" 'offset-answer .*75000 t'

# --- stock tools ---
check "fsck finds nothing" git_ fsck --strict --no-progress
check "the genesis and 201 entries are one line of commits" \
  equal "$(git_ rev-list --count main) $(git_ rev-list --count --merges main)" "202 0"

every_commit() {
  local commit
  while read -r commit; do
    git_ -c gpg.format=ssh -c "gpg.ssh.allowedSignersFile=$demo/allowed_signers" \
      verify-commit "$commit" || return 1
  done < <(git_ rev-list main)
}
check "every commit has a good signature for git" every_commit
sed 's/^sealing@/other@/; s/AAAAI[^ ]*/AAAAIFFK+gGLkgEQ8MHKvGq1L6ZjFR1d0e0W1LP2KGMDrYP0/' \
  "$demo/allowed_signers" >"$work/others"
check_exit "another key would not do" 1 git_ -c gpg.format=ssh \
  -c "gpg.ssh.allowedSignersFile=$work/others" verify-commit main

# --- the project's story ---
folder=projects/$(git_ show main:projects/by-code/A210/A210001)
kinds='project-design
notice
validation-report
registration-request
registration-decision
accounting-report
notice
comment
comment
comment
comment
comment
verification-report
reduction-registration-request
reduction-registration-decision
issuance-request
issuance'
told_by_git=$(git_ log --reverse -p main -- "$folder/" | sed -n 's/^+kind: //p')
check "git log -p of its folder shows the documents in order" equal "$told_by_git" "$kinds"
check "their files are numbered in that order" equal \
  "$(git_ ls-tree --name-only main "$folder/" | sed 's/.*\/[0-9]*-//; s/\.yaml$//')" "$kinds"
ccer log --ledger "$ledger" A210001 >"$work/log"
check "ccer log tells the same order" equal \
  "$(sed -nE 's/^20.* entry +[0-9]+ +[0-9a-f]{8} +([a-z-]+) .*/\1/p' "$work/log")" "$kinds"
check "ccer log tells tonnes as issued" says "$work/log" \
  'issuance .*A210001-2022 1-357373 A210001-2023 1-500175 A210001-2024 1-385775'
check_exit "ccer log of no project is refused" 1 ccer log --ledger "$ledger" A210099
trace() { ccer trace --ledger "$ledger" "$1"; }
check "ccer trace of a used tonne begins at the methodology and ends retired" \
  prints ' methodology ' ' offset-answer .*75000' 'A210001-2022-1-75000 +retired' \
  -- trace A210001-2022-1
check "ccer trace of a tonne given back finds it free" \
  prints ' offset-application ' 'A210001-2022-75001-80000 +free' -- trace A210001-2022-75001
check "ccer trace of a range finds its parts" \
  prints '-1-75000 +retired' '-75001-80000 +free' '-80001-140000 +free' '-140001-141000 +retired' \
  -- trace A210001-2022-74001-141000
check_exit "ccer trace of a tonne never issued is refused" 1 trace A210001-2022-357374

# --- the calculation ---
report=$(ccer show --hash "$demo"/documents/*-accounting-report.yaml)
calculate() { ccer calculate --ledger "$ledger" --report "$report" "$@"; }
check "the steps of 2022 come out" prints '579626\.399 - 1820\.416' '577805\.983 \* 0\.6185' \
  '= 357373\.0004855 tCO2' 'floored 357373 tCO2e' -- calculate
check "those of 2023 and 2024 too" prints 'floored 500175' 'floored 385775' -- calculate
check "it is noted that OM and BM were not evaluated" \
  prints 'grid\.factors, column CM, edition 2023, inferred from registrations, not published: not evaluated' -- calculate
check "the steps as JSON" prints '"floored": 357373|357373' -- calculate --json
check "the steps as CSV" prints '357373' -- calculate --csv

# --- raw data ---
derived() { calculate --attachments "$demo/attachments" "$@" 2>&1; }
check "the values of all years come from the readings attached, to the digit" prints \
  '^2022 meters: equal$' '^2023 meters: equal$' \
  '^2024 meters: equal$' '^  sealed: 385775, what if: 385775 tCO2e$' -- derived
check "of one year alone" prints '^2023 meters: equal' 'sealed: 500175, what if: 500175' \
  -- derived --year 2023
check "a value set goes before a derived one" prints 'what if: 493370 tCO2e$' \
  -- derived --year 2023 --set EG_export=800000
raw() { ccer --lang en audit --ledger "$ledger" "$@"; }
check "the audit derives them again, and says what was not attached" prints \
  '^  15 raw-data .* 3  ok$' '^raw data of reports: differs 0, equal 3, not present 0, not attached 45$' \
  '^  A210001   1  2023       meters                 equal  values 2, files 1$' \
  '^  A210008   1  2020-2023  meters                 not attached$' '^  A110.* +1  [0-9-]+  meters, gases, masses +not attached$' -- raw --attachments "$demo/attachments"
check "without the files it says that it did not" prints '^  15 raw-data .* 0  none$' \
  'differs 0, equal 0, not present 3, not attached 45$' -- raw
mkdir "$work/changed"
sed 's/^2022-04-30,1/2022-04-30,2/' "$demo/attachments/readings.csv" >"$work/changed/readings.csv"
check "another file of the same name is not the one" prints 'not present 3,' \
  'meters                 not present  readings.csv, SHA-256 .*changed/readings.csv has its name' \
  -- raw --attachments "$work/changed"
check "the audit in Chinese" prints '^报告的原始数据：不一致 0，一致 3，不在此处 0，报告未附 45$' \
  -- ccer --lang zh audit --ledger "$ledger" --attachments "$demo/attachments"
check "the audit's raw data as JSON" prints '"equal": 3' '"outcome": "equal"' \
  '"outcome": "not-attached"' -- raw --attachments "$demo/attachments" --json
check_exit "a folder that is not there is said" 3 raw --attachments "$work/nowhere"

# --- what if ---
check "a value set shows what changes beside what is sealed" \
  prints '^  EG_PJ .*EG_export - EG_import$' 'sealed: 808690.38 MWh$' \
  '^  sealed: 500175, what if: 493370 tCO2e$' -- calculate --year 2023 --set EG_export=800000
unchanged_steps_are_left_out() {
  ! grep -qE '^  (EF_CM|PE|EG_import) ' < <(calculate --year 2023 --set EG_export=800000)
}
check "steps that do not change are left out" unchanged_steps_are_left_out
printf 'name,value\nEG_export,800000\n' >"$work/values.csv"
check "values of a file too, as JSON" prints '"tonnes": 493370' '"sealed_tonnes": 500175' \
  '"sealed": "808690.38"' -- calculate --year 2023 --values "$work/values.csv" --json
check "a factor of one year changes that year alone" \
  prints 'sealed: 357373, what if: 357373' 'sealed: 500175, what if: 404345' \
  -- calculate --row grid.factors@2023:CM=0.5
check "the same as CSV" prints ',lower,upper,sealed$' '^2023,ER,.*,404345.19,.*,500175.00003$' \
  -- calculate --row grid.factors@2023:CM=0.5 --csv
check_exit "a value of no parameter is refused" 1 calculate --set EG_exported=1
refusal() { # REGEX... -- OPTION...: refused with exit status 1 and nothing but that
  local regexes=() got=0
  while [ "$1" != -- ]; do regexes+=("$1"); shift; done
  shift
  ccer --lang en calculate --ledger "$ledger" "$@" >"$work/refused.out" 2>"$work/refused" || got=$?
  equal "$got $(wc -c <"$work/refused.out")" "1 0" && says "$work/refused" "${regexes[@]}"
}
check "with the parameter that was meant" refusal '^formula.unknown: ' 'did you mean EG_export\?' \
  -- --report "$report" --set EG_exporte=1
check "a column that the report's methodology does not take is refused" \
  refusal '^client.row-column: .* CN .*grid.factors:OM, grid.factors:BM, grid.factors:CM' 'did you mean grid.factors:CM\?' \
  -- --report "$report" --row grid.factors@2023:CN=0.5
check "so is a row of a year that the report does not have" \
  refusal '^client.row-unasked: .* grid.factors@2021; .*grid.factors@2022, grid.factors@2023, grid.factors@2024$' \
  -- --report "$report" --row grid.factors@2021:CM=0.5
check "a report that is none is refused by its own name" refusal "^client.no-report: .*${report//[0-9]/a}" \
  -- --report "${report//[0-9]/a}"
check "a year that the report does not have is refused, with those that it has" \
  refusal '^client.no-report-year: .* 2021; it has 2022, 2023, 2024$' -- --report "$report" --year 2021

# --- what a revised methodology would make of it ---
revised=$work/revised.yaml
sed -e 's/^code: .*/code: CCER-01-002-V02/' -e 's/expression: BE - PE/expression: BE * 0.9 - PE/' \
  "$top_srcdir/methodologies/CCER-01-002-V01.yaml" >"$work/untried.yaml"
{
  sed '/^examples:/,$d' "$work/untried.yaml"
  cat <<'YAML'
examples:
- name: nine tenths of the baseline
  year: 2022
  values: {EG_export: 1000, EG_import: 0}
  rows: {grid.factors: {CM: 0.5}}
  expect: {BE: 500, tonnes: 450}
YAML
} >"$revised"
impact() { ccer --lang en methodology impact "$revised" --ledger "$ledger" "$@"; }
check "nine tenths of the baseline make 8,081,559 t of the 8,979,522 t of offshore wind" \
  prints '^A210001 +1 +2022 +issued +357373 +321635 +-35738$' \
  '^issued +8979522 +8081559 +-897963$' -- impact
check "the impact as JSON" prints '"difference": -897963' '"not_calculated": 0' -- impact --json
untried() { ! ccer --lang en methodology impact "$work/untried.yaml" --ledger "$ledger"; }
untried_is_refused() {
  untried >"$work/refused" 2>&1 && ! grep -q A210001 "$work/refused" &&
    says "$work/refused" 'untried.yaml:[0-9]+:[0-9]+:/examples/0/expect/ER: example.differs: '
}
check "a revision whose own worked examples do not come out is refused, with the place" untried_is_refused
totals() { # the totals of all three are the sum of the rows
  local state got
  impact --csv >"$work/impact.csv" && impact --json >"$work/impact.json" && impact >"$work/impact.txt" || return 1
  for state in issued all; do
    got=$(awk -F, -v s="$state" 'NR > 1 && (s == "all" || $4 == s) { n++; b += $7; a += $8; d += $9 }
      END { print n, b, a, d }' "$work/impact.csv")
    equal "$(tr -d ' ,\n' <"$work/impact.json" |
      sed -nE "s/.*\"$state\":\{\"rows\":([0-9]+)\"not_calculated\":0\"before\":([0-9]+)\"after\":([0-9]+)\"difference\":(-?[0-9]+).*/\1 \2 \3 \4/p")" "$got" || return 1
    equal "$(awk -v s="$state" '$1 == s { print $2, $3, $4 }' "$work/impact.txt")" "${got#* }" || return 1
  done
}
check "the totals of text and JSON are the sum of CSV's rows" totals
impact_in_chinese() {
  ccer --lang zh methodology impact "$revised" --ledger "$ledger" >"$work/printed" &&
    says "$work/printed" '^ +项目 +批次 +年份 +修订前 +修订后 +差额  tCO2e$' '^合计 +8979522 +8081559 +-897963$'
}
check "the impact in Chinese" impact_in_chinese
check "the impact as CSV" prints '^A210001,1,2022,issued,357373,357373,357373,321635,-35738,' \
  -- impact --csv
check "those of another methodology are asked for by its code" \
  prints '^A110002 +1 +2022 +issued +3916 +3524 +-392$' '^all +502790 +452508 +-50282$' -- impact --for CCER-01-001-V01
sed -i 's/EG_import/EG_in/g' "$revised"
check "rows that cannot be calculated are listed with the reason" \
  prints '^A210001 +1 +2022 +issued .*cannot be calculated: .*values.not-a-parameter' \
  '24 rows not calculated' -- impact

# --- the offset-use record ---
record=$(ccer show --hash "$demo"/documents/*-offset-application.yaml)
export_record() {
  ccer export offset-record "$record" --ledger "$ledger" "$@"
}
must export_record --format yaml --sealing-key "$demo/keys/sealing" -o "$work/record.yaml"
check "the record says who used how much of what" says "$work/record.yaml" \
  "^record_id: $record\$" '^kee_uscc: 91370600ND0000080G$' '^used: 75000$' '^cap: 100000$' \
  'serial_last: 80000'
must mkdir -p "$work/split"
must ccer split "$work/record.yaml" --into "$work/split"
check_record() { # NAMESPACE
  local signature
  signature=$(find "$work/split" -name '*.sig')
  ssh-keygen -Y verify -f "$demo/allowed_signers" -I sealing@demo.ccer.example -n "$1" \
    -s "$signature" <"${signature%.[0-9]*.sig}"
}
check "ssh-keygen accepts the sealing key's signature on it" check_record export@demo.ccer.example
check_exit "not as a document's signature" 255 check_record document@demo.ccer.example
check "the record as JSON" prints '"used": 75000' "\"record_id\": \"$record\"" \
  -- export_record --format json
check "the record as CSV" prints "^record_id," "^$record,.*,used,false,75000," \
  -- export_record --format csv
check "all records as CSV" prints "^record_id," "^$record,.*,used,false,75000," \
  -- ccer export offset-records --ledger "$ledger" --format csv
check_exit "an unknown record is refused" 1 \
  ccer export offset-record "${record//[0-9]/a}" --ledger "$ledger" --format json

# --- a server on the same ledger, its state rebuilt ---
sealing_key=$demo/keys/sealing
start_server "$ledger" || bail "the server does not start on the main job's ledger"
lists() { # NAME REGEX...
  prints "${@:2}" -- ccer list "$1" --server "$url"
}
check "ccer list projects" lists projects A210001 registered CCER-01-002-V01
check "ccer list notices" lists notices 2024-09-03 2024-12-04
check "ccer list methodologies" lists methodologies CCER-01-002-V01
check "ccer list units" lists units '2022 .* 140000 +issued' '2022 .* 1000 +retired' '2023 .* 500175 +issued'
check "ccer list retirements" lists retirements 1000 public-interest
check_exit "ccer list offset-records: they are for their parties" 1 ccer list offset-records --server "$url"
check "ccer list duties" ccer list duties --server "$url"
check "ccer list parties" lists parties '91110105739396429N' ' mee +Ecology'
check "ccer list entries" lists entries genesis issuance
check "ccer status of the project" prints registered -- ccer status --server "$url" A210001
check "ccer status of a document" prints '.' -- ccer status --server "$url" "$report"
# --- a report that is tried, and one that claims a tonne too much ---
cat >"$work/report.yaml" <<'YAML'
kind: accounting-report
version: 1
project: A210001
batch: 2
period: {first: 2024-11-01, last: 2024-12-31}
vvb: 911101011012963816
design_conformity: 按项目设计文件实施，无偏离。
meters:
- {parameter: EG_export, serial: M1, accuracy_class: 0.2S, calibration_report: C1, calibrated_on: 2024-02-20, valid_until: 2025-02-19}
- {parameter: EG_import, serial: M2, accuracy_class: 0.2S, calibration_report: C2, calibrated_on: 2024-02-20, valid_until: 2025-02-19}
rows:
- {year: 2024, claim: 73972, values: {EG_export: 120000, EG_import: 400}}
YAML
must ccer fill "$work/report.yaml" --server "$url" --as 91370687ND0000072N:owner -o "$work/report.yaml"
sed 's/claim: 73972/claim: 73973/' "$work/report.yaml" >"$work/too-much.yaml"
steps=('^  EG_PJ +=.* EG_export - EG_import$' '^ += 120000 - 400$' '^ += 119600 MWh$')
declare -A notes=(
  [en]='= 0.6185 tCO2/MWh  \(from table grid.factors, column CM, edition [^:]*: not evaluated\)$'
  [zh]='= 0.6185 tCO2/MWh  \(取自表 grid.factors 的 CM 列，版本 [^：]*：未计算\)$')
tried() { # LANGUAGE FILE: exit status, and what was printed where
  local got=0
  ccer --lang "$1" submit --server "$url" --dry-run "${@:3}" "$2" >"$work/tried" 2>"$work/tried.err" || got=$?
  return "$got"
}
accepted() { tried "$1" "$work/report.yaml" && says "$work/tried" "${steps[@]}" "${notes[$1]}" "${@:2}"; }
refused() {
  local got=0
  tried "$1" "$work/too-much.yaml" || got=$?
  equal "$got" 1 && says "$work/tried" "${steps[@]}" "${notes[$1]}" "$2" && says "$work/tried.err" "$3"
}
check "a report that is tried is shown with every step" accepted en 'would be sealed$' \
  '^  floored 73972 tCO2e, claimed 73972$'
check "in Chinese too" accepted zh '可以封存$' '^  向下取整 73972 tCO2e，申报 73972$'
check "so is one that claims too much, with the refusal beside it" refused en \
  '^  floored 73972 tCO2e, claimed 73973$' 'too-much.yaml:[0-9]+:[0-9]+:/rows/0/claim: accounting-report.claim-above-calculation: 2024 claims'
check "and in Chinese" refused zh '^  向下取整 73972 tCO2e，申报 73973$' ':/rows/0/claim: accounting-report.claim-above-calculation: 2024 年申报.*（试行）》第17条'
sed 's/EG_export: 120000, //' "$work/report.yaml" >"$work/incomplete.yaml"
incomplete() { # LANGUAGE REGEX: refused, and said of the year too
  local got=0
  tried "$1" "$work/incomplete.yaml" || got=$?
  equal "$got" 1 && says "$work/tried" '^2024$' "$2"
}
check "a year that cannot be calculated says why" incomplete en \
  '^  cannot be calculated: calculation.missing: .*EG_export'
check "and in Chinese too" incomplete zh '^  无法计算: calculation.missing: .*EG_export'
quietly() { tried en "$work/report.yaml" --quiet && ! grep -q EG_PJ "$work/tried"; }
check "not where quiet is asked for" quietly
chinese='编号|状态|首日|北京时间|年度|期限|代码|序号|第 +22|核算报告'
lists_in_chinese() {
  local of
  for of in projects notices methodologies units retirements duties parties entries; do
    in_chinese "$chinese" -- ccer --lang zh list "$of" --server "$url" || return 1
  done
}
# in_chinese REGEX... -- COMMAND...: it prints these, and no word in Latin letters. Hashes,
# codes, instants and what the documents themselves write in Latin letters do not count.
in_chinese() {
  prints "$@" || return 1
  sed -E 's/\b[0-9A-Z]{18}\b//g; s/[0-9.]+MW//g; s/DEMO-[0-9-]+//g; s/[0-9a-f]{8,}//g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z//g; s/CCER-[0-9]{2}-[0-9]{3}-V[0-9]{2}//g
    s/A[0-9]{6}//g' "$work/printed" >"$work/words"
  ! grep -nE '[A-Za-z]{2,}' "$work/words"
}
check "the lists in Chinese, words and kinds too" lists_in_chinese
zh=(ccer --lang zh)
check "roles, purposes and kinds are said in Chinese" prints ' 生态环境主管部门 ' -- "${zh[@]}" list parties --server "$url"
check "so are purposes" prints ' 自愿注销 ' -- "${zh[@]}" list retirements --server "$url"
check "and times are Beijing's" prints '^0 +2024-01-22 09:00:00 +创世 ' -- "${zh[@]}" list entries --server "$url"
told() { # a refusal, whatever its exit status
  "$@" 2>&1 || true
}
check "a refusal has Beijing's times in its sentence" prints \
  '文件有效期至 北京时间 2025-11-08 [0-9:]+，现在是 北京时间 2025-12-10 ' -- \
  told "${zh[@]}" submit --server "$url" "$demo/documents/refused-offset-above-the-limit.yaml"
check "the audit is told in Chinese" prints '没有发现问题' '账本即所指账本 +0  无$' -- \
  "${zh[@]}" audit --ledger "$ledger"
check "and in English says none where no ledger was meant" \
  prints 'identity .* 0  none$' -- ccer audit --ledger "$ledger"
check "status in Chinese" in_chinese '^状态 +已登记$' '^电网 +华北$' '^减排量核算报告，批次 1$' '^状态 +已签发$' \
  '^  年份 2022，申报量 357373，' '，已签发 是$' -- "${zh[@]}" status --server "$url" A210001
check "ccer log in Chinese" in_chinese '^已登记  [0-9a-f]{64}$' '第 +[0-9]+ 条 .* 审定报告 .*\| 肯定$' \
  '项目登记决定 .*\| 予以登记 A210001$' -- "${zh[@]}" log --ledger "$ledger" A210001
check "ccer trace in Chinese" in_chinese '抵销答复|抵销' ' 75000 吨$' '^现状：$' 'A210001-2022-1-.* 已注销$' \
  -- "${zh[@]}" trace --ledger "$ledger" A210001-2022-1
check "and of a free one" in_chinese '可用，一般持有账户$' -- "${zh[@]}" trace --ledger "$ledger" A210001-2023-1
issued() {
  ccer list units --server "$url" --project A210001 |
    awk '/^A210001/ { n[$2] += $6 } END { print n[2022], n[2023], n[2024] }'
}
check "the state rebuilt has the tonnes that were issued" equal "$(issued)" "357373 500175 385775"
curl -sS "$url/v1/checkpoint" >"$work/checkpoint"
check "it gives the checkpoint that the job's server gave" cmp "$work/checkpoint" "$demo/checkpoint"
stop_server
check "it stopped well" equal "$server_status" 0
must git clone -q --mirror "$ledger" "$work/clone.git"
check "an audit of a clone agrees" prints '^nothing was found$' \
  -- ccer audit --ledger "$work/clone.git" --checkpoint "$work/checkpoint"
