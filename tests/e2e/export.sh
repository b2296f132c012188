#!/bin/sh
# `export`: exactly one row for every sample, in order, with its own time and its own numbers; angles
# once there is a neutral, and then the true ones.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

sh_do() { timeout 20 "$SH_PROGRAM" "$@" </dev/null >/dev/null 2>&1 || fail "cannot prepare: $*"; }

# columns NAME...: their numbers in the header of standard input's first line, then the rows of those
# columns only, numbers written alike
columns() {
	awk -F, -v want="$*" '
		NR == 1 { n = split(want, name, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ for (i = 1; i <= n; i++) printf "%.5f%s", $(at[name[i]]), i < n ? " " : "\n" }'
}

measured="t_s ax ay az gx gy gz"

# one_row_each WHAT FILE.csv OPTIONS...: the rows of the export are those of the input
one_row_each() {
	about=$1 file=$2
	shift 2
	run 0 "$about" export "$file" "$@"
	# shellcheck disable=SC2086
	columns $measured <"$file" >"$work/wanted"
	# shellcheck disable=SC2086
	columns $measured <"$work/out" >"$work/got"
	expect "$about: there are rows" test -s "$work/wanted"
	expect "$about: one row for every sample, with its own time" cmp "$work/wanted" "$work/got"
	expect "$about: the header" grep -q '^t_s,sensor,ax,ay,az,gx,gy,gz,\(mx,my,mz,\)\{0,1\}\(temperature_c,\)\{0,1\}qw,qx,qy,qz,round_deg,twist_deg,side_deg$' "$work/out"
	expect "$about: every row has all columns" awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' "$work/out"
}

# --- rows ----------------------------------------------------------------------------------------
for id in frozen-fish crocodile-1 cat; do
	case $id in
	cat) dose="--duration 20" ;;
	frozen-fish) dose="--sets 1 --hold 3" ;;
	*) dose="--sets 1 --reps 1" ;;
	esac
	# shellcheck disable=SC2086
	sh_do simulate $id $dose --sensor ideal --output "$work/$id.csv" --truth "$work/$id.truth"
	# shellcheck disable=SC2086
	one_row_each "$id" "$work/$id.csv" --exercise $id $dose
done
fish=$work/frozen-fish.csv
one_row_each "without an exercise" "$fish"
expect "no angles before somebody kept still for 2 s" awk -F, 'NR > 1 && $1 < 1.99 && $13 $14 $15 != "" { exit 1 }' "$work/out"
expect "unit quaternions" awk -F, 'NR > 1 { n = $9^2 + $10^2 + $11^2 + $12^2; if (n < 0.999999 || n > 1.000001) exit 1 }' "$work/out"
one_row_each "compat" "$fish" --filter compat
cp "$work/got" "$work/compat"
one_row_each "coached" "$fish" --filter coached
one_row_each "smooth" "$fish" --filter smooth
expect "smooth: angles as soon as there is a neutral" awk -F, 'NR > 1 && $1 > 4.1 && $13 == "" { exit 1 }' "$work/out"
one_row_each "smooth, with an exercise" "$fish" --filter smooth --exercise frozen-fish --sets 1 --hold 3
expect "smooth: the horizon is the truth's from the first row on" awk -F, '
	NR > 1 && $1 < 1 { up = 1 - 2 * ($10 ^ 2 + $11 ^ 2); g = sqrt($3 ^ 2 + $4 ^ 2 + $5 ^ 2); if (up - $5 / g > 0.01 || $5 / g - up > 0.01) exit 1 }' "$work/out"

# lying prone: the field points down and left, then down and to the head
for north in "20,0" "0,20"; do
	awk -F, -v north="$north" 'NR == 1 { print $0 ",mx,my,mz"; next } { print $0 ",40," north }' "$fish" >"$work/mag.csv"
	one_row_each "magnetometer off, field $north" "$work/mag.csv"
	awk -F, 'NR == 2 { print $12, $13, $14, $15 }' "$work/out" >>"$work/six"
	one_row_each "magnetometer on, field $north" "$work/mag.csv" --magnetometer on
	awk -F, 'NR == 2 { print $12, $13, $14, $15 }' "$work/out" >>"$work/nine"
done
expect "off, the magnetometer has no say" test "$(sort -u "$work/six" | wc -l)" -eq 1
expect "on, it turns heading by a quarter" awk 'NR == 1 { split($0, a) } NR == 2 { d = a[1] * $1 + a[2] * $2 + a[3] * $3 + a[4] * $4; d = d < 0 ? -d : d; if (d < 0.65 || d > 0.76) exit 1; ok = 1 } END { exit !ok }' "$work/nine"

