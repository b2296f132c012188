#!/bin/sh
# Whatever it is given, the program says one clear line (what, where, what to do), exits with 1, 2
# or 3, and neither crashes nor hangs; no byte from outside reaches the terminal as a control
# character. A recording that is only damaged is played around the damage: 0, with a warning.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR. The checks of status, stderr and stdout are in run() of lib.sh.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

sh_do() { timeout 20 "$SH_PROGRAM" "$@" </dev/null >/dev/null 2>&1 || fail "cannot prepare: $*"; }
csv=$work/fish.csv gz=$work/fish.csv.gz mcap=$work/fish.mcap
for f in "$csv" "$gz" "$mcap"; do
	sh_do simulate frozen-fish --hold 3 --sets 1 --output "$f"
done
rows=$(wc -l <"$csv")
size=$(wc -c <"$mcap")
fish="--exercise frozen-fish --hold 3 --sets 1 --output-format jsonl"

# what every reader must answer; the rest is tried with replay only
each_reader() {
	run "$1" "replay: $2" replay "$3"
	run "$1" "export: $2" export "$3"
}

# --- recordings of which nothing can be read: 3 ------------------------------------------------
: >"$work/empty.csv"
: >"$work/empty.mcap"
: >"$work/empty"
gzip -n <"$work/empty" >"$work/empty.csv.gz"
for f in empty.csv empty.mcap empty empty.csv.gz; do
	each_reader 3 "an empty file" "$work/$f"
	says "$f"
done
each_reader 3 "a file that is not there" "$work/nothing.csv"
says "nothing.csv"
each_reader 3 "a log that is not there" "$work/nothing.mcap"
says "nothing.mcap"
run 3 "verify: a log that is not there" verify "$work/nothing.mcap"
mkdir "$work/folder" "$work/folder.mcap" "$work/folder.csv"
for f in folder folder.mcap folder.csv; do
	each_reader 3 "a folder" "$work/$f"
	says "$work/$f"
done

echo 't_s,ax,ay,az,gx,gy,gz' >"$work/header.csv"
each_reader 3 "a header alone" "$work/header.csv"
{ echo 'time,x,y,z,a,b,c' && tail -n +2 "$csv"; } >"$work/columns.csv"
each_reader 3 "other columns" "$work/columns.csv"
says "columns.csv:1: "
says "t_s"
cut -d, -f1-6 "$csv" >"$work/fewer.csv"
each_reader 3 "a column missing" "$work/fewer.csv"
says "fewer.csv:1: "
says "gz"
tail -n +2 "$csv" >"$work/headless.csv"
each_reader 3 "no header" "$work/headless.csv"
says "headless.csv:1: "
{ head -n 1 "$csv" && tail -n +2 "$csv" | cut -d, -f1 | sed 's/$/,nan,nan,nan,nan,nan,nan/'; } >"$work/nan.csv"
each_reader 3 "nothing but NaN" "$work/nan.csv"
says "nan.csv:2: "
{ head -n 1 "$csv" && yes 'a,b,c,d,e,f,g' | head -n 1000; } >"$work/words.csv"
each_reader 3 "words for numbers" "$work/words.csv"
says "words.csv:2: "
cp "$SH_SOURCE_DIR/src/catalog/exercises.yaml" "$work/yaml.csv"
each_reader 3 "another kind of text" "$work/yaml.csv"

head -c 20 "$gz" >"$work/short.csv.gz"
each_reader 3 "a gzip of 20 bytes" "$work/short.csv.gz"
{ printf '\037\213\010\000' && head -c 5000 "$mcap"; } >"$work/broken.csv.gz"
each_reader 3 "a gzip that is none" "$work/broken.csv.gz"
head -c 3000000 /dev/zero | gzip -n >"$work/zero.csv.gz"
each_reader 3 "a gzip of zeros" "$work/zero.csv.gz"

