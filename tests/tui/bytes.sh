#!/bin/sh
# A terminal on a slow line: at ten pictures a second of sensor time the live screen sends at most
# 1.5 kB a second, in a brisk cat and in turns, at every size up to 200x60, with 256 colours, 8 and
# none, and with 24 bits of colour where the system knows such a terminal.
#
#   bytes.sh PROGRAM TUI_BYTES
set -u
[ $# -eq 2 ] || { echo "usage: $0 PROGRAM TUI_BYTES" >&2; exit 2; }
program=$1 bytes=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR COLORTERM
status=0

for exercise in cat crocodile-1 rolls; do
	case $exercise in cat) dose='--duration 90' ;; *) dose= ;; esac
	"$program" simulate $exercise --seed 1 $dose --output "$work/$exercise.csv" || exit 1
done

run() { # TERM COLOURS EXERCISE WIDTH HEIGHT
	told=$(TERM=$1 "$bytes" "$work/$3.csv" "$3" "$4" "$5" 2>&1) || {
		echo "FAILED: $3 at $4x$5, $2" >&2
		status=1
	}
	echo "$2: $told"
}

for size in '20 5' '80 24' '100 30' '120 40' '160 50' '200 60'; do
	for exercise in cat crocodile-1 rolls; do
		run xterm-256color '256 colours' $exercise $size
	done
	run xterm '8 colours' cat $size
	NO_COLOR=1
	export NO_COLOR
	run xterm-256color 'no colours' cat $size
	unset NO_COLOR
	if infocmp xterm-direct >/dev/null 2>&1; then
		COLORTERM=truecolor
		export COLORTERM
		run xterm-256color '24 bits of colour' cat $size
		unset COLORTERM
	fi
done
infocmp xterm-direct >/dev/null 2>&1 || echo "24 bits of colour not measured: no xterm-direct here (ncurses-term)"
exit $status