awk -F, -v OFS=, 'NR > 1 { $3 = sprintf("%.6f", $3 + NR % 100 / 15); $5 = sprintf("%.6f", $5 + NR % 100 / 50) } 1' "$fish" >"$work/shaken.csv"
one_row_each "never still" "$work/shaken.csv" --exercise frozen-fish
expect "no angles without a neutral" awk -F, 'NR > 1 && $13 $14 $15 != "" { exit 1 }' "$work/out"

awk -F, -v OFS=, 'NR > 1 { $1 = sprintf("%.3f", $1 + 1700000000.5) } 1' "$fish" >"$work/epoch.csv"
one_row_each "time since 1970" "$work/epoch.csv" --exercise frozen-fish --sets 1 --hold 3
expect "its first time" grep -q '^1700000000\.500000,' "$work/out"
cut -d, -f2- "$work/out" >"$work/a"
run 0 "time from zero" export "$fish" --exercise frozen-fish --sets 1 --hold 3
cut -d, -f2- "$work/out" >"$work/b"
expect "where time starts changes nothing else" cmp "$work/a" "$work/b"
awk -F, -v OFS=, 'NR > 1 { $1 = sprintf("%.3f", $1 - 100) } 1' "$fish" >"$work/before.csv"
one_row_each "time below zero" "$work/before.csv" --exercise frozen-fish --sets 1 --hold 3

sh_do simulate cat --duration 20 --sensors 2 --output "$work/two.csv"
one_row_each "two sensors" "$work/two.csv" --exercise cat --duration 20
columns t_s sensor <"$work/two.csv" >"$work/wanted"
columns t_s sensor <"$work/out" >"$work/got"
expect "two sensors: each row says which" cmp "$work/wanted" "$work/got"
expect "two sensors: both are there" sh -c 'cut -d" " -f2 "$1" | sort -u | grep -c "" | grep -qx 2' sh "$work/got"

for n in 2 3 6 30; do # shorter than what the rate is learned from
	head -n "$n" "$fish" >"$work/short.csv"
	one_row_each "$((n - 1)) samples" "$work/short.csv" --exercise frozen-fish
done
awk 'NR < 350 || NR > 450' "$fish" >"$work/gap.csv"
one_row_each "a gap" "$work/gap.csv" --exercise frozen-fish
awk -F, -v OFS=, 'NR == 1 { print $0, "mx", "my", "mz", "note"; next } { print $0, 20, -5.5, 40, "x;\"y" }' "$fish" >"$work/mag.csv"
one_row_each "a magnetometer and a note" "$work/mag.csv" --exercise frozen-fish
prints '^t_s,.*,gz,mx,my,mz,qw'
gzip -n <"$fish" >"$work/fish.csv.gz"
run 0 "gzip" export "$work/fish.csv.gz" --exercise frozen-fish --sets 1 --hold 3
cut -d, -f2- "$work/out" >"$work/a"
expect "compressed or not is the same" cmp "$work/a" "$work/b"
awk -F, 'NR == 1 { print "time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"; next }
	{ printf "%.3f,%.9f,%.9f,%.9f,%.9f,%.9f,%.9f\n", $1 * 1000, $2 / 9.80665, $3 / 9.80665, $4 / 9.80665, $5 * 57.29577951308232, $6 * 57.29577951308232, $7 * 57.29577951308232 }' \
	"$fish" >"$work/units.csv"
run 0 "other names and units" export "$work/units.csv" --exercise frozen-fish --sets 1 --hold 3 \
	--map t_s=time:ms,ax=acc_x:g,ay=acc_y:g,az=acc_z:g,gx=gyr_x:deg/s,gy=gyr_y:deg/s,gz=gyr_z:deg/s
# shellcheck disable=SC2086
columns $measured <"$fish" >"$work/wanted"
# shellcheck disable=SC2086
columns $measured <"$work/out" >"$work/got"
expect "other names and units: the same samples" awk '
	NR == FNR { row[FNR] = $0; n = FNR; next }
	{ split(row[FNR], a, " "); for (i = 1; i <= 7; i++) { d = a[i] - $i; if (d > 1.5e-5 || d < -1.5e-5) exit 1 } }
	END { if (FNR != n) exit 1 }' "$work/wanted" "$work/got"