{ printf '\211MCAP0\r\n' && head -c 100000 /dev/urandom; } >"$work/magic.mcap"
each_reader 3 "magic, then garbage" "$work/magic.mcap"
says "magic.mcap"
printf '\211MCAP0\r\n' >"$work/magic8.mcap"
each_reader 3 "magic alone" "$work/magic8.mcap"
printf '\211MCAP' >"$work/magic5.mcap"
each_reader 3 "half a magic" "$work/magic5.mcap"
head -c 100000 /dev/urandom >"$work/random.mcap"
each_reader 3 "a log of noise" "$work/random.mcap"
run 3 "verify: a log of noise" verify "$work/random.mcap"
cp "$csv" "$work/csv.mcap"
each_reader 3 "a CSV called .mcap" "$work/csv.mcap"
head -c 60 "$mcap" >"$work/begin.mcap"
each_reader 3 "the first 60 bytes of a log" "$work/begin.mcap"

head -c 50000 /dev/urandom >"$work/noise.bin"
run 3 "noise, protocol not given" replay "$work/noise.bin"
run 3 "noise as spinehold" replay "$work/noise.bin" --protocol spinehold
run 3 "zeros as spinehold" replay "$work/zero.csv.gz" --protocol spinehold
run 3 "a CSV as witmotion" replay "$csv" --protocol witmotion

# --- garbage without end: in time, and without taking the memory ----------------------------------
head -c 200000000 /dev/zero >"$work/big.csv"
# shellcheck disable=SC2317 # used by name
little_memory() { # PROGRAM ARGS...
	case ${SH_SANITIZED-} in # address sanitizer reserves terabytes
	'') ulimit -v 200000 ;;
	esac
	exec "$@"
}
for big in zero urandom; do
	head -c 200000000 "/dev/$big" >"$work/big.csv"
	for how in "replay $work/big.csv" "export $work/big.csv" "replay $work/big.csv --protocol spinehold" \
		"catalog check $work/big.csv"; do
		checks=$((checks + 1))
		# shellcheck disable=SC2086
		(little_memory timeout -k 2 20 "$SH_PROGRAM" $how </dev/null >"$work/out" 2>"$work/err")
		status=$?
		[ "$status" -eq 3 ] && said_properly 3 "$work/err" || fail "200 MB of $big: $status: $how" "$work/err"
	done
done
mv "$work/big.csv" "$work/big.bin"
run 3 "200 MB of noise, protocol not given" replay "$work/big.bin"
rm -f "$work/big.bin"
{ head -n 1 "$csv" && head -c 20000000 /dev/zero | tr '\0' 1; } >"$work/line.csv"
each_reader 3 "a line of 20 MB" "$work/line.csv"
rm -f "$work/line.csv"

# --- recordings that are damaged: played around it, 0, with a warning -------------------------------
# damaged WHAT FILE: as fish; completed unless told otherwise
damaged() {
	# shellcheck disable=SC2086
	run 0 "$1" replay "$2" ${4-$fish}
	says "warning: "
	says "$(basename "$2")"
	ends_in_order "$work/out" "${3-true}"
	run 0 "export: $1" export "$2"
	says "warning: "
}

