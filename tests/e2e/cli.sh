#!/bin/sh
# The command line itself: help that fits a screen, options anywhere, exit statuses, standard input
# left alone, and the same seed giving the same bytes.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# fits: the last output is one screen of 80 columns and 24 lines (the prompt needs the last)
fits() {
	checks=$((checks + 1))
	[ -s "$work/out" ] && [ ! -s "$work/err" ] || fail "$what: nothing said, or on stderr"
	awk 'length($0) > 80 { print "line " NR " has " length($0) " columns"; bad = 1 }
		END { if (NR > 24) { print NR " lines"; bad = 1 } exit bad }' "$work/out" >"$work/said" ||
		fail "$what does not fit 80x24" "$work/said"
}

version=$(sed -n 's/.*SH_VERSION "\(.*\)".*/\1/p' "$SH_SOURCE_DIR/src/app/version.h")
run 0 --version --version
prints "^spinehold $version\$"
expect "--version is one line" test "$(wc -l <"$work/out")" -eq 1
for help in --help -h help ""; do
	# shellcheck disable=SC2086
	run 0 "spinehold $help" $help
	fits
	prints "usage: spinehold VERB"
done
verbs=$(sed -n 's/^  \([a-z-]*\)  *[a-z].*/\1/p' "$work/out")
expect "there are verbs" test "$(echo "$verbs" | wc -l)" -ge 9
for verb in demo live replay simulate sensors catalog history export verify; do
	expect "$verb is in the help" sh -c 'echo "$1" | grep -qx "$2"' sh "$verbs" "$verb"
done
for verb in $verbs; do
	for help in --help -h; do
		run 0 "$verb $help" "$verb" $help
		fits
		prints "usage: spinehold $verb"
	done
done
run 0 "help among other options" replay nothing.csv --exercise nothing --help
fits

# --- options stand anywhere after the verb, with a blank or an equals sign ----------------------------
csv=$work/fish.csv
run 0 "simulate" simulate frozen-fish --hold 3 --sets 1 --output "$csv"
run 0 "options behind" replay "$csv" --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl
cp "$work/out" "$work/first"
expect "it is coached" grep -q '"completed":true' "$work/first"
run 0 "options in front" replay --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl "$csv"
expect "the same lines" cmp "$work/first" "$work/out"
run 0 "options around" replay --exercise=frozen-fish --hold=3 "$csv" --sets=1 --output-format=jsonl
expect "the same lines" cmp "$work/first" "$work/out"
run 0 "the last one counts" replay "$csv" --hold 9 --exercise cat --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl
expect "the same lines" cmp "$work/first" "$work/out"
run 0 "--speed max" replay "$csv" --speed max --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl
expect "the same lines" cmp "$work/first" "$work/out"
(cd "$work" && cp fish.csv ./--dashes.csv)
checks=$((checks + 1))
(cd "$work" && timeout 20 "$SH_PROGRAM" replay --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl -- --dashes.csv </dev/null) \
	>"$work/out" 2>"$work/err" || fail "a name behind --" "$work/err"
expect "the same lines" cmp "$work/first" "$work/out"
expect "one object a line" sh -c '! grep -qv "^{\"event\":\"[a-z]*\",.*}\$" "$1"' sh "$work/first"

# --- plain text elsewhere than on a terminal, words of their own -------------------------------------
run 0 "plain is the default" replay "$csv" --exercise frozen-fish --hold 3 --sets 1
cp "$work/out" "$work/plain"
prints_not '^{'
run 0 "plain by name" replay "$csv" --exercise frozen-fish --hold 3 --sets 1 --output-format plain
expect "the same text" cmp "$work/plain" "$work/out"
run 0 "angles" replay "$csv" --exercise frozen-fish --hold 3 --sets 1 --output-format jsonl --angles 10
grep -v '"event":"angles"' "$work/out" >"$work/a"
expect "angle lines are added and change nothing else" cmp "$work/first" "$work/a"
expect "ten angle lines a second" awk -v n="$(grep -c '"event":"angles"' "$work/out")" \
	-v t="$(sed -n 's/.*"event":"summary","t":\([0-9.]*\).*/\1/p' "$work/out")" 'BEGIN { exit !(n > t * 9 && n < t * 11) }'
