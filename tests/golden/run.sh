#!/bin/sh
# The golden replays: recordings that are kept, and what the program must make of them, to the byte.
#
#	run.sh              compares; on a difference shows it and exits with 1
#	run.sh --update     takes what comes out now for right. Look at the difference before it is
#	                    committed, and say in the message which lines changed and why.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR; SH_GOLDEN_DRIVER (golden_driver.c) compares every bit as well.
# The program's version on the session line is left out of it.
set -u
: "${SH_PROGRAM:?the program to test}"
golden=${SH_SOURCE_DIR:?the root of the repository}/tests/golden
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${TMPDIR:-/tmp}/sh_golden_XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cases=0 failed=0

# play NAME INPUT OPTIONS...: $work/NAME.jsonl and a line in $work/bits
play() {
	name=$1 input=$golden/in/$2
	shift 2
	timeout 60 "$SH_PROGRAM" replay "$input" --output-format jsonl "$@" </dev/null >"$work/out" 2>"$work/err"
	status=$?
	sed 's/"program":"spinehold [^"]*"/"program":"spinehold"/' "$work/out" >"$work/$name.jsonl"
	if [ "$status" -eq 0 ] && [ -n "${SH_GOLDEN_DRIVER-}" ]; then
		bits=$(timeout 60 "$SH_GOLDEN_DRIVER" "$input" "$@" </dev/null 2>>"$work/err")
		status=$?
		echo "$name $bits" >>"$work/bits"
	fi
	[ "$status" -eq 0 ] && return
	echo "FAILED: $name: exit status $status"
	cat -v "$work/err"
	failed=$((failed + 1))
}

while read -r name input options; do
	case $name in
	'' | '#'*) continue ;;
	esac
	cases=$((cases + 1))
	# shellcheck disable=SC2086 # one word an option
	play "$name" "$input" $options
done <"$golden/cases"
[ "$cases" -gt 0 ] || exit 1

if [ "${1-}" = --update ]; then
	[ "$failed" -eq 0 ] || exit 1
	[ -s "$work/bits" ] || {
		echo "--update needs SH_GOLDEN_DRIVER"
		exit 1
	}
	rm -f "$work/out" "$work/err"
	mkdir -p "$golden/expect"
	rm -f "$golden/expect"/*
	cp "$work"/* "$golden/expect/" && echo "$cases golden replays updated"
	exit
fi

while read -r name _; do
	case $name in
	'' | '#'*) continue ;;
	esac
	if ! diff -u "$golden/expect/$name.jsonl" "$work/$name.jsonl" >"$work/diff" 2>&1; then
		echo "FAILED: $name: the lines differ"
		head -n 60 "$work/diff" | cut -c1-240
		failed=$((failed + 1))
	fi
done <"$golden/cases"
if [ -n "${SH_GOLDEN_DRIVER-}" ] && ! diff -u "$golden/expect/bits" "$work/bits" >"$work/diff" 2>&1; then
	echo "FAILED: orientations or angles differ in some bit (name, samples, checksum):"
	cat "$work/diff"
	failed=$((failed + 1))
fi
echo "$cases golden replays, $failed failed"
[ "$failed" -eq 0 ]