head -c "$(($(wc -c <"$gz") * 2 / 3))" "$gz" >"$work/cut.csv.gz"
damaged "a gzip that was cut off" "$work/cut.csv.gz"
{ head -c 60000 "$gz" && printf 'XXXXXXXXXXXX' && tail -c +60013 "$gz"; } >"$work/hurt.csv.gz"
damaged "a damaged gzip" "$work/hurt.csv.gz"
head -c $(($(wc -c <"$csv") - 40)) "$csv" >"$work/cut.csv"
damaged "a CSV that ends in mid-row" "$work/cut.csv" false "--exercise frozen-fish --output-format jsonl"
awk 'NR > 100 && NR % 50 == 0 { sub(/,[^,]*,/, ",nan,") } 1' "$csv" >"$work/somenan.csv"
damaged "some NaN" "$work/somenan.csv"
says "somenan.csv:150: "
awk 'NR > 100 && NR % 50 == 0 { sub(/,[^,]*,/, ",1e999,") } 1' "$csv" >"$work/inf.csv"
damaged "some that are too large" "$work/inf.csv"
awk 'NR == 200 { print "\033]0;title\007\033[2J" } NR == 300 { print "\342\200\256,1,2" } 1' "$csv" >"$work/escape.csv"
damaged "rows of escape sequences" "$work/escape.csv"
awk -F, -v OFS=, 'NR > 300 && NR % 40 == 0 { $1 = $1 - 2 } 1' "$csv" >"$work/back.csv"
damaged "times that go back" "$work/back.csv"
says "back.csv:320: "
awk -F, -v OFS=, 'NR > 300 && NR <= 400 { $1 = $1 - 2 } 1' "$csv" >"$work/restart.csv"
# shellcheck disable=SC2086
run 0 "a clock that began anew" replay "$work/restart.csv" $fish
prints '"event":"gap"'
ends_in_order "$work/out" true
awk 'NR == 250 { for (i = 0; i < 20; i++) print } 1' "$csv" >"$work/twice.csv"
damaged "rows that come twice" "$work/twice.csv"
says "twice.csv:251: "
awk 'NR == 1 { print; next } { line[NR] = $0 } END { for (i = NR; i > 1; i--) print line[i] }' "$csv" >"$work/reverse.csv"
checks=$((checks + 1))
timeout 20 "$SH_PROGRAM" replay "$work/reverse.csv" </dev/null >"$work/out" 2>"$work/err"
status=$?
{ [ "$status" -eq 0 ] || [ "$status" -eq 3 ]; } && said_properly "$status" "$work/err" && [ -s "$work/err" ] ||
	fail "a CSV backwards: $status" "$work/err"

# a gap is no damage, but is told
awk 'NR < 350 || NR > 450' "$csv" >"$work/gap.csv"
# shellcheck disable=SC2086
run 0 "a gap" replay "$work/gap.csv" $fish
prints '"event":"gap".*"lost":101'

none=--output-format=jsonl
head -c $((size / 2)) "$mcap" >"$work/cut.mcap"
damaged "a log that was cut off" "$work/cut.mcap" false $none
head -c $((size - 1)) "$mcap" >"$work/end.mcap"
damaged "a log without its last byte" "$work/end.mcap" true $none
for at in 3000 $((size / 3)) $((size * 2 / 3)); do
	{ head -c "$at" "$mcap" && printf '\252\125\252\125' && tail -c +$((at + 5)) "$mcap"; } >"$work/hurt.mcap"
	checks=$((checks + 1))
	timeout 20 "$SH_PROGRAM" replay "$work/hurt.mcap" $none </dev/null >"$work/out" 2>"$work/err"
	status=$?
	[ "$status" -eq 0 ] && said_properly 0 "$work/err" && grep -q 'hurt.mcap@' "$work/err" ||
		fail "a log damaged at $at: $status" "$work/err"
done
{ cat "$mcap" && head -c 2000 /dev/urandom; } >"$work/more.mcap"
damaged "a log with noise behind it" "$work/more.mcap" true $none
# shellcheck disable=SC2086
sh_do simulate frozen-fish --hold 3 --sets 1 --protocol spinehold --output "$work/raw"
{ head -c 3000 "$work/raw" && head -c 500 /dev/zero && tail -c +3001 "$work/raw"; } >"$work/raw2"
damaged "raw bytes with noise in them" "$work/raw2"

# every length of the beginning of a log, and every 97th byte changed: no crash, no hang
for n in 1 7 8 9 20 40 100 1000 5000 20000; do
	head -c $n "$mcap" >"$work/part.mcap"
	checks=$((checks + 1))
	timeout 20 "$SH_PROGRAM" replay "$work/part.mcap" </dev/null >"$work/out" 2>"$work/err"
	status=$?
	case $status in
	0 | 3) said_properly $status "$work/err" || fail "the first $n bytes of a log" "$work/err" ;;
	*) fail "the first $n bytes of a log: $status" "$work/err" ;;
	esac