run 1 "a screen where there is none" replay "$csv" --output-format tui

# --- standard input is left alone -----------------------------------------------------------------------
# What follows must still find its lines there.
left_alone() {
	checks=$((checks + 1))
	printf 'q\none\ntwo\n' >"$work/lines"
	{
		timeout 20 "$SH_PROGRAM" "$@" >"$work/out" 2>"$work/err"
		echo $? >"$work/status"
		cat >"$work/rest"
	} <"$work/lines"
	[ "$(cat "$work/status")" -eq 0 ] && cmp -s "$work/lines" "$work/rest" ||
		fail "standard input was read, or it failed: $*" "$work/err"
}
left_alone replay "$csv" --exercise frozen-fish --hold 3 --sets 1
left_alone demo --speed max
left_alone simulate cat --duration 10 --output "$work/x.csv"
left_alone history
left_alone catalog list
left_alone export "$csv"
left_alone

# --- demo, catalog, sensors, history -----------------------------------------------------------------------
run 0 "demo on a pipe" demo --output-format jsonl
prints '"event":"session".*"note":"synthetic"\|"event":"session".*synthetic'
ends_in_order "$work/out" true
cp "$work/out" "$work/demo"
run 0 "demo again" demo --output-format jsonl
expect "the same lines" cmp "$work/demo" "$work/out"
run 0 "demo in words" demo
prints "SYNTHETIC"
expect "demo wrote no session" test ! -e "$HOME/.local/share/spinehold/sessions"
run 0 "catalog list" catalog list
for id in rolls knee-hug wall-legs forehead-to-knee cat cat-side-turns pillow-rest fish-lifts frozen-fish \
	curl-tilts oblique-raise crocodile-1 crocodile-2 chair-slope pillow-arch ball-roller full-breathing rest; do
	prints "^ *$id "
done
run 0 "catalog show" catalog show frozen-fish
prints "frozen-fish"
run 0 "catalog check" catalog check "$SH_SOURCE_DIR/src/catalog/exercises.yaml"
run 2 "catalog show of nothing" catalog show nothing
run 0 "protocols" sensors --list-protocols
prints "^spinehold "
prints "^witmotion "
prints "^csv "
run 0 "faults" simulate --list-faults
prints "^too-deep "
run 0 "an empty history" history --data-dir "$work/none"
run 0 "an empty history as JSON lines" history --data-dir "$work/none" --output-format jsonl
expect "no lines" test ! -s "$work/out"
expect "looking makes no folder" test ! -e "$work/none"

# --- the same seed, the same bytes ------------------------------------------------------------------------
for what_for in "frozen-fish --hold 3 --sets 1" "crocodile-1 --reps 1 --sets 1 --fault too-deep --sensor wt901" \
	"cat --duration 20 --sensors 2 --fault dropped-packets"; do
	for as in csv csv.gz mcap bin; do
		# shellcheck disable=SC2086
		run 0 "simulate to $as" simulate $what_for --seed 5 --output "$work/one.$as" --truth "$work/one.truth"
		# shellcheck disable=SC2086
		run 0 "simulate to $as again" simulate $what_for --seed 5 --output "$work/two.$as" --truth "$work/two.truth"
		expect "$what_for, $as: the same bytes" cmp "$work/one.$as" "$work/two.$as"
		expect "$what_for: the same truth" cmp "$work/one.truth" "$work/two.truth"
		# shellcheck disable=SC2086
		run 0 "another seed" simulate $what_for --seed 6 --output "$work/three.$as"
		expect "$what_for, $as: another wearer" sh -c '! cmp -s "$1" "$2"' sh "$work/one.$as" "$work/three.$as"
		rm -f "$work/one.$as" "$work/two.$as" "$work/three.$as"
	done
done
# shellcheck disable=SC2015
run 0 "to standard output" simulate frozen-fish --hold 3 --sets 1 --protocol csv --output - && cmp -s "$work/out" "$csv" ||
	fail "simulate --output - --protocol csv is not the file"
done_here
