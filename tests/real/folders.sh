#!/usr/bin/env bash
# The replay of a public record without one: a fictional record with every sort of
# departure, and folders that are missing, empty or contradict themselves.
set -u
real=${top_builddir:?}/tests/real/test_real
vectors=$top_builddir/tests/methodology/test_vectors
sample=${top_srcdir:?}/tests/data/real
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
n=0

result() { # STATUS NAME
  n=$((n + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    sed 's/^/# /' "$folder/out"
  fi
}

replay() { REAL_DATA=$1 "$real" >"$folder/out" 2>&1; }
says() { grep -qF -- "$1" "$folder/out"; }

(unset REAL_DATA && "$real") >"$folder/out" 2>&1 && says "1..0 # SKIP"
result $? "without REAL_DATA the replay says that it skips"

(unset REAL_DATA && "$vectors") >"$folder/out" 2>&1 && says "1..0 # SKIP"
result $? "without REAL_DATA the worked numbers say that they skip"

! replay "$folder/missing"
result $? "a folder that is not there fails"

mkdir "$folder/empty"
! replay "$folder/empty"
result $? "an empty folder fails"

mkdir "$folder/heads"
for file in "$sample"/*.tsv; do head -n 1 "$file" >"$folder/heads/${file##*/}"; done
! replay "$folder/heads"
result $? "files without rows fail"

replay "$sample"
result $? "the fictional record is replayed and adds up"
says "total          3801          3801"
result $? "its tonnes are printed beside the record's"
says "left out, days or ends not given: 1;"
result $? "a batch of which the record does not say how it ended is left out"
says "1 projects registered with another text"
result $? "a project is registered with another text than was on notice"
says "9005: 24°23'33\", 117°64'11\""
result $? "coordinates that no place has are listed"
says "9104 of A210001: recorded 3, here 2"
result $? "a batch that has ended frees its number"
says "refused for good: 0"
result $? "what was withdrawn, terminated or still waits is played to there"
says "notice of the design: notice.first-day-not-working" &&
  says "A210001: recorded 2024-07-05, done 2024-07-05"
result $? "a notice on a day off begins on the next working day"
says "validation report: notice.not-ended" && says "A210001: recorded 2024-07-25, done 2024-08-02"
result $? "a report before the end of its notice is done when it ends"
says "notice of the report: notice.first-day-late" &&
  says "A210001 batch 1: recorded 2024-10-08, done 2024-11-22"
result $? "a notice that begins too late is given when it may begin"
says "A210001: asked 2024-08-02, due 2024-08-23, decided 2024-09-30"
result $? "a decision after its term is listed"
says "report more than 100 days after publication"
result $? "a report after a hundred days is listed"

mkdir "$folder/wrong"
sed 's/3001/3002/' "$sample/reductions-fictional.tsv" >"$folder/wrong/reductions-fictional.tsv"
cp "$sample/projects-fictional.tsv" "$folder/wrong/"
! replay "$folder/wrong"
result $? "a quantity that is not the sum of its years fails"

sed 's/中国船级社质量认证有限公司/中国质量认证中心有限公司/' "$sample/reductions-fictional.tsv" \
  >"$folder/wrong/reductions-fictional.tsv"
! replay "$folder/wrong" && says "accounting-report.vvb-validated"
result $? "a verifier that validated the project is refused for good"

echo "1..$n"