done

# --- wrong usage: 2 -----------------------------------------------------------------------------
wrong() {
	why=$1
	shift
	run 2 "$why" "$@"
}
wrong "an unknown verb" frobnicate
says "frobnicate"
wrong "an unknown option" replay "$csv" --frobnicate
says "--frobnicate"
wrong "an option of another verb" history --pty
says "--pty"
wrong "an option without its value" replay "$csv" --exercise
says "--exercise"
wrong "no file" replay
wrong "two files" replay "$csv" "$csv"
wrong "no exercise" simulate
wrong "an unknown exercise" replay "$csv" --exercise frozen-fsh
says "frozen-fish"
wrong "an unknown exercise to simulate" simulate frozen-fsh --output "$work/x.csv"
says "frozen-fish"
wrong "an unknown exercise for live" live --port "$work" --exercise nope --data-dir "$work/d"
says "nope"
wrong "an unknown variant" replay "$csv" --exercise frozen-fish --variant sofa
says "sofa"
wrong "an unknown protocol" replay "$csv" --protocol morse
says "morse"
wrong "an unknown filter" export "$csv" --filter sharp
wrong "an unknown format" export "$csv" --to xml
wrong "an unknown fault" simulate cat --output "$work/x.csv" --fault nope
wrong "an unknown sensor" simulate cat --output "$work/x.csv" --sensor nope
for mount in x +x,+y +x,+y,+z,+x +x,+x,+x +x,+y,-z -x,+y,+z +q,+y,+z '' '+x;+y;+z' +xx,+y,+z; do
	wrong "the mount '$mount'" replay "$csv" --exercise cat --mount "$mount"
	says "--mount"
done
for value in nan inf -1 0x10 1e999 '' ten 1,5 9999; do
	wrong "--hold '$value'" replay "$csv" --exercise frozen-fish --hold "$value"
	says "--hold"
	wrong "--hold='$value'" simulate frozen-fish --output "$work/x.csv" "--hold=$value"
done
for option in --reps=0 --reps=1.5 --sets=-1 --sets=21 --rest=-1 --rest=nan --speed=0 --speed=nan \
	--speed=fast --angles=0 --angles=nan --hold-at=x --output-format=xml --auto=yes --tones=maybe; do
	wrong "$option" replay "$csv" --exercise frozen-fish "$option"
	says "${option%%=*}"
done
for option in --seed=-1 --seed=1.5 --seed=99999999999999999999999 --sensors=3 --sensors=0; do
	wrong "$option" simulate frozen-fish --output "$work/x.csv" "$option"
	says "${option%%=*}"
done
for option in --baud=0 --baud=x --baud=5000000; do
	wrong "$option" live --port "$work/nowhere" "$option"
	says "--baud"
done
wrong "a dose that the exercise does not have" replay "$csv" --exercise frozen-fish --duration 30
says "--duration"
for option in "--exercise cat" "--hold 3" "--mount +x,+y,+z" "--variant pillow" "--protocol csv"; do
	# shellcheck disable=SC2086
	wrong "$option with a session log" replay "$mcap" $option
	says "fish.mcap"
done
wrong "a session that is no id" verify 'no such id!'
wrong "no session" verify
expect "wrong usage writes nothing" test ! -e "$work/x.csv"