# --- a session log, raw bytes, JSON lines, a file ---------------------------------------------------
sh_do simulate frozen-fish --sets 1 --hold 3 --output "$work/fish.mcap"
run 0 "replay of the log" replay "$work/fish.mcap" --output-format jsonl
samples=$(sed -n 's/.*"event":"summary".*"samples":\([0-9]*\).*/\1/p' "$work/out")
run 0 "a session log" export "$work/fish.mcap"
expect "a session log: a row for each of its $samples samples" test "$(($(wc -l <"$work/out") - 1))" -ge "${samples:-99999}"
cp "$work/out" "$work/log.csv"
run 0 "a session log as JSON lines" export "$work/fish.mcap" --to jsonl
expect "as many lines" test "$(wc -l <"$work/out")" -eq "$(($(wc -l <"$work/log.csv") - 1))"
expect "each an object with its angles" sh -c '! grep -qv "^{\"t_s\":[0-9.]*,\"sensor\":0,\"ax\":[-0-9.]*,.*,\"side_deg\":\(null\|[-0-9.]*\)}\$" "$1"' sh "$work/out"
expect "JSON lines have the same numbers" sh -c \
	'sed "1d;s/,,/,null,/g;s/,,/,null,/g;s/,\$/,null/" "$1" >"$1.a"; sed "s/\"[a-z_]*\"://g;s/[{}]//g" "$2" | cmp - "$1.a"' \
	sh "$work/log.csv" "$work/out"
if command -v node >/dev/null; then
	expect "JSON lines are JSON" node -e \
		'require("fs").readFileSync(process.argv[1],"utf8").trim().split("\n").forEach(l => JSON.parse(l))' "$work/out"
fi
run 0 "into a file" export "$work/fish.mcap" --output "$work/file.csv"
expect "into a file: nothing on stdout" test ! -s "$work/out"
expect "into a file: the same" cmp "$work/file.csv" "$work/log.csv"
sh_do simulate frozen-fish --sets 1 --hold 3 --protocol witmotion --output "$work/fish.wit"
run 0 "raw bytes without a clock" export "$work/fish.wit" --protocol witmotion
expect "raw bytes without a clock: rows" test "$(wc -l <"$work/out")" -gt 1000
expect "their times rise" awk -F, 'NR > 2 && $1 <= last { exit 1 } { last = $1 }' "$work/out"
run 1 "a file that cannot be written" export "$fish" --output "$work/none/file.csv"
run 2 "onto the recording itself" export "$fish" --output "$fish"
expect "the recording is still there" test "$(wc -l <"$fish")" -gt 1000

# --- the angles are the true ones (ideal sensor) ------------------------------------------------------
# true_angles ID COLUMN: after the neutral the exported angle is the true one, less what the truth was
# at the neutral, within 1 degree
true_angles() {
	case $1 in
	cat) dose="--duration 20" ;;
	frozen-fish) dose="--sets 1 --hold 3" ;;
	*) dose="--sets 1 --reps 1" ;;
	esac
	# shellcheck disable=SC2086
	run 0 "angles of $1" export "$work/$1.csv" --exercise $1 $dose
	neutral=$(sed -n '/"truth":"neutral"/{s/.*"'"$2"'":\([-0-9.]*\).*/\1/p;q;}' "$work/$1.truth")
	checks=$((checks + 1))
	awk -F, -v column="$2" -v neutral="${neutral:-none}" '
		FNR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at[FILENAME] = i; files++; next }
		files == 1 { truth[sprintf("%.3f", $1)] = $(at[FILENAME]); next }
		{ value = $(at[FILENAME]); key = sprintf("%.3f", $1) }
		value == "" { empty++; if (n) late++; next }
		!(key in truth) { missing++; next }
		{ d = value - (truth[key] - neutral); if (d < 0) d = -d; if (d > worst) { worst = d; when = key } n++
			t = truth[key] - neutral; if (t < 0) t = -t; if (t > range) range = t }
		END {
			printf "%s: %d rows, %d before the neutral, worst %.3f at %s s, largest angle %.1f\n", column, n, empty, worst, when, range
			exit !(neutral != "none" && n > 800 && empty >= 190 && empty <= 260 && !late && !missing && worst <= 1 && range > 4)
		}' "$work/$1.truth.csv" "$work/out" >"$work/said" || fail "angles of $1" "$work/said"
	sed "s/^/$1 /" "$work/said"
}
true_angles frozen-fish round_deg
true_angles crocodile-1 twist_deg
true_angles cat round_deg
done_here