# --- broken catalogs: file:line, 3 -----------------------------------------------------------------
good=$SH_SOURCE_DIR/src/catalog/exercises.yaml
line=$(grep -n 'warn:' "$good" | head -n 1 | cut -d: -f1)
sed "${line}s/warn: *[0-9.]*/warn: 1/" "$good" >"$work/order.yaml"
sed "${line}s/warn: *[0-9.]*/warn: .nan/" "$good" >"$work/nan.yaml"
sed "${line}s/warn:/wrn:/" "$good" >"$work/key.yaml"
sed "${line}s/\$/ ]/" "$good" >"$work/syntax.yaml"
printf 'version: 1\nexercises: &a [*a, *a]\n' >"$work/loop.yaml"
printf 'version: 1\nexercises:\n  - id: "\\e[2J\\u202e"\n' >"$work/escape.yaml"
head -c 5000 /dev/urandom >"$work/noise.yaml"
: >"$work/empty.yaml"
for f in order nan key syntax; do
	run 3 "a catalog with $f" replay "$csv" --exercise cat --catalog "$work/$f.yaml"
	says "$f.yaml:$line"
	run 3 "catalog check of $f" catalog check "$work/$f.yaml"
	says "$f.yaml:$line"
done
for f in loop escape noise empty; do
	run 3 "a catalog with $f" replay "$csv" --exercise cat --catalog "$work/$f.yaml"
	says "$f.yaml"
	run 3 "catalog check of $f" catalog check "$work/$f.yaml"
done
run 3 "a catalog that is not there" replay "$csv" --exercise cat --catalog "$work/nothing.yaml"
run 3 "a catalog that is a folder" replay "$csv" --exercise cat --catalog "$work/folder"
run 3 "a CSV for a catalog" live --port "$work/nowhere" --exercise cat --catalog "$csv"

# --- names that would play with the terminal ---------------------------------------------------------
nasty=$(printf 'a\033]0;x\007\033[31m\302\233\342\200\256\377\nb')
cp "$csv" "$work/$nasty.csv"
cp "$mcap" "$work/$nasty.mcap"
run 0 "a nasty name" replay "$work/$nasty.csv"
run 0 "a nasty name of a log" verify "$work/$nasty.mcap"
head -c 1000 "$csv" >"$work/$nasty.csv"
run 0 "a nasty name, cut off" replay "$work/$nasty.csv"
run 3 "a nasty name that is not there" replay "$work/$nasty-not.csv"
run 3 "a nasty catalog" replay "$csv" --exercise cat --catalog "$work/$nasty.yaml"
run 1 "a nasty port" live --port "$work/$nasty" --data-dir "$work/d"
run 2 "a nasty verb" "$nasty"
run 2 "a nasty option" replay "$csv" "--$nasty"
run 2 "a nasty exercise" replay "$csv" --exercise "$nasty"
run 2 "a nasty variant" replay "$csv" --exercise cat --variant "$nasty"
run 2 "a nasty mount" replay "$csv" --exercise cat --mount "$nasty"
run 2 "a nasty session" verify "$nasty"
run 2 "a nasty argument" catalog "$nasty"
run 2 "a nasty exercise to show" catalog show "$nasty"
long=$(head -c 5000 /dev/zero | tr '\0' x)
run 2 "a long exercise" replay "$csv" --exercise "$long"
run 2 "a long protocol" replay "$csv" --protocol "$long"
run 2 "a long map" replay "$csv" --map "$long"
run 3 "a long name" replay "$long"
run 2 "a long verb" "$long"
run 2 "a long port" live --port "$long"
run 2 "a map that makes no sense" replay "$csv" --map "=,=:"
HOME='' XDG_DATA_HOME='' run 1 "no home" history
HOME=$(printf '/\033[31m') run 0 "a nasty home" history
LC_ALL=nonsense TERM=nonsense TZ=nonsense COLUMNS=-1 run 0 "a nonsensical environment" history --data-dir "$work/d"

# a map from another program's columns
{ echo 'zeit;AX;AY;AZ' | sed 's/;/,/g' && echo 1,2,3,4; } >"$work/map.csv"
run 3 "a map to columns that are not there" replay "$work/map.csv" --map "t_s=zeit,ax=AX,ay=AY,az=AZ,gx=GX,gy=GY,gz=GZ"
expect "the recordings were long enough" test "$rows" -gt 1000
done_here
